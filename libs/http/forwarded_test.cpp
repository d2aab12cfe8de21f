#include "libs/http/forwarded.h"

namespace gatehouse::http {
namespace {

std::vector<url::Network> const kProxies{ *url::Network::parse("10.0.0.0/8"), *url::Network::parse("2001:db8::/32") };

Request request(std::string peer, std::vector<std::pair<std::string, std::string>> const& fields)
{
    Request made;
    made.peer = std::move(peer);
    made.headers.add("Host", "inner:8400");
    for (auto const& [name, value] : fields)
        made.headers.add(name, value);
    apply_forwarded(made, kProxies);
    return made;
}

TEST(Forwarded, ATrustedProxyGivesPeerSchemeAndHost)
{
    Request const made = request("10.1.2.3",
        { { "X-Forwarded-For", "198.51.100.7" }, { "X-Forwarded-Proto", "https" },
            { "X-Forwarded-Host", "login.example" } });
    EXPECT_EQ(made.peer, "198.51.100.7");
    EXPECT_TRUE(made.tls);
    EXPECT_EQ(made.claimed_host(), "login.example");
    EXPECT_EQ(made.headers.count("Host"), 1u);
}

// attack-13
TEST(Forwarded, Attack13FromAnybodyElseNothingIsBelieved)
{
    for (char const* peer : { "198.51.100.1", "11.0.0.1", "", "::1", "10.0.0.1.evil" }) {
        Request const made = request(peer,
            { { "X-Forwarded-For", "127.0.0.1" }, { "X-Forwarded-Proto", "https" },
                { "X-Forwarded-Host", "evil.example" } });
        EXPECT_EQ(made.peer, peer);
        EXPECT_FALSE(made.tls);
        EXPECT_EQ(made.claimed_host(), "inner:8400");
    }
}

// attack-12
TEST(Forwarded, Attack12TheClientIsTheLastHopThatIsNotOurs)
{
    auto const peer_by
        = [](std::string const& hops) { return request("10.0.0.1", { { "X-Forwarded-For", hops } }).peer; };
    // What the client wrote itself stands further left.
    EXPECT_EQ(peer_by("127.0.0.1, 198.51.100.7"), "198.51.100.7");
    EXPECT_EQ(peer_by("127.0.0.1, 198.51.100.7, 10.9.9.9, 2001:db8::5"), "198.51.100.7");
    EXPECT_EQ(peer_by("10.2.2.2,10.3.3.3"), "10.2.2.2");
    // What is no address ends the walk.
    EXPECT_EQ(peer_by("198.51.100.7, ,;drop"), "10.0.0.1");
    EXPECT_EQ(peer_by("198.51.100.7, unknown, 10.9.9.9"), "10.9.9.9");
    EXPECT_EQ(peer_by(""), "10.0.0.1");
    Request const two = request(
        "10.0.0.1", { { "X-Forwarded-For", "198.51.100.7" }, { "x-forwarded-for", "198.51.100.8, 10.0.0.2" } });
    EXPECT_EQ(two.peer, "198.51.100.8");
}

TEST(Forwarded, MalformedSchemesAndHostsChangeNothing)
{
    for (char const* host : { "", "a b", "evil.example/path", "user@evil.example", "evil.example#" }) {
        Request const made = request("10.0.0.1", { { "X-Forwarded-Host", host }, { "X-Forwarded-Proto", "gopher" } });
        EXPECT_EQ(made.claimed_host(), "inner:8400") << host;
        EXPECT_FALSE(made.tls);
    }
    EXPECT_EQ(request("10.0.0.1", { { "X-Forwarded-Host", "spoofed.example, login.example" } }).claimed_host(),
        "login.example");
}

} // namespace
} // namespace gatehouse::http
