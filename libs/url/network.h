// Which addresses count as one client where requests and connections are limited.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::url {

// "192.0.2.7" for itself; "2001:db8:0:1::/64" for every address of that network, because a single customer has all of
// them; an IPv4 address in IPv6 clothes is that IPv4 address. Empty for this machine's own addresses and for text that
// is no address.
std::string client_network(std::string_view address);

// A range of addresses: "10.0.0.0/8", "2001:db8::/32", "192.0.2.7".
class Network {
public:
    // Nothing for text that is none, and for one with bits behind its length: "10.0.0.1/8" is a slip of somebody.
    static std::optional<Network> parse(std::string_view text);
    bool contains(std::string_view address) const;

private:
    // All as IPv6, IPv4 in its clothes: RFC 4291 §2.5.5.2.
    std::array<std::uint8_t, 16> bytes_{};
    unsigned bits_ = 128;
};
// True for an IPv4 or IPv6 address and nothing else.
bool is_address(std::string_view text);

} // namespace gatehouse::url
