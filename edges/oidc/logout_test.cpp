#include "core/grants/bearer.h"
#include "core/sessions/end.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

class LogoutTest : public testing::Test, public World {
protected:
    http::Response const& log_out(Fields const& fields)
    {
        return browser.get(endpoint("logout") + "?" + build(fields));
    }
    bool is_signed_in()
    {
        ask(changed(web_request(), { { "prompt", "none" } }));
        return !browser.answer("code").empty();
    }
};

TEST_F(LogoutTest, EndsTheSessionAndReturnsWithTheState)
{
    code();
    ASSERT_TRUE(is_signed_in());
    std::string const cookie = browser.cookies.at(session_cookie_name(tenant));
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "state", "a b&c" } });
    EXPECT_EQ(browser.away.find(kWebReturn), 0u);
    EXPECT_EQ(browser.answer("state"), "a b&c");
    EXPECT_FALSE(browser.cookies.contains(session_cookie_name(tenant)));
    EXPECT_FALSE(is_signed_in());
    // attack-21: the session itself is gone, not only its cookie.
    browser.cookies[session_cookie_name(tenant)] = cookie;
    EXPECT_FALSE(is_signed_in());
    EXPECT_EQ(audited(AuditKind::SignedOut), 1u);
}

TEST_F(LogoutTest, WithoutAnAddressThePageSaysSo)
{
    code();
    log_out({});
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_FALSE(browser.is_away());
    EXPECT_FALSE(is_signed_in());
}

// attack-6
TEST_F(LogoutTest, Attack06AnAddressThatIsNotRegisteredIsNotFollowed)
{
    code();
    for (char const* address : { "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
             "https://web.example@evil.example/cb", "https://web.example/cb/x", "not an address" }) {
        log_out({ { "post_logout_redirect_uri", address } });
        EXPECT_FALSE(browser.is_away()) << browser.away;
        EXPECT_EQ(browser.page.status, 400) << address;
        EXPECT_EQ(error_code(), "AADB2C90067") << address;
    }
    // Signed out all the same: the person asked for it.
    EXPECT_FALSE(is_signed_in());
}

TEST_F(LogoutTest, Attack06ADisabledAppsAddressIsNotRegistered)
{
    change_app(kWeb, [](Application& app) { app.enabled = false; });
    log_out({ { "post_logout_redirect_uri", kWebReturn } });
    EXPECT_FALSE(browser.is_away());
}

TEST_F(LogoutTest, WithB2CsSettingAnyWellFormedAddressIsTaken)
{
    edge.settings.logout_return = LogoutReturn::Any;
    log_out({ { "post_logout_redirect_uri", "https://anywhere.example/bye?x=1" }, { "state", "s" } });
    EXPECT_EQ(browser.away, "https://anywhere.example/bye?x=1&state=s");
    log_out({ { "post_logout_redirect_uri", "javascript:alert(1)" } });
    EXPECT_FALSE(browser.is_away());
}

// B2C: "require ID token in logout requests".
class EnforcedLogout : public LogoutTest {
protected:
    EnforcedLogout()
    {
        change_flow([](policy::UserFlow& flow) { flow.require_id_token_hint = true; });
        change_app(kWeb, [](Application& app) { app.back_channel_logout_uri = "https://web.example/told"; });
    }
    std::string id_token() { return token(redeem(code())).text("id_token").value_or(""); }
    // A token of this tenant's key with other claims.
    std::string forged(std::string const& hint, Fields const& changes, std::string_view typ = "JWT")
    {
        json::Object claims = jose::parse_jwt(hint)->claims;
        for (auto const& [name, value] : changes) {
            if (auto const number = parse_integer(value))
                claims.set(name, std::int64_t{ *number });
            else
                claims.set(name, value);
        }
        auto const key = keys.signing(tenant.id).value();
        return jose::sign_jwt(claims, key.kid, key.key, typ).value();
    }
    std::string refusal(std::string const& hint)
    {
        log_out({ { "post_logout_redirect_uri", kWebReturn }, { "id_token_hint", hint } });
        EXPECT_FALSE(browser.is_away());
        EXPECT_EQ(browser.page.status, 400);
        return error_code();
    }
};

