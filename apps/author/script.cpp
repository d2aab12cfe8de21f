#include "apps/author/script.h"

#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::author {
namespace {

// Splits at spaces; a part in quotation marks keeps its spaces.
std::optional<std::vector<std::string>> words_of(std::string_view text)
{
    std::vector<std::string> words;
    bool quoted = false;
    bool inside = false;
    for (char const c : text) {
        if (c == '"') {
            quoted = !quoted;
            if (!inside)
                words.emplace_back();
            inside = true;
        } else if (c == ' ' && !quoted) {
            inside = false;
        } else {
            if (!inside)
                words.emplace_back();
            inside = true;
            words.back() += c;
        }
    }
    if (quoted)
        return std::nullopt;
    return words;
}

Line line_of(int number, std::vector<std::string> const& words)
{
    Line line{ .number = number, .verb = words.front(), .words = {}, .pairs = {} };
    for (size_t i = 1; i < words.size(); ++i) {
        size_t const equals = words[i].find('=');
        if (equals == std::string::npos)
            line.words.push_back(words[i]);
        else
            line.pairs.emplace_back(words[i].substr(0, equals), words[i].substr(equals + 1));
    }
    return line;
}

} // namespace

std::optional<std::string> Line::take(std::string_view name)
{
    auto const found = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
    if (found == pairs.end())
        return std::nullopt;
    std::string value = found->second;
    pairs.erase(found);
    return value;
}

Result<std::vector<Line>> read_script(std::string_view text)
{
    std::vector<Line> lines;
    int number = 0;
    for (std::string const& raw : split(text, '\n')) {
        ++number;
        std::string_view const trimmed = trim(raw);
        if (trimmed.empty() || trimmed.starts_with('#'))
            continue;
        auto const words = words_of(trimmed);
        if (!words)
            return fail(Fault::Invalid, "line " + std::to_string(number) + ": a quotation mark is not closed");
        lines.push_back(line_of(number, *words));
    }
    return lines;
}

} // namespace gatehouse::author
