// What a trace tells, and what it must not.
#include "core/journey/masks.h"
#include "core/journey/tracer.h"
#include "core/journey/world_test.h"
#include "core/trace/views.h"

#include <gtest/gtest.h>

namespace gatehouse::journey {
namespace {

struct TraceTest : testing::Test {
    void keep(World& world) { world.services.traces = Services::Traces::Kept; }
    std::vector<trace::Leg> traces(World& world)
    {
        std::vector<trace::Leg> legs;
        for (StoredTrace const& stored : gatehouse::read<std::vector<StoredTrace>>(*world.store, [&](Ports& ports) {
                 return ports.journey_traces.recent(world.tenant.id, 100);
             }).value())
            legs.insert(legs.begin(), trace::read(stored.text).value());
        return legs;
    }
    std::string text(World& world) { return trace::text(traces(world)); }
};

TEST_F(TraceTest, NothingIsKeptUnlessTheServerIsAsked)
{
    World world;
    world.start();
    EXPECT_TRUE(traces(world).empty());
}

TEST_F(TraceTest, StepsPreconditionsProfilesAndClaimsAreTold)
{
    World world;
    keep(world);
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    std::string const told = text(world);
    EXPECT_NE(told.find("SignUpOrSignIn 1 CombinedSignInAndSignUp"), std::string::npos) << told;
    EXPECT_NE(told.find("page api.signuporsignin of SelfAsserted-SignIn"), std::string::npos) << told;
    EXPECT_NE(told.find("profile login-NonInteractive (LocalSignIn)"), std::string::npos) << told;
    EXPECT_NE(told.find("+ authenticationSource = localAccountAuthentication"), std::string::npos) << told;
    EXPECT_NE(told.find("precondition 1: ClaimsExist objectId"), std::string::npos) << told;
    EXPECT_NE(told.find("is true: skip"), std::string::npos) << told;
}

TEST_F(TraceTest, PasswordsAreMaskedWhetherRightOrWrong)
{
    World world;
    keep(world);
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.sign_in("ada@example.test", "Wrong-horse-9");
    world.sign_in("ada@example.test", "Correct-horse-1");
    std::string const told = text(world);
    EXPECT_NE(told.find("< password = ***"), std::string::npos) << told;
    EXPECT_NE(told.find("failed: UserMessageIfInvalidPassword"), std::string::npos) << told;
    EXPECT_EQ(told.find("horse"), std::string::npos) << told;
}

TEST_F(TraceTest, AnEventIsReadAsItWasWritten)
{
    trace::Leg leg{ .time = Time(std::chrono::microseconds(5)),
        .correlation = CorrelationId("c"),
        .policy = PolicyId("p"),
        .tenant = "t",
        .action = "begin",
        .cut = true,
        .events = {} };
    trace::Event event{ .kind = trace::Kind::Api };
    event.journey = "J";
    event.step = 3;
    event.depth = 2;
    event.index = 1;
    event.name = "n";
    event.detail = "d";
    event.result = "r";
    event.values = { { "a", "1" }, { "a", "2" } };
    event.changes = { { "gone", "x", {} }, { "new", {}, "y" } };
    event.call = trace::ApiCall{ .method = "GET",
        .url = "https://api.test",
        .headers = { { "Accept", "x" } },
        .body = "b",
        .status = 409,
        .answer = "no" };
    leg.events = { event };
    auto const read = trace::read(trace::write(leg));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, leg);
    EXPECT_FALSE(trace::read(R"({"time":1,"events":[{"kind":"nonsense"}]})").has_value());
}

// --- what must not be seen ------------------------------------------------------------------------------------------

struct MasksTest : testing::Test {
    World world;
    Masks masks{ *world.plan };
    policy::Slot slot(char const* claim) const { return world.plan->slot(claim).value(); }
};

TEST_F(MasksTest, NamesSayWhatIsSecret)
{
    for (char const* name :
        { "newPassword", "otpToVerify", "client_secret", "code", "access_token", "X-Api-Key", "sig" })
        EXPECT_TRUE(is_secret_name(name)) << name;
    for (char const* name : { "postalCode", "countryCode", "email", "refreshTokenIssuedOnDateTime", "token_type" })
        EXPECT_FALSE(is_secret_name(name)) << name;
}

TEST_F(MasksTest, PasswordClaimsAreSecretAndFlagsAreNot)
{
    EXPECT_EQ(masks.show(slot("newPassword"), std::string("Correct-horse-1")), "***");
    EXPECT_EQ(masks.show(slot("displayName"), std::string("Ada")), "Ada");
    EXPECT_EQ(masks.show(slot("forceChangePasswordNextSignIn"), true), "True");
}

TEST_F(MasksTest, AValueThatWasLearnedIsHiddenWhereverItTurnsUp)
{
    masks.learn(std::string("p&ss \"word\""));
    EXPECT_EQ(masks.clean("it is p&ss \"word\"."), "it is ***.");
    EXPECT_EQ(masks.clean("x=p%26ss%20%22word%22&y=1"), "x=***&y=1");
    EXPECT_EQ(masks.clean_body(R"({"note":"p&ss \"word\"!","n":1})"), R"({"note":"***!","n":1})");
}

TEST_F(MasksTest, AddressesAndBodiesLoseTheirSecrets)
{
    EXPECT_EQ(masks.clean_url("https://ada:pw@api.test/f?code=KEY&id=7"), "https://api.test/f?code=***&id=7");
    EXPECT_EQ(masks.clean_url("https://api.test/a@b"), "https://api.test/a@b");
    EXPECT_EQ(masks.clean_body(R"({"a":{"client_secret":"s","city":"Ulm"},"l":[{"otp":1}]})"),
        R"({"a":{"client_secret":"***","city":"Ulm"},"l":[{"otp":"***"}]})");
    EXPECT_EQ(masks.clean_body("grant_type=x&client_secret=s"), "grant_type=x&client_secret=***");
    EXPECT_EQ(masks.clean_body(R"({"x":"eyJhbGciOiJub25lIn0.e30.sig"})"), R"({"x":"***"})");
    // What has no names cannot be told apart.
    EXPECT_EQ(masks.clean_body("<password>s</password>"), "(22 bytes, neither JSON nor a form)");
}

TEST_F(MasksTest, ACallIsTakenDownWithoutItsKeys)
{
    FakeApi api;
    api.body = R"({"loyaltyNumber":"7","apiKey":"geheim"})";
    Tracer tracer(*world.plan);
    RecordedCalls calls(api, tracer);
    world.services.traces = Services::Traces::Kept;
    world.start();
    RestRequest request;
    request.url = "https://api.test/check";
    request.headers = { { "Authorization", "Basic geheim" }, { "Accept", "application/json" } };
    request.body = R"({"email":"ada@example.test","password":"geheim"})";
    ASSERT_TRUE(calls.call(request).has_value());
    State const state = world.load();
    Input const input;
    journey::Run run{ .plan = *world.plan,
        .tenant = world.tenant,
        .state = state,
        .input = input,
        .services = world.services,
        .now = {} };
    tracer.begin(run);
    std::string const told = trace::text({ tracer.end(run, FormAccepted{}) });
    EXPECT_NE(told.find("> Authorization: ***"), std::string::npos) << told;
    EXPECT_NE(told.find("> Accept: application/json"), std::string::npos) << told;
    EXPECT_NE(told.find("ada@example.test"), std::string::npos) << told;
    EXPECT_NE(told.find(R"(< 200 {"loyaltyNumber":"7","apiKey":"***"})"), std::string::npos) << told;
    EXPECT_EQ(told.find("geheim"), std::string::npos) << told;
}

// A fault commits nothing; its trace would be lost with it.
TEST_F(TraceTest, AStepThatEndsInAFaultIsTold)
{
    World world(with_providers(
        R"(<TechnicalProfile Id="Api-PreTokenIssuance"><Metadata><Item Key="ServiceUrl">https://api.example.test/</Item><Item Key="AuthenticationType">Bearer</Item></Metadata><CryptographicKeys><Key Id="BearerAuthenticationToken" StorageReferenceId="B2C_1A_NotThere" /></CryptographicKeys><EnabledForUserJourneys>Always</EnabledForUserJourneys></TechnicalProfile>)"));
    keep(world);
    FakeApi api;
    world.services.rest = &api;
    world.add_user("ada@example.test", "Correct-horse-1");
    world.start();
    world.submit({ { "signInName", "ada@example.test" }, { "password", "Correct-horse-1" } });
    ASSERT_TRUE(world.accepted());
    Input confirm;
    confirm.action = Action::Confirm;
    auto const step = advance(world.plan, world.tenant, world.load(), confirm, world.services);
    ASSERT_FALSE(step.has_value());
    std::string const told = text(world);
    EXPECT_NE(told.find("there is no secret B2C_1A_NotThere"), std::string::npos) << told;
    EXPECT_NE(told.find("Api-PreTokenIssuance"), std::string::npos) << told;
    // Without traces nothing is written.
    size_t const legs = traces(world).size();
    world.services.traces = Services::Traces::Off;
    EXPECT_FALSE(advance(world.plan, world.tenant, world.load(), confirm, world.services).has_value());
    EXPECT_EQ(traces(world).size(), legs);
}

} // namespace
} // namespace gatehouse::journey
