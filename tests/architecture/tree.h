// The source tree as the architecture rules see it: folders with what they say they depend on, and files with what they
// include. Text only, no compiler: what a rule cannot see in an #include line it does not judge.
#pragma once

#include "libs/base/result.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::architecture {

struct Include {
    std::string name; // as written: "libs/url/url.h", "sys/random.h"
    enum class Form { Quoted, Angled } form = Form::Quoted;
    std::size_t line = 0;
};

struct SourceFile {
    std::string path; // from the top of the tree, with '/'
    std::size_t lines = 0;
    std::vector<Include> includes;
};

// A folder with a CMakeLists.txt. Files below it, down to the next such folder, belong to it.
struct Folder {
    // A program of its own, with a project() line: an example that knows the installed package and nothing of the tree.
    enum class Kind { Room, Standalone } kind = Kind::Room;
    std::string path; // "core/policy"
    std::set<std::string> names; // the libraries and programs it defines: "policy"
    std::set<std::string> deps; // names that its files may include
    std::set<std::string> test_deps; // names that its tests may include besides
    std::set<std::string> generated; // headers that the build writes for it: "web_files.h"
};

struct Tree {
    std::map<std::string, Folder> folders; // by path
    std::map<std::string, SourceFile> files; // by path
};

// What a CMakeLists.txt says, from gatehouse_library, target_link_libraries and gatehouse_embed.
Folder read_folder(std::string path, std::string_view cmake_text);

SourceFile read_source(std::string path, std::string_view text);

// Reads the rooms that hold C++ (libs, core, store, edges, client, apps, tests, bench) below `top`.
// Unavailable when a file cannot be read.
Result<Tree> read_tree(std::filesystem::path const& top);

// The nearest folder above `file_path`; nothing for a file that belongs to none.
Folder const* folder_of(Tree const& tree, std::string_view file_path);

// The path in the tree that an include means, tried from the top, from beside the file and from public include folders;
// empty when there is none.
std::string resolve(Tree const& tree, SourceFile const& from, std::string_view name);

bool is_test(std::string_view file_path);

} // namespace gatehouse::architecture
