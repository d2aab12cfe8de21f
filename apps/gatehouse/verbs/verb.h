// What `gatehouse NAME ...` does. One file a verb; the sorted table is in main.cpp.
#pragma once

#include <span>
#include <string_view>

namespace gatehouse::app {

struct Verb {
    std::string_view name;
    std::string_view help;
    // 0: done. 1: it could not be done, and standard error says why. 2: the call was wrong.
    int (*run)(std::span<char const* const> arguments);
};

int apply_verb(std::span<char const* const> arguments);
int audit_verb(std::span<char const* const> arguments);
int key_verb(std::span<char const* const> arguments);
int policy_verb(std::span<char const* const> arguments);
int serve_verb(std::span<char const* const> arguments);
int trust_verb(std::span<char const* const> arguments);
int user_verb(std::span<char const* const> arguments);

} // namespace gatehouse::app
