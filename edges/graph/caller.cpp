#include "edges/graph/caller.h"

#include "core/applications/directory_api.h"
#include "libs/base/text.h"
#include "libs/jose/jwt.h"

namespace gatehouse::graph {
namespace {

GraphError unauthenticated(std::string message)
{
    return { 401, "InvalidAuthenticationToken", std::move(message) };
}

GraphError denied()
{
    return { 403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation." };
}

// RFC 6750 §2.1: in the header, and nowhere else.
Answer<std::string> read_bearer(http::Request const& request)
{
    std::string const header = request.headers.get("authorization");
    constexpr std::string_view kScheme = "Bearer ";
    if (request.headers.count("authorization") != 1 || header.size() <= kScheme.size()
        || !equals_ignoring_case(std::string_view(header).substr(0, kScheme.size()), kScheme))
        return std::unexpected(unauthenticated("Access token is empty."));
    return std::string(trim(std::string_view(header).substr(kScheme.size())));
}

// Which tenant's keys to try. Nothing is proven by it yet.
Answer<std::shared_ptr<TenantPlans const>> find_tenant(Graph const& graph, jose::UnverifiedJwt const& token)
{
    auto tenant = graph.plans.snapshot()->find_tenant(token.claims.text("tid").value_or(""));
    if (!tenant)
        return std::unexpected(unauthenticated("The access token is of no tenant of this server."));
    return tenant;
}

Answer<json::Object> verify(Graph const& graph, Tenant const& tenant, jose::UnverifiedJwt token)
{
    auto const keys = graph.keys.verifying(tenant.id);
    auto const verified = keys && token.typ == "JWT"
        ? jose::verify(std::move(token), *keys)
        : Result<jose::VerifiedJwt, jose::JwtFault>(std::unexpect, jose::JwtFault::UnknownKey);
    if (!verified)
        return std::unexpected(unauthenticated("Access token validation failure. The signature is not valid."));
    jose::Expectations const expected{
        .issuer = {}, .audiences = { directory_api().id.text() }, .now = graph.clock.now(), .leeway = seconds(0)
    };
    if (auto const right = jose::check_claims(verified->claims(), expected); !right)
        return std::unexpected(unauthenticated(right.error() == jose::JwtFault::WrongAudience
                ? "Access token validation failure. Invalid audience."
                : "Access token has expired or is not yet valid."));
    return verified->claims();
}

Caller owner(Tenant const& tenant)
{
    Application app;
    app.id = ClientId("command line");
    app.name = app.id.text();
    for (AppRole const& role : directory_api().roles)
        app.permissions.push_back({ directory_api().id, role.name, true, PermissionKind::Role });
    return { tenant, std::move(app) };
}

} // namespace

Answer<Caller> find_caller(Graph const& graph, http::Request const& request, std::span<std::string_view const> roles)
{
    if (graph.owner)
        return owner(*graph.owner);
    std::string const text = TRY(read_bearer(request));
    auto token = jose::parse_jwt(text);
    if (!token)
        return std::unexpected(unauthenticated("Access token validation failure. It is not a signed JWT."));
    auto const tenant = TRY(find_tenant(graph, *token));
    json::Object const claims = TRY(verify(graph, tenant->tenant, std::move(*token)));
    if (claims.text("idtyp") != "app" || claims.find("tfp") || claims.find("acr"))
        return std::unexpected(denied());
    if (claims.find("cnf"))
        return std::unexpected(unauthenticated("The access token is bound to a key; ask for one without DPoP."));
    auto app = TRY(read<std::optional<Application>>(graph.store, [&](Ports& ports) {
        return ports.applications.find(tenant->tenant.id, ClientId(claims.text("appid").value_or("")));
    }));
    if (!app || !app->enabled)
        return std::unexpected(unauthenticated("The app of this access token is disabled or was removed."));
    if (!has_directory_role(*app, roles))
        return std::unexpected(denied());
    return Caller{ tenant->tenant, std::move(*app) };
}

} // namespace gatehouse::graph
