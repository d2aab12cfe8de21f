// One box for everything that has a name or an id.
#include "edges/console/apps.h"
#include "edges/console/events.h"
#include "edges/console/flows.h"
#include "edges/console/frame.h"
#include "edges/console/people.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

constexpr int kMost = 25; // of a kind

struct Found {
    std::vector<User> people;
    std::vector<Application> apps;
    std::vector<StoredPolicy> policies;
    NamedEvents events;
};

template <class T>
std::vector<T> first_of(std::vector<T> all, std::type_identity_t<std::function<bool(T const&)>> const& is_wanted)
{
    std::erase_if(all, [&](T const& one) { return !is_wanted(one); });
    if (all.size() > size_t{ kMost })
        all.erase(all.begin() + kMost, all.end());
    return all;
}

// What the role does not reach is not looked for.
Answer<Found> find(Ports& ports, Visit const& visit, std::string const& asked)
{
    TenantId const& tenant = visit.tenant().id;
    Found found;
    if (visit.may_read("users"))
        found.people = TRY(search_people(ports, tenant, asked, kMost));
    if (visit.may_read("apps"))
        found.apps = first_of(TRY(ports.applications.list(tenant)),
            [&](Application const& app) { return is_asked_for(app, tenant, to_lower(asked)); });
    if (visit.may_read("policies"))
        found.policies = first_of(TRY(ports.policies.list(tenant)), [&](StoredPolicy const& policy) {
            return to_lower(policy.id.text()).find(to_lower(asked)) != std::string::npos;
        });
    if (visit.may_read("audit"))
        found.events = TRY(list_events(ports, visit, { .correlation = CorrelationId(to_lower(asked)), .limit = 20 }));
    return found;
}

// Where the only thing that was found has a page.
std::string only_page(Visit const& visit, Found const& found)
{
    size_t const all
        = found.people.size() + found.apps.size() + found.policies.size() + (found.events.events.empty() ? 0 : 1);
    if (all != 1)
        return "";
    if (!found.people.empty())
        return person_path(visit, found.people.front().id);
    if (!found.apps.empty())
        return app_path(visit, found.apps.front().id);
    if (!found.events.events.empty())
        return visit.path("audit/" + found.events.events.front().correlation.text());
    if (!found.policies.empty())
        return policy_page(visit, found.policies.front());
    return "";
}

Response search(Visit const& visit)
{
    std::string const asked = visit.value("q");
    if (asked.empty() || asked.size() > 256)
        return trouble(400, "Enter what to look for: a name, an e-mail address, a phone number or any id.");
    Found const found = TRY(look<Found>(visit.console, [&](Ports& ports) { return find(ports, visit, asked); }));
    if (std::string const page = only_page(visit, found); !page.empty())
        return http::redirect(page, 303);
    html::Safe content = query_form(visit.path("search"),
        text_field({ .name = "q", .label = "Search", .value = asked, .type = "search" })
            + buttons(button(Look::Secondary, "Search")));
    if (!found.people.empty())
        content += section("people", "People", people_table(visit, found.people));
    Table others{ .caption = "Apps and policies", .columns = { "Name", "Kind", "Id" } };
    for (Application const& app : found.apps)
        others.rows.push_back({ link(app_path(visit, app.id), app.name), text("App"), code(app.id.text()) });
    for (StoredPolicy const& policy : found.policies)
        others.rows.push_back({ link(policy_page(visit, policy), policy.id.text()),
            text(policy.user_flow.empty() ? "Policy" : "User flow"), code(policy.id.text()) });
    if (!others.rows.empty())
        content += section("others", "Apps and policies", table(others));
    if (!found.events.events.empty())
        content += section("events", "Events under this correlation id", events_table(visit, found.events));
    if (found.people.empty() && others.rows.empty() && found.events.events.empty())
        content += paragraph("Nothing that you may see has this name or id.");
    return draw(visit, { .title = "Search", .content = std::move(content) });
}

} // namespace

std::vector<Route> search_routes()
{
    return { { http::Method::Get, "", search } };
}

} // namespace gatehouse::console
