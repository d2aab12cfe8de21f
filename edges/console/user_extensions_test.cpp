#include "core/flows/parts.h"
#include "edges/console/console_world_test.h"

namespace gatehouse::console {
namespace {

class ConsoleExtensions : public ConsoleWorld {
protected:
    ConsoleExtensions()
        : eve(add_user(kTenant, "eve@example.test", "Eve Example"))
    {
        using policy::AttributeType;
        for (auto const& [id, type] : { std::pair("extension_Member", AttributeType::Boolean),
                 std::pair("extension_Points", AttributeType::Integer),
                 std::pair("extension_Shirt", AttributeType::Text) })
            write([&](Ports& ports) -> Result<void> {
                Tenant const tenant = *TRY(ports.tenants.find(kTenant));
                TRY(flows::save_attribute(ports, { tenant, {} }, { .id = id, .settings = { .type = type } }));
                return {};
            });
        write([&](Ports& ports) {
            return ports.policies.save(TenantId(kTenant),
                { PolicyId("B2C_1A_base"),
                    "<TrustFrameworkPolicy PolicyId=\"B2C_1A_base\" TenantId=\"contoso.onmicrosoft.com\" "
                    "xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\"><BuildingBlocks><ClaimsSchema>"
                    "<ClaimType Id=\"extension_Level\"><DataType>int</DataType></ClaimType>"
                    "<ClaimType Id=\"extension_Since\"><DataType>dateTime</DataType></ClaimType>"
                    "<ClaimType Id=\"extension_Until\"><DataType>dateTime</DataType></ClaimType>"
                    "<ClaimType Id=\"extension_Tags\"><DataType>stringCollection</DataType></ClaimType>"
                    "</ClaimsSchema></BuildingBlocks></TrustFrameworkPolicy>",
                    {}, clock.now() });
        });
    }
    std::string page() const { return at("/users/" + eve.text() + "/edit"); }
    void keep(std::string const& attribute, ClaimValue value)
    {
        write([&](Ports& ports) -> Result<void> {
            User user = *TRY(ports.users.find(TenantId(kTenant), eve));
            user.attributes.insert_or_assign(attribute, std::move(value));
            return ports.users.update(TenantId(kTenant), user);
        });
    }
    int save(testkit::Browser::Pairs fields)
    {
        browser.get(page());
        fields.emplace_back("version", testkit::between(browser.html(), "name=\"version\" value=\"", "\""));
        return post(page(), fields).status;
    }
    // As it is kept; "" when it is not.
    ClaimValue kept(std::string const& attribute)
    {
        auto const attributes = load(eve)->attributes;
        auto const found = attributes.find(attribute);
        return found == attributes.end() ? ClaimValue() : found->second;
    }
    UserId eve;
};

TEST_F(ConsoleExtensions, EachIsEnteredByItsType)
{
    sign_in_as(AdminRole::User);
    browser.get(page());
    for (char const* control :
        { "<select id=\"extension_Member\"", "id=\"extension_Points\" name=\"extension_Points\" type=\"text\"",
            "inputmode=\"numeric\"", "type=\"datetime-local\"", "<textarea class=\"textInput\" id=\"extension_Tags\"" })
        EXPECT_TRUE(browser.shows(control)) << control << browser.html();
    EXPECT_EQ(save({ { "extension_Member", "true" }, { "extension_Points", "-7" }, { "extension_Shirt", "M" },
                  { "extension_Since", "2026-01-31T12:00" }, { "extension_Tags", "a\r\n\r\n b" } }),
        200)
        << browser.html();
    EXPECT_EQ(kept("extension_Member"), ClaimValue(true));
    EXPECT_EQ(kept("extension_Points"), ClaimValue(std::int64_t{ -7 }));
    EXPECT_EQ(kept("extension_Shirt"), ClaimValue("M"));
    EXPECT_EQ(kept("extension_Since"), ClaimValue("2026-01-31T12:00:00Z"));
    EXPECT_EQ(kept("extension_Tags"), ClaimValue(std::vector<std::string>{ "a", "b" }));
    std::string const detail = audited(AuditKind::UserUpdated)[0].detail;
    EXPECT_NE(detail.find("extension_Points"), std::string::npos);
    EXPECT_EQ(detail.find("2026"), std::string::npos) << "names, and no value of a person's";

    EXPECT_EQ(save({ { "extension_Member", "" }, { "extension_Points", "" } }), 200);
    EXPECT_FALSE(load(eve)->attributes.contains("extension_Member"));
    EXPECT_FALSE(load(eve)->attributes.contains("extension_Points"));
}

TEST_F(ConsoleExtensions, WhatIsNoValueOfTheTypeIsSaidBesideItAndKeptOnThePage)
{
    sign_in_as(AdminRole::User);
    struct Case {
        char const* field;
        std::string typed;
        char const* said;
    };
    for (Case const& wrong : { Case{ "extension_Points", "7 apples", "It must be a whole number." },
             { "extension_Level", "3000000000", "It must be a whole number of 32 bits." },
             { "extension_Member", "maybe", "It must be true or false." },
             { "extension_Since", "31.1.2026", "It must be a moment such as 2026-01-31T12:00:00Z." },
             { "extension_Shirt", std::string(257, 'x'), "It must be a text of at most 256 characters." } }) {
        EXPECT_EQ(save({ { wrong.field, wrong.typed }, { "city", "Wien" } }), 400) << wrong.field;
        EXPECT_EQ(testkit::text_of(browser.html(), std::string(wrong.field) + "-error"), wrong.said);
        EXPECT_TRUE(browser.shows("value=\"" + wrong.typed + "\"")) << wrong.field;
        EXPECT_TRUE(browser.shows("value=\"Wien\"")) << wrong.field;
    }
    EXPECT_FALSE(load(eve)->attributes.contains("city"));
    EXPECT_TRUE(audited(AuditKind::UserUpdated).empty());
}

// A policy may have written another type, or a moment to the millisecond: saving a name must not touch it.
TEST_F(ConsoleExtensions, WhatNobodyTouchedStaysAsItIs)
{
    keep("extension_Points", "many");
    keep("extension_Since", "2026-01-31T12:00:00.123Z");
    keep("extension_Until", "31.1.2026");
    keep("extension_Undeclared", std::int64_t{ 4 });
    sign_in_as(AdminRole::User);
    browser.get(page());
    EXPECT_TRUE(browser.shows("value=\"2026-01-31T12:00:00\"")) << browser.html();
    EXPECT_TRUE(browser.shows("name=\"extension_Until\" type=\"text\" value=\"31.1.2026\"")) << "no control for it";
    EXPECT_EQ(save({ { "extension_Points", "many" }, { "extension_Since", "2026-01-31T12:00" },
                  { "extension_Until", "31.1.2026" }, { "extension_Undeclared", "4" }, { "city", "Wien" } }),
        200)
        << browser.html();
    EXPECT_EQ(kept("extension_Points"), ClaimValue("many"));
    EXPECT_EQ(kept("extension_Since"), ClaimValue("2026-01-31T12:00:00.123Z"));
    EXPECT_EQ(kept("extension_Until"), ClaimValue("31.1.2026"));
    EXPECT_EQ(kept("extension_Undeclared"), ClaimValue(std::int64_t{ 4 }));
    EXPECT_EQ(audited(AuditKind::UserUpdated)[0].detail.find("extension"), std::string::npos);
    EXPECT_EQ(kept("city"), ClaimValue("Wien"));
}

} // namespace
} // namespace gatehouse::console
