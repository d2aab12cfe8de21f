#include "edges/graph/applications.h"

#include "core/applications/directory_api.h"
#include "core/flows/extensions.h"
#include "edges/graph/app_shape.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

constexpr std::string_view kByAppId = "appid=";

// By object id, or as "applications(appId='...')".
bool is_named(std::string const& key, Tenant const& tenant, Application const& app)
{
    std::string const wanted = to_lower(key);
    if (wanted.starts_with(kByAppId))
        return wanted.substr(kByAppId.size()) == app.id.text();
    return wanted == object_id(tenant.id, app.id);
}

bool is_registration(Application const& app)
{
    return app.id != directory_api().id;
}

Answer<Application> named_app(std::vector<Application> const& known, Caller const& caller, http::Request const& request)
{
    std::string const key = request.path_value("id");
    auto const found = std::ranges::find_if(
        known, [&](Application const& app) { return is_registration(app) && is_named(key, caller.tenant, app); });
    if (found == known.end())
        return std::unexpected(not_found(key));
    return *found;
}

// For a change: not the app that nobody registered.
Answer<Application> named_own_app(
    std::vector<Application> const& known, Caller const& caller, http::Request const& request)
{
    Application app = TRY(named_app(known, caller, request));
    if (app.id == extensions_app(caller.tenant).id)
        return std::unexpected(GraphError(403, "Authorization_RequestDenied",
            "The b2c-extensions-app belongs to the tenant and is not changed or removed."));
    return app;
}

Answer<SecretWish> read_secret_wish(json::Object const& body)
{
    SecretWish wish;
    json::Value const* value = body.find("passwordCredential");
    if (!value || value->is_null())
        return wish;
    auto const* fields = value->as_object();
    if (!fields)
        return std::unexpected(invalid_value("passwordCredential", "The value is an object."));
    for (json::Member const& member : fields->members()) {
        if (member.value.is_null() || member.name.find('@') != std::string::npos)
            continue;
        auto const* text = member.value.as_text();
        if (!text)
            return std::unexpected(invalid_value(member.name, "The value is a text."));
        if (equals_ignoring_case(member.name, "displayName")) {
            wish.name = *text;
        } else if (equals_ignoring_case(member.name, "endDateTime")) {
            wish.expires = parse_instant(*text);
            if (!wish.expires)
                return std::unexpected(
                    invalid_value(member.name, "The value is an instant like 2026-01-31T00:00:00Z."));
        } else {
            return std::unexpected(invalid_value(member.name, "A secret begins at once and is made here."));
        }
    }
    return wish;
}

} // namespace

Answer<void> expect_within_reach(Caller const& caller, Application const& app)
{
    if (is_within_reach(app, caller.app))
        return {};
    GraphError error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    error.details.push_back({ "MissingPermission",
        "The app has roles of the directory API that the caller has not, and a credential of it would give them. "
        "AppRoleAssignment.ReadWrite.All may.",
        "permissions" });
    return std::unexpected(std::move(error));
}

Answer<std::vector<Application>> known_apps(Ports& ports, Caller const& caller)
{
    std::vector<Application> all = TRY(ports.applications.list(caller.tenant.id));
    Application const extensions = extensions_app(caller.tenant);
    if (std::ranges::find(all, extensions.id, &Application::id) == all.end())
        all.push_back(extensions);
    all.push_back(directory_api());
    return all;
}

namespace {

Answer<SmallList> all_apps(Graph& graph, Caller const& caller)
{
    auto const known
        = TRY(look<std::vector<Application>>(graph, [&](Ports& ports) { return known_apps(ports, caller); }));
    SmallList list{ .set = "applications",
        .type = "Application",
        .items = {},
        .texts = { "id", "appId", "displayName", "signInAudience", "publisherDomain" },
        .collections = { "identifierUris" } };
    for (Application const& app : known)
        if (is_registration(app))
            list.items.push_back(write_app(caller.tenant, app, known));
    return list;
}

} // namespace

Answer<http::Response> list_apps(Graph& graph, Caller const& caller, http::Request const& request)
{
    return answer_list(graph, caller, request, TRY(all_apps(graph, caller)));
}

Answer<http::Response> count_apps(Graph& graph, Caller const& caller, http::Request const& request)
{
    return answer_count(request, TRY(all_apps(graph, caller)));
}

Answer<http::Response> create_app(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    json::Object const shown = TRY(write<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        auto const known = TRY(known_apps(ports, caller));
        AppChanges changes = TRY(read_app_changes(body, {}, known));
        Application const app = TRY(judged(register_app(
            ports, caller.tenant.id, acting(graph, caller, request), graph.random, std::move(changes.app))));
        return write_app(caller.tenant, app, known);
    }));
    http::Response response = json_response(201, with_context(request, "applications/$entity", shown));
    response.headers.set("Location", request.path + "/" + shown.text("id").value_or(""));
    return response;
}

