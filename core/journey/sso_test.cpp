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

bool is_kept(World& world, std::string const& digest)
{
    return read<std::optional<Session>>(*world.store,
        [&](Ports& ports) { return ports.sessions.find(world.tenant.id, SessionDigest(digest), world.clock.now()); })
        .value()
        .has_value();
}

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
    EXPECT_FALSE(is_kept(world, old_digest));
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

TEST(Sso, ASessionTooOldForMaxAgeIsNamedWhereNoPageMayAsk)
{
    Signed signed_in;
    World& world = signed_in.world;
    world.clock.advance(std::chrono::minutes(10));
    auto const silently = [](std::int64_t max_age) {
        return asked([max_age](Request& request) {
            request.prompt = "none";
            request.max_age = max_age;
        });
    };
    world.start(silently(700));
    EXPECT_TRUE(world.finished());
    world.start(silently(300));
    EXPECT_EQ(world.refused(), 90121);
    EXPECT_EQ(std::get<Refused>(world.outcome).refusal.error, "login_required");
}

TEST(Sso, MaxAgeOfZeroAlwaysAsks)
{
    Signed signed_in;
    signed_in.world.start(asked([](Request& request) { request.max_age = 0; }));
    EXPECT_TRUE(signed_in.world.page());
}

// OIDC Core §3.1.2.1
TEST(Sso, AHintOfSomebodyElseLeavesTheSessionAside)
{
    Signed signed_in;
    World& world = signed_in.world;
    auto const hinted = [](UserId const& user, std::string const& prompt) {
        return asked([&](Request& request) {
            request.hinted_user = user;
            request.prompt = prompt;
        });
    };
    world.start(hinted(signed_in.ada, "none"));
    EXPECT_TRUE(world.finished());
    world.start(hinted(UserId("somebody-else"), "none"));
    EXPECT_EQ(world.refused(), 90077);
    world.start(hinted(UserId("somebody-else"), ""));
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
    std::string const before = world.session_digest;
    world.clock.advance(std::chrono::minutes(20));
    world.use(with_sms());
    world.start();
    ASSERT_TRUE(world.page() && world.page()->phone);
    pass_phone(world);
    ASSERT_TRUE(world.finished());
    EXPECT_NE(world.session_digest, before) << "attack-18: a factor was proven";
    EXPECT_FALSE(is_kept(world, before));
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

// --- step-up: RFC 9470 ----------------------------------------------------------------------------------------------

Leaf with_sms_on_request()
{
    Leaf leaf;
    leaf.providers = R"(<TechnicalProfile Id="Mfa-Require"><Metadata>)"
                     R"(<Item Key="ClaimTypeOnWhichToEnable">acrRequested</Item>)"
                     R"(<Item Key="ClaimValueOnWhichToEnable">mfa</Item></Metadata>)"
                     R"(<EnabledForUserJourneys>OnItemExistenceInStringCollectionClaim</EnabledForUserJourneys>)"
                     R"(</TechnicalProfile><TechnicalProfile Id="Mfa-OfferSms"><EnabledForUserJourneys>Always)"
                     R"(</EnabledForUserJourneys></TechnicalProfile>)";
    return leaf;
}

Request stepping_up(std::string const& acr_values, std::string const& prompt = "")
{
    return asked([&](Request& request) {
        request.acr_values = acr_values;
        request.prompt = prompt;
    });
}

TEST(StepUp, OnlyTheFactorIsAskedAndTheTokenSaysSo)
{
    Signed signed_in(with_sms_on_request());
    World& world = signed_in.world;
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->tokens.acr, "");
    world.start(stepping_up("other mfa"));
    ASSERT_TRUE(world.page() && world.page()->phone);
    pass_phone(world);
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->tokens.acr, "mfa");
    // The session knows the factor now, and answers for it too.
    world.start(stepping_up("mfa", "none"));
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->tokens.acr, "mfa");
    // A token says nothing that was not asked.
    world.start();
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->tokens.acr, "");
}

TEST(StepUp, AContextThatNobodyKnowsAsksForNothing)
{
    Signed signed_in(with_sms_on_request());
    for (char const* acr_values : { "mfas", "MFA", "urn:other", "  " }) {
        signed_in.world.start(stepping_up(acr_values));
        ASSERT_TRUE(signed_in.world.finished()) << acr_values;
        EXPECT_EQ(signed_in.world.finished()->tokens.acr, "");
    }
}

TEST(StepUp, WithoutAPageTheMissingFactorNeedsThePerson)
{
    Signed signed_in(with_sms_on_request());
    signed_in.world.start(stepping_up("mfa", "none"));
    EXPECT_EQ(signed_in.world.refused(), 90077);
}

// attack-28: what was true once is not true for as long as the session lives.
TEST(StepUp, Attack28MaxAgeAsksForTheOldFactorAgain)
{
    Signed signed_in(with_sms_on_request());
    World& world = signed_in.world;
    world.start(stepping_up("mfa"));
    pass_phone(world);
    world.clock.advance(std::chrono::minutes(10));
    Request request = stepping_up("mfa");
    request.max_age = 300;
    world.start(request);
    ASSERT_TRUE(world.page());
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.page() && world.page()->phone);
}

} // namespace
} // namespace gatehouse::journey
