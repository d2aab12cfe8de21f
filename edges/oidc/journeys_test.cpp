// Policies that have journeys of their own for what no browser asks: a refresh, userinfo, an app's own token.
#include "edges/oidc/world_test.h"
#include "libs/base/encoding.h"

#include <sstream>

namespace gatehouse::oidc {
namespace {

constexpr char const* kOwn = "B2C_1A_own";
constexpr std::string_view kHintSecret = "a-secret-of-the-application-that-is-long-enough";

std::string head(std::string const& id)
{
    std::ostringstream out;
    out << R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" )"
        << R"(PolicySchemaVersion="0.3.0.0" TenantId=")" << kDomain << R"(" PolicyId=")" << id
        << R"(" PublicPolicyUri="http://contoso.onmicrosoft.com/own"><BasePolicy><TenantId>)" << kDomain
        << "</TenantId><PolicyId>" << kPolicy << "</PolicyId></BasePolicy>";
    return out.str();
}

// Over the flow: an app's token says what is constant, userinfo reads the directory, and the token has a claim that
// only the sign-in can set.
std::string own_policy()
{
    std::ostringstream out;
    out << head(kOwn) << R"(<ClaimsProviders><ClaimsProvider><DisplayName>Own</DisplayName><TechnicalProfiles>)"
        << R"(<TechnicalProfile Id="JwtIssuer"><Metadata><Item Key="ClientCredentialsUserJourneyId">App</Item></Metadata></TechnicalProfile>)"
        << R"(<TechnicalProfile Id="Augment"><DisplayName>Augment</DisplayName><Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, Web.TPEngine" /><OutputClaims><OutputClaim ClaimTypeReferenceId="city" DefaultValue="London" AlwaysUseDefaultValue="true" /></OutputClaims></TechnicalProfile>)"
        << R"(<TechnicalProfile Id="Json"><DisplayName>Json</DisplayName><Protocol Name="None" /><OutputTokenFormat>JSON</OutputTokenFormat><InputClaims><InputClaim ClaimTypeReferenceId="givenName" PartnerClaimType="given_name" /></InputClaims></TechnicalProfile>)"
        << R"(<TechnicalProfile Id="Taken"><DisplayName>Taken</DisplayName><Protocol Name="None" /><InputTokenFormat>JWT</InputTokenFormat><OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims></TechnicalProfile>)"
        << R"(</TechnicalProfiles></ClaimsProvider></ClaimsProviders><UserJourneys><UserJourney Id="App"><OrchestrationSteps><OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="AugmentExchange" TechnicalProfileReferenceId="Augment" /></ClaimsExchanges></OrchestrationStep><OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney>)"
        << R"(<UserJourney Id="Info"><Authorization><AuthorizationTechnicalProfiles><AuthorizationTechnicalProfile ReferenceId="Taken" /></AuthorizationTechnicalProfiles></Authorization><OrchestrationSteps><OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="ReadExchange" TechnicalProfileReferenceId="Directory-ReadUsingObjectId" /></ClaimsExchanges></OrchestrationStep><OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="Json" /></OrchestrationSteps></UserJourney></UserJourneys>)"
        << R"(<RelyingParty><DefaultUserJourney ReferenceId="SignUpOrSignIn" /><Endpoints><Endpoint Id="UserInfo" UserJourneyReferenceId="Info" /></Endpoints><TechnicalProfile Id="PolicyProfile"><OutputClaims><OutputClaim ClaimTypeReferenceId="city" /><OutputClaim ClaimTypeReferenceId="authenticationSource" PartnerClaimType="how" /></OutputClaims></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
    return out.str();
}

// Over the flow: the request says the city, and without a hint it needs none.
std::string hinted_policy()
{
    std::ostringstream out;
    out << head("B2C_1A_hinted")
        << R"(<ClaimsProviders><ClaimsProvider><DisplayName>Own</DisplayName><TechnicalProfiles><TechnicalProfile Id="Hint"><DisplayName>Hint</DisplayName><Protocol Name="None" /><Metadata><Item Key="issuer">app</Item><Item Key="IdTokenAudience">policies</Item></Metadata><CryptographicKeys><Key Id="client_secret" StorageReferenceId="B2C_1A_Hint" /></CryptographicKeys><OutputClaims><OutputClaim ClaimTypeReferenceId="city" /><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims></TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>)"
        << R"(<UserJourneys><UserJourney Id="Hinted"><OrchestrationSteps><OrchestrationStep Order="1" Type="GetClaims" CpimIssuerTechnicalProfileReferenceId="Hint" /><OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney></UserJourneys>)"
        << R"(<RelyingParty><DefaultUserJourney ReferenceId="Hinted" /><TechnicalProfile Id="PolicyProfile"><InputClaims><InputClaim ClaimTypeReferenceId="city" /><InputClaim ClaimTypeReferenceId="objectId" Required="true" /></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="city" /></OutputClaims></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
    return out.str();
}

