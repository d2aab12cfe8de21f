// Identity providers: those of the tenant, one of them, its end. Their secrets are never shown.
#include "edges/console/providers.h"

#include "edges/console/door.h"
#include "edges/console/frame.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

using policy::IdentityProvider;
using policy::ProviderKind;

struct Listed {
    std::vector<IdentityProvider> providers;
    std::vector<policy::UserFlow> flows;
};

html::Safe kind_tiles(Visit const& visit)
{
    std::vector<std::pair<std::string, std::string>> all;
    for (policy::ProviderKindInfo const& info : policy::provider_kinds())
        all.emplace_back(visit.path("providers/" + std::string(info.word) + "/new"), title_of(info.kind));
    return tiles(all);
}

Response list_all(Visit const& visit)
{
    Listed const all = TRY(look<Listed>(visit.console, [&](Ports& ports) -> Answer<Listed> {
        return Listed{ TRY(flows::list_providers(ports, visit.tenant().id)),
            TRY(flows::list(ports, visit.tenant().id)) };
    }));
    Table list{ .caption = "Identity providers", .columns = { "Name", "Kind", "Client id", "Used by" } };
    list.empty = "People sign in with accounts of this tenant only.";
    for (IdentityProvider const& one : all.providers)
        list.rows.push_back({ link(provider_path(visit, one.name), policy::display_name(one)), text(title_of(one.kind)),
            code(one.client_id), flow_links(visit, users_of(all.flows, flows::uses_provider, one.name)) });
    html::Safe content
        = paragraph("With whom people may sign in beside their accounts here. A provider is on the sign-in page of "
                    "each user flow that uses it.")
        + table(list);
    if (visit.may_write("providers"))
        content += section("add", "Add an identity provider", kind_tiles(visit));
    return draw(visit, { .title = "Identity providers", .area = "providers", .content = std::move(content) });
}

Facts metadata_facts(IdentityProvider const& provider)
{
    policy::ProviderClaims const& claims = provider.claims;
    return {
        { "Metadata URL", code(provider.metadata) }, { "Scope", code(provider.scope) },
        { "Response", code(provider.response_type + ", " + provider.response_mode) },
        { "Domain hint", provider.domain_hint.empty() ? text("none") : code(provider.domain_hint) },
        { "Claims",
            code(join({ claims.user_id, claims.display_name, claims.given_name, claims.surname, claims.email }, ", ")) }
    };
}

Facts facts_of(Visit const& visit, Used<IdentityProvider> const& used)
{
    IdentityProvider const& provider = used.part;
    bool const has_secret = provider.response_type == "code";
    Facts all{ { "Kind", text(title_of(provider.kind)) }, { "Name", code(provider.name) },
        { "Button", text(policy::display_name(provider)) },
        { provider.kind == ProviderKind::Apple ? "Services id" : "Client id", code(provider.client_id) } };
    if (provider.kind == ProviderKind::Apple) {
        all.emplace_back("Team id", code(provider.developer_id));
        all.emplace_back("Key id", code(provider.key_id));
    }
    if (policy::has_metadata(provider.kind))
        for (auto& fact : metadata_facts(provider))
            all.push_back(std::move(fact));
    else
        all.emplace_back("Domain hint", code(policy::domain_of(provider)));
    all.emplace_back("Secret", text(has_secret ? "Kept here, and not shown" : "None is needed for ID tokens"));
    all.emplace_back("Used by", flow_links(visit, used.flows));
    return all;
}

Response show_one(Visit const& visit)
{
    Used<IdentityProvider> const used = TRY(look_at_provider(visit));
    std::string const name = policy::display_name(used.part);
    html::Safe content;
    if (visit.may_write("providers"))
        content += html::fill("<div class=\"actions\">{{actions}}</div>\n",
            { { "actions",
                link_button(Look::Secondary, provider_path(visit, used.part.name, "/change"), "Change")
                    + link_button(Look::Secondary, provider_path(visit, used.part.name, "/secret"), "New secret")
                    + link_button(Look::Danger, provider_path(visit, used.part.name, "/remove"), "Remove") } });
    content += facts(facts_of(visit, used));
    content += section("redirect", "Redirect URI", answer_addresses(visit, used.part.kind, used.flows));
    return draw(visit, { .title = name, .area = "providers", .content = std::move(content) });
}

