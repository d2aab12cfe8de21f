// What the pages about the parts of user flows share: identity providers, attributes and API connectors.
#pragma once

#include "core/flows/parts.h"
#include "edges/console/flows.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::console {

flows::Change change_of(Visit const& visit);

// A part of the tenant's, and the names of the flows that use it.
template <class T>
struct Used {
    T part;
    std::vector<std::string> flows;
};
using Uses = bool (*)(policy::UserFlow const&, std::string_view);
std::vector<std::string> users_of(std::vector<policy::UserFlow> const& flows, Uses uses, std::string_view name);
html::Safe flow_links(Visit const& visit, std::vector<std::string> const& flows);

// What a form brought, field by field, and what is wrong with it.
class Entries {
public:
    explicit Entries(Visit const& visit)
        : visit_(visit)
    {
    }
    // A line of text of at most `longest` characters.
    std::string line(std::string_view field, size_t longest = 256);
    // The same, and there has to be one.
    std::string needed_line(std::string_view field, size_t longest, std::string_view why);
    void refuse(std::string_view field, std::string why);
    bool good() const { return wrong_.empty(); }
    std::string wrong(std::string_view field) const; // "" when it is right

private:
    Visit const& visit_;
    std::map<std::string, std::string, std::less<>> wrong_;
};

// Asks before a part is removed, or says which flows have to let go of it first.
struct Removal {
    std::string_view area;
    std::string name;
    std::string path; // of the part's page
    std::string text; // what happens
    std::vector<std::string> flows;
};
http::Response removal_page(Visit const& visit, Removal const& removal);

} // namespace gatehouse::console
