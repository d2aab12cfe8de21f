// What people meet in user flows with these settings: the generated leaf, over the real base.
#include "core/journey/world_test.h"
#include "core/policy/user_flow.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

policy::UserFlow flow()
{
    policy::UserFlow made;
    made.name = "B2C_1_test";
    made.collect = { "displayName" };
    made.claims = { "emails", "displayName", "objectId" };
    return made;
}

struct FlowTest : testing::Test {
    void use(policy::UserFlow const& made)
    {
        world.plan = compile_leaf(policy::leaf_xml(made, "insurance.onmicrosoft.com"));
    }
    void open_sign_up()
    {
        world.start();
        world.act(Action::SignUp);
    }
    World world;
};

// --- the address

TEST_F(FlowTest, AnAccountKnowsWhetherItsAddressWasProven)
{
    policy::UserFlow made = flow();
    made.strict_openid = true;
    auto const verified = [&](std::string const& email) {
        world.send(sign_up_form(email));
        EXPECT_TRUE(world.finished()) << email;
        world.session_digest.clear();
        return world.finished()->claims.boolean("email_verified");
    };
    use(made);
    open_sign_up();
    verify_email(world, "proven@example.test");
    EXPECT_EQ(verified("proven@example.test"), true);
    made.email_verification = false;
    use(made);
    open_sign_up();
    EXPECT_EQ(verified("claimed@example.test"), false);
}

// --- attributes
// -------------------------------------------------------------------------------------------------------

policy::UserFlow with_attributes()
{
    policy::UserFlow made = flow();
    made.collect = { "country", "displayName", "extension_terms", "extension_age", "extension_interests",
        "extension_born", "extension_note" };
    made.claims
        = { "displayName", "country", "extension_terms", "extension_age", "extension_interests", "extension_born" };
    made.attributes["country"] = { .control = policy::InputControl::Dropdown,
        .required = true,
        .options = { { "DE", "Germany" }, { "AT", "Austria" } } };
    made.attributes["extension_terms"]
        = { .type = policy::AttributeType::Boolean, .required = true, .label = "I accept the terms" };
    made.attributes["extension_age"] = { .type = policy::AttributeType::Integer };
    made.attributes["extension_interests"] = { .control = policy::InputControl::MultiSelect,
        .label = "Interests",
        .options = { { "cars", "Cars" }, { "boats", "Boats" } } };
    made.attributes["extension_born"] = { .control = policy::InputControl::Date };
    made.attributes["extension_note"]
        = { .control = policy::InputControl::Paragraph, .help = "We keep this to ourselves." };
    return made;
}

TEST_F(FlowTest, AttributesAreAskedForInOrderWithTheirInputs)
{
    use(with_attributes());
    open_sign_up();
    ASSERT_TRUE(world.page());
    std::vector<std::string> shown;
    for (PageField const& field : world.page()->fields)
        shown.push_back(field.id);
    EXPECT_EQ(shown,
        (std::vector<std::string>{ "email", "newPassword", "reenterPassword", "country", "displayName",
            "extension_terms", "extension_age", "extension_interests", "extension_born", "extension_note" }));
    EXPECT_EQ(world.field("country")->input, InputKind::DropdownSingleSelect);
    EXPECT_TRUE(world.field("country")->required);
    ASSERT_EQ(world.field("country")->options.size(), 2U);
    EXPECT_EQ(world.field("country")->options[0].text, "Germany");
    EXPECT_FALSE(world.field("displayName")->required);
    EXPECT_EQ(world.field("extension_terms")->input, InputKind::CheckboxMultiSelect);
    EXPECT_EQ(world.field("extension_terms")->options.at(0).text, "I accept the terms");
    EXPECT_EQ(world.field("extension_age")->input, InputKind::NumericTextBox);
    EXPECT_EQ(world.field("extension_interests")->label, "Interests");
    EXPECT_EQ(world.field("extension_born")->input, InputKind::DateTimeDropdown);
    EXPECT_EQ(world.field("extension_note")->input, InputKind::Paragraph);
}

