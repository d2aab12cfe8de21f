// Identity providers: what their metadata must hold and what is not done or not safe. policy_language.md §3.5.
#include "core/policy/build.h"
#include "core/policy/language.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

constexpr auto kEngineParameters = std::to_array<std::string_view>({ "client_id", "client_secret", "code_challenge",
    "code_challenge_method", "nonce", "redirect_uri", "response_mode", "response_type", "state" });

// The checks of one provider's element.
struct Check {
    Build& build;
    Element const& element;
    Profile const& profile;

    void missing(std::string_view what, std::string_view key) const
    {
        build.diagnostics.error(element,
            "Technical profile \"" + profile.id + "\" does not specify the " + std::string(what) + " \""
                + std::string(key) + "\".");
    }
    void required(std::string_view key) const
    {
        if (profile.meta(key).empty())
            missing("metadata item", key);
    }
    void required_key(std::string_view key) const
    {
        if (!profile.keys.contains(key))
            missing("cryptographic key", key);
    }
    void invalid(std::string_view key, std::string const& value, std::string hint) const
    {
        build.invalid_value(element, "metadata item \"" + std::string(key) + "\"", value, std::move(hint));
    }
    void address(std::string_view key) const
    {
        std::string const value = profile.meta(key);
        if (!value.empty() && !is_callable_address(value))
            invalid(key, value, "an https address");
    }
    // "" is the default. `later` are those that B2C knows and we do not do.
    void one_of(
        std::string_view key, std::vector<std::string> const& known, std::vector<std::string> const& later) const
    {
        std::string const value = profile.meta(key);
        auto const same = [&](std::string const& name) { return equals_ignoring_case(name, value); };
        if (value.empty() || std::ranges::any_of(known, same))
            return;
        if (std::ranges::any_of(later, same))
            build.not_executable(element, "The value \"" + value + "\" of the metadata item " + std::string(key),
                "use " + join(known, " or "));
        else
            invalid(key, value, join(known, ", "));
    }
    void parameters() const
    {
        for (ClaimUse const& use : profile.inputs)
            if (std::ranges::find(kEngineParameters, to_lower(use.partner)) != kEngineParameters.end())
                build.diagnostics.warning(element,
                    "The input claim \"" + use.partner + "\" of the technical profile \"" + profile.id
                        + "\" is not sent to the identity provider.",
                    "this parameter ties the answer to the journey and is never a claim's");
    }
    void common() const
    {
        required("client_id");
        address("authorization_endpoint");
        address("end_session_endpoint");
        one_of("HttpBinding", { "POST", "GET" }, {});
        one_of("response_mode", { "query", "form_post" }, { "fragment" });
        one_of("token_endpoint_auth_method", { "client_secret_post", "client_secret_basic", "private_key_jwt" }, {});
        one_of("token_signing_algorithm", { "RS256" }, { "RS512" });
        parameters();
    }
    // What the client is known by at the token endpoint.
    void credentials() const
    {
        bool const signs = equals_ignoring_case(profile.meta("token_endpoint_auth_method"), "private_key_jwt");
        required_key(signs ? "assertion_signing_key" : "client_secret");
    }
};

// With any issuer allowed, whoever runs one signs in as everybody: attack-46.
void check_issuers(Check const& check)
{
    std::string const prefixes = check.profile.meta("ValidTokenIssuerPrefixes");
    for (std::string const& prefix : split_words(prefixes, ','))
        if (!is_callable_address(std::string(trim(prefix))))
            check.invalid("ValidTokenIssuerPrefixes", prefix, "https addresses, separated by commas");
    if (check.profile.flag("DiscoverMetadataByTokenIssuer", false) && trim(prefixes).empty())
        check.missing("metadata item", "ValidTokenIssuerPrefixes");
}

bool has_password_grant(Profile const& profile)
{
    return equals_ignoring_case(profile.meta("grant_type"), "password")
        || std::ranges::any_of(
            profile.inputs, [](ClaimUse const& use) { return equals_ignoring_case(use.partner, "grant_type"); });
}

} // namespace

bool is_provider(HandlerKind kind)
{
    return kind == HandlerKind::OpenIdProvider || kind == HandlerKind::OAuth2Provider
        || kind == HandlerKind::OAuth1Provider;
}

std::span<std::string_view const> engine_parameters()
{
    return kEngineParameters;
}

void check_open_id_provider(Build& build, Element const& element, Profile const& profile)
{
    if (!build.reached || profile.enabled.kind == Enabled::Kind::Never)
        return;
    Check const check{ build, element, profile };
    if (has_password_grant(profile))
        return build.not_executable(element, "A password grant at a server that is not this tenant's",
            "METADATA and authorization_endpoint name {tenant}");
    check.common();
    check.required("METADATA");
    check.address("METADATA");
    check.one_of("response_types", { "code", "id_token" }, { "token", "code id_token" });
    bool const by_code = !equals_ignoring_case(profile.meta("response_types"), "id_token");
    // OAuth 2.0 Multiple Response Types §3: a token never stands in a query.
    if (!by_code && equals_ignoring_case(profile.meta("response_mode"), "query"))
        check.invalid("response_mode", "query", "form_post, or response_types code");
    if (by_code)
        check.credentials();
    check_issuers(check);
}

void check_oauth2_provider(Build& build, Element const& element, Profile const& profile)
{
    if (!build.reached || profile.enabled.kind == Enabled::Kind::Never)
        return;
    Check const check{ build, element, profile };
    check.common();
    for (std::string_view const key : { "authorization_endpoint", "AccessTokenEndpoint" })
        check.required(key);
    for (std::string_view const key : { "AccessTokenEndpoint", "ClaimsEndpoint" })
        check.address(key);
    check.one_of("AccessTokenResponseFormat", { "json", "query", "Default", "JsonP" }, {});
    check.one_of("BearerTokenTransmissionMethod", { "AuthorizationHeader", "QueryString" }, {});
    check.credentials();
}

void check_oauth1_provider(Build& build, Element const& element, Profile const& profile)
{
    if (!build.reached || profile.enabled.kind == Enabled::Kind::Never)
        return;
    Check const check{ build, element, profile };
    check.required("client_id");
    for (std::string_view const key : { "request_token_endpoint", "authorization_endpoint", "access_token_endpoint" })
        check.required(key);
    for (std::string_view const key :
        { "request_token_endpoint", "authorization_endpoint", "access_token_endpoint", "ClaimsEndpoint" })
        check.address(key);
    check.one_of("ClaimsResponseFormat", { "json", "query", "Default" }, {});
    check.required_key("client_secret");
}

} // namespace gatehouse::policy
