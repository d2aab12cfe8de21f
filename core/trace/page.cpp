// A trace as one HTML page that needs nothing from elsewhere and runs no script.
#include "core/trace/views.h"

#include "libs/html/html.h"

#include <algorithm>
#include <map>

namespace gatehouse::trace {
namespace {

using html::fill;
using html::Safe;

constexpr std::string_view kPage = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>Journey {{correlation}}</title><style>
:root{--text:#1b1b1b;--soft:#5a6068;--back:#f6f7f9;--card:#fff;--line:#d5d9df;--good:#0b6a3a;--bad:#a4262c;--skip:#8a5300;
--new:#e3f4e9;--gone:#fbe6e6;--accent:#0b5cad}
@media(prefers-color-scheme:dark){:root{--text:#e8eaed;--soft:#a5acb6;--back:#15171a;--card:#1e2125;--line:#3a3f46;
--good:#6fd39a;--bad:#ff9a9a;--skip:#f0b65e;--new:#173a26;--gone:#43201f;--accent:#7db8f5}}
*{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back)}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{font-size:1.4rem;margin:0 0 .25rem}
h2{font-size:1rem;margin:2rem 0 .5rem;color:var(--soft);font-weight:600}.facts{color:var(--soft);margin:0 0 1rem}
code,pre,td,.mono{font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}
ol{list-style:none;margin:0;padding:0}.step{background:var(--card);border:1px solid var(--line);border-radius:8px;
padding:.75rem 1rem;margin:0 0 .75rem;position:relative}
.step>h3{margin:0;font-size:1rem}.step.skip{opacity:.85;border-style:dashed}
.event{border-left:2px solid var(--line);margin:.4rem 0 0;padding:.1rem 0 .1rem .75rem}
.tag{display:inline-block;min-width:7.5rem;color:var(--soft);font-size:.85rem}
.bad{color:var(--bad)}.good{color:var(--good)}.skipped{color:var(--skip)}
table{border-collapse:collapse;margin:.35rem 0;width:100%}td{border-top:1px solid var(--line);padding:.2rem .5rem;
vertical-align:top}td:first-child{width:14rem;color:var(--soft)}tr.new td{background:var(--new)}
tr.gone td{background:var(--gone)}s{color:var(--soft)}summary{cursor:pointer;color:var(--accent);margin-top:.4rem}
pre{background:var(--back);border:1px solid var(--line);border-radius:4px;padding:.5rem;margin:.35rem 0;
white-space:pre-wrap}
</style></head><body><main><h1>{{policy}}</h1>
<p class="facts">{{tenant}} &middot; correlation id <code>{{correlation}}</code> &middot; {{time}}</p>
{{legs}}</main></body></html>
)";

constexpr std::string_view kLeg
    = R"(<h2>{{number}}. {{action}} <span class="mono">{{time}}</span></h2><ol>{{steps}}</ol>
)";
constexpr std::string_view kStep = R"(<li class="step{{class}}"><h3>{{title}}</h3>{{events}}{{bag}}</li>)";
constexpr std::string_view kEvent
    = R"(<div class="event"><span class="tag">{{tag}}</span> <span class="mono {{class}}">{{text}}</span>{{inner}}</div>)";
constexpr std::string_view kRow = R"(<tr class="{{class}}"><td>{{name}}</td><td>{{value}}</td></tr>)";

Safe table(Safe const& rows)
{
    return rows.empty() ? Safe() : fill("<table>{{rows}}</table>", { { "rows", rows } });
}

Safe values(Values const& all)
{
    Safe rows;
    for (auto const& [name, value] : all)
        rows += fill(kRow, { { "class", "" }, { "name", name }, { "value", value } });
    return table(rows);
}

Safe row(ClaimChange const& change)
{
    Safe value = change.after ? html::escape(*change.after) : Safe();
    if (change.before)
        value = fill("{{now}} <s>{{was}}</s>", { { "now", value }, { "was", *change.before } });
    return fill(
        kRow, { { "class", change.after ? "new" : "gone" }, { "name", change.claim }, { "value", std::move(value) } });
}

Safe changes(std::vector<ClaimChange> const& all)
{
    Safe rows;
    for (ClaimChange const& change : all)
        rows += row(change);
    return table(rows);
}

Safe call(ApiCall const& call)
{
    std::string request = call.method + " " + call.url + "\n";
    for (auto const& [name, value] : call.headers)
        request += name + ": " + value + "\n";
    if (!call.body.empty())
        request += "\n" + call.body;
    std::string const answer = (call.status != 0 ? std::to_string(call.status) : "no answer") + "\n\n" + call.answer;
    return fill("<pre>{{request}}</pre><pre>{{answer}}</pre>", { { "request", request }, { "answer", answer } });
}

std::string plain_text(Event const& event)
{
    std::string text = event.name;
    if (event.kind == Kind::Precondition)
        text = event.name + (event.name.empty() ? "" : ": ") + event.detail + " → " + event.result;
    else if (event.kind == Kind::Skipped)
        text += (event.name.empty() ? "" : ": ") + event.result;
    else if (event.kind == Kind::Api)
        text = event.call->method + " " + event.call->url + " → "
            + (event.call->status != 0 ? std::to_string(event.call->status) : "no answer");
    else if (!event.detail.empty() || !event.result.empty())
        text += (event.detail.empty() ? "" : " (" + event.detail + ")")
            + (event.result.empty() ? "" : ": " + event.result);
    return text;
}

std::string_view class_of(Event const& event)
{
    switch (event.kind) {
    case Kind::Skipped:
        return "skipped";
    case Kind::Finished:
        return "good";
    case Kind::Refused:
        return "bad";
    case Kind::Precondition:
        return event.result == "skip" ? "skipped" : "";
    case Kind::Page:
    case Kind::Profile:
    case Kind::Transformation:
        return event.result.empty() ? "" : "bad";
    case Kind::Api:
        return event.call->status >= 200 && event.call->status < 300 ? "" : "bad";
    default:
        return "";
    }
}

// The events of one request, step by step; the bag of claims goes on over all of them.
class Steps {
public:
    explicit Steps(std::map<std::string, std::string>& bag)
        : bag_(bag)
    {
    }
    void add(Event const& event)
    {
        if (event.kind == Kind::Step || title_.empty()) {
            finish();
            title_ = event.journey + " · step " + std::to_string(event.step);
            if (event.kind == Kind::Step) {
                title_ += " · " + event.name;
                return;
            }
        }
        skipped_ = skipped_ || (event.kind == Kind::Skipped && event.name.empty());
        Safe inner = values(event.values);
        inner += changes(event.changes);
        if (event.call)
            inner += call(*event.call);
        events_ += fill(kEvent,
            { { "tag", name(event.kind) }, { "class", class_of(event) }, { "text", plain_text(event) },
                { "inner", std::move(inner) } });
        for (ClaimChange const& change : event.changes)
            note(change);
    }
    Safe take()
    {
        finish();
        return std::move(out_);
    }

private:
    void note(ClaimChange const& change)
    {
        auto const old_value = bag_.find(change.claim);
        std::optional<std::string> before;
        if (old_value != bag_.end())
            before = old_value->second;
        auto const known = changed_.try_emplace(change.claim, ClaimChange{ change.claim, before, {} }).first;
        known->second.after = change.after;
        if (change.after)
            bag_[change.claim] = *change.after;
        else
            bag_.erase(change.claim);
    }
    Safe bag() const
    {
        Safe rows;
        for (auto const& [claim, change] : changed_)
            if (change.before != change.after)
                rows += row(change);
        for (auto const& [claim, value] : bag_)
            if (auto const found = changed_.find(claim);
                found == changed_.end() || found->second.before == found->second.after)
                rows += fill(kRow, { { "class", "" }, { "name", claim }, { "value", value } });
        if (rows.empty())
            return {};
        return fill("<details><summary>{{count}} claims after this step</summary>{{table}}</details>",
            { { "count", std::to_string(bag_.size()) }, { "table", table(rows) } });
    }
    void finish()
    {
        if (!title_.empty())
            out_ += fill(kStep,
                { { "class", skipped_ ? " skip" : "" }, { "title", title_ }, { "events", std::move(events_) },
                    { "bag", bag() } });
        title_.clear();
        events_ = {};
        changed_.clear();
        skipped_ = false;
    }

