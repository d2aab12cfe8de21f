#include "libs/http/client.h"

#include "libs/base/time.h"
#include "libs/crypto/certificate.h"
#include "libs/http/wire_test.h"

#include <cstdlib>
#include <fstream>
#include <future>
#include <thread>

namespace gatehouse::http {
namespace {

std::string address(Server const& server, std::string const& path)
{
    return "http://127.0.0.1:" + std::to_string(server.port()) + path;
}

ClientRequest get(std::string url)
{
    ClientRequest request;
    request.url = std::move(url);
    return request;
}

// A server certificate and the file that holds its authority.
class Pki {
public:
    Pki()
    {
        std::string const pattern = ::testing::TempDir() + "authorityXXXXXX";
        file_ = pattern;
        ::close(mkstemp(file_.data()));
        Time const now = SystemClock().now();
        auto const authority = crypto::make_authority("Test Authority", now);
        auto const leaf = crypto::make_leaf(*authority, { "localhost", "127.0.0.1" }, now);
        std::ofstream(file_) << authority->certificate_pem;
        files_.certificate_pem = leaf->certificate_pem;
        files_.key_pem = leaf->key_pem;
    }
    ~Pki() { std::remove(file_.c_str()); }

    std::string const& authority_file() const { return file_; }
    TlsFiles const& files() const { return files_; }

private:
    std::string file_;
    TlsFiles files_;
};

Server start_tls_server(Pki const& pki)
{
    Router router = small_router();
    router.get("/tls", [](Request const& request) { return text_response(200, request.tls ? "tls" : "plain"); });
    ServerOptions options = loopback_options();
    options.listen[0].tls = pki.files();
    return start_server(options, std::move(router));
}

TEST(Client, GetsStatusHeadersAndBody)
{
    Server const server = start_server();
    auto const client = make_client();
    Result<Response> const response = client->send(get(address(server, "/hello")));
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->headers.get("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(client->send(get(address(server, "/missing")))->status, 404);
}

TEST(Client, SendsMethodHeadersAndBody)
{
    Router router;
    auto const tell = [](Request const& request) {
        return text_response(200,
            std::string(name(request.method)) + "|" + request.headers.get("x-a") + "|" + request.headers.get("x-empty")
                + "|" + std::to_string(request.headers.count("x-empty")) + "|" + request.headers.get("content-type")
                + "|" + request.headers.get("expect") + "|" + std::to_string(request.body.size()));
    };
    for (Method const method :
        { Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options })
        router.on(method, "/", RunsOn::Workers, tell);
    Server const server = start_server(loopback_options(), std::move(router));
    auto const client = make_client();
    for (Method const method : { Method::Post, Method::Put, Method::Patch }) {
        ClientRequest request = get(address(server, "/"));
        request.method = method;
        request.headers.add("X-A", "value");
        request.headers.add("X-Empty", "");
        request.body = std::string(5000, '\0');
        EXPECT_EQ(client->send(request)->body, std::string(name(method)) + "|value||1|||5000");
    }
    for (Method const method : { Method::Get, Method::Delete, Method::Options }) {
        ClientRequest request = get(address(server, "/"));
        request.method = method;
        EXPECT_EQ(client->send(request)->body, std::string(name(method)) + "|||0|||0");
    }
    ClientRequest head = get(address(server, "/"));
    head.method = Method::Head;
    EXPECT_EQ(client->send(head)->status, 200);
}

TEST(Client, KeepsConnectionsAndForgetsTheCallBefore)
{
    // With room for one connection, a second one would be closed.
    ServerOptions options = loopback_options();
    options.max_connections = 1;
    Server const server = start_server(options);
    auto const client = make_client();
    ClientRequest post = get(address(server, "/echo"));
    post.method = Method::Post;
    post.body = "abc";
    EXPECT_EQ(client->send(post)->body, "abc");
    EXPECT_EQ(client->send(get(address(server, "/hello")))->body, "hello");
}

TEST(Client, ThreadsMayShareIt)
{
    Server const server = start_server();
    auto const client = make_client();
    std::vector<std::future<std::string>> answers;
    for (int i = 0; i < 8; ++i)
        answers.push_back(
            std::async(std::launch::async, [&] { return client->send(get(address(server, "/hello")))->body; }));
    for (auto& answer : answers)
        EXPECT_EQ(answer.get(), "hello");
}

TEST(Client, Attack59RedirectsAreNotFollowed)
{
    Router router;
    router.get("/", [](Request const&) { return redirect("http://169.254.169.254/latest"); });
    Server const server = start_server(loopback_options(), std::move(router));
    Result<Response> const response = make_client()->send(get(address(server, "/")));
    ASSERT_TRUE(response.has_value());
    EXPECT_EQ(response->status, 302);
    EXPECT_EQ(response->headers.get("location"), "http://169.254.169.254/latest");
}

TEST(Client, Attack57OnlyHttpsAndLoopbackAreCalled)
{
    auto const client = make_client();
    for (char const* url : { "http://example.test/", "http://169.254.169.254/", "http://127.0.0.1.example.test/",
             "ftp://localhost/", "file:///etc/passwd", "gopher://127.0.0.1/", "/relative", "", "http://user@127.0.0.1/",
             "http://127.1/", "http://2130706433/" })
        EXPECT_EQ(client->send(get(url)).error().fault, Fault::Invalid) << url;
    ClientOptions strict;
    strict.allow_plain_http_loopback = false;
    EXPECT_EQ(make_client(strict)->send(get("http://127.0.0.1:1/")).error().fault, Fault::Invalid);
}

TEST(Client, HeaderWithALineBreakIsInvalid)
{
    ClientRequest request = get("http://127.0.0.1:1/");
    request.headers.add("X-A", "1\r\nX-B: 2");
    EXPECT_EQ(make_client()->send(request).error().fault, Fault::Invalid);
}

TEST(Client, ClosedPortIsNamed)
{
    Server server = start_server();
    std::string const url = address(server, "/hello");
    std::string const place = "127.0.0.1:" + std::to_string(server.port());
    server.stop();
    Result<Response> const response = make_client()->send(get(url));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().fault, Fault::Unavailable);
    EXPECT_EQ(response.error().detail, "cannot connect to " + place);
}

TEST(Client, TooLargeAnswerIsUnavailable)
{
    Router router;
    router.get("/", [](Request const&) { return text_response(200, std::string(1001, 'x')); });
    Server const server = start_server(loopback_options(), std::move(router));
    ClientOptions options;
    options.max_body = 1000;
    Result<Response> const response = make_client(options)->send(get(address(server, "/")));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().fault, Fault::Unavailable);
    EXPECT_NE(response.error().detail.find("larger than 1000 bytes"), std::string::npos);
    options.max_body = 1001;
    EXPECT_EQ(make_client(options)->send(get(address(server, "/")))->body.size(), 1001U);
}

TEST(Client, SilentServerIsCutOff)
{
    std::promise<void> release;
    std::shared_future<void> const released = release.get_future().share();
    Router router;
    router.get("/", [released](Request const&) {
        released.wait();
        return text_response(200, "");
    });
    Server const server = start_server(loopback_options(), std::move(router));
    ClientOptions options;
    options.total_timeout = std::chrono::milliseconds(50);
    Result<Response> const response = make_client(options)->send(get(address(server, "/")));
    release.set_value();
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().fault, Fault::Unavailable);
    EXPECT_NE(response.error().detail.find("within 50 ms"), std::string::npos);
}