TEST_F(EnforcedLogout, AHintOfTheSessionSignsOutAndReturns)
{
    std::string const hint = id_token();
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "id_token_hint", hint }, { "state", "s" } });
    EXPECT_EQ(browser.away, std::string(kWebReturn) + "?state=s");
    EXPECT_FALSE(is_signed_in());
}

TEST_F(EnforcedLogout, EveryFaultOfTheHintHasItsNumberAndEndsNothing)
{
    std::string const hint = id_token();
    EXPECT_EQ(refusal(forged(hint, { { "exp", std::to_string(unix_seconds(clock.now()) - 600) } })), "AADB2C90235");
    EXPECT_EQ(refusal(forged(hint, { { "nbf", std::to_string(unix_seconds(clock.now()) + 600) } })), "AADB2C90236");
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "id_token_hint", hint }, { "client_id", kSpa } });
    EXPECT_EQ(error_code(), "AADB2C90237");
    EXPECT_EQ(refusal(forged(hint, { { "iss", "https://evil.example/v2.0/" } })), "AADB2C90238");
    EXPECT_EQ(refusal(hint.substr(0, hint.size() - 4) + "AAAA"), "AADB2C90239");
    EXPECT_EQ(refusal("not a token"), "AADB2C90240");
    // attack-47: other tokens of this tenant are no id tokens.
    EXPECT_EQ(refusal(token(redeem(code())).text("access_token").value_or("")), "AADB2C90240");
    EXPECT_EQ(refusal(forged(hint, {}, "logout+jwt")), "AADB2C90240");
    EXPECT_TRUE(is_signed_in());
}

TEST_F(EnforcedLogout, WithoutAHintThePersonIsAskedAndNobodyIsSentAnywhere)
{
    code();
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "state", "s" } });
    EXPECT_FALSE(browser.is_away());
    EXPECT_TRUE(browser.has_element("signOut"));
    EXPECT_TRUE(is_signed_in());
    // attack-23: another site cannot answer in the person's place.
    log_out({});
    url::Form forged_answer;
    forged_answer.add("csrf_token", "logout~AAAA");
    browser.post(endpoint("logout"), forged_answer);
    EXPECT_TRUE(is_signed_in());
    // Nor with what a browser of its own was given.
    testkit::Browser stranger(router, kOrigin);
    stranger.get(endpoint("authorize") + "?" + build(web_request()));
    stranger.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    stranger.get(endpoint("logout"));
    auto const strange = testkit::first_form(stranger.html());
    ASSERT_TRUE(strange);
    browser.post(endpoint("logout"), strange->fields);
    EXPECT_TRUE(is_signed_in());
    log_out({});
    browser.press("");
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_FALSE(browser.is_away());
    EXPECT_FALSE(is_signed_in());
}

TEST_F(EnforcedLogout, AHintOfAnotherPersonOnlyAsks)
{
    std::string const hint = id_token();
    log_out({ { "id_token_hint", forged(hint, { { "sub", "somebody-else" } }) } });
    EXPECT_TRUE(browser.has_element("signOut"));
    EXPECT_TRUE(is_signed_in());
}

TEST_F(EnforcedLogout, Attack06AnAddressOfAnotherAppIsNotFollowed)
{
    log_out({ { "post_logout_redirect_uri", kSpaReturn }, { "id_token_hint", id_token() } });
    EXPECT_FALSE(browser.is_away());
    EXPECT_EQ(error_code(), "AADB2C90067");
}

TEST_F(LogoutTest, WithoutTheSwitchAnExpiredOrForeignHintIsNoObstacle)
{
    std::string const hint = token(redeem(code())).text("id_token").value_or("");
    clock.advance(std::chrono::hours(3));
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "id_token_hint", hint } });
    EXPECT_EQ(browser.away, kWebReturn);
    EXPECT_FALSE(is_signed_in());
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "id_token_hint", "whatever" } });
    EXPECT_EQ(browser.away, kWebReturn);
}

