// Everybody of a B2C tenant as a file for `gatehouse user import`. A million people take a while, so it goes on where
// it stopped.
#pragma once

#include "apps/gatehouse/directory_client.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace gatehouse::app {

struct PeopleWishes {
    std::vector<std::string> extension_properties; // as Graph names them
    // People with a password are marked so that it is asked for in the old directory.
    bool passwords_elsewhere = false;
    // Numbers and addresses of second factors: two requests for each twenty people.
    bool factors = true;
    // When Graph asks for patience with some of them.
    std::function<void(std::chrono::milliseconds)> wait
        = [](std::chrono::milliseconds time) { std::this_thread::sleep_for(time); };
};

struct PeopleCount {
    std::int64_t people = 0;
    std::int64_t with_password = 0;
    // Alternate mobile and office numbers: a person has one number here.
    std::int64_t other_numbers = 0;
    // Whose second factors Graph refused to tell, by kind ("phoneMethods").
    struct Refused {
        std::int64_t people = 0;
        std::string why; // the first time
    };
    std::map<std::string, Refused> refused;
    bool went_on = false; // with what an earlier run had written
};

// Writes FILE; FILE.rest says how far it came. When everybody is in it, this tells the count again until forget_rest.
// `progress` is told after each page.
Result<PeopleCount> fetch_people(DirectoryClient& graph, PeopleWishes const& wishes, std::filesystem::path const& file,
    std::function<void(PeopleCount const&)> const& progress);
void forget_rest(std::filesystem::path const& file);

// One sentence each: what stays behind.
std::vector<std::string> notes_on(PeopleCount const& count);

} // namespace gatehouse::app
