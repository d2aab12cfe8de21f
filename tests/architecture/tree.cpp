#include "tests/architecture/tree.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace gatehouse::architecture {
namespace {

constexpr std::array<std::string_view, 8> kRooms
    = { "libs", "core", "store", "edges", "client", "apps", "tests", "bench" };
constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kTargetPrefix = "gatehouse_";

struct Call {
    std::string command;
    std::vector<std::string> arguments;
};

std::string without_comments(std::string_view text)
{
    std::string out;
    bool comment = false;
    for (char c : text) {
        if (c == '#')
            comment = true;
        if (c == '\n')
            comment = false;
        if (!comment)
            out.push_back(c);
    }
    return out;
}

std::vector<std::string> words(std::string_view text)
{
    std::vector<std::string> out;
    constexpr std::string_view kBreaks = " \t\r\n";
    for (std::size_t at = text.find_first_not_of(kBreaks); at != text.npos; at = text.find_first_not_of(kBreaks, at)) {
        std::size_t end = std::min(text.find_first_of(kBreaks, at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

// The commands of a CMake file, without nested parentheses: the house's files have none where it matters here.
std::vector<Call> calls(std::string_view cmake_text)
{
    std::vector<Call> out;
    std::string text = without_comments(cmake_text);
    std::size_t at = 0;
    for (std::size_t open = text.find('('); open != text.npos; open = text.find('(', at)) {
        std::size_t close = std::min(text.find(')', open), text.size());
        std::vector<std::string> before = words(std::string_view(text).substr(at, open - at));
        out.push_back({ before.empty() ? std::string() : before.back(),
            words(std::string_view(text).substr(open + 1, close - open - 1)) });
        at = std::min(close + 1, text.size());
    }
    return out;
}

void read_library(Call const& call, Folder& folder)
{
    std::set<std::string>* into = nullptr;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
        std::string const& word = call.arguments[i];
        if (i == 0)
            folder.names.insert(word);
        else if (word == "DEPS")
            into = &folder.deps;
        else if (word == "TEST_DEPS")
            into = &folder.test_deps;
        else if (word == "LINK" || word == "TEST_LINK")
            into = nullptr;
        else if (into)
            into->insert(word);
    }
}

std::string without_prefix(std::string_view target)
{
    return std::string(target.starts_with(kTargetPrefix) ? target.substr(kTargetPrefix.size()) : target);
}

// target_link_libraries(insurance-api PRIVATE gatehouse_client): a program's own line, where there is no library call.
// What a test program links is a test dependency.
void read_link(Call const& call, Folder& folder)
{
    if (call.arguments.empty())
        return;
    std::set<std::string>& into = call.arguments[0].ends_with("_test") ? folder.test_deps : folder.deps;
    for (std::size_t i = 1; i < call.arguments.size(); ++i) {
        std::string const& word = call.arguments[i];
        if (word.starts_with(kTargetPrefix))
            into.insert(without_prefix(word));
    }
}

std::optional<Include> read_include(std::string_view line)
{
    auto skip_blanks = [&line] { line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size())); };
    skip_blanks();
    if (!line.starts_with('#'))
        return std::nullopt;
    line.remove_prefix(1);
    skip_blanks();
    if (!line.starts_with("include"))
        return std::nullopt;
    line.remove_prefix(std::string_view("include").size());
    skip_blanks();
    if (!line.starts_with('"') && !line.starts_with('<'))
        return std::nullopt;
    bool quoted = line.front() == '"';
    std::size_t end = line.find(quoted ? '"' : '>', 1);
    if (end == line.npos)
        return std::nullopt;
    return Include{ std::string(line.substr(1, end - 1)), quoted ? Include::Form::Quoted : Include::Form::Angled, 0 };
}

Result<std::string> read_text(std::filesystem::path const& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text{ std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>() };
    if (!file.is_open() || file.bad())
        return fail(Fault::Unavailable, "cannot read " + path.string());
    return text;
}

Result<void> read_entry(std::filesystem::path const& top, std::filesystem::path const& file, Tree& tree)
{
    std::string path = file.lexically_relative(top).generic_string();
    if (file.filename() == "CMakeLists.txt") {
        std::string text = TRY(read_text(file));
        std::string folder = file.parent_path().lexically_relative(top).generic_string();
        tree.folders[folder] = read_folder(folder, text);
    } else if (file.extension() == ".h" || file.extension() == ".cpp") {
        std::string text = TRY(read_text(file));
        tree.files[path] = read_source(path, text);
    }
    return {};
}

} // namespace

Folder read_folder(std::string path, std::string_view cmake_text)
{
    Folder folder;
    folder.path = std::move(path);
    for (Call const& call : calls(cmake_text)) {
        if (call.command == "gatehouse_library")
            read_library(call, folder);
        else if ((call.command == "add_library" || call.command == "add_executable") && !call.arguments.empty())
            folder.names.insert(without_prefix(call.arguments[0]));
        else if (call.command == "project")
            folder.kind = Folder::Kind::Standalone;
        else if (call.command == "target_link_libraries")
            read_link(call, folder);
        else if (call.command == "gatehouse_embed" && call.arguments.size() > 1)
            folder.generated.insert(call.arguments[1] + ".h");
    }
    for (std::string const& name : folder.names)
        folder.deps.erase(name);
    return folder;
}

SourceFile read_source(std::string path, std::string_view text)
{
    SourceFile file;
    file.path = std::move(path);
    while (!text.empty()) {
        std::size_t end = std::min(text.find('\n'), text.size());
        ++file.lines;
        if (auto include = read_include(text.substr(0, end))) {
            include->line = file.lines;
            file.includes.push_back(std::move(*include));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return file;
}

Result<Tree> read_tree(std::filesystem::path const& top)
{
    Tree tree;
    for (std::string_view room : kRooms) {
        std::error_code ignored;
        if (!std::filesystem::is_directory(top / room, ignored))
            continue;
        std::error_code error;
        auto walk = std::filesystem::recursive_directory_iterator(top / room, error);
        for (; !error && walk != std::filesystem::recursive_directory_iterator(); walk.increment(error)) {
            if (walk->path().filename() == "node_modules")
                walk.disable_recursion_pending();
            else if (walk->is_regular_file(ignored))
                TRY(read_entry(top, walk->path(), tree));
        }
        if (error)
            return fail(Fault::Unavailable, "cannot list " + std::string(room) + ": " + error.message());
    }
    return tree;
}

Folder const* folder_of(Tree const& tree, std::string_view file_path)
{
    for (std::size_t slash = file_path.rfind('/'); slash != file_path.npos && slash != 0;
        slash = file_path.rfind('/', slash - 1)) {
        auto found = tree.folders.find(std::string(file_path.substr(0, slash)));
        if (found != tree.folders.end())
            return &found->second;
    }
    return nullptr;
}

std::string resolve(Tree const& tree, SourceFile const& from, std::string_view name)
{
    std::string beside = (std::filesystem::path(from.path).parent_path() / name).lexically_normal().generic_string();
    for (std::string const& candidate : { std::string(name), beside, "client/include/" + std::string(name) }) {
        if (tree.files.contains(candidate))
            return candidate;
    }
    return {};
}

bool is_test(std::string_view file_path)
{
    return file_path.ends_with("_test.cpp") || file_path.ends_with("_test.h") || file_path.ends_with("_fuzz.cpp")
        || file_path.ends_with("_fuzz.h") || file_path.starts_with("tests/") || file_path.starts_with("bench/")
        || file_path.starts_with("libs/testkit/") || file_path.starts_with("store/conformance/");
}

} // namespace gatehouse::architecture
