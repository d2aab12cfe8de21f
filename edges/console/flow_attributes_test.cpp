#include "core/flows/parts.h"
#include "edges/console/flow_world_test.h"

namespace gatehouse::console {
namespace {

using policy::UserFlow;

class ConsoleFlowAttributes : public FlowWorld {
protected:
    ConsoleFlowAttributes()
    {
        write([&](Ports& ports) -> Result<void> {
            Tenant const tenant = ports.tenants.find(kTenant).value().value();
            TRY(flows::save_attribute(
                ports, { tenant, {} }, { .id = "extension_loyaltyNumber", .settings = { .label = "Loyalty number" } }));
            return {};
        });
        sign_in_as(AdminRole::Policy);
        create("signin");
        browser.get(at("/flows/B2C_1_signin/attributes"));
    }
};

TEST_F(ConsoleFlowAttributes, AreAskedForInTheOrderOfTheirPlaces)
{
    EXPECT_TRUE(browser.shows("Loyalty number"));
    EXPECT_FALSE(browser.shows("Object ID"));
    post(at("/flows/B2C_1_signin/attributes"),
        { { "collect", "city" }, { "place.city", "" }, { "collect", "surname" }, { "place.surname", "2" },
            { "collect", "extension_loyaltyNumber" }, { "place.extension_loyaltyNumber", "1" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(
        find("B2C_1_signin")->collect, std::vector<std::string>({ "extension_loyaltyNumber", "surname", "city" }));
}

TEST_F(ConsoleFlowAttributes, OnesThatNobodyMayTypeAreNotAskedFor)
{
    for (char const* id : { "objectId", "extension_unknown", "<b>", "" }) {
        post(at("/flows/B2C_1_signin/attributes"), { { "collect", id } });
        EXPECT_EQ(browser.page.status, 400) << id;
    }
    EXPECT_EQ(find("B2C_1_signin")->collect, std::vector<std::string>({ "displayName" }));
}

TEST_F(ConsoleFlowAttributes, EachHasItsLabelControlAndChoices)
{
    std::string const page = at("/flows/B2C_1_signin/attributes/displayName");
    browser.get(page);
    post(page,
        { { "label", "Salutation" }, { "help", "How we write to you" }, { "control", "radio" }, { "required", "yes" },
            { "options", "ms = Ms\r\nmr = Mr\r\n\r\nother" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_TRUE(browser.shows("Radio buttons, required")) << browser.html();
    policy::AttributeSettings const settings = find("B2C_1_signin")->attributes.at("displayName");
    EXPECT_EQ(settings.label, "Salutation");
    EXPECT_TRUE(settings.required);
    ASSERT_EQ(settings.options.size(), 3U);
    EXPECT_EQ(settings.options[0].value, "ms");
    EXPECT_EQ(settings.options[0].text, "Ms");
    EXPECT_EQ(settings.options[2].text, "other");
}

TEST_F(ConsoleFlowAttributes, ChoicesThatAreMissingAreAskedForAndNothingIsLost)
{
    std::string const page = at("/flows/B2C_1_signin/attributes/displayName");
    browser.get(page);
    post(page, { { "label", "Kept <b>" }, { "control", "dropdown" }, { "required", "yes" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("There is nothing to choose from"));
    EXPECT_TRUE(browser.shows("value=\"Kept &lt;b&gt;\""));
    EXPECT_TRUE(browser.shows("<option value=\"dropdown\" selected>"));
    post(page, { { "control", "trapdoor" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(find("B2C_1_signin")->attributes.empty());
    EXPECT_EQ(browser.get(at("/flows/B2C_1_signin/attributes/city")).status, 404);
    EXPECT_EQ(browser.get(at("/flows/B2C_1_signin/attributes/..%2F")).status, 404);
}

TEST_F(ConsoleFlowAttributes, WhatIsUsedNoMoreHasNoSettings)
{
    browser.get(at("/flows/B2C_1_signin/claims"));
    post(at("/flows/B2C_1_signin/claims"), { { "claims", "extension_loyaltyNumber" }, { "claims", "amr" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(find("B2C_1_signin")->claims, std::vector<std::string>({ "extension_loyaltyNumber", "amr" }));
    EXPECT_TRUE(find("B2C_1_signin")->attributes.contains("extension_loyaltyNumber"));
    post(at("/flows/B2C_1_signin/claims"), { { "claims", "objectId" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_FALSE(find("B2C_1_signin")->attributes.contains("extension_loyaltyNumber"));
    post(at("/flows/B2C_1_signin/claims"), { { "claims", "passwordHash" } });
    EXPECT_EQ(browser.page.status, 400);
}

TEST_F(ConsoleFlowAttributes, PagesOfOnesOwnHaveAnAddressAndSources)
{
    std::string const page = at("/flows/B2C_1_signin/layouts");
    browser.get(page);
    EXPECT_TRUE(browser.shows("name=\"api.signuporsignin\"")) << browser.html();
    post(page,
        { { "api.signuporsignin", "https://cdn.example.test/{Culture:RFC5646}/sign-in.html" },
            { "sources", "https://fonts.example.test\r\n\r\n" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    UserFlow flow = *find("B2C_1_signin");
    ASSERT_EQ(flow.pages.size(), 1U);
    EXPECT_EQ(flow.pages[0].content_definition, "api.signuporsignin");
    EXPECT_EQ(flow.page_sources, std::vector<std::string>({ "https://fonts.example.test" }));
    post(page, { { "api.signuporsignin", "javascript:alert(1)" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("value=\"javascript:alert(1)\"")) << browser.html();
    EXPECT_EQ(find("B2C_1_signin")->pages.size(), 1U);
    post(page, { { "api.signuporsignin", "" }, { "sources", "" } });
    flow = *find("B2C_1_signin");
    EXPECT_TRUE(flow.pages.empty() && flow.page_sources.empty());
}

} // namespace
} // namespace gatehouse::console