TEST_F(FlowTest, WhatWasAskedForIsCheckedStoredAndReturnedByType)
{
    use(with_attributes());
    open_sign_up();
    verify_email(world, "new@example.test");
    Pairs form = sign_up_form("new@example.test");
    form.insert(form.end(),
        { { "country", "FR" }, { "extension_terms", "True" }, { "extension_age", "42" },
            { "extension_interests", "cars" }, { "extension_interests", "boats" },
            { "extension_born", "1815-12-10" } });
    world.send(form);
    ASSERT_TRUE(world.field("country"));
    EXPECT_NE(world.field("country")->error, "");
    std::ranges::find(form, "country", &std::pair<std::string, std::string>::first)->second = "AT";
    world.send(form);
    ASSERT_TRUE(world.finished());
    json::Object const& claims = world.finished()->claims;
    EXPECT_EQ(claims.text("country"), "AT");
    EXPECT_EQ(claims.boolean("extension_terms"), true);
    EXPECT_EQ(claims.integer("extension_age"), 42);
    EXPECT_EQ(claims.text("extension_interests"), "cars,boats");
    EXPECT_EQ(claims.text("extension_born"), "1815-12-10");
}

TEST_F(FlowTest, ARequiredCheckBoxMustBeTicked)
{
    use(with_attributes());
    open_sign_up();
    verify_email(world, "new@example.test");
    Pairs form = sign_up_form("new@example.test");
    form.emplace_back("country", "AT");
    world.send(form);
    ASSERT_TRUE(world.field("extension_terms"));
    EXPECT_NE(world.field("extension_terms")->error, "");
    EXPECT_FALSE(world.find_user("new@example.test").has_value());
}

// --- accounts
// ---------------------------------------------------------------------------------------------------------

policy::UserFlow by_user_name()
{
    policy::UserFlow made = flow();
    made.accounts = policy::AccountKind::UserName;
    return made;
}

Pairs named(std::string const& user, std::string const& email)
{
    Pairs form = sign_up_form(email);
    form.emplace_back("userName", user);
    return form;
}

TEST_F(FlowTest, SomebodySignsUpAndInWithAUserName)
{
    use(by_user_name());
    open_sign_up();
    ASSERT_TRUE(world.field("userName"));
    EXPECT_TRUE(world.field("userName")->required);
    verify_email(world, "ada@example.test");
    world.send(named("-ada", "ada@example.test"));
    ASSERT_TRUE(world.field("userName"));
    EXPECT_NE(world.field("userName")->error, "");
    world.send(named("ada", "ada@example.test"));
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(json::write(*world.finished()->claims.find("emails")), R"(["ada@example.test"])");
    world.session_digest.clear();
    world.start();
    EXPECT_EQ(world.field("signInName")->label, "User name");
    EXPECT_EQ(world.page()->operating_mode, "Username");
    world.sign_in("Ada", "Correct-horse-1");
    EXPECT_TRUE(world.finished());
    // The address is no name to sign in with.
    world.session_digest.clear();
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_FALSE(world.finished());
}

TEST_F(FlowTest, AUserNameIsTakenOnce)
{
    use(by_user_name());
    for (int i = 0; i < 2; ++i) {
        world.session_digest.clear();
        open_sign_up();
        verify_email(world, "ada@example.test");
        world.send(named("ada", "ada@example.test"));
        EXPECT_EQ(world.finished() != nullptr, i == 0);
    }
}

// attack-29: nobody learns which names there are, and nobody resets a password with another mailbox.
TEST_F(FlowTest, Attack29ResetByUserNameNeedsTheMailboxOnRecord)
{
    use(by_user_name());
    open_sign_up();
    verify_email(world, "ada@example.test");
    world.send(named("ada", "ada@example.test"));
    ASSERT_TRUE(world.finished());
    auto const reset = [&](std::string const& user, std::string const& email) {
        world.session_digest.clear();
        world.start();
        world.act(Action::ForgotPassword);
        verify_email(world, email);
        world.send({ { "userName", user }, { "email", email } });
    };
    reset("ada", "mallory@example.test");
    ASSERT_TRUE(world.page());
    std::string const other_mailbox = world.page()->error;
    reset("nobody", "mallory@example.test");
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->error, other_mailbox);
    EXPECT_NE(other_mailbox, "");
    reset("ada", "ada@example.test");
    ASSERT_TRUE(world.field("newPassword"));
    world.send({ { "newPassword", "Another-horse-2" }, { "reenterPassword", "Another-horse-2" } });
    EXPECT_TRUE(world.finished());
}

