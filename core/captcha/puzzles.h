// The media of the puzzles that are made here. Private to core/captcha.
#pragma once

#include "core/captcha/dice.h"

#include <string>
#include <string_view>

namespace gatehouse::captcha {

// No two of them look alike when they lean and a line crosses them, as 0 and O, 5 and S, E and F do.
inline constexpr std::string_view kLetters = "ACEHJKMNPRTWXY347";
// How many tones a group has.
inline constexpr std::string_view kCounts = "12345";
inline constexpr size_t kLength = 6;

// A PNG file.
std::string draw_letters(std::string_view letters, Dice& dice);
// A WAV file.
std::string play_counts(std::string_view counts, Dice& dice);

} // namespace gatehouse::captcha
