// response_type and response_mode. OAuth 2.0 Multiple Response Types, Form Post Response Mode; b2c_wire.md §2.1, §2.2.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::oidc {

struct ResponseType {
    bool code = false;
    bool id_token = false;
    bool token = false;

    // Tokens that pass through the browser.
    bool in_front() const { return id_token || token; }
};
// Words in any order; nothing for an unknown, a repeated or no word.
std::optional<ResponseType> parse_response_type(std::string_view text);
// "code id_token token".
std::string name(ResponseType type);

enum class ResponseMode { Query, Fragment, FormPost };
std::optional<ResponseMode> parse_response_mode(std::string_view text);
std::string_view name(ResponseMode mode);

// How a request is answered, errors of its own parameters included. Tokens never go into a query, which ends up in logs
// and Referer fields (Multiple Response Types §3).
ResponseMode mode_for(std::string_view response_type, std::string_view response_mode);

} // namespace gatehouse::oidc
