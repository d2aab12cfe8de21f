// The tests of the tree by name, as a page of the docs names them. Test programs run in the top folder of the tree.
#pragma once

#include <set>
#include <string>

namespace gatehouse::testkit {

// "Suite.Name" of every TEST, TEST_F and TEST_P.
std::set<std::string> tests_of_the_tree();

} // namespace gatehouse::testkit
