#include "edges/console/flow_parts.h"

#include "libs/base/text.h"

namespace gatehouse::console {

flows::Change change_of(Visit const& visit)
{
    return { .tenant = visit.tenant(), .acting = acting(visit) };
}

std::vector<std::string> users_of(std::vector<policy::UserFlow> const& flows, Uses uses, std::string_view name)
{
    std::vector<std::string> names;
    for (policy::UserFlow const& flow : flows)
        if (uses(flow, name))
            names.push_back(flow.name);
    return names;
}

html::Safe flow_links(Visit const& visit, std::vector<std::string> const& flows)
{
    if (flows.empty())
        return text("No user flow");
    html::Safe links;
    for (std::string const& name : flows)
        links += (links.empty() ? html::Safe() : text(", ")) + link(flow_path(visit, name), name);
    // One piece, which a phone shows beside the column's name.
    return html::fill("<span>{{links}}</span>", { { "links", links } });
}

std::string Entries::line(std::string_view field, size_t longest)
{
    std::string value = visit_.value(field);
    if (count_code_points(value) > longest)
        refuse(field, "At most " + std::to_string(longest) + " characters.");
    else if (has_control_characters(value))
        refuse(field, "One line of text, without tabs and other control characters.");
    return value;
}

std::string Entries::needed_line(std::string_view field, size_t longest, std::string_view why)
{
    std::string value = line(field, longest);
    if (value.empty())
        refuse(field, std::string(why));
    return value;
}

void Entries::refuse(std::string_view field, std::string why)
{
    wrong_.emplace(std::string(field), std::move(why));
}

std::string Entries::wrong(std::string_view field) const
{
    auto const found = wrong_.find(field);
    return found == wrong_.end() ? std::string() : found->second;
}

http::Response removal_page(Visit const& visit, Removal const& removal)
{
    html::Safe const content = removal.flows.empty()
        ? question(
              visit, { .text = removal.text, .action = visit.request.path, .button = "Remove", .back = removal.path })
        : paragraph("User flows use it. Take it out of each of them first:")
            + html::fill("<p>{{flows}}</p>\n", { { "flows", flow_links(visit, removal.flows) } })
            + buttons(link_button(Look::Secondary, removal.path, "Back"));
    return draw(visit,
        { .title = "Remove " + removal.name,
            .area = removal.area,
            .above = { { removal.path, removal.name } },
            .content = content });
}

} // namespace gatehouse::console
