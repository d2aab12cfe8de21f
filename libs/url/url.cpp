#include "libs/url/url.h"

#include "libs/base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace gatehouse::url {
namespace {

bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Everything RFC 3986 lets stand in an address, '%' included. Left out are control characters, space, quotation mark,
// angle brackets, backslash, caret, backquote, braces, bar and every byte above ASCII.
bool is_url_character(char c)
{
    return is_alpha(c) || is_digit(c) || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

// attack-7: an answer sent to one of these would run in, or be read by, the page that asked.
bool is_content_scheme(std::string_view scheme)
{
    constexpr std::array<std::string_view, 8> kSchemes
        = { "javascript", "vbscript", "data", "blob", "about", "file", "filesystem", "view-source" };
    return std::ranges::find(kSchemes, scheme) != kSchemes.end();
}

bool has_broken_escape(std::string_view text)
{
    for (size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
        if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2]))
            return true;
    return false;
}

bool is_ipv4(std::string const& host)
{
    in_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

// Browsers and resolvers read "127.1", "0x7f.1" and "2130706433" as addresses too; such a host says one thing to a
// filter and another to a socket.
bool looks_like_a_number(std::string_view label)
{
    if (label.starts_with("0x"))
        return std::ranges::all_of(label.substr(2), is_hex);
    return !label.empty() && std::ranges::all_of(label, is_digit);
}

Result<void> check_name_host(std::string const& host)
{
    for (char c : host)
        if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '.' && c != '_')
            return fail(Fault::Invalid, "url: a character that no host has");
    std::vector<std::string> labels = split(host, '.');
    if (labels.size() > 1 && labels.back().empty())
        labels.pop_back();
    if (std::ranges::any_of(labels, [](std::string const& label) { return label.empty() || label.size() > 63; })
        || host.size() > 253)
        return fail(Fault::Invalid, "url: empty or overlong host label");
    if (looks_like_a_number(labels.back()) && !is_ipv4(host))
        return fail(Fault::Invalid, "url: host is a malformed IPv4 address");
    return {};
}

Result<void> check_host(std::string const& host)
{
    if (host.empty())
        return {};
    if (!host.starts_with('['))
        return check_name_host(host);
    in6_addr address{};
    if (!host.ends_with(']') || inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &address) != 1)
        return fail(Fault::Invalid, "url: malformed IPv6 address");
    return {};
}

Result<int> parse_port(std::string_view text)
{
    std::optional<long long> const port = parse_integer(text);
    if (!port || *port < 1 || *port > 65535 || !std::ranges::all_of(text, is_digit))
        return fail(Fault::Invalid, "url: port out of range");
    return static_cast<int>(*port);
}

Result<void> read_authority(Url& url, std::string_view authority)
{
    // attack-1: "https://good.example@evil.example/".
    if (authority.find('@') != std::string_view::npos)
        return fail(Fault::Invalid, "url: user info");
    // The colons inside "[::1]" belong to the host.
    size_t const bracket = authority.find(']');
    size_t const colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    url.host = to_lower(authority.substr(0, colon));
    if (colon != std::string_view::npos)
        url.port = TRY(parse_port(authority.substr(colon + 1)));
    if (url.host.empty() && url.port != 0)
        return fail(Fault::Invalid, "url: port without host");
    return check_host(url.host);
}

// Splits "...#fragment" or "...?query" and leaves what stands before.
std::optional<std::string> take_after(std::string_view& text, char mark)
{
    size_t const at = text.find(mark);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string rest(text.substr(at + 1));
    text = text.substr(0, at);
    return rest;
}

Result<std::string> read_scheme(std::string_view text)
{
    size_t const colon = text.find(':');
    std::string const scheme = to_lower(text.substr(0, std::min(colon, text.size())));
    bool const well_formed = colon != std::string_view::npos && !scheme.empty() && is_alpha(scheme[0])
        && std::ranges::all_of(
            scheme, [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
    if (!well_formed)
        return fail(Fault::Invalid, "url: no scheme");
    if (is_content_scheme(scheme))
        return fail(Fault::Invalid, "url: scheme " + scheme + " is not an address");
    return scheme;
}

} // namespace

Result<Url> parse(std::string_view text)
{
    if (!std::ranges::all_of(text, is_url_character))
        return fail(Fault::Invalid, "url: a character that no address has");
    if (has_broken_escape(text))
        return fail(Fault::Invalid, "url: broken escape");
    Url url;
    url.scheme = TRY(read_scheme(text));
    bool const is_web = url.scheme == "http" || url.scheme == "https";
    std::string_view rest = text.substr(url.scheme.size() + 1);
    url.fragment = take_after(rest, '#');
    if (url.fragment && url.fragment->find('#') != std::string::npos)
        return fail(Fault::Invalid, "url: two fragments");
    url.query = take_after(rest, '?');
    url.has_authority = rest.starts_with("//");
    if (url.has_authority) {
        rest.remove_prefix(2);
        std::string_view const authority = rest.substr(0, rest.find('/'));
        rest.remove_prefix(authority.size());
        TRY(read_authority(url, authority));
    }
    if (is_web && url.host.empty())
        return fail(Fault::Invalid, "url: no host");
    // RFC 3986 §3.2.2: brackets stand around an IP literal and nowhere else before the query.
    if (rest.find_first_of("[]") != std::string_view::npos)
        return fail(Fault::Invalid, "url: bracket in the path");
    url.path = is_web && rest.empty() ? "/" : std::string(rest);
    return url;
}

int Url::effective_port() const
{
    if (port != 0)
        return port;
    return scheme == "https" ? 443 : scheme == "http" ? 80 : 0;
}

std::string Url::origin() const
{
    std::string out = scheme + "://" + host;
    if (port != 0)
        out += ":" + std::to_string(port);
    return out;
}

std::string Url::text() const
{
    std::string out = (has_authority ? origin() : scheme + ":") + path;
    if (query)
        out += "?" + *query;
    if (fragment)
        out += "#" + *fragment;
    return out;
}

bool is_origin(std::string_view text)
{
    auto const parsed = parse(text);
    return parsed && (parsed->scheme == "https" || parsed->scheme == "http") && parsed->path == "/" && !parsed->query
        && !parsed->fragment && !text.ends_with('/');
}

bool is_loopback_host(std::string_view host)
{
    if (equals_ignoring_case(host, "localhost"))
        return true;
    if (host.starts_with('[') && host.ends_with(']')) {
        std::string const inner(host.substr(1, host.size() - 2));
        in6_addr address{};
        return inet_pton(AF_INET6, inner.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
    }
    in_addr address{};
    return inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool is_local_path(std::string_view text)
{
    // Browsers read a backslash as a slash and drop tabs and line breaks, so "/\x" and "/<tab>/x" are other hosts.
    bool const other_host = text.starts_with("//");
    return text.starts_with('/') && !other_host && text.find('\\') == std::string_view::npos
        && !has_control_characters(text);
}

std::string with_query(std::string_view address, Form const& form)
{
    if (form.empty())
        return std::string(address);
    size_t const hash = std::min(address.find('#'), address.size());
    std::string out(address.substr(0, hash));
    if (out.find('?') == std::string::npos)
        out.push_back('?');
    else if (!out.ends_with('?') && !out.ends_with('&'))
        out.push_back('&');
    out += build_form(form);
    out += address.substr(hash);
    return out;
}

} // namespace gatehouse::url
