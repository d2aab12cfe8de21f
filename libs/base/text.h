// ASCII-minded text functions. Identifiers of protocols and policies compare without ASCII case; nothing here depends
// on the process locale.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

std::string to_lower(std::string_view text);
std::string to_upper(std::string_view text);
bool equals_ignoring_case(std::string_view left, std::string_view right);
bool starts_with_ignoring_case(std::string_view text, std::string_view beginning);
std::string_view trim(std::string_view text);

// "a  b" at ' ' gives {"a", "b"}: empty pieces are dropped.
std::vector<std::string> split_words(std::string_view text, char separator = ' ');
// "a,,b" at ',' gives {"a", "", "b"}.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::vector<std::string> const& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Decimal digits only, no sign unless minus, whole text, in range; otherwise nothing.
std::optional<long long> parse_integer(std::string_view text);

// Well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. RFC 3629 §4.
bool is_utf8(std::string_view text);
// Code points in well-formed UTF-8.
size_t count_code_points(std::string_view text);
// True when there is a byte below 0x20 or 0x7f, or a C1 control code point.
bool has_control_characters(std::string_view text);

// For maps whose keys compare without ASCII case.
struct LessIgnoringCase {
    using is_transparent = void;
    bool operator()(std::string_view left, std::string_view right) const;
};
template <class T>
using CaseMap = std::map<std::string, T, LessIgnoringCase>;

} // namespace gatehouse
