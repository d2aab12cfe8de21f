// Everybody of a tenant into a file, as import_people takes them back.
#pragma once

#include "core/ports/ports.h"
#include "libs/base/random.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::app {

enum class PeopleForm {
    Lines, // one JSON object a line
    Graph, // what Microsoft Graph answers to GET /users, a page a line
    Csv, // for spreadsheets: texts only, one name of a kind
};
// "jsonl", "graph", "csv".
std::optional<PeopleForm> parse_people_form(std::string_view text);

struct ExportWishes {
    PeopleForm form = PeopleForm::Lines;
    bool hashes = false; // with passwordHash
    std::function<void(std::string const&)> write = [](std::string const&) { };
    // Called after each page. CSV reads everybody twice: its header names what somebody has.
    std::function<void(size_t done, size_t all)> progress = [](size_t, size_t) { };
};

struct ExportReport {
    size_t people = 0;
    std::map<std::string, size_t> left_out; // properties that the form cannot hold, and of how many people
};

// An event of the audit log comes first: nobody is told without one.
Result<ExportReport> export_people(
    Store& store, Tenant const& tenant, ExportWishes const& wishes, Clock const& clock, Random& random);

} // namespace gatehouse::app
