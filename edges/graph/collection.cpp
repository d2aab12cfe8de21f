#include "edges/graph/collection.h"

#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr size_t kCodeBytes = 16;

std::string code_of(Graph const& graph, Caller const& caller, http::Request const& request, odata::Query const& query,
    std::string const& position)
{
    return crypto::hmac_sha256(graph.page_key,
        caller.tenant.id.text() + "\n" + to_lower(request.path) + "\n" + query.fingerprint() + "\n" + position)
        .substr(0, kCodeBytes);
}

GraphError expired()
{
    return { 400, "Directory_ExpiredPageToken",
        "The specified page token value has expired and can no longer be included in your request." };
}

} // namespace

Answer<odata::Query> read_query(http::Request const& request)
{
    auto const form = request.query();
    if (!form)
        return std::unexpected(bad_request("The query cannot be read: " + form.error().detail));
    auto query = odata::parse_query(*form);
    if (!query)
        return std::unexpected(GraphError(400,
            query.error().detail.starts_with("Invalid filter clause") ? "BadRequest" : "Request_BadRequest",
            query.error().detail));
    return std::move(*query);
}

Answer<void> expect_options(http::Request const& request, std::span<std::string_view const> known)
{
    auto const form = request.query();
    if (!form)
        return std::unexpected(bad_request("The query cannot be read: " + form.error().detail));
    for (auto const& [name, value] : form->pairs()) {
        auto const is_it = [&](std::string_view one) { return equals_ignoring_case(one, name); };
        if (std::ranges::any_of(known, is_it))
            continue;
        if (!odata::is_option(name))
            return std::unexpected(bad_request("Unrecognized query argument specified: '" + name + "'."));
        std::vector<std::string> const offered(known.begin(), known.end());
        return std::unexpected(GraphError(400, "Request_UnsupportedQuery",
            "Unsupported Query. '" + to_lower(name) + "' is not offered for this call, which takes "
                + (offered.empty() ? "no query options." : join(offered, ", ") + ".")));
    }
    return {};
}

std::optional<Time> parse_instant(std::string const& text)
{
    constexpr size_t kDate = std::string_view("2026-01-31").size();
    return parse_rfc3339(text.size() == kDate ? text + "T00:00:00Z" : text);
}

bool is_eventual(http::Request const& request)
{
    return equals_ignoring_case(trim(request.headers.get("ConsistencyLevel")), "eventual");
}

Answer<void> expect_eventual_count(http::Request const& request)
{
    if (is_eventual(request))
        return {};
    return std::unexpected(
        bad_request("$count is not currently supported. It needs the header 'ConsistencyLevel: eventual'."));
}

std::string link_without_token(http::Request const& request)
{
    std::string link = origin_of(request) + request.path + "?";
    // Only options that parse_query knows are here, so their names need no escape.
    for (auto const& [name, value] : request.query().value_or(url::Form()).pairs())
        if (!equals_ignoring_case(name, "$skiptoken") && !equals_ignoring_case(name, "$deltatoken"))
            link += name + "=" + url::encode(value) + "&";
    return link;
}

std::string sign_position(Graph const& graph, Caller const& caller, http::Request const& request,
    odata::Query const& query, json::Object const& position)
{
    std::string const text = json::write(position);
    return base64url_encode(code_of(graph, caller, request, query, text) + text);
}

std::optional<json::Object> open_position(Graph const& graph, Caller const& caller, http::Request const& request,
    odata::Query const& query, std::string const& token)
{
    auto const bytes = base64url_decode(token);
    if (!bytes || bytes->size() < kCodeBytes)
        return std::nullopt;
    std::string const text = bytes->substr(kCodeBytes);
    if (!constant_time_equal(bytes->substr(0, kCodeBytes), code_of(graph, caller, request, query, text)))
        return std::nullopt;
    auto position = json::parse_object(text);
    return position ? std::optional(std::move(*position)) : std::nullopt;
}

std::string next_link(Graph const& graph, Caller const& caller, http::Request const& request, odata::Query const& query,
    json::Object const& position)
{
    return link_without_token(request) + "$skiptoken=" + sign_position(graph, caller, request, query, position);
}

Answer<std::optional<json::Object>> read_position(
    Graph const& graph, Caller const& caller, http::Request const& request, odata::Query const& query)
{
    if (!query.skip_token)
        return std::nullopt;
    auto position = open_position(graph, caller, request, query, *query.skip_token);
    if (!position)
        return std::unexpected(expired());
    return position;
}

Answer<json::Object> choose(
    json::Object const& all, std::vector<std::string> const& names, std::vector<std::string> const& known)
{
    json::Object chosen;
    for (std::string const& name : names) {
        if (name == "*")
            return all;
        auto const is_it = [&](std::string const& other) { return equals_ignoring_case(other, name); };
        auto const member = std::ranges::find_if(all.members(), is_it, &json::Member::name);
        auto const property = std::ranges::find_if(known, is_it);
        if (member != all.members().end())
            chosen.set(member->name, member->value);
        else if (property != known.end())
            chosen.set(*property, nullptr);
        else
            return std::unexpected(
                GraphError(400, "BadRequest", "Could not find a property named '" + name + "'. Check $select."));
    }
    return chosen;
}

} // namespace gatehouse::graph
