#include "edges/graph/small_list.h"

#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

using odata::Filter;
using odata::Relation;

constexpr size_t kPage = 100;

// Checked without an item, so that a wrong filter is told of an empty list, too.
class SmallFilter {
public:
    explicit SmallFilter(SmallList const& list)
        : list_(list)
    {
    }
    Answer<void> check(Filter const& filter) const
    {
        if (filter.kind == Filter::Kind::Not)
            return std::unexpected(GraphError(400, "Request_UnsupportedQuery", "Unsupported Query."));
        if (filter.kind == Filter::Kind::And || filter.kind == Filter::Kind::Or) {
            for (Filter const& part : filter.parts)
                TRY(check(part));
            return {};
        }
        bool const is_any = filter.kind == Filter::Kind::Any;
        bool const is_truth = !is_any && find_name(list_.truths, filter.path);
        if (!is_truth && !find_name(is_any ? list_.collections : list_.texts, filter.path))
            return std::unexpected(unsupported(filter.path));
        Filter const& term = is_any ? filter.parts.front() : filter;
        bool const is_element
            = !is_any || (term.kind == Filter::Kind::Compare && equals_ignoring_case(term.path, filter.variable));
        if (!is_element || (term.relation != Relation::Equal && term.relation != Relation::StartsWith))
            return std::unexpected(unsupported(filter.path));
        if (is_truth ? !std::holds_alternative<bool>(term.literal) : !is_text(term.literal))
            return std::unexpected(GraphError(400, "BadRequest",
                "Invalid filter clause: A binary operator with incompatible types was detected. The property '"
                    + filter.path + "' is compared with "
                    + (is_truth ? "true or false." : "a text in single quotes.")));
        return {};
    }
    // Of a filter that was checked.
    bool fits(Filter const& filter, json::Object const& item) const
    {
        auto const fit = [&](Filter const& part) { return fits(part, item); };
        if (filter.kind == Filter::Kind::And)
            return std::ranges::all_of(filter.parts, fit);
        if (filter.kind == Filter::Kind::Or)
            return std::ranges::any_of(filter.parts, fit);
        json::Value const nothing;
        json::Value const* value = find_value(item, filter.path);
        if (filter.kind != Filter::Kind::Any)
            return is(filter, value ? *value : nothing);
        auto const* elements = value ? value->as_array() : nullptr;
        return elements
            && std::ranges::any_of(*elements, [&](json::Value const& one) { return is(filter.parts.front(), one); });
    }

private:
    static bool find_name(std::vector<std::string> const& names, std::string const& path)
    {
        return std::ranges::any_of(names, [&](std::string const& name) { return equals_ignoring_case(name, path); });
    }
    static json::Value const* find_value(json::Object const& item, std::string const& path)
    {
        auto const found = std::ranges::find_if(
            item.members(), [&](json::Member const& member) { return equals_ignoring_case(member.name, path); });
        return found == item.members().end() ? nullptr : &found->value;
    }
    // A GUID may stand without quotes.
    static bool is_text(odata::Literal const& literal)
    {
        return !std::holds_alternative<bool>(literal) && !std::holds_alternative<std::int64_t>(literal);
    }
    GraphError unsupported(std::string const& property) const
    {
        return { 400, "Request_UnsupportedQuery",
            "Unsupported or invalid query filter clause specified for property '" + property + "' of resource '"
                + list_.type + "'." };
    }
    static bool is(Filter const& term, json::Value const& value)
    {
        if (std::holds_alternative<std::monostate>(term.literal))
            return value.is_null();
        if (auto const* wanted = std::get_if<bool>(&term.literal))
            return value.as_bool() && *value.as_bool() == *wanted;
        auto const* bare = std::get_if<odata::Bare>(&term.literal);
        auto const* quoted = std::get_if<std::string>(&term.literal);
        auto const* text = value.as_text();
        if (!text || (!bare && !quoted))
            return false;
        std::string const wanted = to_lower(bare ? bare->text : *quoted);
        std::string const given = to_lower(*text);
        return term.relation == Relation::StartsWith ? given.starts_with(wanted) : given == wanted;
    }

