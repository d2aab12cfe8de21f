#include "edges/console/flow_attributes.h"

#include "edges/console/flow_settings.h"
#include "edges/console/flows.h"
#include "libs/base/text.h"

#include <algorithm>
#include <map>

namespace gatehouse::console {
namespace {

using policy::UserFlow;

constexpr char const* kAsked = "/attributes";
constexpr char const* kReturned = "/claims";

// Of the server's own, beside B2C's.
FlowAttribute const kOwnClaims[]
    = { { "amr", "Authentication Methods", false }, { "signInNames.phoneNumber", "Phone Number", false } };

Answer<std::vector<FlowAttribute>> look_at_attributes(Visit const& visit, UserFlow const& flow)
{
    return look<std::vector<FlowAttribute>>(
        visit.console, [&](Ports& ports) { return known_attributes(ports, visit, flow); });
}

html::Safe refusal(std::string const& why)
{
    return why.empty() ? html::Safe() : message(Tone::Bad, why);
}

// An attribute that nothing uses any more has no settings either.
void forget_unused(UserFlow& flow)
{
    auto const uses = [](std::vector<std::string> const& list, std::string const& id) {
        return std::ranges::find(list, id) != list.end();
    };
    std::erase_if(flow.attributes,
        [&](auto const& one) { return !uses(flow.collect, one.first) && !uses(flow.claims, one.first); });
}

// --- what it asks for -----------------------------------------------------------------------------------------------

html::Safe place_field(std::string const& id, std::string const& title, std::string const& place)
{
    return html::fill("<input class=\"textInput place\" name=\"place.{{id}}\" type=\"number\" min=\"1\" "
                      "max=\"99\" value=\"{{place}}\" aria-label=\"Place of {{title}}\">",
        { { "id", id }, { "title", title }, { "place", place } });
}

// What the form says, or how it stands: "" for one that is not asked for.
std::string place_of(Visit const& visit, UserFlow const& flow, std::string const& id)
{
    if (auto typed = visit.entered("place." + id))
        return *typed;
    auto const found = std::ranges::find(flow.collect, id);
    return found == flow.collect.end() ? "" : std::to_string(found - flow.collect.begin() + 1);
}

bool is_asked(Visit const& visit, UserFlow const& flow, std::string const& id)
{
    std::vector<std::string> const asked
        = visit.request.method == http::Method::Post ? chosen(visit, "collect") : flow.collect;
    return std::ranges::find(asked, id) != asked.end();
}

html::Safe looks_of(UserFlow const& flow, std::string const& id)
{
    auto const found = flow.attributes.find(id);
    policy::AttributeSettings const settings
        = found == flow.attributes.end() ? policy::AttributeSettings() : found->second;
    std::vector<std::string> words{ control_title(settings.control) };
    if (settings.required)
        words.emplace_back("required");
    if (!settings.label.empty())
        words.push_back("\"" + settings.label + "\"");
    return text(join(words, ", "));
}

Response asked_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    auto const known = TRY(look_at_attributes(visit, flow));
    bool const may = visit.may_write("flows");
    Table list{ .caption = "Attributes", .columns = { "Attribute", "Ask for it", "Place", "Asked for as" } };
    for (FlowAttribute const& one : known) {
        bool const stands = std::ranges::find(flow.collect, one.id) != flow.collect.end();
        if (!one.collectable || (!may && !stands))
            continue;
        std::string const place = place_of(visit, flow, one.id);
        html::Safe const looks = stands ? looks_of(flow, one.id) : html::Safe();
        html::Safe const title
            = stands ? link(flow_path(visit, flow.name, kAsked + ("/" + one.id)), one.title) : text(one.title);
        list.rows.push_back({ title,
            may ? cell_box("collect", one.id, "Ask for " + one.title, is_asked(visit, flow, one.id)) : text("Yes"),
            may ? place_field(one.id, one.title, place) : text(place), looks });
    }
    html::Safe content = refusal(why);
    if (!policy::collects(flow.type))
        content += paragraph("Flows of this type ask for nothing; only sign-up and profile editing do.");
    else
        content += html::fill("<p>{{words}} {{link}}.</p>\n",
            { { "words",
                  "The page asks in the order of the places. How it asks is behind the name. Attributes of your own "
                  "are "
                  "made at" },
                { "link", link(visit.path("attributes"), "User attributes") } });
    if (policy::collects(flow.type) && may)
        content
            += form(visit, flow_path(visit, flow.name, kAsked), table(list) + buttons(button(Look::Primary, "Save")));
    else if (policy::collects(flow.type))
        content += table(list);
    return draw_flow(visit, flow,
        { .title = "User attributes",
            .below = kAsked,
            .content = std::move(content),
            .status = why.empty() ? 200 : 400 });
}

Response save_asked(Visit const& visit)
{
    return change_flow(
        visit, kAsked,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            if (!policy::collects(flow.type))
                return trouble(400, "Flows of this type ask for nothing.");
            // Without a place an attribute comes last.
            std::multimap<long long, std::string> placed;
            for (std::string const& id : chosen(visit, "collect"))
                placed.emplace(parse_integer(visit.value("place." + id)).value_or(1000), id);
            json::Array wanted;
            for (auto const& [place, id] : placed)
                wanted.emplace_back(id);
            flow = TRY(with_members(flow, { { "collect", std::move(wanted) } }));
            forget_unused(flow);
            return {};
        },
        [&](UserFlow const& flow, std::string const& why) { return asked_page(visit, flow, why); });
}

