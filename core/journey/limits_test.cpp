#include "core/journey/limits.h"

#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

struct LimitsTest : testing::Test {
    // Without any wish of a browser; `user` is known by now.
    bool may_send(Channel channel, std::string const& address, std::string const& user = {})
    {
        State state = begin(*world.plan, world.tenant, Request(), std::nullopt, world.clock, world.random);
        if (!user.empty())
            state.bag.set(*world.plan->slot("objectId"), user);
        Input input;
        input.address = address;
        journey::Run run{ *world.plan, world.tenant, std::move(state), input, world.services, world.clock.now() };
        return journey::may_send(run, channel);
    }
    Allowances& allowances() { return world.services.limits->allowances; }

    World world;
};

TEST_F(LimitsTest, AClientSendsSoManyTextsToWhateverNumbers)
{
    allowances().texts.count = 2;
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.1"));
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.1"));
    EXPECT_FALSE(may_send(Channel::Sms, "192.0.2.1"));
    EXPECT_TRUE(may_send(Channel::Email, "192.0.2.1")) << "e-mails are counted apart";
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.2"));
    world.clock.advance(std::chrono::minutes(30));
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.1"));
}

TEST_F(LimitsTest, AnAccountSendsSoManyTextsFromWhereverItIsUsed)
{
    allowances().account_texts.count = 2;
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.1", "ada"));
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.2", "ada"));
    EXPECT_FALSE(may_send(Channel::Sms, "192.0.2.3", "ada"));
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.3", "bob"));
}

TEST_F(LimitsTest, ATenantSendsSoManyTextsHoweverManyClientsAsk)
{
    world.tenant.texts_per_hour = 3;
    for (int i = 1; i <= 3; ++i)
        EXPECT_TRUE(may_send(Channel::Sms, "192.0.2." + std::to_string(i)));
    EXPECT_FALSE(may_send(Channel::Sms, "192.0.2.4"));
    EXPECT_FALSE(may_send(Channel::Sms, "127.0.0.1")) << "this machine is no client, but the tenant has had enough";
    world.tenant.texts_per_hour = 0;
    EXPECT_TRUE(may_send(Channel::Sms, "192.0.2.4")) << "0 is no limit";
}

// One password for many names locks nobody out, so the client is counted.
TEST_F(LimitsTest, Attack26OnePasswordForManyNamesIsStoppedByTheClientsCount)
{
    allowances().passwords.count = 3;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    for (int i = 0; i < 3; ++i)
        world.sign_in("guess" + std::to_string(i) + "@example.test", "Summer2026!");
    Input input;
    input.action = Action::Submit;
    input.form = form_of({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } });
    input.address = "192.0.2.7";
    auto const refused = advance(world.plan, world.tenant, world.load(), input, world.services);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().fault, Fault::Unavailable) << "429 at the edge";
    input.address = "192.0.2.8";
    EXPECT_TRUE(advance(world.plan, world.tenant, world.load(), input, world.services));
}

// The page says it as for a flooded address.
TEST_F(LimitsTest, ARefusedSendIsTheThrottledTextOnThePage)
{
    allowances().emails.count = 1;
    world.start();
    world.act(Action::SignUp);
    world.act(Action::SendCode, { { "email", "one@example.test" } }, "email");
    size_t const sent = world.messages_sent();
    world.act(Action::SendCode, { { "email", "two@example.test" } }, "email");
    EXPECT_EQ(sent, 1U);
    EXPECT_EQ(world.messages_sent(), 1U);
    ASSERT_NE(world.field("email"), nullptr);
    EXPECT_NE(world.field("email")->verification->error, "");
}

} // namespace
} // namespace gatehouse::journey
