#include "edges/console/flow_parts_world_test.h"

namespace gatehouse::console {
namespace {

class ConsoleAttributes : public ConsoleFlowParts {
protected:
    void add(testkit::Browser::Pairs const& values) { fill_in("/attributes/new", values); }
};

// A browser takes an empty first value for none, and would not send the form.
TEST_F(ConsoleAttributes, AnEmptyChoiceMayBeLeftAsItIs)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/attributes/new"));
    std::string const html(browser.html());
    size_t const select = html.find("<select id=\"control\"");
    ASSERT_NE(select, std::string::npos) << html;
    EXPECT_EQ(html.substr(select, html.find('>', select) - select).find("required"), std::string::npos);
    EXPECT_EQ(html.find("(optional)", html.find("Asked for as")), html.find("(optional)", select))
        << "something is always chosen";
}

TEST_F(ConsoleAttributes, OneIsAddedUsedChangedAndRemoved)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/attributes"));
    EXPECT_TRUE(browser.shows("Postal Code"));
    add({ { "name", "size" }, { "type", "text" }, { "description", "Of shirts" }, { "label", "Your size" },
        { "control", "dropdown" }, { "options", "s = Small\r\n\r\n m = Medium \r\nXL" }, { "required", "yes" } });
    EXPECT_TRUE(browser.shows("size was added.")) << browser.html();
    ASSERT_EQ(attributes().size(), 1U);
    flows::Attribute const made = attributes()[0];
    EXPECT_EQ(made.id, "extension_size");
    EXPECT_EQ(made.settings.options,
        (std::vector<policy::AttributeOption>{ { "s", "Small" }, { "m", "Medium" }, { "XL", "XL" } }));
    EXPECT_TRUE(made.settings.required);
    EXPECT_TRUE(browser.shows("s = Small\nm = Medium\nXL"));
    save_flow([](policy::UserFlow& flow) { flow.collect.emplace_back("extension_size"); });

    fill_in("/attributes/extension_size/change", { { "label", "Size" }, { "control", "" }, { "type", "integer" } });
    EXPECT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(flow().attributes.at("extension_size").label, "Size");
    EXPECT_EQ(attributes()[0].settings.type, policy::AttributeType::Text);
    EXPECT_FALSE(attributes()[0].settings.required);

    browser.get(at("/attributes/extension_size/remove"));
    EXPECT_TRUE(browser.shows("B2C_1_susi"));
    EXPECT_EQ(post(at("/attributes/extension_size/remove")).status, 409);
    save_flow([](policy::UserFlow&) { });
    fill_in("/attributes/extension_size/remove", {});
    EXPECT_TRUE(browser.shows("size was removed.")) << browser.html();
    EXPECT_TRUE(attributes().empty());
    EXPECT_EQ(audited(AuditKind::FlowPartSaved).size(), 2U);
    ASSERT_EQ(audited(AuditKind::FlowPartDeleted).size(), 1U);
    EXPECT_NE(audited(AuditKind::FlowPartDeleted)[0].detail.find(ada.text()), std::string::npos);
}

TEST_F(ConsoleAttributes, WhatIsWrongIsSaidBesideItsFieldAndNothingIsStored)
{
    sign_in_as(AdminRole::Policy);
    struct Case {
        testkit::Browser::Pairs values;
        char const* field;
        char const* said;
    };
    std::string const long_text(300, 'x');
    for (Case const& wrong : std::vector<Case>{ { { { "type", "text" } }, "name", "Enter a name of letters" },
             { { { "name", "a b" }, { "type", "text" } }, "name", "Enter a name of letters" },
             { { { "name", "<b>" }, { "type", "text" } }, "name", "Enter a name of letters" },
             { { { "name", long_text }, { "type", "text" } }, "name", "At most 64 characters." },
             { { { "name", "a" }, { "type", "blob" } }, "type", "Choose one of the list." },
             { { { "name", "a" }, { "type", "text" }, { "control", "dial" } }, "control", "Choose one of the list." },
             { { { "name", "a" }, { "type", "text" }, { "control", "radio" } }, "options", "nothing to choose from" },
             { { { "name", "a" }, { "type", "text" }, { "control", "radio" }, { "options", "= x" } }, "options",
                 "Each line is a value" },
             { { { "name", "a" }, { "type", "text" }, { "options", "x\nx = y" } }, "options", "stands twice" },
             { { { "name", "a" }, { "type", "text" }, { "label", long_text } }, "label", "At most 256 characters." },
             { { { "name", "a" }, { "type", "text" }, { "description", "a\tb" } }, "description",
                 "One line of text" } }) {
        add(wrong.values);
        EXPECT_EQ(browser.page.status, 400) << wrong.said;
        EXPECT_TRUE(browser.shows(wrong.said)) << browser.html();
        EXPECT_TRUE(browser.shows("id=\"" + std::string(wrong.field) + "-error\"")) << wrong.said;
        EXPECT_FALSE(browser.shows("<b>"));
    }
    EXPECT_TRUE(attributes().empty());
    add({ { "name", "size" }, { "type", "text" } });
    add({ { "name", "SIZE" }, { "type", "text" } });
    EXPECT_EQ(browser.page.status, 409);
    EXPECT_TRUE(browser.shows("There is an attribute extension_size already"));
    EXPECT_EQ(browser.get(at("/attributes/city")).status, 404);
    EXPECT_EQ(browser.get(at("/attributes/extension_none/change")).status, 404);
}

TEST_F(ConsoleAttributes, WhatWouldBreakAFlowIsRefused)
{
    sign_in_as(AdminRole::Policy);
    add({ { "name", "size" }, { "type", "text" }, { "label", "Size" } });
    save_flow([](policy::UserFlow& flow) { flow.collect.emplace_back("extension_size"); });
    std::string const before = flow().attributes.at("extension_size").label;
    fill_in("/attributes/extension_size/change", { { "label", "Size" }, { "control", "radio" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(flow().attributes.at("extension_size").label, before);
}

TEST_F(ConsoleAttributes, WhoOnlyReadsSeesNoFormAndChangesNothing)
{
    sign_in_as(AdminRole::Policy);
    add({ { "name", "size" }, { "type", "text" } });
    give({ AdminRole::Auditor }, ada);
    browser.get(at("/attributes"));
    EXPECT_FALSE(browser.shows("/attributes/new"));
    EXPECT_EQ(post(at("/attributes/new"), { { "name", "x" }, { "type", "text" } }).status, 403);
    EXPECT_EQ(attributes().size(), 1U);
    EXPECT_TRUE(attributes(kOther).empty());
}

} // namespace
} // namespace gatehouse::console
