#include "edges/graph/answer.h"

#include "libs/base/log.h"
#include "libs/base/text.h"

namespace gatehouse::graph {
namespace {

constexpr size_t kLongestClientRequestId = 64;

// What comes back in a header and in JSON: an id, and nothing that could be more.
std::string client_request_id(http::Request const& request)
{
    std::string const id = request.headers.get("client-request-id");
    constexpr char const* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    bool const is_plain = id.size() <= kLongestClientRequestId && id.find_first_not_of(kPlain) == std::string::npos;
    return is_plain ? id : "";
}

json::Array write_details(std::vector<GraphErrorDetail> const& details)
{
    json::Array all;
    for (GraphErrorDetail const& one : details)
        all.emplace_back(json::Object{ { "code", one.code }, { "message", one.message }, { "target", one.target } });
    return all;
}

} // namespace

GraphError::GraphError(Error const& error)
    : status(error.fault == Fault::Unavailable ? 503 : 500)
    , code(error.fault == Fault::Unavailable ? "serviceNotAvailable" : "InternalServerError")
    , message(error.fault == Fault::Unavailable ? "The service is busy. Try again in a few seconds."
                                                : "An internal error has occurred. Try again.")
    , cause(error)
{
}

GraphError bad_request(std::string message)
{
    return { 400, "Request_BadRequest", std::move(message) };
}

GraphError not_found(std::string const& what)
{
    return { 404, "Request_ResourceNotFound",
        "Resource '" + what + "' does not exist or one of its queried reference-property objects are not present." };
}

GraphError invalid_value(std::string property, std::string why)
{
    GraphError error = bad_request("One or more properties contains invalid values.");
    error.details.push_back({ "InvalidValue", std::move(why), std::move(property) });
    return error;
}

GraphError already_exists(std::string const& property)
{
    GraphError error = bad_request("Another object with the same value for property " + property + " already exists.");
    error.details.push_back({ "ObjectConflict", error.message, property });
    return error;
}

http::Response error_response(GraphError const& error, http::Request const& request, Time now)
{
    if (error.cause)
        log::error("a directory call failed",
            { { "correlation_id", request.correlation_id }, { "detail", error.cause->detail } });
    json::Object inner{ { "date", rfc3339(now).substr(0, 19) }, { "request-id", request.correlation_id } };
    if (std::string const id = client_request_id(request); !id.empty())
        inner.set("client-request-id", id);
    json::Object body{ { "code", error.code }, { "message", error.message } };
    if (!error.details.empty())
        body.set("details", write_details(error.details));
    body.set("innerError", std::move(inner));
    http::Response response = json_response(error.status, { { "error", std::move(body) } });
    if (error.status == 503 || error.status == 429)
        response.headers.set("Retry-After", std::to_string(error.retry_after.count()));
    if (error.status == 401)
        response.headers.set("WWW-Authenticate", "Bearer");
    return response;
}

http::Response json_response(int status, json::Object const& body)
{
    http::Response response = http::json_response(status, json::write(body));
    response.headers.set("Content-Type",
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8");
    return response;
}

http::Response no_content()
{
    http::Response response;
    response.status = 204;
    return response;
}

void add_common_fields(http::Response& response, http::Request const& request)
{
    response.headers.set("request-id", request.correlation_id);
    if (std::string const id = client_request_id(request); !id.empty())
        response.headers.set("client-request-id", id);
    response.headers.set("OData-Version", "4.0");
    response.headers.set("Cache-Control", "no-store");
}

std::string origin_of(http::Request const& request)
{
    return (request.tls ? "https://" : "http://") + request.claimed_host();
}

std::string context(http::Request const& request, std::string const& of)
{
    std::string const version = request.path.substr(0, request.path.find('/', 1));
    return origin_of(request) + to_lower(version) + "/$metadata#" + of;
}

} // namespace gatehouse::graph
