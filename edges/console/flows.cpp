// User flows: the list, a flow's overview, its end, and the frame of its pages.
#include "edges/console/flows.h"

#include "edges/console/door.h"
#include "edges/console/flow_settings.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::FlowType;
using policy::UserFlow;

constexpr std::string_view kPrefixOfDetails = "user flow: ";

// Below a flow, in the order of the tabs.
constexpr std::pair<std::string_view, std::string_view> kFlowPages[] = {
    { "", "Overview" },
    { "/properties", "Properties" },
    { "/providers", "Identity providers" },
    { "/attributes", "User attributes" },
    { "/claims", "Application claims" },
    { "/connectors", "API connectors" },
    { "/layouts", "Page layouts" },
    { "/languages", "Languages" },
    { "/run", "Run now" },
};

bool is_broken(Visit const& visit, UserFlow const& flow)
{
    return visit.site->broken.contains(flow.name);
}

html::Safe state_of(Visit const& visit, UserFlow const& flow)
{
    return is_broken(visit, flow) ? badge(Tone::Bad, "Does not compile") : badge(Tone::Good, "Can be asked for");
}

// Accounts of the flow's own, and the providers.
std::string ways_in(UserFlow const& flow)
{
    std::vector<std::string> ways;
    if (flow.accounts != policy::AccountKind::None)
        ways.push_back(setting_text("accounts", flow));
    for (policy::IdentityProvider const& provider : flow.identity_providers)
        ways.push_back(policy::display_name(provider));
    return join(ways, ", ");
}

Response list_flows(Visit const& visit)
{
    auto const flows = TRY(look<std::vector<UserFlow>>(
        visit.console, [&](Ports& ports) { return told(flows::list(ports, visit.tenant().id)); }));
    Table all{ .caption = "User flows",
        .columns = { "Flow", "Type", "People sign in by", "Second factor", "Default language", "State" } };
    all.empty = "There is no user flow yet. One is made in a minute, and people can sign in.";
    for (UserFlow const& flow : flows)
        all.rows.push_back({ link(flow_path(visit, flow.name), flow.name), text(type_title(flow.type)),
            text(ways_in(flow)), text(setting_text("mfa", flow)), text(flow.default_language), state_of(visit, flow) });
    html::Safe content;
    if (visit.may_write("flows"))
        content += html::fill("<div class=\"actions\">{{link}}</div>\n",
            { { "link", link_button(Look::Primary, visit.path("flows/new"), "New user flow") } });
    return draw(visit, { .title = "User flows", .area = "flows", .content = std::move(content) + table(all) });
}

html::Safe endpoints(Visit const& visit, UserFlow const& flow)
{
    std::string const base
        = origin_of(visit.console, visit.tenant(), visit.request) + "/" + visit.tenant().domain + "/" + flow.name;
    return facts({ { "Metadata", code(base + "/v2.0/.well-known/openid-configuration") },
        { "Authorize", code(base + "/oauth2/v2.0/authorize") }, { "Token", code(base + "/oauth2/v2.0/token") } });
}

Response show_flow(Visit const& visit)
{
    UserFlow const flow = TRY(look_at_flow(visit));
    html::Safe actions = link_button(Look::Primary, flow_path(visit, flow.name, "/run"), "Run now");
    if (visit.may_read("audit"))
        actions += link_button(Look::Secondary, visit.path("audit") + "?policy=" + url::encode(flow.name), "Events");
    if (visit.may_write("flows"))
        actions += link_button(Look::Danger, flow_path(visit, flow.name, "/delete"), "Delete");
    html::Safe content = html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    content += facts({ { "Type", text(type_title(flow.type)) }, { "State", state_of(visit, flow) },
        { "People sign in by", text(ways_in(flow)) }, { "Second factor", text(setting_text("mfa", flow)) },
        { "Asked for", text(std::to_string(flow.collect.size()) + " attributes") },
        { "In tokens", text(std::to_string(flow.claims.size()) + " claims") },
        { "Default language", text(flow.default_language) } });
    if (auto const broken = visit.site->broken.find(flow.name); broken != visit.site->broken.end()) {
        Table findings{ .caption = "Findings", .columns = { "What", "What to do" } };
        for (policy::Diagnostic const& one : broken->second)
            findings.rows.push_back({ text(one.message), text(one.hint) });
        content += section("findings", "Why it does not compile", table(findings));
    }
    content += section("endpoints", "Endpoints", endpoints(visit, flow));
    return draw_flow(visit, flow, { .title = "Overview", .content = std::move(content) });
}

Response ask_delete(Visit const& visit)
{
    UserFlow const flow = TRY(look_at_flow(visit));
    return draw_flow(visit, flow,
        { .title = "Delete " + flow.name,
            .below = "/delete",
            .content = question(visit,
                { .text = "Applications that ask for this flow get an error from now on. Sign-ins under way end well. "
                          "People and their data stay.",
                    .action = visit.request.path,
                    .button = "Delete",
                    .back = flow_path(visit, flow.name) }) });
}

