#include "apps/insurance_web/browser_test.h"

namespace gatehouse::insurance_web {
namespace {

// Rows of the list of what the reference gets wrong and what its users report.

TEST_F(Pains, Row01AndRow02AChangeNeedsAPostAndTheSecondFactor)
{
    browser.sign_in();
    browser.get("/changeben?beneficiary_name=Mallory");
    EXPECT_NE(browser.at_identity.find("b2c_1_signupsignin1_mfa"), std::string::npos);
    browser.pass();
    EXPECT_EQ(browser.path, "/changeben");
    browser.submit("Charles Babbage");
    EXPECT_EQ(browser.path, "/acctinfo");
    EXPECT_EQ(browser.last.status, 303);
    EXPECT_EQ(browser.element("beneficiary"), "Charles Babbage");
    EXPECT_TRUE(browser.shows("The beneficiary has been changed."));
    browser.get("/acctinfo");
    EXPECT_FALSE(browser.shows("The beneficiary has been changed."));
}

TEST_F(Pains, Row01ARefusedChangeIsRepeatedByItselfAfterTheStepUp)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass();
    ASSERT_EQ(browser.path, "/changeben");
    http::Response const form = browser.page;
    clock.advance(std::chrono::minutes(10));
    browser.page = form;
    browser.submit("Charles Babbage");
    ASSERT_NE(browser.at_identity.find("b2c_1_signupsignin1_mfa"), std::string::npos);
    browser.pass();
    EXPECT_EQ(browser.path, "/acctinfo");
    EXPECT_EQ(browser.element("beneficiary"), "Charles Babbage");
}

TEST_F(Pains, Row01WhenTheIdentityServerKeepsAnOldSignInItIsAskedAgainWithLogin)
{
    browser.sign_in();
    identity->obeys_max_age = false;
    identity->session_age = 4000;
    browser.get("/change");
    browser.pass();
    EXPECT_NE(browser.at_identity.find("prompt=login"), std::string::npos);
    browser.pass();
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("id=\"error\""));
}

TEST_F(Pains, Row03TheNewestClaimsAreShown)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass({ .name = "Ada King" });
    browser.get("/claims");
    EXPECT_TRUE(browser.shows("B2C_1_signupsignin1_mfa"));
    EXPECT_TRUE(browser.shows("Ada King"));
}

TEST_F(Pains, Row04EachJourneyHasItsOwnStateAndNonce)
{
    browser.get("/login/start");
    std::string const first = browser.at_identity;
    browser.get("/login/start");
    EXPECT_NE(between(first, "state=", "&"), between(browser.at_identity, "state=", "&"));
    EXPECT_NE(between(first, "nonce=", "&"), between(browser.at_identity, "nonce=", "&"));
}

TEST_F(Pains, Row04SeveralTabsWorkAtOnce)
{
    browser.get("/login/start");
    std::string const first = browser.at_identity;
    browser.get("/login/start?next=/claims");
    browser.pass();
    EXPECT_EQ(browser.path, "/claims");
    browser.at_identity = first;
    browser.pass();
    EXPECT_EQ(browser.path, "/");
    EXPECT_EQ(browser.element("name"), "Ada Lovelace");
}

TEST_F(Pains, Attack43AnswersForAnotherBrowserAreRefused)
{
    Browser attacker{ router, identity };
    attacker.get("/login/start");
    std::string const bait = attacker.return_path()
        + query_of(
            identity->visit(attacker.at_identity, { .oid = "evil", .email = "m@example.test", .name = "Mallory" }));
    browser.get("/login/start");
    browser.get(bait);
    EXPECT_EQ(browser.page.status, 400);
    browser.get("/");
    EXPECT_EQ(browser.path, "/login");
}

TEST_F(Pains, Attack19AStateIsNoSession)
{
    browser.get("/login/start");
    browser.cookies["session"] = between(browser.at_identity, "state=", "&");
    browser.get("/");
    EXPECT_EQ(browser.path, "/login");
}

