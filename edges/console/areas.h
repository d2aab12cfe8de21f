// The areas of the console: what they are called, which roles read them and which change something there. The only
// place that says so; edges/console/console.cpp enforces it for every route, and the menu shows what a person may read.
#pragma once

#include "core/administration/administrators.h"
#include "libs/http/message.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::console {

struct Route;

struct Area {
    std::string_view path; // "users": the area is at /admin/{tenant}/users; "" for the dashboard
    std::string_view title; // "" keeps it out of the menu
    // Beside Global, who may do everything.
    std::vector<AdminRole> readers;
    std::vector<AdminRole> writers; // they read, too
    std::vector<Route> (*routes)();
};
// In the order of the menu.
std::span<Area const> areas();

bool may_read(Area const& area, std::vector<AdminRole> const& roles);
bool may_write(Area const& area, std::vector<AdminRole> const& roles);
// By its path; ends the program when there is none.
Area const& area(std::string_view path);

} // namespace gatehouse::console
