// Identity providers: a ClaimsProvider each, over Federation-Common of the base, and the buttons that lead there. The
// first two steps of the journey are opened again, as Azure's own flows do it: policy_language.md §9.3.
#include "core/policy/leaf_writer.h"

#include <algorithm>
#include <array>
#include <optional>

namespace gatehouse::policy {
namespace {

using enum ProviderKind;

struct Pair {
    std::string_view key;
    std::string_view value;
};

// How to ask a provider of the kind, and by what names its claims come. Facts: directory.md §4.2.
struct Recipe {
    ProviderKind kind;
    std::string_view profile; // B2C's ids of the technical profile and of the button, which pages style by it
    std::string_view exchange;
    std::string_view protocol;
    std::string_view issuer; // of the identity in the directory; "" is the token's own
    std::string_view user_id;
    std::string_view given_name;
    std::string_view surname;
    std::vector<Pair> metadata;
};

std::vector<Recipe> const& recipes()
{
    static std::vector<Recipe> const all{
        { Google, "Google-OAUTH", "GoogleExchange", "OpenIdConnect", "google.com", "sub", "given_name", "family_name",
            { { "METADATA", "https://accounts.google.com/.well-known/openid-configuration" },
                { "response_mode", "query" } } },
        { Facebook, "Facebook-OAUTH", "FacebookExchange", "OAuth2", "facebook.com", "id", "first_name", "last_name",
            { { "authorization_endpoint", "https://www.facebook.com/dialog/oauth" },
                { "AccessTokenEndpoint", "https://graph.facebook.com/oauth/access_token" },
                { "ClaimsEndpoint", "https://graph.facebook.com/me?fields=id,first_name,last_name,name,email" },
                { "HttpBinding", "GET" }, { "scope", "email public_profile" } } },
        { GitHub, "GitHub-OAUTH", "GitHubExchange", "OAuth2", "github.com", "id", "", "",
            { { "authorization_endpoint", "https://github.com/login/oauth/authorize" },
                { "AccessTokenEndpoint", "https://github.com/login/oauth/access_token" },
                { "ClaimsEndpoint", "https://api.github.com/user" }, { "HttpBinding", "POST" },
                { "BearerTokenTransmissionMethod", "AuthorizationHeader" }, { "scope", "read:user user:email" },
                { "UserAgentForClaimsExchange", "Gatehouse" } } },
        { Microsoft, "MSA-OIDC", "MicrosoftAccountExchange", "OpenIdConnect", "live.com", "oid", "given_name",
            "family_name",
            { { "METADATA", "https://login.microsoftonline.com/consumers/v2.0/.well-known/openid-configuration" } } },
        { LinkedIn, "LinkedIn-OIDC", "LinkedInExchange", "OpenIdConnect", "linkedin.com", "sub", "given_name",
            "family_name",
            { { "METADATA", "https://www.linkedin.com/oauth/.well-known/openid-configuration" },
                { "response_mode", "query" } } },
        { Amazon, "Amazon-OAUTH", "AmazonExchange", "OAuth2", "amazon.com", "user_id", "", "",
            { { "authorization_endpoint", "https://www.amazon.com/ap/oa" },
                { "AccessTokenEndpoint", "https://api.amazon.com/auth/o2/token" },
                { "ClaimsEndpoint", "https://api.amazon.com/user/profile" }, { "HttpBinding", "POST" },
                { "BearerTokenTransmissionMethod", "AuthorizationHeader" }, { "scope", "profile" } } },
        { Twitter, "Twitter-OAUTH1", "TwitterExchange", "OAuth1", "twitter.com", "user_id", "", "",
            { { "request_token_endpoint", "https://api.twitter.com/oauth/request_token" },
                { "authorization_endpoint", "https://api.twitter.com/oauth/authenticate" },
                { "access_token_endpoint", "https://api.twitter.com/oauth/access_token" },
                { "ClaimsEndpoint", "https://api.twitter.com/1.1/account/verify_credentials.json?include_email=true" },
                { "ClaimsResponseFormat", "json" } } },
        { Apple, "Apple-OIDC", "AppleExchange", "OpenIdConnect", "apple.com", "sub", "user.name.firstName",
            "user.name.lastName",
            { { "METADATA", "https://appleid.apple.com/.well-known/openid-configuration" },
                { "response_mode", "form_post" }, { "scope", "openid name email" },
                { "ReadBodyClaimsOnIdpRedirect", "user.name.firstName user.name.lastName user.email" } } },
    };
    return all;
}

std::string profile_of(IdentityProvider const& provider)
{
    auto const recipe = std::ranges::find(recipes(), provider.kind, &Recipe::kind);
    return recipe == recipes().end() ? "OIDC-" + provider.name : std::string(recipe->profile);
}

std::string exchange_of(IdentityProvider const& provider)
{
    auto const recipe = std::ranges::find(recipes(), provider.kind, &Recipe::kind);
    return recipe == recipes().end() ? "OIDC-" + provider.name + "Exchange" : std::string(recipe->exchange);
}

// One of a kind and one with metadata of its own are written alike.
struct Provider {
    std::string_view protocol;
    std::string_view issuer;
    ProviderClaims claims;
    std::vector<Pair> metadata;
};

Provider described(IdentityProvider const& provider)
{
    auto const recipe = std::ranges::find(recipes(), provider.kind, &Recipe::kind);
    if (recipe == recipes().end())
        return { "OpenIdConnect", "", provider.claims,
            { { "METADATA", provider.metadata }, { "response_types", provider.response_type },
                { "response_mode", provider.response_mode }, { "scope", provider.scope } } };
    Provider described{ recipe->protocol, recipe->issuer,
        { .user_id = std::string(recipe->user_id),
            .given_name = std::string(recipe->given_name),
            .surname = std::string(recipe->surname) },
        recipe->metadata };
    auto const has = [&](std::string_view key) {
        return std::ranges::find(described.metadata, key, &Pair::key) != described.metadata.end();
    };
    if (recipe->protocol == "OpenIdConnect" && !has("response_mode"))
        described.metadata.push_back({ "response_mode", "form_post" });
    if (recipe->protocol == "OpenIdConnect" && !has("scope"))
        described.metadata.push_back({ "scope", "openid profile email" });
    return described;
}

void write_metadata(LeafWriter& out, IdentityProvider const& provider, Provider const& is)
{
    out.open("Metadata");
    out.item("client_id", provider.client_id);
    for (auto const& [key, value] : is.metadata)
        out.item(key, value);
    if (provider.kind == Apple) {
        out.item("gatehouse.AppleDeveloperId", provider.developer_id);
        out.item("gatehouse.AppleKeyId", provider.key_id);
    }
    out.item("external_user_identity_claim_id", is.claims.user_id);
    out.item("IncludeClaimResolvingInClaimsHandling", "true");
    out.close();
}

void write_claim(LeafWriter& out, std::string_view claim, std::string_view partner)
{
    if (!partner.empty())
        out.empty("OutputClaim", { { "ClaimTypeReferenceId", claim }, { "PartnerClaimType", partner } });
}

void write_outputs(LeafWriter& out, UserFlow const& flow, Provider const& is)
{
    out.open("OutputClaims");
    write_claim(out, "issuerUserId", is.claims.user_id);
    write_claim(out, "displayName", is.claims.display_name);
    write_claim(out, "givenName", is.claims.given_name);
    write_claim(out, "surname", is.claims.surname);
    write_claim(out, "email", is.claims.email);
    if (is.protocol == "OpenIdConnect")
        out.empty("OutputClaim",
            { { "ClaimTypeReferenceId", "emailVerified" }, { "PartnerClaimType", "email_verified" },
                { "DefaultValue", "false" } });
    // What it is called by in the directory and in tokens.
    if (is.issuer.empty())
        write_claim(out, "identityProvider", "iss");
    else
        out.empty("OutputClaim",
            { { "ClaimTypeReferenceId", "identityProvider" }, { "DefaultValue", is.issuer },
                { "AlwaysUseDefaultValue", "true" } });
    if (std::ranges::find(flow.claims, "identityProviderAccessToken") != flow.claims.end() && is.protocol != "OAuth1")
        write_claim(out, "identityProviderAccessToken", "{oauth2:access_token}");
    out.close();
}

// B2C: login_hint is handed on to whoever knows the parameter.
void write_hint(LeafWriter& out, Provider const& is)
{
    if (is.protocol != "OpenIdConnect")
        return;
    out.open("InputClaims");
    out.empty("InputClaim",
        { { "ClaimTypeReferenceId", "loginHint" }, { "PartnerClaimType", "login_hint" },
            { "DefaultValue", "{OIDC:LoginHint}" }, { "AlwaysUseDefaultValue", "true" } });
    out.close();
}

void write_provider(LeafWriter& out, UserFlow const& flow, IdentityProvider const& provider)
{
    Provider const is = described(provider);
    out.open("ClaimsProvider");
    if (std::string const domain = domain_of(provider); !domain.empty())
        out.text("Domain", domain);
    out.text("DisplayName", display_name(provider));
    out.open("TechnicalProfiles");
    out.open("TechnicalProfile", { { "Id", profile_of(provider) } });
    out.text("DisplayName", display_name(provider));
    out.empty("Protocol", { { "Name", is.protocol } });
    write_metadata(out, provider, is);
    if (provider.response_type == "code") {
        out.open("CryptographicKeys");
        out.empty("Key", { { "Id", "client_secret" }, { "StorageReferenceId", secret_name(provider) } });
        out.close();
    }
    write_hint(out, is);
    write_outputs(out, flow, is);
    out.empty("IncludeTechnicalProfile", { { "ReferenceId", "Federation-Common" } });
    out.close();
    out.close();
    out.close();
}

// The journey is that of sign-up and sign-in, which goes on with a sign-up for somebody who is not there.
void write_known_people_only(LeafWriter& out)
{
    out.open("TechnicalProfile", { { "Id", "Directory-ReadUsingAlternativeSecurityId" } });
    out.open("Metadata");
    out.item("RaiseErrorIfClaimsPrincipalDoesNotExist", "true");
    out.close();
    out.text("EnabledForUserJourneys", "Always");
    out.close();
}

void write_selections(LeafWriter& out, UserFlow const& flow)
{
    if (flow.type == FlowType::SignUp)
        out.open("OrchestrationStep",
            { { "Order", "1" }, { "Type", "ClaimsProviderSelection" },
                { "ContentDefinitionReferenceId", "api.idpselections.signup" } });
    else
        out.open("OrchestrationStep",
            { { "Order", "1" }, { "Type", "CombinedSignInAndSignUp" },
                { "ContentDefinitionReferenceId", "api.signuporsignin" } });
    out.open("ClaimsProviderSelections");
    for (IdentityProvider const& provider : flow.identity_providers)
        out.empty("ClaimsProviderSelection", { { "TargetClaimsExchangeId", exchange_of(provider) } });
    out.close();
    out.close();
}

std::string_view journey_of(FlowType type)
{
    if (type == FlowType::SignUp)
        return "SignUp";
    return type == FlowType::ProfileEdit ? "ProfileEdit" : "SignUpOrSignIn";
}

} // namespace

void write_federated_sign_up(LeafWriter& out, UserFlow const& flow)
{
    if (flow.identity_providers.empty())
        return;
    if (flow.type == FlowType::ProfileEdit)
        return write_enabled(out, "Directory-ReadExistingUsingAlternativeSecurityId");
    if (flow.type == FlowType::SignIn)
        return write_known_people_only(out);
    write_enabled(out, "Directory-ReadUsingAlternativeSecurityId");
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-FederatedSignUp" } });
    // What the provider says of somebody stands in the form already.
    write_claims(out, "InputClaims", "InputClaim", flow.collect);
    if (!flow.collect.empty()) {
        out.open("DisplayClaims");
        for (std::string const& attribute : flow.collect)
            out.field("DisplayClaim", attribute, is_required(flow, attribute));
        out.close();
    }
    std::vector<std::string> outputs = flow.collect;
    if (flow.before_creating_user && flow.before_creating_user->blocking)
        outputs.insert(outputs.end(), { "apiAction", "apiMessage" });
    write_claims(out, "OutputClaims", "OutputClaim", outputs);
    out.text("EnabledForUserJourneys", "Always");
    out.close();
    if (std::vector<std::string> const persisted = persisted_at_sign_up(flow); !persisted.empty()) {
        out.open("TechnicalProfile", { { "Id", "Directory-WriteUsingAlternativeSecurityId" } });
        write_claims(out, "PersistedClaims", "PersistedClaim", persisted);
        out.close();
    }
}

void write_identity_providers(LeafWriter& out, UserFlow const& flow)
{
    for (IdentityProvider const& provider : flow.identity_providers)
        write_provider(out, flow, provider);
}

void write_federated_steps(LeafWriter& out, UserFlow const& flow)
{
    if (flow.identity_providers.empty())
        return;
    out.open("UserJourneys");
    out.open("UserJourney", { { "Id", journey_of(flow.type) } });
    out.open("OrchestrationSteps");
    write_selections(out, flow);
    out.open("OrchestrationStep", { { "Order", "2" }, { "Type", "ClaimsExchange" } });
    out.open("ClaimsExchanges");
    for (IdentityProvider const& provider : flow.identity_providers)
        out.empty("ClaimsExchange",
            { { "Id", exchange_of(provider) }, { "TechnicalProfileReferenceId", profile_of(provider) } });
    out.close();
    out.close();
    out.close();
    out.close();
    out.close();
}

} // namespace gatehouse::policy
