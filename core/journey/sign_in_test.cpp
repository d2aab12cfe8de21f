#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

TEST(SignIn, RightPasswordFinishesWithClaims)
{
    World world;
    UserId const ada = world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->kind, PageKind::SignIn);
    EXPECT_EQ(world.page()->sign_up_exchange, "SignUpWithLogonEmailExchange");
    EXPECT_TRUE(world.page()->forgot_password);
    world.submit({ { "signInName", "Ada@example.test" }, { "password", "Correct-horse-1" } });
    ASSERT_TRUE(world.accepted());
    world.act(Action::Confirm);
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, ada);
    EXPECT_EQ(world.finished()->claims.text("sub"), ada.text());
    EXPECT_EQ(world.finished()->claims.text("name"), "Ada");
    ASSERT_TRUE(world.finished()->claims.array("emails"));
    EXPECT_EQ(*world.finished()->claims.array("emails")->front().as_text(), "ada@example.test");
    EXPECT_EQ(world.finished()->auth_time, world.clock.now());
    EXPECT_EQ(world.audited(AuditKind::SignInSucceeded).size(), 1u);
    EXPECT_FALSE(world.session_cookie.empty());
}

TEST(SignIn, Attack29UnknownUserAndWrongPasswordGetTheSameAnswer)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.sign_in("ada@example.test", "wrong");
    ASSERT_TRUE(world.page());
    std::string const wrong = world.page()->error;
    std::string const code = world.page()->error_code;
    EXPECT_FALSE(wrong.empty());
    world.sign_in("nobody@example.test", "wrong");
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->error, wrong);
    EXPECT_EQ(world.page()->error_code, code);
    EXPECT_EQ(world.field("password")->value, "");
    EXPECT_EQ(world.field("signInName")->value, "nobody@example.test");
}

TEST(SignIn, ConfirmWithoutAnAcceptedPageDrawsItAgain)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.sign_in("ada@example.test", "wrong");
    world.act(Action::Confirm);
    EXPECT_TRUE(world.page());
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_TRUE(world.finished());
}

TEST(SignIn, SecondSubmitOfAnAcceptedPageRunsNothingTwice)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.submit({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } });
    ASSERT_TRUE(world.accepted());
    world.submit({ { "signInName", "ada@example.test" }, { "password", "wrong" } });
    EXPECT_TRUE(world.accepted());
    EXPECT_TRUE(world.audited(AuditKind::SignInFailed).empty());
    world.act(Action::Show);
    EXPECT_TRUE(world.accepted());
}

TEST(SignIn, CancelIsAccessDenied)
{
    World world;
    world.start();
    world.act(Action::Cancel);
    EXPECT_EQ(world.refused(), 90091);
    EXPECT_EQ(std::get<Refused>(world.outcome).refusal.error, "access_denied");
    world.submit({ { "signInName", "ada@example.test" }, { "password", "x" } });
    EXPECT_EQ(world.refused(), 90046);
}

TEST(SignIn, ForgotPasswordWithoutOverrideReturns90118)
{
    World world;
    world.start();
    world.act(Action::ForgotPassword);
    EXPECT_EQ(world.refused(), 90118);
}

TEST(SignIn, Attack15EmptyPostDoesNotSkipTheStep)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.submit({});
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.field("signInName")->error.empty());
    world.act(Action::Confirm);
    EXPECT_TRUE(world.page());
}

TEST(SignIn, Attack15OnlyOfferedExchangesCanBeChosen)
{
    World world;
    world.start();
    world.act(Action::Choose, {}, "DirectoryReadExchange");
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->kind, PageKind::SignIn);
    world.act(Action::Choose, {}, "ForgotPasswordExchange");
    EXPECT_EQ(world.page()->kind, PageKind::SignIn);
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->kind, PageKind::SelfAsserted);
}

TEST(SignIn, FormOfAnotherPageIsNotTakenForThePresentOne)
{
    World world;
    world.start();
    std::string const first = page_of(world.load());
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.post(Input{ .action = Action::Submit,
        .form = form_of({ { "signInName", "ada@example.test" } }),
        .target = {},
        .address = {},
        .page = first });
    ASSERT_TRUE(world.page());
    EXPECT_TRUE(world.page()->error.empty());
}

TEST(SignIn, PasswordIsNeverAtRest)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.submit({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } });
    EXPECT_EQ(world.stored_text().find("Correct-horse-1"), std::string::npos);
}

TEST(SignIn, LoginHintFillsTheName)
{
    World world;
    world.start(asked([&](Request& request) { request.login_hint = "ada@example.test"; }));
    EXPECT_EQ(world.field("signInName")->value, "ada@example.test");
}

TEST(SignIn, Attack75ResolverInAParameterIsOnlyText)
{
    World world;
    world.start(asked([&](Request& request) { request.login_hint = "{Policy:TenantObjectId}"; }));
    EXPECT_EQ(world.field("signInName")->value, "{Policy:TenantObjectId}");
}

TEST(SignIn, LanguageFollowsUiLocalesThenAcceptLanguage)
{
    World world;
    world.start(asked([&](Request& request) {
        request.ui_locales = "xx de-AT";
        request.accept_language = "en";
    }));
    EXPECT_EQ(world.page()->language, "de");
    EXPECT_EQ(world.page()->text("button_signin"), "Anmelden");
    world.start(asked([&](Request& request) { request.accept_language = "fr, de;q=0.7, en;q=0.3"; }));
    EXPECT_EQ(world.page()->language, "de");
    world.start();
    EXPECT_EQ(world.page()->language, "en");
}

TEST(SignIn, DisabledUserGetsNoTokens)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.submit({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } });
    ASSERT_TRUE(world.accepted());
    world.change_user("ada@example.test", [](User& user) { user.enabled = false; });
    world.act(Action::Confirm);
    EXPECT_NE(world.refused(), 0);
}

} // namespace
} // namespace gatehouse::journey
