// The rules of the house that #include lines can break. Each answers what it found, in the order of the files.
#pragma once

#include "tests/architecture/tree.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gatehouse::architecture {

struct Finding {
    std::string path;
    std::size_t line = 0; // 0 when it concerns the whole file or folder
    std::string text;
};

// "core/x/y.cpp:3: core/x does not name store in its DEPS"
std::string describe(Finding const& finding);

// Every include stays in its folder, or goes to a folder named in DEPS (or TEST_DEPS, for a test), or to a library
// under libs/ that one of those depends on. An include that names no file of the tree is a finding.
std::vector<Finding> undeclared_includes(Tree const& tree);

// The layers: libs below core below store and edges below apps/gatehouse. Edges know neither the store nor each other,
// except edges/pages, which draws for all of them. client and the insurance programs know nothing of the server. Tests
// may look everywhere.
std::vector<Finding> layer_breaks(Tree const& tree);

// A header of a third party is included in its wrapper folder only, and a header of that folder which includes one is
// not included from outside.
std::vector<Finding> third_party_leaks(Tree const& tree);

// DEPS form no circle. One finding per circle, naming its folders.
std::vector<Finding> circles(Tree const& tree);

// x.cpp includes the x.h beside it before anything else, so compiling x.cpp proves that x.h is self-contained.
std::vector<Finding> late_own_headers(Tree const& tree);

std::vector<Finding> long_files(Tree const& tree, std::size_t most_lines);

} // namespace gatehouse::architecture
