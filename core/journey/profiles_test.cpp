#include "core/journey/journey_test_world.h"

namespace gatehouse::journey {
namespace {

Leaf with_providers(std::string providers)
{
    Leaf leaf;
    leaf.providers = std::move(providers);
    return leaf;
}
Leaf with_journey(std::string journey, std::string providers = {})
{
    Leaf leaf;
    leaf.journey = std::move(journey);
    leaf.providers = std::move(providers);
    return leaf;
}

Leaf collecting_names()
{
    return with_providers(
        R"(<TechnicalProfile Id="SelfAsserted-SignUp"><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" Required="true" /><OutputClaim ClaimTypeReferenceId="givenName" /></OutputClaims></TechnicalProfile>)"
        R"(<TechnicalProfile Id="Directory-WriteUsingLogonEmail"><PersistedClaims><PersistedClaim ClaimTypeReferenceId="givenName" /></PersistedClaims></TechnicalProfile>)");
}
Leaf editing_names()
{
    return with_journey("ProfileEdit",
        R"(<TechnicalProfile Id="SelfAsserted-ProfileUpdate"><InputClaims><InputClaim ClaimTypeReferenceId="displayName" /><InputClaim ClaimTypeReferenceId="city" /></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" Required="true" /><OutputClaim ClaimTypeReferenceId="city" /></OutputClaims></TechnicalProfile>)"
        R"(<TechnicalProfile Id="Directory-WriteProfileUsingObjectId"><PersistedClaims><PersistedClaim ClaimTypeReferenceId="displayName" /><PersistedClaim ClaimTypeReferenceId="city" /></PersistedClaims></TechnicalProfile>)");
}

Pairs sign_up_form(std::string const& email)
{
    return { { "email", email }, { "newPassword", "Correct-horse-1" }, { "reenterPassword", "Correct-horse-1" },
        { "displayName", "Ada Lovelace" } };
}

void verify_email(World& world, std::string const& email)
{
    world.act(Action::SendCode, { { "email", email } }, "email");
    std::string const code = world.code();
    world.act(Action::VerifyCode, { { "email", email }, { "email_ver_input", code } }, "email");
    ASSERT_TRUE(world.field("email") && world.field("email")->verification);
    ASSERT_EQ(world.field("email")->verification->phase, Verification::Phase::Verified);
}

// --- sign-in --------------------------------------------------------------------------------------------------------

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

// --- sign-up --------------------------------------------------------------------------------------------------------

TEST(SignUp, VerifiedEmailMakesAUser)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    ASSERT_TRUE(world.field("email") && world.field("email")->verification);
    EXPECT_EQ(world.field("email")->verification->code_field, "email_ver_input");
    verify_email(world, "ada@example.test");
    world.send(sign_up_form("ada@example.test"));
    ASSERT_TRUE(world.finished());
    auto const user = world.find_user("ada@example.test");
    ASSERT_TRUE(user);
    EXPECT_EQ(world.finished()->user, user->id);
    EXPECT_EQ(world.finished()->claims.text("name"), "Ada Lovelace");
    EXPECT_EQ(world.audited(AuditKind::UserCreated).size(), 1u);
    // And they are signed in: the next journey asks nothing.
    world.start();
    EXPECT_TRUE(world.finished());
}

TEST(SignUp, UnverifiedEmailIsRefused)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.submit(sign_up_form("ada@example.test"));
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.field("email")->verification->error.empty());
    EXPECT_FALSE(world.find_user("ada@example.test"));
}

TEST(SignUp, Attack31ProofOfOneAddressDoesNotServeAnother)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    verify_email(world, "mallory@example.test");
    world.submit(sign_up_form("ada@example.test"));
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.find_user("ada@example.test"));
    EXPECT_FALSE(world.find_user("mallory@example.test"));
}

TEST(SignUp, Attack31CodeForOneAddressDoesNotVerifyAnother)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.act(Action::SendCode, { { "email", "mallory@example.test" } }, "email");
    world.act(Action::VerifyCode, { { "email", "ada@example.test" }, { "email_ver_input", world.code() } }, "email");
    ASSERT_TRUE(world.page());
    EXPECT_NE(world.field("email")->verification->phase, Verification::Phase::Verified);
}

TEST(SignUp, Attack24FiveWrongCodesEndTheCode)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
    std::string const code = world.code();
    for (int tries = 0; tries < 5; ++tries)
        world.act(Action::VerifyCode,
            { { "email", "ada@example.test" }, { "email_ver_input", code == "000000" ? "111111" : "000000" } },
            "email");
    world.act(Action::VerifyCode, { { "email", "ada@example.test" }, { "email_ver_input", code } }, "email");
    EXPECT_NE(world.field("email")->verification->phase, Verification::Phase::Verified);
    EXPECT_FALSE(world.field("email")->verification->error.empty());
    verify_email(world, "ada@example.test");
}

TEST(SignUp, CodeExpiresAfterTenMinutes)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
    world.clock.advance(std::chrono::minutes(10));
    world.act(Action::VerifyCode, { { "email", "ada@example.test" }, { "email_ver_input", world.code() } }, "email");
    EXPECT_EQ(world.field("email")->verification->phase, Verification::Phase::NotSent);
}

TEST(SignUp, TenCodesAJourneyAreTheLimit)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    for (int sent = 0; sent < 12; ++sent) {
        world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
        world.act(Action::ChangeValue, {}, "email");
    }
    EXPECT_EQ(world.messages_sent(), 10u);
}

TEST(SignUp, ManyJourneysDoNotFloodAMailbox)
{
    World world(collecting_names());
    for (int journey = 0; journey < 25; ++journey) {
        world.start();
        world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
        world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
    }
    EXPECT_EQ(world.messages_sent(), 20u);
}

