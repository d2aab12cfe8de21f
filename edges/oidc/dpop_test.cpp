#include "edges/oidc/dpop.h"

#include "edges/oidc/keys_test.h"

namespace gatehouse::oidc {
namespace {

class DpopTest : public testing::Test, public World {
protected:
    DpopTest()
    {
        for (char const* id : { kWeb, kNative })
            change_app(id, [](Application& app) { app.dpop = Use::Allowed; });
    }
    Fields native_redeem()
    {
        std::string const fresh = code(changed(web_request(),
            { { "client_id", kNative }, { "redirect_uri", kNativeReturn }, { "code_challenge", challenge() },
                { "code_challenge_method", "S256" } }));
        return { { "grant_type", "authorization_code" }, { "code", fresh }, { "redirect_uri", kNativeReturn },
            { "client_id", kNative }, { "code_verifier", kVerifier } };
    }
    static Fields native_renew(std::string const& value)
    {
        return { { "grant_type", "refresh_token" }, { "refresh_token", value }, { "client_id", kNative } };
    }
    Fields proof(Proof const& wanted = {}) { return { { "DPoP", make_proof(key, clock.now(), wanted) } }; }
    std::string error_of(json::Object const& body) { return body.text("error").value_or(""); }

    crypto::SigningKey key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    crypto::SigningKey other = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
};

TEST_F(DpopTest, AProofBindsTheAccessToken)
{
    json::Object const body = token(redeem(code()), proof());
    EXPECT_EQ(body.text("token_type"), "DPoP");
    json::Object const access = claims(*body.text("access_token"));
    EXPECT_EQ(access.object("cnf")->text("jkt"), jose::thumbprint(key));
    EXPECT_FALSE(claims(*body.text("id_token")).find("cnf"));
    json::Object const bearer = token(redeem(code()));
    EXPECT_EQ(bearer.text("token_type"), "Bearer");
    EXPECT_FALSE(claims(*bearer.text("access_token")).find("cnf"));
}

TEST_F(DpopTest, APublicClientsRefreshTokenWorksWithItsKeyOnly)
{
    json::Object const first = token(native_redeem(), proof());
    ASSERT_TRUE(first.find("refresh_token"));
    std::string const value = *first.text("refresh_token");
    EXPECT_EQ(error_of(token(native_renew(value))), "invalid_dpop_proof");
    EXPECT_EQ(
        error_of(token(native_renew(value), { { "DPoP", make_proof(other, clock.now()) } })), "invalid_dpop_proof");
    json::Object const second = token(native_renew(value), proof());
    EXPECT_EQ(second.text("token_type"), "DPoP");
    EXPECT_EQ(error_of(token(native_renew(*second.text("refresh_token")))), "invalid_dpop_proof");
}

TEST_F(DpopTest, AConfidentialClientMayChangeItsKey)
{
    json::Object const first = token(redeem(code()), proof());
    json::Object const second
        = token(renew(*first.text("refresh_token")), { { "DPoP", make_proof(other, clock.now()) } });
    EXPECT_EQ(claims(*second.text("access_token")).object("cnf")->text("jkt"), jose::thumbprint(other));
}

TEST_F(DpopTest, TheAppChooses)
{
    change_app(kWeb, [](Application& app) { app.dpop = Use::Required; });
    std::string const fresh = code();
    EXPECT_EQ(error_of(token(redeem(fresh))), "invalid_dpop_proof");
    EXPECT_TRUE(token(redeem(fresh), proof()).find("access_token"));
    change_app(kWeb, [](Application& app) { app.dpop = Use::Off; });
    EXPECT_EQ(token(redeem(code()), { { "DPoP", "anything" } }).text("token_type"), "Bearer");
}

TEST_F(DpopTest, AProofCountsOnceForOneRequestAndOneMinute)
{
    std::string const once = make_proof(key, clock.now());
    EXPECT_TRUE(token(redeem(code()), { { "DPoP", once } }).find("access_token"));
    std::string const fresh = code();
    auto const refused = [&](std::string const& text) {
        EXPECT_EQ(error_of(token(redeem(fresh), { { "DPoP", text } })), "invalid_dpop_proof");
    };
    refused(once);
    refused(make_proof(key, clock.now(), { .method = "GET" }));
    refused(make_proof(key, clock.now(), { .address = "https://evil.example" + endpoint("token") }));
    refused(make_proof(key, clock.now(), { .address = kOrigin + endpoint("token", kOtherPolicy) }));
    refused(make_proof(key, clock.now(), { .typ = "JWT" }));
    refused(make_proof(key, clock.now() - seconds(61)));
    refused(make_proof(key, clock.now() + seconds(61)));
    refused("x");
    // None of these used the code up; the address is compared without query and case.
    EXPECT_TRUE(token(redeem(fresh), proof({ .address = kOrigin + to_lower(endpoint("token")) + "?p=1" }))
            .find("access_token"));
}

// attack-44, attack-45
TEST_F(DpopTest, Attack44And45TheKeyInTheProofChoosesTheAlgorithm)
{
    json::Object const claims{ { "jti", "a" }, { "htm", "POST" }, { "htu", kOrigin + endpoint("token") },
        { "iat", unix_seconds(clock.now()) } };
    std::string const fresh = code();
    for (char const* algorithm : { "none", "HS256", "RS256" }) {
        json::Object const header{ { "typ", "dpop+jwt" }, { "alg", algorithm }, { "jwk", public_members(key) } };
        EXPECT_EQ(
            error_of(token(redeem(fresh), { { "DPoP", sign_parts(header, claims, key) } })), "invalid_dpop_proof");
    }
    json::Object stolen = public_members(key);
    stolen.set("d", "AAAA");
    for (json::Object const& jwk :
        { public_members(other), stolen, json::Object{ { "kty", "oct" }, { "k", "AAAA" } } }) {
        json::Object const header{ { "typ", "dpop+jwt" }, { "alg", "ES256" }, { "jwk", jwk } };
        EXPECT_EQ(
            error_of(token(redeem(fresh), { { "DPoP", sign_parts(header, claims, key) } })), "invalid_dpop_proof");
    }
}

} // namespace
} // namespace gatehouse::oidc