TEST_F(Pains, ACallbackWorksOnceAndForAQuarterOfAnHour)
{
    browser.get("/login/start");
    std::string const back = browser.return_path() + query_of(identity->visit(browser.at_identity));
    browser.get(back);
    EXPECT_EQ(browser.path, "/");
    EXPECT_EQ(browser.get(back).status, 400);
    browser.get("/login/start");
    clock.advance(std::chrono::minutes(16));
    EXPECT_EQ(browser.pass().status, 400);
}

TEST_F(Pains, Attack18TheSessionIdChangesAtSignInAndStepUp)
{
    browser.get("/login/start");
    std::string const before = browser.cookies["session"];
    ASSERT_FALSE(before.empty());
    browser.pass();
    std::string const signed_in = browser.cookies["session"];
    EXPECT_NE(signed_in, before);
    browser.get("/change");
    browser.pass();
    EXPECT_NE(browser.cookies["session"], signed_in);
    Browser thief{ router, identity };
    for (std::string const& old : { before, signed_in }) {
        thief.cookies["session"] = old;
        thief.get("/");
        EXPECT_EQ(thief.path, "/login");
    }
}

TEST_F(Pains, Row05AFailedStepUpIsShownAndChangesNothing)
{
    browser.sign_in();
    browser.get("/change");
    std::string const back = browser.return_path() + query_of(identity->visit(browser.at_identity));
    identity->answer_everything_with = auth::HttpResponse{ 400,
        R"({"error":"invalid_request","error_description":"AADB2C90079: x\r\nCorrelation ID: idp-7\r\n"})" };
    browser.get(back);
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(browser.element("correlation_id"), "idp-7");
    identity->answer_everything_with.reset();
    browser.get("/changeben");
    EXPECT_FALSE(browser.at_identity.empty());
    EXPECT_EQ(beneficiary(), "Nobody named yet");
}

TEST_F(Pains, Row05TheSecondFactorOfSomebodyElseConfirmsNothing)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass({ .oid = "somebody else", .email = "m@example.test", .name = "Mallory" });
    EXPECT_EQ(browser.page.status, 403);
    browser.get("/");
    EXPECT_EQ(browser.element("name"), "Ada Lovelace");
}

TEST_F(Pains, Row08AnUnreachableIdentityServerIsSaidAndTheSessionStays)
{
    browser.sign_in();
    clock.advance(std::chrono::minutes(59));
    browser.get("/claims");
    clock.advance(std::chrono::minutes(2));
    identity->down = true;
    EXPECT_EQ(browser.get("/acctinfo").status, 502);
    EXPECT_TRUE(browser.shows("The sign-in service cannot be reached."));
    identity->down = false;
    EXPECT_EQ(browser.get("/acctinfo").status, 200);
}

TEST_F(Pains, Row09AfterSeveralPoliciesTheTokenIsStillTheSignInsOwn)
{
    browser.sign_in();
    browser.get("/editprofile");
    browser.pass();
    browser.get("/change");
    browser.pass();
    clock.advance(std::chrono::minutes(59));
    browser.get("/claims");
    clock.advance(std::chrono::minutes(2));
    int const before = identity->count("b2c_1_signupsignin1/oauth2/v2.0/token");
    EXPECT_EQ(browser.get("/acctinfo").status, 200);
    EXPECT_EQ(identity->count("b2c_1_signupsignin1/oauth2/v2.0/token"), before + 1);
}

TEST_F(Pains, Row10ForgotPasswordLeadsIntoTheResetFlow)
{
    browser.get("/login/start");
    browser.turn_back("access_denied", "AADB2C90118: The user has forgotten their password.");
    EXPECT_NE(browser.at_identity.find("b2c_1_passwordreset1"), std::string::npos);
    browser.pass();
    EXPECT_EQ(browser.path, "/login");
    EXPECT_TRUE(browser.shows("Your password has been changed."));
}

TEST_F(Pains, Row10CancelLeadsHomeWithANotice)
{
    browser.get("/login/start");
    browser.turn_back("access_denied", "AADB2C90091: The user has cancelled entering self-asserted information.");
    EXPECT_EQ(browser.path, "/login");
    EXPECT_TRUE(browser.shows("You cancelled."));
    browser.sign_in();
    browser.get("/change");
    browser.turn_back("access_denied", "AADB2C90091: The user has cancelled entering self-asserted information.");
    EXPECT_EQ(browser.path, "/acctinfo");
    EXPECT_TRUE(browser.shows("You cancelled."));
}

