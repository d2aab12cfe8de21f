// Which page answers a request, and whether the person may see it: every route passes the same checks here.
#include "edges/console/console.h"

#include "edges/console/cookies.h"
#include "edges/console/door.h"
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "libs/base/secret.h"

#include <set>

namespace gatehouse::console {
namespace {

// Where somebody goes on who has to sign in first: what was posted is lost, its page is not.
std::string way_back(http::Request const& request)
{
    return request.method == http::Method::Post || request.query_text.empty() ? request.path
                                                                              : request.path + "?" + request.query_text;
}

// Somebody whose role does not reach, on record.
Response refuse(Visit const& visit, Area const& asked)
{
    TRY(visit.console.store.transact([&](Ports& ports) {
        return record(ports, visit,
            { .kind = AuditKind::AdministratorRefused,
                .user = visit.session.user,
                .detail = { { "reason", "role" }, { "area", std::string(asked.path) },
                    { "method", std::string(http::name(visit.request.method)) } } });
    }));
    return trouble(403, "Your role does not reach this. Somebody with the role Global can change that.");
}

Response answer(Area const& area, Route const& route, Visit& visit)
{
    bool const changes = route.method == http::Method::Post;
    auto form = changes ? visit.request.form() : visit.request.query();
    if (!form)
        return trouble(400, "The request is not well-formed: " + form.error().detail);
    visit.form = std::move(*form);
    // A page of somebody else's cannot know it (attack-23).
    if (changes && !constant_time_equal(visit.form.get("form_key"), visit.session.form_key))
        return trouble(403, "That form is not of this session. Load its page again, and send it from there.");
    if (!(changes ? may_write(area, visit.roles) : may_read(area, visit.roles)))
        return refuse(visit, area);
    // A session is no proof that the person is still there (attack-28).
    if (route.needs == Needs::FreshSignIn && visit.session.signed_in + kRecent < visit.now())
        return begin_sign_in(visit.console, visit.request, visit.tenant(), way_back(visit.request));
    return route.handler(visit);
}

http::Response serve(Console& console, Area const& area, Route const& route, http::Request const& request)
{
    auto const site = console.plans.snapshot()->find_tenant(request.path_value("tenant"));
    if (!site)
        return trouble_page(request, Trouble(404, "There is no such tenant here."));
    auto visit = find_visit(console, request, site);
    if (!visit)
        return trouble_page(request, visit.error());
    if (!*visit)
        return begin_sign_in(console, request, site->tenant, way_back(request));
    if (request.method != http::Method::Post)
        (*visit)->notice = read_notice(console, request, (*visit)->session);
    auto response = answer(area, route, **visit);
    if (!response)
        return trouble_page(**visit, response.error());
    if (!(*visit)->notice.empty())
        drop_cookie(*response, request, CookieKind::Notice);
    return std::move(*response);
}

// The tenant's name is asked for, since the others are nobody's business.
http::Response choose_tenant(Console& console, http::Request const& request)
{
    auto const snapshot = console.plans.snapshot();
    auto const query = request.query();
    std::string const asked = query ? std::string(query->get("tenant")) : "";
    auto const site
        = asked.empty() && snapshot->tenants.size() == 1 ? snapshot->tenants.front() : snapshot->find_tenant(asked);
    if (site)
        return http::redirect("/admin/" + site->tenant.domain, 303);
    Field field{ .name = "tenant",
        .label = "Tenant",
        .value = asked,
        .help = "Its domain, as in example.onmicrosoft.com, or its id.",
        .error = asked.empty() ? "" : "There is no such tenant here.",
        .required = true };
    return plain_page({ .status = asked.empty() ? 200 : 404,
        .title = "Which tenant?",
        .text = "Administrators sign in to one tenant.",
        .content = query_form("/admin", text_field(field) + buttons(button(Look::Primary, "Go on"))) });
}

// Azure: an app sends its administrator here. Who that is, the console finds out.
http::Response begin_consent(Console& console, http::Request const& request)
{
    auto const site = console.plans.snapshot()->find_tenant(request.path_value("tenant"));
    if (!site)
        return trouble_page(request, Trouble(404, "There is no such tenant here."));
    return http::redirect("/admin/" + site->tenant.domain + "/consent?" + request.query_text, 303);
}

// What no route answers. Paths are typed, and copied with a slash at the end.
http::Response nowhere(http::Request const& request)
{
    if (request.path.ends_with('/'))
        return http::redirect(request.path.substr(0, request.path.size() - 1), 303);
    return trouble_page(request, Trouble(404, "The console has no page at this address."));
}

} // namespace

size_t largest_body(http::Request const& request)
{
    // A policy of 1,024 KB; of what XML consists of, less than every second byte takes three in a form.
    constexpr size_t kPolicyForm = size_t{ 2048 } << 10;
    constexpr size_t kOther = size_t{ 256 } << 10;
    std::string_view const path = request.path;
    return path.starts_with("/admin/") && path.ends_with("/policies/upload") ? kPolicyForm : kOther;
}

void mount(http::Router& router, Console& console)
{
    router.get("/admin", [&console](http::Request const& request) { return choose_tenant(console, request); });
    router.get("/admin/callback", [&console](http::Request const& request) { return take_answer(console, request); });
    for (char const* path : { "/{tenant}/adminconsent", "/{tenant}/v2.0/adminconsent" })
        router.get(path, [&console](http::Request const& request) { return begin_consent(console, request); });
    router.get("/admin/{rest...}", nowhere);
    std::string const root = "/admin/{tenant}";
    for (Area const& area : areas()) {
        std::string const base = area.path.empty() ? root : root + "/" + std::string(area.path);
        std::set<std::string> shown;
        std::vector<Route> const routes = area.routes();
        for (Route const& route : routes) {
            router.on(route.method, base + route.path, http::RunsOn::Workers,
                [&console, &area, route](
                    http::Request const& request) { return serve(console, area, route, request); });
            if (route.method == http::Method::Get)
                shown.insert(route.path);
        }
        for (Route const& route : routes)
            if (!shown.contains(route.path))
                check(false, "a page of the console takes a POST and answers no GET");
    }
}

} // namespace gatehouse::console