// --- accounts by phone number

policy::UserFlow by_phone()
{
    policy::UserFlow made = flow();
    made.accounts = policy::AccountKind::Phone;
    made.claims = { "emails", "displayName", "objectId", "signInNames.phoneNumber" };
    return made;
}

struct PhoneFlowTest : FlowTest {
    PhoneFlowTest() { use(by_phone()); }
    void start_anew(Request request = {})
    {
        world.session_digest.clear();
        world.start(std::move(request));
    }
    PhoneStep const* phone() const { return world.page() && world.page()->phone ? &*world.page()->phone : nullptr; }
    void prove()
    {
        ASSERT_TRUE(phone());
        ASSERT_EQ(phone()->phase, PhoneStep::Phase::EnterCode);
        world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
        ASSERT_TRUE(world.accepted());
        world.act(Action::Confirm);
    }
    void sign_in(std::string const& number)
    {
        start_anew();
        world.send({ { "phoneNumber", number } });
        prove();
    }
    void sign_up(std::string const& number, std::string const& email)
    {
        sign_in(number);
        ASSERT_TRUE(world.field("displayName"));
        EXPECT_EQ(world.field("signInNames.phoneNumber")->input, InputKind::Readonly);
        world.send({ { "displayName", "Ada" } });
        verify_email(world, email);
        world.send({ { "email", email } });
        ASSERT_TRUE(world.finished());
    }
    std::vector<Message> messages(int count)
    {
        return read<std::vector<Message>>(*world.store, [&](Ports& ports) {
            return ports.messages.list(count);
        }).value();
    }
};

std::string other_code(std::string const& code)
{
    return code == "000000" ? "111111" : "000000";
}

TEST_F(PhoneFlowTest, SomebodySignsUpAndInWithANumber)
{
    sign_up("+49 170 1234567", "ada@example.test");
    EXPECT_EQ(world.finished()->claims.text("phone_number"), "+491701234567");
    EXPECT_EQ(json::write(*world.finished()->claims.find("emails")), R"(["ada@example.test"])");
    UserId const ada = world.finished()->user;
    // The single sign-on session stands for the number.
    world.start();
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, ada);
    // Typed without the country code, it is completed on the page that sends the code.
    start_anew();
    world.send({ { "phoneNumber", "0170 1234567" } });
    ASSERT_TRUE(phone());
    EXPECT_EQ(phone()->phase, PhoneStep::Phase::EnterNumber);
    EXPECT_EQ(phone()->number, "0170 1234567");
    world.act(Action::SendCode, { { "countryCode", "+49" }, { "number", "0170 1234567" } });
    prove();
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, ada);
    EXPECT_TRUE(world.find_user("+491701234567")->password_hash.empty());
}

TEST_F(PhoneFlowTest, WithPromptLoginTheNumberIsProvenAgain)
{
    sign_up("+491701234567", "ada@example.test");
    world.start(asked([](Request& request) { request.prompt = "login"; }));
    EXPECT_TRUE(world.field("phoneNumber"));
}

TEST_F(PhoneFlowTest, TheSignUpLinkLeadsToTheSamePages)
{
    start_anew();
    world.act(Action::SignUp);
    ASSERT_TRUE(phone());
    EXPECT_EQ(phone()->phase, PhoneStep::Phase::EnterNumber);
    world.act(Action::SendCode, { { "countryCode", "+43" }, { "number", "660 1234567" } });
    prove();
    EXPECT_TRUE(world.field("displayName"));
}

