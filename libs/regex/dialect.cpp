#include "libs/regex/dialect.h"

namespace gatehouse::regex {
namespace {

// Letters that .NET does not know after a backslash, while PCRE2 gives them a meaning of its own.
constexpr std::string_view kForeignEscapes = "CEHKLNQRUXgho";

class Translator {
public:
    explicit Translator(std::string_view pattern)
        : pattern_(pattern)
    {
    }

    Result<std::string> run()
    {
        while (at_ < pattern_.size()) {
            char const c = pattern_[at_];
            if (c == '\\')
                TRY(escape());
            else if (in_class_)
                TRY(class_character(c));
            else
                TRY(plain_character(c));
        }
        return std::move(out_);
    }

private:
    std::unexpected<Error> refuse(std::string_view what) const
    {
        return fail(Fault::Invalid, "pattern: " + std::string(what) + " at byte " + std::to_string(at_));
    }
    bool next_is(std::string_view text) const { return pattern_.substr(at_ + 1).starts_with(text); }
    void copy(size_t count)
    {
        out_ += pattern_.substr(at_, count);
        at_ += count;
    }

    Result<void> escape()
    {
        if (at_ + 1 == pattern_.size())
            return refuse("a backslash at the end");
        char const letter = pattern_[at_ + 1];
        if (kForeignEscapes.contains(letter))
            return refuse(std::string("\\") + letter + " is not of .NET");
        if (letter == 'v') {
            // The vertical tab; PCRE2 would take any vertical white space.
            out_ += "\\x0b";
            at_ += 2;
            return {};
        }
        copy(2);
        return {};
    }

    Result<void> class_character(char c)
    {
        bool const first = at_ == class_start_;
        if (c == ']' && !first) {
            in_class_ = false;
        } else if (c == '[') {
            if (!first && pattern_[at_ - 1] == '-')
                return refuse("class subtraction is not supported");
            // "[[:alpha:]]" has no special meaning in .NET.
            out_.push_back('\\');
        }
        copy(1);
        return {};
    }

    Result<void> plain_character(char c)
    {
        if (c == '(' && next_is("*"))
            return refuse("(* is not of .NET");
        if (c == '(' && next_is("?") && is_foreign_group(pattern_.substr(at_ + 2)))
            return refuse("a group that .NET does not know");
        // ".NET: a++" is an error; PCRE2 has possessive quantifiers.
        if (c == '+' && at_ > 0 && !escaped_before() && std::string_view("*+?}").contains(pattern_[at_ - 1]))
            return refuse("a quantifier after a quantifier");
        copy(1);
        if (c == '[') {
            in_class_ = true;
            if (at_ < pattern_.size() && pattern_[at_] == '^')
                copy(1);
            class_start_ = at_;
        }
        return {};
    }

    // Recursion, callouts, branch reset and the Python spelling of names.
    static bool is_foreign_group(std::string_view rest)
    {
        constexpr std::string_view kFirst = "PRC&|^0123456789+";
        if (rest.empty())
            return false;
        if (rest.starts_with('-'))
            return rest.size() > 1 && rest[1] >= '0' && rest[1] <= '9';
        return kFirst.contains(rest[0]);
    }

    bool escaped_before() const
    {
        size_t backslashes = 0;
        for (size_t i = at_ - 1; i > 0 && pattern_[i - 1] == '\\'; --i)
            ++backslashes;
        return backslashes % 2 == 1;
    }

    std::string_view pattern_;
    std::string out_;
    size_t at_ = 0;
    bool in_class_ = false;
    // Where the class's first character stands: a ']' there is a character.
    size_t class_start_ = 0;
};

} // namespace

Result<std::string> to_pcre(std::string_view dotnet_pattern)
{
    return Translator(dotnet_pattern).run();
}

} // namespace gatehouse::regex
