// An app registration as JSON and back. Facts: directory.md §1.7, §1.13.
#pragma once

#include "core/applications/registration.h"
#include "edges/graph/answer.h"
#include "edges/graph/caller.h"

#include <vector>

namespace gatehouse::graph {

// What stands in the way, as Graph says it.
GraphError refused(Objection const& objection);

template <class T>
Answer<T> judged(Judged<T>&& result)
{
    if (!result)
        return std::unexpected(refused(result.error()));
    if constexpr (std::is_void_v<T>)
        return {};
    else
        return std::move(*result);
}

// The app that extension attributes are named after. Nobody registers it, as nobody may touch it in B2C.
Application extensions_app(Tenant const& tenant);

// Every property, those without a value included. `resources`: what the app's permissions are of.
json::Object write_app(Tenant const& tenant, Application const& app, std::vector<Application> const& resources);
json::Object write_service_principal(Tenant const& tenant, Application const& app);
json::Object write_secret(AppSecret const& secret);
// As properties of an app and of its service principal alike.
json::Array write_scopes(Application const& app);
json::Array write_roles(Application const& app);

struct AppChanges {
    Application app; // after the change
    std::vector<std::string> properties; // that the body named
};
// `app` with what the body says. `resources`: what it may ask permissions of.
Answer<AppChanges> read_app_changes(
    json::Object const& body, Application app, std::vector<Application> const& resources);

} // namespace gatehouse::graph