// Until the number is proven, one that has an account and one that has none look the same.
TEST_F(PhoneFlowTest, Attack29NobodyLearnsWhichNumbersHaveAccounts)
{
    sign_up("+491701234567", "ada@example.test");
    auto const wrong = [&](std::string const& number) {
        start_anew();
        size_t const before = world.messages_sent();
        world.send({ { "phoneNumber", number } });
        EXPECT_EQ(world.messages_sent(), before + 1);
        world.act(Action::VerifyCode, { { "verificationCode", other_code(world.code()) } });
        return world.page() ? world.page()->error + "|" + world.page()->notice : "";
    };
    std::string const known = wrong("+491701234567");
    EXPECT_NE(known, "|");
    EXPECT_EQ(wrong("+491709999999"), known);
    // The same for a number that has changed, whatever mailbox is proven.
    auto const change = [&](std::string const& number) {
        start_anew();
        world.act(Action::ForgotPassword);
        verify_email(world, "mallory@example.test");
        world.send({ { "formerPhoneNumber", number }, { "email", "mallory@example.test" } });
        return world.page() ? world.page()->error : "";
    };
    std::string const other_mailbox = change("+491701234567");
    EXPECT_NE(other_mailbox, "");
    EXPECT_EQ(change("+491709999999"), other_mailbox);
}

// A code is six digits: guesses count for the number, across journeys and whether it has an account or not.
TEST_F(PhoneFlowTest, Attack24GuessesCountForTheNumberAcrossJourneys)
{
    world.tenant.lockout.threshold = 10;
    for (int journey = 0; journey < 3; ++journey) {
        start_anew();
        world.send({ { "phoneNumber", "+491701234567" } });
        for (int tries = 0; tries < 5 && world.page(); ++tries)
            world.act(Action::VerifyCode, { { "verificationCode", other_code(world.code()) } });
        EXPECT_EQ(world.refused(), 90151);
    }
    EXPECT_EQ(world.audited(AuditKind::FactorFailed).size(), 10u);
    start_anew();
    world.send({ { "phoneNumber", "+491701234567" } });
    world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
    EXPECT_EQ(world.refused(), 90151);
}

// Attack 25: the number that was proven signs in, not the one that was typed first.
TEST_F(PhoneFlowTest, Attack25TheProofIsForTheNumberThatGotTheCode)
{
    sign_up("+491701234567", "ada@example.test");
    start_anew();
    world.send({ { "phoneNumber", "+491701234567" } });
    world.act(Action::ChangeValue);
    world.act(Action::SendCode, { { "countryCode", "+49" }, { "number", "1709999999" } });
    EXPECT_EQ(messages(1).front().to, "+491709999999");
    std::string const code = world.code();
    world.act(Action::VerifyCode,
        { { "verificationCode", code }, { "number", "1701234567" }, { "phoneNumber", "+491701234567" } });
    world.act(Action::Confirm);
    ASSERT_TRUE(world.field("displayName"));
    EXPECT_EQ(world.field("signInNames.phoneNumber")->value, "+491709999999");
}

TEST_F(PhoneFlowTest, NoCodeIsSentPastTheLimitOfANumber)
{
    for (int journey = 0; journey < 12; ++journey) {
        start_anew();
        world.send({ { "phoneNumber", "+491701234567" } });
    }
    EXPECT_EQ(world.messages_sent(), 10u);
    ASSERT_TRUE(world.page());
    EXPECT_NE(world.page()->error, "");
}

TEST_F(PhoneFlowTest, ANewNumberTakesThePlaceOfTheOldOneAndEndsItsSessions)
{
    sign_up("+491701234567", "ada@example.test");
    UserId const ada = world.finished()->user;
    std::string const old_session = world.session_digest;
    world.clock.advance(std::chrono::minutes(5));
    start_anew();
    world.act(Action::ForgotPassword);
    ASSERT_TRUE(world.field("formerPhoneNumber"));
    verify_email(world, "ada@example.test");
    world.send({ { "formerPhoneNumber", "+49 170 1234567" }, { "email", "ada@example.test" } });
    ASSERT_TRUE(phone());
    world.act(Action::SendCode, { { "countryCode", "+43" }, { "number", "6601234567" } });
    prove();
    ASSERT_TRUE(world.field("newPhoneNumber"));
    EXPECT_EQ(world.field("newPhoneNumber")->value, "+436601234567");
    world.send({});
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, ada);
    EXPECT_EQ(world.finished()->claims.text("phone_number"), "+436601234567");
    // The old session is dead, the new one is alive, and the old number is nobody's.
    std::string const new_session = world.session_digest;
    world.session_digest = old_session;
    world.start();
    EXPECT_TRUE(world.field("phoneNumber"));
    world.session_digest = new_session;
    world.start();
    EXPECT_TRUE(world.finished());
    sign_in("+491701234567");
    EXPECT_TRUE(world.field("displayName"));
}

