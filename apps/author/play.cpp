#include "apps/author/play.h"

#include "libs/base/text.h"
#include "libs/xml/xml.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace gatehouse::author {
namespace {

// Lines shown around a difference.
constexpr size_t kAround = 2;
// Past it the comparison would take too long; the rest is shown as new.
constexpr size_t kMostLines = 4000;

enum class Side { Both, Expected, Actual };
struct DiffLine {
    Side side;
    std::string const* text;
};

// The longest common subsequence, the usual way.
std::vector<DiffLine> compare(std::vector<std::string> const& a, std::vector<std::string> const& b)
{
    std::vector<std::vector<unsigned>> length(a.size() + 1, std::vector<unsigned>(b.size() + 1));
    for (size_t i = a.size(); i-- > 0;)
        for (size_t j = b.size(); j-- > 0;)
            length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
    std::vector<DiffLine> lines;
    size_t i = 0;
    size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            lines.push_back({ Side::Both, &a[i] });
            ++i;
            ++j;
        } else if (j == b.size() || (i < a.size() && length[i + 1][j] >= length[i][j + 1])) {
            lines.push_back({ Side::Expected, &a[i++] });
        } else {
            lines.push_back({ Side::Actual, &b[j++] });
        }
    }
    return lines;
}

// XML 1.0 §2.2 has no control characters but these.
std::string xml_escape(std::string_view text)
{
    std::string allowed(text);
    std::erase_if(allowed, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
    return xml::escape(allowed);
}

} // namespace

Result<std::string> read_text(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
        return fail(Fault::Invalid, "cannot read " + path.string());
    return text.str();
}

Result<void> write_text(std::filesystem::path const& path, std::string const& text)
{
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
        return fail(Fault::Unavailable, "cannot write " + path.string());
    return {};
}

std::vector<std::filesystem::path> find_scripts(std::vector<std::string> const& words)
{
    std::vector<std::filesystem::path> scripts;
    std::error_code error;
    for (std::string const& word : words) {
        if (std::filesystem::is_directory(word, error)) {
            for (auto const& entry : std::filesystem::recursive_directory_iterator(word, error))
                if (entry.path().extension() == ".journey")
                    scripts.push_back(entry.path());
        } else if (std::filesystem::path(word).extension() == ".journey") {
            scripts.emplace_back(word);
        }
    }
    std::ranges::sort(scripts);
    return scripts;
}

Result<Played> play(std::filesystem::path const& script, std::vector<policy::SourceFile> const& policies)
{
    auto const lines = read_script(TRY(read_text(script)));
    if (!lines)
        return fail(Fault::Invalid, script.string() + ": " + lines.error().detail);
    Played played{ .script = script, .line = 0, .verb = {}, .problems = {}, .traces = {} };
    Stage stage({ .policies = policies, .folder = script.parent_path() });
    for (Line const& line : *lines) {
        played.problems = stage.play(line);
        if (played.ok())
            continue;
        // What follows a step that went wrong says nothing.
        played.line = line.number;
        played.verb = line.verb;
        break;
    }
    played.traces = TRY(stage.traces());
    return played;
}

std::string difference(std::string_view expected, std::string_view actual)
{
    if (expected == actual)
        return {};
    auto const lines_of = [](std::string_view text) {
        auto lines = split(text, '\n');
        lines.resize(std::min(lines.size(), kMostLines));
        return lines;
    };
    auto const a = lines_of(expected);
    auto const b = lines_of(actual);
    auto const lines = compare(a, b);
    std::vector<bool> shown(lines.size());
    for (size_t i = 0; i < lines.size(); ++i)
        if (lines[i].side != Side::Both)
            for (size_t k = i > kAround ? i - kAround : 0; k < std::min(lines.size(), i + kAround + 1); ++k)
                shown[k] = true;
    std::string out;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (shown[i])
            out += (lines[i].side == Side::Both              ? "  "
                           : lines[i].side == Side::Expected ? "- "
                                                             : "+ ")
                + *lines[i].text + "\n";
        else if (i == 0 || shown[i - 1])
            out += "  ...\n";
    }
    return out;
}

std::string junit(std::vector<Played> const& all)
{
    auto const failed = std::ranges::count_if(all, [](Played const& one) { return !one.ok(); });
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"policy\" tests=\""
        + std::to_string(all.size()) + "\" failures=\"" + std::to_string(failed) + "\">\n";
    for (Played const& one : all) {
        out += "  <testcase classname=\"" + xml_escape(one.script.parent_path().string()) + "\" name=\""
            + xml_escape(one.script.stem().string()) + "\"";
        if (one.ok()) {
            out += "/>\n";
            continue;
        }
        out += ">\n    <failure message=\""
            + xml_escape(one.problems.front().substr(0, one.problems.front().find('\n'))) + "\">"
            + xml_escape(one.script.string() + ":" + std::to_string(one.line) + "\n" + join(one.problems, "\n"))
            + "</failure>\n  </testcase>\n";
    }
    return out + "</testsuite>\n";
}

} // namespace gatehouse::author
