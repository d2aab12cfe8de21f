// What every call of the directory API answers with.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/http/message.h"
#include "libs/json/json.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse::graph {

// One property and what is wrong with it.
struct GraphErrorDetail {
    std::string code;
    std::string message;
    std::string target;
};

// Callers parse code and message although they are told not to: both are Microsoft Graph's. Facts: directory.md §1.3.
struct GraphError {
    int status = 400;
    std::string code;
    std::string message;
    std::vector<GraphErrorDetail> details = {};
    seconds retry_after{ 2 }; // with 429 and 503
    std::optional<Error> cause = {}; // set when we failed and not the caller; its detail is for the log

    GraphError(int given_status, std::string given_code, std::string given_message)
        : status(given_status)
        , code(std::move(given_code))
        , message(std::move(given_message))
    {
    }
    GraphError(Error const& error);
};

template <class T>
using Answer = Result<T, GraphError>;

GraphError bad_request(std::string message);
GraphError not_found(std::string const& what);
// "One or more properties contains invalid values.", with the property and the reason as detail.
GraphError invalid_value(std::string property, std::string why);
// "Another object with the same value for property X already exists."
GraphError already_exists(std::string const& property);

// {"error":{"code","message","innerError":{...}}}
http::Response error_response(GraphError const& error, http::Request const& request, Time now);

http::Response json_response(int status, json::Object const& body);
http::Response no_content();
// The caller's own id of the request comes back, and ours.
void add_common_fields(http::Response& response, http::Request const& request);

// "https://login.example": calls see requests that came to an origin of the tenant.
std::string origin_of(http::Request const& request);
// "https://login.example/beta/$metadata#" and what follows.
std::string context(http::Request const& request, std::string const& of);

} // namespace gatehouse::graph
