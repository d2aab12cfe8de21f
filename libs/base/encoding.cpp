#include "libs/base/encoding.h"

#include <array>

namespace gatehouse {
namespace {

constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

constexpr std::array<signed char, 256> inverse(std::string_view alphabet)
{
    std::array<signed char, 256> table{};
    table.fill(-1);
    for (size_t i = 0; i < alphabet.size(); ++i)
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<signed char>(i);
    return table;
}
constexpr auto kFromBase64Url = inverse(kBase64Url);
constexpr auto kFromBase64 = inverse(kBase64);

std::string encode64(std::string_view bytes, std::string_view alphabet)
{
    std::string out;
    out.resize((bytes.size() * 4 + 2) / 3);
    char* to = out.data();
    auto const* from = reinterpret_cast<unsigned char const*>(bytes.data());
    size_t left = bytes.size();
    for (; left >= 3; left -= 3, from += 3) {
        unsigned const group = static_cast<unsigned>(from[0] << 16 | from[1] << 8 | from[2]);
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[group >> 12 & 63];
        *to++ = alphabet[group >> 6 & 63];
        *to++ = alphabet[group & 63];
    }
    if (left > 0) {
        unsigned const group = static_cast<unsigned>(from[0] << 16 | (left == 2 ? from[1] << 8 : 0));
        *to++ = alphabet[group >> 18];
        *to++ = alphabet[group >> 12 & 63];
        if (left == 2)
            *to++ = alphabet[group >> 6 & 63];
    }
    return out;
}

std::optional<std::string> decode64(std::string_view text, std::array<signed char, 256> const& table)
{
    if (text.size() % 4 == 1)
        return std::nullopt;
    std::string out;
    out.reserve(text.size() * 3 / 4);
    unsigned group = 0;
    int bits = 0;
    for (unsigned char c : text) {
        int const value = table[c];
        if (value < 0)
            return std::nullopt;
        group = group << 6 | static_cast<unsigned>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<char>(group >> bits & 0xff));
        }
    }
    // Left-over bits must be zero, or two texts would decode to the same bytes.
    if ((group & ((1U << bits) - 1)) != 0)
        return std::nullopt;
    return out;
}

} // namespace

std::string base64url_encode(std::string_view bytes) { return encode64(bytes, kBase64Url); }
std::optional<std::string> base64url_decode(std::string_view text) { return decode64(text, kFromBase64Url); }

std::string base64_encode(std::string_view bytes)
{
    std::string out = encode64(bytes, kBase64);
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::optional<std::string> base64_decode(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    if (text.ends_with("=="))
        text.remove_suffix(2);
    else if (text.ends_with('='))
        text.remove_suffix(1);
    return decode64(text, kFromBase64);
}

std::string base32_encode(std::string_view bytes)
{
    std::string out;
    unsigned group = 0;
    int bits = 0;
    for (unsigned char c : bytes) {
        group = group << 8 | c;
        for (bits += 8; bits >= 5; bits -= 5)
            out.push_back(kBase32[group >> (bits - 5) & 31]);
    }
    if (bits > 0)
        out.push_back(kBase32[group << (5 - bits) & 31]);
    return out;
}

std::optional<std::string> base32_decode(std::string_view text)
{
    std::string out;
    unsigned group = 0;
    int bits = 0;
    for (char c : text) {
        if (c >= 'a' && c <= 'z')
            c = static_cast<char>(c - 'a' + 'A');
        size_t const value = kBase32.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        group = group << 5 | static_cast<unsigned>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<char>(group >> bits & 0xff));
        }
    }
    if ((group & ((1U << bits) - 1)) != 0)
        return std::nullopt;
    return out;
}

std::string hex_encode(std::string_view bytes)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (unsigned char c : bytes) {
        out.push_back(kDigits[c >> 4]);
        out.push_back(kDigits[c & 15]);
    }
    return out;
}

std::optional<std::string> hex_decode(std::string_view text)
{
    if (text.size() % 2 != 0)
        return std::nullopt;
    auto const digit = [](char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string out;
    for (size_t i = 0; i < text.size(); i += 2) {
        int const high = digit(text[i]);
        int const low = digit(text[i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
    }
    return out;
}

} // namespace gatehouse
