// What `gatehouse NAME ...` does. One file a verb; the sorted table is in main.cpp.
#pragma once

#include "apps/gatehouse/options.h"
#include "libs/base/result.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::app {

// The frame of a verb, or of one of its words: read the options, print the usage for --help or a call that does not
// fit, run, and say what went wrong.
struct VerbFrame {
    std::string name; // "backup", "user import"
    std::vector<OptionSpec> options;
    std::string usage; // the options' list follows
    std::function<bool(Options const& options)> fits;
    std::function<Result<void>(Options const& options)> run;
};

struct Verb {
    std::string_view name;
    std::string_view help;
    // What it can do: for running it, for the manual and for completion.
    std::vector<VerbFrame> (*frames)();
    // Instead of running a frame.
    int (*run)(std::span<char const* const> arguments) = nullptr;
};

// 0: done. 1: it could not be done, and standard error says why. 2: the call was wrong.
int run_frame(VerbFrame const& frame, std::span<char const* const> arguments);
// The frame that the first word names, or else the one that has the verb's own name.
int run_frames(std::vector<VerbFrame> const& frames, std::span<char const* const> arguments);

std::vector<VerbFrame> administrator_frames();
std::vector<VerbFrame> app_frames();
std::vector<VerbFrame> apply_frames();
std::vector<VerbFrame> audit_frames();
std::vector<VerbFrame> backup_frames();
std::vector<VerbFrame> flow_frames();
std::vector<VerbFrame> key_frames();
std::vector<VerbFrame> migrate_frames();
std::vector<VerbFrame> policy_frames(); // apps/author/policy.cpp
int policy_verb(std::span<char const* const> arguments);
std::vector<VerbFrame> restore_frames();
std::vector<VerbFrame> serve_frames();
int serve_verb(std::span<char const* const> arguments);
std::vector<VerbFrame> trust_frames();
int trust_verb(std::span<char const* const> arguments);
std::vector<VerbFrame> user_frames();

} // namespace gatehouse::app
