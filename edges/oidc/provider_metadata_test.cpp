// What a policy's metadata ask of identity providers beyond the way there and back; and the pages' frames and faults.
#include "edges/oidc/browser.h"
#include "edges/oidc/provider_world_test.h"
#include "libs/base/encoding.h"
#include "libs/jose/jwk.h"

namespace gatehouse::oidc {
namespace {

class ProviderMetadataTest : public testing::Test, public ProviderWorld {
protected:
    void keep_secret(std::string const& name, std::string const& text)
    {
        write([&](Ports& ports) { return ports.policy_secrets.save(tenant.id, name, PolicySecret(text)); });
    }
    std::string sign_out(Fields const& fields = {})
    {
        browser.get(endpoint("logout", kSocial) + (fields.empty() ? "" : "?" + build(fields)));
        return std::string(browser.html());
    }
};

std::string pem_of(crypto::SigningKey const& key)
{
    return "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"
        + base64_encode(key.private_bytes().reveal()) + "\n-----END PRIVATE KEY-----\n";
}

// RFC 7523 §2.2. B2C: token_endpoint_auth_method private_key_jwt.
TEST_F(ProviderMetadataTest, AClientMaySignForItself)
{
    auto const key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    keep_secret("B2C_1A_Assertion", pem_of(key));
    Social social;
    social.metadata = { { "token_endpoint_auth_method", "private_key_jwt" } };
    social.keys = R"(<Key Id="assertion_signing_key" StorageReferenceId="B2C_1A_Assertion" />)";
    use(social);
    provider.client_key = jose::PublicJwk{ jose::thumbprint(key), key.verifying_key() };
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_FALSE(provider.redeemed.has("client_secret"));
    std::string const first = provider.redeemed.get("client_assertion");
    browser.cookies.clear();
    sign_in_there();
    EXPECT_NE(provider.redeemed.get("client_assertion"), first) << "each counts once";
    // Somebody else's key.
    browser.cookies.clear();
    keep_secret("B2C_1A_Assertion", pem_of(crypto::SigningKey::generate(crypto::Algorithm::Es256).value()));
    bring(provider.sign_in(choose()));
    EXPECT_EQ(error_code(), "AADB2C90243") << browser.away;
}

// B2C: SingleLogoutEnabled, which is on unless the policy says otherwise.
TEST_F(ProviderMetadataTest, SigningOutHereSignsOutThere)
{
    provider.end_session_endpoint = std::string(kProvider) + "/bye";
    std::string const frame = "<iframe hidden title=\"\" src=\"" + std::string(kProvider)
        + "/bye?client_id=" + std::string(identity_provider::kClient) + "\">";
    sign_in_there();
    EXPECT_TRUE(sign_out().find(frame) != std::string::npos) << browser.html();
    EXPECT_NE(browser.page.headers.get("content-security-policy").find("frame-src " + std::string(kProvider) + "/bye"),
        std::string::npos);
    EXPECT_EQ(sign_out().find("iframe"), std::string::npos) << "nobody is signed in any more";

    sign_in_there();
    sign_out({ { "post_logout_redirect_uri", kWebReturn } });
    EXPECT_TRUE(browser.away.empty() || browser.html().find(frame) != std::string::npos)
        << "the provider hears of it before the browser goes on";
}

TEST_F(ProviderMetadataTest, WhoWasNotSignedInThereIsNotSignedOutThere)
{
    provider.end_session_endpoint = std::string(kProvider) + "/bye";
    ask(web_request(), kSocial);
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_EQ(sign_out().find("iframe"), std::string::npos) << browser.html();
    browser.cookies.clear();
    Social social;
    social.metadata = { { "SingleLogoutEnabled", "false" } };
    use(social);
    sign_in_there();
    EXPECT_EQ(sign_out().find("iframe"), std::string::npos) << browser.html();
}

TEST_F(ProviderMetadataTest, ThePolicyMayNameTheAddressAndAProviderWithoutOneStopsNobody)
{
    sign_in_there();
    EXPECT_EQ(sign_out().find("iframe"), std::string::npos);
    Social social;
    social.metadata = { { "end_session_endpoint", "https://bye.example/out" } };
    use(social);
    sign_in_there();
    EXPECT_NE(sign_out().find("https://bye.example/out?client_id="), std::string::npos);
}

// B2C: JourneyFraming.
TEST_F(ProviderMetadataTest, OnlyTheOriginsOfThePolicyMayFrameItsPages)
{
    Social social;
    social.behaviors = R"(<JourneyFraming Enabled="true" Sources="https://app.example https://other.example" />)";
    use(social);
    ask(web_request(), kSocial);
    EXPECT_NE(browser.page.headers.get("Content-Security-Policy")
                  .find("frame-ancestors https://app.example https://other.example"),
        std::string::npos);
    EXPECT_FALSE(browser.page.headers.find("X-Frame-Options"));
    // The page that takes the answer to the application is in the same frame.
    ask(changed(web_request(), { { "response_mode", "form_post" } }), kSocial);
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_NE(browser.page.headers.get("Content-Security-Policy").find("frame-ancestors https://app.example"),
        std::string::npos)
        << browser.html();
}

// B2C: OnError.
TEST_F(ProviderMetadataTest, FaultsMayBeShownHereWhatWasAskedForGoesBack)
{
    Social social;
    social.behaviors = R"(<OnError Mode="DisplayInService" />)";
    use(social);
    provider.lies.id_token.set("nonce", "another");
    bring(provider.sign_in(choose()));
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(browser.answer("error"), "") << browser.away;
    browser.cookies.clear();
    bring(provider.cancel(choose()));
    EXPECT_EQ(browser.answer("error"), "access_denied") << browser.html();
    browser.cookies.clear();
    ask(changed(web_request(), { { "prompt", "none" } }), kSocial);
    EXPECT_EQ(browser.answer("error"), "interaction_required");
}

// B2C: DisplayOption.
TEST_F(ProviderMetadataTest, ASingleProviderMayBeShownAndIsOtherwiseTaken)
{
    auto const with = [&](std::string const& option) {
        Social social;
        social.steps
            = R"(<OrchestrationStep Order="1" Type="ClaimsProviderSelection" ContentDefinitionReferenceId="api.signuporsignin"><ClaimsProviderSelections)"
            + option
            + R"(><ClaimsProviderSelection TargetClaimsExchangeId="ProviderExchange" /></ClaimsProviderSelections></OrchestrationStep>)"
            + exchange_step(2, "", "ProviderExchange", "Provider")
            + exchange_step(3, skip_when("objectId"), "ReadExchange", "Read")
            + exchange_step(4, skip_when("objectId"), "WriteExchange", "Write");
        use(social);
        browser.cookies.clear();
        ask(web_request(), kSocial);
    };
    with("");
    EXPECT_TRUE(browser.away.starts_with(kProvider)) << browser.html();
    with(R"( DisplayOption="ShowSingleProvider")");
    ASSERT_TRUE(browser.has_element("ProviderExchange")) << browser.away;
    browser.follow("ProviderExchange");
    bring(provider.sign_in(std::string(browser.away)));
    EXPECT_NE(browser.answer("code"), "") << browser.away << browser.html();
}

} // namespace
} // namespace gatehouse::oidc