// --- what it returns ------------------------------------------------------------------------------------------------

Response returned_page(Visit const& visit, UserFlow const& flow, std::string const& why = {})
{
    auto const known = TRY(look_at_attributes(visit, flow));
    bool const may = visit.may_write("flows");
    std::vector<std::string> const ticked
        = visit.request.method == http::Method::Post ? chosen(visit, "claims") : flow.claims;
    Table list{ .caption = "Application claims", .columns = { "Claim", "Put into tokens" } };
    for (FlowAttribute const& one : known) {
        bool const is_in = std::ranges::find(ticked, one.id) != ticked.end();
        if (may)
            list.rows.push_back(
                { text(one.title), cell_box("claims", one.id, "Put " + one.title + " into tokens", is_in) });
        else if (is_in)
            list.rows.push_back({ text(one.title), text("Yes") });
    }
    html::Safe content = refusal(why) + paragraph("What apps read in the tokens of this flow, beside the subject.");
    content += may
        ? form(visit, flow_path(visit, flow.name, kReturned), table(list) + buttons(button(Look::Primary, "Save")))
        : table(list);
    return draw_flow(visit, flow,
        { .title = "Application claims",
            .below = kReturned,
            .content = std::move(content),
            .status = why.empty() ? 200 : 400 });
}

Response save_returned(Visit const& visit)
{
    return change_flow(
        visit, kReturned,
        [&](Ports&, UserFlow& flow) -> Answer<void> {
            std::vector<std::string> const wanted = chosen(visit, "claims");
            flow = TRY(with_members(flow, { { "claims", json::Array(wanted.begin(), wanted.end()) } }));
            forget_unused(flow);
            return {};
        },
        [&](UserFlow const& flow, std::string const& why) { return returned_page(visit, flow, why); });
}

} // namespace

Answer<std::vector<FlowAttribute>> known_attributes(Ports& ports, Visit const& visit, UserFlow const& flow)
{
    std::vector<FlowAttribute> known;
    for (flows::BuiltInAttribute const& one : flows::built_in_attributes())
        known.push_back({ std::string(one.id), std::string(one.title), one.collectable });
    known.insert(known.end(), std::begin(kOwnClaims), std::end(kOwnClaims));
    for (flows::Attribute const& one : TRY(told(flows::list_attributes(ports, visit.tenant().id))))
        known.push_back({ one.id,
            one.settings.label.empty() ? one.id.substr(std::string_view("extension_").size()) : one.settings.label });
    for (auto const* list : { &flow.collect, &flow.claims })
        for (std::string const& id : *list)
            if (std::ranges::find(known, id, &FlowAttribute::id) == known.end())
                known.push_back({ id, id });
    return known;
}

std::string title_of(std::vector<FlowAttribute> const& known, std::string const& id)
{
    auto const found = std::ranges::find(known, id, &FlowAttribute::id);
    return found == known.end() ? id : found->title;
}

html::Safe cell_box(std::string_view name, std::string_view value, std::string_view words, bool checked)
{
    return html::fill(
        "<label class=\"choice\"><input type=\"checkbox\" name=\"{{name}}\" value=\"{{value}}\"{{checked}}>"
        "<span class=\"unseen\">{{words}}</span></label>",
        { { "name", name }, { "value", value }, { "checked", html::trusted(checked ? " checked" : "") },
            { "words", words } });
}

std::vector<Route> flow_attribute_routes()
{
    return {
        { http::Method::Get, "/{id}/attributes",
            [](Visit const& visit) -> Response { return asked_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/attributes", save_asked },
        { http::Method::Get, "/{id}/claims",
            [](Visit const& visit) -> Response { return returned_page(visit, TRY(look_at_flow(visit))); } },
        { http::Method::Post, "/{id}/claims", save_returned },
    };
}

} // namespace gatehouse::console
