#include "libs/html/page_template.h"

#include <gtest/gtest.h>

namespace gatehouse::html {
namespace {

std::string filled(std::string_view text, Scripts scripts = Scripts::Dropped)
{
    auto const made = PageTemplate::parse(text, "https://cdn.example.test/pages/sign-in.html?a=1", scripts);
    EXPECT_TRUE(made.has_value()) << made.error().detail;
    if (!made)
        return "";
    return made
        ->fill({ .language = "de", .nonce = "n0nce", .head = trusted("<!--head-->"), .api = trusted("<!--api-->") })
        .text();
}

bool holds(std::string const& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

TEST(PageTemplate, OursStandsInThePlaceOfTheElementWithTheIdApi)
{
    EXPECT_EQ(filled("<!DOCTYPE html><html lang='en'><head><title>Contoso</title></head><body><h1>Hi &amp; bye</h1>"
                     "<div id='api'>old</div><p>foot</p></body></html>"),
        "<!DOCTYPE html>\n<html lang=\"de\"><head><title>Contoso</title><!--head--></head><body><h1>Hi &amp; bye</h1>"
        "<!--api--><p>foot</p></body></html>");
}

TEST(PageTemplate, TagSoupIsRead)
{
    std::string const other = filled("<p>one<p>two<div id=api>");
    EXPECT_TRUE(holds(other, "<p>one</p><p>two</p><!--api-->"));
}

TEST(PageTemplate, WithoutThePlaceItIsNoTemplate)
{
    for (std::string_view const text : { "", "<p>x</p>", "<div id='API'></div>", "<!-- <div id=api></div> -->" }) {
        auto const made = PageTemplate::parse(text, "https://a.test/", Scripts::Dropped);
        ASSERT_FALSE(made.has_value()) << text;
        EXPECT_EQ(made.error().fault, Fault::Invalid);
    }
}

// attack-78's sister: a template must not get at what is typed.
TEST(PageTemplate, WhatCouldTakeInputsOrRunIsLeftOut)
{
    std::string const page = filled(R"html(<html><head><base href="https://evil.test/">
<meta http-equiv="refresh" content="0;url=https://evil.test/"><meta name="theme-color" content="red">
<link rel="stylesheet" href="look.css"><link rel="import" href="x"><script>alert(1)</script></head>
<body onload="alert(2)"><form action="https://evil.test/"><input name="password"><p>kept</p><div id="api"></div></form>
<iframe src="https://evil.test/"></iframe><object data="x"></object><svg><script>alert(3)</script><circle r="1"/></svg>
<a href="java&#10;script:alert(4)">a</a><a href="JavaScript:alert(5)">b</a><a href="mailto:x@y.test">c</a>
<img src="/logo.png" onerror="alert(6)"><img src="data:text/html,x"><button formaction="https://evil.test/">go</button>
<math><mtext></mtext></math><noscript><style></noscript><img src=x onerror=alert(7)></noscript></body></html>)html");
    for (std::string_view const part : { "evil", "<form", "<input", "<iframe", "<object", "<base", "http-equiv",
             "import", "onload", "onerror", "<button", "data:text", "<math", "<noscript", "<script", "cript:" })
        EXPECT_FALSE(holds(page, part)) << part << "\n" << page;
    EXPECT_TRUE(holds(page, R"(<link rel="stylesheet" href="https://cdn.example.test/pages/look.css">)")) << page;
    EXPECT_TRUE(holds(page, R"(<img src="https://cdn.example.test/logo.png">)"));
    EXPECT_TRUE(holds(page, R"(<a href="mailto:x@y.test">c</a>)"));
    EXPECT_TRUE(holds(page, "<p>kept</p>"));
    EXPECT_TRUE(holds(page, "theme-color"));
}

TEST(PageTemplate, StylesCarryTheNonceOfTheAnswerAndCannotEndEarly)
{
    std::string const page
        = filled("<style nonce=x>p > a { color: red } /* <\\/style><script> */</style><div id=api></div>");
    EXPECT_TRUE(holds(page, "<style nonce=\"n0nce\">p > a { color: red }")) << page;
    EXPECT_FALSE(holds(page, "nonce=\"x\""));
}

TEST(PageTemplate, ScriptsStayOnlyWhenTheTenantSaysSo)
{
    std::string_view const text = "<head><script src='a.js' onerror='x()'></script><script>if (1 < 2) go('</' + "
                                  "'p>')</script></head><div id=api>";
    EXPECT_FALSE(holds(filled(text), "<script"));
    std::string const page = filled(text, Scripts::Kept);
    EXPECT_TRUE(holds(page, R"(<script src="https://cdn.example.test/pages/a.js" nonce="n0nce"></script>)")) << page;
    EXPECT_TRUE(holds(page, R"(<script nonce="n0nce">if (1 < 2) go('<\/' + 'p>')</script>)")) << page;
    EXPECT_FALSE(holds(page, "onerror"));
}

TEST(PageTemplate, DeepNestingEndsSomewhere)
{
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "<div>";
    EXPECT_FALSE(PageTemplate::parse(text + "<div id=api>", "https://a.test/", Scripts::Dropped).has_value());
}

} // namespace
} // namespace gatehouse::html
