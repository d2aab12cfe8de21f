#include "edges/oidc/documents.h"

#include "core/tokens/issuer.h"
#include "edges/oidc/address.h"
#include "libs/json/json.h"

namespace gatehouse::oidc {
namespace {

json::Array texts(std::initializer_list<char const*> items)
{
    json::Array array;
    for (char const* item : items)
        array.emplace_back(item);
    return array;
}

// The policy's own claims first, then the protocol's.
json::Array supported_claims(policy::Plan const& plan)
{
    json::Array claims;
    auto const add = [&claims](std::string const& name) {
        for (json::Value const& known : claims)
            if (*known.as_text() == name)
                return;
        claims.emplace_back(name);
    };
    for (policy::ClaimUse const& use : plan.relying_party.outputs)
        add(use.partner);
    for (char const* name : {"iss", "iat", "exp", "aud", "acr", "nonce", "auth_time"})
        add(name);
    return claims;
}

http::Response not_found()
{
    return http::text_response(404, "There is no such tenant or policy here. Check the tenant name and the policy name in the address.\n");
}

// Browser clients read both documents from any origin; nothing in them is secret.
http::Response document(std::shared_ptr<std::string const> body)
{
    http::Response response;
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Cache-Control", "public, max-age=300");
    response.shared_body = std::move(body);
    return response;
}

std::string cache_key(std::string_view origin, std::string_view tenant_segment, std::string_view policy)
{
    std::string key(origin);
    key += '|';
    key += tenant_segment;
    key += '|';
    key += policy;
    return key;
}

} // namespace

std::string Documents::write_discovery(std::string const& origin, std::string const& tenant_segment, Tenant const& tenant, policy::Plan const& plan)
{
    std::string const prefix = origin + "/" + tenant_segment + "/" + to_lower(plan.id.text());
    json::Object body;
    body.set("issuer", issuer_url(origin, tenant.id, plan.id, plan.tokens.issuer_with_tfp));
    body.set("authorization_endpoint", prefix + "/oauth2/v2.0/authorize");
    body.set("token_endpoint", prefix + "/oauth2/v2.0/token");
    body.set("end_session_endpoint", prefix + "/oauth2/v2.0/logout");
    body.set("jwks_uri", prefix + "/discovery/v2.0/keys");
    body.set("response_modes_supported", texts({"query", "fragment", "form_post"}));
    body.set("response_types_supported", texts({"code"}));
    body.set("scopes_supported", texts({"openid"}));
    body.set("subject_types_supported", texts({"pairwise"}));
    body.set("id_token_signing_alg_values_supported", json::Array{json::Value(std::string(crypto::name(tenant.signing_algorithm)))});
    body.set("token_endpoint_auth_methods_supported", texts({"client_secret_post", "client_secret_basic"}));
    body.set("code_challenge_methods_supported", texts({"S256"}));
    body.set("claims_supported", supported_claims(plan));
    return json::write(body);
}

std::shared_ptr<Documents::Cache const> Documents::cache() const
{
    auto const known = cache_.load();
    auto const snapshot = edge_.plans.snapshot();
    if (known && known->generation == snapshot->generation)
        return known;
    auto fresh = std::make_shared<Cache>();
    fresh->generation = snapshot->generation;
    for (auto const& tenant : snapshot->tenants)
        for (auto const& [name, plan] : tenant->plans)
            for (std::string const& origin : edge_.settings.origins)
                for (std::string const& segment : {to_lower(tenant->tenant.domain), to_lower(tenant->tenant.id.text())})
                    fresh->discovery[cache_key(origin, segment, to_lower(name))]
                        = std::make_shared<std::string const>(write_discovery(origin, segment, tenant->tenant, *plan));
    cache_.store(fresh);
    return fresh;
}

http::Response Documents::discovery(http::Request const& request) const
{
    std::string policy = request.path_value("policy");
    if (policy.empty()) {
        auto const query = request.query();
        policy = query ? query->get("p") : "";
    }
    auto const documents = cache();
    std::string const& origin = public_origin(edge_.settings, request);
    auto const found = documents->discovery.find(cache_key(origin, to_lower(request.path_value("tenant")), to_lower(policy)));
    return found == documents->discovery.end() ? not_found() : document(found->second);
}

// The keys are the tenant's, the same for all its policies; the policy must exist all the same.
http::Response Documents::keys(http::Request const& request) const
{
    auto const address = find_address(edge_, request);
    if (!address)
        return not_found();
    auto body = edge_.keys.published(address->tenant->tenant.id);
    return body ? document(std::move(body)) : not_found();
}

} // namespace gatehouse::oidc
