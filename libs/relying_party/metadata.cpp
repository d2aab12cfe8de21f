#include "libs/relying_party/metadata.h"

#include "libs/json/json.h"
#include "libs/url/url.h"

namespace gatehouse::relying_party {
namespace {

std::string well_known(std::string_view base, std::string_view suffix)
{
    size_t const end = base.find('?');
    std::string_view path = base.substr(0, end);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    std::string out(path);
    out += suffix;
    if (end != std::string_view::npos)
        out += base.substr(end);
    return out;
}

Result<std::string> address(json::Object const& document, std::string_view name)
{
    std::string const text = document.text(name).value_or("");
    if (!is_acceptable_address(text))
        return fail(Fault::Invalid, "metadata: " + std::string(name) + " is missing or not an acceptable address");
    return text;
}

Result<std::string> optional_address(json::Object const& document, std::string_view name)
{
    if (!document.find(name))
        return std::string();
    return address(document, name);
}

std::vector<std::string> texts(json::Object const& document, std::string_view name)
{
    std::vector<std::string> found;
    if (json::Array const* items = document.array(name))
        for (json::Value const& item : *items)
            if (item.as_text())
                found.push_back(*item.as_text());
    return found;
}

} // namespace

bool is_acceptable_address(std::string_view text)
{
    auto const parsed = url::parse(text);
    if (!parsed || parsed->fragment)
        return false;
    return parsed->scheme == "https" || (parsed->scheme == "http" && url::is_loopback_host(parsed->host));
}

Result<Metadata> parse_metadata(std::string_view text)
{
    json::Object const document = TRY(json::parse_object(text));
    Metadata metadata;
    metadata.issuer = document.text("issuer").value_or("");
    if (metadata.issuer.empty())
        return fail(Fault::Invalid, "metadata: issuer is missing");
    metadata.authorization_endpoint = TRY(address(document, "authorization_endpoint"));
    metadata.token_endpoint = TRY(address(document, "token_endpoint"));
    metadata.jwks_uri = TRY(address(document, "jwks_uri"));
    metadata.end_session_endpoint = TRY(optional_address(document, "end_session_endpoint"));
    metadata.userinfo_endpoint = TRY(optional_address(document, "userinfo_endpoint"));
    metadata.token_auth_methods = texts(document, "token_endpoint_auth_methods_supported");
    metadata.code_challenge_methods = texts(document, "code_challenge_methods_supported");
    metadata.issuer_in_response = document.boolean("authorization_response_iss_parameter_supported").value_or(false);
    return metadata;
}

std::string b2c_metadata_address(std::string_view authority)
{
    return well_known(authority, "/v2.0/.well-known/openid-configuration");
}

std::string oidc_metadata_address(std::string_view issuer)
{
    return well_known(issuer, "/.well-known/openid-configuration");
}

} // namespace gatehouse::relying_party
