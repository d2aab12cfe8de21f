#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

Leaf scoped(std::string const& scope)
{
    Leaf leaf;
    leaf.behaviors = R"(<SingleSignOn Scope=")" + scope + R"(" KeepAliveInDays="0" />)";
    return leaf;
}
Leaf with_sms()
{
    Leaf leaf;
    leaf.providers = second_factor("Sms");
    return leaf;
}

void sign_in(World& world)
{
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
}

void pass_phone(World& world)
{
    world.act(Action::SendCode, { { "id", "1" }, { "countryCode", "+49" }, { "number", "1701234567" } });
    world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
    world.act(Action::Confirm);
}

struct Signed {
    explicit Signed(Leaf const& leaf = {})
        : world(leaf)
    {
        ada = world.add_user("ada@example.test", "Correct-horse-1");
        sign_in(world);
    }
    World world;
    UserId ada;
};

TEST(Sso, SecondJourneyAsksNothingAndKeepsAuthTime)
{
    Signed signed_in;
    World& world = signed_in.world;
    ASSERT_TRUE(world.finished());
    Time const then = world.finished()->auth_time;
    std::string const cookie = world.session_cookie;
    world.clock.advance(std::chrono::minutes(5));
    world.start();
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->auth_time, then);
    EXPECT_EQ(world.session_cookie, cookie);
    EXPECT_TRUE(world.writes.session_cookie.empty());
}

TEST(Sso, PromptLoginAsksAgainAndReplacesTheSession)
{
    Signed signed_in;
    World& world = signed_in.world;
    std::string const old_digest = world.session_digest;
    world.start(asked([&](Request& request) { request.prompt = "login"; }));
    ASSERT_TRUE(world.page());
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.finished());
    // Attack 18: the id changes with every proof.
    EXPECT_NE(world.session_digest, old_digest);
    EXPECT_FALSE(read<std::optional<Session>>(*world.store, [&](Ports& ports) {
        return ports.sessions.find(world.tenant.id, SessionDigest(old_digest), world.clock.now());
    }).value());
}

TEST(Sso, PromptNoneWithoutSessionNeedsInteraction)
{
    World world;
    world.start(asked([&](Request& request) { request.prompt = "none"; }));
    EXPECT_EQ(world.refused(), 90077);
    EXPECT_EQ(std::get<Refused>(world.outcome).refusal.error, "interaction_required");
}

TEST(Sso, PromptNoneWithSessionFinishes)
{
    Signed signed_in;
    signed_in.world.start(asked([&](Request& request) { request.prompt = "none"; }));
    EXPECT_TRUE(signed_in.world.finished());
}

TEST(Sso, MaxAgeAsksAgainWhenTheProofIsOlder)
{
    Signed signed_in;
    World& world = signed_in.world;
    world.clock.advance(std::chrono::minutes(10));
    world.start(asked([&](Request& request) { request.max_age = 700; }));
    EXPECT_TRUE(world.finished());
    world.start(asked([&](Request& request) { request.max_age = 300; }));
    EXPECT_TRUE(world.page());
}

TEST(Sso, SessionEndsWithItsLifetime)
{
    Signed signed_in;
    signed_in.world.clock.advance(std::chrono::hours(25));
    signed_in.world.start();
    EXPECT_TRUE(signed_in.world.page());
}

TEST(Sso, SuppressedScopeRemembersNothing)
{
    Signed signed_in(scoped("Suppressed"));
    EXPECT_TRUE(signed_in.world.session_digest.empty());
}

TEST(Sso, ApplicationScopeIsForOneApplication)
{
    Signed signed_in(scoped("Application"));
    World& world = signed_in.world;
    world.start();
    EXPECT_TRUE(world.finished());
    auto const session = read<std::optional<Session>>(*world.store, [&](Ports& ports) {
        return ports.sessions.find(world.tenant.id, SessionDigest(world.session_digest), world.clock.now());
    }).value();
    State state = begin(*world.plan, world.tenant,
        asked([&](Request& request) { request.client = ClientId("another"); }), session, world.clock, world.random);
    world.run(std::move(state), first_call());
    EXPECT_TRUE(world.page());
}

TEST(Sso, Attack21DisabledUsersSessionIsDead)
{
    Signed signed_in;
    World& world = signed_in.world;
    world.change_user("ada@example.test", [](User& user) { user.enabled = false; });
    world.start();
    EXPECT_TRUE(world.page());
}

TEST(Sso, Attack21RemovedUsersSessionIsDead)
{
    Signed signed_in;
    World& world = signed_in.world;
    ASSERT_TRUE(world.store->transact([&](Ports& ports) { return ports.users.remove(world.tenant.id, signed_in.ada); })
            .has_value());
    world.start();
    EXPECT_TRUE(world.page());
}

TEST(Sso, Attack21SessionOlderThanTokensValidFromIsDead)
{
    Signed signed_in;
    World& world = signed_in.world;
    world.clock.advance(std::chrono::minutes(1));
    world.change_user("ada@example.test", [&](User& user) { user.tokens_valid_from = world.clock.now(); });
    world.start();
    EXPECT_TRUE(world.page());
}

