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
    SmallFilter(std::string type, std::vector<std::string> names)
        : type_(std::move(type))
        , names_(std::move(names))
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
        TRY(known_name(filter.path));
        Filter const& term = filter.kind == Filter::Kind::Any ? filter.parts.front() : filter;
        bool const is_element = filter.kind != Filter::Kind::Any
            || (term.kind == Filter::Kind::Compare && equals_ignoring_case(term.path, filter.variable));
        bool const is_plain = term.relation == Relation::Equal
            || (term.relation == Relation::StartsWith && std::holds_alternative<std::string>(term.literal));
        if (!is_element || !is_plain)
            return std::unexpected(unsupported(filter.path));
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
        json::Value const* value = item.find(known_name(filter.path).value());
        json::Value const nothing;
        if (filter.kind != Filter::Kind::Any)
            return is(filter, value ? *value : nothing);
        auto const* elements = value ? value->as_array() : nullptr;
        return elements
            && std::ranges::any_of(*elements, [&](json::Value const& one) { return is(filter.parts.front(), one); });
    }

private:
    Answer<std::string> known_name(std::string const& path) const
    {
        auto const found
            = std::ranges::find_if(names_, [&](std::string const& name) { return equals_ignoring_case(name, path); });
        if (found == names_.end())
            return std::unexpected(unsupported(path));
        return *found;
    }
    GraphError unsupported(std::string const& property) const
    {
        return { 400, "Request_UnsupportedQuery",
            "Unsupported or invalid query filter clause specified for property '" + property + "' of resource '" + type_
                + "'." };
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

    std::string type_;
    std::vector<std::string> names_;
};

Answer<void> refuse_what_is_not_offered(odata::Query const& query)
{
    if (!query.expand.empty())
        return std::unexpected(bad_request("$expand is not offered here: '" + query.expand[0] + "'."));
    if (!query.order.empty() || !query.search.empty())
        return std::unexpected(GraphError(
            400, "Request_UnsupportedQuery", "Unsupported Query. $orderby and $search are not offered here."));
    return {};
}

std::string id_of(json::Object const& item)
{
    return item.text("id").value_or("");
}

std::string context_of(std::string const& set, std::vector<std::string> const& select, bool one)
{
    return set + (select.empty() ? "" : "(" + join(select, ",") + ")") + (one ? "/$entity" : "");
}

// Every item has all properties, so the first one knows their names.
Answer<json::Object> chosen(json::Object const& item, std::vector<std::string> const& select)
{
    if (select.empty())
        return item;
    return choose(item, select, {});
}

} // namespace

Answer<http::Response> answer_list(
    Graph const& graph, Caller const& caller, http::Request const& request, SmallList list)
{
    odata::Query const query = TRY(read_query(request));
    TRY(refuse_what_is_not_offered(query));
    SmallFilter const filter(list.type, list.filters);
    if (query.filter) {
        TRY(filter.check(*query.filter));
        std::erase_if(list.items, [&](json::Object const& item) { return !filter.fits(*query.filter, item); });
    }
    json::Object body{ { "@odata.context", context(request, context_of(list.set, query.select, false)) } };
    if (query.count && is_eventual(request))
        body.set("@odata.count", static_cast<std::int64_t>(list.items.size()));
    if (auto const position = TRY(read_position(graph, caller, request, query)))
        std::erase_if(
            list.items, [&](json::Object const& item) { return id_of(item) <= position->text("i").value_or(""); });
    std::ranges::sort(list.items, {}, id_of);
    size_t const limit = query.top ? static_cast<size_t>(*query.top) : kPage;
    json::Array value;
    for (json::Object const& item : list.items)
        if (value.size() < limit)
            value.emplace_back(TRY(chosen(item, query.select)));
    if (list.items.size() > value.size() && !value.empty())
        body.set("@odata.nextLink",
            next_link(graph, caller, request, query, { { "i", id_of(list.items[value.size() - 1]) } }));
    body.set("value", std::move(value));
    return json_response(200, body);
}

Answer<http::Response> answer_one(
    http::Request const& request, int status, std::string const& set, json::Object const& item)
{
    odata::Query const query = TRY(read_query(request));
    TRY(refuse_what_is_not_offered(query));
    json::Object const shown = TRY(chosen(item, query.select));
    return json_response(status, with_context(request, context_of(set, query.select, true), shown));
}

} // namespace gatehouse::graph
