// A policy with an identity provider, and the provider behind it, asked without a socket.
#pragma once

#include "core/policies/secrets.h"
#include "edges/oidc/world_test.h"
#include "tests/identity_provider/identity_provider.h"

namespace gatehouse::oidc {

inline constexpr char const* kProvider = "https://provider.example";
inline constexpr char const* kSocial = "B2C_1A_Social";

// What the engine asks, answered by the provider's own routes.
class ProviderCaller final : public journey::RestCaller {
public:
    explicit ProviderCaller(identity_provider::IdentityProvider& provider)
        : router_(provider.router())
    {
    }
    journey::RestResult call(journey::RestRequest const& asked) override
    {
        urls.push_back(asked.url);
        if (!asked.url.starts_with(kProvider))
            return fail(Fault::Denied, "another host");
        http::Request request;
        request.method = asked.method == journey::RestRequest::Method::Get ? http::Method::Get : http::Method::Post;
        request.target = asked.url.substr(std::string_view(kProvider).size());
        request.path = request.target.substr(0, request.target.find('?'));
        if (request.path.size() < request.target.size())
            request.query_text = request.target.substr(request.path.size() + 1);
        request.body = asked.body;
        for (auto const& [name, value] : asked.headers)
            request.headers.add(name, value);
        http::Response const response = router_.handle(std::move(request));
        return journey::RestReply{ response.status, std::string(response.content()) };
    }
    std::vector<std::string> urls;

private:
    http::Router router_;
};

// What differs between the policies of the tests.
struct Social {
    std::string protocol = "OpenIdConnect";
    Fields metadata; // over the usual ones; "" removes
    std::string keys = R"(<Key Id="client_secret" StorageReferenceId="B2C_1A_ProviderSecret" />)";
    std::string behaviors; // more of them
    std::string inputs; // InputClaim elements
    std::string outputs; // more OutputClaim elements
    std::string steps; // instead of the usual ones, from the first to the one before the last
};

inline Fields open_id_metadata()
{
    return { { "client_id", std::string(identity_provider::kClient) },
        { "METADATA", std::string(kProvider) + "/.well-known/openid-configuration" },
        { "scope", "openid profile email" }, { "response_types", "code" },
        { "IncludeClaimResolvingInClaimsHandling", "true" } };
}

inline Fields oauth2_metadata()
{
    std::string const origin(kProvider);
    return { { "client_id", std::string(identity_provider::kClient) },
        { "authorization_endpoint", origin + "/authorize" }, { "AccessTokenEndpoint", origin + "/token" },
        { "ClaimsEndpoint", origin + "/me" }, { "scope", "email" }, { "HttpBinding", "POST" },
        { "IncludeClaimResolvingInClaimsHandling", "true" } };
}

// Twitter's shape.
inline Fields oauth1_metadata()
{
    std::string const origin(kProvider);
    return { { "client_id", std::string(identity_provider::kClient) }, { "ProviderName", "Twitter" },
        { "request_token_endpoint", origin + "/oauth1/request_token" },
        { "authorization_endpoint", origin + "/oauth1/authenticate" },
        { "access_token_endpoint", origin + "/oauth1/access_token" },
        { "ClaimsEndpoint", origin + "/oauth1/me?include_email=true" }, { "ClaimsResponseFormat", "json" } };
}

inline std::string social_outputs(std::string_view protocol)
{
    bool const open_id = protocol == "OpenIdConnect";
    std::string const id = open_id ? "sub" : protocol == "OAuth1" ? "user_id" : "id";
    std::string const given = open_id ? "given_name" : "first_name";
    std::string const family = open_id ? "family_name" : "last_name";
    return R"(<OutputClaim ClaimTypeReferenceId="issuerUserId" PartnerClaimType=")" + id
        + R"(" /><OutputClaim ClaimTypeReferenceId="givenName" PartnerClaimType=")" + given
        + R"(" /><OutputClaim ClaimTypeReferenceId="surname" PartnerClaimType=")" + family
        + R"(" /><OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" />)"
          R"(<OutputClaim ClaimTypeReferenceId="identityProvider" DefaultValue="provider.example" AlwaysUseDefaultValue="true" />)"
          R"(<OutputClaim ClaimTypeReferenceId="authenticationSource" DefaultValue="socialIdpAuthentication" AlwaysUseDefaultValue="true" />)";
}

inline std::string metadata_items(Fields const& items)
{
    std::string out = "<Metadata>";
    for (auto const& [key, value] : items)
        out += "<Item Key=\"" + key + "\">" + replace_all(value, "&", "&amp;") + "</Item>";
    return out + "</Metadata>";
}

inline std::string directory_profile(std::string const& id, Fields const& metadata, std::string const& rest,
    std::string const& key = "alternativeSecurityId")
{
    return "<TechnicalProfile Id=\"" + id + "\"><DisplayName>" + id + "</DisplayName>"
        + R"(<Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.AzureActiveDirectoryProvider, Web.TPEngine" />)"
        + metadata_items(metadata)
        + "<IncludeInSso>false</IncludeInSso><InputClaims><InputClaim ClaimTypeReferenceId=\"" + key
        + "\" Required=\"true\" /></InputClaims>" + rest + "</TechnicalProfile>";
}

