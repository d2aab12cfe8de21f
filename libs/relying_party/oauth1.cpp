#include "libs/relying_party/oauth1.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gatehouse::relying_party {
namespace {

// §3.4.1.2: scheme and host in lower case, no query, and no port that is the scheme's own.
std::string base_address(std::string_view address)
{
    std::string_view const place = address.substr(0, address.find_first_of("?#"));
    auto const parsed = url::parse(place);
    if (!parsed)
        return std::string(place);
    bool const own_port = parsed->effective_port() == (parsed->scheme == "https" ? 443 : 80);
    return parsed->scheme + "://" + parsed->host + (own_port ? "" : ":" + std::to_string(parsed->port)) + parsed->path;
}

// §3.4.1.3.2: sorted by what they are when escaped.
std::string normalized(std::vector<std::pair<std::string, std::string>> parameters)
{
    for (auto& [name, value] : parameters) {
        name = url::encode(name);
        value = url::encode(value);
    }
    std::ranges::sort(parameters);
    std::string text;
    for (auto const& [name, value] : parameters)
        text += (text.empty() ? "" : "&") + name + "=" + value;
    return text;
}

} // namespace

std::string oauth1_base_string(
    std::string_view method, std::string_view address, url::Form const& header, url::Form const& more)
{
    std::vector<std::pair<std::string, std::string>> parameters;
    size_t const query = address.find('?');
    auto const asked = url::parse_form(query == std::string_view::npos ? "" : address.substr(query + 1));
    for (url::Form const& form : { asked ? *asked : url::Form(), header, more })
        for (auto const& [name, value] : form.pairs())
            if (name != "oauth_signature" && name != "realm")
                parameters.emplace_back(name, value);
    return to_upper(method) + "&" + url::encode(base_address(address)) + "&"
        + url::encode(normalized(std::move(parameters)));
}

std::string oauth1_signature(
    std::string_view base_string, std::string_view client_secret, std::string_view token_secret)
{
    return base64_encode(crypto::hmac_sha1(url::encode(client_secret) + "&" + url::encode(token_secret), base_string));
}

std::string oauth1_authorization(OAuth1Credentials const& credentials, OAuth1Request const& request)
{
    url::Form header = request.parameters;
    header.set("oauth_consumer_key", credentials.client);
    header.set("oauth_signature_method", "HMAC-SHA1");
    header.set("oauth_timestamp", std::to_string(unix_seconds(request.time)));
    header.set("oauth_nonce", request.nonce);
    header.set("oauth_version", "1.0");
    if (!credentials.token.empty())
        header.set("oauth_token", credentials.token);
    header.set("oauth_signature",
        oauth1_signature(oauth1_base_string(request.method, request.url, header), credentials.client_secret,
            credentials.token_secret));
    std::string text;
    for (auto const& [name, value] : header.pairs())
        text += (text.empty() ? "OAuth " : ", ") + url::encode(name) + "=\"" + url::encode(value) + "\"";
    return text;
}

} // namespace gatehouse::relying_party