TEST(SignUp, Attack14ProofOfAnotherJourneyIsWorthNothing)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
    std::string const code = world.code();
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.act(Action::VerifyCode, { { "email", "ada@example.test" }, { "email_ver_input", code } }, "email");
    EXPECT_NE(world.field("email")->verification->phase, Verification::Phase::Verified);
}

TEST(SignUp, TakenEmailIsSaidAfterTheProof)
{
    World world(collecting_names());
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    verify_email(world, "ada@example.test");
    world.submit(sign_up_form("ada@example.test"));
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.page()->error.empty());
}

TEST(SignUp, WeakAndDifferentPasswordsAreRefused)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    verify_email(world, "ada@example.test");
    Pairs form = sign_up_form("ada@example.test");
    form[1].second = form[2].second = "short";
    world.submit(form);
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.field("newPassword")->error.empty());
    form = sign_up_form("ada@example.test");
    form[2].second = "Correct-horse-2";
    world.submit(form);
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.field("reenterPassword")->error.empty());
    EXPECT_EQ(world.field("newPassword")->value, "");
    EXPECT_EQ(world.field("displayName")->value, "Ada Lovelace");
}

TEST(SignUp, Attack78ClaimThatThePageNeverShowedIsIgnored)
{
    World world(collecting_names());
    UserId const ada = world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    verify_email(world, "mallory@example.test");
    Pairs form = sign_up_form("mallory@example.test");
    form.emplace_back("objectId", ada.text());
    form.emplace_back("isActiveMFASession", "true");
    form.emplace_back("city", "Berlin");
    world.send(form);
    ASSERT_TRUE(world.finished());
    EXPECT_NE(world.finished()->user, ada);
    EXPECT_EQ(world.find_user("mallory@example.test")->attributes.count("city"), 0u);
}

TEST(SignUp, ControlCharactersAreRefused)
{
    World world(collecting_names());
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    verify_email(world, "ada@example.test");
    Pairs form = sign_up_form("ada@example.test");
    form[3].second = "Ada\x01";
    world.submit(form);
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.field("displayName")->error.empty());
}

// --- profile and password reset -------------------------------------------------------------------------------------

TEST(ProfileEdit, ChangesWhatIsShown)
{
    World world(editing_names());
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.field("displayName"));
    EXPECT_EQ(world.field("displayName")->value, "Ada");
    world.send({ { "displayName", "Countess" }, { "city", "London" } });
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->claims.text("name"), "Countess");
    EXPECT_EQ(text_of(world.find_user("ada@example.test")->attributes.at("city")), "London");
    world.start();
    world.send({ { "displayName", "Countess" }, { "city", "" } });
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.find_user("ada@example.test")->attributes.count("city"), 0u);
}

TEST(PasswordReset, NewPasswordEndsOldSessionsAndUnlocks)
{
    World world(with_journey("PasswordReset"));
    world.add_user("ada@example.test", "Correct-horse-1");
    World* const same = &world;
    world.use({});
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(same->finished());
    std::string const old_session = world.session_digest;
    world.clock.advance(std::chrono::minutes(1));
    world.use(with_journey("PasswordReset"));
    world.session_digest.clear();
    world.start();
    ASSERT_TRUE(world.field("email"));
    verify_email(world, "ada@example.test");
    world.send({ { "email", "ada@example.test" } });
    ASSERT_TRUE(world.field("newPassword"));
    world.send({ { "newPassword", "Battery-staple-2" }, { "reenterPassword", "Battery-staple-2" } });
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.find_user("ada@example.test")->tokens_valid_from, world.clock.now());
    world.use({});
    world.session_digest = old_session;
    world.start();
    ASSERT_TRUE(world.page());
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_FALSE(world.finished());
    world.sign_in("ada@example.test", "Battery-staple-2");
    EXPECT_TRUE(world.finished());
}

TEST(PasswordReset, Attack14CannotBeFinishedWithoutOpeningTheMail)
{
    World world(with_journey("PasswordReset"));
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
    world.send({ { "email", "ada@example.test" }, { "newPassword", "Battery-staple-2" },
        { "reenterPassword", "Battery-staple-2" } });
    EXPECT_TRUE(world.field("email"));
    world.act(Action::Confirm);
    EXPECT_TRUE(world.field("email"));
}

TEST(PasswordReset, Attack29CodeIsSentWhetherOrNotThereIsAnAccount)
{
    World world(with_journey("PasswordReset"));
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.act(Action::SendCode, { { "email", "ada@example.test" } }, "email");
    std::string const known = world.field("email")->verification->info;
    world.start();
    world.act(Action::SendCode, { { "email", "nobody@example.test" } }, "email");
    EXPECT_EQ(world.field("email")->verification->info, known);
    EXPECT_EQ(world.messages_sent(), 2u);
}

TEST(PasswordReset, RunsInsideTheSignInJourney)
{
    World world(with_providers(forgot_password_in_journey()));
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    EXPECT_EQ(world.page()->forgot_password_exchange, "ForgotPasswordExchange");
    world.act(Action::ForgotPassword);
    ASSERT_TRUE(world.field("email"));
    verify_email(world, "ada@example.test");
    world.send({ { "email", "ada@example.test" } });
    ASSERT_TRUE(world.field("newPassword"));
    world.send({ { "newPassword", "Battery-staple-2" }, { "reenterPassword", "Battery-staple-2" } });
    ASSERT_TRUE(world.finished());
    // B2C: whoever has just reset a password is signed in.
    world.start();
    EXPECT_TRUE(world.finished());
}

} // namespace
} // namespace gatehouse::journey
