#include "core/trace/trace.h"

#include <algorithm>
#include <array>

namespace gatehouse::trace {
namespace {

struct Word {
    Kind kind;
    std::string_view text;
};
constexpr auto kKinds = std::to_array<Word>({
    { Kind::Step, "step" },
    { Kind::Precondition, "precondition" },
    { Kind::Skipped, "skipped" },
    { Kind::Session, "session" },
    { Kind::Profile, "profile" },
    { Kind::Transformation, "transformation" },
    { Kind::Claims, "claims" },
    { Kind::Api, "api" },
    { Kind::Message, "message" },
    { Kind::Page, "page" },
    { Kind::Accepted, "accepted" },
    { Kind::Finished, "finished" },
    { Kind::Refused, "refused" },
});

// Absent when it says nothing: most events have few of the members.
void set(json::Object& object, std::string_view name, std::string const& value)
{
    if (!value.empty())
        object.set(name, value);
}
void set(json::Object& object, std::string_view name, int value)
{
    if (value != 0)
        object.set(name, value);
}
// Pairs, not members: a header may come twice.
void set(json::Object& object, std::string_view name, Values const& values)
{
    json::Array pairs;
    for (auto const& [key, value] : values)
        pairs.emplace_back(json::Array{ key, value });
    if (!pairs.empty())
        object.set(name, std::move(pairs));
}

json::Value of(std::optional<std::string> const& text)
{
    return text ? json::Value(*text) : json::Value();
}

json::Object of(ApiCall const& call)
{
    json::Object object;
    set(object, "method", call.method);
    set(object, "url", call.url);
    set(object, "headers", call.headers);
    set(object, "body", call.body);
    set(object, "status", call.status);
    set(object, "answer", call.answer);
    return object;
}

json::Object of(Event const& event)
{
    json::Object object;
    object.set("kind", name(event.kind));
    set(object, "depth", event.depth);
    set(object, "journey", event.journey);
    set(object, "step", event.step);
    set(object, "name", event.name);
    set(object, "detail", event.detail);
    set(object, "result", event.result);
    set(object, "index", event.index);
    set(object, "values", event.values);
    json::Array changes;
    for (ClaimChange const& change : event.changes)
        changes.emplace_back(json::Array{ change.claim, of(change.before), of(change.after) });
    if (!changes.empty())
        object.set("changes", std::move(changes));
    if (event.call)
        object.set("call", of(*event.call));
    return object;
}

std::string text(json::Object const& object, std::string_view name)
{
    return object.text(name).value_or("");
}
int number(json::Object const& object, std::string_view name)
{
    return static_cast<int>(object.integer(name).value_or(0));
}

std::unexpected<Error> unreadable()
{
    return fail(Fault::Internal, "a stored trace cannot be read");
}

// The texts of an array, null as nothing; an empty list for anything else.
std::vector<std::optional<std::string>> texts(json::Value const& value)
{
    std::vector<std::optional<std::string>> items;
    if (json::Array const* array = value.as_array())
        for (json::Value const& item : *array)
            items.push_back(item.as_text() ? std::optional(*item.as_text()) : std::nullopt);
    return items;
}

Values values(json::Object const& object, std::string_view name)
{
    Values all;
    if (json::Array const* array = object.array(name))
        for (json::Value const& item : *array)
            if (auto const pair = texts(item); pair.size() == 2)
                all.emplace_back(pair[0].value_or(""), pair[1].value_or(""));
    return all;
}

ApiCall call_of(json::Object const& object)
{
    return { .method = text(object, "method"),
        .url = text(object, "url"),
        .headers = values(object, "headers"),
        .body = text(object, "body"),
        .status = number(object, "status"),
        .answer = text(object, "answer") };
}

Result<Event> event_of(json::Object const& object)
{
    auto const kind = parse_kind(text(object, "kind"));
    if (!kind)
        return unreadable();
    Event event{ .kind = *kind,
        .depth = number(object, "depth"),
        .journey = text(object, "journey"),
        .step = number(object, "step"),
        .name = text(object, "name"),
        .detail = text(object, "detail"),
        .result = text(object, "result"),
        .index = number(object, "index"),
        .values = values(object, "values"),
        .changes = {},
        .call = {} };
    if (json::Array const* changes = object.array("changes"))
        for (json::Value const& change : *changes)
            if (auto const parts = texts(change); parts.size() == 3)
                event.changes.push_back({ parts[0].value_or(""), parts[1], parts[2] });
    if (json::Object const* call = object.object("call"))
        event.call = call_of(*call);
    return event;
}

} // namespace

std::string_view name(Kind kind)
{
    return std::ranges::find(kKinds, kind, &Word::kind)->text;
}

std::optional<Kind> parse_kind(std::string_view text)
{
    auto const found = std::ranges::find(kKinds, text, &Word::text);
    return found == kKinds.end() ? std::nullopt : std::optional(found->kind);
}

std::string write(Leg const& leg)
{
    json::Object object;
    object.set("time", unix_micros(leg.time));
    object.set("correlation", leg.correlation.text());
    object.set("policy", leg.policy.text());
    object.set("tenant", leg.tenant);
    object.set("action", leg.action);
    object.set("cut", leg.cut);
    json::Array events;
    for (Event const& event : leg.events)
        events.emplace_back(of(event));
    object.set("events", std::move(events));
    return json::write(object);
}

Result<Leg> read(std::string_view text_of_leg)
{
    json::Object const object = TRY(json::parse_object(text_of_leg));
    json::Array const* events = object.array("events");
    auto const time = object.integer("time");
    if (!events || !time)
        return unreadable();
    Leg leg{ .time = Time(std::chrono::microseconds(*time)),
        .correlation = CorrelationId(text(object, "correlation")),
        .policy = PolicyId(text(object, "policy")),
        .tenant = text(object, "tenant"),
        .action = text(object, "action"),
        .cut = object.boolean("cut").value_or(false),
        .events = {} };
    for (json::Value const& event : *events) {
        if (!event.as_object())
            return unreadable();
        leg.events.push_back(TRY(event_of(*event.as_object())));
    }
    return leg;
}

} // namespace gatehouse::trace
