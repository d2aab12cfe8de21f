// Grants for which the policy has a journey of its own: a refresh reads the person again, an app's own token gets
// claims. B2C: Endpoint Id="Token", RefreshTokenUserJourneyId, ClientCredentialsUserJourneyId.
#include "edges/oidc/client_authentication.h"
#include "edges/oidc/dpop.h"
#include "edges/oidc/silent_journey.h"
#include "edges/oidc/token.h"

namespace gatehouse::oidc {
namespace {

// Who asks, with what; proven before the policy runs.
struct Asking {
    Application client;
    std::string dpop_key;
    // Nothing: there is none, or something stands against it, and redeeming it will say what.
    std::optional<RefreshToken> token;
};

bool refreshes(url::Form const& form)
{
    return form.get("grant_type") == "refresh_token";
}

Answer<Asking> read_asking(
    Ports& ports, Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    Asking asking;
    asking.client = TRY(authenticate_client(ports, edge, address, request, form, now));
    asking.dpop_key = TRY(prove_key(ports, edge, address, asking.client, request, now));
    if (refreshes(form))
        asking.token = TRY(find_usable_refresh_token(
            ports, TokenRequest{ edge, address, asking.client, form, request, now, asking.dpop_key }));
    return asking;
}

std::optional<journey::State> begin(
    Edge& edge, Address const& address, Asking const& asking, url::Form const& form, http::Request const& request)
{
    journey::Request wanted;
    wanted.client = asking.client.id;
    wanted.scope = asking.token ? asking.token->grant.scope : form.get("scope");
    wanted.address = request.peer;
    wanted.host = address.origin;
    for (auto const& [name, value] : form.pairs())
        if (name != "refresh_token" && name != "client_secret" && name != "client_assertion")
            wanted.parameters.add(name, value);
    Tenant const& tenant = address.tenant->tenant;
    if (!refreshes(form))
        return journey::begin_for_app(*address.plan, tenant, std::move(wanted), edge.clock, edge.random);
    if (!asking.token)
        return std::nullopt;
    return journey::begin_refresh(*address.plan, tenant, std::move(wanted),
        { .user = asking.token->grant.user,
            .issued = asking.token->issued,
            .auth_time = asking.token->grant.auth_time },
        edge.clock, edge.random);
}

// An assertion of the policy that does not hold, or a person who is gone: the client signs its person in again (RFC
// 6749 §5.2). An API that does not answer is no reason to.
ProtocolError refused_refresh(ProtocolError refused)
{
    constexpr int kAssertion = 90085;
    constexpr int kGone = 99002;
    if (refused.refusal.code == kAssertion || refused.refusal.code == kGone)
        refused.refusal.error = "invalid_grant";
    return refused;
}

Answer<std::string> claims_of(Address const& address, Asking const& asking, journey::Step const& step)
{
    auto const done = finished(step);
    if (!done)
        return std::unexpected(asking.token ? refused_refresh(done.error()) : done.error());
    if (!asking.token)
        return json::write(done->claims);
    json::Object const before = TRY(json::parse_object(asking.token->grant.claims));
    return json::write(journey::refreshed_claims(*address.plan, before, done->claims));
}

} // namespace

bool has_journey(Address const& address, url::Form const& form)
{
    if (!address.plan)
        return false;
    policy::RelyingParty const& party = address.plan->relying_party;
    return refreshes(form) ? party.refresh_journey.has_value()
                           : form.get("grant_type") == "client_credentials" && party.client_credentials_journey;
}

Answer<Redeemed> redeem_by_journey(
    Edge& edge, Address const& address, url::Form const& form, http::Request const& request, Time now)
{
    Asking const asking = TRY(in_store<Asking>(edge, door_for_credentials(form, request),
        [&](Ports& ports) { return read_asking(ports, edge, address, form, request, now); }));
    std::optional<journey::Step> step;
    if (auto state = begin(edge, address, asking, form, request))
        step = TRY(run_silently(edge, address, std::move(*state), request));
    return in_store<Redeemed>(edge, Door::Write, [&](Ports& ports) -> Answer<Redeemed> {
        TokenRequest asked{ edge, address, asking.client, form, request, now, asking.dpop_key };
        if (step) {
            TRY(journey::commit_without_browser(ports, address.tenant->tenant.id, step->writes));
            asked.claims = TRY(claims_of(address, asking, *step));
        }
        Redeemed redeemed
            = TRY(refreshes(form) ? redeem_refresh_token(ports, asked) : redeem_client_credentials(ports, asked));
        redeemed.dpop_key = asking.dpop_key;
        return redeemed;
    });
}

} // namespace gatehouse::oidc
