#include "libs/http/guard.h"

#include "libs/http/client.h"
#include "libs/http/wire_test.h"

namespace gatehouse::http {
namespace {

Result<Response> call(std::string const& url, Guard guard, std::vector<std::string> known_names = {})
{
    ClientOptions options;
    options.guard = std::move(guard);
    options.known_names = std::move(known_names);
    auto const client = make_client(std::move(options));
    ClientRequest request;
    request.url = url;
    return client->send(request);
}

TEST(Guard, KnowsWhatIsPublic)
{
    for (char const* address : { "8.8.8.8", "1.1.1.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "223.255.255.255",
             "2606:4700:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8" })
        EXPECT_EQ(reach_of(address), Reach::Public) << address;
}

TEST(Guard, Attack59InnerAddressesAreNotPublic)
{
    for (char const* address : { "127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1" })
        EXPECT_EQ(reach_of(address), Reach::Loopback) << address;
    for (char const* address : { "0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "169.254.169.254", "172.16.0.1",
             "172.31.255.255", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1",
             "255.255.255.255", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1",
             "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "3fff::1",
             "::7f00:1", "", "localhost", "2130706433", "0x7f.1" })
        EXPECT_EQ(reach_of(address), Reach::Inner) << address;
}

TEST(Guard, Attack59NoConnectionIsMadeToAnInnerAddress)
{
    for (char const* url :
        { "https://127.0.0.1:9/", "https://[::1]:9/", "https://10.0.0.1/", "https://169.254.169.254/",
            "https://[::ffff:127.0.0.1]:9/", "https://[::ffff:10.0.0.1]/", "https://0.0.0.0:9/" }) {
        auto const answer = call(url, Guard());
        ASSERT_FALSE(answer.has_value()) << url;
        EXPECT_EQ(answer.error().fault, Fault::Denied) << url << ": " << answer.error().detail;
    }
}

// A name is judged by what it leads to at this moment.
TEST(Guard, Attack59NoConnectionIsMadeToANameThatLeadsInside)
{
    Server const server = start_server();
    std::string const port = std::to_string(server.port());
    for (std::string const target : { "127.0.0.1", "10.0.0.5", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]" }) {
        auto const answer
            = call("https://api.example.test:" + port + "/", Guard(), { "api.example.test:" + port + ":" + target });
        ASSERT_FALSE(answer.has_value()) << target;
        EXPECT_EQ(answer.error().fault, Fault::Denied) << target << ": " << answer.error().detail;
    }
    auto const localhost = call("https://localhost:" + port + "/", Guard());
    ASSERT_FALSE(localhost.has_value());
    EXPECT_EQ(localhost.error().fault, Fault::Denied);
}

TEST(Guard, PlainHttpIsForThisMachineInTheDemoOnly)
{
    Server const server = start_server();
    std::string const url = "http://127.0.0.1:" + std::to_string(server.port()) + "/hello";
    auto const refused = call(url, Guard());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().fault, Fault::Invalid);
    auto const allowed = call(url, Guard{ .allowed_hosts = {}, .own_machine = Guard::OwnMachine::Allowed });
    ASSERT_TRUE(allowed.has_value()) << allowed.error().detail;
    EXPECT_EQ(allowed->body, "hello");
    auto const inner
        = call("https://10.0.0.1/", Guard{ .allowed_hosts = {}, .own_machine = Guard::OwnMachine::Allowed });
    ASSERT_FALSE(inner.has_value());
    EXPECT_EQ(inner.error().fault, Fault::Denied);
}

TEST(Guard, AnAllowedHostMayBeInside)
{
    Guard const guard{ .allowed_hosts = { "api.example.test" }, .own_machine = Guard::OwnMachine::Refused };
    EXPECT_TRUE(guard.allows("API.example.test", "10.0.0.5"));
    EXPECT_FALSE(guard.allows("other.example.test", "10.0.0.5"));
    std::string const port = [] {
        Server const gone = start_server();
        return std::to_string(gone.port());
    }();
    // The connection is tried, and nobody is there.
    auto const answer
        = call("https://api.example.test:" + port + "/", guard, { "api.example.test:" + port + ":127.0.0.1" });
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().fault, Fault::Unavailable);
}

} // namespace
} // namespace gatehouse::http
