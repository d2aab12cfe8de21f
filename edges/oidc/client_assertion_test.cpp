#include "edges/oidc/client_assertion.h"

#include "edges/oidc/keys_test.h"

namespace gatehouse::oidc {
namespace {

class ClientAssertionTest : public testing::Test, public World {
protected:
    ClientAssertionTest()
    {
        change_app(kWeb, [&](Application& app) {
            json::Object jwk = jose::public_jwk("k1", 0, key);
            jwk.set("x5t#S256", "certificate");
            app.keys = json::write(json::Object{ { "keys", json::Array{ jwk } } });
        });
        change_app(kApi, [](Application& app) { app.roles = { { "Export", "" } }; });
        change_app(kWeb, [](Application& app) {
            app.permissions.push_back({ ClientId(kApi), "Export", true, PermissionKind::Role });
        });
    }
    json::Object good() const
    {
        std::int64_t const now = unix_seconds(clock.now());
        return { { "iss", kWeb }, { "sub", kWeb }, { "aud", std::string(kOrigin) + to_lower(endpoint("token")) },
            { "jti", "j1" }, { "iat", now }, { "exp", now + 600 } };
    }
    std::string sign(json::Object const& claims, json::Object header = { { "kid", "k1" } }) const
    {
        header.set("alg", "ES256");
        return sign_parts(header, claims, key);
    }
    static Fields with(std::string const& assertion)
    {
        return { { "grant_type", "client_credentials" }, { "scope", std::string(kApiUri) + "/.default" },
            { "client_assertion_type", std::string(kJwtBearer) }, { "client_assertion", assertion } };
    }
    // "" when the assertion was accepted.
    std::string error_of(Fields const& fields)
    {
        return token(fields).text("error_description").value_or("").substr(0, 11);
    }
    std::string error_with(std::string_view name, json::Value value)
    {
        json::Object claims = good();
        claims.set("jti", "changed");
        claims.set(name, std::move(value));
        return error_of(with(sign(claims)));
    }

