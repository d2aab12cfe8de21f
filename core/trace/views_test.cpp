#include "core/trace/views.h"

#include <gtest/gtest.h>

namespace gatehouse::trace {
namespace {

Event event(Kind kind, std::string name, std::string detail = {}, std::string result = {})
{
    Event one{ .kind = kind };
    one.journey = "SignUpOrSignIn";
    one.step = 2;
    one.name = std::move(name);
    one.detail = std::move(detail);
    one.result = std::move(result);
    return one;
}

std::vector<Leg> legs()
{
    Leg leg{ .time = Time(),
        .correlation = CorrelationId("11111111-2222-4333-8444-555555555555"),
        .policy = PolicyId("B2C_1A_x"),
        .tenant = "contoso.onmicrosoft.com",
        .action = "begin",
        .cut = false,
        .events = { event(Kind::Step, "ClaimsExchange"),
            event(Kind::Precondition, "", "ClaimsExist objectId (absent) is true", "go on"),
            event(Kind::Profile, "Api", "Restful") } };
    leg.events[2].values = { { "email", "<b>ada</b>" } };
    leg.events[2].changes = { { "city", {}, "Ulm" }, { "old", "x", {} } };
    leg.events.push_back(event(Kind::Api, "https://api.test"));
    leg.events.back().call = ApiCall{ .method = "POST",
        .url = "https://api.test",
        .headers = { { "Authorization", "***" } },
        .body = "{}",
        .status = 409,
        .answer = "no" };
    return { leg };
}

TEST(TraceText, ALineAnEvent)
{
    EXPECT_EQ(text(legs()),
        "request 1: begin, B2C_1A_x\n"
        "  SignUpOrSignIn 2 ClaimsExchange\n"
        "  precondition 0: ClaimsExist objectId (absent) is true: go on\n"
        "  profile Api (Restful)\n"
        "    < email = <b>ada</b>\n"
        "    + city = Ulm\n"
        "    - old (was x)\n"
        "  call POST https://api.test\n"
        "    > Authorization: ***\n"
        "    > {}\n"
        "    < 409 no\n");
}

TEST(TraceText, ControlCharactersDoNotReachTheTerminal)
{
    auto all = legs();
    all[0].events = { event(Kind::Page, "p", "", "a\x1b[2Jb\nc") };
    EXPECT_EQ(text(all), "request 1: begin, B2C_1A_x\n  page p: a[2Jb\n    c\n");
}

TEST(TraceText, GuidsAreNumberedInTheOrderTheyCome)
{
    EXPECT_EQ(number_guids("a 11111111-2222-4333-8444-555555555555, b 21111111-2222-4333-8444-555555555555, "
                           "a 11111111-2222-4333-8444-555555555555"),
        "a {1}, b {2}, a {1}");
}

TEST(TracePage, EscapesAndTellsWhatChanged)
{
    std::string const html = page(legs());
    EXPECT_EQ(html.find("<b>ada"), std::string::npos);
    EXPECT_NE(html.find("&lt;b&gt;ada"), std::string::npos);
    EXPECT_NE(html.find("<tr class=\"new\"><td>city</td><td>Ulm</td></tr>"), std::string::npos) << html;
    EXPECT_NE(html.find("1 claims after this step"), std::string::npos) << html;
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("http-equiv=\"refresh"), std::string::npos);
}

TEST(TraceRecorder, IsWhatViewersOfAzureRead)
{
    auto const entries = recorder(legs());
    ASSERT_GE(entries.size(), 4U);
    EXPECT_EQ(entries[0].as_object()->text("Kind"), "Headers");
    EXPECT_EQ(entries[0].as_object()->object("Content")->text("EventInstance"), "Event:AUTH");
    EXPECT_EQ(entries[0].as_object()->object("Content")->text("CorrelationId"), "11111111-2222-4333-8444-555555555555");
    json::Object const* bag = nullptr;
    std::string predicate;
    for (json::Value const& entry : entries) {
        json::Object const* content = entry.as_object()->object("Content");
        if (content && content->text("PredicateResult"))
            predicate = *content->text("PredicateResult");
        if (content && content->object("Statebag"))
            bag = content->object("Statebag")->object("Complex-CLMS");
    }
    EXPECT_EQ(predicate, "True");
    ASSERT_TRUE(bag);
    EXPECT_EQ(bag->text("city"), "Ulm");
}

} // namespace
} // namespace gatehouse::trace
