#include "edges/oidc/error.h"

#include "libs/base/log.h"
#include "libs/json/json.h"

namespace gatehouse::oidc {

std::string describe(int code, std::string_view text, std::string_view correlation_id, Time now)
{
    std::string out = code == 0 ? std::string() : "AADB2C" + std::to_string(code) + ": ";
    out += text;
    out += "\r\nCorrelation ID: ";
    out += correlation_id;
    out += "\r\nTimestamp: " + b2c_timestamp(now) + "\r\n";
    return out;
}

ProtocolError::ProtocolError(Error const& error)
    : status(error.fault == Fault::Unavailable ? 429 : 500)
    , refusal{ 90085, "server_error", "An internal error has occurred. Try again." }
    , cause(error)
{
    if (error.fault == Fault::Unavailable)
        refusal = { 90229, "temporarily_unavailable", "The server is busy. Try again in a few seconds." };
}

http::Response json_error(ProtocolError const& error, std::string_view correlation_id, Time now)
{
    if (error.cause)
        log::error("a request failed", { { "correlation", correlation_id }, { "detail", error.cause->detail } });
    json::Object body;
    body.set("error", error.refusal.error);
    body.set("error_description", describe(error.refusal.code, error.refusal.text, correlation_id, now));
    http::Response response = http::json_response(error.status, json::write(body));
    response.headers.set("Cache-Control", "no-store");
    if (error.status == 429)
        response.headers.set("Retry-After", "2");
    return response;
}

} // namespace gatehouse::oidc
