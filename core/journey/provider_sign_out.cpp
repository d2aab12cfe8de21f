// Where somebody signs out at the identity provider that signed them in. B2C: SingleLogoutEnabled; b2c_wire.md §7.
#include "core/journey/claims.h"
#include "core/journey/sign_out.h"
#include "libs/base/log.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// Whether this profile stands in the records, whatever the scope: one of its sign-ins ends.
bool took_part(policy::Plan const& plan, policy::Profile const& profile, json::Object const& records)
{
    if (!profile.session)
        return false;
    std::string const key = to_lower(plan.profiles[*profile.session].id) + '\n' + to_lower(profile.id) + '\n';
    return std::ranges::any_of(
        records.members(), [&](json::Member const& member) { return member.name.starts_with(key); });
}

std::string end_address(Run const& run, policy::Profile const& profile)
{
    auto const own = profile.metadata.find("end_session_endpoint");
    if (own != profile.metadata.end())
        return expand_address(run, own->second, profile.id);
    if (!run.services.rest)
        return {};
    auto const metadata = run.services.providers->metadata(
        *run.services.rest, expand_address(run, profile.metadata.at("METADATA"), profile.id), run.now);
    if (!metadata)
        log::warning("an identity provider does not hear of a sign-out",
            { { "profile", profile.id }, { "detail", metadata.error().detail } });
    return metadata ? (*metadata)->end_session_endpoint : std::string();
}

} // namespace

std::vector<std::string> provider_sign_outs(
    policy::Plan const& plan, Tenant const& tenant, Session const& session, std::string const& host, Services& services)
{
    auto const all = json::parse_object(session.records.empty() ? "{}" : session.records);
    json::Object const* records = all ? all->object("records") : nullptr;
    std::vector<std::string> addresses;
    if (!records)
        return addresses;
    Input const nothing;
    Run run{ .plan = plan,
        .tenant = tenant,
        .state = State(),
        .input = nothing,
        .services = services,
        .now = services.clock.now() };
    run.state.request.host = host;
    run.state.bag = Bag(plan.claims.size());
    for (policy::Profile const& profile : plan.profiles) {
        if (profile.handler != policy::HandlerKind::OpenIdProvider || !profile.flag("SingleLogoutEnabled", true)
            || !took_part(plan, profile, *records))
            continue;
        std::string const address = end_address(run, profile);
        if (address.empty())
            continue;
        // RP-Initiated Logout §2. There is no id_token_hint: the provider's tokens are not kept.
        url::Form query;
        query.add("client_id", expand(run, profile.metadata.at("client_id"), profile.id));
        addresses.push_back(url::with_query(address, query));
    }
    return addresses;
}

} // namespace gatehouse::journey
