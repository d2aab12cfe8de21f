// A new user flow: its type, its name, who signs in how, what is asked and returned. The rest has defaults.
#include "core/flows/parts.h"
#include "edges/console/flow_attributes.h"
#include "edges/console/flow_settings.h"
#include "edges/console/flows.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::FlowType;
using policy::UserFlow;

// What the page offers beside the settings.
struct Choices {
    std::vector<policy::IdentityProvider> providers;
    std::vector<FlowAttribute> attributes;
};

struct TypeOption {
    FlowType type;
    std::string_view word;
};
constexpr TypeOption kTypes[] = { { FlowType::SignUpOrSignIn, "SignUpOrSignIn" }, { FlowType::SignUp, "SignUp" },
    { FlowType::SignIn, "SignIn" }, { FlowType::ProfileEdit, "ProfileEdit" },
    { FlowType::PasswordReset, "PasswordReset" }, { FlowType::ResourceOwner, "ResourceOwner" } };

FlowType chosen_type(Visit const& visit)
{
    auto const found = std::ranges::find(kTypes, visit.value("type"), &TypeOption::word);
    return found == std::end(kTypes) ? FlowType::SignUpOrSignIn : found->type;
}

Answer<Choices> look_at_choices(Visit const& visit)
{
    return look<Choices>(visit.console, [&](Ports& ports) -> Answer<Choices> {
        Choices choices;
        choices.providers = TRY(told(flows::list_providers(ports, visit.tenant().id)));
        choices.attributes = TRY(known_attributes(ports, visit, {}));
        return choices;
    });
}

html::Safe type_field(Visit const& visit)
{
    std::vector<Option> options;
    for (TypeOption const& one : kTypes)
        options.push_back({ std::string(one.word), type_title(one.type) });
    return select_field({ .name = "type",
                            .label = "Type",
                            .value = visit.entered("type").value_or("SignUpOrSignIn"),
                            .help = "It stays what it is.",
                            .required = true },
        options);
}

html::Safe providers_field(Visit const& visit, std::vector<policy::IdentityProvider> const& providers)
{
    html::Safe inside;
    std::vector<std::string> const checked = chosen(visit, "provider");
    for (policy::IdentityProvider const& one : providers)
        inside += check_box(
            "provider", policy::display_name(one), std::ranges::find(checked, one.name) != checked.end(), one.name);
    if (providers.empty())
        inside = html::fill("<p>{{words}} {{link}}.</p>\n",
            { { "words", "None is set up yet. They are added at" },
                { "link", link(visit.path("providers"), "Identity providers") } });
    return html::fill("<fieldset class=\"field\"><legend>Identity providers</legend>\n{{inside}}</fieldset>\n",
        { { "inside", inside } });
}

html::Safe attributes_table(Visit const& visit, std::vector<FlowAttribute> const& attributes)
{
    UserFlow const fresh = flows::fresh_flow("", FlowType::SignUpOrSignIn);
    bool const typed = visit.request.method == http::Method::Post;
    std::vector<std::string> const collect = typed ? chosen(visit, "collect") : fresh.collect;
    std::vector<std::string> const claims = typed ? chosen(visit, "claims") : fresh.claims;
    auto const has = [](std::vector<std::string> const& all, std::string const& one) {
        return std::ranges::find(all, one) != all.end();
    };
    Table list{ .caption = "Attributes", .columns = { "Attribute", "Ask for it", "Put into tokens" } };
    for (FlowAttribute const& one : attributes)
        list.rows.push_back({ text(one.title),
            one.collectable ? cell_box("collect", one.id, "Ask for " + one.title, has(collect, one.id)) : text("–"),
            cell_box("claims", one.id, "Put " + one.title + " into tokens", has(claims, one.id)) });
    return table(list);
}

http::Response new_page(Visit const& visit, Choices const& choices, html::Safe const& findings, int status = 200)
{
    UserFlow const fresh = flows::fresh_flow("B2C_1_new", FlowType::SignUpOrSignIn);
    html::Safe fields = type_field(visit)
        + text_field({ .name = "name",
            .label = "Name",
            .value = visit.entered("name").value_or(""),
            .help = "Letters, digits and _; B2C_1_ is put in front. It is in addresses and stays what it is.",
            .required = true,
            .max_length = 128 });
    fields += section("people", "Who signs in",
        setting_field(visit, flow_setting("accounts"), fresh) + providers_field(visit, choices.providers)
            + setting_field(visit, flow_setting("mfa"), fresh));
    fields += section("attributes", "Attributes",
        paragraph("Sign-up and profile editing ask for what is ticked; the other types ask for nothing.")
            + attributes_table(visit, choices.attributes));
    fields += buttons(button(Look::Primary, "Create") + link_button(Look::Secondary, visit.path("flows"), "Cancel"));
    return draw(visit,
        { .title = "New user flow",
            .area = "flows",
            .content = findings + form(visit, visit.path("flows/new"), fields),
            .status = status });
}

json::Array array_of(std::vector<std::string> const& values)
{
    return { values.begin(), values.end() };
}

Answer<UserFlow> wanted_flow(Visit const& visit, Choices const& choices)
{
    FlowType const type = chosen_type(visit);
    UserFlow flow = flows::fresh_flow(TRY(told(flows::full_name(visit.value("name")))), type);
    for (std::string const& one : chosen(visit, "provider")) {
        auto const found = std::ranges::find(choices.providers, one, &policy::IdentityProvider::name);
        if (found == choices.providers.end())
            return trouble(400, "The identity provider " + one + " is not there any more.");
        flow.identity_providers.push_back(*found);
    }
    return with_members(flow,
        { { "accounts", visit.value("accounts") }, { "mfa", visit.value("mfa") },
            { "collect", policy::collects(type) ? array_of(chosen(visit, "collect")) : json::Array() },
            { "claims", array_of(chosen(visit, "claims")) } });
}

Response create(Visit const& visit)
{
    Choices const choices = TRY(look_at_choices(visit));
    auto const made = write<std::string>(visit.console, [&](Ports& ports) -> Answer<std::string> {
        UserFlow const flow = TRY(wanted_flow(visit, choices));
        TRY(told(flows::create(ports, { visit.tenant(), acting(visit) }, flow)));
        return flow.name;
    });
    if (!made && made.error().status < 500)
        return new_page(visit, choices, message(Tone::Bad, made.error().text), made.error().status);
    if (!made)
        return std::unexpected(made.error());
    return done(visit, flow_path(visit, *made),
        *made + " was created. Servers know it within a second or two; then it can be run.");
}

} // namespace

std::vector<Route> new_flow_routes()
{
    return {
        { http::Method::Get, "/new",
            [](Visit const& visit) -> Response { return new_page(visit, TRY(look_at_choices(visit)), {}); } },
        { http::Method::Post, "/new", create },
    };
}

} // namespace gatehouse::console
