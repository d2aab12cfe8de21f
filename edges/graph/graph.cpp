#include "edges/graph/graph.h"

#include "core/applications/directory_api.h"
#include "core/tenants/origins.h"
#include "edges/graph/applications.h"
#include "edges/graph/authentication_methods.h"
#include "edges/graph/batch.h"
#include "edges/graph/collection.h"
#include "edges/graph/deleted_items.h"
#include "edges/graph/directory_info.h"
#include "edges/graph/key_sets.h"
#include "edges/graph/policies.h"
#include "edges/graph/routes.h"
#include "edges/graph/service_principals.h"
#include "edges/graph/user_delta.h"
#include "edges/graph/users.h"
#include "libs/base/text.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace gatehouse::graph {
namespace {

constexpr std::string_view kPolicies = "/trustFramework/policies";

constexpr std::string_view kReadPolicies[] = { directory_role::kReadPolicies, directory_role::kWritePolicies };
constexpr std::string_view kWritePolicies[] = { directory_role::kWritePolicies };
constexpr std::string_view kReadKeySets[] = { directory_role::kReadKeySets, directory_role::kWriteKeySets };
constexpr std::string_view kWriteKeySets[] = { directory_role::kWriteKeySets };
constexpr std::string_view kReadMethods[] = { directory_role::kReadMethods, directory_role::kWriteMethods };
constexpr std::string_view kWriteMethods[] = { directory_role::kWriteMethods };
constexpr std::string_view kReadAudit[] = { directory_role::kReadAudit };
constexpr std::string_view kReadOrganization[]
    = { directory_role::kReadOrganization, directory_role::kReadDirectory, directory_role::kWriteDirectory };
constexpr std::string_view kReadDomains[]
    = { directory_role::kReadDomains, directory_role::kReadDirectory, directory_role::kWriteDirectory };
constexpr std::string_view kReadGrants[]
    = { directory_role::kGrantScopes, directory_role::kReadDirectory, directory_role::kWriteDirectory };
constexpr std::string_view kGrantScopes[] = { directory_role::kGrantScopes };
constexpr std::string_view kReadRoles[] = { directory_role::kGrantRoles, directory_role::kReadApps,
    directory_role::kWriteApps, directory_role::kReadDirectory, directory_role::kWriteDirectory };
constexpr std::string_view kGrantRoles[] = { directory_role::kGrantRoles };

// Of a deleted item the call itself asks for what its type needs.
constexpr std::string_view kReadDeleted[]
    = { directory_role::kReadUsers, directory_role::kWriteUsers, directory_role::kReadApps, directory_role::kWriteApps,
          directory_role::kReadDirectory, directory_role::kWriteDirectory };
constexpr std::string_view kWriteDeleted[]
    = { directory_role::kWriteUsers, directory_role::kWriteApps, directory_role::kWriteDirectory };

constexpr std::string_view kUsers[] = { "$select", "$filter", "$search", "$orderby", "$top", "$count", "$skiptoken" };
constexpr std::string_view kCountUsers[] = { "$filter", "$search" };
constexpr std::string_view kDelta[] = { "$select", "$skiptoken", "$deltatoken" };
constexpr std::string_view kDeletedUsers[] = { "$select", "$top", "$skiptoken" };
constexpr std::string_view kAudits[] = { "$select", "$filter", "$orderby", "$top", "$skiptoken" };

std::vector<Route> routes()
{
    using enum http::Method;
    std::string const policies(kPolicies);
    std::string const sets = "/trustFramework/keySets";
    std::string const deleted = "/directory/deletedItems";
    std::string const factors = "/users/{id}/authentication";
    std::string const apps = "/applications";
    std::string const principals = "/servicePrincipals";
    std::string const grants = "/oauth2PermissionGrants";
    std::vector<Route> all{
        { Get, policies, kReadPolicies, list_policies, kList },
        { Post, policies, kWritePolicies, create_policy },
        { Get, policies + "/{id}", kReadPolicies, find_policy, kOne },
        { Delete, policies + "/{id}", kWritePolicies, delete_policy },
        { Get, policies + "/{id}/$value", kReadPolicies, read_policy },
        { Put, policies + "/{id}/$value", kWritePolicies, replace_policy },
        { Get, sets, kReadKeySets, list_key_sets, kList },
        { Post, sets, kWriteKeySets, create_key_set },
        { Get, sets + "/{id}", kReadKeySets, find_key_set, kOne },
        { Delete, sets + "/{id}", kWriteKeySets, delete_key_set },
        { Get, sets + "/{id}/getActiveKey", kReadKeySets, active_key, kOne },
        { Post, sets + "/{id}/uploadSecret", kWriteKeySets, upload_secret },
        { Post, sets + "/{id}/generateKey", kWriteKeySets, generate_key },
        { Post, sets + "/{id}/uploadCertificate", kWriteKeySets, upload_certificate },
        { Post, sets + "/{id}/uploadPkcs12", kWriteKeySets, upload_pkcs12 },
        { Get, "/users", kReadUsers, list_users, kUsers },
        { Post, "/users", kWriteUsers, create_user },
        { Get, "/users/$count", kReadUsers, count_users, kCountUsers },
        { Get, "/users/delta", kReadUsers, follow_users, kDelta },
        { Get, "/users/delta()", kReadUsers, follow_users, kDelta },
        { Get, "/users/microsoft.graph.delta", kReadUsers, follow_users, kDelta },
        { Get, "/users/microsoft.graph.delta()", kReadUsers, follow_users, kDelta },
        { Get, "/users/{id}", kReadUsers, get_user, kOne },
        { Patch, "/users/{id}", kWriteUsers, update_user },
        { Delete, "/users/{id}", kWriteUsers, delete_user },
        { Post, "/users/{id}/revokeSignInSessions", kWriteUsers, revoke_sign_in_sessions },
        { Post, "/directoryObjects/getAvailableExtensionProperties", kReadUsers, list_available_extensions },
        { Get, deleted + "/microsoft.graph.user", kReadUsers, list_deleted_users, kDeletedUsers },
        { Get, deleted + "/microsoft.graph.application", kReadApps, list_deleted_apps, kList },
        { Get, deleted + "/{id}", kReadDeleted, get_deleted_item, kOne },
        { Delete, deleted + "/{id}", kWriteDeleted, erase_item },
        { Post, deleted + "/{id}/restore", kWriteDeleted, restore_item },
        { Get, factors + "/methods", kReadMethods, list_methods, kList },
        { Get, factors + "/methods/{method}", kReadMethods, get_method, kOne },
        { Post, factors + "/methods/28c10230-6103-485e-b985-444c60001490/resetPassword", kWriteMethods,
            reset_password },
        { Get, factors + "/operations/{operation}", kReadMethods, show_operation, kOne },
        { Get, factors + "/phoneMethods", kReadMethods, list_phones, kList },
        { Post, factors + "/phoneMethods", kWriteMethods, add_phone },
        { Get, factors + "/phoneMethods/{method}", kReadMethods, get_phone, kOne },
        { Patch, factors + "/phoneMethods/{method}", kWriteMethods, change_phone },
        { Put, factors + "/phoneMethods/{method}", kWriteMethods, change_phone },
        { Delete, factors + "/phoneMethods/{method}", kWriteMethods, remove_phone },
        { Get, factors + "/emailMethods", kReadMethods, list_emails, kList },
        { Post, factors + "/emailMethods", kWriteMethods, add_email },
        { Get, factors + "/emailMethods/{method}", kReadMethods, get_email, kOne },
        { Patch, factors + "/emailMethods/{method}", kWriteMethods, change_email },
        { Put, factors + "/emailMethods/{method}", kWriteMethods, change_email },
        { Delete, factors + "/emailMethods/{method}", kWriteMethods, remove_email },
        { Get, factors + "/softwareOathMethods", kReadMethods, list_oath, kList },
        { Get, factors + "/softwareOathMethods/{method}", kReadMethods, get_oath, kOne },
        { Delete, factors + "/softwareOathMethods/{method}", kWriteMethods, remove_oath },
        { Get, factors + "/fido2Methods", kReadMethods, list_fido2, kList },
        { Get, factors + "/fido2Methods/{method}", kReadMethods, get_fido2, kOne },
        { Delete, factors + "/fido2Methods/{method}", kWriteMethods, remove_fido2 },
        { Get, factors + "/passwordMethods", kReadMethods, list_password_methods, kList },
        { Get, factors + "/passwordMethods/{method}", kReadMethods, get_password_method, kOne },
        { Get, apps, kReadApps, list_apps, kList },
        { Post, apps, kWriteApps, create_app },
        { Get, apps + "/$count", kReadApps, count_apps, kCount },
        { Get, apps + "/{id}", kReadApps, get_app, kOne },
        { Patch, apps + "/{id}", kWriteApps, change_app },
        { Delete, apps + "/{id}", kWriteApps, delete_app },
        { Post, apps + "/{id}/addPassword", kWriteApps, add_password },
        { Post, apps + "/{id}/removePassword", kWriteApps, remove_password },
        { Get, apps + "/{id}/extensionProperties", kReadApps, list_extension_properties, kList },
        { Get, principals, kReadApps, list_service_principals, kList },
        { Post, principals, kWriteApps, create_service_principal },
        { Get, principals + "/$count", kReadApps, count_service_principals, kCount },
        { Get, principals + "/{id}", kReadApps, get_service_principal, kOne },
        { Patch, principals + "/{id}", kWriteApps, change_service_principal },
        { Delete, principals + "/{id}", kWriteApps, keep_service_principal },
        { Get, principals + "/{id}/appRoleAssignments", kReadRoles, list_role_assignments, kList },
        { Post, principals + "/{id}/appRoleAssignments", kGrantRoles, assign_role },
        { Delete, principals + "/{id}/appRoleAssignments/{assignment}", kGrantRoles, remove_role_assignment },
        { Get, principals + "/{id}/appRoleAssignedTo", kReadRoles, list_roles_assigned, kList },
        { Post, principals + "/{id}/appRoleAssignedTo", kGrantRoles, assign_role_of },
        { Delete, principals + "/{id}/appRoleAssignedTo/{assignment}", kGrantRoles, remove_role_assignment },
        { Get, grants, kReadGrants, list_grants, kList },
        { Post, grants, kGrantScopes, create_grant },
        { Get, grants + "/{id}", kReadGrants, get_grant, kOne },
        { Patch, grants + "/{id}", kGrantScopes, change_grant },
        { Delete, grants + "/{id}", kGrantScopes, delete_grant },
        { Get, "/organization", kReadOrganization, list_organization, kOne },
        { Get, "/organization/{id}", kReadOrganization, get_organization, kOne },
        { Get, "/domains", kReadDomains, list_domains, kList },
        { Get, "/domains/{id}", kReadDomains, get_domain, kOne },
        { Get, "/auditLogs/directoryAudits", kReadAudit, list_directory_audits, kAudits },
        { Get, "/auditLogs/directoryAudits/{id}", kReadAudit, get_directory_audit, kOne },
    };
    std::ranges::move(flow_routes(), std::back_inserter(all));
    return all;
}

// 429 when the app calls too often.
Answer<void> count_call(Graph const& graph, Caller const& caller)
{
    auto const wait
        = graph.calls->take(caller.tenant.id.text() + " " + caller.app.id.text(), graph.allowance, graph.clock.now());
    if (!wait)
        return {};
    GraphError error(429, "TooManyRequests", "Please retry again later.");
    error.retry_after = *wait;
    return std::unexpected(std::move(error));
}

http::Response finish(Graph const& graph, http::Request const& request, Answer<http::Response> answer)
{
    http::Response response = answer ? std::move(*answer) : error_response(answer.error(), request, graph.clock.now());
    add_common_fields(response, request);
    return response;
}

// As it would be at a public origin of the tenant: a Host header chooses among them, and goes into no link (attack-10).
http::Request at_public_origin(Graph const& graph, Tenant const& tenant, http::Request request)
{
    std::string const origin = public_origin(tenant, graph.origins, origin_of(request));
    if (size_t const scheme = origin.find("://"); scheme != std::string::npos) {
        request.tls = origin.starts_with("https");
        request.headers.set("Host", origin.substr(scheme + std::string_view("://").size()));
    }
    return request;
}

Answer<http::Response> answer(Graph& graph, Route const& route, http::Request const& asked)
{
    Caller const caller = TRY(find_caller(graph, asked, route.roles));
    TRY(count_call(graph, caller));
    TRY(expect_options(asked, route.options));
    http::Request const request = at_public_origin(graph, caller.tenant, asked);
    http::Response response = TRY(route.call(graph, caller, request));
    if (std::string const location = response.headers.get("Location"); location.starts_with('/'))
        response.headers.set("Location", origin_of(request) + location);
    return response;
}

void add_routes(http::Router& router, Graph& graph)
{
    for (std::string const version : { "/v1.0", "/beta" })
        for (Route const& route : routes())
            router.on(route.method, version + route.path, http::RunsOn::Workers,
                [&graph, route](
                    http::Request const& request) { return finish(graph, request, answer(graph, route, request)); });
}

constexpr size_t kLargestBody = size_t{ 256 } << 10;
constexpr size_t kLargestPolicy = size_t{ 1024 } << 10;

// What a path is below its version, with the "/" before it; nothing for one that is no call.
std::string_view below_version(std::string_view path)
{
    for (std::string_view const version : { "/v1.0", "/beta" })
        if (starts_with_ignoring_case(path, version) && path.substr(version.size()).starts_with('/'))
            return path.substr(version.size());
    return {};
}

constexpr http::Method kMethods[]
    = { http::Method::Get, http::Method::Post, http::Method::Put, http::Method::Patch, http::Method::Delete };

void add_not_found(http::Router& router, Graph& graph)
{
    for (std::string const version : { "/v1.0", "/beta" })
        for (http::Method const method : kMethods)
            router.on(method, version + "/{path...}", http::RunsOn::Loop, [&graph](http::Request const& request) {
                return finish(graph, request,
                    std::unexpected(GraphError(404, "BadRequest",
                        "Resource not found for the segment '" + request.path_value("path") + "'.")));
            });
}

} // namespace

