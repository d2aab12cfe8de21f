// Against a server that answers as a resource owner flow of B2C was seen to.
#include "apps/gatehouse/old_directory.h"

#include "apps/gatehouse/config.h"
#include "core/directory/hash_pool.h"
#include "libs/base/encoding.h"
#include "libs/http/server.h"
#include "libs/testkit/fakes.h"

#include <future>
#include <gtest/gtest.h>

namespace gatehouse::app {
namespace {

constexpr char kAnn[] = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";

std::string token_of(std::string const& id)
{
    return base64url_encode(R"({"alg":"RS256","typ":"JWT"})") + "."
        + base64url_encode(R"({"sub":")" + id + R"(","tfp":"B2C_1_ROPC"})") + "." + base64url_encode("signature");
}

class OldDirectoryTest : public testing::Test {
protected:
    OldDirectoryTest()
    {
        http::Router router;
        router.on(http::Method::Post, "/token", http::RunsOn::Workers,
            [this](http::Request const& request) { return answer(request); });
        http::ServerOptions options;
        options.listen.push_back({ "127.0.0.1", 0, std::nullopt });
        server.emplace(http::Server::start(options, std::move(router)).value());
        tenant.id = TenantId("tenant");
        tenant.old_directory
            = OldDirectory{ "http://127.0.0.1:" + std::to_string(server->port()) + "/token", "old-client" };
        ann.id = UserId(kAnn);
        ann.identities = { { SignInType::Federated, "google.com", "1" },
            { SignInType::EmailAddress, "contoso.onmicrosoft.com", "ann@example.test" } };
        http::ClientOptions outbound = guarded_calls();
        outbound.guard->own_machine = http::Guard::OwnMachine::Allowed;
        hasher.emplace(pool, make_old_directory_client(std::move(outbound)), clock);
    }
    Result<bool> check(char const* password) { return hasher->check_elsewhere(tenant, ann, Password(password)); }

    std::function<http::Response(http::Request const&)> answer = [this](http::Request const& request) {
        auto const form = request.form().value();
        EXPECT_EQ(form.get("grant_type"), "password");
        EXPECT_EQ(form.get("client_id"), "old-client");
        EXPECT_EQ(form.get("scope"), "openid old-client");
        EXPECT_EQ(form.get("username"), "ann@example.test");
        ++asked;
        if (form.get("password") == "right+&=")
            return http::json_response(200, R"({"access_token":"x","id_token":")" + token_of(answers_for) + R"("})");
        return http::json_response(400,
            R"({"error":"access_denied","error_description":"AADB2C90225: The username or password provided in the request are invalid."})");
    };
    std::atomic<int> asked = 0;
    std::string answers_for = kAnn;
    testkit::FakeClock clock;
    HashPool pool{ { .threads = 1, .queue = 4 } };
    std::optional<http::Server> server;
    std::optional<MigratingHasher> hasher;
    Tenant tenant;
    User ann;
};

TEST_F(OldDirectoryTest, TheFlowSaysWhetherThePasswordIsRight)
{
    EXPECT_TRUE(check("right+&=").value());
    EXPECT_FALSE(check("wrong").value());
}

TEST_F(OldDirectoryTest, ATokenOfSomebodyElseOpensNothing)
{
    answers_for = "11111111-1111-4111-8111-111111111111";
    auto const checked = check("right+&=");
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().fault, Fault::Unavailable);
}

TEST_F(OldDirectoryTest, ARefusalThatIsNotAboutThePasswordIsNoWrongPassword)
{
    answer = [](http::Request const&) {
        return http::json_response(400,
            R"({"error":"unauthorized_client","error_description":"AADB2C90057: The provided application is not configured to allow the 'OAuth' Implicit flow."})");
    };
    auto const checked = check("right");
    ASSERT_FALSE(checked.has_value());
    EXPECT_EQ(checked.error().detail.find("right"), std::string::npos);
}

TEST_F(OldDirectoryTest, AServerThatIsSilentIsLeftAlone)
{
    answer = [this](http::Request const&) {
        ++asked;
        return http::json_response(503, "{}");
    };
    for (int i = 0; i < 8; ++i)
        EXPECT_FALSE(check("right").has_value());
    EXPECT_EQ(asked, journey::Circuits::kFailures);
    clock.advance(journey::Circuits::kOpen);
    EXPECT_FALSE(check("right").has_value());
    EXPECT_EQ(asked, journey::Circuits::kFailures + 1);
}

// attack-26: many at once would be a way round the count.
TEST_F(OldDirectoryTest, Attack26OnePasswordOfAPersonAtATime)
{
    std::promise<void> arrived;
    std::promise<void> go_on;
    answer = [&](http::Request const&) {
        arrived.set_value();
        go_on.get_future().wait();
        return http::json_response(200, R"({"id_token":")" + token_of(kAnn) + R"("})");
    };
    auto first = std::async(std::launch::async, [&] { return check("right"); });
    arrived.get_future().wait();
    EXPECT_FALSE(check("right").has_value());
    go_on.set_value();
    EXPECT_TRUE(first.get().value());
}

TEST_F(OldDirectoryTest, WithoutOneNobodyIsAsked)
{
    tenant.old_directory.reset();
    EXPECT_FALSE(check("right").has_value());
    EXPECT_EQ(asked, 0);
}

} // namespace
} // namespace gatehouse::app
