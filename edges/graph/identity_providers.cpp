#include "edges/graph/identity_providers.h"

#include "edges/graph/flow_work.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

using policy::IdentityProvider;
using policy::ProviderKind;

constexpr char const* kProviders = "identity/identityProviders";
constexpr char const* kMasked = "******";
constexpr char const* kSocial = "socialIdentityProvider";
constexpr char const* kOpenId = "openIdConnectIdentityProvider";
constexpr char const* kApple = "appleManagedIdentityProvider";

struct Property {
    std::string_view name;
    std::string IdentityProvider::* field;
};
constexpr auto kSocialProperties = std::to_array<Property>({
    { "displayName", &IdentityProvider::display_name },
    { "clientId", &IdentityProvider::client_id },
});
constexpr auto kOpenIdProperties = std::to_array<Property>({
    { "displayName", &IdentityProvider::display_name },
    { "clientId", &IdentityProvider::client_id },
    { "metadataUrl", &IdentityProvider::metadata },
    { "scope", &IdentityProvider::scope },
    { "responseType", &IdentityProvider::response_type },
    { "responseMode", &IdentityProvider::response_mode },
    { "domainHint", &IdentityProvider::domain_hint },
});
constexpr auto kAppleProperties = std::to_array<Property>({
    { "displayName", &IdentityProvider::display_name },
    { "serviceId", &IdentityProvider::client_id },
    { "developerId", &IdentityProvider::developer_id },
    { "keyId", &IdentityProvider::key_id },
});

struct ClaimName {
    std::string_view name;
    std::string policy::ProviderClaims::* field;
};
constexpr auto kClaims = std::to_array<ClaimName>({
    { "userId", &policy::ProviderClaims::user_id },
    { "displayName", &policy::ProviderClaims::display_name },
    { "givenName", &policy::ProviderClaims::given_name },
    { "surname", &policy::ProviderClaims::surname },
    { "email", &policy::ProviderClaims::email },
});

bool is_social(ProviderKind kind)
{
    return !policy::info_of(kind).graph_type.empty();
}

std::span<Property const> properties_of(ProviderKind kind)
{
    if (kind == ProviderKind::Apple)
        return kAppleProperties;
    return is_social(kind) ? std::span<Property const>(kSocialProperties) : kOpenIdProperties;
}

std::string_view secret_property(ProviderKind kind)
{
    return kind == ProviderKind::Apple ? "certificateData" : "clientSecret";
}

// Microsoft Graph: some pages of its documentation write responseType as the id_token flow's "id_token", some as
// "code".
Answer<void> take_properties(json::Object const& body, IdentityProvider& provider)
{
    std::vector<std::string_view> known{ "id", "identityProviderType", secret_property(provider.kind) };
    for (Property const& property : properties_of(provider.kind)) {
        known.push_back(property.name);
        if (auto text = body.text(property.name))
            provider.*(property.field) = std::move(*text);
    }
    if (is_social(provider.kind) || provider.kind == ProviderKind::Apple)
        return expect_only(body, known);
    known.push_back("claimsMapping");
    if (json::Object const* claims = body.object("claimsMapping"))
        for (ClaimName const& claim : kClaims)
            if (auto text = claims->text(claim.name))
                provider.claims.*(claim.field) = std::move(*text);
    return expect_only(body, known);
}

// "******" is what was read, and means that nothing changes.
std::optional<PolicySecret> secret_in(json::Object const& body, ProviderKind kind)
{
    auto const text = body.text(secret_property(kind));
    if (!text || text->empty() || *text == kMasked)
        return std::nullopt;
    return PolicySecret(*text);
}

// By the body's type.
Answer<IdentityProvider> fresh_provider(Graph& graph, json::Object const& body)
{
    std::string type = body.text("@odata.type").value_or("");
    type = type.substr(type.rfind('.') + 1);
    std::string const name = body.text("displayName").value_or("");
    if (equals_ignoring_case(type, kOpenId))
        return flows::fresh_provider(ProviderKind::OpenIdConnect, name, graph.random);
    if (equals_ignoring_case(type, kApple))
        return flows::fresh_provider(ProviderKind::Apple, name, graph.random);
    std::string const kind = body.text("identityProviderType").value_or("");
    auto const known = std::ranges::find_if(policy::provider_kinds(), [&](policy::ProviderKindInfo const& info) {
        return !info.graph_type.empty() && equals_ignoring_case(info.graph_type, kind);
    });
    if (!equals_ignoring_case(type, kSocial) || known == policy::provider_kinds().end())
        return std::unexpected(invalid_value("identityProviderType",
            "The body has the @odata.type of a socialIdentityProvider with a type of availableProviderTypes(), of an "
            "openIdConnectIdentityProvider or of an appleManagedIdentityProvider."));
    return flows::fresh_provider(known->kind, name, graph.random);
}

