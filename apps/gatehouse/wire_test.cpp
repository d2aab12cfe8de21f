#include "apps/gatehouse/wire.h"

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

TEST_F(WireTest, TheMasterKeyIsKeptForItsOwner)
{
    make(Mode::Normal);
    auto const first = load_master_key(directory);
    auto const second = load_master_key(directory);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(*first, *second);
    EXPECT_EQ(first->size(), 32u);
    EXPECT_EQ(std::filesystem::status(directory / "master.key").permissions(),
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

} // namespace
} // namespace gatehouse::app
