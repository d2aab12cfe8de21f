// A code proves one address, for one purpose, at one step of one journey. Every other combination is tried.
#include "core/journey/claims.h"
#include "core/journey/verification.h"
#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

struct Binding {
    std::string journey = "11111111-0000-4000-8000-000000000001";
    Frame frame;
    std::string purpose = "SignUp/email";
    std::string subject = "ada@example.test";
};

Run run_at(World& world, Binding const& binding, Input const& input)
{
    State state = begin(*world.plan, world.tenant, Request(), std::nullopt, world.clock, world.random);
    state.id = JourneyId(binding.journey);
    state.frames = { binding.frame };
    return Run{ .plan = *world.plan,
        .tenant = world.tenant,
        .state = std::move(state),
        .input = input,
        .services = world.services,
        .now = world.clock.now() };
}

TEST(Proof, Attack14CodeIsBoundToJourneyStepPurposeAndAddress)
{
    World world;
    Input const input = first_call();
    Binding const right;
    journey::Run made_in = run_at(world, right, input);
    NewCode const made = make_code(made_in, right.purpose, right.subject, CodeRules{});
    ASSERT_EQ(made.code.size(), 6u);
    std::vector<Binding> others(5);
    others[0].journey = "22222222-0000-4000-8000-000000000002";
    others[1].frame.step = 1;
    others[2].frame.journey = 1;
    others[3].purpose = "Reset/email";
    others[4].subject = "mallory@example.test";
    for (Binding const& other : others) {
        journey::Run run = run_at(world, other, input);
        run.state.challenges = made_in.state.challenges;
        EXPECT_NE(check_code(run, other.purpose, other.subject, made.code, CodeRules{}), CodeCheck::Right);
    }
    // Nor does a challenge that is moved to another place, as a mixed-up state would.
    for (Binding const& other : others) {
        journey::Run run = run_at(world, other, input);
        run.state.challenges = made_in.state.challenges;
        Challenge& moved = run.state.challenges.front();
        moved.purpose = other.purpose;
        moved.frame_journey = other.frame.journey;
        moved.step = other.frame.step;
        moved.subject = other.subject;
        EXPECT_NE(check_code(run, other.purpose, other.subject, made.code, CodeRules{}), CodeCheck::Right);
    }
    EXPECT_EQ(check_code(made_in, right.purpose, "Ada@Example.test", made.code, CodeRules{}), CodeCheck::Right);
    EXPECT_NE(check_code(made_in, right.purpose, right.subject, made.code, CodeRules{}), CodeCheck::Right);
}

// Profiles that send at one step and verify at the next.
TEST(Proof, Attack14CodeOfAJourneyStillBelongsToItPurposeAndAddress)
{
    World world;
    Input const input = first_call();
    Binding const right;
    CodeRules const rules{ .reach = Reach::Journey };
    journey::Run made_in = run_at(world, right, input);
    NewCode const made = make_code(made_in, right.purpose, right.subject, rules);
    std::vector<Binding> others(3);
    others[0].journey = "22222222-0000-4000-8000-000000000002";
    others[1].purpose = "Reset/email";
    others[2].subject = "mallory@example.test";
    for (Binding const& other : others) {
        journey::Run run = run_at(world, other, input);
        run.state.challenges = made_in.state.challenges;
        EXPECT_NE(check_code(run, other.purpose, other.subject, made.code, rules), CodeCheck::Right);
    }
    drop_proofs_of_step(made_in);
    made_in.frame().step = 1;
    EXPECT_EQ(check_code(made_in, right.purpose, right.subject, made.code, rules), CodeCheck::Right);
    EXPECT_NE(check_code(made_in, right.purpose, right.subject, made.code, rules), CodeCheck::Right);
}