size_t largest_body(http::Request const& request)
{
    return starts_with_ignoring_case(below_version(request.path), kPolicies) ? kLargestPolicy : kLargestBody;
}

http::Response too_large(http::Request const& request, Time now)
{
    std::string const most = std::to_string(largest_body(request) / 1024);
    std::string const text = "The body of this request may have " + most + " KB, and it has more.";
    if (below_version(request.path).empty())
        return http::text_response(413, text + " Correlation ID: " + request.correlation_id + "\n");
    http::Response response = error_response(
        { 413, "RequestEntityTooLarge", text + " Split a batch; a policy may have 1024 KB." }, request, now);
    add_common_fields(response, request);
    return response;
}

void mount(http::Router& router, Graph& graph)
{
    add_routes(router, graph);
    // The same once more, for the requests in a batch and for keys in parentheses.
    auto inner = std::make_shared<http::Router>();
    add_routes(*inner, graph);
    add_not_found(*inner, graph);
    for (std::string const version : { "/v1.0", "/beta" }) {
        router.on(http::Method::Post, version + "/$batch", http::RunsOn::Workers,
            [&graph, inner](http::Request const& request) {
                return finish(graph, request,
                    answer_batch(request, [&](http::Request one) { return inner->handle(std::move(one)); }));
            });
        for (http::Method const method : kMethods)
            router.on(method, version + "/{path...}", http::RunsOn::Workers, [inner](http::Request const& request) {
                http::Request plain = request;
                plain.path = with_plain_keys(request.path);
                return inner->handle(std::move(plain));
            });
    }
}

} // namespace gatehouse::graph