TEST_F(LogoutTest, WhoSaysWhoAsksReturnsToItsOwnAddressOnly)
{
    log_out({ { "post_logout_redirect_uri", kSpaReturn }, { "client_id", kSpa } });
    EXPECT_EQ(browser.away, kSpaReturn);
    log_out({ { "post_logout_redirect_uri", kSpaReturn }, { "client_id", kWeb } });
    EXPECT_FALSE(browser.is_away());
    EXPECT_EQ(error_code(), "AADB2C90067");
}

// --- the others who took part
// ------------------------------------------------------------------------------------------

class Participants : public LogoutTest {
protected:
    Participants()
    {
        change_app(kWeb, [](Application& app) {
            app.front_channel_logout_uri = "https://web.example/out?x=1";
            app.back_channel_logout_uri = "https://web.example/told";
        });
        change_app(kSpa, [](Application& app) { app.front_channel_logout_uri = "https://spa.example/out;a"; });
    }
    // Both applications in one session.
    void use_both()
    {
        hint = token(redeem(code())).text("id_token").value_or("");
        ask(changed(web_request(),
            { { "client_id", kSpa }, { "redirect_uri", kSpaReturn }, { "code_challenge", challenge() },
                { "code_challenge_method", "S256" } }));
        EXPECT_NE(browser.answer("code"), "");
        sid = claims(hint).text("sid").value_or("");
    }
    std::vector<LogoutNotice> notices()
    {
        return read<std::vector<LogoutNotice>>(*store, [&](Ports& ports) {
            return ports.logout_notices.due(clock.now(), 100);
        }).value();
    }
    std::string hint;
    std::string sid;
};

TEST_F(Participants, TheIdTokenNamesTheSessionAndNotItsCookie)
{
    use_both();
    EXPECT_FALSE(sid.empty());
    // attack-19: the name opens nothing.
    std::string const cookie = browser.cookies.at(session_cookie_name(tenant));
    EXPECT_NE(sid, cookie);
    EXPECT_NE(sid, crypto::sha256_text(cookie));
    browser.cookies[session_cookie_name(tenant)] = sid;
    EXPECT_FALSE(is_signed_in());
    change_app(kWeb, [](Application& app) { app.front_channel_logout_uri = app.back_channel_logout_uri = ""; });
    EXPECT_FALSE(claims(token(redeem(code())).text("id_token").value_or("")).find("sid"));
}

TEST_F(Participants, OthersAreLoadedInFramesAndWhoAsksIsNot)
{
    use_both();
    log_out({ { "post_logout_redirect_uri", kWebReturn }, { "client_id", kWeb }, { "state", "s" } });
    EXPECT_FALSE(browser.is_away());
    EXPECT_EQ(browser.page.status, 200);
    std::string const issuer = url::encode(std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
    EXPECT_TRUE(browser.shows(
        "<iframe hidden title=\"\" src=\"https://spa.example/out;a?iss=" + issuer + "&amp;sid=" + sid + "\">"))
        << browser.html();
    EXPECT_FALSE(browser.shows("web.example/out"));
    // Exactly those may be loaded, and the page goes on, with and without scripts.
    EXPECT_NE(browser.page.headers.get("content-security-policy").find("; frame-src https://spa.example/out%3Ba"),
        std::string::npos);
    EXPECT_TRUE(browser.shows("content=\"5;url=https://web.example/cb?state=s\""));
    EXPECT_TRUE(browser.shows("\"next\":\"https://web.example/cb?state=s\""));
    EXPECT_FALSE(is_signed_in());
}

TEST_F(Participants, WhenNobodySaysWhoAsksEverybodyIsLoaded)
{
    use_both();
    log_out({});
    EXPECT_TRUE(browser.shows("https://web.example/out?x=1&amp;iss="));
    EXPECT_TRUE(browser.shows("https://spa.example/out;a?iss="));
    EXPECT_FALSE(browser.shows("http-equiv=\"refresh\""));
}

TEST_F(Participants, TheBackChannelIsARowOfTheSameTransaction)
{
    use_both();
    EXPECT_TRUE(notices().empty());
    log_out({ { "id_token_hint", hint } });
    auto const due = notices();
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].client, ClientId(kWeb));
    EXPECT_EQ(due[0].sid, sid);
    EXPECT_EQ(due[0].subject, claims(hint).text("sub"));
    EXPECT_EQ(due[0].issuer, claims(hint).text("iss"));
}

