// What the pages about people share.
#pragma once

#include "core/people/manage.h"
#include "edges/console/parts.h"
#include "edges/console/visit.h"

#include <array>

namespace gatehouse::console {

struct Attribute {
    std::string_view name;
    std::string_view label;
    int longest = 0;
};
// What is shown and edited of everybody, in this order. Facts: directory.md §1.4.
inline constexpr auto kAttributes = std::to_array<Attribute>({
    { "displayName", "Display name", 256 },
    { "givenName", "Given name", 64 },
    { "surname", "Surname", 64 },
    { "mail", "Mail", 256 },
    { "mobilePhone", "Mobile phone", 64 },
    { "jobTitle", "Job title", 128 },
    { "companyName", "Company", 64 },
    { "streetAddress", "Street", 1024 },
    { "postalCode", "Postal code", 40 },
    { "city", "City", 128 },
    { "state", "State or province", 128 },
    { "country", "Country", 128 },
    { "preferredLanguage", "Language", 64 },
});
inline constexpr std::string_view kExtension = "extension_";

std::string display_name(User const& user);
// "/admin/contoso.onmicrosoft.com/users/{id}" and what follows.
std::string person_path(Visit const& visit, UserId const& user, std::string_view below = "");
// The person of the path; a Trouble of 404 when there is none.
Answer<User> named_person(Ports& ports, Visit const& visit);
// People with a role of their own are changed by somebody with Global only: whoever may reset an administrator's
// password is that administrator.
Answer<void> check_reach(Ports& ports, Visit const& visit, UserId const& user);

// The person of the path, for whoever may change them.
Answer<User> changeable_person(Ports& ports, Visit const& visit);
// Says so when somebody else was first.
Answer<void> save_person(Ports& ports, Visit const& visit, User const& user, PersonChange const& change);

html::Safe people_table(Visit const& visit, std::vector<User> const& people);
// Whoever the text names: object id, any identity, or the beginning of a name. The best first, no more than `limit`.
Result<std::vector<User>> search_people(Ports& ports, TenantId const& tenant, std::string const& text, int limit);

} // namespace gatehouse::console