    crypto::SigningKey key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
};

TEST_F(ClientAssertionTest, ASignedStatementStandsForTheSecretOnce)
{
    std::string const assertion = sign(good());
    EXPECT_EQ(error_of(with(assertion)), "");
    EXPECT_EQ(error_of(with(assertion)), "AADB2C90017");
    // Nor by its jti under another signature, until it could not be used any more.
    EXPECT_EQ(error_of(with(sign(good()))), "AADB2C90017");
}

TEST_F(ClientAssertionTest, ItRedeemsACode)
{
    Fields fields = changed(redeem(code()), { { "client_secret", "" } });
    fields.emplace_back("client_assertion_type", kJwtBearer);
    fields.emplace_back("client_assertion", sign(good()));
    EXPECT_TRUE(token(fields).find("access_token"));
}

TEST_F(ClientAssertionTest, ACertificateIsNamedByItsThumbprint)
{
    change_app(kWeb, [&](Application& app) {
        auto keys = json::parse_object(app.keys).value();
        json::Array all = *keys.array("keys");
        auto const other = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
        all.emplace_back(jose::public_jwk("k2", 0, other));
        app.keys = json::write(json::Object{ { "keys", std::move(all) } });
    });
    EXPECT_EQ(error_of(with(sign(good(), { { "x5t#S256", "certificate" } }))), "");
    json::Object next = good();
    next.set("jti", "j2");
    EXPECT_EQ(error_of(with(sign(next, { { "x5t#S256", "another" } }))), "AADB2C90017");
    EXPECT_EQ(error_of(with(sign(next, { { "kid", "k2" } }))), "AADB2C90017");
}

TEST_F(ClientAssertionTest, TheTokenEndpointTheIssuerAndTheAddressAskedAreItsAudience)
{
    std::string const origin = kOrigin;
    EXPECT_EQ(error_with("aud", origin + "/" + kTenantGuid + "/v2.0/"), "");
    json::Object several = good();
    several.set("jti", "several");
    several.set("aud", json::Array{ "https://else.example", origin + endpoint("token") });
    EXPECT_EQ(error_of(with(sign(several))), "");
    for (std::string const& audience : { std::string("https://evil.example") + endpoint("token"), origin,
             origin + endpoint("token") + "/x", std::string() }) {
        json::Object for_others = good();
        for_others.set("jti", "for " + audience); // not refused because it was used
        for_others.set("aud", audience);
        EXPECT_EQ(error_of(with(sign(for_others))), "AADB2C90017") << audience;
    }
}

TEST_F(ClientAssertionTest, EverythingInItIsChecked)
{
    std::int64_t const now = unix_seconds(clock.now());
    EXPECT_EQ(error_with("iss", kSpa), "AADB2C90017");
    EXPECT_EQ(error_with("sub", kSpa), "AADB2C90017");
    EXPECT_EQ(error_with("exp", now - 61), "AADB2C90017");
    EXPECT_EQ(error_with("exp", now + 3601), "AADB2C90017");
    EXPECT_EQ(error_with("nbf", now + 300), "AADB2C90017");
    EXPECT_EQ(error_with("jti", ""), "AADB2C90017");
    EXPECT_EQ(error_with("jti", 7), "AADB2C90017");
    json::Object endless = good();
    endless.erase("exp");
    EXPECT_EQ(error_of(with(sign(endless))), "AADB2C90017");
    EXPECT_EQ(error_of(with("x.y.z")), "AADB2C90017");
    EXPECT_EQ(error_of(changed(with(sign(good())), { { "client_assertion_type", "saml" } })), "AADB2C90016");
    EXPECT_EQ(error_of(with(sign(good(), { { "kid", "k1" }, { "typ", "dpop+jwt" } }))), "AADB2C90017");
}

// attack-44, attack-45
TEST_F(ClientAssertionTest, Attack44And45OnlyTheAppsOwnKeyWithItsOwnAlgorithm)
{
    auto const stranger = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    EXPECT_EQ(error_of(with(sign_parts({ { "alg", "ES256" }, { "kid", "k1" } }, good(), stranger))), "AADB2C90017");
    for (char const* algorithm : { "none", "HS256", "RS256" })
        EXPECT_EQ(error_of(with(sign_parts({ { "alg", algorithm }, { "kid", "k1" } }, good(), key))), "AADB2C90017");
    json::Object const own{ { "alg", "ES256" }, { "jwk", public_members(stranger) } };
    EXPECT_EQ(error_of(with(sign_parts(own, good(), stranger))), "AADB2C90017");
    change_app(kWeb, [](Application& app) { app.keys.clear(); });
    EXPECT_EQ(error_of(with(sign(good()))), "AADB2C90017");
}

TEST_F(ClientAssertionTest, AKeyThatHasEndedProvesNothing)
{
    auto const ends = [&](Time end) {
        change_app(kWeb, [&](Application& app) {
            json::Object jwk = jose::public_jwk("k1", 0, key);
            jwk.set("exp", unix_seconds(end));
            app.keys = json::write(json::Object{ { "keys", json::Array{ jwk } } });
        });
    };
    ends(clock.now());
    EXPECT_EQ(error_of(with(sign(good()))), "AADB2C90017");
    ends(clock.now() + std::chrono::seconds(1));
    EXPECT_EQ(error_of(with(sign(good()))), "");
}

TEST_F(ClientAssertionTest, OneCredentialARequest)
{
    Fields both = with(sign(good()));
    both.emplace_back("client_secret", kSecret);
    EXPECT_EQ(error_of(both), "AADB2C90083");
    Fields other = with(sign(good()));
    other.emplace_back("client_id", kSpa);
    EXPECT_EQ(error_of(other), "AADB2C90027");
}

// MSAL signs with PS256 what it proves by a certificate.
TEST_F(ClientAssertionTest, AnRsaKeyMaySignWithPs256)
{
    auto const pss = crypto::SigningKey::generate(crypto::Algorithm::Ps256).value();
    change_app(kWeb, [&](Application& app) {
        app.keys = json::write(json::Object{ { "keys", json::Array{ jose::public_jwk("k2", 0, pss) } } });
    });
    EXPECT_EQ(error_of(with(sign_parts({ { "alg", "PS256" }, { "kid", "k2" } }, good(), pss))), "");
}

} // namespace
} // namespace gatehouse::oidc
