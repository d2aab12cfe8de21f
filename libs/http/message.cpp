#include "libs/http/message.h"

#include <algorithm>

namespace gatehouse::http {
namespace {

auto by_name(std::string_view name)
{
    return [name](auto const& field) {
        return field.first.size() == name.size() && equals_ignoring_case(field.first, name);
    };
}

// RFC 6265 §4.1.1: cookie-octet.
bool is_cookie_octet(char c)
{
    auto const byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\' && c != '%';
}

// A value cannot add attributes: what a cookie may not hold is escaped.
std::string cookie_text(std::string_view value)
{
    std::string out;
    for (char c : value)
        out += is_cookie_octet(c) ? std::string(1, c) : url::encode(std::string_view(&c, 1));
    return out;
}

std::string_view same_site_name(SameSite value)
{
    switch (value) {
    case SameSite::None:
        return "None";
    case SameSite::Lax:
        return "Lax";
    case SameSite::Strict:
        return "Strict";
    }
    return "Strict";
}

Response with_type(int status, std::string_view type, std::string body)
{
    Response response;
    response.status = status;
    response.headers.add("Content-Type", std::string(type));
    response.body = std::move(body);
    return response;
}

} // namespace

std::string_view name(Method method)
{
    switch (method) {
    case Method::Get:
        return "GET";
    case Method::Head:
        return "HEAD";
    case Method::Post:
        return "POST";
    case Method::Put:
        return "PUT";
    case Method::Patch:
        return "PATCH";
    case Method::Delete:
        return "DELETE";
    case Method::Options:
        return "OPTIONS";
    case Method::Other:
        return "OTHER";
    }
    return "OTHER";
}

void Headers::add(std::string name, std::string value)
{
    fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string name, std::string value)
{
    std::erase_if(fields_, by_name(name));
    add(std::move(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const
{
    auto const found = std::ranges::find_if(fields_, by_name(name));
    return found == fields_.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

std::string Headers::get(std::string_view name) const
{
    return std::string(find(name).value_or(""));
}

size_t Headers::count(std::string_view name) const
{
    return static_cast<size_t>(std::ranges::count_if(fields_, by_name(name)));
}

std::string Request::path_value(std::string_view name) const
{
    auto const found = path_values.find(name);
    return found == path_values.end() ? std::string() : found->second;
}

std::optional<std::string> Request::cookie(std::string_view name) const
{
    for (auto const& [field, value] : headers.fields()) {
        if (!equals_ignoring_case(field, "cookie"))
            continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            std::string_view const piece = trim(rest.substr(0, rest.find(';')));
            rest.remove_prefix(std::min(rest.size(), rest.find(';') == rest.npos ? rest.size() : rest.find(';') + 1));
            size_t const equals = piece.find('=');
            // Browsers read a piece without '=' as a value without a name, so it never has the name we look for.
            if (equals == std::string_view::npos || trim(piece.substr(0, equals)) != name)
                continue;
            std::string_view found = trim(piece.substr(equals + 1));
            if (found.size() >= 2 && found.front() == '"' && found.back() == '"')
                found = found.substr(1, found.size() - 2);
            return std::string(found);
        }
    }
    return std::nullopt;
}

Result<url::Form> Request::query() const
{
    return url::parse_form(query_text);
}

Result<url::Form> Request::form() const
{
    std::string const type = headers.get("content-type");
    if (!equals_ignoring_case(
            trim(std::string_view(type).substr(0, type.find(';'))), "application/x-www-form-urlencoded"))
        return fail(Fault::Invalid, "the body is not a form");
    return url::parse_form(body);
}

void set_cookie(Response& response, Cookie const& cookie)
{
    std::string text = cookie.name + "=" + cookie_text(cookie.value) + "; Path=" + cookie.path;
    if (cookie.max_age)
        text += "; Max-Age=" + std::to_string(*cookie.max_age);
    if (cookie.http_only)
        text += "; HttpOnly";
    if (cookie.secure)
        text += "; Secure";
    text += "; SameSite=";
    text += same_site_name(cookie.same_site);
    response.headers.add("Set-Cookie", std::move(text));
}

Response text_response(int status, std::string body)
{
    return with_type(status, "text/plain; charset=utf-8", std::move(body));
}

Response html_response(int status, std::string body)
{
    return with_type(status, "text/html; charset=utf-8", std::move(body));
}

Response json_response(int status, std::string body)
{
    return with_type(status, "application/json; charset=utf-8", std::move(body));
}

Response redirect(std::string const& location, int status)
{
    Response response;
    response.status = status;
    response.headers.add("Location", location);
    response.headers.add("Cache-Control", "no-store");
    return response;
}

} // namespace gatehouse::http
