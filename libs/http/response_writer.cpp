#include "libs/http/response_writer.h"

#include <algorithm>
#include <array>

namespace gatehouse::http {
namespace {

std::string_view reason(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 502:
        return "Bad Gateway";
    case 503:
        return "Service Unavailable";
    case 504:
        return "Gateway Timeout";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

bool is_ours(std::string_view name)
{
    constexpr std::array<std::string_view, 6> kOurs
        = { "content-length", "transfer-encoding", "connection", "date", "x-ms-request-id", "x-content-type-options" };
    return std::ranges::any_of(
        kOurs, [&](std::string_view own) { return own.size() == name.size() && equals_ignoring_case(own, name); });
}

constexpr std::array<bool, 256> token_characters()
{
    std::array<bool, 256> table{};
    for (char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto kToken = token_characters();

bool breaks_lines(std::string_view value)
{
    return std::ranges::any_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool is_token(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char c) { return kToken[static_cast<unsigned char>(c)]; });
}

void append_number(std::string& out, size_t number)
{
    std::array<char, 20> digits;
    size_t at = digits.size();
    do {
        digits[--at] = static_cast<char>('0' + number % 10);
        number /= 10;
    } while (number > 0);
    out.append(digits.data() + at, digits.size() - at);
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

} // namespace

bool append_head(std::string& out, Response const& response, Framing const& framing)
{
    out += "HTTP/1.1 ";
    append_number(out, static_cast<size_t>(response.status));
    out.push_back(' ');
    out += reason(response.status);
    out += "\r\nDate: ";
    out += framing.date;
    // RFC 9110 §8.6: these two have no content, so a length would be a lie or is forbidden.
    bool const has_content = response.status != 204 && response.status != 304;
    if (has_content) {
        out += "\r\nContent-Length: ";
        append_number(out, response.content().size());
    }
    out += "\r\nx-ms-request-id: ";
    out += framing.correlation_id;
    out += "\r\nX-Content-Type-Options: nosniff\r\n";
    if (framing.after != After::KeepAlive)
        out += framing.after == After::Close ? "Connection: close\r\n" : "Connection: keep-alive\r\n";
    for (auto const& [name, value] : response.headers.fields())
        if (!is_ours(name))
            append_field(out, name, value);
    out += "\r\n";
    return has_content && framing.method != Method::Head;
}

bool is_sendable(Response const& response)
{
    if (response.status < 200 || response.status > 599)
        return false;
    return std::ranges::all_of(response.headers.fields(),
        [](auto const& field) { return is_token(field.first) && !breaks_lines(field.second); });
}

bool asks_to_close(Response const& response)
{
    auto const value = response.headers.find("connection");
    return value && equals_ignoring_case(*value, "close");
}

Response failure_response(std::string_view correlation_id)
{
    return text_response(500, "Something went wrong. Correlation ID: " + std::string(correlation_id) + "\n");
}

} // namespace gatehouse::http