TEST(Proof, Attack14ProofEndsWithItsStep)
{
    World world;
    Input const input = first_call();
    Binding const right;
    journey::Run run = run_at(world, right, input);
    add_proof(run, right.purpose, right.subject);
    EXPECT_TRUE(find_proof(run, right.purpose));
    EXPECT_FALSE(find_proof(run, "Reset/email"));
    run.frame().step = 1;
    EXPECT_FALSE(find_proof(run, right.purpose));
    run.frame().step = 0;
    drop_proofs_of_step(run);
    EXPECT_FALSE(find_proof(run, right.purpose));
}

TEST(Proof, NewCodeVoidsTheFormerOneAndItsProof)
{
    World world;
    Input const input = first_call();
    Binding const right;
    journey::Run run = run_at(world, right, input);
    NewCode const first = make_code(run, right.purpose, right.subject, CodeRules{});
    add_proof(run, right.purpose, right.subject);
    NewCode const second = make_code(run, right.purpose, "mallory@example.test", CodeRules{});
    ASSERT_NE(first.code, second.code);
    EXPECT_FALSE(find_proof(run, right.purpose));
    EXPECT_EQ(check_code(run, right.purpose, right.subject, first.code, CodeRules{}), CodeCheck::Wrong);
}

TEST(Preconditions, ClaimEqualsOnAMissingClaimNeverActs)
{
    World world;
    policy::Slot const slot = *world.plan->slot("mfaMethod");
    Bag bag(world.plan->claims.size());
    for (bool const execute_if : { true, false }) {
        policy::Precondition one;
        one.kind = policy::Precondition::Kind::ClaimEquals;
        one.execute_if = execute_if;
        one.claims = { slot };
        one.value = "sms";
        EXPECT_FALSE(skips(*world.plan, { one }, bag));
    }
}

TEST(Preconditions, ComparisonIsByCaseExceptForBooleans)
{
    World world;
    policy::Slot const text = *world.plan->slot("mfaMethod");
    policy::Slot const flag = *world.plan->slot("accountEnabled");
    Bag bag(world.plan->claims.size());
    bag.set(text, std::string("sms"));
    bag.set(flag, true);
    policy::Precondition one;
    one.kind = policy::Precondition::Kind::ClaimEquals;
    one.claims = { text };
    one.value = "SMS";
    EXPECT_FALSE(skips(*world.plan, { one }, bag));
    one.value = "sms";
    EXPECT_TRUE(skips(*world.plan, { one }, bag));
    one.claims = { flag };
    for (std::string const& value : { std::string("True"), std::string("true") }) {
        one.value = value;
        EXPECT_TRUE(skips(*world.plan, { one }, bag));
    }
}

TEST(Resolvers, Attack75WhatOneYieldsIsNotResolvedAgain)
{
    World world;
    Input const input = first_call();
    journey::Run run = run_at(world, Binding{}, input);
    run.state.request.parameters.add("x", "{Policy:TenantObjectId}<script>");
    policy::Template text;
    text.parts = { policy::TemplatePart{ .literal = "a-", .group = "", .name = "" },
        policy::TemplatePart{ .literal = "", .group = "OAUTH-KV", .name = "x" },
        policy::TemplatePart{ .literal = "", .group = "OAUTH-KV", .name = "absent" } };
    EXPECT_EQ(expand(run, text), "a-{Policy:TenantObjectId}<script>");
}

TEST(People, Attack35UserNameEqualToAnothersEmailIsRefused)
{
    Leaf leaf;
    leaf.providers
        = R"(<TechnicalProfile Id="SelfAsserted-SignUp"><Metadata><Item Key="EnforceEmailVerification">false</Item></Metadata></TechnicalProfile>)";
    World world(leaf);
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.act(Action::Choose, {}, "SignUpWithLogonEmailExchange");
    world.submit({ { "email", " ADA@example.test" }, { "newPassword", "Correct-horse-1" },
        { "reenterPassword", "Correct-horse-1" } });
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.page()->error.empty());
}

} // namespace
} // namespace gatehouse::journey
