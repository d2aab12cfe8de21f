#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

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
    world.use({});
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.finished());
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