Response ask_remove(Visit const& visit)
{
    Used<IdentityProvider> const used = TRY(look_at_provider(visit));
    return removal_page(visit,
        { .area = "providers",
            .name = policy::display_name(used.part),
            .path = provider_path(visit, used.part.name),
            .text = "Its secret goes with it and cannot be had back. Accounts of people who came from there stay.",
            .flows = used.flows });
}

Response remove_one(Visit const& visit)
{
    IdentityProvider const gone
        = TRY(write<IdentityProvider>(visit.console, [&](Ports& ports) -> Answer<IdentityProvider> {
              IdentityProvider provider = TRY(named_provider(ports, visit));
              TRY(told(flows::remove_provider(ports, change_of(visit), provider.name)));
              return provider;
          }));
    return done(visit, visit.path("providers"), policy::display_name(gone) + " was removed.");
}

html::Safe addresses(std::vector<std::string> const& origins, std::string const& path)
{
    html::Safe all;
    for (std::string const& origin : origins)
        all += verbatim("Redirect URI", origin + path);
    return all;
}

} // namespace

std::string provider_path(Visit const& visit, std::string const& name, std::string_view below)
{
    return visit.path("providers/" + url::encode(name) + std::string(below));
}

std::string_view title_of(ProviderKind kind)
{
    return kind == ProviderKind::Entra ? "Microsoft Entra ID" : policy::info_of(kind).title;
}

Answer<IdentityProvider> named_provider(Ports& ports, Visit const& visit)
{
    std::string const name = visit.request.path_value("name");
    auto provider = TRY(flows::find_provider(ports, visit.tenant().id, name));
    if (!provider)
        return trouble(404, "There is no identity provider " + name + " here.");
    return std::move(*provider);
}

Answer<Used<IdentityProvider>> look_at_provider(Visit const& visit)
{
    return look<Used<IdentityProvider>>(visit.console, [&](Ports& ports) -> Answer<Used<IdentityProvider>> {
        IdentityProvider provider = TRY(named_provider(ports, visit));
        auto const flows = TRY(flows::list(ports, visit.tenant().id));
        auto users = users_of(flows, flows::uses_provider, provider.name);
        return Used<IdentityProvider>{ std::move(provider), std::move(users) };
    });
}

html::Safe answer_addresses(Visit const& visit, ProviderKind kind, std::vector<std::string> const& flows)
{
    auto const protocol = policy::protocol_of(kind);
    auto const origins = origins_of(visit.console, visit.tenant());
    std::string const& domain = visit.tenant().domain;
    if (protocol == policy::ProviderProtocol::OAuth2)
        return paragraph(origins.size() > 1
                       ? "Register these at the provider, one for each host that people sign in at:"
                       : "Register it at the provider; every character counts:")
            + addresses(origins, policy::answer_path(domain, protocol));
    if (flows.empty())
        return paragraph("It has the name of the user flow in it, in lower case, in the place of FLOW:")
            + addresses(origins, replace_all(policy::answer_path(domain, protocol, "flow"), "/flow/", "/FLOW/"));
    html::Safe all = paragraph("Register these at the provider, one for each user flow:");
    for (std::string const& flow : flows)
        all += addresses(origins, policy::answer_path(domain, protocol, flow));
    return all;
}

std::vector<Route> provider_routes()
{
    std::vector<Route> all{
        { http::Method::Get, "", list_all },
        { http::Method::Get, "/{name}", show_one },
        { http::Method::Get, "/{name}/remove", ask_remove, Needs::FreshSignIn },
        { http::Method::Post, "/{name}/remove", remove_one, Needs::FreshSignIn },
    };
    for (Route& route : provider_form_routes())
        all.push_back(std::move(route));
    return all;
}

} // namespace gatehouse::console