class JourneysTest : public testing::Test, public World {
protected:
    JourneysTest()
    {
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.policies.save(tenant.id, { PolicyId(kOwn), own_policy(), "", clock.now() }));
            TRY(ports.policies.save(tenant.id, { PolicyId("B2C_1A_hinted"), hinted_policy(), "", clock.now() }));
            return ports.policy_secrets.save(tenant.id, "B2C_1A_Hint", PolicySecret(std::string(kHintSecret)));
        });
        refresh();
    }
    json::Object first() { return token(redeem(code(web_request(), kOwn)), {}, kOwn); }
    json::Object again(json::Object const& before)
    {
        return token(renew(before.text("refresh_token").value_or("")), {}, kOwn);
    }
    std::string hint(std::int64_t expires_in) const
    {
        json::Object const stated{ { "iss", "app" }, { "aud", "policies" },
            { "exp", unix_seconds(clock.now()) + expires_in }, { "sub", ada.text() }, { "city", "London" } };
        std::string const text
            = base64url_encode(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url_encode(json::write(stated));
        return text + "." + base64url_encode(crypto::hmac_sha256(kHintSecret, text));
    }
    void ask_with(std::string const& value)
    {
        ask(changed(web_request(), { { "id_token_hint", value } }), "B2C_1A_hinted");
    }
    json::Object inside(json::Object const& answer) { return claims(answer.text("access_token").value_or("")); }
};

TEST_F(JourneysTest, ARefreshReadsThePersonAgain)
{
    json::Object const before = first();
    EXPECT_EQ(inside(before).text("name"), "Ada");
    EXPECT_EQ(inside(before).text("how"), "localAccountAuthentication");
    change_user(ada, [](User& user) {
        user.attributes.insert_or_assign("displayName", std::string("Countess"));
        user.attributes.erase("givenName");
    });
    json::Object const after = again(before);
    EXPECT_EQ(inside(after).text("name"), "Countess");
    EXPECT_FALSE(inside(after).find("given_name")) << "it is no longer in the directory";
    EXPECT_EQ(inside(after).text("how"), "localAccountAuthentication") << "no journey without a sign-in can say it";
    EXPECT_EQ(inside(after).text("sub"), inside(before).text("sub"));
    EXPECT_EQ(inside(again(after)).text("name"), "Countess");
}

// attack-21, attack-39: the journey takes no check of the token endpoint away.
TEST_F(JourneysTest, Attack39AUsedTokenEndsItsFamilyHereToo)
{
    json::Object const before = first();
    json::Object const after = again(before);
    ASSERT_TRUE(after.find("refresh_token"));
    clock.advance(tenant.refresh_grace);
    EXPECT_EQ(again(before).text("error"), "invalid_grant");
    EXPECT_EQ(again(after).text("error"), "invalid_grant");
}

TEST_F(JourneysTest, Attack21APersonWhoIsGoneRefreshesNothing)
{
    json::Object const before = first();
    change_user(ada, [](User& user) { user.enabled = false; });
    EXPECT_EQ(again(before).text("error"), "invalid_grant");
}

TEST_F(JourneysTest, UserInfoAnswersWithWhatItsJourneyReads)
{
    std::string const value = *first().text("access_token");
    std::string const path = "/" + std::string(kDomain) + "/" + kOwn + "/openid/v2.0/userinfo";
    change_user(ada, [](User& user) { user.attributes.insert_or_assign("givenName", std::string("Augusta")); });
    http::Response const response = send(http::Method::Get, path, { { "Authorization", "Bearer " + value } });
    EXPECT_EQ(response.content(), R"({"given_name":"Augusta","sub":")" + ada.text() + R"("})");
}

TEST_F(JourneysTest, AnAppsOwnTokenHasTheClaimsOfItsJourney)
{
    change_app(kApi, [](Application& app) { app.roles = { { "Export", "" } }; });
    change_app(kWeb,
        [](Application& app) { app.permissions.push_back({ ClientId(kApi), "Export", true, PermissionKind::Role }); });
    Fields const credentials{ { "grant_type", "client_credentials" }, { "client_id", kWeb },
        { "client_secret", kSecret }, { "scope", "https://contoso.onmicrosoft.com/api/.default" } };
    json::Object const access = inside(token(credentials, {}, kOwn));
    EXPECT_EQ(access.text("city"), "London");
    EXPECT_EQ(access.text("sub"), service_principal(tenant.id, ClientId(kWeb)));
    EXPECT_EQ(token(changed(credentials, { { "client_secret", "wrong" } }), {}, kOwn).text("error"), "invalid_client");
}

TEST_F(JourneysTest, AHintOfTheApplicationsIsThePolicysToJudge)
{
    ask_with(hint(60));
    ASSERT_NE(browser.answer("code"), "") << browser.html();
    json::Object const access = inside(token(redeem(browser.answer("code")), {}, "B2C_1A_hinted"));
    EXPECT_EQ(access.text("city"), "London");
    EXPECT_EQ(access.text("sub"), ada.text());
    ask_with(hint(-600));
    EXPECT_EQ(error_code(), "AADB2C90208");
    EXPECT_EQ(browser.answer("error"), "invalid_request");
    ask_with("");
    EXPECT_EQ(error_code(), "AADB2C90272");
    ask_with(hint(60) + "x");
    EXPECT_EQ(error_code(), "AADB2C90233");
}

// It is one for the policy, so that prompt=none does not mistake it for a token of ours.
TEST_F(JourneysTest, AHintForThePolicyAnswersSilentlyToo)
{
    ask(changed(web_request(), { { "id_token_hint", hint(60) }, { "prompt", "none" } }), "B2C_1A_hinted");
    EXPECT_NE(browser.answer("code"), "") << browser.html();
}

} // namespace
} // namespace gatehouse::oidc
