#include "libs/http/server.h"

#include "libs/http/loop.h"
#include "libs/http/wire_test.h"

#include <future>
#include <stdexcept>

namespace gatehouse::http {
namespace {

TEST(Server, AnswersCarryTheCommonFields)
{
    Server const server = start_server();
    Wire wire(server.port());
    std::string const answer = wire.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    for (char const* field : { "\r\nContent-Length: 5\r\n", "\r\nDate: ", " GMT\r\n", "\r\nx-ms-request-id: ",
             "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nContent-Type: text/plain; charset=utf-8\r\n" })
        EXPECT_NE(answer.find(field), std::string::npos) << field;
    EXPECT_EQ(answer.find("Connection:"), std::string::npos);
    EXPECT_EQ(body_of(answer), "hello");
}

TEST(Server, ConnectionStaysForFurtherRequests)
{
    Server const server = start_server();
    Wire wire(server.port());
    EXPECT_EQ(body_of(wire.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    EXPECT_EQ(body_of(wire.ask("GET /work HTTP/1.1\r\nHost: x\r\n\r\n")), "work for 127.0.0.1");
    EXPECT_EQ(status_of(wire.ask("GET /missing HTTP/1.1\r\nHost: x\r\n\r\n")), 404);
    EXPECT_EQ(status_of(wire.ask("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n")), 405);
    EXPECT_EQ(body_of(wire.ask("GET /hello?a=1 HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Server, PipelinedRequestsAreAnsweredInOrder)
{
    Server const server = start_server();
    Wire wire(server.port());
    wire.send("GET /work HTTP/1.1\r\nHost: x\r\n\r\n"
              "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
              "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
              "GET /work HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(body_of(wire.read_answer()), "work for 127.0.0.1");
    EXPECT_EQ(body_of(wire.read_answer()), "abc");
    EXPECT_EQ(body_of(wire.read_answer()), "hello");
    std::string const last = wire.read_answer();
    EXPECT_EQ(body_of(last), "work for 127.0.0.1");
    EXPECT_NE(last.find("\r\nConnection: close\r\n"), std::string::npos);
    EXPECT_EQ(wire.read_to_end(), "");
}

TEST(Server, RequestMayArriveByteByByte)
{
    Server const server = start_server();
    Wire wire(server.port());
    for (char c : std::string_view("\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"))
        wire.send(std::string_view(&c, 1));
    EXPECT_EQ(body_of(wire.read_answer()), "abc");
}

TEST(Server, HeadHasTheLengthButNoBody)
{
    Server const server = start_server();
    Wire wire(server.port());
    wire.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(wire.read_head().find("Content-Length: 5\r\n"), std::string::npos);
    EXPECT_EQ(body_of(wire.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Server, StatusesWithoutContentHaveNoLength)
{
    Router router;
    router.on(Method::Get, "/{status}", RunsOn::Loop,
        [](Request const& request) { return text_response(std::stoi(request.path_value("status")), "never sent"); });
    Server const server = start_server(loopback_options(), std::move(router));
    Wire wire(server.port());
    EXPECT_EQ(wire.ask("GET /304 HTTP/1.1\r\nHost: x\r\n\r\n").find("Content-Length"), std::string::npos);
    std::string const answer = wire.ask("GET /204 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(answer), 204);
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
}

TEST(Server, ChunkedBodiesArePutTogether)
{
    Server const server = start_server();
    Wire wire(server.port());
    EXPECT_EQ(body_of(wire.ask("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n")),
        "abc0123456789");
    EXPECT_EQ(body_of(wire.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Server, ContinueIsSaidBeforeTheBody)
{
    Server const server = start_server();
    Wire wire(server.port());
    wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(wire.read_head(), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(body_of(wire.ask("abc")), "abc");
}

TEST(Server, TooLargeBodyIsRefusedInsteadOfContinue)
{
    Server const server = start_server();
    Wire wire(server.port());
    wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_of(wire.read_to_end()), 413);
}

TEST(Server, Http10ClosesUnlessAskedToStay)
{
    Server const server = start_server();
    Wire closing(server.port());
    closing.send("GET /hello HTTP/1.0\r\n\r\n");
    EXPECT_EQ(body_of(closing.read_to_end()), "hello");
    Wire staying(server.port());
    std::string const answer = staying.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_NE(answer.find("\r\nConnection: keep-alive\r\n"), std::string::npos);
    EXPECT_EQ(body_of(staying.ask("GET /hello HTTP/1.0\r\n\r\n")), "hello");
}

TEST(Server, HandlerMayCloseTheConnection)
{
    Router router;
    router.get("/bye", [](Request const&) {
        Response response = text_response(200, "bye");
        response.headers.add("Connection", "close");
        return response;
    });
    Server const server = start_server(loopback_options(), std::move(router));
    Wire wire(server.port());
    wire.send("GET /bye HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(body_of(wire.read_to_end()), "bye");
}

TEST(Server, AbsoluteTargetNamesPathAndHost)
{
    Router router;
    router.get("/{rest...}", [](Request const& request) {
        return text_response(200, request.claimed_host() + " " + request.path + " " + request.query_text);
    });
    Server const server = start_server(loopback_options(), std::move(router));
    Wire wire(server.port());
    EXPECT_EQ(body_of(wire.ask("GET http://a.example:81/p/q?x=1 HTTP/1.1\r\nHost: b.example\r\n\r\n")),
        "a.example:81 /p/q x=1");
}

TEST(Server, LargeSharedBodiesArriveWhole)
{
    auto const bytes = std::make_shared<std::string const>(3'000'000, 'x');
    Router router;
    router.on(Method::Get, "/large", RunsOn::Loop, [bytes](Request const&) {
        Response response;
        response.shared_body = bytes;
        return response;
    });
    Server const server = start_server(loopback_options(), std::move(router));
    Wire wire(server.port());
    wire.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\nGET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(body_of(wire.read_answer()), *bytes);
    EXPECT_EQ(body_of(wire.read_answer()), *bytes);
}

TEST(Server, StrayExceptionIsA500WithTheCorrelationId)
{
    Router router;
    router.on(Method::Get, "/loop", RunsOn::Loop,
        [](Request const&) -> Response { throw std::runtime_error("secret detail"); });
    router.get("/workers", [](Request const&) -> Response { throw 1; });
    Server const server = start_server(loopback_options(), std::move(router));
    Wire wire(server.port());
    for (char const* path : { "/loop", "/workers" }) {
        std::string const answer = wire.ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(status_of(answer), 500);
        size_t const field = answer.find("x-ms-request-id: ");
        ASSERT_NE(field, std::string::npos);
        EXPECT_NE(body_of(answer).find(answer.substr(field + 17, 36)), std::string::npos);
        EXPECT_EQ(answer.find("secret"), std::string::npos);
    }
}

TEST(Server, HeaderValueWithALineBreakIsNeverSent)
{
    Router router;
    router.get("/{kind}", [](Request const& request) {
        Response response = redirect("/a\r\nSet-Cookie: evil=1");
        if (request.path_value("kind") == "name") {
            response = text_response(200, "");
            response.headers.add("X\r\nSet-Cookie", "evil=1");
        }
        return response;
    });
    Server const server = start_server(loopback_options(), std::move(router));
    Wire wire(server.port());
    for (char const* path : { "/value", "/name" }) {
        std::string const answer = wire.ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(status_of(answer), 500);
        EXPECT_EQ(answer.find("evil"), std::string::npos);
    }
}

TEST(Server, FullQueueIsA503WithRetryAfter)
{
    std::promise<void> entered;
    std::promise<void> release;
    std::shared_future<void> const released = release.get_future().share();
    Router router = small_router();
    router.get("/block", [&entered, released](Request const&) {
        entered.set_value();
        released.wait();
        return text_response(200, "done");
    });
    ServerOptions options = loopback_options();
    options.workers = 1;
    options.max_queued = 0;
    Server const server = start_server(options, std::move(router));
    Wire blocked(server.port());
    blocked.send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    Wire refused(server.port());
    std::string const answer = refused.ask("GET /work HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_NE(answer.find("\r\nRetry-After: 1\r\n"), std::string::npos);
    // What needs no worker is answered all the same, and so is everything once there is room again.
    EXPECT_EQ(body_of(refused.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    release.set_value();
    EXPECT_EQ(body_of(blocked.read_answer()), "done");
}

TEST(Server, StopFinishesWhatIsUnderWay)
{
    std::promise<void> entered;
    std::promise<void> release;
    std::shared_future<void> const released = release.get_future().share();
    Router router = small_router();
    router.get("/block", [&entered, released](Request const&) {
        entered.set_value();
        released.wait();
        return text_response(200, "done");
    });
    ServerOptions options = loopback_options();
    options.drain = std::chrono::seconds(60);
    Server server = start_server(options, std::move(router));
    Wire busy(server.port());
    Wire idle(server.port());
    EXPECT_EQ(body_of(idle.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    busy.send("GET /block HTTP/1.1\r\nHost: x\r\n\r\n");
    entered.get_future().wait();
    std::future<void> const stopped = std::async(std::launch::async, [&server] { server.stop(); });
    // The end of the idle connection says that the drain has begun.
    EXPECT_EQ(idle.read_to_end(), "");
    release.set_value();
    std::string const answer = busy.read_to_end();
    EXPECT_EQ(body_of(answer), "done");
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
    stopped.wait();
}

TEST(Server, StopCutsOffWhatNeverEnds)
{
    ServerOptions options = loopback_options();
    options.drain = std::chrono::seconds(0);
    Server server = start_server(options);
    Wire wire(server.port());
    wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
    EXPECT_EQ(body_of(Wire(server.port()).ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    server.stop();
    EXPECT_EQ(wire.read_to_end(), "");
    server.stop();
}

TEST(Server, PortInUseIsUnavailableAndNamed)
{
    Server const first = start_server();
    ServerOptions options = loopback_options();
    options.listen[0].port = first.port();
    Result<Server> const second = Server::start(options, small_router());
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().fault, Fault::Unavailable);
    EXPECT_NE(second.error().detail.find("127.0.0.1:" + std::to_string(first.port())), std::string::npos);
}

TEST(Server, AddressThatIsNoneIsInvalid)
{
    ServerOptions options = loopback_options();
    options.listen[0].address = "not an address";
    EXPECT_EQ(Server::start(options, small_router()).error().fault, Fault::Invalid);
}

TEST(Server, EveryListenerHasItsPort)
{
    ServerOptions options = loopback_options();
    options.listen.emplace_back();
    Server const server = start_server(options);
    EXPECT_NE(server.port(0), server.port(1));
    Wire wire(server.port(1));
    EXPECT_EQ(body_of(wire.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Server, ConnectionsPastTheLimitAreClosed)
{
    ServerOptions options = loopback_options();
    options.max_connections = 1;
    Server const server = start_server(options);
    Wire first(server.port());
    EXPECT_EQ(body_of(first.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    EXPECT_EQ(Wire(server.port()).read_to_end(), "");
    EXPECT_EQ(body_of(first.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Census, OneNetworkDoesNotFillTheHouse)
{
    Census census(4, 2);
    EXPECT_TRUE(census.enter("2001:db8::1"));
    EXPECT_TRUE(census.enter("2001:db8::2"));
    EXPECT_FALSE(census.enter("2001:db8::3")) << "all in one /64";
    EXPECT_TRUE(census.enter("192.0.2.1"));
    census.leave("2001:db8::1");
    EXPECT_TRUE(census.enter("2001:db8::3"));
    EXPECT_TRUE(census.enter("192.0.2.2"));
    EXPECT_FALSE(census.enter("192.0.2.3")) << "the house is full";
}

TEST(Census, ThisMachinesConnectionsHaveTheCommonLimitOnly)
{
    Census census(3, 1);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(census.enter("127.0.0.1"));
    EXPECT_FALSE(census.enter("127.0.0.1"));
}

} // namespace
} // namespace gatehouse::http