TEST_F(PhoneFlowTest, ANumberOfSomebodyElseIsNotTaken)
{
    sign_up("+491701234567", "ada@example.test");
    sign_up("+436601234567", "eve@example.test");
    start_anew();
    world.act(Action::ForgotPassword);
    verify_email(world, "ada@example.test");
    world.send({ { "formerPhoneNumber", "+491701234567" }, { "email", "ada@example.test" } });
    world.act(Action::SendCode, { { "countryCode", "+43" }, { "number", "6601234567" } });
    prove();
    world.send({});
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->error, "There is another account with this phone number.");
}

// The mailbox alone is not enough where the account has a second factor.
TEST_F(PhoneFlowTest, Attack25ANewNumberNeedsTheSecondFactor)
{
    sign_up("+491701234567", "ada@example.test");
    world.change_user("+491701234567", [](User& user) { user.totp_secret = std::string(20, 's'); });
    policy::UserFlow made = by_phone();
    made.mfa = policy::Mfa::Always;
    made.mfa_methods = { policy::MfaMethod::AuthenticatorApp };
    use(made);
    start_anew();
    world.act(Action::ForgotPassword);
    verify_email(world, "ada@example.test");
    world.send({ { "formerPhoneNumber", "+491701234567" }, { "email", "ada@example.test" } });
    EXPECT_TRUE(world.field("otpCode"));
}

// Somebody whom an administrator made is asked for a recovery address at the first sign-in.
TEST_F(PhoneFlowTest, WhoHasNoRecoveryAddressIsAskedForOne)
{
    sign_up("+491701234567", "ada@example.test");
    world.change_user("+491701234567", [](User& user) { user.attributes.erase("strongAuthenticationEmailAddress"); });
    sign_in("+491701234567");
    EXPECT_TRUE(world.field("email"));
    policy::UserFlow made = by_phone();
    made.recovery_email = false;
    use(made);
    start_anew();
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.page()->forgot_password);
    world.send({ { "phoneNumber", "+491701234567" } });
    prove();
    EXPECT_TRUE(world.finished());
}

TEST_F(PhoneFlowTest, TheProfileIsEditedAfterTheNumberIsProven)
{
    sign_up("+491701234567", "ada@example.test");
    policy::UserFlow made = by_phone();
    made.type = policy::FlowType::ProfileEdit;
    use(made);
    sign_in("+491701234567");
    ASSERT_TRUE(world.field("displayName"));
    EXPECT_EQ(world.field("displayName")->value, "Ada");
    world.send({ { "displayName", "Ada Lovelace" } });
    EXPECT_TRUE(world.finished());
}

TEST_F(PhoneFlowTest, ANumberThatIsDisabledSignsNobodyIn)
{
    sign_up("+491701234567", "ada@example.test");
    world.change_user("+491701234567", [](User& user) { user.enabled = false; });
    sign_in("+491701234567");
    EXPECT_FALSE(world.finished());
    EXPECT_NE(world.refused(), 0);
}

// --- forced reset
// -----------------------------------------------------------------------------------------------------

