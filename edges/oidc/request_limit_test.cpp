#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

class RequestLimitTest : public testing::Test, public World {
protected:
    RequestLimitTest() { services.limits->allowances.requests = { .count = 3, .period = std::chrono::minutes(1) }; }

    http::Response get(std::string const& path, std::string const& peer)
    {
        http::Request request;
        request.path = request.target = path;
        request.peer = peer;
        request.headers.set("Host", "localhost:8400");
        return router.handle(std::move(request));
    }
};

TEST_F(RequestLimitTest, PastItTheAnswerIs429WithRetryAfter)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(get(endpoint("authorize"), "192.0.2.1").status, 400);
    http::Response const page = get(endpoint("authorize"), "192.0.2.1");
    EXPECT_EQ(page.status, 429);
    EXPECT_EQ(page.headers.get("Retry-After"), "20");
    EXPECT_EQ(testkit::text_of(std::string(page.content()), "errorCode"), "AADB2C90229");
    EXPECT_EQ(get("/" + std::string(kDomain) + "/" + kPolicy + "/SelfAsserted", "192.0.2.1").status, 429);
    EXPECT_EQ(get(endpoint("authorize"), "192.0.2.2").status, 400) << "another client is another one";
    clock.advance(std::chrono::seconds(20));
    EXPECT_EQ(get(endpoint("authorize"), "192.0.2.1").status, 400);
}

TEST_F(RequestLimitTest, TheTokenEndpointSaysItInJson)
{
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(post_token({}).status, 400);
    http::Response const refused = post_token({});
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.get("Retry-After"), "20");
    auto const body = json::parse_object(refused.content());
    ASSERT_TRUE(body.has_value());
    EXPECT_EQ(body->text("error"), "temporarily_unavailable");
    EXPECT_EQ(refused.headers.get("Access-Control-Allow-Origin"), "*") << "single-page apps are to wait as well";
    EXPECT_EQ(refused.headers.get("Access-Control-Expose-Headers"), "Retry-After");
    EXPECT_TRUE(body->text("error_description")->starts_with("AADB2C90229: "));
}

TEST_F(RequestLimitTest, SpellingsOfTheTenantAndAddressesOfANetworkAreOne)
{
    std::string const tail = std::string("/") + kPolicy + "/oauth2/v2.0/authorize";
    EXPECT_EQ(get("/" + std::string(kDomain) + tail, "2001:db8::1").status, 400);
    EXPECT_EQ(get("/" + to_upper(kDomain) + tail, "2001:db8::2").status, 400);
    EXPECT_EQ(get("/" + std::string(kTenantGuid) + tail, "2001:db8::3").status, 400);
    EXPECT_EQ(get("/tfp/" + std::string(kDomain) + tail, "2001:db8::4").status, 429);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(get("/" + std::to_string(i) + ".example" + tail, "2001:db8::1").status, 404);
    EXPECT_EQ(get("/4.example" + tail, "2001:db8::1").status, 429) << "tenants that do not exist are one as well";
}

TEST_F(RequestLimitTest, DocumentsAndThisMachineAreNotCounted)
{
    std::string const policy = "/" + std::string(kDomain) + "/" + kPolicy;
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(get(policy + "/v2.0/.well-known/openid-configuration", "192.0.2.1").status, 200);
        EXPECT_EQ(get(policy + "/discovery/v2.0/keys", "192.0.2.1").status, 200);
        EXPECT_EQ(get(endpoint("authorize"), "127.0.0.1").status, 400);
        EXPECT_EQ(get(endpoint("authorize"), "::1").status, 400);
    }
    EXPECT_EQ(services.limits->requests.parties(), 0U);
}

} // namespace
} // namespace gatehouse::oidc
