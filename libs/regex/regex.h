// Regular expressions as policies write them: the language of .NET, run by PCRE2 under limits, because a policy
// author's pattern meets a stranger's text.
#pragma once

#include "libs/base/result.h"
#include "libs/base/text.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::regex {

enum class Letters { AsWritten, IgnoreCase };

enum class Answer {
    Match,
    NoMatch,
    // The search was given up: the pattern backtracks without end on this text, or the text is over 16 KiB. Never
    // to be taken for a match.
    TooCostly,
};

struct Capture {
    Answer answer = Answer::NoMatch;
    // What the named groups that took part in the match hold.
    CaseMap<std::string> groups;
};

// Cheap to copy; safe to use from several threads at once.
class Pattern {
public:
    // Fault::Invalid with the reason and the byte offset when the pattern is over 4 KiB, is not UTF-8, or uses what
    // PCRE2 would read in another way than .NET: class subtraction "[a-z-[b]]", "\Q", "\R", "(*VERB)" and their kin.
    static Result<Pattern> make(std::string_view pattern, Letters letters = Letters::AsWritten);

    // Regex.IsMatch: a match anywhere in the text; patterns carry their own ^ and $. As in .NET, $ also matches before
    // a final line feed. Text that is not UTF-8 never matches.
    Answer search(std::string_view text) const;
    // Regex.Match: the first match and its named groups.
    Capture capture(std::string_view text) const;
    // Regex.Replace with a text in which nothing is special: every match gives way to it. Nothing when the search was
    // given up, or the result would be longer than 64 KiB.
    std::optional<std::string> replace(std::string_view text, std::string_view with) const;

private:
    struct State;
    std::shared_ptr<State const> state_;
};

} // namespace gatehouse::regex
