#include "apps/gatehouse/people_by_name.h"

#include "core/people/find.h"

#include <vector>

namespace gatehouse::app {
namespace {

Result<std::vector<Found>> find_people(Ports& ports, std::string const& who, std::string const& wanted_tenant)
{
    std::vector<Found> found;
    for (Tenant const& tenant : TRY(ports.tenants.list())) {
        if (!wanted_tenant.empty() && tenant.domain != wanted_tenant && tenant.id.text() != wanted_tenant)
            continue;
        for (User const& user : TRY(find_called(ports, tenant.id, who)))
            found.push_back({ tenant, user.id });
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
        return fail(
            Fault::Invalid, "several people are called " + who + ": name the tenant with --tenant, or the object id");
    return people.front();
}

} // namespace gatehouse::app
