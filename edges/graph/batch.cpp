#include "edges/graph/batch.h"

#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gatehouse::graph {
namespace {

constexpr size_t kMostCalls = 20;
constexpr auto kMethods = std::to_array(
    { http::Method::Get, http::Method::Post, http::Method::Put, http::Method::Patch, http::Method::Delete });

struct Call {
    std::string id;
    http::Request request;
    std::vector<std::string> after; // ids
};

GraphError malformed(std::string const& id, std::string const& why)
{
    return { 400, "BadRequest", "Invalid batch payload format: the request '" + id + "' " + why };
}

Answer<void> read_content(json::Object const& fields, Call& call)
{
    if (json::Object const* headers = fields.object("headers"))
        for (json::Member const& header : headers->members()) {
            if (header.value.as_text() && !has_control_characters(*header.value.as_text()))
                call.request.headers.set(header.name, *header.value.as_text());
        }
    json::Value const* body = fields.find("body");
    if (!body || body->is_null())
        return {};
    if (call.request.headers.get("Content-Type").empty())
        return std::unexpected(malformed(call.id, "has a body and no Content-Type."));
    call.request.body = body->as_text() ? *body->as_text() : json::write(*body);
    return {};
}

Answer<Call> read_call(http::Request const& batch, json::Object const* fields)
{
    std::string const id = fields ? fields->text("id").value_or("") : "";
    if (id.empty())
        return std::unexpected(malformed(id, "has no id."));
    Call call;
    call.id = id;
    auto const method = std::ranges::find_if(kMethods,
        [&](http::Method one) { return equals_ignoring_case(name(one), fields->text("method").value_or("")); });
    if (method == kMethods.end())
        return std::unexpected(malformed(id, "has no method of GET, POST, PUT, PATCH and DELETE."));
    std::string const address = fields->text("url").value_or("");
    size_t const query = std::min(address.find('?'), address.size());
    if (address.empty() || address.find("://") != std::string::npos)
        return std::unexpected(malformed(id, "has no relative url."));
    if (to_lower(address).find("$batch") != std::string::npos)
        return std::unexpected(malformed(id, "is a batch itself."));
    call.request.method = *method;
    call.request.path = batch.path.substr(0, batch.path.find('/', 1)) + (address.starts_with('/') ? "" : "/")
        + with_plain_keys(address.substr(0, query));
    call.request.query_text = query < address.size() ? address.substr(query + 1) : "";
    call.request.target = call.request.path + address.substr(query);
    call.request.peer = batch.peer;
    call.request.tls = batch.tls;
    call.request.correlation_id = batch.correlation_id;
    TRY(read_content(*fields, call));
    // Who calls is who sent the batch, whatever the call says.
    for (char const* header : { "Authorization", "Host" })
        call.request.headers.set(header, batch.headers.get(header));
    if (json::Array const* after = fields->array("dependsOn"))
        for (json::Value const& one : *after)
            call.after.push_back(one.as_text() ? *one.as_text() : "");
    return call;
}

// A call comes after those that it depends on, so that one pass answers all.
Answer<std::vector<Call>> read_calls(http::Request const& request)
{
    auto const body = json::parse_object(request.body);
    json::Array const* items = body ? body->array("requests") : nullptr;
    if (!items || items->empty() || items->size() > kMostCalls)
        return std::unexpected(
            GraphError(400, "BadRequest", "Invalid batch payload format: a batch has 1 to 20 requests."));
    std::vector<Call> calls;
    std::set<std::string> ids;
    for (json::Value const& item : *items) {
        Call call = TRY(read_call(request, item.as_object()));
        for (std::string const& before : call.after)
            if (!ids.contains(before))
                return std::unexpected(
                    malformed(call.id, "depends on '" + before + "', which does not stand before it."));
        if (!ids.insert(call.id).second)
            return std::unexpected(malformed(call.id, "has the id of another one."));
        calls.push_back(std::move(call));
    }
    return calls;
}

json::Object show(std::string const& id, http::Response const& response)
{
    json::Object headers;
    for (auto const& [name, value] : response.headers.fields())
        headers.set(name, value);
    json::Object shown{ { "id", id }, { "status", response.status }, { "headers", std::move(headers) } };
    if (response.content().empty())
        return shown;
    auto body = json::parse(response.content());
    shown.set("body", body ? std::move(*body) : json::Value(response.content()));
    return shown;
}

http::Response failed_dependency()
{
    return json_response(424,
        { { "error",
            json::Object{
                { "code", "FailedDependency" }, { "message", "A request that this one depends on has failed." } } } });
}

} // namespace

Answer<http::Response> answer_batch(
    http::Request const& request, std::function<http::Response(http::Request)> const& send)
{
    std::vector<Call> calls = TRY(read_calls(request));
    std::map<std::string, bool> succeeded;
    json::Array responses;
    for (Call& call : calls) {
        bool const may = std::ranges::all_of(call.after, [&](std::string const& id) { return succeeded[id]; });
        http::Response const response = may ? send(std::move(call.request)) : failed_dependency();
        succeeded[call.id] = response.status < 400;
        responses.emplace_back(show(call.id, response));
    }
    return json_response(200, { { "responses", std::move(responses) } });
}

std::string with_plain_keys(std::string_view path)
{
    std::string const text = replace_all(std::string(path), "%27", "'");
    std::string plain;
    for (size_t at = 0; at < text.size();) {
        size_t const open = text.find('(', at);
        size_t const quote = open == std::string::npos ? open : text.find('\'', open);
        size_t const close = quote == std::string::npos ? quote : text.find("')", quote + 1);
        if (close == std::string::npos)
            return plain + text.substr(at);
        // "appId=" before the quote, or nothing.
        plain += text.substr(at, open - at) + "/" + text.substr(open + 1, quote - open - 1)
            + text.substr(quote + 1, close - quote - 1);
        at = close + 2;
    }
    return plain;
}

} // namespace gatehouse::graph
