#include "core/policy/build.h"
#include "core/policy/language.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

// B2C: claim resolvers, the complete list (policy_language.md §5.1).
constexpr auto kGroups = std::to_array<ResolverGroup>({
    { "Culture", "LanguageName LCID RegionName RFC5646" },
    { "Policy", "PolicyId RelyingPartyTenantId TenantObjectId TrustFrameworkTenantId" },
    { "Context", "BuildNumber CorrelationId DateTimeInUtc DeploymentMode HostName IPAddress KMSI" },
    { "Claim", "*" },
    { "OIDC",
        "AuthenticationContextReferences ClientId DomainHint LoginHint MaxAge Nonce Password Prompt RedirectUri "
        "Resource "
        "Scope Username" },
    { "OAUTH-KV", "*" },
    { "OAuth2", "access_token token_type expires_in refresh_token" },
    { "SAML",
        "AuthnContextClassReferences NameIdPolicyFormat Issuer AllowCreate ForceAuthn ProviderName RelayState Subject "
        "Binding" },
    { "service", "*" },
    { "property", "*" },
});

struct ShortForm {
    std::string_view text;
    std::string_view group;
    std::string_view name;
};
constexpr auto kShortForms = std::to_array<ShortForm>({
    { "policy", "Policy", "PolicyId" },
    { "tenant", "Policy", "RelyingPartyTenantId" },
    { "RelyingPartyTenantId", "Policy", "RelyingPartyTenantId" },
    { "TrustFrameworkTenantId", "Policy", "TrustFrameworkTenantId" },
    { "TechnicalProfileId", "TechnicalProfile", "Id" },
});

// Nothing when the text between braces is no resolver and stays as it is: "{0}", "{Settings:X}", "a{2}".
std::optional<TemplatePart> resolver(Build& build, Element const& at, std::string_view text)
{
    for (ShortForm const& form : kShortForms)
        if (equals_ignoring_case(text, form.text))
            return TemplatePart{ "", std::string(form.group), std::string(form.name) };
    size_t const colon = text.find(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    std::string_view const name = text.substr(colon + 1);
    for (ResolverGroup const& group : kGroups) {
        if (!equals_ignoring_case(text.substr(0, colon), group.name) || name.empty())
            continue;
        if (group.names == "*")
            return TemplatePart{ "", std::string(group.name), std::string(name) };
        if (group.name == "SAML")
            build.diagnostics.warning(at, "The claim resolver \"{" + std::string(text) + "}\" is not executable yet.",
                "it is empty: there is no SAML");
        for (std::string& known : split_words(group.names))
            if (equals_ignoring_case(known, name))
                return TemplatePart{ "", std::string(group.name), std::move(known) };
        build.diagnostics.error(at, "The claim resolver \"{" + std::string(text) + "}\" is not known.",
            "AADB2C90044; names of " + std::string(group.name) + ": " + std::string(group.names));
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::span<ResolverGroup const> resolver_groups()
{
    return kGroups;
}

Template make_template(Build& build, Element const& at, std::string const& text)
{
    Template made;
    made.source = text;
    std::string literal;
    auto const flush = [&] {
        if (!literal.empty())
            made.parts.push_back({ std::exchange(literal, {}), "", "" });
    };
    std::string_view rest = text;
    while (!rest.empty()) {
        size_t const open = rest.find('{');
        size_t const close = open == std::string_view::npos ? open : rest.find('}', open);
        if (close == std::string_view::npos) {
            literal += rest;
            break;
        }
        // The innermost brace begins the resolver: "{{OIDC:Nonce}".
        size_t const start = rest.rfind('{', close);
        literal += rest.substr(0, start);
        if (auto part = resolver(build, at, rest.substr(start + 1, close - start - 1))) {
            flush();
            made.parts.push_back(std::move(*part));
        } else {
            literal += rest.substr(start, close - start + 1);
        }
        rest.remove_prefix(close + 1);
    }
    flush();
    return made;
}

} // namespace gatehouse::policy
