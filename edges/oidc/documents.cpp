#include "edges/oidc/documents.h"

#include "core/tokens/standard_claims.h"
#include "edges/oidc/address.h"
#include "libs/json/json.h"

#include <algorithm>
#include <atomic>
#include <unordered_map>

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
json::Array supported_claims(policy::Plan const* plan)
{
    json::Array claims;
    auto const add = [&claims](std::string const& name) {
        for (json::Value const& known : claims)
            if (*known.as_text() == name)
                return;
        claims.emplace_back(name);
    };
    for (policy::ClaimUse const& use : plan ? plan->relying_party.outputs : std::vector<policy::ClaimUse>())
        add(plan->tokens.strict ? std::string(standard_name(use.partner)) : use.partner);
    for (char const* name : { "iss", "iat", "exp", "aud", "acr", "nonce", "auth_time" })
        add(name);
    return claims;
}

// B2C: openid alone. A strict policy names the standard's, of those that select something.
json::Array supported_scopes(policy::Plan const* plan)
{
    json::Array scopes = texts({ "openid" });
    if (!plan || !plan->tokens.strict)
        return scopes;
    scopes.emplace_back("offline_access");
    for (std::string_view const scope : standard_scopes())
        if (std::ranges::any_of(plan->relying_party.outputs,
                [&](policy::ClaimUse const& use) { return scope_of(standard_name(use.partner)) == scope; }))
            scopes.emplace_back(std::string(scope));
    return scopes;
}

http::Response not_found()
{
    return http::text_response(
        404, "There is no such tenant or policy here. Check the tenant name and the policy name in the address.\n");
}

// Browser clients read both documents from any origin; nothing in them is secret.
http::Response document(std::shared_ptr<std::string const> body)
{
    if (!body)
        return not_found();
    http::Response response;
    response.headers.add("Content-Type", "application/json; charset=utf-8");
    response.headers.add("Access-Control-Allow-Origin", "*");
    response.headers.add("Cache-Control", "public, max-age=300");
    response.shared_body = std::move(body);
    return response;
}

// Differs from B2C, which has none of these (userinfo: for custom policies that declare it).
void add_token_services(json::Object& body, Address const& address)
{
    std::string const prefix = address.document_prefix();
    if (address.plan)
        body.set("userinfo_endpoint", prefix + "/openid/v2.0/userinfo");
    body.set("revocation_endpoint", prefix + "/oauth2/v2.0/revoke");
    body.set("introspection_endpoint", prefix + "/oauth2/v2.0/introspect");
    body.set("token_endpoint_auth_signing_alg_values_supported", texts({ "RS256", "PS256", "ES256" }));
    body.set("dpop_signing_alg_values_supported", texts({ "RS256", "PS256", "ES256" }));
}

