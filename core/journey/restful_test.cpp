// Profiles that ask an API, and the API connectors of the user flows.
#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

TEST(RememberedCalls, WhatIsAskedAgainIsAnsweredAsItWasAndOnce)
{
    FakeApi api;
    RememberedCalls calls(&api);
    RestRequest const one{ .url = "https://api.example.test/one", .headers = {}, .body = "{}" };
    RestRequest const other{ .url = "https://api.example.test/one", .headers = {}, .body = "{ }" };
    EXPECT_EQ(calls.call(one)->status, 200);
    api.status = 500;
    EXPECT_EQ(calls.call(one)->status, 500) << "asked twice by one run of the step";
    api.status = 204;
    calls.begin();
    EXPECT_EQ(calls.call(one)->status, 200);
    EXPECT_EQ(calls.call(one)->status, 500);
    EXPECT_EQ(calls.call(other)->status, 204) << "not asked before";
    EXPECT_EQ(calls.call(one)->status, 204) << "a third time";
    EXPECT_EQ(api.urls.size(), 4U);
    RememberedCalls nobody(nullptr);
    EXPECT_EQ(nobody.call(one).error().fault, Fault::Unavailable);
}

std::string connector(std::string const& profile, std::string const& metadata = "", std::string const& keys = "",
    std::string const& outputs = "")
{
    return R"(<TechnicalProfile Id=")" + profile
        + R"("><Metadata><Item Key="ServiceUrl">https://api.example.test/check</Item>)" + metadata + "</Metadata>"
        + (keys.empty() ? "" : "<CryptographicKeys>" + keys + "</CryptographicKeys>")
        + R"(<InputClaims><InputClaim ClaimTypeReferenceId="displayName" /><InputClaim ClaimTypeReferenceId="city" /></InputClaims>)"
        + "<OutputClaims>" + outputs
        + R"(<OutputClaim ClaimTypeReferenceId="displayName" /><OutputClaim ClaimTypeReferenceId="city" /></OutputClaims>)"
        + "<EnabledForUserJourneys>Always</EnabledForUserJourneys></TechnicalProfile>";
}

std::string const kVerdict
    = R"(<OutputClaim ClaimTypeReferenceId="apiAction" PartnerClaimType="action" /><OutputClaim ClaimTypeReferenceId="apiMessage" PartnerClaimType="userMessage" />)";

Leaf before_creating_user(std::string const& metadata = "", std::string const& keys = "")
{
    return with_providers(
        R"(<TechnicalProfile Id="SelfAsserted-SignUp"><DisplayClaims><DisplayClaim ClaimTypeReferenceId="email" Required="true" /><DisplayClaim ClaimTypeReferenceId="newPassword" Required="true" /><DisplayClaim ClaimTypeReferenceId="reenterPassword" Required="true" /><DisplayClaim ClaimTypeReferenceId="displayName" /></DisplayClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" /><OutputClaim ClaimTypeReferenceId="apiAction" /><OutputClaim ClaimTypeReferenceId="apiMessage" /></OutputClaims></TechnicalProfile>)"
        R"(<TechnicalProfile Id="Directory-WriteUsingLogonEmail"><PersistedClaims><PersistedClaim ClaimTypeReferenceId="city" /></PersistedClaims></TechnicalProfile>)"
        + connector("Api-PostAttributeCollection", metadata, keys, kVerdict));
}

Leaf before_token(std::string const& metadata = "")
{
    Leaf leaf = with_providers(connector("Api-PreTokenIssuance", metadata));
    leaf.outputs = R"(<OutputClaim ClaimTypeReferenceId="city" />)";
    return leaf;
}

struct ConnectorTest : testing::Test {
    void sign_up(World& world)
    {
        world.services.rest = &api;
        world.start();
        world.act(Action::SignUp);
        verify_email(world, "new@example.test");
        world.send(sign_up_form("new@example.test"));
    }
    FakeApi api;
};

TEST_F(ConnectorTest, TheApiIsToldWhatWasTypedAndMayChangeIt)
{
    World world(before_creating_user());
    api.body = R"({"version":"1.0.0","action":"Continue","displayName":"Countess Lovelace","city":"London"})";
    sign_up(world);
    ASSERT_TRUE(world.finished());
    ASSERT_EQ(api.bodies.size(), 1U);
    auto const told = json::parse_object(api.bodies[0]);
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->text("email"), "new@example.test") << api.bodies[0];
    EXPECT_EQ(told->text("displayName"), "Ada Lovelace") << api.bodies[0];
    EXPECT_EQ(told->text("step"), "PostAttributeCollection");
    EXPECT_EQ(told->text("client_id"), "client");
    EXPECT_EQ(told->text("ui_locales"), "en");
    // B2C: claims without value are left out. And what the API has no business with.
    EXPECT_EQ(told->find("city"), nullptr);
    EXPECT_EQ(api.bodies[0].find("Correct-horse"), std::string::npos);
    EXPECT_EQ(api.header("Content-Type"), "application/json");
    auto const user = world.find_user("new@example.test");
    ASSERT_TRUE(user.has_value());
    EXPECT_EQ(text_of(user->attributes.at("displayName")), "Countess Lovelace");
    EXPECT_EQ(text_of(user->attributes.at("city")), "London");
}

