#include "apps/author/coverage.h"

#include "core/policy/compile.h"

#include "libs/xml/xml.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gatehouse::author {
namespace {

using policy::HandlerKind;
using policy::Plan;

std::string step_name(std::string const& journey, int step, std::string_view type)
{
    return journey + " " + std::to_string(step) + " " + std::string(type);
}

// Of a step, or of a validation technical profile.
std::string precondition_name(std::string const& owner, int index, std::string_view outcome)
{
    return owner + ", " + std::to_string(index) + (outcome == "skip" ? " skips" : " goes on");
}

using Hits = std::set<std::pair<Part, std::string>>;

class Reader {
public:
    explicit Reader(Plan const& plan)
        : plan_(plan)
    {
    }
    Hits take() { return std::move(hits_); }

    void read(trace::Leg const& leg)
    {
        for (trace::Event const& event : leg.events)
            read(event);
        settle();
    }

private:
    void hit(Part part, std::string name) { hits_.emplace(part, std::move(name)); }

    // The step that began last has run: nothing has skipped it.
    void settle()
    {
        if (!begun_.empty())
            hit(Part::Step, std::exchange(begun_, {}));
    }

    void read(trace::Event const& event)
    {
        bool const of_step = event.name.empty();
        std::string const place = event.journey + " " + std::to_string(event.step);
        if (event.kind == trace::Kind::Precondition) {
            hit(Part::Precondition, precondition_name(of_step ? place : event.name, event.index, event.result));
            return;
        }
        if (event.kind == trace::Kind::Skipped && of_step)
            begun_.clear();
        settle();
        if (event.kind == trace::Kind::Step)
            begun_ = step_name(event.journey, event.step, event.name);
        else if (event.kind == trace::Kind::Profile || event.kind == trace::Kind::Session)
            hit(Part::Profile, event.name);
        else if (event.kind == trace::Kind::Transformation)
            hit(Part::Transformation, event.name);
        else if (event.kind == trace::Kind::Page)
            hit(Part::Profile, event.detail);
        else if (event.kind == trace::Kind::Finished || event.kind == trace::Kind::Accepted)
            end(event);
    }

    // Issuers, and identity providers that the browser was sent to, are not told by name.
    void end(trace::Event const& event)
    {
        for (policy::Journey const& journey : plan_.journeys)
            for (policy::Step const& step : journey.steps)
                if (journey.id == event.journey && step.order == event.step) {
                    if (event.kind == trace::Kind::Finished && step.issuer)
                        hit(Part::Profile, plan_.profiles[*step.issuer].id);
                    if (event.kind == trace::Kind::Accepted && step.exchanges.size() == 1)
                        hit(Part::Profile, plan_.profiles[step.exchanges.front().profile].id);
                }
    }

    Plan const& plan_;
    Hits hits_;
    std::string begun_;
};

bool can_run(policy::Profile const& profile)
{
    switch (profile.handler) {
    case HandlerKind::SessionNone:
    case HandlerKind::SessionDefault:
    case HandlerKind::SessionExternal:
    case HandlerKind::SessionOAuth:
        return false;
    default:
        return profile.enabled.kind != policy::Enabled::Kind::Never;
    }
}

class Collector {
public:
    explicit Collector(Hits const& hits)
        : hits_(hits)
    {
    }
    std::vector<Covered> take() { return std::move(items_); }

