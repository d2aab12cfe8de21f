#include "libs/http/guard.h"

#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <arpa/inet.h>

namespace gatehouse::http {
namespace {

struct Block {
    std::uint32_t first = 0;
    int bits = 0;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c = 0)
{
    return a << 24 | b << 16 | c << 8;
}

// RFC 6890 and the IANA special-purpose registry; multicast and above is one block.
constexpr auto kInner = std::to_array<Block>({
    { v4(0, 0), 8 },
    { v4(10, 0), 8 },
    { v4(100, 64), 10 },
    { v4(169, 254), 16 },
    { v4(172, 16), 12 },
    { v4(192, 0, 0), 24 },
    { v4(192, 0, 2), 24 },
    { v4(192, 88, 99), 24 },
    { v4(192, 168), 16 },
    { v4(198, 18), 15 },
    { v4(198, 51, 100), 24 },
    { v4(203, 0, 113), 24 },
    { v4(224, 0), 3 },
});

Reach reach_of_v4(std::uint32_t address)
{
    if (address >> 24 == 127)
        return Reach::Loopback;
    auto const holds = [&](Block const& block) { return (address ^ block.first) >> (32 - block.bits) == 0; };
    return std::ranges::any_of(kInner, holds) ? Reach::Inner : Reach::Public;
}

Reach reach_of_v6(in6_addr const& address)
{
    if (IN6_IS_ADDR_LOOPBACK(&address))
        return Reach::Loopback;
    auto const word
        = [&](size_t at) { return static_cast<unsigned>(address.s6_addr[2 * at] << 8 | address.s6_addr[2 * at + 1]); };
    if (IN6_IS_ADDR_V4MAPPED(&address))
        return reach_of_v4(word(6) << 16 | word(7));
    // Only 2000::/3 is global unicast. In it: 2001::/23 (Teredo and others), 6to4, and two blocks for documentation.
    bool const global = word(0) >> 13 == 1;
    bool const special = (word(0) == 0x2001 && word(1) < 0x0200) || (word(0) == 0x2001 && word(1) == 0x0db8)
        || word(0) == 0x2002 || (word(0) == 0x3fff && word(1) < 0x1000);
    return global && !special ? Reach::Public : Reach::Inner;
}

} // namespace

Reach reach_of(std::string_view address)
{
    std::string const text(address);
    if (in_addr v4_address{}; inet_pton(AF_INET, text.c_str(), &v4_address) == 1)
        return reach_of_v4(ntohl(v4_address.s_addr));
    if (in6_addr v6_address{}; inet_pton(AF_INET6, text.c_str(), &v6_address) == 1)
        return reach_of_v6(v6_address);
    return Reach::Inner;
}

bool Guard::allows(std::string_view host, std::string_view address) const
{
    if (std::ranges::find(allowed_hosts, to_lower(host)) != allowed_hosts.end())
        return true;
    Reach const reach = reach_of(address);
    return reach == Reach::Public || (reach == Reach::Loopback && own_machine == OwnMachine::Allowed);
}

} // namespace gatehouse::http