TEST_F(Pains, Row10AnyOtherErrorIsAPageWithTheCorrelationId)
{
    browser.get("/login/start");
    browser.turn_back("server_error", "AADB2C90047: <script>alert(1)</script>");
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(browser.element("correlation_id"), "cccccccc-0000-4000-8000-000000000001");
    EXPECT_FALSE(browser.shows("<script>"));
}

TEST_F(Pains, Row11EditProfileComesBackThroughItsOwnPolicy)
{
    browser.sign_in();
    browser.get("/editprofile");
    EXPECT_NE(browser.at_identity.find("b2c_1_profileediting1"), std::string::npos);
    EXPECT_EQ(browser.return_path(), "/getAToken");
    browser.pass({ .name = "Ada King" });
    EXPECT_EQ(browser.path, "/");
    EXPECT_EQ(browser.element("name"), "Ada King");
    EXPECT_TRUE(browser.shows("Your profile has been updated."));
}

TEST_F(Pains, Row11AFailingPolicyDoesNotBreakOtherPages)
{
    identity->down_at = "profileediting1";
    browser.sign_in();
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_EQ(browser.get("/editprofile").status, 502);
    EXPECT_EQ(browser.get("/acctinfo").status, 200);
}

TEST_F(Pains, Row13TheCookieIsSmallAndAnotherInstanceKnowsIt)
{
    browser.sign_in();
    EXPECT_LT(browser.cookies["session"].size(), 64U);
    http::Router const second = make_router(portal);
    Browser same{ second, identity };
    same.cookies = browser.cookies;
    same.get("/");
    EXPECT_EQ(same.element("name"), "Ada Lovelace");
}

TEST_F(Pains, Row15SignOutLeavesEachPolicyWithItsHint)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass();
    browser.get("/logout");
    std::string const first = browser.at_identity;
    EXPECT_NE(first.find("/oauth2/v2.0/logout?"), std::string::npos);
    EXPECT_NE(first.find("id_token_hint="), std::string::npos);
    EXPECT_NE(first.find("post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A5000%2F&"), std::string::npos);
    browser.get("/?state=" + between(first + "&", "&state=", "&"));
    std::string const second = browser.at_identity;
    EXPECT_NE(second.find("/oauth2/v2.0/logout?"), std::string::npos);
    EXPECT_NE(first.substr(0, first.find('?')), second.substr(0, second.find('?')));
    browser.get("/");
    EXPECT_EQ(browser.path, "/login");
    EXPECT_TRUE(browser.shows("You are signed out."));
}

TEST_F(Pains, Row15TheSessionEndsHereAlthoughTheIdentityServerIsDown)
{
    browser.sign_in();
    std::string const session = browser.cookies["session"];
    identity->down = true;
    clock.advance(std::chrono::minutes(30));
    browser.get("/logout");
    browser.cookies["session"] = session;
    browser.get("/");
    EXPECT_EQ(browser.path, "/login");
}

TEST_F(Pains, TheApiDownSlowOrTalkingNonsenseIsAPageAndNoHang)
{
    browser.sign_in();
    wire->down = true;
    EXPECT_EQ(browser.get("/acctinfo").status, 502);
    EXPECT_TRUE(browser.shows("Your contract data cannot be reached."));
    EXPECT_TRUE(browser.shows("id=\"correlation_id\""));
    wire->down = false;
    wire->slow = true;
    EXPECT_EQ(browser.get("/acctinfo").status, 504);
    EXPECT_EQ(browser.get("/publicapi").status, 504);
    wire->slow = false;
    for (auto const& [status, text] : std::map<int, std::string>{
             { 200, "<html>" }, { 201, "{}" }, { 401, "go away" }, { 302, "" }, { 500, "oops" } }) {
        wire->instead = http::text_response(status, text);
        EXPECT_EQ(browser.get("/acctinfo").status, 502) << status;
    }
    wire->instead = http::json_response(200, R"({"email":1,"policynumber":"x"})");
    EXPECT_EQ(browser.get("/acctinfo").status, 502);
    wire->instead.reset();
    EXPECT_EQ(browser.get("/acctinfo").status, 200);
}

