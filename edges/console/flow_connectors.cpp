// Where a user flow asks the tenant's APIs.
#include "core/flows/parts.h"
#include "edges/console/flows.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::UserFlow;

constexpr char const* kBelow = "/connectors";

struct Place {
    std::string_view name;
    std::string_view label;
    std::string_view help;
    std::optional<policy::ApiConnector> UserFlow::* connector;
};
constexpr Place kPlaces[] = {
    { "after_federation", "After federating with an identity provider",
        "Before the sign-up page, with what the provider says of the person.", &UserFlow::after_federation },
    { "before_creating_user", "Before creating the user", "When the sign-up page was filled in.",
        &UserFlow::before_creating_user },
    { "before_token", "Before sending the token", "At each sign-in; what comes back goes into the token.",
        &UserFlow::before_token },
};

std::string name_of(std::optional<policy::ApiConnector> const& connector)
{
    return connector ? connector->name : "";
}

Response connectors_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    auto const all = TRY(look<std::vector<flows::Connector>>(
        visit.console, [&](Ports& ports) { return told(flows::list_connectors(ports, visit.tenant().id)); }));
    std::vector<Option> options{ { "", "None" } };
    for (flows::Connector const& one : all)
        options.push_back({ one.connector.name,
            one.display_name.empty() ? one.connector.name : one.display_name + " (" + one.connector.name + ")" });
    html::Safe fields;
    Facts shown;
    for (Place const& place : kPlaces) {
        std::string const stands = name_of(flow.*(place.connector));
        fields += select_field({ .name = std::string(place.name),
                                   .label = std::string(place.label),
                                   .value = visit.entered(place.name).value_or(stands),
                                   .help = std::string(place.help),
                                   .required = true },
            options);
        shown.emplace_back(place.label, text(stands.empty() ? "None" : stands));
    }
    html::Safe content = why.empty() ? html::Safe() : message(Tone::Bad, why);
    content += html::fill("<p>{{words}} {{link}}.</p>\n",
        { { "words", "An API of yours may check what people say, refuse them, or add claims. They are set up at" },
            { "link", link(visit.path("connectors"), "API connectors") } });
    content += visit.may_write("flows")
        ? form(visit, flow_path(visit, flow.name, kBelow), fields + buttons(button(Look::Primary, "Save")))
        : facts(shown);
    return draw_flow(visit, flow,
        { .title = "API connectors",
            .below = kBelow,
            .content = std::move(content),
            .status = why.empty() ? 200 : 400 });
}

Response save_connectors(Visit const& visit)
{
    return change_flow(
        visit, kBelow,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            // The name counts; core looks it up.
            for (Place const& place : kPlaces) {
                std::string const name = visit.value(place.name);
                auto& connector = flow.*(place.connector);
                connector.reset();
                if (!name.empty())
                    connector.emplace().name = name;
            }
            return {};
        },
        [&](UserFlow const& flow, std::string const& why) { return connectors_page(visit, flow, why); });
}

} // namespace

std::vector<Route> flow_connector_routes()
{
    return {
        { http::Method::Get, "/{id}/connectors",
            [](Visit const& visit) -> Response { return connectors_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/connectors", save_connectors },
    };
}

} // namespace gatehouse::console
