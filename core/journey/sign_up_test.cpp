#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

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

// OpenID Connect, Initiating User Registration §3.
TEST(SignUp, PromptCreateOpensItsPageAtOnce)
{
    World world(collecting_names());
    world.start(asked([](Request& request) { request.prompt = "create"; }));
    ASSERT_TRUE(world.field("reenterPassword"));
    verify_email(world, "ada@example.test");
    world.send(sign_up_form("ada@example.test"));
    ASSERT_TRUE(world.finished());
    // Also for somebody who is signed in: the page makes another account.
    world.start(asked([](Request& request) { request.parameters.add("option", "signup"); }));
    EXPECT_TRUE(world.field("reenterPassword"));
}

} // namespace
} // namespace gatehouse::journey
