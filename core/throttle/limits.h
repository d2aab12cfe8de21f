// What one server lets a client or an account do, and the counters for it. A client is an address or, in IPv6, a /64;
// this machine itself is none.
#pragma once

#include "core/throttle/throttle.h"

namespace gatehouse {

struct Allowances {
    // Requests that reach the database. B2C: 6,000 in five minutes for each address and tenant.
    Allowance requests{ 6'000, std::chrono::minutes(5) };
    // Passwords looked at for one client, whoever's they are: guessing one password for many names locks nobody out.
    Allowance passwords{ 300, std::chrono::minutes(5) };
    // Codes sent at one client's wish. Text messages cost money, and there is a trade in making others send them.
    Allowance texts{ 20, std::chrono::hours(1) };
    Allowance emails{ 100, std::chrono::hours(1) };
    // Text messages sent at one account's wish, to whatever number.
    Allowance account_texts{ 10, std::chrono::hours(1) };
};

struct Limits {
    Allowances allowances;
    Throttle requests;
    // Apart from the former, so that many requests push nobody's messages out of the table.
    Throttle actions;
};

} // namespace gatehouse
