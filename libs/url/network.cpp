#include "libs/url/network.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace gatehouse::url {
namespace {

std::string text_of(in_addr const& address)
{
    // RFC 1122 §3.2.1.3: 127.0.0.0/8.
    if (ntohl(address.s_addr) >> 24 == 127)
        return {};
    std::array<char, INET_ADDRSTRLEN> text{};
    inet_ntop(AF_INET, &address, text.data(), text.size());
    return text.data();
}

std::string text_of(in6_addr address)
{
    if (IN6_IS_ADDR_V4MAPPED(&address)) {
        in_addr inner{};
        std::copy_n(address.s6_addr + 12, 4, reinterpret_cast<unsigned char*>(&inner.s_addr));
        return text_of(inner);
    }
    if (IN6_IS_ADDR_LOOPBACK(&address))
        return {};
    std::fill(address.s6_addr + 8, address.s6_addr + 16, std::uint8_t{ 0 });
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, &address, text.data(), text.size());
    return std::string(text.data()) + "/64";
}

} // namespace

std::string client_network(std::string_view address)
{
    std::string const text(address.substr(0, address.find('%')));
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1)
        return text_of(v4);
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) == 1)
        return text_of(v6);
    return {};
}

} // namespace gatehouse::url