    std::map<std::string, std::string>& bag_;
    std::map<std::string, ClaimChange> changed_;
    std::string title_;
    Safe events_;
    Safe out_;
    bool skipped_ = false;
};

} // namespace

html::Safe timeline(std::vector<Leg> const& legs)
{
    std::map<std::string, std::string> bag;
    Safe out;
    CorrelationId journey;
    int number = 0;
    for (Leg const& leg : legs) {
        // Another journey has claims of its own.
        if (leg.correlation != journey)
            bag.clear();
        journey = leg.correlation;
        Steps steps(bag);
        for (Event const& event : leg.events)
            steps.add(event);
        out += fill(kLeg,
            { { "number", std::to_string(++number) }, { "action", leg.action }, { "time", rfc3339(leg.time) },
                { "steps", steps.take() } });
        if (leg.cut)
            out += html::trusted("<p class=\"facts\">More happened than a trace holds.</p>");
    }
    return out;
}

std::string page(std::vector<Leg> const& legs)
{
    Leg const first = legs.empty() ? Leg() : legs.front();
    return fill(kPage,
        { { "correlation", first.correlation.text() }, { "policy", first.policy.text() }, { "tenant", first.tenant },
            { "time", rfc3339(first.time) }, { "legs", timeline(legs) } })
        .take();
}

} // namespace gatehouse::trace
