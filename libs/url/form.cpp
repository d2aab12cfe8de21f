#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>
#include <set>

namespace gatehouse::url {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kLowerHex = "0123456789abcdef";

constexpr std::array<bool, 256> letters_digits_and(std::string_view others)
{
    std::array<bool, 256> table{};
    for (int c = '0'; c <= '9'; ++c)
        table[static_cast<size_t>(c)] = true;
    for (int c = 'a'; c <= 'z'; ++c)
        table[static_cast<size_t>(c)] = table[static_cast<size_t>(c - 32)] = true;
    for (char c : others)
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

// RFC 3986 §2.3.
constexpr auto kUnreserved = letters_digits_and("-._~");
// What HttpUtility.UrlEncode leaves alone.
constexpr auto kDotnetSafe = letters_digits_and("-_.!*()");

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

void append_escape(std::string& out, char c, std::string_view digits)
{
    auto const byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
}

enum class Plus { Stays, IsSpace };

std::optional<std::string> decode_text(std::string_view text, Plus plus)
{
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == Plus::IsSpace) {
            out.push_back(' ');
        } else if (text[i] == '%') {
            int const high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            int const low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0)
                return std::nullopt;
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

Result<std::string> decode_piece(std::string_view text)
{
    std::optional<std::string> decoded = decode_text(text, Plus::IsSpace);
    if (!decoded)
        return fail(Fault::Invalid, "form: broken escape");
    if (decoded->find('\0') != std::string::npos)
        return fail(Fault::Invalid, "form: NUL byte");
    if (!is_utf8(*decoded))
        return fail(Fault::Invalid, "form: not UTF-8");
    return std::move(*decoded);
}

} // namespace

void Form::add(std::string name, std::string value)
{
    pairs_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string_view> Form::find(std::string_view name) const
{
    for (auto const& [key, value] : pairs_)
        if (key == name)
            return value;
    return std::nullopt;
}

std::string Form::get(std::string_view name) const
{
    return std::string(find(name).value_or(""));
}

std::optional<std::string> Form::duplicate() const
{
    std::set<std::string_view> seen;
    for (auto const& [key, value] : pairs_)
        if (!seen.insert(key).second)
            return key;
    return std::nullopt;
}

void Form::set(std::string_view name, std::string value)
{
    auto const first = std::ranges::find(pairs_, name, [](auto const& pair) { return std::string_view(pair.first); });
    if (first == pairs_.end()) {
        pairs_.emplace_back(name, std::move(value));
        return;
    }
    first->second = std::move(value);
    pairs_.erase(
        std::remove_if(first + 1, pairs_.end(), [&](auto const& pair) { return pair.first == name; }), pairs_.end());
}

Result<Form> parse_form(std::string_view text, size_t limit)
{
    Form form;
    while (!text.empty()) {
        std::string_view const piece = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), piece.size() + 1));
        if (piece.empty())
            continue;
        if (form.pairs().size() == limit)
            return fail(Fault::Invalid, "form: more than " + std::to_string(limit) + " pairs");
        size_t const equals = std::min(piece.find('='), piece.size());
        std::string name = TRY(decode_piece(piece.substr(0, equals)));
        std::string value = TRY(decode_piece(piece.substr(std::min(equals + 1, piece.size()))));
        form.add(std::move(name), std::move(value));
    }
    return form;
}

std::string build_form(Form const& form)
{
    std::string out;
    for (auto const& [name, value] : form.pairs()) {
        if (!out.empty())
            out.push_back('&');
        out += encode(name);
        out.push_back('=');
        out += encode(value);
    }
    return out;
}

std::string encode(std::string_view text)
{
    std::string out;
    out.reserve(text.size() + text.size() / 4);
    for (char c : text) {
        if (kUnreserved[static_cast<unsigned char>(c)])
            out.push_back(c);
        else
            append_escape(out, c, kUpperHex);
    }
    return out;
}

std::string encode_dotnet(std::string_view text)
{
    std::string out;
    for (char c : text) {
        if (c == ' ')
            out.push_back('+');
        else if (kDotnetSafe[static_cast<unsigned char>(c)])
            out.push_back(c);
        else
            append_escape(out, c, kLowerHex);
    }
    return out;
}

std::optional<std::string> decode(std::string_view text)
{
    return decode_text(text, Plus::Stays);
}

} // namespace gatehouse::url
