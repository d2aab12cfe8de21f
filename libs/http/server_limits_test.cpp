#include "libs/http/server.h"

#include "libs/http/wire_test.h"

namespace gatehouse::http {
namespace {

TEST(Server, RefusalsEndTheConnection)
{
    Server const server = start_server();
    for (auto const& [bytes, status] : std::vector<std::pair<std::string, int>>{ { "GET / HTTP/1.1\r\n\r\n", 400 },
             { "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
             { "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", 400 },
             { "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                 400 },
             { "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501 },
             { "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n", 413 },
             { "GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505 },
             { "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(17 * 1024, 'x') + "\r\n\r\n", 431 } }) {
        Wire wire(server.port());
        wire.send(bytes);
        std::string const answer = wire.read_to_end();
        EXPECT_EQ(status_of(answer), status) << bytes.substr(0, 80);
        EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
        EXPECT_NE(answer.find("\r\nx-ms-request-id: "), std::string::npos);
    }
}

TEST(Server, ALongBodyIsTakenAndRefusedAsTheProgramSays)
{
    ServerOptions options = loopback_options();
    options.max_body_of = [](Request const& request) { return request.path == "/echo" ? 400'000U : 10U; };
    options.too_large = [](Request const& request) { return text_response(413, "too much for " + request.path); };
    Server const server = start_server(options);
    std::string const body(300'000, 'a');
    Wire taken(server.port());
    taken.send("POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n" + body);
    EXPECT_EQ(status_of(taken.read_to_end()), 200);
    Wire refused(server.port());
    refused.send("POST /other HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n");
    std::string const answer = refused.read_to_end();
    EXPECT_EQ(status_of(answer), 413);
    EXPECT_TRUE(answer.ends_with("too much for /other")) << answer;
    EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
}

TEST(Server, NothingBehindARefusalIsServed)
{
    int served = 0;
    Router router;
    router.on(Method::Get, "/smuggled", RunsOn::Loop, [&served](Request const&) {
        ++served;
        return text_response(200, "");
    });
    {
        Server const server = start_server(loopback_options(), std::move(router));
        Wire wire(server.port());
        wire.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(status_of(wire.read_to_end()), 400);
    }
    EXPECT_EQ(served, 0);
}

TEST(Server, AnswersBeforeARefusalStillArrive)
{
    Server const server = start_server();
    Wire wire(server.port());
    wire.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\n\r\n");
    EXPECT_EQ(body_of(wire.read_answer()), "hello");
    EXPECT_EQ(status_of(wire.read_to_end()), 400);
}

// attack-12, attack-13: what the unit tests of apply_forwarded say holds for a connection, too.
TEST(Server, Attack12AndAttack13ForwardedFieldsCountFromConfiguredProxiesOnly)
{
    std::string const request = "GET /work HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.7\r\n\r\n";
    {
        Server const server = start_server();
        EXPECT_EQ(body_of(Wire(server.port()).ask(request)), "work for 127.0.0.1");
    }
    ServerOptions options = loopback_options();
    options.trusted_proxies.push_back(*url::Network::parse("127.0.0.0/8"));
    Server const server = start_server(std::move(options));
    EXPECT_EQ(body_of(Wire(server.port()).ask(request)), "work for 198.51.100.7");
}

TEST(Server, Attack72TenMegabyteHeaderIsRefused)
{
    Server const server = start_server();
    Wire wire(server.port());
    wire.send("GET / HTTP/1.1\r\nHost: x\r\nX: ");
    std::string const piece(100'000, 'x');
    for (int i = 0; i < 100 && wire.send(piece); ++i) { }
    // The server may be gone before the client is done; if its answer got through, it is the refusal.
    std::string const answer = wire.read_to_end();
    EXPECT_TRUE(answer.empty() || status_of(answer) == 431) << answer;
    EXPECT_EQ(body_of(Wire(server.port()).ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
}

TEST(Server, Attack72ManyFieldsAreRefused)
{
    Server const server = start_server();
    Wire wire(server.port());
    std::string bytes = "GET /hello HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 1000; ++i)
        bytes += "a:b\r\n";
    wire.send(bytes + "\r\n");
    EXPECT_EQ(status_of(wire.read_to_end()), 431);
}

TEST(Server, BodyUpToTheLimitArrives)
{
    Server const server = start_server();
    Wire wire(server.port());
    std::string const body(256 * 1024, 'b');
    EXPECT_EQ(body_of(wire.ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\n" + body)), body);
}

// With a limit of 0 s the next sweep cuts off; the client waits for that and for nothing else.
TEST(Server, HalfAHeaderIsCutOffWithA408)
{
    ServerOptions options = loopback_options();
    options.header_timeout = std::chrono::seconds(0);
    Server const server = start_server(options);
    Wire wire(server.port());
    wire.send("GET /hello HTTP/1.1\r\nHost");
    // Nothing at all when the sweep came between connecting and sending.
    std::string const answer = wire.read_to_end();
    EXPECT_TRUE(answer.empty() || status_of(answer) == 408) << answer;
}

TEST(Server, HalfABodyIsCutOffWithA408)
{
    ServerOptions options = loopback_options();
    options.body_timeout = std::chrono::seconds(0);
    Server const server = start_server(options);
    Wire wire(server.port());
    wire.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
    EXPECT_EQ(status_of(wire.read_to_end()), 408);
}

// The answer does not fit into the socket's buffers and nobody reads it: stop() waits for the connection and returns
// because it was cut off, long before the drain is over.
TEST(Server, WhoDoesNotReadTheAnswerIsCutOff)
{
    auto const bytes = std::make_shared<std::string const>(32'000'000, 'x');
    Router router;
    router.on(Method::Get, "/large", RunsOn::Loop, [bytes](Request const&) {
        Response response;
        response.shared_body = bytes;
        return response;
    });
    ServerOptions options = loopback_options();
    options.body_timeout = std::chrono::seconds(0);
    options.drain = std::chrono::hours(1);
    Server server = start_server(options, std::move(router));
    Wire wire(server.port());
    wire.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    // The first byte of the answer says that it is under way.
    EXPECT_EQ(wire.read_some(1), "H");
    server.stop();
    EXPECT_LT(wire.read_to_end().size(), bytes->size());
}

TEST(Server, SilentConnectionsAreClosed)
{
    ServerOptions options = loopback_options();
    options.idle_timeout = std::chrono::seconds(0);
    Server const server = start_server(options);
    Wire wire(server.port());
    EXPECT_EQ(body_of(wire.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")), "hello");
    EXPECT_EQ(wire.read_to_end(), "");
}

} // namespace
} // namespace gatehouse::http