TEST_F(ConnectorTest, AValidationErrorStandsOnThePageAndCreatesNobody)
{
    World world(before_creating_user());
    api.status = 400;
    api.body = R"({"version":"1.0.0","status":400,"action":"ValidationError","userMessage":"Not <that> name."})";
    sign_up(world);
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->error, "Not <that> name.");
    EXPECT_FALSE(world.find_user("new@example.test").has_value());
    // B2C: no second call for an answer that says no.
    EXPECT_EQ(api.bodies.size(), 1U);
    api.status = 200;
    api.body = "{}";
    world.send(sign_up_form("new@example.test"));
    EXPECT_TRUE(world.finished());
}

TEST_F(ConnectorTest, ABlockedPersonSeesWhyAndComesNoFurther)
{
    World world(before_creating_user());
    api.body = R"({"version":"1.0.0","action":"ShowBlockPage","userMessage":"We know you already."})";
    sign_up(world);
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->content_definition, "api.blocked");
    EXPECT_FALSE(world.page()->continue_button);
    ASSERT_TRUE(world.field("blockMessage"));
    EXPECT_EQ(world.field("blockMessage")->value, "We know you already.");
    EXPECT_FALSE(world.find_user("new@example.test").has_value());
    // Posting to the page all the same does not help.
    world.send({ { "blockMessage", "let me in" }, { "blockLifted", "true" } });
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->content_definition, "api.blocked");
    world.act(Action::Cancel);
    EXPECT_EQ(world.refused(), 90091);
}

TEST_F(ConnectorTest, OneFailureIsTriedAgainAndTwoAreReported)
{
    World world(before_creating_user());
    api.down_for = 1;
    sign_up(world);
    EXPECT_TRUE(world.finished());
    EXPECT_EQ(api.urls.size(), 2U);

    World unlucky(before_creating_user());
    api.down_for = 2;
    sign_up(unlucky);
    ASSERT_TRUE(unlucky.page());
    EXPECT_NE(unlucky.page()->error, "");
    EXPECT_FALSE(unlucky.find_user("new@example.test").has_value());
    EXPECT_EQ(api.urls.size(), 4U);
}

TEST_F(ConnectorTest, AnswersThatMakeNoSenseDoNotPass)
{
    for (char const* body : { "<html>", "[]", R"({"action":"Continue","action":"ShowBlockPage"})" }) {
        World world(before_creating_user());
        api.body = body;
        sign_up(world);
        ASSERT_TRUE(world.page()) << body;
        EXPECT_NE(world.page()->error, "") << body;
    }
    // A redirect is no answer.
    World world(before_creating_user());
    api.status = 302;
    sign_up(world);
    ASSERT_TRUE(world.page());
    EXPECT_NE(world.page()->error, "");
}

TEST_F(ConnectorTest, AConnectorThatDoesNotBlockNeverStopsTheFlow)
{
    for (int const status : { 200, 400, 500 }) {
        World world(before_creating_user(R"(<Item Key="gatehouse.IgnoreFailure">true</Item>)"));
        api.status = status;
        api.body = R"({"userMessage":"no","city":"London"})";
        sign_up(world);
        ASSERT_TRUE(world.finished()) << status;
        EXPECT_EQ(world.find_user("new@example.test")->attributes.contains("city"), status == 200);
    }
}

TEST_F(ConnectorTest, BeforeTheTokenClaimsAreAdded)
{
    World world(before_token());
    world.services.rest = &api;
    UserId const ada = world.add_user("ada@example.test", "Correct-horse-1");
    api.body = R"({"version":"1.0.0","action":"Continue","city":"London","objectId":"somebody-else"})";
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->claims.text("city"), "London");
    EXPECT_EQ(world.finished()->claims.text("sub"), ada.text());
    auto const told = json::parse_object(api.bodies.at(0));
    EXPECT_EQ(told->text("objectId"), ada.text());
    EXPECT_EQ(told->text("email"), "ada@example.test");
    EXPECT_EQ(told->text("step"), "PreTokenIssuance");
}

