#include "edges/console/console_world_test.h"

#include "core/branding/branding.h"
#include "libs/base/encoding.h"

namespace gatehouse::console {
namespace {

class ConsoleBranding : public ConsoleWorld {
protected:
    std::shared_ptr<Branding const> kept(std::string const& language = "default")
    {
        auto const all
            = read<Brandings>(*store, [&](Ports& ports) { return list_brandings(ports, TenantId(kTenant)); }).value();
        auto const found = all.find(language);
        return found == all.end() ? nullptr : found->second;
    }

    std::string const png{ "\x89PNG\r\n\x1a\nrest", 12 };
    std::string const address = "data:image/png;base64," + base64_encode(png);
};

TEST_F(ConsoleBranding, ColoursArePreviewedAndSaved)
{
    sign_in_as(AdminRole::Policy, at("/branding/default"));
    post(at("/branding/default/preview"), { { "accent", "#AA0000" }, { "background", "" } });
    EXPECT_TRUE(browser.shows("preview.css?accent=%23AA0000")) << browser.html();
    EXPECT_EQ(kept(), nullptr) << "a preview keeps nothing";
    browser.get(at("/branding/default"));
    post(at("/branding/default"), { { "accent", "#AA0000" }, { "background", "" }, { "logo_text", "Contoso" } });
    ASSERT_NE(kept(), nullptr);
    EXPECT_EQ(kept()->accent, "#aa0000");
    EXPECT_EQ(kept()->logo_text, "Contoso");
    auto const events = audited(AuditKind::FlowPartSaved);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_NE(events[0].detail.find("\"branding\":\"default\""), std::string::npos) << events[0].detail;
    EXPECT_NE(events[0].detail.find("\"by\":\"console\""), std::string::npos) << events[0].detail;
}

TEST_F(ConsoleBranding, WhatIsTypedWrongIsShownAgainWithTheReason)
{
    sign_in_as(AdminRole::Policy, at("/branding/default"));
    post(at("/branding/default"), { { "accent", "red\"><b>" }, { "background", "#00ff00" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("six hexadecimal digits"));
    EXPECT_TRUE(browser.shows("value=\"#00ff00\""));
    EXPECT_FALSE(browser.shows("\"><b>"));
    EXPECT_EQ(kept(), nullptr);
    browser.get(at("/branding/default"));
    post(at("/branding/default/logo"), { { "picture", "data:image/svg+xml;base64,PHN2Zy8+" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("PNG or a JPEG"));
    browser.get(at("/branding/default"));
    post(at("/branding/default/logo"), { { "picture", "https://elsewhere.example/logo.png" } });
    EXPECT_TRUE(browser.shows("Choose a file"));
    browser.get(at("/branding/new?language="));
    EXPECT_EQ(browser.page.status, 400);
    browser.get(at("/branding/x_y"));
    post(at("/branding/x_y"), { { "accent", "#00ff00" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("such as"));
}

TEST_F(ConsoleBranding, APictureIsUploadedShownAndRemoved)
{
    sign_in_as(AdminRole::Policy, at("/branding/de"));
    post(at("/branding/de/logo"), { { "picture", address } });
    ASSERT_NE(kept("de"), nullptr) << browser.html();
    EXPECT_EQ(kept("de")->logo->bytes, png);
    EXPECT_EQ(kept(), nullptr);
    browser.get(at("/branding"));
    EXPECT_TRUE(browser.shows("Language de"));
    browser.get(at("/branding/de/preview"));
    EXPECT_TRUE(browser.shows("class=\"brandLogo\"")) << browser.html();
    EXPECT_TRUE(browser.shows("value=\"\"") || browser.shows("id=\"signInName\""));
    EXPECT_NE(browser.page.headers.get("Content-Security-Policy").find("frame-ancestors 'self'"), std::string::npos);
    browser.get(at("/branding/de/logo/picture"));
    EXPECT_EQ(browser.html(), png) << "as it is kept, before servers follow";
    EXPECT_EQ(browser.get(at("/branding/de/background/picture")).status, 404);
    browser.get(at("/branding/de"));
    post(at("/branding/de/logo/remove"));
    EXPECT_FALSE(kept("de")->logo);
    browser.get(at("/branding/de"));
    post(at("/branding/de/remove"));
    EXPECT_EQ(kept("de"), nullptr);
}

TEST_F(ConsoleBranding, ThePreviewFollowsWhatIsNotSaved)
{
    sign_in_as(AdminRole::Auditor, at("/branding/default"));
    EXPECT_FALSE(browser.shows("Save"));
    browser.get(at("/branding/default/preview?accent=%23aa0000"));
    EXPECT_TRUE(browser.shows("preview.css?accent=%23aa0000")) << browser.html();
    browser.get(at("/branding/default/preview.css?accent=%23aa0000&background=%23000000"));
    EXPECT_TRUE(browser.shows("--accent: #aa0000"));
    EXPECT_TRUE(browser.shows("body { background: #000000; }"));
    browser.get(at("/branding/default/preview.css?accent=red%3B%7D"));
    EXPECT_FALSE(browser.shows("red"));
}

TEST_F(ConsoleBranding, PagesOfTheTenantAreDrawnWithIt)
{
    sign_in_as(AdminRole::Policy, at("/branding/default"));
    post(at("/branding/default"), { { "accent", "#aa0000" } });
    browser.get(at("/branding/default"));
    post(at("/branding/default/logo"), { { "picture", address } });
    ASSERT_TRUE(plans.refresh().has_value());
    browser.cookies.clear();
    browser.get(at(""));
    std::string const sheet = testkit::between(browser.html(), "href=\"/branding/", "\"");
    ASSERT_FALSE(sheet.empty()) << browser.html();
    std::string const logo = testkit::between(browser.html(), "src=\"/branding/", "\"");
    browser.get("/branding/" + sheet);
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_EQ(browser.page.headers.get("Content-Type"), "text/css; charset=utf-8");
    EXPECT_TRUE(browser.shows("--accent: #aa0000"));
    browser.get("/branding/" + logo);
    EXPECT_EQ(browser.page.headers.get("Content-Type"), "image/png");
    EXPECT_EQ(browser.page.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_NE(browser.page.headers.get("Content-Security-Policy").find("sandbox"), std::string::npos);
    EXPECT_EQ(browser.html(), png);
    std::string const digest = sheet.substr(0, sheet.rfind('/'));
    EXPECT_EQ(browser.get("/branding/" + digest + "/background").status, 404) << "there is none";
    EXPECT_EQ(browser.get("/branding/" + std::string(kDomain) + "/wrong/style.css").status, 404);
    EXPECT_EQ(
        browser.get("/branding/" + std::string(kOtherDomain) + digest.substr(digest.find('/')) + "/logo").status, 404);
}

} // namespace
} // namespace gatehouse::console