Answer<IdentityProvider> named_provider(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const name = request.path_value("provider");
    auto provider = TRY(flows::find_provider(ports, caller.tenant.id, name));
    if (!provider)
        return std::unexpected(not_found(name));
    return std::move(*provider);
}

json::Object methods_policy()
{
    return { { "id", "b2cAuthenticationMethodsPolicy" }, { "isEmailPasswordAuthenticationEnabled", true },
        { "isUserNameAuthenticationEnabled", true }, { "isPhoneOneTimePasswordAuthenticationEnabled", true } };
}

} // namespace

json::Object show(IdentityProvider const& provider)
{
    char const* const type = provider.kind == ProviderKind::Apple ? kApple
        : is_social(provider.kind)                                ? kSocial
                                                                  : kOpenId;
    json::Object shown{ { "@odata.type", std::string("#microsoft.graph.") + type }, { "id", provider.name } };
    for (Property const& property : properties_of(provider.kind))
        shown.set(property.name, provider.*(property.field));
    shown.set("displayName", policy::display_name(provider));
    if (is_social(provider.kind))
        shown.set("identityProviderType", std::string(policy::info_of(provider.kind).graph_type));
    if (provider.response_type == "code")
        shown.set(secret_property(provider.kind), kMasked);
    if (type != kOpenId)
        return shown;
    json::Object claims;
    for (ClaimName const& claim : kClaims)
        claims.set(claim.name, provider.claims.*(claim.field));
    shown.set("claimsMapping", std::move(claims));
    return shown;
}

SmallList provider_list(std::string set, std::vector<IdentityProvider> const& providers)
{
    SmallList list{ .set = std::move(set),
        .type = "IdentityProviderBase",
        .items = {},
        .texts = { "id", "displayName", "identityProviderType", "clientId" } };
    for (IdentityProvider const& provider : providers)
        list.items.push_back(show(provider));
    return list;
}

Answer<http::Response> list_providers(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const all = TRY(look<std::vector<IdentityProvider>>(
        graph, [&](Ports& ports) { return told(flows::list_providers(ports, caller.tenant.id)); }));
    return answer_list(graph, caller, request, provider_list(kProviders, all));
}

Answer<http::Response> create_provider(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    IdentityProvider provider = TRY(fresh_provider(graph, body));
    TRY(take_properties(body, provider));
    auto const secret = secret_in(body, provider.kind);
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        if (TRY(flows::find_provider(ports, caller.tenant.id, provider.name)))
            return std::unexpected(already_exists("id"));
        TRY(told(flows::save_provider(ports, change_of(graph, caller, request), provider, secret)));
        return {};
    }));
    return created_response(request, kProviders, provider.name, show(provider));
}

Answer<http::Response> get_provider(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<http::Response>(graph, [&](Ports& ports) -> Answer<http::Response> {
        IdentityProvider const provider = TRY(named_provider(ports, caller, request));
        return answer_one(request, 200, kProviders, show(provider));
    });
}

Answer<http::Response> update_provider(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        IdentityProvider provider = TRY(named_provider(ports, caller, request));
        TRY(take_properties(body, provider));
        TRY(told(
            flows::save_provider(ports, change_of(graph, caller, request), provider, secret_in(body, provider.kind))));
        return {};
    }));
    return no_content();
}

Answer<http::Response> delete_provider(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        std::string const name = request.path_value("provider");
        if (!TRY(told(flows::remove_provider(ports, change_of(graph, caller, request), name))))
            return std::unexpected(not_found(name));
        return {};
    }));
    return no_content();
}

Answer<http::Response> available_provider_types(Graph&, Caller const&, http::Request const& request)
{
    json::Array value;
    for (policy::ProviderKindInfo const& info : policy::provider_kinds())
        if (!info.graph_type.empty())
            value.emplace_back(std::string(info.graph_type));
    value.emplace_back("AppleManaged");
    value.emplace_back("OpenIDConnect");
    return list_response(request, "Collection(Edm.String)", std::move(value));
}

Answer<http::Response> get_methods_policy(Graph&, Caller const&, http::Request const& request)
{
    return answer_one(request, 200, "policies/b2cAuthenticationMethodsPolicy", methods_policy());
}

Answer<http::Response> update_methods_policy(Graph&, Caller const&, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    json::Object const all = methods_policy();
    for (json::Member const& member : body.members()) {
        if (member.name.starts_with("@odata."))
            continue;
        if (!member.name.starts_with("is") || !all.find(member.name))
            return std::unexpected(invalid_value(member.name, "There is no property of this name."));
        if (body.boolean(member.name) != true)
            return std::unexpected(invalid_value(member.name,
                "Each flow says itself by what its accounts sign in, so no way is switched off for all: change the "
                "flow."));
    }
    return no_content();
}

} // namespace gatehouse::graph