TEST_F(Pains, AFormWithoutTheSessionsTokenChangesNothing)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass();
    int const calls = wire->calls;
    url::Form form;
    form.add("beneficiary_name", "Mallory");
    EXPECT_EQ(browser.post("/changeben", form).status, 403);
    form.add("csrf", "guess");
    EXPECT_EQ(browser.post("/changeben", form).status, 403);
    Browser stranger{ router, identity };
    EXPECT_EQ(stranger.post("/changeben", form).status, 403);
    EXPECT_EQ(wire->calls, calls);
}

TEST_F(Pains, ABadBeneficiaryIsRefusedWithAMessage)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass();
    for (std::string const& name : { std::string("   "), std::string(101, 'x'), std::string("a\tb") }) {
        EXPECT_EQ(browser.submit(name).status, 400);
        EXPECT_TRUE(browser.shows("id=\"mistake\""));
    }
    browser.submit("Byron");
    EXPECT_EQ(browser.element("beneficiary"), "Byron");
}

TEST_F(Pains, AChangeOnAnOldViewIsNotMade)
{
    browser.sign_in();
    browser.get("/change");
    browser.pass();
    Browser other{ router, identity };
    other.sign_in();
    other.get("/change");
    other.pass();
    other.submit("Byron");
    EXPECT_EQ(browser.submit("Babbage").status, 409);
    EXPECT_EQ(browser.element("today"), "Byron");
    browser.submit("Babbage");
    EXPECT_EQ(browser.element("beneficiary"), "Babbage");
}

TEST_F(Pains, AnEndedGrantAsksForASignInAndReturns)
{
    browser.sign_in();
    clock.advance(std::chrono::minutes(59));
    browser.get("/claims");
    clock.advance(std::chrono::minutes(2));
    browser.get("/acctinfo");
    ASSERT_EQ(browser.page.status, 200);
    clock.advance(std::chrono::minutes(59));
    browser.get("/claims");
    clock.advance(std::chrono::minutes(2));
    identity->answer_everything_with
        = auth::HttpResponse{ 400, R"({"error":"invalid_grant","error_description":"AADB2C90080: expired"})" };
    browser.get("/acctinfo");
    identity->answer_everything_with.reset();
    ASSERT_FALSE(browser.at_identity.empty());
    browser.pass();
    EXPECT_EQ(browser.path, "/acctinfo");
    EXPECT_EQ(browser.page.status, 200);
}

TEST_F(Pains, AnotherNameOfThisMachineIsSentToThePublicOne)
{
    browser.fields["Host"] = "127.0.0.1:5000";
    browser.get("/login");
    EXPECT_EQ(browser.last.headers.get("Location"), "http://localhost:5000/login");
    browser.fields["Host"] = "evil.example.test";
    browser.get("/login");
    EXPECT_EQ(browser.page.status, 200);
}

TEST_F(Pains, Attack05ASignInLeadsToNoForeignAddress)
{
    for (char const* next :
        { "https://evil.example.test/", "//evil.example.test", "/%5Cevil.example.test", "/logout" }) {
        browser.get(std::string("/login/start?next=") + next);
        browser.pass();
        EXPECT_EQ(browser.path, "/") << next;
    }
}

class HttpsPortal : public Pains {
protected:
    HttpsPortal()
        : Pains(std::map<std::string, std::string>{ { "PUBLIC_URL", "https://portal.example.test" } })
    {
    }
};

TEST_F(HttpsPortal, Attack18TheCookieIsSecureAndBoundToTheHost)
{
    browser.fields["Host"] = "internal:5000";
    browser.get("/login/start");
    std::string const cookie = browser.last.headers.get("Set-Cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-session=")) << cookie;
    for (char const* attribute : { "HttpOnly", "Secure", "SameSite=Lax", "Path=/" })
        EXPECT_NE(cookie.find(attribute), std::string::npos) << attribute;
    EXPECT_NE(
        browser.at_identity.find("redirect_uri=https%3A%2F%2Fportal.example.test%2FgetAToken"), std::string::npos);
}

} // namespace
} // namespace gatehouse::insurance_web
