#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

TEST(State, ComesBackAsItWasWritten)
{
    World world;
    Request request;
    request.client = ClientId("client");
    request.state = "quote \" and \xC3\xA4";
    request.max_age = 60;
    request.parameters.add("x", "1");
    request.parameters.add("x", "2");
    State state = begin(*world.plan, world.tenant, request, std::nullopt, world.clock, world.random);
    state.bag.set(*world.plan->slot("displayName"), std::string("Ada"));
    state.bag.set(*world.plan->slot("accountEnabled"), true);
    state.challenges.push_back(Challenge{ "p", 1, 2, "a@example.test", "digest", world.clock.now(), 3, 4 });
    state.proofs.push_back(Proof{ "p", 1, 2, "a@example.test" });
    state.frames.push_back(Frame{ 0, 1 });
    state.phase = Phase::Accepted;
    std::string const text = write(state, *world.plan);
    auto const again = read(text, *world.plan);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(write(*again, *world.plan), text);
    EXPECT_EQ(again->request.state, request.state);
    EXPECT_EQ(again->phase, Phase::Accepted);
    EXPECT_EQ(again->challenges.front().attempts, 3);
    EXPECT_EQ(text_of(*again->bag.find(*world.plan->slot("accountEnabled"))), "True");
}

TEST(State, AnErrandComesBackAndNobodyIsAwayWithoutOne)
{
    World world;
    State state = begin(*world.plan, world.tenant, Request(), std::nullopt, world.clock, world.random);
    state.phase = Phase::Away;
    EXPECT_FALSE(read(write(state, *world.plan), *world.plan).has_value());
    state.errand
        = Errand{ "profile", "digest", "nonce", "verifier", "issuer", "https://here/authresp", "token", "secret", 3 };
    std::string const text = write(state, *world.plan);
    auto const again = read(text, *world.plan);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(write(*again, *world.plan), text);
    EXPECT_EQ(again->errand->chosen_at, 3U);
}

TEST(State, OfAnotherPlanIsRefused)
{
    World world;
    State state = begin(*world.plan, world.tenant, Request(), std::nullopt, world.clock, world.random);
    state.plan_hash = "other";
    EXPECT_FALSE(read(write(state, *world.plan), *world.plan).has_value());
}

TEST(State, DamagedTextIsRefused)
{
    World world;
    State const state = begin(*world.plan, world.tenant, Request(), std::nullopt, world.clock, world.random);
    std::string const text = write(state, *world.plan);
    for (size_t length = 0; length < text.size(); length += 97)
        EXPECT_FALSE(read(text.substr(0, length), *world.plan).has_value());
    EXPECT_FALSE(read(replace_all(text, "\"step\":0", "\"step\":4000000000"), *world.plan).has_value());
    EXPECT_FALSE(read(replace_all(text, "\"step\":0", "\"step\":-1"), *world.plan).has_value());
    EXPECT_FALSE(read(replace_all(text, "\"phase\":0", "\"phase\":9"), *world.plan).has_value());
}

TEST(State, PasswordClaimsAreNotWritten)
{
    World world;
    State state = begin(*world.plan, world.tenant, Request(), std::nullopt, world.clock, world.random);
    state.bag.set(*world.plan->slot("newPassword"), std::string("Correct-horse-1"));
    EXPECT_EQ(write(state, *world.plan).find("Correct-horse-1"), std::string::npos);
}

TEST(State, TwoRacingPostsOfOnePageAreOneAcceptance)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    Input input;
    input.action = Action::Submit;
    input.form = form_of({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } });
    auto const first = advance(world.plan, world.tenant, world.load(), input, world.services);
    auto const second = advance(world.plan, world.tenant, world.load(), input, world.services);
    ASSERT_TRUE(first.has_value() && second.has_value());
    auto const save = [&](Step const& step) {
        return world.store->transact([&](Ports& ports) { return commit(ports, world.tenant.id, *world.plan, step); });
    };
    EXPECT_TRUE(save(*first).has_value());
    auto const lost = save(*second);
    ASSERT_FALSE(lost.has_value());
    EXPECT_EQ(lost.error().fault, Fault::Conflict);
}

TEST(State, ExpiredJourneyGoesNowhere)
{
    World world;
    world.start();
    State const state = world.load();
    world.clock.advance(std::chrono::hours(2));
    Input input;
    auto const step = advance(world.plan, world.tenant, state, input, world.services);
    ASSERT_TRUE(step.has_value());
    EXPECT_TRUE(std::holds_alternative<Refused>(step->outcome));
}

} // namespace
} // namespace gatehouse::journey
