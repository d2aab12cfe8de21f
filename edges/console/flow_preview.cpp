// A page of a user flow in a frame, while its texts are written.
#include "core/journey/preview.h"
#include "edges/console/flow_languages.h"
#include "edges/pages/brand.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

// As it is stored: for the frame before anything was typed, and for whoever may not type.
Response show_preview(Visit const& visit)
{
    FlowPageText const text = TRY(look_at_page_text(visit));
    return draw_preview(visit, TRY(preview_page(visit, text, own_texts(text))));
}

// With what was typed. Nothing is stored.
Response show_typed(Visit const& visit)
{
    FlowPageText const text = TRY(look_at_page_text(visit));
    return draw_preview(visit, TRY(preview_page(visit, text, typed_texts(visit, text))));
}

} // namespace

Answer<Page> preview_page(Visit const& visit, FlowPageText const& text, CaseMap<std::string> const& own)
{
    policy::UserFlow flow = text.flow;
    set_own_texts(flow, text, strings_of(own));
    auto const plan = TRY(look<policy::SharedPlan>(
        visit.console, [&](Ports& ports) { return told(flows::plan_of(ports, visit.tenant(), flow)); }));
    Console& console = visit.console;
    journey::Services services{ console.store, console.hasher, console.clock, console.random };
    auto page = TRY(journey::preview(*plan, visit.tenant(), text.previewed, text.language, services));
    if (!page)
        return trouble(404, "This page cannot be shown alone.");
    return std::move(*page);
}

http::Response draw_preview(Visit const& visit, Page page)
{
    page.framed_by = { "'self'" };
    page.own.reset();
    http::Response response = pages::render_page(page,
        { .prefix = visit.path("preview"),
            .tx = "StateProperties=preview",
            .csrf = "",
            .policy = "preview",
            .correlation_id = visit.request.correlation_id,
            .script_nonce = "",
            .tenant_display_name = visit.tenant().display_name,
            .now = visit.now(),
            .brand = pages::brand_of(visit.tenant().domain, visit.site->brandings, page.language) });
    // Whoever types beside it keeps the focus.
    response.body = replace_all(std::move(response.body), " autofocus", "");
    return response;
}

std::vector<Route> flow_preview_routes()
{
    return {
        { http::Method::Get, "/{id}/languages/{language}/{page}/preview", show_preview },
        { http::Method::Post, "/{id}/languages/{language}/{page}/preview", show_typed },
    };
}

} // namespace gatehouse::console
