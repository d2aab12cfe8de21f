// URLs and forms as data. Source: RFC 3986, application/x-www-form-urlencoded of the URL standard.
#pragma once

#include "libs/base/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::url {

// Name and value pairs in order; a name may stand twice and stays visible, because a second `redirect_uri` is an
// attack and not a list.
class Form {
public:
    void add(std::string name, std::string value);
    // The first value of the name.
    std::optional<std::string_view> find(std::string_view name) const;
    // The first value, or "".
    std::string get(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }
    // A name that stands more than once, if there is one.
    std::optional<std::string> duplicate() const;
    // Replaces every value of the name by this one.
    void set(std::string_view name, std::string value);
    std::vector<std::pair<std::string, std::string>> const& pairs() const { return pairs_; }
    bool empty() const { return pairs_.empty(); }

private:
    std::vector<std::pair<std::string, std::string>> pairs_;
};

// "a=1&b=%20+". Invalid when an escape is broken, a decoded byte is NUL, the text is not UTF-8 or there are more than
// `limit` pairs. A query of only "&" is an empty form (attack-70).
Result<Form> parse_form(std::string_view text, size_t limit = 200);
// "a=1&b=%20": spaces as %20, upper-case hex.
std::string build_form(Form const& form);

// Unreserved characters stay, everything else becomes %XX. RFC 3986 §2.3.
std::string encode(std::string_view text);
// As .NET's HttpUtility.UrlEncode: '+' for space, lower-case hex. What B2C's error_description looks like.
std::string encode_dotnet(std::string_view text);
// Undoes %XX; '+' stays. Nothing when an escape is broken.
std::optional<std::string> decode(std::string_view text);

// An absolute http(s) or other URL, taken apart. Equality of registered addresses is by exact text, never by parts.
struct Url {
    std::string scheme; // lower case
    std::string host; // lower case, IPv6 in brackets
    // False for "urn:a:b", where everything behind the scheme is the path.
    bool has_authority = true;
    int port = 0; // 0: none given
    std::string path; // as given, "/" when empty for http(s)
    std::optional<std::string> query;
    std::optional<std::string> fragment;

    // 443 or 80 when none is given.
    int effective_port() const;
    // "https://host[:port]" with the port only if it was given.
    std::string origin() const;
    std::string text() const;
};

// Refuses user info, backslashes, control characters, white space, broken escapes, whatever else RFC 3986 does not
// allow, an empty host or escapes in the host for http(s), numbers that only look like an IPv4 address, ports out of
// range, anything relative, and the schemes that run or carry content: javascript, data and their kin (attack-1,
// attack-5, attack-7).
Result<Url> parse(std::string_view text);

// True for "https://host[:port]" and nothing behind it.
bool is_origin(std::string_view text);

// True for localhost, 127.0.0.0/8 and [::1].
bool is_loopback_host(std::string_view host);

// True for "/path?query" on the same origin: not "//host", "/\\host", nor anything with control characters (attack-5).
bool is_local_path(std::string_view text);

// Appends pairs to the address's query ("?" or "&" as needed), before any fragment.
std::string with_query(std::string_view address, Form const& form);

} // namespace gatehouse::url
