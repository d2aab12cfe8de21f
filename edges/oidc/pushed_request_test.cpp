// RFC 9126 and RFC 9101: requests that do not pass through the browser, or that the app signs.
#include "edges/oidc/keys_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::oidc {
namespace {

class PushedRequestTest : public testing::Test, public World {
protected:
    PushedRequestTest()
    {
        change_app(kWeb, [&](Application& app) {
            app.pushed_requests = app.request_objects = Use::Allowed;
            app.keys = json::write(json::Object{ { "keys", json::Array{ jose::public_jwk("k1", 0, key()) } } });
        });
    }
    static crypto::SigningKey const& key()
    {
        static crypto::SigningKey const made = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
        return made;
    }
    http::Response push(Fields const& fields, std::string const& policy = kPolicy)
    {
        http::Request request;
        request.method = http::Method::Post;
        request.path = request.target = endpoint("par", policy);
        request.body = build(fields);
        request.headers.set("Host", "localhost:8400");
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        return router.handle(std::move(request));
    }
    static Fields pushing(Fields const& changes = {})
    {
        return changed(changed(web_request(), { { "client_secret", kSecret } }), changes);
    }
    std::string pushed(Fields const& fields = pushing())
    {
        http::Response const response = push(fields);
        EXPECT_EQ(response.status, 201) << response.content();
        auto const body = json::parse_object(response.content());
        return body ? body->text("request_uri").value_or("") : "";
    }
    std::string push_error(Fields const& fields, std::string const& policy = kPolicy)
    {
        http::Response const response = push(fields, policy);
        EXPECT_EQ(response.status, 400);
        return json::parse_object(response.content())->text("error").value_or("");
    }
    static Fields by_reference(std::string const& uri) { return { { "client_id", kWeb }, { "request_uri", uri } }; }

