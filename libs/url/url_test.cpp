#include "libs/url/url.h"

#include <gtest/gtest.h>

namespace gatehouse::url {
namespace {

TEST(Form, KeepsOrderAndDuplicates)
{
    Form const form = *parse_form("b=2&a=1&b=3");
    ASSERT_EQ(form.pairs().size(), 3U);
    EXPECT_EQ(form.pairs()[2], (std::pair<std::string, std::string>("b", "3")));
    EXPECT_EQ(form.get("b"), "2");
    EXPECT_EQ(form.duplicate(), "b");
    EXPECT_EQ(form.get("missing"), "");
    EXPECT_FALSE(form.has("missing"));
}

TEST(Form, SetReplacesEveryValue)
{
    Form form = *parse_form("b=2&a=1&b=3");
    form.set("b", "9");
    form.set("c", "new");
    EXPECT_EQ(build_form(form), "b=9&a=1&c=new");
    EXPECT_FALSE(form.duplicate());
}

TEST(Form, PlusAndEscapesAreDecoded)
{
    Form const form = *parse_form("scope=openid+profile%20email&x=%C3%A9&empty=&bare&=nameless");
    EXPECT_EQ(form.get("scope"), "openid profile email");
    EXPECT_EQ(form.get("x"), "\xc3\xa9");
    EXPECT_TRUE(form.has("empty"));
    EXPECT_TRUE(form.has("bare"));
    EXPECT_EQ(form.get(""), "nameless");
}

TEST(Form, ValueKeepsFurtherEqualsSigns)
{
    EXPECT_EQ(parse_form("a=b=c==")->get("a"), "b=c==");
}

TEST(Form, BrokenEscapesAreInvalid)
{
    for (char const* text : { "a=%", "a=%4", "a=%zz", "%=a", "a=%4%31" })
        EXPECT_FALSE(parse_form(text).has_value()) << text;
}

TEST(Form, NulBytesAndBrokenUtf8AreInvalid)
{
    EXPECT_FALSE(parse_form("a=%00").has_value());
    EXPECT_FALSE(parse_form(std::string_view("a=\0b", 4)).has_value());
    EXPECT_FALSE(parse_form("a=%FF").has_value());
    EXPECT_FALSE(parse_form("%C0%AF=1").has_value());
}

TEST(Form, Attack72TooManyParametersAreRefused)
{
    std::string text = "a=1";
    for (int i = 1; i < 200; ++i)
        text += "&a=1";
    EXPECT_EQ(parse_form(text)->pairs().size(), 200U);
    EXPECT_EQ(parse_form(text + "&a=1").error().fault, Fault::Invalid);
}

TEST(Form, Attack70QueryOfOnlyAmpersandsIsEmpty)
{
    EXPECT_TRUE(parse_form("&")->empty());
    EXPECT_TRUE(parse_form("&&&&")->empty());
    EXPECT_TRUE(parse_form("")->empty());
}

TEST(Form, NumberOfPairsIsLimited)
{
    EXPECT_TRUE(parse_form("a&b&c", 3).has_value());
    EXPECT_FALSE(parse_form("a&b&c&d", 3).has_value());
    EXPECT_EQ(parse_form("a&b&c&d", 3).error().fault, Fault::Invalid);
}

TEST(Form, WhatIsBuiltParsesBack)
{
    Form form;
    form.add("a b", "1+1=2&more%");
    form.add("\xc3\xa9", "");
    EXPECT_EQ(build_form(form), "a%20b=1%2B1%3D2%26more%25&%C3%A9=");
    EXPECT_EQ(parse_form(build_form(form))->pairs(), form.pairs());
}

TEST(Encode, OnlyUnreservedCharactersStay)
{
    EXPECT_EQ(encode("AZaz09-._~ +/%"), "AZaz09-._~%20%2B%2F%25");
    EXPECT_EQ(decode("a%2fb%2Fc+d"), "a/b/c+d");
    EXPECT_EQ(decode("a%2"), std::nullopt);
}

TEST(Encode, DotnetWayHasPlusAndLowerCase)
{
    EXPECT_EQ(encode_dotnet("AADB2C90118: The user's (x)!*"), "AADB2C90118%3a+The+user%27s+(x)!*");
    EXPECT_EQ(encode_dotnet("a~b\r\n"), "a%7eb%0d%0a");
}

TEST(Url, IsTakenApart)
{
    Url const url = *parse("HTTPS://Login.Example.COM:8443/A/b?x=1?2#frag");
    EXPECT_EQ(url.scheme, "https");
    EXPECT_EQ(url.host, "login.example.com");
    EXPECT_EQ(url.port, 8443);
    EXPECT_EQ(url.path, "/A/b");
    EXPECT_EQ(url.query, "x=1?2");
    EXPECT_EQ(url.fragment, "frag");
    EXPECT_EQ(url.origin(), "https://login.example.com:8443");
    EXPECT_EQ(url.text(), "https://login.example.com:8443/A/b?x=1?2#frag");
}

TEST(Url, EmptyPartsAreToldFromMissingOnes)
{
    EXPECT_EQ(parse("https://a.example")->path, "/");
    EXPECT_EQ(parse("https://a.example")->query, std::nullopt);
    EXPECT_EQ(parse("https://a.example?")->query, "");
    EXPECT_EQ(parse("https://a.example/#")->fragment, "");
    EXPECT_EQ(parse("https://a.example")->effective_port(), 443);
    EXPECT_EQ(parse("http://a.example")->effective_port(), 80);
}

TEST(Url, AddressesOfNativeAppsAreAccepted)
{
    EXPECT_EQ(parse("msal5a8d://auth")->host, "auth");
    EXPECT_EQ(parse("com.example.app:/oauth2redirect")->path, "/oauth2redirect");
    for (char const* text : { "urn:ietf:wg:oauth:2.0:oob", "app:///x", "app:/x", "app://h" })
        EXPECT_EQ(parse(text)->text(), text);
}

TEST(Url, Attack01UserInfoIsRefused)
{
    for (char const* text : { "https://good.example@evil.example/", "https://a:b@evil.example/",
             "https://@evil.example/", "https://good.example:443@evil.example" })
        EXPECT_FALSE(parse(text).has_value()) << text;
    // Behind the host an at sign is an ordinary character.
    EXPECT_EQ(parse("https://good.example/@a")->host, "good.example");
}

TEST(Url, Attack01BackslashAndEscapesInTheHostAreRefused)
{
    for (char const* text :
        { "https://evil.example\\.good.example/", "https:\\\\evil.example/", "https://good.example%2eevil.example/",
            "https://good.example%40evil.example/", "https://good.example%23.evil.example/", "https://a.example/%",
            "https://a.example/%2", "https://a.example/%g0" })
        EXPECT_FALSE(parse(text).has_value()) << text;
}

TEST(Url, Attack05RelativeAddressesAreRefused)
{
    for (char const* text : { "//evil.example", "/\\evil.example", "/path", "", "evil.example", "\thttps://a.example",
             "https://a.example/\t", " https://a.example", "https://a.ex\nample/", "https:evil.example",
             "https:/evil.example", "https:///evil.example", "://a.example", "1http://a.example" })
        EXPECT_FALSE(parse(text).has_value()) << text;
}

TEST(Url, Attack05OnlyPathsOfThisOriginAreLocal)
{
    EXPECT_TRUE(is_local_path("/"));
    EXPECT_TRUE(is_local_path("/contracts?id=1#top"));
    for (char const* text : { "", "x", "//evil.example", "/\\evil.example", "/\t/evil.example", "/\n/evil.example",
             "\\\\evil.example", "https://evil.example", "/a\\b" })
        EXPECT_FALSE(is_local_path(text)) << text;
}

TEST(Url, Attack07ContentSchemesAreRefused)
{
    for (char const* text : { "javascript:alert(1)", "JavaScript://a.example/%0aalert(1)", "data:text/html,x",
             "vbscript:x", "blob:https://a.example/1", "file:///etc/passwd", "about:blank" })
        EXPECT_FALSE(parse(text).has_value()) << text;
}

TEST(Url, CharactersOutsideTheRfcAreRefused)
{
    for (char const* text : { "https://a.example/<x>", "https://a.example/\"", "https://a.example/{x}",
             "https://a.example/a b", "https://\xc3\xa9.example/", "https://a.example/\xc3\xa9",
             "https://a.example/\x7f", "https://a.example/#a#b" })
        EXPECT_FALSE(parse(text).has_value()) << text;
    EXPECT_FALSE(parse(std::string_view("https://a.example/\0", 19)).has_value());
}

TEST(Url, PortsMustBeInRange)
{
    EXPECT_EQ(parse("https://a.example:65535")->port, 65535);
    for (char const* text :
        { "https://a.example:0", "https://a.example:65536", "https://a.example:", "https://a.example:-1",
            "https://a.example:+1", "https://a.example:8a", "https://:443/", "https://a.example:1:2" })
        EXPECT_FALSE(parse(text).has_value()) << text;
}

TEST(Url, HostsMustBeWellFormed)
{
    EXPECT_EQ(parse("http://[::1]:80/")->host, "[::1]");
    EXPECT_EQ(parse("http://127.0.0.1/")->host, "127.0.0.1");
    EXPECT_EQ(parse("http://a.example./")->host, "a.example.");
    for (char const* text : { "https://a..example/", "https://.example/", "https://[::1", "https://[x]/",
             "https://[::1]x/", "https://127.1/", "https://0x7f.1/", "https://2130706433/", "https://127.0.0.256/",
             "https://a.example/[x]", "https://a,b/", "https://./", "https://::1/" })
        EXPECT_FALSE(parse(text).has_value()) << text;
}

TEST(Url, LoopbackHostsAreKnown)
{
    for (char const* host : { "localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "[::1]", "[0:0:0:0:0:0:0:1]" })
        EXPECT_TRUE(is_loopback_host(host)) << host;
    for (char const* host : { "", "localhost.evil.example", "128.0.0.1", "127.0.0.1.evil.example", "127.1", "[::2]",
             "[::ffff:10.0.0.1]", "0.0.0.0" })
        EXPECT_FALSE(is_loopback_host(host)) << host;
}

TEST(Url, PairsGoBeforeTheFragment)
{
    Form form;
    form.add("code", "a b");
    EXPECT_EQ(with_query("https://a.example/cb", form), "https://a.example/cb?code=a%20b");
    EXPECT_EQ(with_query("https://a.example/cb?x=1", form), "https://a.example/cb?x=1&code=a%20b");
    EXPECT_EQ(with_query("https://a.example/cb?", form), "https://a.example/cb?code=a%20b");
    EXPECT_EQ(with_query("https://a.example/cb?x=1&#f?g", form), "https://a.example/cb?x=1&code=a%20b#f?g");
    EXPECT_EQ(with_query("https://a.example/cb#f?g", form), "https://a.example/cb?code=a%20b#f?g");
    EXPECT_EQ(with_query("https://a.example/cb", Form()), "https://a.example/cb");
}

} // namespace
} // namespace gatehouse::url
