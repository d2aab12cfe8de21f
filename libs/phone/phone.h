// Phone numbers as people write them, in the one form E.164 has for them. Numbering plans are coarse here: whose
// calling code it is and how many digits may follow, not whether somebody has the number. Source: ITU-T E.164, its list
// of assigned country codes, and the national numbering plans. Why not a library:
// docs/decisions/2026-11-29-phone-numbers.md.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::phone {

struct Country {
    std::string_view region; // ISO 3166-1 alpha-2: "DE"
    std::string_view code; // without "+": "49"
    // What is dialled before a number within the country, "" for nothing. Italy has none: its leading zero belongs to
    // the number.
    std::string_view trunk;
    int shortest; // digits after the calling code
    int longest;
    // Of those that share a calling code: first digits, separated by spaces; "" for the main one of the code.
    std::string_view prefixes;
};

// In order of region.
std::span<Country const> countries();

struct Number {
    std::string e164; // "+491701234567"
    std::string code; // "+49"
    std::string national; // "1701234567"
    std::string region; // "DE"
};

// "+49 (0)170 1234567", "0049...": a number with calling code. With a region, "0170 1234567" is one of that country,
// too. Nothing for any other text, an unknown region, and a number of impossible length.
std::optional<Number> parse(std::string_view text, std::string_view region = {});

} // namespace gatehouse::phone
