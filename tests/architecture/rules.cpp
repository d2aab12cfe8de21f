#include "tests/architecture/rules.h"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <map>
#include <set>
#include <string_view>

namespace gatehouse::architecture {
namespace {

struct Layer {
    std::string_view room;
    std::initializer_list<std::string_view> refused;
};

constexpr std::array<Layer, 8> kLayers = { {
    { "libs/", { "core/", "store/", "edges/", "client/", "apps/", "libs/testkit/" } },
    { "core/", { "store/", "edges/", "client/", "apps/", "libs/http/", "libs/sql/", "libs/testkit/" } },
    { "store/", { "edges/", "client/", "apps/", "libs/http/", "libs/testkit/" } },
    { "edges/", { "store/", "client/", "apps/", "libs/sql/", "libs/testkit/" } },
    { "client/", { "core/", "store/", "edges/", "apps/", "libs/testkit/" } },
    // Plays scripts on a fake clock: what it shares with the tests is its work.
    { "apps/author/", { "client/", "apps/insurance" } },
    { "apps/gatehouse/", { "client/", "apps/insurance", "libs/testkit/" } },
    { "apps/insurance", { "core/", "store/", "edges/", "apps/gatehouse/", "libs/testkit/" } },
} };

struct Wrapper {
    std::string_view header; // a prefix; the first row that fits counts
    std::initializer_list<std::string_view> folders;
};

// bench measures bare libraries as the ceiling of ours; tests/compiler tries the compiler on Asio's coroutines.
constexpr std::array<Wrapper, 16> kWrappers = { {
    { "argon2.h", { "libs/crypto" } },
    { "benchmark/", { "bench" } },
    { "boost/json", { "libs/json" } },
    { "boost/", { "libs/http", "tests/compiler" } },
    { "curl/", { "libs/http", "libs/mail" } },
    { "gumbo", { "libs/html" } },
    { "libxml/", { "libs/xml" } },
    { "fido", { "libs/webauthn" } },
    { "openssl/", { "libs/crypto", "libs/http", "bench" } },
    { "pcre2", { "libs/regex" } },
    { "qrencode", { "libs/qr" } },
    { "sanitizer/", { "bench" } },
    { "sodium", { "libs/crypto", "bench" } },
    { "crypt.h", { "libs/crypto" } },
    { "sqlite3", { "libs/sql" } },
    { "toml++/", { "libs/toml" } },
} };

// C and POSIX, as far as the house uses them. C++'s own headers have neither a dot nor a slash.
constexpr std::array<std::string_view, 19> kSystem
    = { "arpa/", "dirent.h", "dlfcn.h", "errno.h", "fcntl.h", "ifaddrs.h", "linux/", "net/", "netdb.h", "netinet/",
          "poll.h", "pthread.h", "pwd.h", "sched.h", "signal.h", "spawn.h", "sys/", "termios.h", "unistd.h" };

bool starts_with_any(std::string_view text, auto const& prefixes)
{
    return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

bool is_header(std::string_view path)
{
    return path.ends_with(".h");
}

using ByName = std::map<std::string, Folder const*>;

ByName by_name(Tree const& tree)
{
    ByName out;
    for (auto const& [path, folder] : tree.folders) {
        for (std::string const& name : folder.names)
            out[name] = &folder;
    }
    return out;
}

// The folders that a file of `folder` may include: those it names, and what they need from libs/, step by step.
std::set<Folder const*> reachable(ByName const& names, std::set<std::string> const& direct)
{
    std::set<Folder const*> allowed;
    std::set<Folder const*> seen;
    std::vector<Folder const*> open;
    auto visit = [&](std::string const& name, bool named) {
        auto found = names.find(name);
        if (found == names.end())
            return;
        if (named || found->second->path.starts_with("libs/"))
            allowed.insert(found->second);
        if (seen.insert(found->second).second)
            open.push_back(found->second);
    };
    for (std::string const& name : direct)
        visit(name, true);
    while (!open.empty()) {
        Folder const* folder = open.back();
        open.pop_back();
        for (std::string const& name : folder->deps)
            visit(name, false);
    }
    return allowed;
}

std::set<Folder const*> allowed_for(ByName const& names, Folder const& folder, std::string_view file_path)
{
    std::set<std::string> direct = folder.deps;
    if (is_test(file_path))
        direct.insert(folder.test_deps.begin(), folder.test_deps.end());
    std::set<Folder const*> allowed = reachable(names, direct);
    allowed.insert(&folder);
    return allowed;
}

bool is_generated(std::set<Folder const*> const& allowed, std::string const& header)
{
    return std::ranges::any_of(allowed, [&](Folder const* folder) { return folder->generated.contains(header); });
}

// edges/oidc and edges/saml; nothing for a file that is in no edge.
std::string_view edge_of(std::string_view path)
{
    constexpr std::string_view kEdges = "edges/";
    if (!path.starts_with(kEdges))
        return {};
    return path.substr(0, path.find('/', kEdges.size()));
}

bool breaks_layer(std::string_view from, std::string_view to)
{
    for (Layer const& layer : kLayers) {
        if (from.starts_with(layer.room) && starts_with_any(to, layer.refused))
            return true;
    }
    // Edges meet in the engine, but all of them draw with edges/pages
    // (docs/decisions/2026-11-22-pages-is-a-shared-edge.md).
    return !edge_of(from).empty() && !edge_of(to).empty() && edge_of(from) != edge_of(to)
        && edge_of(to) != "edges/pages";
}

enum class Origin { System, Ours, Test, ThirdParty, Unknown };

Origin origin(Tree const& tree, SourceFile const& file, Include const& include)
{
    if (include.form == Include::Form::Quoted || !resolve(tree, file, include.name).empty())
        return Origin::Ours;
    if (include.name.find_first_of("./") == std::string::npos || starts_with_any(include.name, kSystem))
        return Origin::System;
    if (include.name.starts_with("gtest/"))
        return Origin::Test;
    bool known
        = std::ranges::any_of(kWrappers, [&](Wrapper const& row) { return include.name.starts_with(row.header); });
    return known ? Origin::ThirdParty : Origin::Unknown;
}

bool in_wrapper(std::string_view path, std::string_view header)
{
    for (Wrapper const& row : kWrappers) {
        if (header.starts_with(row.header))
            return std::ranges::any_of(row.folders, [&](std::string_view folder) {
                return path.starts_with(folder) && path.substr(folder.size()).starts_with('/');
            });
    }
    return false;
}

// Headers that include a third party's, directly or through another header.
std::set<std::string> tainted_headers(Tree const& tree)
{
    std::set<std::string> tainted;
    for (bool grown = true; grown;) {
        grown = false;
        for (auto const& [path, file] : tree.files) {
            if (!is_header(path) || tainted.contains(path))
                continue;
            bool taints = std::ranges::any_of(file.includes, [&](Include const& include) {
                return origin(tree, file, include) == Origin::ThirdParty
                    || tainted.contains(resolve(tree, file, include.name));
            });
            if (taints) {
                tainted.insert(path);
                grown = true;
            }
        }
    }
    return tainted;
}

} // namespace

std::string describe(Finding const& finding)
{
    std::string out = finding.path;
    if (finding.line != 0)
        out += ":" + std::to_string(finding.line);
    return out + ": " + finding.text;
}

std::vector<Finding> undeclared_includes(Tree const& tree)
{
    std::vector<Finding> out;
    ByName names = by_name(tree);
    for (auto const& [path, file] : tree.files) {
        Folder const* folder = folder_of(tree, path);
        if (!folder) {
            out.push_back({ path, 0, "belongs to no folder with a CMakeLists.txt" });
            continue;
        }
        if (folder->kind == Folder::Kind::Standalone)
            continue;
        std::set<Folder const*> allowed = allowed_for(names, *folder, path);
        for (Include const& include : file.includes) {
            std::string target = resolve(tree, file, include.name);
            Folder const* owner = target.empty() ? nullptr : folder_of(tree, target);
            if (owner && !allowed.contains(owner))
                out.push_back({ path, include.line, folder->path + " does not name " + owner->path + " in its DEPS" });
            if (target.empty() && include.form == Include::Form::Quoted && !is_generated(allowed, include.name))
                out.push_back({ path, include.line, "\"" + include.name + "\" names no file of the tree" });
        }
    }
    return out;
}

std::vector<Finding> layer_breaks(Tree const& tree)
{
    std::vector<Finding> out;
    for (auto const& [path, file] : tree.files) {
        if (is_test(path))
            continue;
        for (Include const& include : file.includes) {
            std::string target = resolve(tree, file, include.name);
            if (breaks_layer(path, target))
                out.push_back({ path, include.line, "this layer must not know " + target });
        }
    }
    return out;
}

std::vector<Finding> third_party_leaks(Tree const& tree)
{
    std::vector<Finding> out;
    std::set<std::string> tainted = tainted_headers(tree);
    for (auto const& [path, file] : tree.files) {
        for (Include const& include : file.includes) {
            std::string target = resolve(tree, file, include.name);
            switch (origin(tree, file, include)) {
            case Origin::System:
                break;
            case Origin::Ours:
                if (tainted.contains(target) && folder_of(tree, target) != folder_of(tree, path))
                    out.push_back({ path, include.line, target + " brings a third party's header with it" });
                break;
            case Origin::Test:
                if (!is_test(path))
                    out.push_back({ path, include.line, "only tests include <" + include.name + ">" });
                break;
            case Origin::ThirdParty:
                if (!in_wrapper(path, include.name))
                    out.push_back({ path, include.line, "<" + include.name + "> outside its wrapper folder" });
                break;
            case Origin::Unknown:
                out.push_back({ path, include.line, "<" + include.name + "> is in no row of the wrapper table" });
                break;
            }
        }
    }
    return out;
}

std::vector<Finding> circles(Tree const& tree)
{
    std::vector<Finding> out;
    ByName names = by_name(tree);
    std::set<Folder const*> done;
    std::vector<Folder const*> path;
    std::function<void(Folder const*)> walk = [&](Folder const* folder) {
        auto on_path = std::ranges::find(path, folder);
        if (on_path != path.end()) {
            std::string text = "DEPS in a circle:";
            for (; on_path != path.end(); ++on_path)
                text += " " + (*on_path)->path + " ->";
            out.push_back({ folder->path, 0, text + " " + folder->path });
            return;
        }
        if (done.contains(folder))
            return;
        path.push_back(folder);
        for (std::string const& name : folder->deps) {
            if (auto found = names.find(name); found != names.end())
                walk(found->second);
        }
        path.pop_back();
        done.insert(folder);
    };
    for (auto const& [name, folder] : tree.folders)
        walk(&folder);
    return out;
}

std::vector<Finding> late_own_headers(Tree const& tree)
{
    std::vector<Finding> out;
    for (auto const& [path, file] : tree.files) {
        if (is_header(path))
            continue;
        std::string own = path.substr(0, path.rfind('.')) + ".h";
        if (!tree.files.contains(own))
            continue;
        if (file.includes.empty() || resolve(tree, file, file.includes.front().name) != own)
            out.push_back({ path, 0, "does not include " + own + " first" });
    }
    return out;
}

std::vector<Finding> long_files(Tree const& tree, std::size_t most_lines)
{
    std::vector<Finding> out;
    for (auto const& [path, file] : tree.files) {
        if (file.lines > most_lines)
            out.push_back({ path, 0, std::to_string(file.lines) + " lines, over " + std::to_string(most_lines) });
    }
    return out;
}

} // namespace gatehouse::architecture