Response delete_flow(Visit const& visit)
{
    std::string const name = TRY(look_at_flow(visit)).name;
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(told(flows::remove(ports, { visit.tenant(), acting(visit) }, name)));
        return {};
    }));
    return done(visit, visit.path("flows"), name + " was deleted.");
}

} // namespace

std::string flow_path(Visit const& visit, std::string_view flow, std::string_view below)
{
    return visit.path("flows/" + url::encode(flow) + std::string(below));
}

std::string policy_page(Visit const& visit, StoredPolicy const& policy)
{
    return policy.user_flow.empty() ? visit.path("policies/" + url::encode(policy.id.text()))
                                    : flow_path(visit, policy.id.text());
}

Answer<UserFlow> named_flow(Ports& ports, Visit const& visit)
{
    std::string const name = visit.request.path_value("id");
    auto found = TRY(told(flows::find(ports, visit.tenant().id, name)));
    if (!found)
        return trouble(404, "There is no user flow " + name + " here.");
    return std::move(*found);
}

Answer<UserFlow> look_at_flow(Visit const& visit)
{
    return look<UserFlow>(visit.console, [&](Ports& ports) { return named_flow(ports, visit); });
}

std::string type_title(FlowType type)
{
    switch (type) {
    case FlowType::SignUpOrSignIn:
        return "Sign up and sign in";
    case FlowType::SignUp:
        return "Sign up";
    case FlowType::SignIn:
        return "Sign in";
    case FlowType::ProfileEdit:
        return "Profile editing";
    case FlowType::PasswordReset:
        return "Password reset";
    case FlowType::ResourceOwner:
        break;
    }
    return "Sign in without pages (ROPC)";
}

std::string sentence_of(std::string_view detail)
{
    if (detail.starts_with(kPrefixOfDetails))
        detail.remove_prefix(kPrefixOfDetails.size());
    std::string sentence(detail);
    if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z')
        sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
    if (!sentence.empty() && sentence.back() != '.')
        sentence += '.';
    return sentence;
}

Trouble flow_trouble(Error const& error)
{
    if (error.fault == Fault::Invalid)
        return { 400, sentence_of(error.detail) };
    if (error.fault == Fault::Conflict)
        return { 409, sentence_of(error.detail) };
    return Trouble(error);
}

Answer<UserFlow> with_members(UserFlow const& flow, json::Object const& members)
{
    json::Object wanted = policy::to_json(flow);
    for (json::Member const& member : members.members())
        wanted.set(member.name, member.value);
    return told(policy::user_flow_from_json(wanted));
}

http::Response draw_flow(Visit const& visit, UserFlow const& flow, FlowView const& page)
{
    html::Safe links;
    for (auto const& [below, title] : kFlowPages)
        links += html::fill("<a href=\"{{address}}\"{{current}}>{{title}}</a>\n",
            { { "address", flow_path(visit, flow.name, below) },
                { "current", html::trusted(below == page.below ? " aria-current=\"page\"" : "") },
                { "title", title } });
    View view{ .title = page.title, .area = "flows", .above = page.above };
    if (page.below.empty())
        view.title = flow.name;
    else
        view.above.insert(view.above.begin(), { flow_path(visit, flow.name), flow.name });
    view.content
        = html::fill("<nav class=\"tabs\" aria-label=\"User flow\">\n{{links}}</nav>\n", { { "links", links } });
    view.content += page.content;
    view.status = page.status;
    view.leads_away = page.leads_away;
    return draw(visit, view);
}

Response change_flow(
    Visit const& visit, std::string_view below, FlowEdit const& edit, FlowAgain const& again, std::string_view notice)
{
    UserFlow before;
    auto const changed = write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        before = TRY(named_flow(ports, visit));
        UserFlow after = before;
        TRY(edit(ports, after));
        TRY(told(flows::save(ports, { visit.tenant(), acting(visit) }, std::move(after))));
        return {};
    });
    if (!changed && (changed.error().status >= 500 || changed.error().status == 404))
        return std::unexpected(changed.error());
    if (!changed)
        return again(before, changed.error().text);
    return done(visit, flow_path(visit, before.name, below), notice);
}

std::vector<std::string> chosen(Visit const& visit, std::string_view name)
{
    std::vector<std::string> values;
    for (auto const& [key, value] : visit.form.pairs())
        if (key == name)
            values.push_back(value);
    return values;
}

std::vector<Route> flow_routes()
{
    // "/new" stands before "/{id}".
    std::vector<Route> all = new_flow_routes();
    std::vector<Route> const own{
        { http::Method::Get, "", list_flows },
        { http::Method::Get, "/{id}", show_flow },
        { http::Method::Get, "/{id}/delete", ask_delete },
        { http::Method::Post, "/{id}/delete", delete_flow },
    };
    for (auto const& more : { own, flow_property_routes(), flow_account_routes(), flow_attribute_routes(),
             flow_asking_routes(), flow_connector_routes(), flow_layout_routes(), flow_language_routes(),
             flow_run_routes(), flow_trial_routes() })
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace gatehouse::console
