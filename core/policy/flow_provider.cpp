#include "core/policy/flow_provider.h"

#include "core/policy/build.h"
#include "core/policy/user_flow.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace gatehouse::policy {
namespace {

using enum ProviderKind;

constexpr auto kKinds = std::to_array<ProviderKindInfo>({
    { Google, "google", "Google", "Google", "google.com" },
    { Facebook, "facebook", "Facebook", "Facebook", "facebook.com" },
    { GitHub, "github", "GitHub", "GitHub", "github.com" },
    { Microsoft, "microsoft", "Microsoft", "Microsoft", "microsoft.com" },
    { LinkedIn, "linkedin", "LinkedIn", "LinkedIn", "linkedin.com" },
    { Amazon, "amazon", "Amazon", "Amazon", "amazon.com" },
    { Twitter, "twitter", "X", "Twitter", "twitter.com" },
    { Apple, "apple", "Apple", "", "apple.com" },
    { Entra, "entra", "Work or school account", "", "" },
    { OpenIdConnect, "openid_connect", "OpenID Connect", "", "" },
});

std::unexpected<Error> wrong_provider(std::string_view member, std::string_view expected)
{
    return fail(Fault::Invalid, "identity provider: \"" + std::string(member) + "\" must be " + std::string(expected));
}

struct TextMember {
    std::string_view name;
    std::string IdentityProvider::* field;
};
constexpr auto kTexts = std::to_array<TextMember>({
    { "name", &IdentityProvider::name },
    { "displayName", &IdentityProvider::display_name },
    { "clientId", &IdentityProvider::client_id },
    { "metadata", &IdentityProvider::metadata },
    { "scope", &IdentityProvider::scope },
    { "responseType", &IdentityProvider::response_type },
    { "responseMode", &IdentityProvider::response_mode },
    { "domainHint", &IdentityProvider::domain_hint },
    { "developerId", &IdentityProvider::developer_id },
    { "keyId", &IdentityProvider::key_id },
});

struct ClaimMember {
    std::string_view name;
    std::string ProviderClaims::* field;
};
constexpr auto kClaims = std::to_array<ClaimMember>({
    { "userId", &ProviderClaims::user_id },
    { "displayName", &ProviderClaims::display_name },
    { "givenName", &ProviderClaims::given_name },
    { "surname", &ProviderClaims::surname },
    { "email", &ProviderClaims::email },
});

Result<void> read_claims(json::Value const& value, ProviderClaims& claims)
{
    json::Object const* object = value.as_object();
    if (!object)
        return wrong_provider("claims", "an object");
    for (json::Member const& item : object->members()) {
        auto const known = std::ranges::find(kClaims, std::string_view(item.name), &ClaimMember::name);
        if (known == kClaims.end() || !item.value.as_text())
            return wrong_provider(
                "claims", "texts named userId, displayName, givenName, surname and email; not one: " + item.name);
        claims.*(known->field) = *item.value.as_text();
    }
    return {};
}

// Entra answers for every organization at these; the issuer is then the organization's and never the address's.
bool is_for_everybody(std::string const& metadata)
{
    std::string const low = to_lower(metadata);
    return low.find("/common/") != std::string::npos || low.find("/organizations/") != std::string::npos;
}

std::optional<WrongMember> find_wrong_open_id(IdentityProvider const& provider)
{
    if (provider.metadata.find_first_of("{}") != std::string::npos || !is_callable_address(provider.metadata))
        return WrongMember{ "metadata",
            "the https address of the configuration document, which ends with /.well-known/openid-configuration" };
    if (is_for_everybody(provider.metadata))
        return WrongMember{ "metadata",
            "that of one organization: everybody of every other one would sign in through /common/ and "
            "/organizations/" };
    if (provider.response_type != "code" && provider.response_type != "id_token")
        return WrongMember{ "responseType", "code or id_token" };
    if (provider.response_mode != "form_post" && provider.response_mode != "query")
        return WrongMember{ "responseMode", "form_post or query" };
    // OAuth 2.0 Multiple Response Types §3: a token never stands in a query.
    if (provider.response_type == "id_token" && provider.response_mode == "query")
        return WrongMember{ "responseMode", "form_post, since the ID token comes through the browser" };
    if (provider.claims.user_id.empty())
        return WrongMember{ "claims", "such that userId has a name: the account is found by it" };
    return std::nullopt;
}

} // namespace

std::span<ProviderKindInfo const> provider_kinds()
{
    return kKinds;
}

ProviderKindInfo const& info_of(ProviderKind kind)
{
    return *std::ranges::find(kKinds, kind, &ProviderKindInfo::kind);
}

std::string display_name(IdentityProvider const& provider)
{
    return provider.display_name.empty() ? std::string(info_of(provider.kind).title) : provider.display_name;
}

std::string domain_of(IdentityProvider const& provider)
{
    return has_metadata(provider.kind) ? provider.domain_hint : std::string(info_of(provider.kind).domain);
}

std::string secret_name(IdentityProvider const& provider)
{
    return std::string(kProviderSecrets) + provider.name + "_Secret";
}

bool has_metadata(ProviderKind kind)
{
    return kind == OpenIdConnect || kind == Entra;
}

