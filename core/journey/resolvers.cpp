// Claim resolvers. Source: policy_language.md §5.1.
#include "core/journey/claims.h"

namespace gatehouse::journey {
namespace {

// "de-AT": language "de", region "AT".
std::string region_of(std::string const& language)
{
    size_t const dash = language.rfind('-');
    return dash == std::string::npos ? std::string() : to_upper(language.substr(dash + 1));
}

struct Lcid {
    std::string_view language; // lower case
    int number;
};
// Source: the language identifiers of Windows. Those of the languages that B2C's pages have.
constexpr Lcid kLcids[] = {
    { "ar", 1025 },
    { "bg", 1026 },
    { "bn", 1093 },
    { "cs", 1029 },
    { "da", 1030 },
    { "de", 1031 },
    { "de-at", 3079 },
    { "de-ch", 2055 },
    { "de-de", 1031 },
    { "el", 1032 },
    { "en", 1033 },
    { "en-au", 3081 },
    { "en-ca", 4105 },
    { "en-gb", 2057 },
    { "en-us", 1033 },
    { "es", 3082 },
    { "es-mx", 2058 },
    { "et", 1061 },
    { "fi", 1035 },
    { "fr", 1036 },
    { "fr-be", 2060 },
    { "fr-ca", 3084 },
    { "fr-ch", 4108 },
    { "gu", 1095 },
    { "he", 1037 },
    { "hi", 1081 },
    { "hr", 1050 },
    { "hu", 1038 },
    { "id", 1057 },
    { "it", 1040 },
    { "ja", 1041 },
    { "kn", 1099 },
    { "ko", 1042 },
    { "lt", 1063 },
    { "lv", 1062 },
    { "ml", 1100 },
    { "mr", 1102 },
    { "ms", 1086 },
    { "nb", 1044 },
    { "nl", 1043 },
    { "nl-be", 2067 },
    { "pa", 1094 },
    { "pl", 1045 },
    { "pt", 1046 },
    { "pt-br", 1046 },
    { "pt-pt", 2070 },
    { "ro", 1048 },
    { "ru", 1049 },
    { "sk", 1051 },
    { "sl", 1060 },
    { "sv", 1053 },
    { "ta", 1097 },
    { "te", 1098 },
    { "th", 1054 },
    { "tr", 1055 },
    { "uk", 1058 },
    { "vi", 1066 },
    { "zh-hans", 2052 },
    { "zh-hant", 1028 },
};

// Of the language itself when nobody knows it as that region speaks it.
std::string lcid_of(std::string_view language)
{
    for (std::string_view const wanted : { language, language.substr(0, language.find('-')) })
        for (Lcid const& row : kLcids)
            if (equals_ignoring_case(row.language, wanted))
                return std::to_string(row.number);
    return {};
}

std::string culture(Run const& run, std::string_view name)
{
    std::string const& language = run.state.language;
    if (equals_ignoring_case(name, "LanguageName"))
        return language.substr(0, language.find('-'));
    if (equals_ignoring_case(name, "RegionName"))
        return region_of(language);
    // RFC 5646 §2.1.1: regions in upper case. Addresses of pages are made of it.
    if (equals_ignoring_case(name, "RFC5646")) {
        std::string const region = region_of(language);
        return region.size() == 2 ? language.substr(0, language.rfind('-') + 1) + region : language;
    }
    if (equals_ignoring_case(name, "LCID"))
        return lcid_of(language);
    return {};
}

std::string policy_value(Run const& run, std::string_view name)
{
    if (equals_ignoring_case(name, "PolicyId"))
        return run.plan.id.text();
    if (equals_ignoring_case(name, "TenantObjectId"))
        return run.tenant.id.text();
    if (equals_ignoring_case(name, "RelyingPartyTenantId") || equals_ignoring_case(name, "TrustFrameworkTenantId"))
        return run.tenant.domain;
    return {};
}

// B2C: the name alone. Of the public address that the journey began at, never of the Host header.
std::string host_name(Run const& run)
{
    auto const origin = url::parse(run.state.request.host);
    return origin ? origin->host : run.state.request.host;
}

std::string context(Run const& run, std::string_view name)
{
    if (equals_ignoring_case(name, "CorrelationId"))
        return run.state.correlation.text();
    if (equals_ignoring_case(name, "DateTimeInUtc"))
        return rfc3339(run.now);
    if (equals_ignoring_case(name, "HostName"))
        return host_name(run);
    if (equals_ignoring_case(name, "IPAddress"))
        return run.input.address.empty() ? run.state.request.address : run.input.address;
    if (equals_ignoring_case(name, "KMSI"))
        return run.state.remember_me ? "True" : "False";
    if (equals_ignoring_case(name, "DeploymentMode"))
        return "Production";
    return {};
}

std::string oidc(Run const& run, std::string_view name)
{
    Request const& request = run.state.request;
    struct Field {
        std::string_view name;
        std::string const& value;
    };
    Field const fields[] = {
        { "AuthenticationContextReferences", request.acr_values },
        { "DomainHint", request.domain_hint },
        { "LoginHint", request.login_hint },
        { "Nonce", request.nonce },
        { "Prompt", request.prompt },
        { "RedirectUri", request.redirect_uri },
        { "Scope", request.scope },
        { "Username", run.input.username },
        { "Password", run.input.password },
        { "ClientId", request.client.text() },
    };
    for (Field const& field : fields)
        if (equals_ignoring_case(field.name, name))
            return field.value;
    if (equals_ignoring_case(name, "MaxAge"))
        return request.max_age ? std::to_string(*request.max_age) : std::string();
    if (equals_ignoring_case(name, "Resource"))
        return request.parameters.get("resource");
    return {};
}

std::string claim(Run const& run, std::string_view name)
{
    auto const slot = run.plan.slot(name);
    ClaimValue const* value = slot ? run.state.bag.find(*slot) : nullptr;
    return value ? text_of(*value) : std::string();
}

std::string resolve(Run const& run, policy::TemplatePart const& part, std::string_view profile_id)
{
    if (equals_ignoring_case(part.group, "Culture"))
        return culture(run, part.name);
    if (equals_ignoring_case(part.group, "Policy"))
        return policy_value(run, part.name);
    if (equals_ignoring_case(part.group, "Context"))
        return context(run, part.name);
    if (equals_ignoring_case(part.group, "OIDC"))
        return oidc(run, part.name);
    if (equals_ignoring_case(part.group, "OAUTH-KV"))
        return run.state.request.parameters.get(part.name);
    if (equals_ignoring_case(part.group, "Claim"))
        return claim(run, part.name);
    if (equals_ignoring_case(part.group, "OAuth2")) {
        auto const found = run.provider_tokens.find(part.name);
        return found == run.provider_tokens.end() ? std::string() : found->second;
    }
    if (equals_ignoring_case(part.group, "TechnicalProfile"))
        return std::string(profile_id);
    return {};
}

} // namespace

std::string expand(Run const& run, policy::Template const& text, std::string_view profile_id)
{
    if (text.parts.empty())
        return text.source;
    std::string out;
    for (policy::TemplatePart const& part : text.parts)
        out += part.group.empty() ? part.literal : resolve(run, part, profile_id);
    return out;
}

std::string expand_address(Run const& run, policy::Template const& text, std::string_view profile_id)
{
    std::string out;
    for (policy::TemplatePart const& part : text.parts)
        out += part.group.empty() ? part.literal : url::encode(resolve(run, part, profile_id));
    return out;
}

} // namespace gatehouse::journey