Answer<http::Response> get_app(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const shown = TRY(look<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        auto const known = TRY(known_apps(ports, caller));
        Application const app = TRY(named_app(known, caller, request));
        return write_app(caller.tenant, app, known);
    }));
    return answer_one(request, 200, "applications", shown);
}

Answer<http::Response> change_app(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Application const before = TRY(named_own_app(known, caller, request));
        AppChanges changes = TRY(read_app_changes(body, before, known));
        if (changes.app.keys != before.keys)
            TRY(expect_within_reach(caller, before));
        return judged(update_app(ports, caller.tenant.id, acting(graph, caller, request), before,
            std::move(changes.app), changes.properties));
    }));
    return no_content();
}

Answer<http::Response> delete_app(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Application const app = TRY(named_own_app(known, caller, request));
        return judged(remove_app(ports, caller.tenant.id, acting(graph, caller, request), app));
    }));
    return no_content();
}

Answer<http::Response> add_password(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = request.body.empty() ? json::Object() : TRY(read_body(request));
    SecretWish const wish = TRY(read_secret_wish(body));
    json::Object const shown = TRY(write<json::Object>(graph, [&](Ports& ports) -> Answer<json::Object> {
        auto const known = TRY(known_apps(ports, caller));
        Application const app = TRY(named_own_app(known, caller, request));
        TRY(expect_within_reach(caller, app));
        NewSecret const secret
            = TRY(judged(add_secret(ports, caller.tenant.id, acting(graph, caller, request), graph.random, app, wish)));
        json::Object written = write_secret(secret.kept);
        written.set("secretText", secret.text.reveal());
        return written;
    }));
    return json_response(200, with_context(request, "microsoft.graph.passwordCredential", shown));
}

Answer<http::Response> remove_password(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Application const app = TRY(named_own_app(known, caller, request));
        return judged(remove_secret(
            ports, caller.tenant.id, acting(graph, caller, request), app, to_lower(body.text("keyId").value_or(""))));
    }));
    return no_content();
}

namespace {

struct PropertyType {
    flows::ExtensionType type;
    std::string_view name;
};
constexpr auto kPropertyTypes = std::to_array<PropertyType>({
    { flows::ExtensionType::Text, "String" },
    { flows::ExtensionType::Texts, "String" },
    { flows::ExtensionType::Boolean, "Boolean" },
    { flows::ExtensionType::Integer, "Integer" },
    { flows::ExtensionType::LargeInteger, "LargeInteger" },
    { flows::ExtensionType::Moment, "DateTime" },
});

json::Object write_extension(Tenant const& tenant, flows::Extensions::value_type const& extension)
{
    constexpr std::string_view kExtension = "extension_";
    std::string const name = extension_prefix(tenant) + extension.first.substr(kExtension.size());
    return { { "id", permission_id(extensions_app(tenant).id, PermissionKind::Scope, name) },
        { "deletedDateTime", nullptr }, { "appDisplayName", "" }, { "name", name },
        { "dataType", std::ranges::find(kPropertyTypes, extension.second, &PropertyType::type)->name },
        { "isMultiValued", extension.second == flows::ExtensionType::Texts }, { "isSyncedFromOnPremises", false },
        { "targetObjects", json::Array{ "User" } } };
}

} // namespace

Answer<http::Response> list_extension_properties(Graph& graph, Caller const& caller, http::Request const& request)
{
    SmallList list{ .set = "applications('" + request.path_value("id") + "')/extensionProperties",
        .type = "ExtensionProperty",
        .items = {},
        .texts = { "id", "name", "dataType" },
        .truths = { "isMultiValued" } };
    TRY(look<void>(graph, [&](Ports& ports) -> Answer<void> {
        auto const known = TRY(known_apps(ports, caller));
        Application const app = TRY(named_app(known, caller, request));
        if (app.id != extensions_app(caller.tenant).id)
            return {};
        for (auto const& extension : TRY(flows::list_extensions(ports, caller.tenant.id)))
            list.items.push_back(write_extension(caller.tenant, extension));
        return {};
    }));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> list_available_extensions(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const extensions = TRY(look<flows::Extensions>(graph, [&](Ports& ports) -> Answer<flows::Extensions> {
        return TRY(flows::list_extensions(ports, caller.tenant.id));
    }));
    json::Array value;
    for (auto const& extension : extensions)
        value.emplace_back(write_extension(caller.tenant, extension));
    return json_response(
        200, with_context(request, "Collection(microsoft.graph.extensionProperty)", { { "value", std::move(value) } }));
}

} // namespace gatehouse::graph
