#include "core/policy/files_test.h"

#include <gtest/gtest.h>

namespace gatehouse::policy {
namespace {

using Items = std::map<std::string, std::string>;

Items const kOpenId{ { "client_id", "c" }, { "METADATA", "https://provider.example/.well-known/openid-configuration" },
    { "scope", "openid" } };
Items const kOAuth2{ { "client_id", "c" }, { "authorization_endpoint", "https://provider.example/authorize" },
    { "AccessTokenEndpoint", "https://provider.example/token" }, { "ClaimsEndpoint", "https://provider.example/me" } };

struct Asked {
    std::string protocol = "OpenIdConnect";
    Items metadata = kOpenId;
    std::string keys = R"(<Key Id="client_secret" StorageReferenceId="B2C_1A_secret" />)";
    std::string inputs = {};
    std::string format = {};
};

Asked open_id(Items const& changes)
{
    Asked asked;
    for (auto const& [key, value] : changes)
        asked.metadata.insert_or_assign(key, value);
    return asked;
}
Asked oauth2(Items const& changes)
{
    Asked asked{ .protocol = "OAuth2", .metadata = kOAuth2 };
    for (auto const& [key, value] : changes)
        asked.metadata.insert_or_assign(key, value);
    return asked;
}

std::string policy_text(Asked const& asked)
{
    std::string items;
    for (auto const& [key, value] : asked.metadata)
        if (!value.empty())
            items += "<Item Key=\"" + key + "\">" + value + "</Item>";
    return R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId="test.onmicrosoft.com" PolicyId="B2C_1A_provider" PublicPolicyUri="http://test.onmicrosoft.com/x"><BasePolicy><TenantId>test.onmicrosoft.com</TenantId><PolicyId>B2C_1A_small</PolicyId></BasePolicy><ClaimsProviders><ClaimsProvider><Domain>provider.example</Domain><DisplayName>P</DisplayName><TechnicalProfiles><TechnicalProfile Id="Provider"><DisplayName>P</DisplayName><Protocol Name=")"
        + asked.protocol + "\" />" + asked.format + "<Metadata>" + items + "</Metadata>"
        + (asked.keys.empty() ? "" : "<CryptographicKeys>" + asked.keys + "</CryptographicKeys>") + "<InputClaims>"
        + asked.inputs
        + R"(</InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims></TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders><UserJourneys><UserJourney Id="Main"><OrchestrationSteps><OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="AskExchange" TechnicalProfileReferenceId="Provider" /></ClaimsExchanges></OrchestrationStep><OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney></UserJourneys><RelyingParty><DefaultUserJourney ReferenceId="Main" /><TechnicalProfile Id="PolicyProfile"><DisplayName>P</DisplayName><Protocol Name="OpenIdConnect" /><OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims><SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
}

Compiled compiled(Asked const& asked)
{
    TestFiles files;
    files.add_folder("tests/policies/base");
    files.add("provider.xml", policy_text(asked));
    auto result = compile("B2C_1A_provider", files.find());
    EXPECT_TRUE(result.has_value());
    return result ? std::move(*result) : Compiled();
}

std::string errors(Asked const& asked)
{
    return errors_of(compiled(asked).diagnostics);
}

void expect_error(Asked const& asked, std::string const& part)
{
    std::string const found = errors(asked);
    EXPECT_NE(found.find(part), std::string::npos) << part << " is not in:\n" << found;
}

TEST(ProviderCompile, BothProtocolsCompileAndKnowTheirDomain)
{
    Compiled const one = compiled(open_id({}));
    ASSERT_TRUE(one.plan) << errors_of(one.diagnostics);
    EXPECT_EQ(one.plan->profiles.front().handler, HandlerKind::OpenIdProvider);
    EXPECT_EQ(one.plan->profiles.front().domain, "provider.example");
    Compiled const other = compiled(oauth2({ { "AccessTokenResponseFormat", "json" }, { "HttpBinding", "GET" } }));
    ASSERT_TRUE(other.plan) << errors_of(other.diagnostics);
    EXPECT_EQ(other.plan->profiles.front().handler, HandlerKind::OAuth2Provider);
    EXPECT_EQ(errors(open_id({ { "response_types", "id_token" } })), "");
}

TEST(ProviderCompile, WhatIsMissingIsNamed)
{
    expect_error(open_id({ { "client_id", "" } }), "does not specify the metadata item \"client_id\"");
    expect_error(open_id({ { "METADATA", "" } }), "does not specify the metadata item \"METADATA\"");
    for (std::string const key : { "authorization_endpoint", "AccessTokenEndpoint" })
        expect_error(oauth2({ { key, "" } }), "does not specify the metadata item \"" + key + "\"");
    for (Asked asked : { open_id({}), oauth2({}) }) {
        asked.keys.clear();
        expect_error(asked, "does not specify the cryptographic key \"client_secret\"");
    }
    Asked by_browser = open_id({ { "response_types", "id_token" } });
    by_browser.keys.clear();
    EXPECT_EQ(errors(by_browser), "");
}

TEST(ProviderCompile, WhatIsNotSafeIsRefused)
{
    expect_error(open_id({ { "METADATA", "http://provider.example/metadata" } }), "an https address");
    expect_error(oauth2({ { "ClaimsEndpoint", "http://provider.example/me" } }), "an https address");
    EXPECT_EQ(errors(open_id({ { "METADATA", "http://localhost:9000/metadata" } })), "");
    expect_error(open_id({ { "response_types", "id_token" }, { "response_mode", "query" } }), "form_post");
    // attack-46: any issuer at all.
    expect_error(open_id({ { "DiscoverMetadataByTokenIssuer", "true" } }), "ValidTokenIssuerPrefixes");
    expect_error(open_id({ { "ValidTokenIssuerPrefixes", "https://a.example,provider" } }), "\"provider\"");
}

TEST(ProviderCompile, WhatIsNotDoneYetIsSaid)
{
    expect_error(
        open_id({ { "response_types", "token" } }), "\"token\" of the metadata item response_types is not exec");
    expect_error(open_id({ { "response_mode", "fragment" } }), "is not executable yet");
    expect_error(oauth2({ { "token_signing_algorithm", "RS512" } }), "is not executable yet");
    expect_error(oauth2({ { "token_endpoint_auth_method", "tls" } }), "an invalid value \"tls\"");
    Asked asked = oauth2({});
    asked.protocol = "SAML2";
    expect_error(asked, "The protocol \"SAML2\" is not executable yet");
    asked = open_id({});
    asked.format = "<OutputTokenFormat>SAML2</OutputTokenFormat>";
    expect_error(asked, "The output token format \"SAML2\" is not executable yet");
    Asked elsewhere = open_id({ { "grant_type", "password" },
        { "authorization_endpoint", "https://login.microsoftonline.com/other.onmicrosoft.com/oauth2/token" } });
    expect_error(elsewhere, "A password grant at a server that is not this tenant's");
}

TEST(ProviderCompile, WhoSignsNeedsAKeyToSignWith)
{
    for (Asked asked : { open_id({ { "token_endpoint_auth_method", "private_key_jwt" } }),
             oauth2({ { "token_endpoint_auth_method", "private_key_jwt" } }) }) {
        expect_error(asked, "does not specify the cryptographic key \"assertion_signing_key\"");
        asked.keys = R"(<Key Id="assertion_signing_key" StorageReferenceId="B2C_1A_key" />)";
        EXPECT_EQ(errors(asked), "");
    }
}

TEST(ProviderCompile, OAuth1NeedsItsThreeEndpoints)
{
    Asked asked{ .protocol = "OAuth1",
        .metadata = { { "client_id", "c" }, { "request_token_endpoint", "https://provider.example/request" },
            { "authorization_endpoint", "https://provider.example/authenticate" },
            { "access_token_endpoint", "https://provider.example/access" } } };
    EXPECT_EQ(errors(asked), "");
    EXPECT_EQ(compiled(asked).plan->profiles.front().handler, HandlerKind::OAuth1Provider);
    for (char const* key :
        { "client_id", "request_token_endpoint", "authorization_endpoint", "access_token_endpoint" }) {
        Asked without = asked;
        without.metadata.erase(key);
        expect_error(without, "does not specify the metadata item \"" + std::string(key) + "\"");
    }
    Asked plain = asked;
    plain.metadata["ClaimsEndpoint"] = "http://provider.example/me";
    expect_error(plain, "an invalid value \"http://provider.example/me\"");
    asked.keys.clear();
    expect_error(asked, "does not specify the cryptographic key \"client_secret\"");
}

TEST(ProviderCompile, AClaimThatWouldUnbindTheAnswerIsAWarning)
{
    Asked asked = open_id({});
    asked.inputs = R"(<InputClaim ClaimTypeReferenceId="surname" PartnerClaimType="redirect_uri" DefaultValue="x" />)";
    Compiled const one = compiled(asked);
    EXPECT_TRUE(one.plan);
    EXPECT_NE(text_of(one.diagnostics).find("\"redirect_uri\""), std::string::npos);
}

} // namespace
} // namespace gatehouse::policy
