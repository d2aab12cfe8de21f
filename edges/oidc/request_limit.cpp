#include "edges/oidc/request_limit.h"

#include "edges/oidc/browser.h"
#include "edges/oidc/error.h"
#include "libs/base/text.h"
#include "libs/url/network.h"

namespace gatehouse::oidc {
namespace {

// Discovery and keys are ready bytes, which cost less than counting; other pages have no tenant.
bool is_counted(http::Request const& request, std::string const& path)
{
    return !request.path_value("tenant").empty() && path.find("/.well-known/") == std::string::npos
        && !path.ends_with("/discovery/v2.0/keys");
}

// People see a page, programs read JSON.
bool is_for_programs(std::string const& path)
{
    bool const is_protocol
        = path.find("/oauth2/v2.0/") != std::string::npos || path.find("/openid/v2.0/") != std::string::npos;
    return is_protocol && !path.ends_with("/authorize") && !path.ends_with("/logout");
}

// All spellings of a tenant are one, and so are all that do not exist.
std::string party(Edge const& edge, http::Request const& request, std::string const& client)
{
    auto const tenant = edge.plans.snapshot()->find_tenant(request.path_value("tenant"));
    return client + " " + (tenant ? tenant->tenant.id.text() : "");
}

http::Response refuse(Edge const& edge, http::Request const& request, std::string const& path, seconds wait)
{
    std::string const text = "There have been too many requests. Try again in " + std::to_string(wait.count())
        + (wait.count() == 1 ? " second." : " seconds.");
    ProtocolError error(90229, "temporarily_unavailable", text);
    error.status = 429;
    bool const for_programs = is_for_programs(path);
    http::Response response = for_programs ? json_error(error, request.correlation_id, edge.clock.now())
                                           : error_page(edge, request, { .status = 429, .code = 90229, .text = text });
    response.headers.set("Retry-After", std::to_string(wait.count()));
    if (for_programs) {
        // A single-page app must see that it is to wait. Which origins are whose only the database knows, and there is
        // nothing in this answer that is for one of them alone.
        response.headers.set("Access-Control-Allow-Origin", "*");
        response.headers.set("Access-Control-Expose-Headers", "Retry-After");
    }
    return response;
}

} // namespace

http::Response limit_requests(Edge& edge, http::Request const& request, http::Handler const& next)
{
    std::string const client = url::client_network(request.peer);
    if (client.empty())
        return next(request);
    std::string const path = to_lower(request.path);
    if (!is_counted(request, path))
        return next(request);
    Limits& limits = *edge.services.limits;
    auto const wait = limits.requests.take(party(edge, request, client), limits.allowances.requests, edge.clock.now());
    return wait ? refuse(edge, request, path, *wait) : next(request);
}

} // namespace gatehouse::oidc
