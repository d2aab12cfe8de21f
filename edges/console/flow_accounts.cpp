// Whose accounts a user flow takes: the tenant's own, and those of identity providers.
#include "core/flows/parts.h"
#include "edges/console/flow_settings.h"
#include "edges/console/flows.h"
#include "libs/base/text.h"

#include <algorithm>
#include <map>

namespace gatehouse::console {
namespace {

using policy::IdentityProvider;
using policy::UserFlow;

constexpr char const* kBelow = "/providers";

// The flow's first, in its order; then the others.
Answer<std::vector<IdentityProvider>> offered(Ports& ports, Visit const& visit, UserFlow const& flow)
{
    std::vector<IdentityProvider> all = flow.identity_providers;
    for (IdentityProvider const& one : TRY(told(flows::list_providers(ports, visit.tenant().id))))
        if (std::ranges::find(all, one.name, &IdentityProvider::name) == all.end())
            all.push_back(one);
    return all;
}

std::string place_field(IdentityProvider const& provider)
{
    return "place." + provider.name;
}

// Where its button stands: "" for one that the flow does not have.
std::string place_of(Visit const& visit, UserFlow const& flow, IdentityProvider const& provider)
{
    if (auto typed = visit.entered(place_field(provider)))
        return *typed;
    auto const found = std::ranges::find(flow.identity_providers, provider.name, &IdentityProvider::name);
    return found == flow.identity_providers.end() ? "" : std::to_string(found - flow.identity_providers.begin() + 1);
}

html::Safe providers_fields(Visit const& visit, UserFlow const& flow, std::vector<IdentityProvider> const& all)
{
    html::Safe const more = html::fill("<p>{{words}} {{link}}.</p>\n",
        { { "words", "They are set up for the whole tenant, at" },
            { "link", link(visit.path("providers"), "Identity providers") } });
    if (all.empty())
        return more;
    std::vector<Option> places{ { "", "Not in this flow" } };
    for (size_t i = 1; i <= all.size(); ++i)
        places.push_back({ std::to_string(i), "Button " + std::to_string(i) });
    html::Safe fields;
    for (IdentityProvider const& one : all)
        fields += select_field({ .name = place_field(one),
                                   .label = policy::display_name(one),
                                   .value = place_of(visit, flow, one),
                                   .required = true },
            places);
    return more + fields;
}

html::Safe shown_providers(UserFlow const& flow)
{
    Table list{ .caption = "Identity providers", .columns = { "Button", "Provider", "Client" } };
    list.empty = "None.";
    for (size_t i = 0; i < flow.identity_providers.size(); ++i)
        list.rows.push_back({ text(std::to_string(i + 1)), text(policy::display_name(flow.identity_providers[i])),
            code(flow.identity_providers[i].client_id) });
    return table(list);
}

Response accounts_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    auto const all = TRY(
        look<std::vector<IdentityProvider>>(visit.console, [&](Ports& ports) { return offered(ports, visit, flow); }));
    bool const may = visit.may_write("flows");
    html::Safe accounts = facts(setting_facts(account_settings(), flow));
    if (may) {
        accounts = html::Safe();
        for (FlowSetting const& setting : account_settings().settings)
            accounts += setting_field(visit, setting, flow);
    }
    html::Safe content = section("accounts", account_settings().title, accounts)
        + section("providers", "Identity providers", may ? providers_fields(visit, flow, all) : shown_providers(flow));
    if (may)
        content = form(visit, flow_path(visit, flow.name, kBelow), content + buttons(button(Look::Primary, "Save")));
    return draw_flow(visit, flow,
        { .title = "Identity providers",
            .below = kBelow,
            .content = (why.empty() ? html::Safe() : message(Tone::Bad, why)) + content,
            .status = why.empty() ? 200 : 400 });
}

// In the order of the buttons that were chosen; of the same one, as they stood.
std::vector<IdentityProvider> wanted_providers(Visit const& visit, std::vector<IdentityProvider> const& all)
{
    std::multimap<long long, IdentityProvider> placed;
    for (IdentityProvider const& one : all)
        if (auto const place = parse_integer(visit.value(place_field(one))))
            placed.emplace(*place, one);
    std::vector<IdentityProvider> wanted;
    for (auto& [place, one] : placed)
        wanted.push_back(std::move(one));
    return wanted;
}

Response save_accounts(Visit const& visit)
{
    return change_flow(
        visit, kBelow,
        [&](Ports& ports, UserFlow& flow) -> Answer<void> {
            flow.identity_providers = wanted_providers(visit, TRY(offered(ports, visit, flow)));
            SettingErrors errors;
            flow = with_settings(visit, flow, account_settings().settings, errors);
            if (!errors.empty())
                return trouble(400, errors.begin()->second);
            return {};
        },
        [&](UserFlow const& flow, std::string const& why) { return accounts_page(visit, flow, why); });
}

} // namespace

std::vector<Route> flow_account_routes()
{
    return {
        { http::Method::Get, "/{id}/providers",
            [](Visit const& visit) -> Response { return accounts_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/providers", save_accounts },
    };
}

} // namespace gatehouse::console
