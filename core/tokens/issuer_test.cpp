#include "core/tokens/issuer.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/jose/jwt.h"
#include "libs/testkit/fakes.h"

namespace gatehouse {
namespace {

class IssuerTest : public testing::Test {
protected:
    IssuerTest()
    {
        grant.client = ClientId("client");
        grant.user = UserId("ada");
        grant.policy = PolicyId("B2C_1_SignIn");
        grant.claims = R"({"sub":"ada","name":"Ada","emails":["ada@example.test"]})";
        grant.settings = settings;
        grant.auth_time = clock.now() - std::chrono::minutes(5);
        scope.openid = true;
        scope.resource = ClientId("api");
        scope.names = { "Read", "Write" };
        scope.answer = "uri/Read uri/Write";
    }
    TokenSet make()
    {
        grant.settings = settings;
        return issue({ grant, scope, "https://login.example/tenant/v2.0/", key, clock.now() }).value();
    }
    json::Object claims(std::string const& jwt) const { return jose::parse_jwt(jwt).value().claims; }
    static std::vector<std::string> names(json::Object const& object)
    {
        std::vector<std::string> out;
        for (json::Member const& member : object.members())
            out.push_back(member.name);
        return out;
    }

    testkit::FakeClock clock;
    policy::TokenSettings settings;
    Grant grant;
    GrantedScope scope;
    SigningKeyInUse key{ "kid-1", crypto::SigningKey::generate(crypto::Algorithm::Es256).value() };
};

TEST_F(IssuerTest, ClaimsStandInB2CsOrder)
{
    grant.nonce = "n";
    TokenSet const tokens = make();
    EXPECT_EQ(names(claims(tokens.access_token)),
        (std::vector<std::string>{ "exp", "nbf", "ver", "iss", "sub", "aud", "nonce", "iat", "auth_time", "name",
            "emails", "tfp", "scp", "azp" }));
    EXPECT_EQ(names(claims(tokens.id_token)),
        (std::vector<std::string>{
            "exp", "nbf", "ver", "iss", "sub", "aud", "nonce", "iat", "auth_time", "name", "emails", "tfp" }));
}

TEST_F(IssuerTest, AudienceScopeAndTimes)
{
    TokenSet const tokens = make();
    json::Object const access = claims(tokens.access_token);
    EXPECT_EQ(access.text("aud"), "api");
    EXPECT_EQ(access.text("azp"), "client");
    EXPECT_EQ(access.text("scp"), "Read Write");
    EXPECT_EQ(access.integer("auth_time"), unix_seconds(clock.now()) - 300);
    EXPECT_EQ(claims(tokens.id_token).text("aud"), "client");
    EXPECT_FALSE(access.find("nonce"));
    EXPECT_EQ(tokens.resource, "api");
    EXPECT_EQ(tokens.profile_name, "Ada");
}

TEST_F(IssuerTest, TheIssuerHasTheTenantsGuidAndWithTfpThePolicyInLowerCase)
{
    EXPECT_EQ(issuer_url("https://login.example", TenantId("tenant"), grant.policy, false),
        "https://login.example/tenant/v2.0/");
    EXPECT_EQ(issuer_url("https://login.example", TenantId("tenant"), grant.policy, true),
        "https://login.example/tfp/tenant/b2c_1_signin/v2.0/");
}

// OIDC Core §3.3.2.11: the example of Appendix A.4 and A.5.
TEST_F(IssuerTest, InTheFrontChannelATokenIsBoundToWhatComesWithIt)
{
    IssueRequest request{ grant, scope, "https://login.example/tenant/v2.0/", key, clock.now(),
        FrontChannel{ .id_token = true,
            .access_token = false,
            .code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk" } };
    TokenSet tokens = issue(request).value();
    EXPECT_EQ(tokens.access_token, "");
    EXPECT_EQ(claims(tokens.id_token).text("c_hash"), "LDktKdoQak3Pk0cnXxCltA");
    EXPECT_FALSE(claims(tokens.id_token).find("at_hash"));
    request.front = FrontChannel{ .id_token = true, .access_token = true, .code = "" };
    tokens = issue(request).value();
    EXPECT_NE(tokens.access_token, "");
    EXPECT_EQ(
        claims(tokens.id_token).text("at_hash"), base64url_encode(crypto::sha256(tokens.access_token).substr(0, 16)));
    EXPECT_FALSE(claims(tokens.id_token).find("c_hash"));
    request.front = FrontChannel{ .id_token = false, .access_token = true, .code = "" };
    EXPECT_EQ(issue(request).value().id_token, "");
    EXPECT_FALSE(claims(make().id_token).find("at_hash"));
}

TEST_F(IssuerTest, AcrIsInLowerCaseAndReplacesTfp)
{
    settings.policy_in_acr = true;
    json::Object const id = claims(make().id_token);
    EXPECT_EQ(id.text("acr"), "b2c_1_signin");
    EXPECT_FALSE(id.find("tfp"));
}

// RFC 9470 §5
TEST_F(IssuerTest, AContextThatWasMetIsTheAcrBesideTfp)
{
    settings.acr = "mfa";
    json::Object const access = claims(make().access_token);
    EXPECT_EQ(access.text("acr"), "mfa");
    EXPECT_EQ(access.text("tfp"), "B2C_1_SignIn");
    settings.policy_in_acr = true;
    EXPECT_EQ(claims(make().id_token).text("acr"), "b2c_1_signin");
}

TEST_F(IssuerTest, LifetimesAreThePolicys)
{
    settings.access_lifetime = seconds(300);
    settings.id_lifetime = seconds(600);
    TokenSet const tokens = make();
    EXPECT_EQ(claims(tokens.access_token).integer("exp"), unix_seconds(clock.now()) + 300);
    EXPECT_EQ(claims(tokens.id_token).integer("exp"), unix_seconds(clock.now()) + 600);
    EXPECT_EQ(tokens.access_expires_in, 300);
}

// A policy that maps a claim to a protocol name must not be able to forge it.
TEST_F(IssuerTest, ProtocolClaimsAreNotThePolicys)
{
    grant.claims
        = R"({"sub":"ada","iss":"https://evil.example","aud":"x","exp":9,"scp":"Admin","azp":"x","tfp":"B2C_1_mfa","acr":"b2c_1_mfa","nonce":"x","auth_time":1})";
    json::Object const access = claims(make().access_token);
    EXPECT_EQ(access.text("iss"), "https://login.example/tenant/v2.0/");
    EXPECT_EQ(access.text("aud"), "api");
    EXPECT_EQ(access.text("scp"), "Read Write");
    EXPECT_EQ(access.text("tfp"), "B2C_1_SignIn");
    EXPECT_FALSE(access.find("acr"));
    EXPECT_FALSE(access.find("nonce"));
    EXPECT_NE(access.integer("auth_time"), 1);
}

TEST_F(IssuerTest, OnlyWhatWasAskedForIsSigned)
{
    scope.resource.reset();
    EXPECT_EQ(make().access_token, "");
    scope.resource = ClientId("client");
    scope.names.clear();
    scope.openid = false;
    TokenSet const own = make();
    EXPECT_EQ(own.id_token, "");
    EXPECT_FALSE(claims(own.access_token).find("scp"));
}

} // namespace
} // namespace gatehouse
