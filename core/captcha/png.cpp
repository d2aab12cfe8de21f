#include "core/captcha/png.h"

#include <cstdint>
#include <string_view>

namespace gatehouse::captcha {
namespace {

void put(std::string& out, std::uint32_t value, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(static_cast<unsigned char>(value >> shift));
}

// Annex D.
std::uint32_t crc(std::string_view bytes)
{
    std::uint32_t sum = 0xffff'ffff;
    for (char const c : bytes) {
        sum ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit)
            sum = (sum & 1) != 0 ? 0xedb8'8320 ^ (sum >> 1) : sum >> 1;
    }
    return ~sum;
}

void chunk(std::string& out, std::string_view type, std::string const& data)
{
    put(out, static_cast<std::uint32_t>(data.size()), 4);
    std::string const body = std::string(type) + data;
    out += body;
    put(out, crc(body), 4);
}

// RFC 1950 §9.
std::uint32_t adler(std::string_view bytes)
{
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (char const c : bytes) {
        a = (a + static_cast<unsigned char>(c)) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

// RFC 1951 §3.2.4: blocks that are stored as they are. Noise would not get smaller.
std::string stored(std::string_view bytes)
{
    constexpr size_t kMost = 65535;
    std::string out = "\x78\x01";
    for (size_t at = 0; at < bytes.size(); at += kMost) {
        std::string_view const block = bytes.substr(at, kMost);
        auto const size = static_cast<std::uint32_t>(block.size());
        out += at + kMost >= bytes.size() ? '\1' : '\0';
        for (std::uint32_t const number : { size, ~size })
            for (int shift : { 0, 8 })
                out += static_cast<char>(static_cast<unsigned char>(number >> shift));
        out += block;
    }
    put(out, adler(bytes), 4);
    return out;
}

} // namespace

std::string png(std::string const& greys, int width, int height)
{
    std::string rows;
    for (int y = 0; y < height; ++y) {
        rows += '\0'; // filter: none
        for (int x = 0; x < width; x += 2) {
            auto const at = static_cast<size_t>(y * width + x);
            rows += static_cast<char>(greys[at] << 4 | greys[at + 1]);
        }
    }
    std::string header;
    put(header, static_cast<std::uint32_t>(width), 4);
    put(header, static_cast<std::uint32_t>(height), 4);
    header += std::string("\x04\x00\x00\x00\x00", 5); // 4 bits, grey, deflate, filters, no interlace
    std::string out = "\x89PNG\r\n\x1a\n";
    chunk(out, "IHDR", header);
    chunk(out, "IDAT", stored(rows));
    chunk(out, "IEND", "");
    return out;
}

} // namespace gatehouse::captcha
