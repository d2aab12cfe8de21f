// A request and an answer as plain values. No library type and no socket in here.
#pragma once

#include "libs/base/text.h"
#include "libs/url/url.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::http {

enum class Method { Get, Head, Post, Put, Patch, Delete, Options, Other };
std::string_view name(Method method);

// Header fields in order; names compare without case.
class Headers {
public:
    void add(std::string name, std::string value);
    void set(std::string name, std::string value);
    std::optional<std::string_view> find(std::string_view name) const;
    std::string get(std::string_view name) const;
    void reserve(size_t count) { fields_.reserve(count); }
    // How often the name stands.
    size_t count(std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> const& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct Request {
    Method method = Method::Get;
    // As sent: "/acme/B2C_1_x/oauth2/v2.0/authorize?client_id=1".
    std::string target;
    // Decoded segments are in `path_values`; `path` is the raw part before '?'.
    std::string path;
    std::string query_text;
    Headers headers;
    std::string body;
    // Address of the peer, without port; never taken from a header.
    std::string peer;
    bool tls = false;
    // Filled by the router from "{name}" segments, percent-decoded.
    CaseMap<std::string> path_values;
    // A new GUID for each request; in the answer as x-ms-request-id, in every log line and error.
    std::string correlation_id;

    std::string path_value(std::string_view name) const;
    // The first value of the cookie; quoted values are unquoted (clients were seen to quote them).
    std::optional<std::string> cookie(std::string_view name) const;
    // Parsed on demand; Fault::Invalid on broken escapes, NUL or invalid UTF-8.
    Result<url::Form> query() const;
    // Body as a form. Fault::Invalid unless the content type is application/x-www-form-urlencoded (with any charset).
    Result<url::Form> form() const;
    // "http://host:port" by the Host header: for messages to people, never for a trust decision (attack-10).
    std::string claimed_host() const { return headers.get("host"); }
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    // Set instead of `body` for bytes that never change: shared, not copied.
    std::shared_ptr<std::string const> shared_body;

    std::string_view content() const { return shared_body ? std::string_view(*shared_body) : std::string_view(body); }
};

enum class SameSite { None, Lax, Strict };

struct Cookie {
    std::string name;
    std::string value;
    std::string path = "/";
    bool http_only = true;
    bool secure = false;
    SameSite same_site = SameSite::Lax;
    // Seconds to live; nothing makes a session cookie, 0 removes it.
    std::optional<std::int64_t> max_age;
};
void set_cookie(Response& response, Cookie const& cookie);

// Common answers.
Response text_response(int status, std::string body);
Response html_response(int status, std::string body);
Response json_response(int status, std::string body);
// 302 by default, Cache-Control: no-store.
Response redirect(std::string const& location, int status = 302);

} // namespace gatehouse::http
