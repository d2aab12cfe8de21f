#include "apps/gatehouse/wire.h"

#include "core/keys/rotation.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"

#include <cstdlib>

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

    std::unique_ptr<World> make(Mode mode)
    {
        Config config;
        config.data = directory;
        config.mode = mode;
        config.hash_threads = 1;
        config.sync_full = false;
        config.oidc.origins = { "http://localhost:8400" };
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
    Config config;
    config.data = directory;
    config.hash_threads = 1;
    config.sync_full = false;
    config.oidc.origins = { "http://localhost:8400" };
    config.metrics = { .address = "127.0.0.1", .port = 0 };
    auto const world = World::make(std::move(config), clock, random).value();
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
