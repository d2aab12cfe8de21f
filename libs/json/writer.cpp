#include "libs/json/json.h"

#include <array>
#include <charconv>
#include <cmath>

namespace gatehouse::json {
namespace {

enum class Kind : unsigned char { Plain, Escape, Lead };

// What a byte asks of the writer: most bytes are plain and are copied in runs.
constexpr std::array<Kind, 256> kKinds = [] {
    std::array<Kind, 256> kinds{};
    for (size_t i = 0; i < 256; ++i)
        kinds[i] = i < 0x20 || i == 0x7f ? Kind::Escape : i < 0x80 ? Kind::Plain : Kind::Lead;
    for (unsigned char c : { '"', '\\', '<', '>', '&' })
        kinds[c] = Kind::Escape;
    return kinds;
}();

void append_unicode_escape(std::string& out, unsigned code)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out.push_back(kDigits[code >> shift & 15]);
}

void append_escape(std::string& out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        return;
    case '\\':
        out += "\\\\";
        return;
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        append_unicode_escape(out, static_cast<unsigned char>(c));
    }
}

// Length of the well-formed sequence that starts with a byte of 0x80 or more; 0 when there is none. RFC 3629 §4.
size_t sequence_length(std::string_view text)
{
    auto const byte = [text](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    auto const follows = [&byte](size_t i) { return (byte(i) & 0xc0) == 0x80; };
    unsigned const first = byte(0);
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        unsigned const low = first == 0xe0 ? 0xa0 : 0x80;
        unsigned const high = first == 0xed ? 0x9f : 0xbf;
        return byte(1) >= low && byte(1) <= high && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        unsigned const low = first == 0xf0 ? 0x90 : 0x80;
        unsigned const high = first == 0xf4 ? 0x8f : 0xbf;
        return byte(1) >= low && byte(1) <= high && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

// Writes one character beyond ASCII and returns how many bytes it took.
size_t append_wide(std::string& out, std::string_view rest)
{
    size_t const length = sequence_length(rest);
    if (length == 0) {
        out += "\xef\xbf\xbd";
        return 1;
    }
    // Line ends in JavaScript, though not in JSON.
    if (rest.starts_with("\xe2\x80\xa8"))
        out += "\\u2028";
    else if (rest.starts_with("\xe2\x80\xa9"))
        out += "\\u2029";
    else
        out += rest.substr(0, length);
    return length;
}

void append_text(std::string& out, std::string_view text)
{
    out.push_back('"');
    size_t run = 0;
    size_t at = 0;
    while (at < text.size()) {
        Kind const kind = kKinds[static_cast<unsigned char>(text[at])];
        if (kind == Kind::Plain) {
            ++at;
            continue;
        }
        out.append(text, run, at - run);
        if (kind == Kind::Escape)
            append_escape(out, text[at++]);
        else
            at += append_wide(out, text.substr(at));
        run = at;
    }
    out.append(text, run, at - run);
    out.push_back('"');
}

template <class Number>
void append_number(std::string& out, Number number)
{
    std::array<char, 32> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

bool append_scalar(std::string& out, Value const& value)
{
    if (auto const* text = value.as_text()) {
        append_text(out, *text);
    } else if (auto const* integer = value.as_integer()) {
        append_number(out, *integer);
    } else if (auto const* truth = value.as_bool()) {
        out += *truth ? "true" : "false";
    } else if (auto const* number = value.as_double()) {
        if (std::isfinite(*number))
            append_number(out, *number);
        else
            out += "null";
    } else if (value.is_null()) {
        out += "null";
    } else {
        return false;
    }
    return true;
}

void break_line(std::string& out, size_t level)
{
    out.push_back('\n');
    out.append(level * 2, ' ');
}

void append_pretty(std::string& out, Value const& value, size_t level)
{
    if (append_scalar(out, value))
        return;
    bool first = true;
    auto const begin_item = [&] {
        if (!std::exchange(first, false))
            out.push_back(',');
        break_line(out, level + 1);
    };
    if (auto const* array = value.as_array()) {
        out.push_back('[');
        for (Value const& item : *array) {
            begin_item();
            append_pretty(out, item, level + 1);
        }
    } else {
        out.push_back('{');
        for (Member const& member : value.as_object()->members()) {
            begin_item();
            append_text(out, member.name);
            out += ": ";
            append_pretty(out, member.value, level + 1);
        }
    }
    if (!first)
        break_line(out, level);
    out.push_back(value.as_array() ? ']' : '}');
}

} // namespace

void append(std::string& out, Value const& value)
{
    if (append_scalar(out, value))
        return;
    if (auto const* object = value.as_object())
        return append(out, *object);
    char before = '[';
    for (Value const& item : *value.as_array()) {
        out.push_back(std::exchange(before, ','));
        append(out, item);
    }
    if (before == '[')
        out.push_back('[');
    out.push_back(']');
}

void append(std::string& out, Object const& object)
{
    char before = '{';
    for (Member const& member : object.members()) {
        out.push_back(std::exchange(before, ','));
        append_text(out, member.name);
        out.push_back(':');
        append(out, member.value);
    }
    if (before == '{')
        out.push_back('{');
    out.push_back('}');
}

std::string write(Value const& value)
{
    std::string out;
    append(out, value);
    return out;
}

std::string write(Object const& object)
{
    std::string out;
    out.reserve(1024);
    append(out, object);
    return out;
}

std::string write_pretty(Value const& value)
{
    std::string out;
    append_pretty(out, value, 0);
    return out;
}

} // namespace gatehouse::json
