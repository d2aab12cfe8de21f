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

// RFC 9449 §8
TEST_F(DpopTest, WithNoncesAProofHoldsTheServers)
{
    tenant.dpop_nonces = true;
    write([&](Ports& ports) { return ports.tenants.save(tenant); });
    refresh();
    std::string const value = code();
    http::Response const first = post_token(redeem(value), proof());
    EXPECT_EQ(first.status, 400);
    EXPECT_EQ(error_of(json::parse_object(first.content()).value()), "use_dpop_nonce");
    std::string const nonce = first.headers.get("DPoP-Nonce");
    EXPECT_EQ(nonce.size(), 43u);
    EXPECT_EQ(error_of(token(redeem(value), proof({ .nonce = "another" }))), "use_dpop_nonce");
    // The refusals have not used the code up.
    json::Object const body = token(redeem(value), proof({ .nonce = nonce }));
    ASSERT_EQ(body.text("token_type"), "DPoP");
    std::string const userinfo = "/" + std::string(kDomain) + "/" + kPolicy + "/openid/v2.0/userinfo";
    Proof const at_userinfo{
        .method = "GET", .address = kOrigin + userinfo, .access_token = *body.text("access_token")
    };
    Fields const headers{ { "Authorization", "DPoP " + *body.text("access_token") },
        { "DPoP", make_proof(key, clock.now(), at_userinfo) } };
    http::Response const refused = send(http::Method::Get, userinfo, headers);
    EXPECT_EQ(refused.status, 401);
    EXPECT_NE(refused.headers.get("DPoP-Nonce"), "");
    EXPECT_EQ(post_token(redeem(code())).headers.get("DPoP-Nonce"), "") << "of no use to a bearer client";
    clock.advance(std::chrono::minutes(5));
    EXPECT_EQ(error_of(token(redeem(code()), proof({ .nonce = nonce }))), "use_dpop_nonce");
}

// RFC 9449 §10
TEST_F(DpopTest, ARequestMayNameTheKeyThatItsCodeIsFor)
{
    auto const fresh = [&] { return code(changed(web_request(), { { "dpop_jkt", jose::thumbprint(key) } })); };
    std::string const value = fresh();
    EXPECT_EQ(error_of(token(redeem(value))), "invalid_dpop_proof");
    EXPECT_EQ(error_of(token(redeem(value), { { "DPoP", make_proof(other, clock.now()) } })), "invalid_dpop_proof");
    json::Object const body = token(redeem(value), proof());
    ASSERT_EQ(body.text("token_type"), "DPoP");
    // The keys of a confidential client may change all the same.
    EXPECT_EQ(token(renew(*body.text("refresh_token"))).text("token_type"), "Bearer");
    ask(changed(web_request(), { { "dpop_jkt", "short" } }));
    EXPECT_EQ(error_code(), "AADB2C90122");
}

// RFC 7518 §3.5
TEST_F(DpopTest, AProofMayBeSignedWithPs256)
{
    auto const pss = crypto::SigningKey::generate(crypto::Algorithm::Ps256).value();
    json::Object const body = token(redeem(code()), { { "DPoP", make_proof(pss, clock.now()) } });
    EXPECT_EQ(claims(*body.text("access_token")).object("cnf")->text("jkt"), jose::thumbprint(pss));
}

} // namespace
} // namespace gatehouse::oidc
