// Which addresses may be called when somebody else names the address: a tenant's API, a page template, a logout
// address. attack-57, attack-58, attack-59: such a call must not reach what only this machine can reach.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::http {

enum class Reach {
    Public, // globally routable unicast
    Loopback,
    Inner, // private, link-local (169.254.169.254), shared, documentation, multicast, and what is no address at all
};

// `address` is a numeric IPv4 or IPv6 address. One that wraps an IPv4 address (mapped, 6to4, NAT64) is Inner unless it
// is mapped, and then what it wraps decides.
Reach reach_of(std::string_view address);

// The address is judged when the socket is opened, after the one look-up of the name: a name that answers differently
// the second time (DNS rebinding) gains nothing, and neither does another spelling of a number.
struct Guard {
    enum class OwnMachine { Refused, Allowed };

    // Hosts that may have any address: "api.contoso.internal", "10.1.2.3". Lower case.
    std::vector<std::string> allowed_hosts;
    // The demo calls programs on this machine, also without TLS.
    OwnMachine own_machine = OwnMachine::Refused;

    // `host` is what the URL says, `address` what it resolved to.
    bool allows(std::string_view host, std::string_view address) const;
};

} // namespace gatehouse::http
