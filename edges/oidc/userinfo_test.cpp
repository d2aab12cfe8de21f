#include "edges/oidc/userinfo.h"

#include "edges/oidc/keys_test.h"

namespace gatehouse::oidc {
namespace {

class UserinfoTest : public testing::Test, public World {
protected:
    static std::string path() { return "/" + std::string(kDomain) + "/" + kPolicy + "/openid/v2.0/userinfo"; }
    static Fields bearer(std::string const& value) { return { { "Authorization", "Bearer " + value } }; }
    http::Response get(Fields const& headers) { return send(http::Method::Get, path(), headers); }
    void expect_refused(Fields const& headers, int status, std::string const& error)
    {
        http::Response const response = get(headers);
        EXPECT_EQ(response.status, status);
        EXPECT_NE(response.headers.get("WWW-Authenticate").find("error=\"" + error + "\""), std::string::npos)
            << response.headers.get("WWW-Authenticate");
    }
};

TEST_F(UserinfoTest, TheClaimsAreThoseOfTheTokensAndOfNoProtocol)
{
    json::Object const body = token(redeem(code()));
    http::Response const response = get(bearer(*body.text("access_token")));
    ASSERT_EQ(response.status, 200) << response.content();
    auto const info = json::parse_object(response.content());
    EXPECT_EQ(info->text("sub"), claims(*body.text("id_token")).text("sub"));
    EXPECT_EQ(member_names(*info), (std::vector<std::string>{ "sub", "emails", "name", "given_name", "oid" }));
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
}

TEST_F(UserinfoTest, ATokenMayComeInAFormButOnlyOnce)
{
    std::string const value = *token(redeem(code())).text("access_token");
    EXPECT_EQ(post_to(path(), { { "access_token", value } }).status, 200);
    EXPECT_EQ(post_to(path(), {}, bearer(value)).status, 200);
    EXPECT_EQ(post_to(path(), { { "access_token", value } }, bearer(value)).status, 400);
    EXPECT_EQ(send(http::Method::Get, path() + "?access_token=" + value, {}).status, 401);
}

TEST_F(UserinfoTest, WhoShowsNothingIsToldTheWayOnly)
{
    http::Response const response = get({});
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(response.headers.get("WWW-Authenticate"), "Bearer realm=\"userinfo\"");
    EXPECT_EQ(response.content(), "");
}

// attack-47
TEST_F(UserinfoTest, Attack47AnIdTokenOpensNothing)
{
    expect_refused(bearer(*token(redeem(code())).text("id_token")), 401, "invalid_token");
}

// attack-44, attack-45
TEST_F(UserinfoTest, Attack44And45OnlyOurKeysAndTheirAlgorithm)
{
    std::string const good = *token(redeem(code())).text("access_token");
    json::Object const inside = claims(good);
    auto const stranger = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    std::string const kid = jose::parse_jwt(good)->kid;
    for (char const* algorithm : { "none", "HS256", "ES256", "RS256" })
        expect_refused(
            bearer(sign_parts({ { "alg", algorithm }, { "kid", kid } }, inside, stranger)), 401, "invalid_token");
    expect_refused(bearer(good + "x"), 401, "invalid_token");
    expect_refused(bearer("x"), 401, "invalid_token");
}

// attack-21, attack-22
TEST_F(UserinfoTest, Attack21And22AClosedPersonOrAppHasNone)
{
    std::string const value = *token(redeem(code())).text("access_token");
    change_app(kWeb, [](Application& app) { app.enabled = false; });
    expect_refused(bearer(value), 401, "invalid_token");
    change_app(kWeb, [](Application& app) { app.enabled = true; });
    EXPECT_EQ(get(bearer(value)).status, 200);
    clock.advance(seconds(5));
    change_user(ada, [&](User& user) { user.tokens_valid_from = clock.now(); });
    expect_refused(bearer(value), 401, "invalid_token");
    change_user(ada, [](User& user) {
        user.tokens_valid_from = user.created;
        user.enabled = false;
    });
    expect_refused(bearer(value), 401, "invalid_token");
}

TEST_F(UserinfoTest, ATokenExpires)
{
    std::string const value = *token(redeem(code())).text("access_token");
    clock.advance(std::chrono::hours(1));
    refresh();
    expect_refused(bearer(value), 401, "invalid_token");
}

TEST_F(UserinfoTest, ABoundTokenNeedsItsKey)
{
    change_app(kWeb, [](Application& app) { app.dpop = Use::Required; });
    auto const key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    auto const other = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    std::string const value = *token(redeem(code()), { { "DPoP", make_proof(key, clock.now()) } }).text("access_token");
    Proof const here{ .method = "GET", .address = kOrigin + path(), .access_token = value };
    auto const with = [&](crypto::SigningKey const& by, Proof const& proof) {
        return get({ { "Authorization", "DPoP " + value }, { "DPoP", make_proof(by, clock.now(), proof) } }).status;
    };
    EXPECT_EQ(with(key, here), 200);
    EXPECT_EQ(with(other, here), 401);
    Proof elsewhere = here;
    elsewhere.access_token = "another";
    EXPECT_EQ(with(key, elsewhere), 401);
    expect_refused(bearer(value), 401, "invalid_token");
    expect_refused({ { "Authorization", "DPoP " + value } }, 401, "invalid_dpop_proof");
}

TEST_F(UserinfoTest, PagesOfSinglePageAppsMayAskAndReadErrors)
{
    http::Response const preflight = send(http::Method::Options, path(), { { "Origin", "https://spa.example" } });
    EXPECT_NE(preflight.headers.get("Access-Control-Allow-Headers").find("authorization"), std::string::npos);
    EXPECT_EQ(
        get({ { "Origin", "https://spa.example" } }).headers.get("Access-Control-Allow-Origin"), "https://spa.example");
    EXPECT_EQ(get({ { "Origin", "https://evil.example" } }).headers.get("Access-Control-Allow-Origin"), "");
}

} // namespace
} // namespace gatehouse::oidc
