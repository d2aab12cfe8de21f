#include "libs/http/router.h"

#include <gtest/gtest.h>

namespace gatehouse::http {
namespace {

Handler says(std::string text)
{
    return [text = std::move(text)](Request const&) { return text_response(200, text); };
}

Request request_for(std::string path, Method method = Method::Get)
{
    Request request;
    request.method = method;
    request.path = std::move(path);
    return request;
}

std::string answer(Router const& router, std::string path, Method method = Method::Get)
{
    Response const response = router.handle(request_for(std::move(path), method));
    return response.status == 200 ? response.body : std::to_string(response.status);
}

TEST(Router, FixedSegmentsCompareWithoutCase)
{
    Router router;
    router.get("/{tenant}/{policy}/oauth2/v2.0/Token", says("token"));
    EXPECT_EQ(answer(router, "/acme/B2C_1_x/OAuth2/V2.0/token"), "token");
    EXPECT_EQ(answer(router, "/acme/B2C_1_x/oauth2/v2.0/tokens"), "404");
}

TEST(Router, CapturedSegmentsAreDecodedAndKeepTheirCase)
{
    Router router;
    router.get("/{tenant}/{policy}/x", says(""));
    Request request = request_for("/Acme%20Ltd/B2C_1%5fX/x");
    router.match(request);
    EXPECT_EQ(request.path_value("tenant"), "Acme Ltd");
    EXPECT_EQ(request.path_value("Policy"), "B2C_1_X");
    EXPECT_EQ(request.path_value("missing"), "");
}

TEST(Router, NamesBelongToThePatternThatMatched)
{
    Router router;
    router.get("/{tenant}/keys", says("keys"));
    router.get("/{id}/users/{user}", says("user"));
    Request request = request_for("/a/users/b");
    router.match(request);
    EXPECT_EQ(request.path_value("id"), "a");
    EXPECT_EQ(request.path_value("user"), "b");
    EXPECT_FALSE(request.path_values.contains("tenant"));
}

TEST(Router, FixedWinsOverNameAndNameOverRest)
{
    Router router;
    router.get("/{all...}", says("rest"));
    router.get("/{name}", says("name"));
    router.get("/health", says("fixed"));
    EXPECT_EQ(answer(router, "/health"), "fixed");
    EXPECT_EQ(answer(router, "/other"), "name");
    EXPECT_EQ(answer(router, "/health/live"), "rest");
    EXPECT_EQ(answer(router, "/"), "rest");
}

TEST(Router, DeadEndsAreLeftAgain)
{
    Router router;
    router.get("/a/b/c", says("fixed"));
    router.get("/{x}/b/d", says("name"));
    Request request = request_for("/a/b/d");
    router.match(request);
    EXPECT_EQ(request.path_value("x"), "a");
    EXPECT_EQ(answer(router, "/a/b/d"), "name");
}

TEST(Router, RestTakesEverySegment)
{
    Router router;
    router.get("/static/{path...}",
        [](Request const& request) { return text_response(200, "[" + request.path_value("path") + "]"); });
    EXPECT_EQ(answer(router, "/static/css/a%20b.css"), "[css/a b.css]");
    EXPECT_EQ(answer(router, "/static/"), "[]");
    EXPECT_EQ(answer(router, "/static"), "404");
    EXPECT_EQ(answer(router, "/static/a//b"), "404");
}

TEST(Router, NamesTakeAtLeastOneCharacter)
{
    Router router;
    router.get("/users/{id}", says("user"));
    EXPECT_EQ(answer(router, "/users/"), "404");
    EXPECT_EQ(answer(router, "/users"), "404");
    EXPECT_EQ(answer(router, "/users/1/"), "404");
}

TEST(Router, Attack76EncodedSeparatorsAndDotsMatchNothing)
{
    Router router;
    router.get("/{policy}/x", says("name"));
    router.get("/{all...}", says("rest"));
    for (char const* path : { "/..%2Fx/x", "/a%2fb/x", "/a%5Cb/x", "/a%00/x", "/../x", "/%2e%2E/x", "/./x", "/a%/x",
             "/a%4/x", "/a%zz/x", "/a%0d%0ab/x", "/a%ff/x", "/a\\b/x", "/a%C0%AFb/x", "x", "", "*" })
        EXPECT_EQ(answer(router, path), "404") << path;
    // Decoded once: the result is text, not a path.
    EXPECT_EQ(answer(router, "/%252e%252e/x"), "name");
}

TEST(Router, VeryDeepPathsMatchNothing)
{
    Router router;
    router.get("/{all...}", says("rest"));
    std::string path;
    for (int i = 0; i < 10'000; ++i)
        path += "/a";
    EXPECT_EQ(answer(router, path), "404");
}

TEST(Router, UnknownPathIsNotFound)
{
    EXPECT_EQ(answer(Router(), "/x"), "404");
}

TEST(Router, UnknownMethodNamesTheAllowedOnes)
{
    Router router;
    router.get("/x", says("get")).post("/x", says("post"));
    Response const response = router.handle(request_for("/x", Method::Delete));
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(response.headers.get("allow"), "GET, HEAD, POST");
}

TEST(Router, AnotherPatternMayHaveTheMethod)
{
    Router router;
    router.post("/a", says("fixed"));
    router.get("/{x}", says("name"));
    EXPECT_EQ(answer(router, "/a"), "name");
    EXPECT_EQ(answer(router, "/a", Method::Post), "fixed");
    EXPECT_EQ(answer(router, "/a", Method::Put), "405");
}

TEST(Router, HeadIsServedByGet)
{
    Router router;
    router.get("/x", says("get"));
    EXPECT_EQ(answer(router, "/x", Method::Head), "get");
    router.on(Method::Head, "/x", RunsOn::Loop, says("head"));
    EXPECT_EQ(answer(router, "/x", Method::Head), "head");
}

TEST(Router, MatchSaysWhereTheHandlerRuns)
{
    Router router;
    router.on(Method::Get, "/loop", RunsOn::Loop, says(""));
    router.get("/workers", says(""));
    Request loop = request_for("/loop");
    Request workers = request_for("/workers");
    EXPECT_EQ(router.match(loop).where, RunsOn::Loop);
    EXPECT_EQ(router.match(workers).where, RunsOn::Workers);
}

TEST(Router, MiddlewareWrapsEarlierAndLaterRoutesOutermostLast)
{
    auto const around = [](std::string mark) {
        return [mark](Request const& request, Handler const& next) {
            Response response = next(request);
            response.body = mark + response.body + mark;
            return response;
        };
    };
    Router router;
    router.get("/before", says("1"));
    router.wrap(around("a"));
    router.get("/between", says("2"));
    router.wrap(around("b"));
    router.get("/after", says("3"));
    EXPECT_EQ(answer(router, "/before"), "ba1ab");
    EXPECT_EQ(answer(router, "/between"), "ba2ab");
    EXPECT_EQ(answer(router, "/after"), "ba3ab");
}

TEST(Router, MiddlewareSeesWhatIsNotFound)
{
    Router router;
    router.wrap([](Request const& request, Handler const& next) {
        Response response = next(request);
        response.headers.add("X-Seen", "yes");
        return response;
    });
    EXPECT_EQ(router.handle(request_for("/x")).headers.get("x-seen"), "yes");
}

TEST(Router, OtherwiseAnswersBothFailures)
{
    Router router;
    router.get("/x", says(""));
    router.otherwise([](Request const&, int status) { return json_response(status, "{}"); });
    Response const missing = router.handle(request_for("/y"));
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.body, "{}");
    Response const method = router.handle(request_for("/x", Method::Post));
    EXPECT_EQ(method.status, 405);
    EXPECT_EQ(method.headers.get("Allow"), "GET, HEAD");
}

TEST(Router, EveryRequestHasItsOwnCorrelationId)
{
    Router router;
    router.get("/x", [](Request const& request) { return text_response(200, request.correlation_id); });
    std::string const first = answer(router, "/x");
    EXPECT_EQ(first.size(), 36U);
    EXPECT_EQ(first[14], '7');
    EXPECT_EQ(first.find_first_not_of("0123456789abcdef-"), std::string::npos);
    EXPECT_NE(first, answer(router, "/x"));
}

} // namespace
} // namespace gatehouse::http
