// Errors in B2C's shape. What may be redirected is a type of its own: a RedirectError needs a TrustedReturn, so an
// error before the redirect address is proven cannot leave this server. Facts: b2c_wire.md §2.3, §3, §5.
#pragma once

#include "core/model/ids.h"
#include "core/model/refusal.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/http/message.h"

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::oidc {

// Code 0 is an error of a policy's own, whose text says it all.
// "AADB2C90091: text\r\nCorrelation ID: guid\r\nTimestamp: 2018-03-05 02:49:35Z\r\n".
std::string describe(int code, std::string_view text, std::string_view correlation_id, Time now);

// An answer of the token endpoint.
struct ProtocolError {
    int status = 400;
    Refusal refusal;
    std::optional<Error> cause; // set when we failed and not the client; its detail is for the log

    ProtocolError(int code, std::string error, std::string text)
        : refusal{ code, std::move(error), std::move(text) }
    {
    }
    ProtocolError(Refusal why)
        : refusal(std::move(why))
    {
    }
    // The one conversion: a full hash queue is a 429, everything else our fault.
    ProtocolError(Error const& error);
};

template <class T>
using Answer = Result<T, ProtocolError>;

// {"error","error_description"} with Cache-Control: no-store; 429 and 503 carry Retry-After.
http::Response json_error(ProtocolError const& error, std::string_view correlation_id, Time now);

// Shown to the person, never redirected.
struct PageError {
    int status = 400;
    int code = 0;
    std::string text;
};

} // namespace gatehouse::oidc