TEST(Sso, Attack21SessionRemovedInTheMiddleOfAJourneyIsNotUsed)
{
    Signed signed_in;
    World& world = signed_in.world;
    auto const session = read<std::optional<Session>>(*world.store, [&](Ports& ports) {
        return ports.sessions.find(world.tenant.id, SessionDigest(world.session_digest), world.clock.now());
    }).value();
    State state = begin(*world.plan, world.tenant,
        asked([&](Request& request) { request.client = ClientId("client"); }), session, world.clock, world.random);
    ASSERT_TRUE(
        world.store->transact([&](Ports& ports) { return ports.sessions.remove_user(world.tenant.id, signed_in.ada); })
            .has_value());
    world.run(std::move(state), first_call());
    EXPECT_TRUE(world.page());
}

TEST(Sso, Attack19RequestStateIsNoSession)
{
    Signed signed_in;
    World& world = signed_in.world;
    Session forged;
    forged.digest = SessionDigest("some-state");
    forged.user = signed_in.ada;
    State state = begin(*world.plan, world.tenant, asked([&](Request& request) {
        request.client = ClientId("client");
        request.state = "some-state";
    }),
        forged, world.clock, world.random);
    world.run(std::move(state), first_call());
    EXPECT_TRUE(world.page());
}

TEST(Sso, Attack20OnePersonsSessionDoesNotHelpAnother)
{
    Signed signed_in(with_sms());
    World& world = signed_in.world;
    pass_phone(world);
    ASSERT_TRUE(world.finished());
    UserId const bob = world.add_user("bob@example.test", "Correct-horse-3");
    // The same browser, another person: Ada's second factor must not stand in for Bob's.
    world.start(asked([&](Request& request) { request.prompt = "login"; }));
    world.sign_in("bob@example.test", "Correct-horse-3");
    ASSERT_TRUE(world.page() && world.page()->phone);
    world.act(Action::SendCode, { { "countryCode", "+49" }, { "number", "1707654321" } });
    world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
    world.act(Action::Confirm);
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, bob);
    world.start();
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, bob);
}

TEST(Sso, Attack28StepUpIsAskedOnceAndItsTimeIsTheTokensAuthTime)
{
    World world;
    world.add_user("ada@example.test", "Correct-horse-1");
    sign_in(world);
    ASSERT_TRUE(world.finished());
    world.clock.advance(std::chrono::minutes(20));
    world.use(with_sms());
    world.start();
    ASSERT_TRUE(world.page() && world.page()->phone);
    pass_phone(world);
    ASSERT_TRUE(world.finished());
    Time const proved = world.clock.now();
    EXPECT_EQ(world.finished()->auth_time, proved);
    world.clock.advance(std::chrono::minutes(20));
    world.start();
    ASSERT_TRUE(world.finished());
    // An old factor does not look fresh.
    EXPECT_EQ(world.finished()->auth_time, proved);
    // And max_age asks for the factor again.
    world.start(asked([&](Request& request) { request.max_age = 60; }));
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_TRUE(world.page() && world.page()->phone);
}

TEST(Sso, Attack28SessionProfileMayLimitTheAgeOfAFactor)
{
    Leaf leaf = with_sms();
    leaf.providers
        += R"(<TechnicalProfile Id="SM-Mfa"><Metadata><Item Key="gatehouse.maxAgeSeconds">600</Item></Metadata></TechnicalProfile>)";
    Signed signed_in(leaf);
    World& world = signed_in.world;
    pass_phone(world);
    ASSERT_TRUE(world.finished());
    world.clock.advance(std::chrono::minutes(5));
    world.start();
    EXPECT_TRUE(world.finished());
    world.clock.advance(std::chrono::minutes(6));
    world.start();
    EXPECT_TRUE(world.page() && world.page()->phone);
}

TEST(Sso, SignUpAndProfileEditShareTheSession)
{
    Signed signed_in;
    World& world = signed_in.world;
    Leaf edit;
    edit.journey = "ProfileEdit";
    edit.providers
        = R"(<TechnicalProfile Id="SelfAsserted-ProfileUpdate"><InputClaims><InputClaim ClaimTypeReferenceId="displayName" /></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" /></OutputClaims></TechnicalProfile>)";
    world.use(edit);
    world.start();
    EXPECT_TRUE(world.field("displayName"));
}

TEST(Refresh, FreshUserIsReadAgain)
{
    Signed signed_in;
    World& world = signed_in.world;
    world.change_user("ada@example.test",
        [](User& user) { user.attributes.insert_or_assign("displayName", std::string("Countess")); });
    auto state = begin_refresh(*world.plan, world.tenant,
        asked([&](Request& request) { request.client = ClientId("client"); }),
        RefreshedGrant{ .user = signed_in.ada, .issued = world.clock.now(), .auth_time = world.clock.now() },
        world.clock, world.random);
    ASSERT_TRUE(state);
    world.clock.advance(std::chrono::hours(1));
    state->expires += std::chrono::hours(2);
    world.run(std::move(*state), first_call());
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->claims.text("name"), "Countess");
    EXPECT_TRUE(world.writes.session_cookie.empty());
}

TEST(Refresh, Attack21DisabledUserGetsNothing)
{
    Signed signed_in;
    World& world = signed_in.world;
    world.change_user("ada@example.test", [](User& user) { user.enabled = false; });
    auto state = begin_refresh(*world.plan, world.tenant,
        asked([&](Request& request) { request.client = ClientId("client"); }),
        RefreshedGrant{ .user = signed_in.ada, .issued = world.clock.now(), .auth_time = world.clock.now() },
        world.clock, world.random);
    ASSERT_TRUE(state);
    world.run(std::move(*state), first_call());
    EXPECT_NE(world.refused(), 0);
}

} // namespace
} // namespace gatehouse::journey
