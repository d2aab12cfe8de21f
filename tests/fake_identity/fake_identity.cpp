#include "tests/fake_identity/fake_identity.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::fake_identity {
namespace {

constexpr std::string_view kCorrelation = "cccccccc-0000-4000-8000-000000000001";

url::Form query_of(std::string_view address)
{
    size_t const at = address.find('?');
    auto form = url::parse_form(at == std::string_view::npos ? "" : address.substr(at + 1));
    check(form.has_value(), "the client built a broken address");
    return std::move(*form);
}

// "B2C_1_X" of ".../insurance.onmicrosoft.com/B2C_1_X/oauth2/...".
std::string policy_of(std::string_view address)
{
    constexpr std::string_view kMark = ".onmicrosoft.com/";
    size_t const at = address.find(kMark);
    check(at != std::string_view::npos, "the client asked somewhere else");
    std::string_view const rest = address.substr(at + kMark.size());
    return std::string(rest.substr(0, rest.find('/')));
}

// Tokens name a user flow as it was stored, whatever case the address has. B2C wire §4.1.
std::string stored_case(std::string const& policy)
{
    for (std::string_view const stored :
        { "B2C_1_signupsignin1", "B2C_1_signupsignin1_mfa", "B2C_1_profileediting1", "B2C_1_passwordreset1" }) {
        if (equals_ignoring_case(stored, policy))
            return std::string(stored);
    }
    return policy;
}

auth::HttpResponse refuse(std::string const& error, std::string const& description)
{
    return { .status = 400,
        .body = json::write(json::Object{ { "error", error },
            { "error_description",
                description + "\r\nCorrelation ID: " + std::string(kCorrelation)
                    + "\r\nTimestamp: 2026-11-22 12:00:00Z\r\n" } }) };
}

} // namespace

std::string authority(std::string_view policy)
{
    return auth::b2c_authority(kHost, kTenant, policy);
}

FakeIdentity::FakeIdentity(testkit::FakeClock const& clock)
    : clock_(clock)
    , key_(crypto::SigningKey::generate(crypto::Algorithm::Es256).value())
    , kid_("key1")
{
}

void FakeIdentity::rotate_key()
{
    std::lock_guard const lock(mutex_);
    key_ = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    kid_ = next("rotated");
}

int FakeIdentity::count(std::string_view part) const
{
    std::lock_guard const lock(mutex_);
    return static_cast<int>(
        std::ranges::count_if(requests_, [&](std::string const& one) { return one.find(part) != std::string::npos; }));
}

std::string FakeIdentity::sign(json::Object const& claims) const
{
    return jose::sign_jwt(claims, kid_, key_).value();
}

json::Object FakeIdentity::access_claims(std::string_view policy, Person const& person) const
{
    std::int64_t const now = unix_seconds(clock_.now());
    return { { "iss", kIssuer }, { "exp", now + lifetime }, { "nbf", now }, { "aud", kApiClient },
        { "oid", person.oid }, { "sub", person.oid }, { "emails", json::Array{ json::Value(person.email) } },
        { "name", person.name }, { "tfp", policy }, { "scp", "Accounts.Read Accounts.Write" }, { "azp", kWebClient },
        { "ver", "1.0" }, { "iat", now }, { "auth_time", now } };
}

json::Object FakeIdentity::id_claims(std::string_view policy, std::string_view nonce, Person const& person) const
{
    std::int64_t const now = unix_seconds(clock_.now());
    return { { "exp", now + lifetime }, { "nbf", now }, { "ver", "1.0" }, { "iss", kIssuer }, { "sub", person.oid },
        { "aud", kWebClient }, { "nonce", nonce }, { "iat", now }, { "auth_time", now }, { "oid", person.oid },
        { "name", person.name }, { "emails", json::Array{ json::Value(person.email) } }, { "tfp", policy } };
}

auth::Parameters FakeIdentity::visit(std::string_view auth_uri, Person const& person)
{
    url::Form const asked = query_of(auth_uri);
    check(!asked.duplicate(), "a parameter stands twice");
    check(asked.get("code_challenge_method") == "S256" && !asked.get("nonce").empty(), "PKCE and nonce are missing");
    std::lock_guard const lock(mutex_);
    std::int64_t age = session_age;
    auto const max_age = parse_integer(asked.get("max_age"));
    if (obeys_max_age && (asked.get("prompt") == "login" || (max_age && age > *max_age)))
        age = 0;
    std::string const code = next("code");
    codes_[code] = { .policy = stored_case(policy_of(auth_uri)),
        .redirect_uri = asked.get("redirect_uri"),
        .code_challenge = asked.get("code_challenge"),
        .nonce = asked.get("nonce"),
        .scope = asked.get("scope"),
        .auth_time = unix_seconds(clock_.now()) - age,
        .person = person,
        .family = code };
    return { { "state", asked.get("state") }, { "code", code } };
}

auth::Parameters FakeIdentity::leave(std::string_view auth_uri, std::string error, std::string description) const
{
    return { { "error", std::move(error) },
        { "error_description",
            std::move(description) + "\r\nCorrelation ID: " + std::string(kCorrelation)
                + "\r\nTimestamp: 2026-11-22 12:00:00Z\r\n" },
        { "state", query_of(auth_uri).get("state") } };
}