    json::Object object() const
    {
        json::Object claims{ { "iss", kWeb }, { "aud", std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/" },
            { "exp", unix_seconds(clock.now()) + 60 } };
        for (auto const& [name, value] : web_request())
            claims.set(name, value);
        return claims;
    }
    static std::string sign(json::Object const& claims, std::string_view typ = "oauth-authz-req+jwt")
    {
        return jose::sign_jwt(claims, "k1", key(), typ).value();
    }
    static Fields with_object(std::string const& object) { return { { "client_id", kWeb }, { "request", object } }; }
};

TEST_F(PushedRequestTest, TheBrowserBringsOnlyTheReference)
{
    http::Response const response = push(pushing());
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    auto const body = json::parse_object(response.content());
    EXPECT_EQ(member_names(*body), (std::vector<std::string>{ "request_uri", "expires_in" }));
    EXPECT_EQ(body->text("request_uri")->find("urn:ietf:params:oauth:request_uri:"), 0u);
    EXPECT_EQ(body->integer("expires_in"), 90);
    sign_in(by_reference(*body->text("request_uri")));
    EXPECT_EQ(browser.answer("state"), "s1");
    EXPECT_TRUE(token(redeem(browser.answer("code"))).text("access_token"));
}

TEST_F(PushedRequestTest, WhatStandsBesideTheReferenceIsNotRead)
{
    sign_in(changed(by_reference(pushed()), { { "state", "other" }, { "redirect_uri", "https://evil.example/" } }));
    EXPECT_EQ(browser.away.find(kWebReturn), 0u) << browser.away;
    EXPECT_EQ(browser.answer("state"), "s1");
}

TEST_F(PushedRequestTest, AReferenceIsGoodOnceAndForAShortTime)
{
    std::string const uri = pushed();
    ask(by_reference(uri));
    EXPECT_TRUE(browser.has_element("password"));
    ask(by_reference(uri));
    EXPECT_EQ(error_code(), "AADB2C90122");
    EXPECT_FALSE(browser.is_away());
    std::string const late = pushed();
    clock.advance(seconds(90));
    ask(by_reference(late));
    EXPECT_EQ(error_code(), "AADB2C90122");
}

TEST_F(PushedRequestTest, AReferenceIsBoundToClientAndPolicy)
{
    ask(changed(by_reference(pushed()), { { "client_id", kSpa } }));
    EXPECT_EQ(error_code(), "AADB2C90122");
    ask(by_reference(pushed()), kOtherPolicy);
    EXPECT_EQ(error_code(), "AADB2C90122");
    EXPECT_FALSE(browser.is_away());
}

TEST_F(PushedRequestTest, TheClientProvesItselfAndItsRequestIsJudgedAtOnce)
{
    EXPECT_EQ(push_error(pushing({ { "client_secret", "wrong" } })), "invalid_client");
    EXPECT_EQ(push_error(pushing({ { "redirect_uri", "https://evil.example/" } })), "invalid_request");
    EXPECT_EQ(push_error(pushing({ { "response_type", "wisdom" } })), "unsupported_response_type");
    EXPECT_EQ(push_error(pushing({ { "scope", std::string("openid ") + kAdmin } })), "invalid_request");
    EXPECT_EQ(push_error(pushing({ { "request_uri", "urn:x" } })), "invalid_request");
    change_app(kWeb, [](Application& app) { app.pushed_requests = Use::Off; });
    EXPECT_EQ(push_error(pushing()), "unauthorized_client");
    EXPECT_EQ(push(pushing(), "B2C_1_none").status, 404);
}

TEST_F(PushedRequestTest, ThePartThatRunsOnAServerProvesItself)
{
    change_app(kWeb, [](Application& app) { app.redirect_uris.push_back({ kSpaReturn, AppKind::Spa }); });
    Fields const in_browser = { { "redirect_uri", kSpaReturn }, { "client_secret", "" },
        { "code_challenge", challenge() }, { "code_challenge_method", "S256" } };
    EXPECT_EQ(push(pushing(in_browser)).status, 201);
    http::Response const on_server = push(pushing({ { "client_secret", "" } }));
    EXPECT_EQ(on_server.status, 400);
    EXPECT_NE(on_server.content().find("AADB2C90079"), std::string::npos) << on_server.content();
}

TEST_F(PushedRequestTest, AnAppThatMustPushCannotDoOtherwise)
{
    change_app(kWeb, [](Application& app) { app.pushed_requests = Use::Required; });
    ask(web_request());
    EXPECT_EQ(browser.answer("error"), "invalid_request");
    EXPECT_EQ(error_code(), "AADB2C90122");
    sign_in(by_reference(pushed()));
    EXPECT_NE(browser.answer("code"), "");
}

// attack-57
TEST_F(PushedRequestTest, Attack57NoReferenceIsFetched)
{
    for (char const* uri : { "https://inner.example/request", "http://169.254.169.254/", "file:///etc/passwd",
             "urn:ietf:params:oauth:request_uri", "URN:IETF:params:oauth:request_uri:x" }) {
        ask(changed(web_request(), { { "request_uri", uri } }));
        EXPECT_EQ(browser.answer("error"), "request_uri_not_supported") << uri;
    }
    EXPECT_EQ(push_error(pushing({ { "request_uri", "https://inner.example/" } })), "invalid_request");
}

TEST_F(PushedRequestTest, ASignedRequestIsTakenFromTheObjectAlone)
{
    json::Object claims = object();
    claims.set("max_age", 600);
    sign_in(changed(with_object(sign(claims)), { { "state", "outside" }, { "scope", "openid" } }));
    EXPECT_EQ(browser.answer("state"), "s1");
    EXPECT_TRUE(token(redeem(browser.answer("code"))).text("access_token"));
}

TEST_F(PushedRequestTest, ASignedRequestMayBePushed)
{
    change_app(kWeb, [](Application& app) { app.pushed_requests = app.request_objects = Use::Required; });
    EXPECT_EQ(push_error(pushing()), "invalid_request");
    Fields const fields = { { "client_id", kWeb }, { "client_secret", kSecret }, { "request", sign(object()) } };
    sign_in(by_reference(pushed(fields)));
    EXPECT_NE(browser.answer("code"), "");
}

TEST_F(PushedRequestTest, AnObjectThatProvesNothingIsRefused)
{
    auto const changed_object = [&](std::string const& name, json::Value value) {
        json::Object claims = object();
        claims.set(name, std::move(value));
        return sign(claims);
    };
    auto const foreign = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    for (std::string const& bad : { std::string("x"), jose::sign_jwt(object(), "k1", foreign).value(),
             base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(json::write(object())) + ".",
             changed_object("iss", kSpa), changed_object("aud", "https://other.example/"),
             changed_object("exp", unix_seconds(clock.now()) - 120), changed_object("client_id", kSpa),
             changed_object("sub", kWeb), changed_object("request_uri", "urn:x"), sign(object(), "at+jwt") }) {
        // Where no address can be trusted, the error is a page; where it can, it goes to the application.
        ask(with_object(bad));
        EXPECT_FALSE(browser.is_away()) << bad;
        EXPECT_EQ(error_code(), "AADB2C90122") << bad;
        ask(changed(web_request(), { { "request", bad } }));
        EXPECT_EQ(browser.answer("error"), "invalid_request_object") << bad;
    }
}

TEST_F(PushedRequestTest, AnAppThatMustSignCannotDoOtherwise)
{
    change_app(kWeb, [](Application& app) { app.request_objects = Use::Required; });
    ask(web_request());
    EXPECT_EQ(browser.answer("error"), "invalid_request");
    sign_in(with_object(sign(object())));
    EXPECT_NE(browser.answer("code"), "");
}

// RFC 9449 §10.1
TEST_F(PushedRequestTest, AProofSaysWhichKeyTheCodeIsFor)
{
    change_app(kWeb, [](Application& app) { app.dpop = Use::Allowed; });
    auto const proof = [&](std::string const& name) {
        return Fields{ { "DPoP", make_proof(key(), clock.now(), { .address = kOrigin + endpoint(name) }) } };
    };
    http::Response const answer = post_to(endpoint("par"), pushing(), proof("par"));
    ASSERT_EQ(answer.status, 201) << answer.content();
    std::string const reference = *json::parse_object(answer.content())->text("request_uri");
    std::string const value = code({ { "client_id", kWeb }, { "request_uri", reference } });
    EXPECT_EQ(token(redeem(value)).text("error"), "invalid_dpop_proof");
    EXPECT_EQ(token(redeem(value), proof("token")).text("token_type"), "DPoP");
    // What is named beside the proof must be the same key.
    std::string const named = crypto::sha256_text("another key");
    EXPECT_EQ(post_to(endpoint("par"), pushing({ { "dpop_jkt", named } }), proof("par")).status, 400);
}

} // namespace
} // namespace gatehouse::oidc
