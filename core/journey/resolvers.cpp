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

std::string culture(Run const& run, std::string_view name)
{
    std::string const& language = run.state.language;
    if (equals_ignoring_case(name, "LanguageName"))
        return language.substr(0, language.find('-'));
    if (equals_ignoring_case(name, "RegionName"))
        return region_of(language);
    if (equals_ignoring_case(name, "RFC5646"))
        return language;
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
