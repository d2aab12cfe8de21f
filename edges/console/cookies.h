// What the browser keeps for the console.
#pragma once

#include "edges/console/visit.h"

namespace gatehouse::console {

enum class CookieKind { Session, SignIn, Trial, Notice };

// "__Host-gatehouse-admin" behind TLS: no other host and no plain http can set it (attack-17).
std::string cookie_name(http::Request const& request, CookieKind kind);
std::string read_cookie(http::Request const& request, CookieKind kind);
void write_cookie(http::Response& response, http::Request const& request, CookieKind kind, std::string value,
    std::optional<std::int64_t> max_age = {});
void drop_cookie(http::Response& response, http::Request const& request, CookieKind kind);

// A message for the next page. It is authenticated and bound to the session, so nobody else can put words there.
void set_notice(http::Response& response, Visit const& visit, std::string_view text);
std::string read_notice(Console const& console, http::Request const& request, AdminSession const& session);

// base64url of an HMAC under the console's key, for one purpose.
std::string authenticate(Console const& console, std::string_view purpose, std::string_view text);

} // namespace gatehouse::console
