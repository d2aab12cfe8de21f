#include "libs/http/message.h"

#include <gtest/gtest.h>

namespace gatehouse::http {
namespace {

Request with_header(std::string name, std::string value)
{
    Request request;
    request.headers.add(std::move(name), std::move(value));
    return request;
}

TEST(Headers, NamesCompareWithoutCase)
{
    Headers headers;
    headers.add("X-One", "1");
    headers.add("x-one", "2");
    EXPECT_EQ(headers.get("X-ONE"), "1");
    EXPECT_EQ(headers.count("x-One"), 2U);
    EXPECT_EQ(headers.find("x-two"), std::nullopt);
    headers.set("X-ONE", "3");
    EXPECT_EQ(headers.count("x-one"), 1U);
    EXPECT_EQ(headers.get("x-one"), "3");
}

TEST(Cookies, AreFoundByTheirExactName)
{
    Request const request = with_header("cookie", "sid=abc; SID=upper;x-sid=no; empty=; tail=1");
    EXPECT_EQ(request.cookie("sid"), "abc");
    EXPECT_EQ(request.cookie("SID"), "upper");
    EXPECT_EQ(request.cookie("empty"), "");
    EXPECT_EQ(request.cookie("tail"), "1");
    EXPECT_EQ(request.cookie("id"), std::nullopt);
}

TEST(Cookies, QuotesAreTakenOff)
{
    Request const request = with_header("Cookie", "a=\"quoted value\"; b=\"; c=\"\"; d=x\"y\"");
    EXPECT_EQ(request.cookie("a"), "quoted value");
    EXPECT_EQ(request.cookie("b"), "\"");
    EXPECT_EQ(request.cookie("c"), "");
    EXPECT_EQ(request.cookie("d"), "x\"y\"");
}

TEST(Cookies, PieceWithoutEqualsSignIsNoCookie)
{
    Request const request = with_header("Cookie", "sid; =nameless; ;; sid=1=2");
    EXPECT_EQ(request.cookie("sid"), "1=2");
}

TEST(Cookies, FirstOfDuplicatesCounts)
{
    Request request = with_header("Cookie", "sid=first; sid=second");
    request.headers.add("Cookie", "sid=third; other=4");
    EXPECT_EQ(request.cookie("sid"), "first");
    EXPECT_EQ(request.cookie("other"), "4");
}

TEST(Cookies, AttributesAreWritten)
{
    Response response;
    Cookie cookie;
    cookie.name = "x-ms-cpim-sso";
    cookie.value = "abc";
    set_cookie(response, cookie);
    EXPECT_EQ(response.headers.get("set-cookie"), "x-ms-cpim-sso=abc; Path=/; HttpOnly; SameSite=Lax");
    cookie.secure = true;
    cookie.same_site = SameSite::None;
    cookie.http_only = false;
    cookie.max_age = 0;
    cookie.path = "/acme";
    set_cookie(response, cookie);
    EXPECT_EQ(response.headers.fields()[1].second, "x-ms-cpim-sso=abc; Path=/acme; Max-Age=0; Secure; SameSite=None");
}

TEST(Cookies, ValueCannotAddAttributes)
{
    Response response;
    Cookie cookie;
    cookie.name = "a";
    cookie.value = "x; Domain=evil\r\n\"";
    set_cookie(response, cookie);
    EXPECT_EQ(response.headers.get("set-cookie"), "a=x%3B%20Domain=evil%0D%0A%22; Path=/; HttpOnly; SameSite=Lax");
}

TEST(Requests, FormNeedsItsContentType)
{
    Request request = with_header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
    request.body = "a=1&b=2";
    EXPECT_EQ(request.form()->get("b"), "2");
    request.headers.set("Content-Type", "Application/X-WWW-Form-Urlencoded");
    EXPECT_TRUE(request.form().has_value());
    request.headers.set("Content-Type", "application/x-www-form-urlencoded-not");
    EXPECT_EQ(request.form().error().fault, Fault::Invalid);
    request.headers.set("Content-Type", "text/plain");
    EXPECT_EQ(request.form().error().fault, Fault::Invalid);
}

TEST(Requests, QueryIsParsedOnDemand)
{
    Request request;
    request.query_text = "a=%41&b";
    EXPECT_EQ(request.query()->get("a"), "A");
    request.query_text = "a=%4";
    EXPECT_EQ(request.query().error().fault, Fault::Invalid);
}

TEST(Responses, RedirectsAreNotStored)
{
    Response const response = redirect("https://a.example/");
    EXPECT_EQ(response.status, 302);
    EXPECT_EQ(response.headers.get("location"), "https://a.example/");
    EXPECT_EQ(response.headers.get("cache-control"), "no-store");
    EXPECT_EQ(redirect("/x", 303).status, 303);
}

TEST(Responses, SharedBodyWinsOverBody)
{
    Response response = json_response(200, "own");
    EXPECT_EQ(response.content(), "own");
    response.shared_body = std::make_shared<std::string const>("shared");
    EXPECT_EQ(response.content(), "shared");
}

} // namespace
} // namespace gatehouse::http
