#include "libs/regex/regex.h"

#include "libs/regex/dialect.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>

namespace gatehouse::regex {
namespace {

constexpr size_t kMaxPatternBytes = 4096;
constexpr size_t kMaxTextBytes = 16 * 1024;
constexpr size_t kMaxReplacedBytes = 64 * 1024;
// Steps for one whole search, milliseconds at worst. PCRE2 counts anew at each place where a match may begin, so an
// unanchored pattern gets its share for each; the floor keeps ordinary patterns working on long texts.
constexpr size_t kStepBudget = 2'000'000;
constexpr size_t kMinStepsAtOnePlace = 2'000;
constexpr std::uint32_t kDepthLimit = 50'000;
constexpr std::uint32_t kHeapLimitKib = 32 * 1024;
constexpr std::uint32_t kNestingLimit = 100;

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Code = std::unique_ptr<pcre2_code, Freeing<pcre2_code_free>>;
using CompileContext = std::unique_ptr<pcre2_compile_context, Freeing<pcre2_compile_context_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Freeing<pcre2_match_context_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Freeing<pcre2_match_data_free>>;

PCRE2_SPTR units(std::string_view text)
{
    return reinterpret_cast<PCRE2_SPTR>(text.data());
}

std::string message(int code)
{
    std::array<PCRE2_UCHAR, 256> text{};
    pcre2_get_error_message(code, text.data(), text.size());
    return reinterpret_cast<char const*>(text.data());
}

bool is_anchored(pcre2_code const* code)
{
    std::uint32_t options = 0;
    pcre2_pattern_info(code, PCRE2_INFO_ALLOPTIONS, &options);
    return (options & PCRE2_ANCHORED) != 0;
}

Answer answer_of(int status)
{
    switch (status) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_NOMEMORY:
        return Answer::TooCostly;
    default:
        return status >= 0 ? Answer::Match : Answer::NoMatch;
    }
}

} // namespace

struct Pattern::State {
    Code code;
    bool anchored;

    State(Code a_code, bool is_anchored_here)
        : code(std::move(a_code))
        , anchored(is_anchored_here)
    {
    }

    Answer run(std::string_view text, pcre2_match_data* data) const
    {
        if (text.size() > kMaxTextBytes)
            return Answer::TooCostly;
        MatchContext const limits = limits_for(text);
        return answer_of(pcre2_match(code.get(), units(text), text.size(), 0, 0, data, limits.get()));
    }

    std::optional<std::string> replace(std::string_view text, std::string_view with) const
    {
        if (text.size() > kMaxTextBytes)
            return std::nullopt;
        std::string out(kMaxReplacedBytes, '\0');
        PCRE2_SIZE length = out.size();
        MatchContext const limits = limits_for(text);
        int const status = pcre2_substitute(code.get(), units(text), text.size(), 0,
            PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_LITERAL, nullptr, limits.get(), units(with), with.size(),
            reinterpret_cast<PCRE2_UCHAR*>(out.data()), &length);
        if (status < 0)
            return std::nullopt;
        out.resize(length);
        return out;
    }

    MatchContext limits_for(std::string_view text) const
    {
        size_t const places = anchored ? 1 : text.size() + 1;
        MatchContext limits(pcre2_match_context_create(nullptr));
        pcre2_set_match_limit(
            limits.get(), static_cast<std::uint32_t>(std::max(kStepBudget / places, kMinStepsAtOnePlace)));
        pcre2_set_depth_limit(limits.get(), kDepthLimit);
        pcre2_set_heap_limit(limits.get(), kHeapLimitKib);
        return limits;
    }

    CaseMap<std::string> named_groups(std::string_view text, pcre2_match_data* data) const
    {
        std::uint32_t count = 0;
        std::uint32_t entry_size = 0;
        PCRE2_SPTR table = nullptr;
        pcre2_pattern_info(code.get(), PCRE2_INFO_NAMECOUNT, &count);
        pcre2_pattern_info(code.get(), PCRE2_INFO_NAMEENTRYSIZE, &entry_size);
        pcre2_pattern_info(code.get(), PCRE2_INFO_NAMETABLE, &table);
        PCRE2_SIZE const* spans = pcre2_get_ovector_pointer(data);
        CaseMap<std::string> groups;
        for (std::uint32_t i = 0; i < count; ++i, table += entry_size) {
            // Each entry is the group's number in two bytes, then its name.
            size_t const number = static_cast<size_t>(table[0] << 8 | table[1]);
            PCRE2_SIZE const begin = spans[2 * number];
            PCRE2_SIZE const end = spans[2 * number + 1];
            if (begin != PCRE2_UNSET && begin <= end)
                groups.insert_or_assign(
                    reinterpret_cast<char const*>(table + 2), std::string(text.substr(begin, end - begin)));
        }
        return groups;
    }
};

Result<Pattern> Pattern::make(std::string_view pattern, Letters letters)
{
    if (pattern.size() > kMaxPatternBytes)
        return fail(Fault::Invalid, "pattern: longer than 4 KiB");
    std::string const translated = TRY(to_pcre(pattern));
    CompileContext const context(pcre2_compile_context_create(nullptr));
    // Whatever the library was built with: only a line feed ends a line in .NET.
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context.get(), kNestingLimit);
    std::uint32_t options = PCRE2_UTF | PCRE2_UCP | PCRE2_ALT_BSUX | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C;
    if (letters == Letters::IgnoreCase)
        options |= PCRE2_CASELESS;
    int error = 0;
    PCRE2_SIZE offset = 0;
    Code code(pcre2_compile(units(translated), translated.size(), options, &error, &offset, context.get()));
    if (!code)
        return fail(Fault::Invalid, "pattern: " + message(error) + " at byte " + std::to_string(offset));
    bool const anchored = is_anchored(code.get());
    Pattern made;
    made.state_ = std::make_shared<State const>(std::move(code), anchored);
    return made;
}

Answer Pattern::search(std::string_view text) const
{
    MatchData const data(pcre2_match_data_create(1, nullptr));
    return state_->run(text, data.get());
}

Capture Pattern::capture(std::string_view text) const
{
    MatchData const data(pcre2_match_data_create_from_pattern(state_->code.get(), nullptr));
    Capture found{ .answer = state_->run(text, data.get()), .groups = {} };
    if (found.answer == Answer::Match)
        found.groups = state_->named_groups(text, data.get());
    return found;
}

std::optional<std::string> Pattern::replace(std::string_view text, std::string_view with) const
{
    return state_->replace(text, with);
}

} // namespace gatehouse::regex