    void add(Part part, std::string const& name, policy::Origin const& origin)
    {
        if (known_.emplace(part, name).second)
            items_.push_back(
                { part, name, origin.file + ":" + std::to_string(origin.line), hits_.contains({ part, name }) });
    }
    void add(std::string const& owner, std::vector<policy::Precondition> const& preconditions)
    {
        int index = 0;
        for (policy::Precondition const& one : preconditions) {
            ++index;
            for (std::string_view const outcome : { "skip", "go on" })
                add(Part::Precondition, precondition_name(owner, index, outcome), one.origin);
        }
    }
    void add(Plan const& plan, std::vector<policy::Validation> const& validations)
    {
        for (policy::Validation const& validation : validations)
            add(plan.profiles[validation.profile].id, validation.preconditions);
    }

private:
    Hits const& hits_;
    Hits known_;
    std::vector<Covered> items_;
};

struct Column {
    Part part;
    std::string_view name;
    std::string_view one;
};
constexpr auto kColumns = std::to_array<Column>({
    { Part::Step, "steps", "step" },
    { Part::Precondition, "preconditions", "precondition" },
    { Part::Profile, "profiles", "profile" },
    { Part::Transformation, "transformations", "transformation" },
});

std::string_view name_of(Part part)
{
    return std::ranges::find(kColumns, part, &Column::part)->one;
}

// "123/456 100%" has room.
size_t width_of(Column const& column)
{
    return std::max<size_t>(column.name.size(), 12) + 2;
}

std::string padded(std::string text, size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

// "3/4 75%".
std::string share(Coverage const& coverage, Part part)
{
    size_t const all = coverage.count(part);
    size_t const hits = coverage.hits(part);
    return all == 0 ? "-"
                    : std::to_string(hits) + "/" + std::to_string(all) + " " + std::to_string(hits * 100 / all) + "%";
}

std::string line(Coverage const& coverage, size_t width)
{
    std::string out = padded(coverage.policy, width);
    for (Column const& column : kColumns)
        out += padded(share(coverage, column.part), width_of(column));
    return std::string(trim(out)) + "\n";
}

} // namespace

size_t Coverage::hits(Part part) const
{
    return static_cast<size_t>(
        std::ranges::count_if(items, [&](Covered const& item) { return item.part == part && item.hit; }));
}

size_t Coverage::count(Part part) const
{
    return static_cast<size_t>(std::ranges::count(items, part, &Covered::part));
}

Coverage measure(Plan const& plan, std::vector<trace::Leg> const& legs)
{
    Reader reader(plan);
    for (trace::Leg const& leg : legs)
        reader.read(leg);
    Hits const hits = reader.take();
    Collector all(hits);
    for (policy::Journey const& journey : plan.journeys)
        for (policy::Step const& step : journey.steps) {
            all.add(Part::Step, step_name(journey.id, step.order, policy::name(step.type)), step.origin);
            all.add(journey.id + " " + std::to_string(step.order), step.preconditions);
        }
    for (policy::Profile const& profile : plan.profiles) {
        if (can_run(profile))
            all.add(Part::Profile, profile.id, profile.origin);
        all.add(plan, profile.validations);
    }
    for (policy::DisplayControl const& control : plan.display_controls)
        for (policy::DisplayControlAction const& action : control.actions)
            all.add(plan, action.exchanges);
    for (policy::Transform const& transform : plan.transforms)
        all.add(Part::Transformation, transform.id, transform.origin);
    return { plan.id.text(), all.take() };
}

Coverage unite(std::vector<Coverage> const& policies)
{
    Coverage all{ "all", {} };
    std::map<std::pair<Part, std::string>, size_t> places;
    for (Coverage const& one : policies)
        for (Covered const& item : one.items) {
            auto const [known, is_new] = places.try_emplace({ item.part, item.name }, all.items.size());
            if (is_new)
                all.items.push_back(item);
            else
                all.items[known->second].hit = all.items[known->second].hit || item.hit;
        }
    return all;
}

bool has_run(Coverage const& coverage, policy::Journey const& journey, policy::Step const& step)
{
    std::string const name = step_name(journey.id, step.order, policy::name(step.type));
    return std::ranges::any_of(
        coverage.items, [&](Covered const& item) { return item.part == Part::Step && item.hit && item.name == name; });
}

std::string table(std::vector<Coverage> const& policies)
{
    Coverage const all = unite(policies);
    size_t width = std::string_view("policy").size();
    for (Coverage const& one : policies)
        width = std::max(width, one.policy.size());
    width += 2;
    std::string head = padded("policy", width);
    for (Column const& column : kColumns)
        head += padded(std::string(column.name), width_of(column));
    std::string out = std::string(trim(head)) + "\n";
    for (Coverage const& one : policies)
        out += line(one, width);
    if (policies.size() > 1)
        out += line(all, width);
    std::string missed;
    for (Covered const& item : all.items)
        if (!item.hit)
            missed += "  " + item.place + ": " + std::string(name_of(item.part)) + " " + item.name + "\n";
    return out + (missed.empty() ? "\nnothing was missed\n" : "\nmissed:\n" + missed);
}

std::string page(std::vector<Coverage> const& policies, std::vector<std::string> const& pictures)
{
    std::string out
        = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Policy coverage</title>\n"
          "<style>:root { color-scheme: light dark } body { font: 15px sans-serif; margin: 2em }</style></head>\n"
          "<body><h1>Policy coverage</h1>\n<pre>"
        + xml::escape(table(policies)) + "</pre>\n";
    for (size_t i = 0; i < policies.size() && i < pictures.size(); ++i)
        out += "<h2>" + xml::escape(policies[i].policy) + "</h2>\n" + pictures[i];
    return out + "</body></html>\n";
}

json::Object to_json(std::vector<Coverage> const& policies)
{
    auto const shares = [](Coverage const& coverage) {
        json::Object object{ { "policy", coverage.policy } };
        for (Column const& column : kColumns)
            object.set(std::string(column.name),
                json::Object{ { "hit", static_cast<std::int64_t>(coverage.hits(column.part)) },
                    { "all", static_cast<std::int64_t>(coverage.count(column.part)) } });
        return object;
    };
    Coverage const all = unite(policies);
    json::Array lines;
    for (Coverage const& one : policies)
        lines.emplace_back(shares(one));
    json::Array missed;
    for (Covered const& item : all.items)
        if (!item.hit)
            missed.emplace_back(json::Object{
                { "part", std::string(name_of(item.part)) }, { "name", item.name }, { "place", item.place } });
    json::Object out{ { "policies", std::move(lines) } };
    out.set("all", shares(all));
    out.set("missed", std::move(missed));
    return out;
}

} // namespace gatehouse::author