// B2C's members in its order, then ours. Without a policy it is the tenant's own document, for client credentials.
std::string write_discovery(Address const& address)
{
    Tenant const& tenant = address.tenant->tenant;
    std::string const prefix = address.document_prefix();
    json::Object body;
    body.set("issuer", address.issuer());
    body.set("authorization_endpoint", prefix + "/oauth2/v2.0/authorize");
    body.set("token_endpoint", prefix + "/oauth2/v2.0/token");
    body.set("end_session_endpoint", prefix + "/oauth2/v2.0/logout");
    body.set("jwks_uri", prefix + "/discovery/v2.0/keys");
    body.set("response_modes_supported", texts({ "query", "fragment", "form_post" }));
    body.set("response_types_supported",
        texts({ "code", "code id_token", "code token", "code id_token token", "id_token", "id_token token", "token",
            "token id_token" }));
    body.set("scopes_supported", supported_scopes(address.plan.get()));
    body.set("subject_types_supported", texts({ "pairwise" }));
    body.set("id_token_signing_alg_values_supported",
        json::Array{ json::Value(std::string(crypto::name(tenant.signing_algorithm))) });
    body.set("token_endpoint_auth_methods_supported",
        texts({ "client_secret_post", "client_secret_basic", "private_key_jwt" }));
    body.set("claims_supported", supported_claims(address.plan.get()));
    body.set(
        "grant_types_supported", texts({ "authorization_code", "implicit", "refresh_token", "client_credentials" }));
    body.set("code_challenge_methods_supported", texts({ "S256" }));
    if (address.plan && !address.plan->tokens.acr_values.empty()) {
        json::Array contexts;
        for (std::string const& context : address.plan->tokens.acr_values)
            contexts.emplace_back(context);
        body.set("acr_values_supported", std::move(contexts));
    }
    body.set("prompt_values_supported", texts({ "none", "login", "consent", "select_account", "create" }));
    body.set("claims_parameter_supported", address.plan && address.plan->tokens.strict);
    body.set("pushed_authorization_request_endpoint", prefix + "/oauth2/v2.0/par");
    body.set("request_parameter_supported", true);
    // Of references only those of the endpoint above: nothing is fetched.
    body.set("request_uri_parameter_supported", false);
    body.set("request_object_signing_alg_values_supported", texts({ "RS256", "PS256", "ES256" }));
    add_token_services(body, address);
    if (tenant.iss_in_answers)
        body.set("authorization_response_iss_parameter_supported", true);
    for (char const* channel : { "frontchannel", "backchannel" }) {
        body.set(std::string(channel) + "_logout_supported", true);
        body.set(std::string(channel) + "_logout_session_supported", true);
    }
    return json::write(body);
}

std::optional<Address> find_policy_or_directory(Edge const& edge, http::Request const& request)
{
    auto address = find_address(edge, request);
    return address ? std::move(address) : find_directory(edge, request);
}

// What one I/O loop has answered since the last change.
struct Answers {
    std::uint64_t plans = 0;
    std::uint64_t keys = 0;
    std::uint64_t instance = 0;
    std::unordered_map<std::string, std::shared_ptr<std::string const>> bodies;
    std::string key; // kept, so that building a key does not allocate
};
// Enough for every tenant, policy, document and form of address in use; made-up queries only cost their own work.
constexpr size_t kMostAnswers = 1024;

} // namespace

Documents::Documents(Edge& edge)
    : edge_(edge)
{
    static std::atomic<std::uint64_t> instances = 0;
    instance_ = ++instances;
}

Documents::Body Documents::cached(
    http::Request const& request, Body (Documents::*make)(http::Request const&) const) const
{
    thread_local Answers answers;
    std::uint64_t const plans = edge_.plans.generation();
    std::uint64_t const keys = edge_.keys.generation();
    if (answers.instance != instance_ || answers.plans != plans || answers.keys != keys
        || answers.bodies.size() >= kMostAnswers) {
        answers.bodies.clear();
        answers.instance = instance_;
        answers.plans = plans;
        answers.keys = keys;
    }
    answers.key.assign(request.target);
    answers.key += request.tls ? "|s|" : "|p|";
    answers.key += request.headers.find("host").value_or("");
    if (auto const known = answers.bodies.find(answers.key); known != answers.bodies.end())
        return known->second;
    Body body = (this->*make)(request);
    if (body)
        answers.bodies[answers.key] = body;
    return body;
}

Documents::Body Documents::make_discovery(http::Request const& request) const
{
    auto const address = find_policy_or_directory(edge_, request);
    return address ? std::make_shared<std::string const>(write_discovery(*address)) : nullptr;
}

// The keys are the tenant's, the same for all its policies; a policy that is named must exist all the same.
Documents::Body Documents::make_keys(http::Request const& request) const
{
    auto const address = find_policy_or_directory(edge_, request);
    return address ? edge_.keys.published(address->tenant->tenant.id) : nullptr;
}

http::Response Documents::discovery(http::Request const& request) const
{
    return document(cached(request, &Documents::make_discovery));
}
http::Response Documents::keys(http::Request const& request) const
{
    return document(cached(request, &Documents::make_keys));
}

} // namespace gatehouse::oidc