inline std::string claim_type(std::string const& id)
{
    return "<ClaimType Id=\"" + id + "\"><DisplayName>" + id + "</DisplayName><DataType>string</DataType></ClaimType>";
}

inline std::string skip_when(std::string const& claim)
{
    return R"(<Preconditions><Precondition Type="ClaimsExist" ExecuteActionsIf="true"><Value>)" + claim
        + "</Value><Action>SkipThisOrchestrationStep</Action></Precondition></Preconditions>";
}

inline std::string exchange_step(
    int order, std::string const& before, std::string const& id, std::string const& profile)
{
    return "<OrchestrationStep Order=\"" + std::to_string(order) + "\" Type=\"ClaimsExchange\">" + before
        + "<ClaimsExchanges><ClaimsExchange Id=\"" + id + "\" TechnicalProfileReferenceId=\"" + profile
        + "\" /></ClaimsExchanges></OrchestrationStep>";
}

inline std::string sign_in_step(std::string const& selections)
{
    return R"(<OrchestrationStep Order="1" Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="api.signuporsignin"><ClaimsProviderSelections>)"
        + selections
        + R"(<ClaimsProviderSelection ValidationClaimsExchangeId="LocalExchange" /></ClaimsProviderSelections><ClaimsExchanges><ClaimsExchange Id="LocalExchange" TechnicalProfileReferenceId="SelfAsserted-SignInOnly" /></ClaimsExchanges></OrchestrationStep>)";
}

inline std::string social_policy(Social const& social)
{
    Fields const usual_metadata = social.protocol == "OpenIdConnect" ? open_id_metadata()
        : social.protocol == "OAuth1"                                ? oauth1_metadata()
                                                                     : oauth2_metadata();
    std::string const provider
        = R"(<ClaimsProvider><Domain>provider.example</Domain><DisplayName>Provider</DisplayName><TechnicalProfiles><TechnicalProfile Id="Provider"><DisplayName>The provider</DisplayName><Protocol Name=")"
        + social.protocol + "\" />" + metadata_items(changed(usual_metadata, social.metadata)) + "<CryptographicKeys>"
        + social.keys + "</CryptographicKeys><InputClaims>" + social.inputs + "</InputClaims><OutputClaims>"
        + social_outputs(social.protocol) + social.outputs
        + R"(</OutputClaims><OutputClaimsTransformations><OutputClaimsTransformation ReferenceId="CreateAlternativeSecurityId" /></OutputClaimsTransformations>)"
          R"(<UseTechnicalProfileForSessionManagement ReferenceId="SM-Social" /></TechnicalProfile>)"
          R"(<TechnicalProfile Id="SM-Social"><DisplayName>Session</DisplayName><Protocol Name="Proprietary" Handler="Web.TPEngine.SSO.ExternalLoginSSOSessionProvider, Web.TPEngine" /><PersistedClaims><PersistedClaim ClaimTypeReferenceId="alternativeSecurityId" /></PersistedClaims></TechnicalProfile></TechnicalProfiles></ClaimsProvider>)";
    std::string const directory = "<ClaimsProvider><DisplayName>Directory</DisplayName><TechnicalProfiles>"
        + directory_profile("Read", { { "Operation", "Read" }, { "RaiseErrorIfClaimsPrincipalDoesNotExist", "false" } },
            R"(<OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" /><OutputClaim ClaimTypeReferenceId="displayName" /></OutputClaims>)")
        + directory_profile("Write",
            { { "Operation", "Write" }, { "RaiseErrorIfClaimsPrincipalAlreadyExists", "true" } },
            R"(<PersistedClaims><PersistedClaim ClaimTypeReferenceId="alternativeSecurityId" /><PersistedClaim ClaimTypeReferenceId="displayName" /><PersistedClaim ClaimTypeReferenceId="givenName" /><PersistedClaim ClaimTypeReferenceId="surname" /></PersistedClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" /></OutputClaims>)")
        + directory_profile("Link", { { "Operation", "Write" }, { "RaiseErrorIfClaimsPrincipalDoesNotExist", "true" } },
            R"(<PersistedClaims><PersistedClaim ClaimTypeReferenceId="alternativeSecurityId" /></PersistedClaims>)",
            "objectId")
        + R"(<TechnicalProfile Id="Ask"><DisplayName>Ask</DisplayName><Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine" /><Metadata><Item Key="ContentDefinitionReferenceId">api.selfasserted</Item></Metadata><InputClaims><InputClaim ClaimTypeReferenceId="displayName" /></InputClaims><DisplayClaims><DisplayClaim ClaimTypeReferenceId="displayName" /></DisplayClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" /><OutputClaim ClaimTypeReferenceId="objectId" /></OutputClaims><ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId="Write" /></ValidationTechnicalProfiles></TechnicalProfile>)"
        + "</TechnicalProfiles></ClaimsProvider>";
    std::string const usual = sign_in_step(R"(<ClaimsProviderSelection TargetClaimsExchangeId="ProviderExchange" />)")
        + exchange_step(2, skip_when("objectId"), "ProviderExchange", "Provider")
        + exchange_step(3, skip_when("objectId"), "ReadExchange", "Read")
        + exchange_step(4, skip_when("objectId"), "WriteExchange", "Write");
    std::string const journey = R"(<UserJourney Id="Social"><OrchestrationSteps>)"
        + (social.steps.empty() ? usual : social.steps)
        + R"(<OrchestrationStep Order="5" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney>)";
    return R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId=")"
        + std::string(kDomain) + R"(" PolicyId=")" + kSocial
        + R"(" PublicPolicyUri="http://contoso.onmicrosoft.com/x">)"
        + "<BasePolicy><TenantId>gatehouse.onmicrosoft.com</TenantId><PolicyId>B2C_1_gatehouse_base</PolicyId></"
          "BasePolicy>"
        + "<BuildingBlocks><ClaimsSchema>" + claim_type("issuerUserId") + claim_type("alternativeSecurityId")
        + claim_type("providerToken") + claim_type("loginHint") + claim_type("domainHint")
        + R"(</ClaimsSchema><ClaimsTransformations><ClaimsTransformation Id="CreateAlternativeSecurityId" TransformationMethod="CreateAlternativeSecurityId"><InputClaims><InputClaim ClaimTypeReferenceId="issuerUserId" TransformationClaimType="key" /><InputClaim ClaimTypeReferenceId="identityProvider" TransformationClaimType="identityProvider" /></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="alternativeSecurityId" TransformationClaimType="alternativeSecurityId" /></OutputClaims></ClaimsTransformation></ClaimsTransformations></BuildingBlocks>)"
        + "<ClaimsProviders>" + provider + directory + "</ClaimsProviders><UserJourneys>" + journey + "</UserJourneys>"
        + R"(<RelyingParty><DefaultUserJourney ReferenceId="Social" /><UserJourneyBehaviors><SingleSignOn Scope="Tenant" />)"
        + social.behaviors
        + R"(</UserJourneyBehaviors><TechnicalProfile Id="PolicyProfile"><DisplayName>PolicyProfile</DisplayName><Protocol Name="OpenIdConnect" /><OutputClaims>)"
          R"(<OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /><OutputClaim ClaimTypeReferenceId="displayName" PartnerClaimType="name" /><OutputClaim ClaimTypeReferenceId="identityProvider" PartnerClaimType="idp" /><OutputClaim ClaimTypeReferenceId="providerToken" PartnerClaimType="idp_access_token" /><OutputClaim ClaimTypeReferenceId="givenName" PartnerClaimType="given_name" />)"
          R"(</OutputClaims><SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
}

