// What makes this machine trust the demo's authority, and what takes that back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gatehouse::app {

enum class TrustAction { Add, Remove };

struct TrustRequest {
    TrustAction action = TrustAction::Add;
    std::filesystem::path authority; // absolute
    std::string id; // of the authority: several of one machine do not get in each other's way
    std::filesystem::path home;
};

enum class Needs { User, Root };

struct TrustStep {
    std::string what; // a sentence for the person
    Needs needs = Needs::User;
    std::vector<std::string> command;
    bool may_fail = false; // it takes away what may not be there
};

// The store that OpenSSL, curl, Python and Java of this machine read.
std::vector<TrustStep> system_steps(TrustRequest const& request);
// The database of Chromium and Chrome, by certutil.
std::vector<TrustStep> browser_steps(TrustRequest const& request);
// A line for the shell: Node takes further authorities from the environment only.
std::string node_line(TrustRequest const& request);

} // namespace gatehouse::app
