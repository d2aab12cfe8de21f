#include "apps/gatehouse/rest_caller.h"

#include "apps/gatehouse/config.h"
#include "libs/http/server.h"

namespace gatehouse::app {
namespace {

http::Server start(http::Handler handler)
{
    http::Router router;
    router.on(http::Method::Post, "/check", http::RunsOn::Workers, std::move(handler));
    http::ServerOptions options;
    options.listen.push_back({ "127.0.0.1", 0, std::nullopt });
    return http::Server::start(options, std::move(router)).value();
}

journey::RestRequest request_to(http::Server const& server)
{
    return { .url = "http://127.0.0.1:" + std::to_string(server.port()) + "/check",
        .headers = { { "Authorization", "Bearer t" } },
        .body = R"({"step":"PostAttributeCollection"})" };
}

http::ClientOptions demo()
{
    http::ClientOptions options = guarded_calls();
    options.guard->own_machine = http::Guard::OwnMachine::Allowed;
    return options;
}

TEST(RestCaller, SendsTheRequestAndBringsTheReply)
{
    auto const server = start([](http::Request const& request) {
        return http::json_response(409, request.headers.get("authorization") + request.body);
    });
    auto const reply = make_rest_caller(demo())->call(request_to(server));
    ASSERT_TRUE(reply.has_value()) << reply.error().detail;
    EXPECT_EQ(reply->status, 409);
    EXPECT_EQ(reply->body, R"(Bearer t{"step":"PostAttributeCollection"})");
}

// attack-59: outside of the demo an API on this machine is as unreachable as one in the network behind it.
TEST(RestCaller, Attack59InnerApisAreNotCalled)
{
    auto const server = start([](http::Request const&) { return http::json_response(200, "{}"); });
    auto const caller = make_rest_caller(guarded_calls());
    EXPECT_FALSE(caller->call(request_to(server)).has_value());
    for (std::string const host : { "127.0.0.1", "localhost", "169.254.169.254", "10.0.0.1" }) {
        auto const reply = caller->call(
            { .url = "https://" + host + ":" + std::to_string(server.port()) + "/check", .headers = {}, .body = {} });
        ASSERT_FALSE(reply.has_value()) << host;
        EXPECT_EQ(reply.error().fault, Fault::Denied) << host;
    }
}

TEST(RestCaller, ALargeReplyIsNoReply)
{
    auto const server
        = start([](http::Request const&) { return http::json_response(200, std::string(300 * 1024, ' ')); });
    auto const reply = make_rest_caller(demo())->call(request_to(server));
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().fault, Fault::Unavailable);
}

} // namespace
} // namespace gatehouse::app