    SmallList const& list_;
};

std::string id_of(json::Object const& item)
{
    return item.text("id").value_or("");
}

std::string context_of(std::string const& set, std::vector<std::string> const& select, bool one)
{
    return set + (select.empty() ? "" : "(" + join(select, ",") + ")") + (one ? "/$entity" : "");
}

// What some of the items have.
std::vector<std::string> names_in(std::vector<json::Object> const& items)
{
    std::vector<std::string> names;
    for (json::Object const& item : items)
        for (json::Member const& member : item.members())
            if (std::ranges::find(names, member.name) == names.end())
                names.push_back(member.name);
    return names;
}

// What is expanded is shown whether or not it is selected, and so is the type.
Answer<json::Object> chosen(json::Object const& item, odata::Query const& query, std::vector<std::string> const& known)
{
    if (query.select.empty())
        return item;
    auto names = query.select;
    names.insert(names.end(), query.expand.begin(), query.expand.end());
    json::Object shown;
    if (json::Value const* type = item.find("@odata.type"))
        shown.set("@odata.type", *type);
    json::Object const all = TRY(choose(item, names, known));
    for (json::Member const& member : all.members())
        shown.set(member.name, member.value);
    return shown;
}

Answer<void> keep_fitting(odata::Query const& query, SmallList& list)
{
    if (!query.filter)
        return {};
    SmallFilter const filter(list);
    TRY(filter.check(*query.filter));
    std::erase_if(list.items, [&](json::Object const& item) { return !filter.fits(*query.filter, item); });
    return {};
}

} // namespace

Answer<http::Response> answer_list(
    Graph const& graph, Caller const& caller, http::Request const& request, SmallList list)
{
    odata::Query const query = TRY(read_query(request));
    // Before the filter: a name is no less known when nothing fits.
    auto const known = query.select.empty() ? std::vector<std::string>() : names_in(list.items);
    TRY(keep_fitting(query, list));
    json::Object body{ { "@odata.context", context(request, context_of(list.set, query.select, false)) } };
    if (query.count && is_eventual(request))
        body.set("@odata.count", static_cast<std::int64_t>(list.items.size()));
    if (list.order == SmallList::Order::ById)
        std::ranges::sort(list.items, {}, id_of);
    auto first = list.items.begin();
    if (auto const position = TRY(read_position(graph, caller, request, query))) {
        std::string const last = position->text("i").value_or("");
        first = list.order == SmallList::Order::ById ? std::ranges::upper_bound(list.items, last, {}, id_of)
                                                     : std::ranges::find(list.items, last, id_of);
        if (list.order == SmallList::Order::Given && first != list.items.end())
            ++first;
    }
    std::span const rest(first, list.items.end());
    std::span const page = rest.first(std::min(rest.size(), query.top ? static_cast<size_t>(*query.top) : kPage));
    json::Array value;
    for (json::Object const& item : page)
        value.emplace_back(TRY(chosen(item, query, known)));
    if (page.size() < rest.size())
        body.set("@odata.nextLink", next_link(graph, caller, request, query, { { "i", id_of(page.back()) } }));
    body.set("value", std::move(value));
    return json_response(200, body);
}

Answer<http::Response> answer_count(http::Request const& request, SmallList list)
{
    TRY(expect_eventual_count(request));
    odata::Query const query = TRY(read_query(request));
    TRY(keep_fitting(query, list));
    return http::text_response(200, std::to_string(list.items.size()));
}

Answer<http::Response> answer_one(
    http::Request const& request, int status, std::string const& set, json::Object const& item)
{
    odata::Query const query = TRY(read_query(request));
    json::Object const shown = TRY(chosen(item, query, {}));
    return json_response(status, with_context(request, context_of(set, query.select, true), shown));
}

} // namespace gatehouse::graph
