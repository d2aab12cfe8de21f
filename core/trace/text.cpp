#include "core/trace/views.h"

#include "libs/base/guid.h"

#include <algorithm>
#include <map>

namespace gatehouse::trace {
namespace {

std::string change_of(ClaimChange const& change)
{
    if (!change.after)
        return "- " + change.claim + " (was " + change.before.value_or("") + ")";
    return (change.before ? "~ " : "+ ") + change.claim + " = " + *change.after
        + (change.before ? " (was " + *change.before + ")" : "");
}

std::string headline(Event const& event)
{
    auto const with = [](std::string text, std::string const& more, std::string_view before) {
        return more.empty() ? text : text + std::string(before) + more;
    };
    switch (event.kind) {
    case Kind::Step:
        return event.journey + " " + std::to_string(event.step) + " " + event.name;
    case Kind::Precondition:
        return with("precondition " + std::to_string(event.index), event.name, " of ") + ": " + event.detail + ": "
            + event.result;
    case Kind::Skipped:
        return (event.name.empty() ? "skipped" : "skipped " + event.name) + ": " + event.result;
    case Kind::Session:
        return "session answers " + event.name;
    case Kind::Profile:
        return with("profile " + event.name + " (" + event.detail + ")", event.result, " failed: ");
    case Kind::Transformation:
        return with("transformation " + event.name + " (" + event.detail + ")", event.result, " failed: ");
    case Kind::Claims:
        return "claims";
    case Kind::Api:
        return "call " + event.call->method + " " + event.call->url;
    case Kind::Message:
        return "message by " + event.name;
    case Kind::Page:
        return with(with("page " + event.name, event.detail, " of "), event.result, ": ");
    case Kind::Accepted:
        return "page accepted";
    case Kind::Finished:
        return "finished";
    case Kind::Refused:
        return "refused " + event.name + ": " + event.result;
    }
    return {};
}

class Lines {
public:
    void add(int depth, std::string const& line)
    {
        std::string const indent(static_cast<size_t>(std::max(depth, 0)) * 2, ' ');
        out_ += indent;
        // What was typed or answered may have lines of its own.
        for (char const c : line) {
            if (c == '\n')
                out_ += "\n" + indent + "  ";
            else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)
                out_ += c;
        }
        out_ += "\n";
    }
    void event(Event const& event)
    {
        int const depth = event.depth + 1;
        add(depth, headline(event));
        for (auto const& [name, value] : event.values)
            add(depth + 1, (event.kind == Kind::Finished ? "" : "< ") + name + " = " + value);
        if (event.call)
            call(depth + 1, *event.call);
        for (ClaimChange const& change : event.changes)
            add(depth + 1, change_of(change));
    }
    std::string take() { return std::move(out_); }

private:
    void call(int depth, ApiCall const& call)
    {
        for (auto const& [name, value] : call.headers)
            add(depth, "> " + name + ": " + value);
        if (!call.body.empty())
            add(depth, "> " + call.body);
        add(depth, "< " + (call.status != 0 ? std::to_string(call.status) + " " : "no answer: ") + call.answer);
    }
    std::string out_;
};

} // namespace

std::string text(std::vector<Leg> const& legs)
{
    Lines lines;
    int number = 0;
    for (Leg const& leg : legs) {
        lines.add(0, "request " + std::to_string(++number) + ": " + leg.action + ", " + leg.policy.text());
        for (Event const& event : leg.events)
            lines.event(event);
        if (leg.cut)
            lines.add(1, "(more happened than a trace holds)");
    }
    return lines.take();
}

std::string number_guids(std::string_view text)
{
    std::map<std::string, size_t, std::less<>> known;
    std::string out;
    for (size_t at = 0; at < text.size();) {
        std::string_view const rest = text.substr(at);
        if (!is_guid(rest.substr(0, kGuidLength))) {
            out += text[at++];
            continue;
        }
        auto const [place, is_new] = known.emplace(std::string(rest.substr(0, kGuidLength)), known.size() + 1);
        out += "{" + std::to_string(place->second) + "}";
        at += kGuidLength;
    }
    return out;
}

} // namespace gatehouse::trace
