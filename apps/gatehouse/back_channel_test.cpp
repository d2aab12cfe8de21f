#include "apps/gatehouse/back_channel.h"

#include "apps/gatehouse/config.h"
#include "libs/http/server.h"
#include "libs/jose/jwt.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <atomic>

namespace gatehouse::app {
namespace {

// An application that hears of logouts, on a real socket.
class BackChannelTest : public testing::Test {
protected:
    BackChannelTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
        , server(start())
    {
        tenant.id = TenantId("11111111-2222-4333-8444-555555555555");
        tenant.domain = "contoso.onmicrosoft.com";
        tenant.signing_algorithm = crypto::Algorithm::Es256;
        app.id = ClientId("web");
        app.back_channel_logout_uri = "http://127.0.0.1:" + std::to_string(server.port()) + "/told";
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(tenant));
            TRY(ports.applications.save(tenant.id, app));
            return ports.logout_notices.append({ .tenant = tenant.id,
                .client = app.id,
                .issuer = "https://login.example/v2.0/",
                .subject = "ada",
                .sid = "public",
                .created = clock.now() });
        });
        EXPECT_TRUE(keys.refresh(tenant).has_value());
    }
    http::Server start()
    {
        http::Router router;
        router.post("/told", [this](http::Request const& request) {
            bodies.push_back(request.body);
            return http::text_response(status, "");
        });
        http::ServerOptions options;
        options.listen.push_back({ "127.0.0.1", 0, std::nullopt });
        return http::Server::start(options, std::move(router)).value();
    }
    template <class Work>
    void write(Work const& work)
    {
        EXPECT_TRUE(store->transact(work).has_value());
    }
    http::ClientOptions demo() const
    {
        http::ClientOptions options = guarded_calls();
        options.guard->own_machine = http::Guard::OwnMachine::Allowed;
        return options;
    }
    // Notices that have not been delivered, due or not.
    size_t waiting()
    {
        return read<std::vector<LogoutNotice>>(
            *store, [&](Ports& ports) { return ports.logout_notices.due(clock.now() + std::chrono::hours(1), 10); })
            .value()
            .size();
    }
    // The way of a server that has just started: nothing is remembered but what the store holds.
    void deliver(http::ClientOptions options)
    {
        BackChannel channel(*store, keys, clock, random, std::move(options));
        EXPECT_TRUE(channel.deliver().has_value());
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::atomic<int> status = 200;
    std::vector<std::string> bodies;
    std::unique_ptr<Store> store;
    http::Server server;
    KeyRings keys{ *store, clock };
    Tenant tenant;
    Application app;
};

TEST_F(BackChannelTest, PostsASignedLogoutTokenOnce)
{
    deliver(demo());
    deliver(demo());
    ASSERT_EQ(bodies.size(), 1u);
    auto const form = url::parse_form(bodies.front()).value();
    auto token = jose::parse_jwt(form.get("logout_token"));
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->typ, "logout+jwt");
    auto const verified = jose::verify(std::move(*token), jose::parse_key_set(*keys.published(tenant.id)).value());
    ASSERT_TRUE(verified.has_value());
    json::Object const& claims = verified->claims();
    EXPECT_EQ(claims.text("iss"), "https://login.example/v2.0/");
    EXPECT_EQ(claims.text("aud"), "web");
    EXPECT_EQ(claims.text("sub"), "ada");
    EXPECT_EQ(claims.text("sid"), "public");
    EXPECT_EQ(claims.integer("iat"), unix_seconds(clock.now()));
    EXPECT_EQ(claims.integer("exp"), unix_seconds(clock.now()) + 120);
    EXPECT_EQ(claims.text("jti")->size(), 36u);
    json::Object const* events = claims.object("events");
    ASSERT_TRUE(events);
    ASSERT_EQ(events->members().size(), 1u);
    json::Object const* event = events->object("http://schemas.openid.net/event/backchannel-logout");
    ASSERT_TRUE(event);
    EXPECT_TRUE(event->empty());
    EXPECT_FALSE(claims.find("nonce"));
    EXPECT_EQ(waiting(), 0u);
}

TEST_F(BackChannelTest, AnApplicationThatIsDownIsTriedAgainLaterAndNotForEver)
{
    status = 503;
    deliver(demo());
    deliver(demo());
    EXPECT_EQ(bodies.size(), 1u);
    EXPECT_EQ(waiting(), 1u);
    clock.advance(std::chrono::seconds(2));
    status = 204;
    deliver(demo());
    EXPECT_EQ(bodies.size(), 2u);
    EXPECT_EQ(waiting(), 0u);
}

TEST_F(BackChannelTest, ItIsGivenUpAtLast)
{
    status = 500;
    for (int i = 0; i < 50; ++i) {
        deliver(demo());
        clock.advance(std::chrono::minutes(10));
    }
    EXPECT_EQ(bodies.size(), static_cast<size_t>(kLogoutAttempts));
    EXPECT_EQ(waiting(), 0u);
}

// attack-57: the address is an application's, and must not lead to what only this machine can reach.
TEST_F(BackChannelTest, Attack57InnerAddressesAreNotCalled)
{
    deliver(guarded_calls());
    EXPECT_TRUE(bodies.empty());
    EXPECT_EQ(waiting(), 1u);
    for (char const* address : { "https://169.254.169.254/", "https://10.0.0.1/", "https://localhost/" }) {
        app.back_channel_logout_uri = address;
        write([&](Ports& ports) { return ports.applications.save(tenant.id, app); });
        clock.advance(std::chrono::minutes(10));
        deliver(guarded_calls());
    }
    EXPECT_TRUE(bodies.empty());
}

TEST_F(BackChannelTest, AnApplicationThatIsGoneHearsNothing)
{
    app.enabled = false;
    write([&](Ports& ports) { return ports.applications.save(tenant.id, app); });
    deliver(demo());
    EXPECT_TRUE(bodies.empty());
    EXPECT_EQ(waiting(), 0u);
}

} // namespace
} // namespace gatehouse::app