class ProviderWorld : public World {
public:
    ProviderWorld()
    {
        services.rest = &caller;
        write([&](Ports& ports) {
            return ports.policy_secrets.save(
                tenant.id, "B2C_1A_ProviderSecret", PolicySecret(std::string(identity_provider::kSecret)));
        });
        use({});
    }
    void use(Social const& social) { store_policy(kSocial, social_policy(social)); }
    void store_policy(std::string const& id, std::string const& xml)
    {
        clock.advance(std::chrono::milliseconds(1)); // plans are told apart by their time
        write([&](Ports& ports) { return ports.policies.save(tenant.id, { PolicyId(id), xml, "", clock.now() }); });
        EXPECT_TRUE(plans.refresh());
        auto const here = plans.snapshot()->find_tenant(kDomain);
        for (auto const& [broken, diagnostics] : here->broken)
            for (policy::Diagnostic const& one : diagnostics)
                if (one.severity == policy::Severity::Error)
                    ADD_FAILURE() << policy::text(one);
    }
    // From the page to the provider: the address the browser stands at then.
    std::string const& choose(Fields const& request = web_request())
    {
        ask(request, kSocial);
        browser.follow("ProviderExchange");
        return browser.away;
    }
    void bring(identity_provider::Answer const& answer)
    {
        if (answer.posted)
            browser.post(answer.redirect_uri, answer.fields);
        else
            browser.get(url::with_query(answer.redirect_uri, answer.fields));
    }
    // All of it: the claims of the application's ID token.
    json::Object sign_in_there(identity_provider::Person const& person = {})
    {
        bring(provider.sign_in(choose(), person));
        std::string const got = browser.answer("code");
        EXPECT_NE(got, "") << browser.html() << browser.away;
        return claims(token(redeem(got), {}, kSocial).text("id_token").value_or(""));
    }
    size_t people() { return audited(AuditKind::UserCreated); }

    identity_provider::IdentityProvider provider{ clock, random, kProvider };
    ProviderCaller caller{ provider };
};

} // namespace gatehouse::oidc
