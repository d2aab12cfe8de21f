#include "libs/url/network.h"

#include "libs/base/text.h"

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

using Bytes = std::array<std::uint8_t, 16>;
constexpr unsigned kMappedBits = 96;

std::optional<Bytes> bytes_of(std::string_view address)
{
    std::string const text(address);
    Bytes bytes{};
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        bytes[10] = bytes[11] = 0xff;
        std::copy_n(reinterpret_cast<unsigned char const*>(&v4.s_addr), 4, bytes.begin() + 12);
        return bytes;
    }
    in6_addr v6{};
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1)
        return std::nullopt;
    std::copy_n(v6.s6_addr, bytes.size(), bytes.begin());
    return bytes;
}

// The leading bits; those behind are cleared.
Bytes leading(Bytes bytes, unsigned bits)
{
    for (unsigned i = 0; i < bytes.size(); ++i) {
        unsigned const kept = bits > i * 8 ? std::min(bits - i * 8, 8U) : 0;
        bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xff00U >> kept));
    }
    return bytes;
}

} // namespace

std::optional<Network> Network::parse(std::string_view text)
{
    size_t const slash = text.find('/');
    auto const bytes = bytes_of(text.substr(0, slash));
    if (!bytes)
        return std::nullopt;
    Network network;
    network.bytes_ = *bytes;
    if (slash == std::string_view::npos)
        return network;
    bool const v4 = text.find(':') == std::string_view::npos;
    auto const length = parse_integer(text.substr(slash + 1));
    if (!length || *length < 0 || *length > (v4 ? 32 : 128))
        return std::nullopt;
    network.bits_ = static_cast<unsigned>(*length) + (v4 ? kMappedBits : 0);
    if (leading(network.bytes_, network.bits_) != network.bytes_)
        return std::nullopt;
    return network;
}

bool Network::contains(std::string_view address) const
{
    auto const bytes = bytes_of(address);
    return bytes && leading(*bytes, bits_) == bytes_;
}

bool is_address(std::string_view text)
{
    return bytes_of(text).has_value();
}

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
