// The password grant (RFC 6749 §4.3), for apps that cannot show a page. RFC 9700 §2.4 advises against it, so it exists
// only where a tenant declares a flow for it. Facts: b2c_wire.md §3.1.
#include "core/tokens/standard_claims.h"
#include "edges/oidc/client_authentication.h"
#include "edges/oidc/dpop.h"
#include "edges/oidc/silent_journey.h"
#include "edges/oidc/token.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

bool reads_password(policy::ClaimUse const& use)
{
    return std::ranges::any_of(use.default_value.parts, [](policy::TemplatePart const& part) {
        return equals_ignoring_case(part.group, "OIDC") && equals_ignoring_case(part.name, "Password");
    });
}

// Whom the password is asked for: what must be right before anything is spent on it.
struct Asking {
    Application client;
    GrantedScope scope;
    std::string dpop_key;
};

Answer<void> check_app(Application const& client)
{
    // B2C: public clients only; others can do better.
    if (client.kind == AppKind::Web)
        return std::unexpected(ProtocolError(90224, "unauthorized_client",
            "Resource owner flow has not been enabled for this application: it is confidential."));
    // B2C: the same switches as for tokens in the front channel.
    if (!client.implicit_id_token || !client.implicit_token)
        return std::unexpected(ProtocolError(90057, "unauthorized_client",
            "The provided application is not configured to allow the 'OAuth' Implicit flow."));
    return {};
}

Answer<Asking> read_asking(
    Ports& ports, Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    Application client = TRY(authenticate_client(ports, edge, address, request, form, now));
    TRY(check_app(client));
    if (form.get("username").empty() || form.get("password").empty())
        return std::unexpected(ProtocolError(
            99015, "invalid_request", "The request is missing the required parameter 'username' or 'password'."));
    if (form.get("scope").empty())
        return std::unexpected(
            ProtocolError(90010, "invalid_request", "The request does not contain a scope parameter."));
    auto scope = TRY(grant_scope(ports, address.tenant->tenant.id, client, form.get("scope")));
    if (!scope)
        return std::unexpected(ProtocolError(scope.error()));
    std::string key = TRY(prove_key(ports, edge, address, client, request, now));
    return Asking{ std::move(client), std::move(*scope), std::move(key) };
}

journey::Request journey_request(Asking const& asking, url::Form const& form, http::Request const& request)
{
    journey::Request wanted;
    wanted.client = asking.client.id;
    wanted.scope = asking.scope.text;
    // No page can be shown: a policy that needs one ends with interaction_required.
    wanted.prompt = "none";
    wanted.address = request.peer;
    wanted.nonce = form.get("nonce");
    wanted.ui_locales = form.get("ui_locales");
    for (auto const& [name, value] : form.pairs())
        if (name != "password" && name != "username")
            wanted.parameters.add(name, value);
    return wanted;
}

// {OIDC:Password} is read by sign_in(), which counts the guess whoever asks and however (attack-26).
Result<journey::Step> run(
    Edge& edge, Address const& address, Asking const& asking, url::Form const& form, http::Request const& request)
{
    journey::State state = journey::begin(*address.plan, address.tenant->tenant, journey_request(asking, form, request),
        std::nullopt, edge.clock, edge.random);
    journey::Input input;
    input.action = journey::Action::Begin;
    input.address = request.peer;
    input.username = form.get("username");
    input.password = form.get("password");
    return journey::advance(address.plan, address.tenant->tenant, std::move(state), input, edge.services);
}

Grant make_grant(Edge& edge, journey::Step const& step, journey::Finished const& finished, Asking const& asking)
{
    json::Object claims = finished.claims;
    policy::TokenSettings settings = finished.tokens;
    // OIDC Core §5.5 has the claims parameter for authorization requests only.
    select_claims(claims, settings,
        { .scope = step.state.request.scope, .request = {}, .id_token_alone = !asking.scope.resource });
    Grant grant;
    grant.family = FamilyId(ordered_guid(edge.random, edge.clock.now()));
    grant.client = step.state.request.client;
    grant.user = finished.user;
    grant.policy = step.state.policy;
    grant.scope = step.state.request.scope;
    grant.claims = json::write(claims);
    grant.settings = std::move(settings);
    grant.nonce = step.state.request.nonce;
    grant.auth_time = finished.auth_time;
    grant.correlation = step.state.correlation;
    grant.client_kind = asking.client.kind;
    return grant;
}

} // namespace

bool takes_passwords(Address const& address)
{
    if (!address.plan)
        return false;
    policy::Plan const& plan = *address.plan;
    for (policy::Step const& step : plan.journeys[plan.relying_party.journey].steps)
        for (policy::Exchange const& exchange : step.exchanges)
            if (std::ranges::any_of(plan.profiles[exchange.profile].inputs, reads_password))
                return true;
    return false;
}

Answer<Redeemed> redeem_password(
    Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    Asking const asking = TRY(in_store<Asking>(edge, door_for_credentials(form, request),
        [&](Ports& ports) { return read_asking(ports, edge, address, form, request, now); }));
    journey::Step const step = TRY(run(edge, address, asking, form, request));
    return in_store<Redeemed>(edge, Door::Write, [&](Ports& ports) -> Answer<Redeemed> {
        TRY(journey::commit_without_browser(ports, address.tenant->tenant.id, step.writes));
        journey::Finished const done = TRY(finished(step));
        Redeemed redeemed{ .grant = make_grant(edge, step, done, asking), .scope = asking.scope };
        redeemed.dpop_key = asking.dpop_key;
        TokenRequest const asked{ edge, address, asking.client, form, request, now, asking.dpop_key };
        TRY(add_first_refresh_token(ports, asked, redeemed));
        return redeemed;
    });
}

} // namespace gatehouse::oidc
