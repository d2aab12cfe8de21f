#include "edges/pages/sample_pages_test.h"

namespace gatehouse::pages {
namespace {

class OneTemplate final : public TemplateSource {
public:
    std::shared_ptr<html::PageTemplate const> find(OwnPage const& own) override
    {
        asked = own.address;
        if (!there)
            return nullptr;
        return std::make_shared<html::PageTemplate const>(html::PageTemplate::parse(
            "<html><head><title>Contoso</title><style>h1 { color: red }</style></head><body><h1>Hello</h1><div "
            "id='api'></div></body></html>",
            own.address, html::Scripts::Dropped)
                .value());
    }
    bool there = true;
    std::string asked;
};

http::Response draw(TemplateSource& templates, OwnPage::Scripts scripts = OwnPage::Scripts::Dropped)
{
    Page page = sample_sign_in();
    page.own = OwnPage{ .address = "https://pages.contoso.test/sign-in.html?ui_locales=en",
        .sources = { "https://cdn.contoso.test" },
        .scripts = scripts };
    PageContext context = sample_context();
    context.templates = &templates;
    return render_page(page, context);
}

bool holds(http::Response const& response, std::string_view text)
{
    return response.content().find(text) != std::string_view::npos;
}

TEST(OwnPage, TheFormStandsInThePageOfTheTenant)
{
    OneTemplate templates;
    auto const response = draw(templates);
    EXPECT_EQ(templates.asked, "https://pages.contoso.test/sign-in.html?ui_locales=en");
    EXPECT_TRUE(holds(response, "<h1>Hello</h1><div id=\"api\" data-name=\"Unified\"")) << response.content();
    EXPECT_TRUE(holds(response, "id=\"localAccountForm\""));
    EXPECT_TRUE(holds(response, "var SETTINGS = {"));
    EXPECT_TRUE(holds(response, "/static/pages.js"));
    EXPECT_FALSE(holds(response, "/static/pages.css"));
}

TEST(OwnPage, ItCannotLoadFromElsewhereOrRunScripts)
{
    OneTemplate templates;
    std::string const policy(draw(templates).headers.get("content-security-policy"));
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << policy;
    EXPECT_NE(
        policy.find("img-src 'self' data: https://pages.contoso.test https://cdn.contoso.test;"), std::string::npos)
        << policy;
    EXPECT_NE(policy.find("connect-src 'self';"), std::string::npos) << policy;
    // Only elements with this answer's nonce run.
    EXPECT_NE(policy.find("script-src 'nonce-" + sample_context().script_nonce + "';"), std::string::npos) << policy;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << policy;
    std::string const with(draw(templates, OwnPage::Scripts::Allowed).headers.get("content-security-policy"));
    EXPECT_NE(with.find("' https://pages.contoso.test https://cdn.contoso.test; style-src"), std::string::npos) << with;
}

TEST(OwnPage, WithoutItTheBuiltInPageIsDrawn)
{
    OneTemplate templates;
    templates.there = false;
    auto const response = draw(templates);
    EXPECT_TRUE(holds(response, "/static/pages.css"));
    EXPECT_TRUE(holds(response, "id=\"localAccountForm\""));
}

} // namespace
} // namespace gatehouse::pages