TEST_F(ConnectorTest, WithoutAPageAFailureEndsTheJourneyWithB2CsCode)
{
    World world(before_token());
    world.services.rest = &api;
    world.add_user("ada@example.test", "Correct-horse-1");
    api.status = 409;
    api.body = R"({"version":"1.0.0","status":409,"userMessage":"no"})";
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_EQ(world.refused(), 90075);
    // And so does an API that nobody can call.
    world.services.rest = nullptr;
    world.start();
    world.sign_in("ada@example.test", "Correct-horse-1");
    EXPECT_EQ(world.refused(), 90075);
}

TEST_F(ConnectorTest, SecretsOfTheTenantAuthenticateTheCall)
{
    struct Case {
        char const* type;
        char const* keys;
        char const* header;
        char const* value;
    };
    for (Case const& one :
        {
            Case{ "Basic",
                R"(<Key Id="BasicAuthenticationUsername" StorageReferenceId="B2C_1A_User" /><Key Id="BasicAuthenticationPassword" StorageReferenceId="B2C_1A_Password" />)",
                "Authorization", "Basic Z2F0ZWhvdXNlOnB3" },
            Case{ "Bearer", R"(<Key Id="BearerAuthenticationToken" StorageReferenceId="B2C_1A_Password" />)",
                "Authorization", "Bearer pw" },
            Case{ "ApiKeyHeader", R"(<Key Id="X-Functions-Key" StorageReferenceId="B2C_1A_Password" />)",
                "X-Functions-Key", "pw" },
        }) {
        World world(
            before_creating_user(std::string(R"(<Item Key="AuthenticationType">)") + one.type + "</Item>", one.keys));
        ASSERT_TRUE(world.store->transact([&](Ports& ports) -> Result<void> {
            TRY(ports.policy_secrets.save(world.tenant.id, "B2C_1A_User", PolicySecret("gatehouse")));
            return ports.policy_secrets.save(world.tenant.id, "B2C_1A_Password", PolicySecret("pw"));
        }));
        sign_up(world);
        ASSERT_TRUE(world.finished()) << one.type;
        EXPECT_EQ(api.header(one.header), one.value) << one.type;
    }
}

// B2C: a key that has expired, or has not begun, is none.
TEST_F(ConnectorTest, AKeyIsUsedInItsTimeOnly)
{
    std::string const bearer = R"(<Item Key="AuthenticationType">Bearer</Item>)";
    std::string const key = R"(<Key Id="BearerAuthenticationToken" StorageReferenceId="B2C_1A_Password" />)";
    using std::chrono::hours;
    struct Case {
        hours begins; // from now on
        hours expires;
        bool used;
    };
    for (Case const& one :
        { Case{ hours(-2), hours(1), true }, Case{ hours(-2), hours(-1), false }, Case{ hours(1), hours(2), false } }) {
        World world(before_creating_user(bearer, key));
        ASSERT_TRUE(world.store->transact([&](Ports& ports) -> Result<void> {
            TRY(ports.policy_secrets.remove_set(world.tenant.id, "B2C_1A_Password"));
            TRY(ports.policy_secrets.save_set(world.tenant.id, { "B2C_1A_Password", world.clock.now() }));
            return ports.policy_secrets.add_key(world.tenant.id, "B2C_1A_Password",
                { .kid = "k",
                    .type = "oct",
                    .use = "sig",
                    .added = world.clock.now(),
                    .begins = world.clock.now() + one.begins,
                    .expires = world.clock.now() + one.expires },
                PolicySecret("pw"));
        }));
        world.services.rest = &api;
        world.start();
        world.act(Action::SignUp);
        verify_email(world, "new@example.test");
        Input submit;
        submit.action = Action::Submit;
        submit.form = form_of(sign_up_form("new@example.test"));
        auto const step = advance(world.plan, world.tenant, world.load(), submit, world.services);
        EXPECT_EQ(step.has_value(), one.used) << one.begins.count();
        if (!one.used)
            EXPECT_NE(
                step.error().detail.find("the key of B2C_1A_Password has expired or has not begun"), std::string::npos);
    }
}

// Values stay where the author put them in the address.
TEST_F(ConnectorTest, ClaimsInTheAddressAreEscaped)
{
    World world(before_creating_user(
        R"(<Item Key="ServiceUrl">https://api.example.test/people/{email}?name={displayName}&amp;client={OIDC:ClientId}</Item><Item Key="SendClaimsIn">Url</Item>)"));
    api.body = "{}";
    world.services.rest = &api;
    world.start();
    world.act(Action::SignUp);
    verify_email(world, "new@example.test");
    Pairs form = sign_up_form("new@example.test");
    form.back().second = "A&B={email}/../x";
    world.send(form);
    ASSERT_EQ(api.urls.size(), 1U);
    EXPECT_EQ(api.urls[0],
        "https://api.example.test/people/new%40example.test?name=A%26B%3D%7Bemail%7D%2F..%2Fx&client=client");
    EXPECT_EQ(api.bodies[0], "");
}

} // namespace
} // namespace gatehouse::journey
