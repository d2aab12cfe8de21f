// An answer becomes bytes. No sockets in here.
#pragma once

#include "libs/http/message.h"

#include <string>
#include <string_view>

namespace gatehouse::http {

enum class After { KeepAlive, KeepAliveSpokenOut, Close };

struct Framing {
    Method method = Method::Get; // of the request: HEAD and some statuses have no body
    After after = After::Close;
    std::string_view correlation_id;
    std::string_view date; // RFC 9110 §5.6.7
};

// Appends status line and fields. Content-Length, Transfer-Encoding, Connection, Date, x-ms-request-id and
// X-Content-Type-Options of the response are replaced by ours. True when the content belongs behind it.
bool append_head(std::string& out, Response const& response, Framing const& framing);

// Names are tokens; no value holds CR, LF or NUL; the status is between 200 and 599. Anything else would let a value
// write the next field or the next answer.
bool is_sendable(Response const& response);

// The handler asked for the end of the connection.
bool asks_to_close(Response const& response);

// "Something went wrong", with the id by which the log is searched.
Response failure_response(std::string_view correlation_id);

} // namespace gatehouse::http
