// What the pages about app registrations share. Facts: directory.md §2.1.
#pragma once

#include "core/applications/registration.h"
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/visit.h"

namespace gatehouse::console {

// As people know the kinds of redirect addresses.
inline constexpr std::pair<AppKind, std::string_view> kPlatforms[] = {
    { AppKind::Web, "Web" },
    { AppKind::Spa, "Single-page application" },
    { AppKind::Native, "Mobile and desktop" },
};

std::string app_path(Visit const& visit, ClientId const& id, std::string_view below = "");
// By a part of its name or of its URI, or by one of its ids; `asked` in lower case.
bool is_asked_for(Application const& app, TenantId const& tenant, std::string const& asked);
// The app of the path; a Trouble of 404 when there is none.
Answer<Application> named_app(Ports& ports, Visit const& visit);
Answer<Application> look_at_app(Visit const& visit);
// What apps may be granted: their APIs, and the directory's.
Answer<std::vector<Application>> resources(Visit const& visit);

// A credential of an app is worth what the app has in the directory, so it takes Global to make one of an app with
// roles there, and to grant such roles.
bool has_directory_roles(Application const& app);
bool is_global(Visit const& visit);
Answer<void> check_credentials(Visit const& visit, Application const& app);

// As people know it.
std::string api_name(std::vector<Application> const& apis, ClientId const& id);
// Roles in the directory are for somebody with Global to grant: an app that has them may do what they may.
Answer<void> check_grant(Visit const& visit, Permission const& one);
Answer<Application> grant(Ports& ports, Visit const& visit, Application app, std::vector<Permission> const& wanted);

Trouble trouble_of(Objection const& objection);
template <class T>
Answer<T> judged(Judged<T>&& result)
{
    if (!result)
        return std::unexpected(trouble_of(result.error()));
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*result);
}

// One of the pages of an app, below its name and beside the others.
struct AppPage {
    std::string title;
    std::string_view below = {}; // "/secrets"
    html::Safe content = {};
    int status = 200;
};
http::Response draw_app(Visit const& visit, Application const& app, AppPage const& page);

// Changes the app as `edit` says; where it objects, the page comes again with the reason above it.
Response change_app(Visit const& visit, std::string_view below, std::vector<std::string> const& properties,
    std::function<void(Application&)> const& edit,
    std::function<http::Response(Application const&, html::Safe)> const& again, std::string_view notice);

// The parts of the area, a file each.
std::vector<Route> app_setting_routes();
std::vector<Route> app_secret_routes();
std::vector<Route> app_api_routes();
std::vector<Route> app_permission_routes();

} // namespace gatehouse::console