TEST_F(Participants, ANewProofOfTheSamePersonKeepsThem)
{
    use_both();
    ask(changed(web_request(), { { "prompt", "login" } }));
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    std::string const again = token(redeem(browser.answer("code"))).text("id_token").value_or("");
    EXPECT_EQ(claims(again).text("sid"), sid);
    EXPECT_TRUE(notices().empty());
    log_out({ { "id_token_hint", again } });
    EXPECT_TRUE(browser.shows("https://spa.example/out"));
}

TEST_F(Participants, AnotherPersonInTheSameBrowserEndsTheFormerSessionForThem)
{
    use_both();
    add_user("bob@example.test");
    ask(changed(web_request(), { { "prompt", "login" } }));
    browser.press("continue", { { "signInName", "bob@example.test" }, { "password", kPassword } });
    std::string const bob = token(redeem(browser.answer("code"))).text("id_token").value_or("");
    EXPECT_NE(claims(bob).text("sid"), sid);
    ASSERT_EQ(notices().size(), 1u);
    EXPECT_EQ(notices()[0].sid, sid);
    log_out({ { "id_token_hint", bob } });
    EXPECT_FALSE(browser.shows("https://spa.example/out"));
}

TEST_F(Participants, Attack21RevokingAPersonEndsSessionRefreshAndTellsThem)
{
    use_both();
    auto const tokens = token(redeem(code()));
    clock.advance(std::chrono::seconds(1));
    write([&](Ports& ports) -> Result<void> {
        EXPECT_TRUE(TRY(revoke_sessions(ports, tenant.id, ada, CorrelationId("c"), clock.now())));
        return {};
    });
    std::string const refresh_token = tokens.text("refresh_token").value_or("");
    EXPECT_EQ(token(renew(refresh_token)).text("error_description").value_or("").substr(0, 11), "AADB2C90129");
    EXPECT_FALSE(is_signed_in());
    // Each for itself: the grant is spent, and tokens of before are those of before.
    auto const grant = read<std::optional<RefreshToken>>(*store, [&](Ports& ports) {
        return ports.refresh_tokens.find(tenant.id, RefreshDigest(bearer_digest(refresh_token)));
    });
    ASSERT_TRUE(grant.has_value() && *grant);
    EXPECT_TRUE((*grant)->spent);
    EXPECT_EQ(send(http::Method::Get, "/" + std::string(kDomain) + "/" + kPolicy + "/openid/v2.0/userinfo",
                  { { "Authorization", "Bearer " + tokens.text("access_token").value_or("") } })
                  .status,
        401);
    EXPECT_EQ(notices().size(), 1u);
    EXPECT_EQ(audited(AuditKind::SessionsRevoked), 1u);
}

class ApplicationScope : public Participants {
protected:
    ApplicationScope()
    {
        change_flow([](policy::UserFlow& flow) { flow.sso_scope = "Application"; });
    }
};

// B2C: client_id says whose session ends.
TEST_F(ApplicationScope, ASignOutEndsTheApplicationsOwnPartOfTheSession)
{
    Fields const spa = changed(web_request(),
        { { "client_id", kSpa }, { "redirect_uri", kSpaReturn }, { "code_challenge", challenge() },
            { "code_challenge_method", "S256" } });
    code();
    code(spa);
    log_out({ { "client_id", kWeb } });
    EXPECT_FALSE(browser.shows("https://spa.example/out"));
    EXPECT_FALSE(is_signed_in());
    ask(changed(spa, { { "prompt", "none" } }));
    EXPECT_NE(browser.answer("code"), "");
    log_out({});
    ask(changed(spa, { { "prompt", "none" } }));
    EXPECT_EQ(browser.answer("code"), "");
}

TEST_F(LogoutTest, ASessionlessBrowserIsSentBackAsWell)
{
    log_out({ { "post_logout_redirect_uri", kWebReturn } });
    EXPECT_EQ(browser.away, kWebReturn);
    EXPECT_EQ(audited(AuditKind::SignedOut), 0u);
}

} // namespace
} // namespace gatehouse::oidc
