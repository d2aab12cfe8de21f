// Golden files: expected text that stands beside the input in the tree.
#pragma once

#include <string>
#include <vector>

namespace gatehouse::testkit {

// What differs, "" when the file holds exactly `actual`. Paths are relative to the root of the tree, where tests run.
// With the environment variable GATEHOUSE_UPDATE_GOLDEN=1 the file is written instead, and nothing differs.
std::string compare_golden(std::string const& path, std::string const& actual);

// The whole file; ends the test program when it cannot be read.
std::string read_file(std::string const& path);

// Files of a folder with that ending, sorted: "tests/policies", ".xml".
std::vector<std::string> files_in(std::string const& folder, std::string const& ending);

} // namespace gatehouse::testkit
