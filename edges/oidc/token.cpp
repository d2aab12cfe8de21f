#include "edges/oidc/token.h"

#include "core/grants/bearer.h"
#include "edges/oidc/client_authentication.h"
#include "edges/oidc/dpop.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

// Whether the address must name a policy. B2C: an app that acts for itself may name any or none.
enum class Policy { Needed, Ignored };

struct GrantType {
    std::string_view name;
    Policy policy;
    Answer<Redeemed> (*redeem)(Ports&, TokenRequest const&);
};
constexpr GrantType kGrants[] = {
    { "authorization_code", Policy::Needed, redeem_code },
    { "refresh_token", Policy::Needed, redeem_refresh_token },
    { "client_credentials", Policy::Ignored, redeem_client_credentials },
};

// Numbers are JSON numbers unless the policy says otherwise. B2C: SendTokenResponseBodyWithJsonNumbers.
json::Value number(std::int64_t value, policy::TokenSettings const& settings)
{
    if (settings.json_numbers)
        return value;
    return std::to_string(value);
}

std::string profile_info(Address const& address, TokenSet const& tokens)
{
    json::Object info;
    info.set("ver", "1.0");
    info.set("tid", address.tenant->tenant.id.text());
    info.set("sub", nullptr);
    info.set("name", tokens.profile_name);
    info.set("preferred_username", nullptr);
    info.set("idp", nullptr);
    return base64url_encode(json::write(info));
}

std::string client_info(Address const& address, Grant const& grant)
{
    json::Object info;
    info.set("uid", grant.user.text() + "-" + to_lower(grant.policy.text()));
    info.set("utid", address.tenant->tenant.id.text());
    return base64url_encode(json::write(info));
}

// Fields in B2C's order.
std::string write_answer(
    Address const& address, url::Form const& form, Redeemed const& redeemed, TokenSet const& tokens)
{
    policy::TokenSettings const& settings = redeemed.grant.settings;
    json::Object body;
    if (!tokens.access_token.empty())
        body.set("access_token", tokens.access_token);
    if (!tokens.id_token.empty())
        body.set("id_token", tokens.id_token);
    body.set("token_type", redeemed.dpop_key.empty() ? "Bearer" : "DPoP");
    body.set("not_before", number(tokens.not_before, settings));
    if (!tokens.access_token.empty()) {
        body.set("expires_in", number(tokens.access_expires_in, settings));
        body.set("expires_on", number(tokens.not_before + tokens.access_expires_in, settings));
        body.set("resource", tokens.resource);
    } else if (!tokens.id_token.empty()) {
        body.set("id_token_expires_in", number(tokens.id_expires_in, settings));
        body.set("profile_info", profile_info(address, tokens));
    }
    // B2C: neither for an app that acts for itself.
    bool const by_person = !redeemed.grant.user.empty();
    if (by_person && form.get("client_info") == "1")
        body.set("client_info", client_info(address, redeemed.grant));
    if (by_person)
        body.set("scope", tokens.scope);
    if (!redeemed.refresh_token.empty()) {
        body.set("refresh_token", redeemed.refresh_token);
        body.set("refresh_token_expires_in", number(redeemed.refresh_expires_in, settings));
    }
    return json::write(body);
}

Answer<Redeemed> authenticate_and_redeem(
    Ports& ports, Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    Application const client = TRY(authenticate_client(ports, edge, address, request, form, now));
    if (!form.has("grant_type"))
        return std::unexpected(
            ProtocolError(90083, "invalid_request", "The request is missing the required parameter 'grant_type'."));
    auto const grant = std::ranges::find(kGrants, form.get("grant_type"), &GrantType::name);
    if (grant == std::end(kGrants))
        return std::unexpected(ProtocolError(90086, "unsupported_grant_type",
            "The supplied grant_type '" + form.get("grant_type") + "' is not supported."));
    if (grant->policy == Policy::Needed && !address.plan)
        return std::unexpected(unknown_address());
    std::string key = TRY(prove_key(ports, edge, address, client, request, now));
    Redeemed redeemed = TRY(grant->redeem(ports, TokenRequest{ edge, address, client, form, request, now, key }));
    redeemed.dpop_key = std::move(key);
    return redeemed;
}

Answer<Redeemed> redeem(
    Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    if (form.get("grant_type") == "password" && takes_passwords(address))
        return redeem_password(edge, address, form, request, now);
    if (has_journey(address, form))
        return redeem_by_journey(edge, address, form, request, now);
    // One transaction for the whole request: what was checked is what is used up, and the database is asked once.
    // Signing, which is slow, comes after it.
    return in_store<Redeemed>(edge, Door::Write,
        [&](Ports& ports) { return authenticate_and_redeem(ports, edge, address, form, request, now); });
}

