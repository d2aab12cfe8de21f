// Pages of the tenant's own, one for each page of a user flow.
#include "core/journey/preview.h"
#include "edges/console/flow_pages.h"
#include "edges/console/flows.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using policy::UserFlow;

constexpr char const* kBelow = "/layouts";

std::string address_of(UserFlow const& flow, std::string_view page)
{
    auto const found = std::ranges::find(flow.pages, page, &policy::FlowPage::content_definition);
    return found == flow.pages.end() ? "" : found->address;
}

html::Safe fields_of(Visit const& visit, UserFlow const& flow, std::vector<FlowPageName> const& pages)
{
    html::Safe fields;
    for (FlowPageName const& page : pages)
        fields += text_field({ .name = page.id,
            .label = page.title,
            .value = visit.entered(page.id).value_or(address_of(flow, page.id)),
            .help = page.id,
            .type = "url",
            .max_length = 2048 });
    return fields;
}

html::Safe shown(UserFlow const& flow, std::vector<FlowPageName> const& pages)
{
    Facts all;
    for (FlowPageName const& page : pages) {
        std::string const address = address_of(flow, page.id);
        all.emplace_back(page.title, address.empty() ? text("Built in") : code(address));
    }
    all.emplace_back("Also from", text(join(flow.page_sources, ", ")));
    return facts(all);
}

Response layouts_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    auto const pages = TRY(look_at_pages(visit, flow));
    html::Safe content = why.empty() ? html::Safe() : message(Tone::Bad, why);
    content
        += paragraph("A page of your own is HTML with an element whose id is \"api\": there the server puts what it "
                     "asks for. It is fetched from an https address, which may hold {Culture:RFC5646} for the "
                     "language. Without an address the built-in page is shown.");
    if (!visit.may_write("flows"))
        content += shown(flow, pages);
    else
        content += form(visit, flow_path(visit, flow.name, kBelow),
            fields_of(visit, flow, pages)
                + text_area({ .name = "sources",
                                .label = "Also from",
                                .value = visit.entered("sources").value_or(join(flow.page_sources, "\n")),
                                .help = "Origins like https://cdn.contoso.example, one a line, beside the pages' own: "
                                        "where their styles, pictures and fonts come from." },
                    3)
                + buttons(button(Look::Primary, "Save")));
    return draw_flow(visit, flow,
        { .title = "Page layouts", .below = kBelow, .content = std::move(content), .status = why.empty() ? 200 : 400 });
}

Response save_layouts(Visit const& visit)
{
    return change_flow(
        visit, kBelow,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            json::Object addresses;
            for (policy::FlowPage const& page : flow.pages)
                addresses.set(page.content_definition, page.address);
            // A page that the form does not have stays as it is.
            for (std::string_view const page : policy::flow_pages()) {
                auto const typed = visit.entered(page);
                if (typed && typed->empty())
                    addresses.erase(page);
                else if (typed)
                    addresses.set(page, *typed);
            }
            json::Array sources;
            for (std::string const& line : split(visit.value("sources"), '\n'))
                if (std::string_view const source = trim(line); !source.empty())
                    sources.emplace_back(source);
            flow.pages.clear();
            flow.page_sources.clear();
            flow
                = TRY(with_members(flow, { { "pages", std::move(addresses) }, { "pageSources", std::move(sources) } }));
            return {};
        },
        [&](UserFlow const& flow, std::string const& why) { return layouts_page(visit, flow, why); });
}

} // namespace

Answer<std::vector<FlowPageName>> look_at_pages(Visit const& visit, UserFlow const& flow)
{
    auto const plan = TRY(look<policy::SharedPlan>(
        visit.console, [&](Ports& ports) { return told(flows::plan_of(ports, visit.tenant(), flow)); }));
    auto const known = policy::flow_pages();
    std::vector<FlowPageName> pages;
    for (std::string const& id : journey::pages_of(*plan)) {
        auto const content = plan->content_definitions.find(id);
        if (content == plan->content_definitions.end() || std::ranges::find(known, id) == known.end())
            continue;
        auto const title = content->second.metadata.find("DisplayName");
        pages.push_back({ id, title == content->second.metadata.end() ? id : title->second });
    }
    return pages;
}

std::vector<Route> flow_layout_routes()
{
    return {
        { http::Method::Get, "/{id}/layouts",
            [](Visit const& visit) -> Response { return layouts_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/layouts", save_layouts },
    };
}

} // namespace gatehouse::console
