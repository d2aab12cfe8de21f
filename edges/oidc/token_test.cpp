#include "edges/oidc/world_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::oidc {
namespace {

class TokenTest : public testing::Test, public World {
protected:
    void expect_error(Fields const& fields, std::string const& code, std::string const& error, int status = 400,
        Fields const& headers = {}, std::string const& policy = kPolicy)
    {
        http::Response const response = post_token(fields, headers, policy);
        EXPECT_EQ(response.status, status) << code;
        auto const body = json::parse_object(response.content());
        ASSERT_TRUE(body.has_value());
        EXPECT_EQ(member_names(*body), (std::vector<std::string>{ "error", "error_description" }));
        EXPECT_EQ(body->text("error"), error) << code;
        std::string const description = body->text("error_description").value_or("");
        EXPECT_EQ(description.find(code + ": "), 0u) << description;
        EXPECT_NE(description.find("\r\nCorrelation ID: 00000000-0000-4000-8000-000000000009\r\nTimestamp: "),
            std::string::npos);
        EXPECT_EQ(response.headers.get("Cache-Control"), "no-store");
    }
    static Fields with_pkce()
    {
        return changed(web_request(), { { "code_challenge", challenge() }, { "code_challenge_method", "S256" } });
    }
    static Fields without_client(Fields const& fields)
    {
        return changed(fields, { { "client_id", "" }, { "client_secret", "" } });
    }
    static Fields basic(std::string const& credentials)
    {
        return { { "Authorization", "Basic " + base64_encode(credentials) } };
    }
    std::string spa_code()
    {
        return code(changed(with_pkce(), { { "client_id", kSpa }, { "redirect_uri", kSpaReturn } }));
    }
    static Fields redeem_spa(std::string const& code)
    {
        return { { "grant_type", "authorization_code" }, { "code", code }, { "redirect_uri", kSpaReturn },
            { "client_id", kSpa }, { "code_verifier", kVerifier } };
    }
};

TEST_F(TokenTest, TheAnswerHasB2CsMembersInItsOrder)
{
    json::Object const body = token(changed(redeem(code()), { { "client_info", "1" } }));
    EXPECT_EQ(member_names(body),
        (std::vector<std::string>{ "access_token", "id_token", "token_type", "not_before", "expires_in", "expires_on",
            "resource", "client_info", "scope", "refresh_token", "refresh_token_expires_in" }));
    EXPECT_EQ(body.text("token_type"), "Bearer");
    EXPECT_EQ(body.integer("not_before"), unix_seconds(clock.now()));
    EXPECT_EQ(body.integer("expires_in"), 3600);
    EXPECT_EQ(body.integer("expires_on"), unix_seconds(clock.now()) + 3600);
    EXPECT_EQ(body.text("resource"), kApi);
    EXPECT_EQ(body.text("scope"), kRead);
    EXPECT_EQ(body.integer("refresh_token_expires_in"), 14 * 86'400);
    auto const info = json::parse_object(base64url_decode(*body.text("client_info")).value_or(""));
    EXPECT_EQ(info->text("uid"), ada.text() + "-b2c_1_signin");
}

TEST_F(TokenTest, WithoutAResourceThereIsNoAccessToken)
{
    json::Object const body = token(redeem(code(changed(web_request(), { { "scope", "openid" } }))));
    EXPECT_EQ(member_names(body),
        (std::vector<std::string>{
            "id_token", "token_type", "not_before", "id_token_expires_in", "profile_info", "scope" }));
    EXPECT_EQ(body.text("scope"), "openid");
    EXPECT_EQ(json::parse_object(base64url_decode(*body.text("profile_info")).value_or(""))->text("name"), "Ada");
}

// B2C: SendTokenResponseBodyWithJsonNumbers.
TEST_F(TokenTest, NumbersAreTextWhereThePolicySaysSo)
{
    clock.advance(std::chrono::milliseconds(1)); // plans are told apart by their time
    write([&](Ports& ports) -> Result<void> {
        StoredPolicy stored = *TRY(ports.policies.find(tenant.id, PolicyId(kPolicy)));
        stored.xml = replace_all(stored.xml, "<Item Key=\"token_lifetime_secs\">",
            "<Item Key=\"SendTokenResponseBodyWithJsonNumbers\">false</Item><Item Key=\"token_lifetime_secs\">");
        stored.updated = clock.now();
        return ports.policies.save(tenant.id, stored);
    });
    refresh();
    json::Object const body = token(redeem(code()));
    for (char const* member : { "not_before", "expires_in", "expires_on", "refresh_token_expires_in" })
        EXPECT_TRUE(body.text(member)) << member;
    EXPECT_EQ(body.text("expires_in"), "3600");
}

TEST_F(TokenTest, TheAnswerIsNotCached)
{
    http::Response const response = post_token(redeem(code()));
    EXPECT_EQ(response.status, 200);
    EXPECT_NE(response.headers.get("Cache-Control").find("no-store"), std::string::npos);
    EXPECT_EQ(response.headers.get("Content-Type").find("application/json"), 0u);
}

TEST_F(TokenTest, TokensCarryTheClaimsOfAUserFlow)
{
    json::Object const body = token(redeem(code()));
    json::Object const id = claims(*body.text("id_token"));
    EXPECT_EQ(id.text("iss"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
    EXPECT_EQ(id.text("aud"), kWeb);
    EXPECT_EQ(id.text("sub"), ada.text());
    EXPECT_EQ(id.text("oid"), ada.text());
    EXPECT_EQ(id.text("tfp"), kPolicy);
    EXPECT_EQ(id.text("ver"), "1.0");
    EXPECT_EQ(id.text("nonce"), "n1");
    EXPECT_EQ(id.text("name"), "Ada");
    EXPECT_EQ(id.text("given_name"), "Augusta Ada");
    EXPECT_EQ(*id.array("emails")->front().as_text(), kEmail);
    EXPECT_EQ(id.integer("iat"), unix_seconds(clock.now()));
    EXPECT_EQ(id.integer("nbf"), id.integer("iat"));
    EXPECT_EQ(id.integer("exp"), *id.integer("iat") + 3600);
    EXPECT_EQ(id.integer("auth_time"), unix_seconds(clock.now()));
    EXPECT_FALSE(id.find("scp"));
    EXPECT_FALSE(id.find("acr"));
    json::Object const access = claims(*body.text("access_token"));
    EXPECT_EQ(access.text("aud"), kApi);
    EXPECT_EQ(access.text("azp"), kWeb);
    EXPECT_EQ(access.text("scp"), "Read");
    EXPECT_EQ(access.text("tfp"), kPolicy);
}

// attack-47: neither passes for the other.
TEST_F(TokenTest, Attack47AnIdTokenIsForTheClientAndHasNoScope)
{
    json::Object const body
        = token(redeem(code(changed(web_request(), { { "scope", std::string("openid ") + kWeb } }))));
    json::Object const own = claims(*body.text("access_token"));
    EXPECT_EQ(own.text("aud"), kWeb);
    EXPECT_FALSE(own.find("scp"));
    EXPECT_EQ(body.text("scope"), kWeb);
    EXPECT_FALSE(claims(*body.text("id_token")).find("azp"));
}

// --- who calls ------------------------------------------------------------------------------------------------------

TEST_F(TokenTest, BasicCredentialsAreTakenRawAndFormEncoded)
{
    EXPECT_TRUE(token(without_client(redeem(code())), basic(std::string(kWeb) + ":" + kSecret)).find("access_token"));
    EXPECT_TRUE(token(without_client(redeem(code())), basic(std::string(kWeb) + ":" + url::encode(kSecret)))
            .find("access_token"));
    EXPECT_TRUE(token(changed(redeem(code()), { { "client_secret", "" } }), basic(std::string(kWeb) + ":" + kSecret))
            .find("access_token"));
}

// attack-38
TEST_F(TokenTest, Attack38MissingEmptyAndWrongSecretsAreRefused)
{
    std::string const fresh = code();
    expect_error(changed(redeem(fresh), { { "client_secret", "" } }), "AADB2C90079", "invalid_request");
    Fields empty = changed(redeem(fresh), { { "client_secret", "" } });
    empty.emplace_back("client_secret", "");
    expect_error(empty, "AADB2C90081", "invalid_client");
    expect_error(changed(redeem(fresh), { { "client_secret", "wrong" } }), "AADB2C90081", "invalid_client");
    expect_error(without_client(redeem(fresh)), "AADB2C90081", "invalid_client", 400, basic(std::string(kWeb) + ":"));
    expect_error(
        without_client(redeem(fresh)), "AADB2C90081", "invalid_client", 400, basic(std::string(kWeb) + ":wrong"));
    // None of these used the code up.
    EXPECT_TRUE(token(redeem(fresh)).find("access_token"));
}

TEST_F(TokenTest, AnAppWithoutSecretsCannotAuthenticate)
{
    std::string const fresh = code();
    change_app(kWeb, [](Application& app) { app.secrets.clear(); });
    expect_error(redeem(fresh), "AADB2C90081", "invalid_client");
    Fields empty = changed(redeem(fresh), { { "client_secret", "" } });
    empty.emplace_back("client_secret", "");
    expect_error(empty, "AADB2C90081", "invalid_client");
}

TEST_F(TokenTest, SeveralSecretsLiveUntilTheyExpire)
{
    change_app(kWeb, [&](Application& app) {
        app.secrets.push_back(
            { "second", SecretDigest(crypto::sha256_text("another")), "ano", clock.now() + std::chrono::minutes(1) });
    });
    EXPECT_TRUE(token(changed(redeem(code()), { { "client_secret", "another" } })).find("access_token"));
    EXPECT_TRUE(token(redeem(code())).find("access_token"));
    clock.advance(std::chrono::minutes(2));
    expect_error(changed(redeem(code()), { { "client_secret", "another" } }), "AADB2C90081", "invalid_client");
}

// attack-37
TEST_F(TokenTest, Attack37APublicClientMayNotSendASecret)
{
    std::string const fresh = spa_code();
    expect_error(changed(redeem_spa(fresh), { { "client_secret", "anything" } }), "AADB2C90084", "invalid_request");
    expect_error(changed(redeem_spa(fresh), { { "client_id", "" } }), "AADB2C90084", "invalid_request", 400,
        basic(std::string(kSpa) + ":x"));
    json::Object const body = token(redeem_spa(fresh));
    EXPECT_TRUE(body.find("access_token"));
    // B2C: a single-page app's refresh token lives a day.
    EXPECT_EQ(body.integer("refresh_token_expires_in"), 86'400);
}

// One registration, on a server and in the browser: its secret belongs to the server's part.
TEST_F(TokenTest, Attack37WhatAPartOfAnAppWasGivenIsForThatPart)
{
    change_app(kWeb, [](Application& app) { app.redirect_uris.push_back({ kSpaReturn, AppKind::Spa }); });
    auto const spa_code = [&] { return code(changed(with_pkce(), { { "redirect_uri", kSpaReturn } })); };
    auto const as_spa = [](std::string const& code) {
        Fields fields = redeem_spa(code);
        return changed(fields, { { "client_id", kWeb } });
    };
    json::Object const in_browser = token(as_spa(spa_code()));
    EXPECT_EQ(in_browser.integer("refresh_token_expires_in"), 86'400);
    json::Object const on_server = token(redeem(code()));
    EXPECT_EQ(on_server.integer("refresh_token_expires_in"), 14 * 86'400);

    Fields const no_secret = { { "client_secret", "" } };
    Fields const secret = { { "client_secret", kSecret } };
    expect_error(changed(redeem(code()), no_secret), "AADB2C90079", "invalid_request");
    expect_error(changed(as_spa(spa_code()), secret), "AADB2C90084", "invalid_request");
    Fields const renew_on_server = renew(on_server.text("refresh_token").value_or(""));
    Fields const renew_in_browser = renew(in_browser.text("refresh_token").value_or(""));
    expect_error(changed(renew_on_server, no_secret), "AADB2C90079", "invalid_request");
    expect_error(renew_in_browser, "AADB2C90084", "invalid_request");
    EXPECT_EQ(token(renew_on_server).integer("refresh_token_expires_in"), 14 * 86'400);
    clock.advance(std::chrono::hours(1));
    EXPECT_EQ(token(changed(renew_in_browser, no_secret)).integer("refresh_token_expires_in"), 86'400 - 3600);
    // Without credentials it is not the app itself.
    expect_error({ { "grant_type", "client_credentials" }, { "client_id", kWeb },
                     { "scope", std::string(kApiUri) + "/.default" } },
        "AADB2C90058", "unauthorized_client");
}

TEST_F(TokenTest, CredentialsInTwoPlacesOrOfTwoClientsAreRefused)
{
    std::string const fresh = code();
    expect_error(redeem(fresh), "AADB2C90083", "invalid_request", 400, basic(std::string(kWeb) + ":" + kSecret));
    expect_error(changed(redeem(fresh), { { "client_secret", "" }, { "client_id", kSpa } }), "AADB2C90027",
        "invalid_client", 400, basic(std::string(kWeb) + ":" + kSecret));
    for (char const* header : { "Bearer x", "Basic !", "Basic", "Basic bm9jb2xvbg==" })
        expect_error(
            without_client(redeem(fresh)), "AADB2C90027", "invalid_client", 400, { { "Authorization", header } });
    expect_error(without_client(redeem(fresh)), "AADB2C90008", "invalid_request");
    expect_error(changed(redeem(fresh), { { "client_id", "cccccccc-0000-4000-8000-000000000001" } }), "AADB2C90018",
        "invalid_client");
}

// attack-22
TEST_F(TokenTest, Attack22ADisabledAppRedeemsNothing)
{
    json::Object const before = token(redeem(code()));
    std::string const fresh = code();
    change_app(kWeb, [](Application& app) { app.enabled = false; });
    expect_error(redeem(fresh), "AADB2C90018", "invalid_client");
    expect_error(renew(*before.text("refresh_token")), "AADB2C90018", "invalid_client");
}

// --- the code -------------------------------------------------------------------------------------------------------

TEST_F(TokenTest, ShapeOfTheRequest)
{
    expect_error(changed(redeem("x"), { { "grant_type", "" } }), "AADB2C90083", "invalid_request");
    expect_error(changed(redeem("x"), { { "grant_type", "password" } }), "AADB2C90086", "unsupported_grant_type");
    expect_error(changed(redeem("x"), { { "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer" } }),
        "AADB2C90086", "unsupported_grant_type");
    expect_error(changed(redeem("x"), { { "code", "" } }), "AADB2C90083", "invalid_request");
    expect_error(redeem("never-issued"), "AADB2C90090", "invalid_grant");
    Fields twice = redeem("x");
    twice.emplace_back("code", "y");
    expect_error(twice, "AADB2C90122", "invalid_request");
    expect_error(redeem("x"), "AADB2C90122", "invalid_request", 400, { { "Content-Type", "application/json" } });
    expect_error(redeem("x"), "AADB2C90066", "invalid_request", 404, {}, "B2C_1_none");
}

// attack-40
TEST_F(TokenTest, Attack40ACodeWorksOnceAndItsReplayRevokesWhatItGave)
{
    std::string const fresh = code();
    json::Object const body = token(redeem(fresh));
    ASSERT_TRUE(body.find("refresh_token"));
    expect_error(redeem(fresh), "AADB2C90080", "invalid_grant");
    EXPECT_EQ(audited(AuditKind::CodeReplayed), 1u);
    expect_error(renew(*body.text("refresh_token")), "AADB2C90129", "invalid_grant");
}

TEST_F(TokenTest, ACodeLivesFiveMinutes)
{
    std::string const in_time = code();
    clock.advance(std::chrono::minutes(4) + seconds(59));
    EXPECT_TRUE(token(redeem(in_time)).find("access_token"));
    std::string const late = code();
    clock.advance(std::chrono::minutes(5));
    expect_error(redeem(late), "AADB2C90080", "invalid_grant");
}

TEST_F(TokenTest, ACodeIsForItsPolicyClientAndAddress)
{
    std::string const fresh = code();
    expect_error(redeem(fresh), "AADB2C90088", "invalid_grant", 400, {}, kOtherPolicy);
    expect_error(changed(redeem_spa(fresh), { { "code_verifier", "" } }), "AADB2C90279", "invalid_grant");
    expect_error(changed(redeem(fresh), { { "redirect_uri", "https://web.example/cb?keep=1" } }), "AADB2C90078",
        "invalid_grant");
    expect_error(changed(redeem(fresh), { { "redirect_uri", "" } }), "AADB2C90078", "invalid_grant");
    EXPECT_TRUE(token(redeem(fresh)).find("access_token"));
}

// attack-36
TEST_F(TokenTest, Attack36AChallengeMustBeAnsweredAndAVerifierMustHaveBeenAskedFor)
{
    std::string const challenged = code(with_pkce());
    expect_error(redeem(challenged), "AADB2C90183", "invalid_grant");
    expect_error(changed(redeem(challenged), { { "code_verifier", std::string(kVerifier) + "x" } }), "AADB2C90183",
        "invalid_grant");
    expect_error(changed(redeem(challenged), { { "code_verifier", challenge() } }), "AADB2C90183", "invalid_grant");
    expect_error(changed(redeem(challenged), { { "code_verifier", "short" } }), "AADB2C90183", "invalid_grant");
    EXPECT_TRUE(token(changed(redeem(challenged), { { "code_verifier", kVerifier } })).find("access_token"));
    expect_error(changed(redeem(code()), { { "code_verifier", kVerifier } }), "AADB2C90183", "invalid_grant");
}

// attack-21
TEST_F(TokenTest, Attack21APersonWhoIsClosedRemovedOrRevokedGetsNoTokens)
{
    json::Object const before = token(redeem(code()));
    std::string const refresh_token = *before.text("refresh_token");
    std::string const closed = code();
    change_user(ada, [](User& user) { user.enabled = false; });
    expect_error(redeem(closed), "AADB2C90129", "invalid_grant");
    expect_error(renew(refresh_token), "AADB2C90129", "invalid_grant");
    change_user(ada, [&](User& user) {
        user.enabled = true;
        user.tokens_valid_from = clock.now() + seconds(1);
    });
    expect_error(renew(refresh_token), "AADB2C90129", "invalid_grant");
    write([&](Ports& ports) { return ports.users.remove(tenant.id, ada); });
    // The grants went with the person, so that their tokens are unknown from now on, or the person is seen to be
    // missing.
    json::Object const gone = token(renew(refresh_token));
    EXPECT_EQ(gone.text("error"), "invalid_grant");
}

// --- refresh --------------------------------------------------------------------------------------------------------

TEST_F(TokenTest, ARefreshGivesNewTokensWithTheSameProof)
{
    json::Object const first = token(redeem(code()));
    clock.advance(std::chrono::minutes(30));
    json::Object const second = token(renew(*first.text("refresh_token")));
    ASSERT_TRUE(second.find("id_token"));
    EXPECT_NE(second.text("refresh_token"), first.text("refresh_token"));
    json::Object const before = claims(*first.text("id_token"));
    json::Object const after = claims(*second.text("id_token"));
    for (char const* name : { "sub", "oid", "auth_time", "nonce", "aud", "iss", "tfp" })
        EXPECT_EQ(*after.find(name), *before.find(name)) << name;
    EXPECT_EQ(after.integer("iat"), *before.integer("iat") + 1800);
    EXPECT_EQ(claims(*second.text("access_token")).text("azp"), kWeb);
    EXPECT_TRUE(token(renew(*second.text("refresh_token"))).find("access_token"));
}

// attack-39
TEST_F(TokenTest, Attack39ARefreshTokenWorksOnceAndItsReuseEndsTheFamily)
{
    json::Object const first = token(redeem(code()));
    json::Object const second = token(renew(*first.text("refresh_token")));
    ASSERT_TRUE(second.find("refresh_token"));
    clock.advance(tenant.refresh_grace);
    expect_error(renew(*first.text("refresh_token")), "AADB2C90129", "invalid_grant");
    EXPECT_EQ(audited(AuditKind::TokenReplayed), 1u);
    expect_error(renew(*second.text("refresh_token")), "AADB2C90129", "invalid_grant");
}

TEST_F(TokenTest, AClientThatNeverSawTheAnswerAsksAgain)
{
    json::Object const first = token(redeem(code()));
    json::Object const lost = token(renew(*first.text("refresh_token")));
    clock.advance(tenant.refresh_grace - seconds(1));
    json::Object const again = token(renew(*first.text("refresh_token")));
    ASSERT_TRUE(again.find("refresh_token"));
    EXPECT_NE(again.text("refresh_token"), lost.text("refresh_token"));
    EXPECT_EQ(audited(AuditKind::TokenRepeated), 1u);
    EXPECT_EQ(audited(AuditKind::TokenReplayed), 0u);
    clock.advance(std::chrono::hours(1));
    EXPECT_TRUE(token(renew(*again.text("refresh_token"))).find("refresh_token"));
}

// attack-39: of the two answers one is good, and who comes with the other one ends both.
TEST_F(TokenTest, Attack39WithinTheGraceOneTokenOfTheFamilyLives)
{
    json::Object const first = token(redeem(code()));
    json::Object const one = token(renew(*first.text("refresh_token")));
    json::Object const other = token(renew(*first.text("refresh_token")));
    ASSERT_TRUE(other.find("refresh_token"));
    expect_error(renew(*one.text("refresh_token")), "AADB2C90129", "invalid_grant");
    EXPECT_EQ(audited(AuditKind::TokenReplayed), 1u);
    expect_error(renew(*other.text("refresh_token")), "AADB2C90129", "invalid_grant");
    expect_error(renew(*first.text("refresh_token")), "AADB2C90129", "invalid_grant");
}

// attack-39: the answer was seen, so whoever sends the old token is not its client.
TEST_F(TokenTest, Attack39AnAnswerThatWasUsedIsNotGivenAgain)
{
    json::Object const first = token(redeem(code()));
    json::Object const second = token(renew(*first.text("refresh_token")));
    json::Object const third = token(renew(*second.text("refresh_token")));
    expect_error(renew(*first.text("refresh_token")), "AADB2C90129", "invalid_grant");
    expect_error(renew(*third.text("refresh_token")), "AADB2C90129", "invalid_grant");
}

TEST_F(TokenTest, Attack39WithoutGraceAnyReuseEndsTheFamily)
{
    tenant.refresh_grace = seconds(0);
    write([&](Ports& ports) { return ports.tenants.save(tenant); });
    refresh();
    json::Object const first = token(redeem(code()));
    token(renew(*first.text("refresh_token")));
    expect_error(renew(*first.text("refresh_token")), "AADB2C90129", "invalid_grant");
    EXPECT_EQ(audited(AuditKind::TokenReplayed), 1u);
}

TEST_F(TokenTest, ARefreshTokenIsForItsPolicyAndClient)
{
    json::Object const first = token(redeem(code()));
    std::string const value = *first.text("refresh_token");
    expect_error(renew(value), "AADB2C90088", "invalid_grant", 400, {}, kOtherPolicy);
    expect_error({ { "grant_type", "refresh_token" }, { "refresh_token", value }, { "client_id", kSpa } },
        "AADB2C90279", "invalid_grant");
    expect_error(renew("never-issued"), "AADB2C90090", "invalid_grant");
    expect_error(changed(renew("x"), { { "refresh_token", "" } }), "AADB2C90083", "invalid_request");
    EXPECT_TRUE(token(renew(value)).find("access_token"));
}

TEST_F(TokenTest, ARefreshTokenExpires)
{
    json::Object const first = token(redeem(code()));
    clock.advance(std::chrono::hours(24 * 14));
    expect_error(renew(*first.text("refresh_token")), "AADB2C90080", "invalid_grant");
}

TEST_F(TokenTest, TheFamilyEndsWithItsWindow)
{
    json::Object body = token(redeem(code()));
    for (int days = 0; days < 90; days += 10) {
        ASSERT_TRUE(body.find("refresh_token")) << days;
        clock.advance(std::chrono::hours(24 * 10));
        refresh();
        body = token(renew(*body.text("refresh_token")));
    }
    EXPECT_EQ(body.text("error"), "invalid_grant");
}

// attack-41
TEST_F(TokenTest, Attack41TheScopeIsNarrowedAndNeverWidened)
{
    std::string const both = std::string("openid offline_access ") + kRead + " " + kWrite;
    json::Object const first = token(redeem(code(changed(web_request(), { { "scope", both } }))));
    EXPECT_EQ(first.text("scope"), std::string(kRead) + " " + kWrite);
    json::Object const narrow
        = token(changed(renew(*first.text("refresh_token")), { { "scope", std::string("openid ") + kRead } }));
    EXPECT_EQ(claims(*narrow.text("access_token")).text("scp"), "Read");
    json::Object const only_read = token(redeem(code()));
    for (std::string const& scope :
        { both, std::string(kWrite), std::string("https://contoso.onmicrosoft.com/api2/Read"), std::string(kAdmin) }) {
        json::Object const body = token(changed(redeem(code()), { { "scope", scope } }));
        if (auto const access = body.text("access_token")) {
            EXPECT_EQ(claims(*access).text("scp"), "Read") << scope;
            EXPECT_EQ(claims(*access).text("aud"), kApi) << scope;
        }
    }
    json::Object const wider = token(changed(renew(*only_read.text("refresh_token")), { { "scope", both } }));
    EXPECT_EQ(claims(*wider.text("access_token")).text("scp"), "Read");
}

TEST_F(TokenTest, ConsentThatWasTakenBackEndsTheScope)
{
    json::Object const first = token(redeem(code()));
    change_app(kWeb, [](Application& app) { app.permissions.clear(); });
    expect_error(renew(*first.text("refresh_token")), "AADB2C90205", "invalid_request");
}

TEST_F(TokenTest, WithoutOfflineAccessThereIsNoRefreshToken)
{
    EXPECT_FALSE(token(redeem(code(changed(web_request(), { { "scope", std::string("openid ") + kRead } }))))
            .find("refresh_token"));
}

} // namespace
} // namespace gatehouse::oidc
