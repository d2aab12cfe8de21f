#include "apps/gatehouse/wire.h"

#include "core/keys/rotation.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"

#include <cstdlib>
#include <regex>

namespace gatehouse::app {
namespace {

class WireTest : public testing::Test {
protected:
    WireTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-wire-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        directory = name;
    }
    ~WireTest() override { std::filesystem::remove_all(directory); }

    std::unique_ptr<World> make(Mode mode) { return make(mode, {}); }
    // With what operators read.
    std::unique_ptr<World> make_watched() { return make(Mode::Normal, Endpoint{ .address = "127.0.0.1", .port = 0 }); }
    std::unique_ptr<World> make(Mode mode, std::optional<Endpoint> const& metrics)
    {
        Config config;
        config.data = directory;
        config.mode = mode;
        config.hash_threads = 1;
        config.sync_full = false;
        config.oidc.origins = { "http://localhost:8400" };
        config.metrics = metrics;
        return World::make(std::move(config), clock, random).value();
    }

    std::filesystem::path directory;
    testkit::FakeClock clock;
    testkit::FakeRandom random;
};

TEST_F(WireTest, AnEmptyServerIsHealthyAndHasNoTenant)
{
    auto const world = make(Mode::Normal);
    http::Router const router = world->router();
    testkit::Browser browser(router, "http://localhost:8400");
    EXPECT_EQ(browser.get("/health").status, 200);
    EXPECT_EQ(browser.get("/").status, 200);
    EXPECT_EQ(browser.get("/contoso.onmicrosoft.com/B2C_1_a/v2.0/.well-known/openid-configuration").status, 404);
}

TEST_F(WireTest, OperatorsSeeRequestsEventsAndTheState)
{
    auto const world = make_watched();
    http::Router const router = world->router();
    http::Router const operators = world->operators_router();
    testkit::Browser browser(router, "http://localhost:8400");
    EXPECT_EQ(browser.get("/health").status, 200);
    EXPECT_EQ(browser.get("/ready").status, 200);
    EXPECT_EQ(browser.get("/strange/%3Cscript%3E").status, 404);
    EXPECT_EQ(browser.get("/metrics").status, 404);
    ASSERT_TRUE(world->store().transact([&](Ports& ports) {
        AuditEvent event;
        event.kind = AuditKind::SignInFailed;
        event.policy = PolicyId("B2C_1_a");
        return ports.audit.append(TenantId("t"), event);
    }));
    testkit::Browser operator_browser(operators, "http://localhost:9400");
    std::string const text = operator_browser.get("/metrics").body;
    for (char const* line : { "gatehouse_http_requests_total{endpoint=\"health\",method=\"GET\",status=\"200\"} 1\n",
             "gatehouse_http_requests_total{endpoint=\"other\",method=\"GET\",status=\"404\"} 2\n",
             "gatehouse_http_request_duration_seconds_count{endpoint=\"ready\"} 1\n",
             "gatehouse_events_total{event=\"sign_in_failed\",policy=\"B2C_1_a\"} 1\n", "gatehouse_hash_queue 0\n",
             "gatehouse_tenants 0\n", "# TYPE gatehouse_database_bytes gauge\n" })
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_EQ(operator_browser.get("/ready").status, 200);
}

TEST_F(WireTest, OperatorsSeeHowJourneysEnded)
{
    auto const world = make_watched();
    http::Router const operators = world->operators_router();
    ASSERT_TRUE(world->store().transact([&](Ports& ports) -> Result<void> {
        using enum AuditKind;
        for (AuditKind const kind : { SignInSucceeded, SignInSucceeded, SignInFailed, JourneyCancelled, JourneyFailed,
                 TokenRefreshed, CodeRedeemed }) {
            AuditEvent event;
            event.kind = kind;
            event.policy = PolicyId("B2C_1_a");
            TRY(ports.audit.append(TenantId("t"), event));
        }
        return {};
    }));
    std::string const text = testkit::Browser(operators, "http://localhost:9400").get("/metrics").body;
    EXPECT_NE(text.find("# TYPE gatehouse_journeys_total counter\n"
                        "gatehouse_journeys_total{policy=\"B2C_1_a\",outcome=\"cancelled\"} 1\n"
                        "gatehouse_journeys_total{policy=\"B2C_1_a\",outcome=\"failed\"} 1\n"
                        "gatehouse_journeys_total{policy=\"B2C_1_a\",outcome=\"finished\"} 2\n"),
        std::string::npos)
        << text;
}

TEST_F(WireTest, OperatorsSeeWhatEndsOneDay)
{
    auto const world = make_watched();
    http::Router const operators = world->operators_router();
    Tenant tenant;
    tenant.id = TenantId("1b7e3b26-3b32-4c9b-8a52-e7c7c8a8b0f1");
    tenant.domain = "test.onmicrosoft.com";
    Application app;
    app.id = ClientId("portal");
    app.name = "The \"portal\"";
    auto const add_secret = [&](std::int64_t days) {
        app.secrets.push_back(
            { .name = "", .digest = {}, .hint = "", .expires = clock.now() + std::chrono::days(days) });
    };
    add_secret(90);
    add_secret(30);
    add_secret(-1);
    app.keys
        = R"({"keys":[{"kty":"RSA","exp":)" + std::to_string(unix_seconds(clock.now() + std::chrono::days(7))) + "}]}";
    Application endless;
    endless.id = ClientId("endless");
    ASSERT_TRUE(world->store().transact([&](Ports& ports) -> Result<void> {
        TRY(ports.tenants.save(tenant));
        TRY(ports.applications.save(tenant.id, endless));
        return ports.applications.save(tenant.id, app);
    }));
    ASSERT_TRUE(world->maintain());
    std::string const text = testkit::Browser(operators, "http://localhost:9400").get("/metrics").body;
    auto const in = [&](int days) { return std::to_string(unix_seconds(clock.now() + std::chrono::days(days))); };
    EXPECT_NE(text.find("gatehouse_app_credential_end_timestamp_seconds{tenant=\"test.onmicrosoft.com\","
                        "client_id=\"portal\",app=\"The \\\"portal\\\"\"} "
                  + in(7) + "\n"),
        std::string::npos)
        << text;
    EXPECT_EQ(text.find("endless"), std::string::npos);
    for (char const* what : { "created", "signs_from" })
        EXPECT_TRUE(std::regex_search(text,
            std::regex("gatehouse_signing_key_" + std::string(what)
                + "_timestamp_seconds\\{tenant=\"test.onmicrosoft.com\",kid=\"[^\"]+\"\\} " + in(0) + "\n")))
            << what << text;
}

// attack-51: what shows messages is for the demo on this machine.
TEST_F(WireTest, Attack51TheOutboxIsForTheDemoAndThisMachineOnly)
{
    {
        auto const normal = make(Mode::Normal);
        http::Router const router = normal->router();
        testkit::Browser browser(router, "http://localhost:8400");
        browser.peer = "127.0.0.1";
        EXPECT_EQ(browser.get("/outbox").status, 404);
        EXPECT_EQ(browser.get("/outbox/messages").status, 404);
    }
    auto const demo = make(Mode::Demo);
    http::Router const router = demo->router();
    testkit::Browser browser(router, "http://localhost:8400");
    EXPECT_EQ(browser.get("/outbox").status, 403);
    browser.fields.set("X-Forwarded-For", "127.0.0.1");
    EXPECT_EQ(browser.get("/outbox/messages").status, 403);
    browser.peer = "127.0.0.1";
    EXPECT_EQ(browser.get("/outbox").status, 200);
    EXPECT_EQ(browser.get("/outbox/messages").status, 200);
}

// Two servers on one database: what one rotates, the other publishes and signs with at its next look.
TEST_F(WireTest, ASecondNodeFollowsARotation)
{
    auto const one = make(Mode::Normal);
    auto const two = make(Mode::Normal);
    Tenant tenant;
    tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
    tenant.domain = "acme.onmicrosoft.com";
    tenant.signing_algorithm = crypto::Algorithm::Es256;
    ASSERT_TRUE(one->store().transact([&](Ports& ports) { return ports.tenants.save(tenant); }));
    ASSERT_TRUE(one->maintain());
    ASSERT_TRUE(two->maintain());
    std::string const before = one->keys().signing(tenant.id)->kid;
    EXPECT_EQ(two->keys().signing(tenant.id)->kid, before);
    auto const rotation
        = rotate_signing_key(one->store(), tenant, Urgency::Emergency, OldTokens::Refused, clock).value();
    for (World* world : { one.get(), two.get() }) {
        ASSERT_TRUE(world->maintain());
        EXPECT_EQ(world->keys().signing(tenant.id)->kid, rotation.kid);
        EXPECT_EQ(world->keys().published(tenant.id)->find(before), std::string::npos);
    }
    auto const restarted = make(Mode::Normal);
    EXPECT_EQ(restarted->keys().signing(tenant.id)->kid, rotation.kid);
}

} // namespace
} // namespace gatehouse::app