std::string entra_metadata(std::string_view tenant)
{
    return "https://login.microsoftonline.com/" + std::string(tenant) + "/v2.0/.well-known/openid-configuration";
}

ProviderProtocol protocol_of(ProviderKind kind)
{
    return kind == Twitter ? ProviderProtocol::OAuth1 : ProviderProtocol::OAuth2;
}

std::string answer_path(std::string_view tenant_domain, ProviderProtocol protocol, std::string_view policy)
{
    std::string path = "/" + to_lower(tenant_domain) + "/";
    if (!policy.empty())
        path += to_lower(policy) + "/";
    return path + (protocol == ProviderProtocol::OAuth1 ? "oauth1/authresp" : "oauth2/authresp");
}

std::optional<WrongMember> find_wrong(IdentityProvider const& provider)
{
    if (!is_connector_name(provider.name))
        return WrongMember{ "name", "letters, digits, \"-\" and \"_\"" };
    if (trim(provider.client_id).empty())
        return WrongMember{ "clientId", "given: the id that the provider knows this tenant by" };
    if (has_metadata(provider.kind))
        return find_wrong_open_id(provider);
    if (provider.kind == Apple && (provider.developer_id.empty() || provider.key_id.empty()))
        return WrongMember{ provider.developer_id.empty() ? "developerId" : "keyId",
            "given, since it stands in the client secret that Apple takes" };
    return std::nullopt;
}

json::Object to_json(IdentityProvider const& provider)
{
    json::Object object{ { "name", provider.name }, { "kind", info_of(provider.kind).word },
        { "clientId", provider.client_id } };
    if (!provider.display_name.empty())
        object.set("displayName", provider.display_name);
    if (provider.kind == Apple) {
        object.set("developerId", provider.developer_id);
        object.set("keyId", provider.key_id);
    }
    if (!has_metadata(provider.kind))
        return object;
    for (std::string_view const name : { "metadata", "scope", "responseType", "responseMode", "domainHint" })
        object.set(name, provider.*(std::ranges::find(kTexts, name, &TextMember::name)->field));
    json::Object claims;
    for (ClaimMember const& claim : kClaims)
        claims.set(claim.name, provider.claims.*(claim.field));
    object.set("claims", std::move(claims));
    return object;
}

Result<IdentityProvider> provider_from_json(json::Object const& object)
{
    IdentityProvider provider;
    auto const kind = std::ranges::find(kKinds, object.text("kind").value_or(""), &ProviderKindInfo::word);
    if (kind == kKinds.end()) {
        std::vector<std::string> words;
        for (ProviderKindInfo const& info : kKinds)
            words.emplace_back(info.word);
        return wrong_provider("kind", "one of " + join(words, ", "));
    }
    provider.kind = kind->kind;
    for (json::Member const& member : object.members()) {
        auto const text = std::ranges::find(kTexts, std::string_view(member.name), &TextMember::name);
        if (member.name == "kind")
            continue;
        if (member.name == "claims") {
            TRY(read_claims(member.value, provider.claims));
            continue;
        }
        if (text == kTexts.end())
            return fail(Fault::Invalid, "identity provider: unknown member \"" + member.name + "\"");
        if (!member.value.as_text())
            return wrong_provider(member.name, "a text");
        provider.*(text->field) = *member.value.as_text();
    }
    if (auto const wrong = find_wrong(provider))
        return wrong_provider(wrong->member, wrong->expected);
    return provider;
}

Result<void> check_providers(UserFlow const& flow)
{
    auto const refuse = [](std::string const& why) { return fail(Fault::Invalid, "user flow: " + why); };
    if (flow.accounts == AccountKind::None && flow.identity_providers.empty())
        return refuse("without accounts of its own the flow needs an identity provider");
    if (flow.accounts == AccountKind::None && flow.type == FlowType::SignUp)
        return refuse(
            "with identity providers alone somebody signs up where they sign in: make the type SignUpOrSignIn");
    if (flow.identity_providers.empty())
        return {};
    if (flow.type == FlowType::PasswordReset || flow.type == FlowType::ResourceOwner)
        return refuse("a flow of this type has no sign-in page for identity providers");
    if (flow.accounts == AccountKind::Phone)
        return refuse("a flow of accounts by phone has no identity providers: use accounts by e-mail or user name");
    bool const manages = flow.passkey_sign_in || std::ranges::any_of(flow.mfa_methods, [](MfaMethod method) {
        return method == MfaMethod::Passkey || method == MfaMethod::RecoveryCode;
    });
    if (flow.type == FlowType::ProfileEdit && manages)
        return refuse("somebody of an identity provider cannot manage factors, for which the password is asked again: "
                      "leave out either the providers or passkeys and recovery codes");
    std::set<std::string> names;
    std::set<ProviderKind> kinds;
    for (IdentityProvider const& provider : flow.identity_providers) {
        if (!names.insert(to_lower(provider.name)).second)
            return refuse("the identity provider \"" + provider.name + "\" stands twice");
        if (!has_metadata(provider.kind) && !kinds.insert(provider.kind).second)
            return refuse("two identity providers are of the kind " + std::string(info_of(provider.kind).word));
    }
    return {};
}

} // namespace gatehouse::policy
