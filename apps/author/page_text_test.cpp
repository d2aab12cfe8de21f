#include "apps/author/page_text.h"

#include <gtest/gtest.h>

namespace gatehouse::author {
namespace {

constexpr std::string_view kPage = R"(<!DOCTYPE html><html><head><title>T</title></head><body><main>
<div id="api" data-name="Unified">
<div class="intro"><h1 class="heading">Sign &amp; in</h1><p>Please sign in.</p></div>
<form method="post" action="/x" novalidate>
<input type="hidden" name="csrf_token" value="0.0~abc">
<button class="enter" type="submit" name="request" value="send:email" tabindex="-1" aria-hidden="true"></button>
<div id="e" class="error pageLevel" role="alert"><p>Your password is &lt;wrong&gt;.</p></div>
<div class="error" hidden>Never seen</div>
<label for="name">Name <span class="optional">(optional)</span></label>
<div class="helpText">As on your card</div>
<input id="name" name="name" type="text" value="Ada &quot;L&quot;" required>
<label for="password">Password</label><input id="password" name="password" type="password" value="">
<label for="number">Number</label><input id="number" name="number" type="text" value="7" readonly>
<label for="country">Country</label><select id="country" name="country"><option value="">–</option><option value="at" selected>Austria</option><option value="de">Germany</option></select>
<label class="choice" for="news"><input id="news" type="checkbox" name="news" value="a" checked> <span>A</span></label>
<label class="choice" for="news_1"><input id="news_1" type="checkbox" name="news" value="b"> <span>B</span></label>
<script>var x = "<p>not text</p>";</script>
<button id="cancel" type="submit" name="request" value="cancel">Cancel</button>
<button id="next" type="submit" name="request" value="continue">Sign in</button>
<div class="verifying-modal" hidden><div>Just a moment</div></div>
</form>
<div class="create"><p>New here? <a id="createAccount" href="/y?a=1&amp;b=2">Create an account</a></p></div>
</div></main></body></html>)";

TEST(PageText, HasTitleErrorsAndTextsButNothingHidden)
{
    PageText const page = read_page(kPage);
    EXPECT_EQ(page.title, "Sign & in");
    EXPECT_EQ(page.errors, std::vector<std::string>{ "Your password is <wrong>." });
    EXPECT_EQ(page.texts, (std::vector<std::string>{ "Please sign in.", "As on your card", "New here?" }));
}

TEST(PageText, FieldsHaveTheirLabelsValuesAndChoices)
{
    PageText const page = read_page(kPage);
    ASSERT_EQ(page.entries.size(), 5U);
    using Kind = PageEntry::Kind;
    EXPECT_EQ(page.entries[0].label, "Name (optional)");
    EXPECT_EQ(page.entries[0].value, "Ada \"L\"");
    EXPECT_EQ(page.entries[0].kind, Kind::Text);
    EXPECT_EQ(page.entries[1].kind, Kind::Secret);
    EXPECT_EQ(page.entries[2].kind, Kind::Fixed);
    EXPECT_EQ(page.entries[3].kind, Kind::One);
    EXPECT_EQ(page.entries[3].value, "at");
    ASSERT_EQ(page.entries[3].choices.size(), 2U);
    EXPECT_EQ(page.entries[3].choices[1].text, "Germany");
    EXPECT_EQ(page.entries[4].kind, Kind::Many);
    EXPECT_EQ(page.entries[4].value, "a");
    ASSERT_EQ(page.entries[4].choices.size(), 2U);
    EXPECT_EQ(page.entries[4].choices[1].text, "B");
}

TEST(PageText, ButtonsAndLinksAreNumbered)
{
    EXPECT_EQ(text(read_page(kPage)),
        "== Sign & in ==\n"
        "! Your password is <wrong>.\n"
        "Please sign in.\n"
        "As on your card\n"
        "New here?\n"
        "Number: 7\n"
        "[1] Sign in  [2] Create an account  [3] Cancel\n");
}

TEST(PageText, BrokenMarkupEndsSomehow)
{
    EXPECT_EQ(read_page("<h1>Half").title, "Half");
    EXPECT_EQ(read_page("<div><p>a</div></p><").texts, std::vector<std::string>{ "a" });
    EXPECT_EQ(read_page("").title, "");
}

} // namespace
} // namespace gatehouse::author
