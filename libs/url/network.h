// Which addresses count as one client where requests and connections are limited.
#pragma once

#include <string>
#include <string_view>

namespace gatehouse::url {

// "192.0.2.7" for itself; "2001:db8:0:1::/64" for every address of that network, because a single customer has all of
// them; an IPv4 address in IPv6 clothes is that IPv4 address. Empty for this machine's own addresses and for text that
// is no address.
std::string client_network(std::string_view address);

} // namespace gatehouse::url
