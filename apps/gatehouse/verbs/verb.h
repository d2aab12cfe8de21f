// What `gatehouse NAME ...` does. One file a verb; the sorted table is in main.cpp.
#pragma once

#include "apps/gatehouse/options.h"
#include "libs/base/result.h"

#include <span>
#include <string_view>

namespace gatehouse::app {

struct Verb {
    std::string_view name;
    std::string_view help;
    // 0: done. 1: it could not be done, and standard error says why. 2: the call was wrong.
    int (*run)(std::span<char const* const> arguments);
};

// The frame of most verbs: read the options, print the usage for --help or a call that does not fit, run, and say what
// went wrong.
struct VerbFrame {
    std::string_view name;
    std::span<OptionSpec const> options;
    std::string_view usage; // the options' list follows
    bool (*fits)(Options const& options);
    Result<void> (*run)(Options const& options);
};
int run_verb(VerbFrame const& verb, std::span<char const* const> arguments);

int administrator_verb(std::span<char const* const> arguments);
int apply_verb(std::span<char const* const> arguments);
int audit_verb(std::span<char const* const> arguments);
int backup_verb(std::span<char const* const> arguments);
int key_verb(std::span<char const* const> arguments);
int policy_verb(std::span<char const* const> arguments); // apps/author/policy.cpp
int serve_verb(std::span<char const* const> arguments);
int trust_verb(std::span<char const* const> arguments);
int user_verb(std::span<char const* const> arguments);

} // namespace gatehouse::app
