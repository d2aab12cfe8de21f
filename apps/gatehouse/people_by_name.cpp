#include "apps/gatehouse/people_by_name.h"

#include <vector>

namespace gatehouse::app {
namespace {

Result<std::vector<Found>> find_people(Ports& ports, std::string const& who, std::string const& wanted_tenant)
{
    std::vector<Found> found;
    for (Tenant const& tenant : TRY(ports.tenants.list())) {
        if (!wanted_tenant.empty() && tenant.domain != wanted_tenant && tenant.id.text() != wanted_tenant)
            continue;
        auto user = TRY(ports.users.find_by_sign_in_name(tenant.id, who));
        if (!user)
            user = TRY(ports.users.find(tenant.id, UserId(to_lower(who))));
        if (user)
            found.push_back({ tenant, user->id });
    }
    return found;
}

} // namespace

Result<Found> find_person(Ports& ports, std::string const& who, std::string const& wanted_tenant)
{
    auto const people = TRY(find_people(ports, who, wanted_tenant));
    if (people.empty())
        return fail(Fault::Invalid, "there is nobody called " + who);
    if (people.size() > 1)
        return fail(Fault::Invalid, "several tenants have " + who + ": name one with --tenant");
    return people.front();
}

} // namespace gatehouse::app