TEST(Client, TlsRoundTrip)
{
    Pki const pki;
    Server const server = start_tls_server(pki);
    ClientOptions options;
    options.ca_file = pki.authority_file();
    auto const client = make_client(options);
    std::string const port = std::to_string(server.port());
    for (char const* host : { "https://localhost:", "https://127.0.0.1:" })
        for (int i = 0; i < 2; ++i) {
            Result<Response> const response = client->send(get(host + port + "/tls"));
            ASSERT_TRUE(response.has_value()) << response.error().detail;
            EXPECT_EQ(response->body, "tls");
        }
}

TEST(Client, UnknownAuthorityIsNotTrusted)
{
    Pki const pki;
    Pki const other;
    Server const server = start_tls_server(pki);
    ClientOptions options;
    options.ca_file = other.authority_file();
    Result<Response> const response
        = make_client(options)->send(get("https://localhost:" + std::to_string(server.port()) + "/tls"));
    ASSERT_FALSE(response.has_value());
    EXPECT_EQ(response.error().fault, Fault::Unavailable);
    EXPECT_NE(response.error().detail.find("not trusted"), std::string::npos);
}

TEST(Server, PlainRequestOnATlsPortIsCutOff)
{
    Pki const pki;
    Server const server = start_tls_server(pki);
    Wire wire(server.port());
    wire.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(wire.read_to_end().find("hello"), std::string::npos);
    ClientOptions options;
    options.ca_file = pki.authority_file();
    EXPECT_TRUE(
        make_client(options)->send(get("https://localhost:" + std::to_string(server.port()) + "/tls")).has_value());
}

TEST(Server, KeyThatDoesNotFitItsCertificateIsInvalid)
{
    ServerOptions options = loopback_options();
    options.listen[0].tls = Pki().files();
    options.listen[0].tls->key_pem = Pki().files().key_pem;
    EXPECT_EQ(Server::start(options, small_router()).error().fault, Fault::Invalid);
    options.listen[0].tls->key_pem = "no key";
    EXPECT_EQ(Server::start(options, small_router()).error().fault, Fault::Invalid);
    options.listen[0].tls->certificate_pem = "";
    EXPECT_EQ(Server::start(options, small_router()).error().fault, Fault::Invalid);
}

} // namespace
} // namespace gatehouse::http