Answer<http::Response> answer_token(
    Edge& edge, Address const& address, url::Form const& form, http::Request const& request)
{
    Time const now = edge.clock.now();
    Redeemed const redeemed = TRY(redeem(edge, address, form, request, now));
    SigningKeyInUse const key = TRY(edge.keys.signing(address.tenant->tenant.id));
    TokenSet const tokens = TRY(issue({ .grant = redeemed.grant,
        .scope = redeemed.scope,
        .issuer = address.issuer(redeemed.grant.settings),
        .key = key,
        .now = now,
        .dpop_key = redeemed.dpop_key }));
    http::Response response = http::json_response(200, write_answer(address, form, redeemed, tokens));
    response.headers.set("Cache-Control", "no-store, must-revalidate, no-cache");
    response.headers.set("Pragma", "no-cache");
    return response;
}

} // namespace

Answer<void> check_key(TokenRequest const& request, Grant const& grant)
{
    if (grant.key.empty() || constant_time_equal(grant.key, request.dpop_key))
        return {};
    return std::unexpected(
        ProtocolError(90017, "invalid_dpop_proof", "This grant is bound to a key, and the request does not prove it."));
}

Answer<void> check_user(Ports& ports, TokenRequest const& request, Grant const& grant, Time issued)
{
    auto const user = TRY(ports.users.find_standing(request.address.tenant->tenant.id, grant.user));
    if (!user)
        return std::unexpected(ProtocolError(90128, "invalid_grant",
            "The account associated with this grant no longer exists. Please reauthenticate and try again."));
    if (!user->enabled || user->tokens_valid_from > issued)
        return std::unexpected(ProtocolError(
            90129, "invalid_grant", "The provided grant has been revoked. Please reauthenticate and try again."));
    return {};
}

Answer<GrantedScope> narrow_scope(Ports& ports, TokenRequest const& request, Grant const& grant)
{
    std::string scope = grant.scope;
    if (auto const asked = request.form.find("scope"); asked && !trim(*asked).empty()) {
        auto const allowed = split_words(grant.scope);
        std::vector<std::string> kept;
        for (std::string const& word : split_words(*asked))
            if (std::ranges::find(allowed, word) != allowed.end())
                kept.push_back(word);
        // Asking for what was never granted is not widened; clients send openid and offline_access as they please.
        for (std::string_view const always : { "openid", "offline_access" })
            if (std::ranges::find(allowed, always) != allowed.end() && std::ranges::find(kept, always) == kept.end())
                kept.emplace_back(always);
        if (!kept.empty())
            scope = join(kept, " ");
    }
    auto granted = TRY(grant_scope(ports, request.address.tenant->tenant.id, request.client, scope));
    if (!granted)
        return std::unexpected(ProtocolError(granted.error()));
    return std::move(*granted);
}

FreshRefreshToken make_refresh_token(TokenRequest const& request, Grant const& grant, Time family_expires)
{
    // B2C: the refresh token of a single-page app lives 24 hours from its first issue.
    seconds const lifetime = grant.client_kind == AppKind::Spa ? seconds(86'400) : grant.settings.refresh_lifetime;
    Time const expires = std::min<Time>(request.now + lifetime, family_expires);
    std::string value = make_bearer(request.edge.random, request.now);
    RefreshToken row{ .digest = RefreshDigest(bearer_digest(value)),
        .grant = grant,
        .issued = request.now,
        .expires = expires,
        .family_expires = family_expires };
    return { std::move(row), std::move(value) };
}

Answer<void> add_first_refresh_token(Ports& ports, TokenRequest const& request, Redeemed& redeemed)
{
    if (!redeemed.scope.offline_access)
        return {};
    policy::TokenSettings const& settings = redeemed.grant.settings;
    Time const window = settings.infinite_rolling ? Time::max() : Time(request.now + settings.rolling_lifetime);
    Time const family_expires
        = redeemed.grant.client_kind == AppKind::Spa ? Time(request.now + seconds(86'400)) : window;
    // RFC 9449 §5: a confidential client has its credentials; its keys may change.
    redeemed.grant.key = redeemed.grant.client_kind == AppKind::Web ? "" : request.dpop_key;
    auto fresh = make_refresh_token(request, redeemed.grant, family_expires);
    TRY(ports.refresh_tokens.insert(request.address.tenant->tenant.id, fresh.row));
    redeemed.refresh_token = std::move(fresh.value);
    redeemed.refresh_expires_in = std::chrono::duration_cast<seconds>(fresh.row.expires - request.now).count();
    return {};
}

AuditEvent audit_event(TokenRequest const& request, AuditKind kind, Grant const& grant)
{
    return { .kind = kind,
        .time = request.now,
        .correlation = CorrelationId(request.request.correlation_id),
        .user = grant.user,
        .client = request.client.id,
        .policy = grant.policy,
        .address = request.request.peer,
        .detail = R"({"journey":")" + grant.correlation.text() + R"("})" };
}

http::Response token(Edge& edge, http::Request const& request)
{
    return answer_back_channel(edge, request, answer_token);
}

http::Response token_for_resource(Edge& edge, http::Request const& request)
{
    http::Request asked = request;
    auto form = request.form();
    if (form && form->has("resource") && !form->has("scope")) {
        std::string resource = form->get("resource");
        while (resource.ends_with('/'))
            resource.pop_back();
        form->add("scope", resource + "/.default");
        asked.body = url::build_form(*form);
    }
    return token(edge, asked);
}

} // namespace gatehouse::oidc
