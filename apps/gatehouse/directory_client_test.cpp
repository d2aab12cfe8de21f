#include "apps/gatehouse/directory_client.h"

#include <gtest/gtest.h>

namespace gatehouse::app {
namespace {

struct Seen {
    std::string url;
    std::string body;
    std::string authorization;
};

// A server on paper: answers in turn.
class Paper final : public http::Client {
public:
    explicit Paper(std::vector<http::Response> answers, std::vector<Seen>& seen)
        : answers_(std::move(answers))
        , seen_(seen)
    {
    }
    Result<http::Response, http::SendError> send(http::ClientRequest const& request) override
    {
        seen_.push_back({ request.url, request.body, request.headers.get("authorization") });
        if (request.url.ends_with("/token"))
            return http::json_response(200, R"({"access_token":"t)" + std::to_string(++tokens_) + R"("})");
        if (next_ == answers_.size())
            return std::unexpected(http::SendError(Error{ Fault::Unavailable, "no more answers" }));
        return answers_[next_++];
    }

private:
    std::vector<http::Response> answers_;
    std::vector<Seen>& seen_;
    size_t next_ = 0;
    int tokens_ = 0;
};

class RemoteDirectoryTest : public testing::Test {
protected:
    std::unique_ptr<DirectoryClient> client(std::vector<http::Response> answers)
    {
        return make_remote_directory({ .token_endpoint = "https://login.test/contoso/oauth2/v2.0/token",
                                         .api = "https://graph.test",
                                         .client_id = "id",
                                         .secret = ClientSecret("s&cret"),
                                         .domain = "contoso" },
            std::make_unique<Paper>(std::move(answers), seen),
            [this](std::chrono::milliseconds time) { waited.push_back(time); });
    }
    std::vector<Seen> seen;
    std::vector<std::chrono::milliseconds> waited;
};

http::Response busy(char const* retry_after)
{
    http::Response response = http::json_response(429, "{}");
    if (*retry_after)
        response.headers.set("Retry-After", retry_after);
    return response;
}

TEST_F(RemoteDirectoryTest, OneTokenForManyCalls)
{
    auto const graph = client({ http::json_response(200, "{}"), http::json_response(204, "") });
    EXPECT_TRUE(graph->send(http::Method::Get, "/v1.0/users", "").has_value());
    EXPECT_TRUE(graph->send(http::Method::Patch, "/v1.0/users/1", "{}").has_value());
    ASSERT_EQ(seen.size(), 3U);
    EXPECT_NE(seen[0].body.find("client_secret=s%26cret"), std::string::npos) << seen[0].body;
    EXPECT_EQ(seen[1].authorization, "Bearer t1");
    EXPECT_EQ(seen[2].url, "https://graph.test/v1.0/users/1");
}

TEST_F(RemoteDirectoryTest, ItWaitsAsLongAsItIsToldAndNoLongerThanFiveMinutes)
{
    auto const graph = client({ busy("7"), busy(""), busy("99999"), http::json_response(200, "{}") });
    EXPECT_EQ(graph->send(http::Method::Get, "/v1.0/users", "").value().status, 200);
    EXPECT_EQ(waited,
        (std::vector<std::chrono::milliseconds>{
            std::chrono::seconds(7), std::chrono::seconds(4), std::chrono::seconds(300) }));
}

TEST_F(RemoteDirectoryTest, AnEndedTokenIsReplacedOnce)
{
    auto const graph = client({ http::json_response(401, "{}"), http::json_response(401, "{}") });
    EXPECT_EQ(graph->send(http::Method::Get, "/v1.0/users", "").value().status, 401);
    EXPECT_EQ(seen.size(), 4U);
}

// A link that leads elsewhere would carry the token there.
TEST_F(RemoteDirectoryTest, APageAtAnotherHostIsNotFollowed)
{
    for (char const* link :
        { "https://evil.test/v1.0/users", "https://graph.test.evil.test/", "https://graph.test:1/x" }) {
        seen.clear();
        auto const graph
            = client({ http::json_response(200, "{\"value\":[],\"@odata.nextLink\":\"" + std::string(link) + "\"}"),
                http::json_response(200, R"({"value":[]})") });
        auto const done = for_each_object(*graph, "/v1.0/users", [](json::Object const&) { return true; });
        ASSERT_FALSE(done.has_value()) << link;
        EXPECT_EQ(done.error().fault, Fault::Denied) << link;
        EXPECT_EQ(seen.size(), 2U) << link;
    }
}

TEST_F(RemoteDirectoryTest, ARefusalIsToldInTheApisWords)
{
    auto const graph = client({ http::json_response(400,
        R"({"error":{"code":"Request_BadRequest","message":"One or more properties contains invalid values.","details":[{"target":"displayName","message":"It is empty."}]}})") });
    auto const answer = expect_object(graph->send(http::Method::Post, "/v1.0/users", "{}"));
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().detail, "One or more properties contains invalid values.\n  displayName: It is empty.");
}

} // namespace
} // namespace gatehouse::app