TEST_F(FlowTest, WhoMustChangeThePasswordDoesItInTheJourney)
{
    policy::UserFlow made = flow();
    made.forced_password_reset = true;
    use(made);
    world.add_user("ada@example.test", "Correct-horse-1");
    world.change_user("ada@example.test", [](User& user) { user.must_change_password = true; });
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.field("newPassword"));
    EXPECT_FALSE(world.finished());
    world.send({ { "newPassword", "Another-horse-2" }, { "reenterPassword", "Another-horse-2" } });
    ASSERT_TRUE(world.finished());
    EXPECT_FALSE(world.find_user("ada@example.test")->must_change_password);
    world.session_digest.clear();
    world.start();
    world.sign_in("ada@example.test", "Another-horse-2");
    EXPECT_TRUE(world.finished());
}

TEST_F(FlowTest, ASessionDoesNotSaveFromTheForcedReset)
{
    policy::UserFlow made = flow();
    made.forced_password_reset = true;
    use(made);
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.finished());
    world.change_user("ada@example.test", [](User& user) { user.must_change_password = true; });
    world.start();
    EXPECT_TRUE(world.field("newPassword"));
    // And without a page there is no way round it.
    world.start(asked([](Request& request) { request.prompt = "none"; }));
    EXPECT_EQ(world.refused(), 90077);
}

TEST_F(FlowTest, WithoutTheSettingAnExpiredPasswordSignsNobodyIn)
{
    use(flow());
    world.add_user("ada@example.test", "Correct-horse-1");
    world.change_user("ada@example.test", [](User& user) { user.must_change_password = true; });
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_TRUE(world.field("signInName"));
    EXPECT_FALSE(world.finished());
}

// --- languages and pages
// ----------------------------------------------------------------------------------------------

TEST_F(FlowTest, ALanguageOfItsOwnFallsBackPerString)
{
    policy::UserFlow made = flow();
    made.languages = { { "fr",
                           { { "button_signin", "Se connecter" }, { "ClaimType/password/DisplayName", "Mot de passe" },
                               { "UserMessageIfInvalidPassword", "Nom ou mot de passe faux." } } },
        { "en", { { "heading", "Welcome to Contoso" } } }, { "it", {} } };
    use(made);
    world.start(asked([](Request& request) { request.ui_locales = "fr-CA it"; }));
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->language, "fr");
    EXPECT_EQ(world.page()->text("button_signin"), "Se connecter");
    EXPECT_EQ(world.field("password")->label, "Mot de passe");
    EXPECT_EQ(world.field("signInName")->label, "Email Address");
    EXPECT_EQ(world.page()->text("heading"), "Welcome to Contoso");
    world.sign_in("nobody@example.test", "Wrong-horse-1");
    EXPECT_EQ(world.page()->error, "Nom ou mot de passe faux.");
    world.start(asked([](Request& request) { request.ui_locales = "it"; }));
    EXPECT_EQ(world.page()->language, "it");
    EXPECT_EQ(world.page()->text("button_signin"), "Sign in");
    // A language that nobody declared is not spoken.
    world.start(asked([](Request& request) { request.ui_locales = "es"; }));
    EXPECT_EQ(world.page()->language, "en");
}

TEST_F(FlowTest, APageOfItsOwnIsNamedWithTheLanguage)
{
    policy::UserFlow made = flow();
    made.pages
        = { { "api.signuporsignin", "https://pages.example.test/{Culture:RFC5646}/in.html?c={OAUTH-KV:campaign}" } };
    made.page_sources = { "https://cdn.example.test" };
    use(made);
    world.start(asked([](Request& request) {
        request.ui_locales = "de";
        request.parameters.add("campaign", "a&b/../c");
    }));
    ASSERT_TRUE(world.page() && world.page()->own);
    EXPECT_EQ(world.page()->own->address, "https://pages.example.test/de/in.html?c=a%26b%2F..%2Fc&ui_locales=de");
    EXPECT_EQ(world.page()->own->sources, std::vector<std::string>{ "https://cdn.example.test" });
    EXPECT_EQ(world.page()->own->scripts, OwnPage::Scripts::Dropped);
    world.act(Action::SignUp);
    EXPECT_FALSE(world.page()->own.has_value());
    made.javascript = true;
    use(made);
    world.start();
    EXPECT_EQ(world.page()->own->scripts, OwnPage::Scripts::Allowed);
}

} // namespace
} // namespace gatehouse::journey
