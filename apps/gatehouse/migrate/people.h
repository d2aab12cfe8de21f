// Everybody of a B2C tenant as a file for `gatehouse user import`. A million people take a while, so it goes on where
// it stopped.
#pragma once

#include "apps/gatehouse/directory_client.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gatehouse::app {

struct PeopleWishes {
    std::vector<std::string> extension_properties; // as Graph names them
    // People with a password are marked so that it is asked for in the old directory.
    bool passwords_elsewhere = false;
    // Numbers and addresses of second factors: two requests for each twenty people.
    bool factors = true;
};

struct PeopleCount {
    std::int64_t people = 0;
    std::int64_t with_password = 0;
    bool went_on = false; // with what an earlier run had written
};

// Writes FILE; FILE.rest says how far it came and is gone when everybody is in it. `progress` is told after each page.
Result<PeopleCount> fetch_people(DirectoryClient& graph, PeopleWishes const& wishes, std::filesystem::path const& file,
    std::function<void(PeopleCount const&)> const& progress);

} // namespace gatehouse::app