std::expected<auth::HttpResponse, std::string> FakeIdentity::send(auth::HttpRequest const& request)
{
    std::lock_guard const lock(mutex_);
    requests_.push_back(request.url);
    if (down || (!down_at.empty() && request.url.find(down_at) != std::string::npos))
        return std::unexpected("connection refused");
    if (answer_everything_with)
        return *answer_everything_with;
    std::string const policy = policy_of(request.url);
    // B2C's metadata prints the policy in lower case whatever the request says. B2C wire §1.1.
    std::string const base = authority(to_lower(policy));
    if (request.url.ends_with("/v2.0/.well-known/openid-configuration"))
        return auth::HttpResponse{ 200,
            json::write(
                json::Object{ { "issuer", kIssuer }, { "authorization_endpoint", base + "/oauth2/v2.0/authorize" },
                    { "token_endpoint", base + "/oauth2/v2.0/token" },
                    { "end_session_endpoint", base + "/oauth2/v2.0/logout" },
                    { "jwks_uri", base + "/discovery/v2.0/keys" } }) };
    if (request.url.ends_with("/discovery/v2.0/keys"))
        return auth::HttpResponse{ 200,
            json::write(json::Object{ { "keys", json::Array{ json::Value(jose::public_jwk(kid_, 0, key_)) } } }) };
    if (request.method == "POST" && request.url.ends_with("/oauth2/v2.0/token"))
        return token_answer(policy, request.body);
    return auth::HttpResponse{ 404, "<html>" };
}

auth::HttpResponse FakeIdentity::token_answer(std::string const& policy, std::string_view body)
{
    url::Form const form = url::parse_form(body).value();
    if (form.get("client_id") != kWebClient || form.get("client_secret") != kWebSecret)
        return refuse("invalid_client", "AADB2C90081: The specified client_secret does not match.");
    bool const by_code = form.get("grant_type") == "authorization_code";
    std::string const value = form.get(by_code ? "code" : "refresh_token");
    auto& grants = by_code ? codes_ : refresh_tokens_;
    auto const found = grants.find(value);
    if (found == grants.end())
        return refuse("invalid_grant", "AADB2C90090: The provided grant is malformed.");
    Grant const grant = found->second;
    if (!equals_ignoring_case(grant.policy, policy))
        return refuse("invalid_grant", "AADB2C90088: The provided grant has not been issued for this endpoint.");
    if (ended_families_.contains(grant.family) || !used_.insert(value).second) {
        ended_families_.insert(grant.family);
        return refuse("invalid_grant", "AADB2C90129: The provided grant has been revoked.");
    }
    if (by_code
        && (form.get("redirect_uri") != grant.redirect_uri
            || base64url_encode(crypto::sha256(form.get("code_verifier"))) != grant.code_challenge))
        return refuse("invalid_grant", "AADB2C90183: The supplied code_verifier is invalid.");
    return issue(grant, form.get("scope"));
}

auth::HttpResponse FakeIdentity::issue(Grant const& grant, std::string const& scope)
{
    json::Object access = access_claims(grant.policy, grant.person);
    json::Object id = id_claims(grant.policy, grant.nonce, grant.person);
    access.set("auth_time", grant.auth_time);
    id.set("auth_time", grant.auth_time);
    for (json::Member const& change : id_token_changes.members()) {
        if (change.value.is_null())
            id.erase(change.name);
        else
            id.set(change.name, change.value);
    }
    std::vector<std::string> names;
    std::vector<std::string> uris;
    for (std::string const& one : split_words(scope)) {
        if (!one.starts_with(kScopePrefix))
            continue;
        names.push_back(one.substr(kScopePrefix.size()));
        uris.push_back(one);
    }
    json::Object answer{ { "token_type", "Bearer" }, { "id_token", sign(id) }, { "expires_in", lifetime },
        { "scope", uris.empty() ? "openid" : join(uris, " ") } };
    if (!uris.empty()) {
        access.set("scp", join(names, " "));
        answer.set("access_token", sign(access));
    }
    std::string const refresh = next("refresh");
    refresh_tokens_[refresh] = grant;
    answer.set("refresh_token", refresh);
    answer.set("client_info",
        base64url_encode(json::write(
            json::Object{ { "uid", grant.person.oid + "-" + to_lower(grant.policy) }, { "utid", kTenantId } })));
    return { 200, json::write(answer) };
}

auth::Ports ports(std::shared_ptr<FakeIdentity> identity, testkit::FakeClock const& clock)
{
    return { .transport = std::move(identity), .clock = std::make_shared<ClockAdapter>(clock), .random = nullptr };
}

auth::ClientConfig web_config(
    std::shared_ptr<FakeIdentity> identity, testkit::FakeClock const& clock, std::string_view policy)
{
    auth::ClientConfig config;
    config.client_id = kWebClient;
    config.client_secret = kWebSecret;
    config.authority = authority(policy);
    config.ports = ports(std::move(identity), clock);
    return config;
}

} // namespace gatehouse::fake_identity
