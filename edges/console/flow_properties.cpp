// A user flow's properties: second factor, session, tokens, passwords.
#include "edges/console/flow_settings.h"
#include "edges/console/flows.h"

namespace gatehouse::console {
namespace {

using policy::UserFlow;

constexpr char const* kBelow = "/properties";

http::Response properties_page(
    Visit const& visit, UserFlow const& flow, SettingErrors const& errors = {}, std::string const& why = {})
{
    bool const may = visit.may_write("flows");
    html::Safe inside;
    for (FlowSettingGroup const& group : flow_properties()) {
        if (!applies(group, flow.type))
            continue;
        html::Safe fields;
        for (FlowSetting const& setting : group.settings)
            fields += setting_field(visit, setting, flow, errors);
        inside += section(group.id, group.title, may ? fields : facts(setting_facts(group, flow)));
    }
    if (may)
        inside = form(visit, flow_path(visit, flow.name, kBelow), inside + buttons(button(Look::Primary, "Save")));
    return draw_flow(visit, flow,
        { .title = "Properties",
            .below = kBelow,
            .content = (why.empty() ? html::Safe() : message(Tone::Bad, why)) + inside,
            .status = why.empty() ? 200 : 400 });
}

Response save_properties(Visit const& visit)
{
    SettingErrors errors;
    return change_flow(
        visit, kBelow,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            std::vector<FlowSetting> settings;
            for (FlowSettingGroup const& group : flow_properties())
                if (applies(group, flow.type))
                    settings.insert(settings.end(), group.settings.begin(), group.settings.end());
            flow = with_settings(visit, flow, settings, errors);
            if (errors.empty())
                return {};
            return trouble(
                400, errors.contains("") ? errors[""] : "Nothing was saved: see the fields that are marked.");
        },
        [&](UserFlow const& flow, std::string const& why) -> Response {
            return properties_page(visit, flow, errors, why);
        });
}

} // namespace

std::vector<Route> flow_property_routes()
{
    return {
        { http::Method::Get, "/{id}/properties",
            [](Visit const& visit) -> Response { return properties_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/properties", save_properties },
    };
}

} // namespace gatehouse::console
