// A person who signs in.
#pragma once

#include "bench/subject.h"

namespace gatehouse::bench {

// The calls of a whole sign-in: authorize, SelfAsserted, confirmed, token. Whether there were tokens in the end. Facts:
// b2c_wire.md §6.7.
bool sign_in(Connection& connection, Subject const& subject, std::string const& name);

} // namespace gatehouse::bench
