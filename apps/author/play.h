// Whole scripts: played from the first line to the first that is not as it says.
#pragma once

#include "apps/author/stage.h"

#include <filesystem>
#include <string>
#include <vector>

namespace gatehouse::author {

struct Played {
    std::filesystem::path script;
    int line = 0; // of the first problem; 0: all is as the script says
    std::string verb; // of that line
    std::vector<std::string> problems;
    std::vector<trace::Leg> traces;
    bool ok() const { return problems.empty(); }
};

// Fault::Invalid when the script cannot be read.
Result<Played> play(std::filesystem::path const& script, std::vector<policy::SourceFile> const& policies);

// *.journey files in these files and directories, sorted.
std::vector<std::filesystem::path> find_scripts(std::vector<std::string> const& words);

// The file's text; Fault::Invalid names it.
Result<std::string> read_text(std::filesystem::path const& path);
Result<void> write_text(std::filesystem::path const& path, std::string const& text);

// Of a golden trace and a new one: the lines that are gone and those that are new, with some around them; "" when both
// are the same.
std::string difference(std::string_view expected, std::string_view actual);

// The results of scripts as JUnit XML, as build servers read it.
std::string junit(std::vector<Played> const& all);

} // namespace gatehouse::author
