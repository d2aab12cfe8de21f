#include "core/flows/extensions.h"

#include "core/flows/parts.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse::flows {
namespace {

class ExtensionsTest : public testing::Test {
protected:
    ExtensionsTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
        tenant.domain = "contoso.onmicrosoft.com";
        write([&](Ports& ports) { return ports.tenants.save(tenant); });
    }
    template <class Work>
    void write(Work const& work)
    {
        EXPECT_TRUE(store->transact(work).has_value());
    }
    void declare(std::string id, policy::AttributeType type)
    {
        write([&](Ports& ports) -> Result<void> {
            TRY(save_attribute(ports, { tenant, {} }, { .id = std::move(id), .settings = { .type = type } }));
            return {};
        });
    }
    void push(std::string id, std::string const& inside)
    {
        std::string xml = "<TrustFrameworkPolicy PolicyId=\"" + id
            + "\" TenantId=\"contoso.onmicrosoft.com\" "
              "xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\">"
            + inside + "</TrustFrameworkPolicy>";
        write([&](Ports& ports) {
            return ports.policies.save(tenant.id, { PolicyId(std::move(id)), std::move(xml), {}, clock.now() });
        });
    }
    Extensions find(std::set<std::string, LessIgnoringCase> const& names)
    {
        return read<Extensions>(*store, [&](Ports& ports) { return find_extensions(ports, tenant.id, names); }).value();
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    Tenant tenant;
};

TEST_F(ExtensionsTest, WhatTheTenantDeclaresIsThereAndNothingElse)
{
    declare("extension_Points", policy::AttributeType::Integer);
    declare("extension_Member", policy::AttributeType::Boolean);
    EXPECT_EQ(find({ "extension_points", "extension_Undeclared" }),
        (Extensions{ { "extension_Points", ExtensionType::LargeInteger } }));
}

TEST_F(ExtensionsTest, WhatACustomPolicyKeepsIsThereWithItsType)
{
    declare("extension_Points", policy::AttributeType::Integer);
    push("B2C_1A_base",
        "<BuildingBlocks><ClaimsSchema>"
        "<ClaimType Id=\"extension_Points\"><DataType>string</DataType></ClaimType>"
        "<ClaimType Id=\"extension_Since\"><DataType>dateTime</DataType></ClaimType>"
        "<ClaimType Id=\"level\"><DataType>int</DataType></ClaimType>"
        "</ClaimsSchema></BuildingBlocks>");
    push("B2C_1A_extensions",
        "<ClaimsProviders><ClaimsProvider><TechnicalProfiles><TechnicalProfile Id=\"Write\"><PersistedClaims>"
        "<PersistedClaim ClaimTypeReferenceId=\"level\" PartnerClaimType=\"extension_Level\"/>"
        "<PersistedClaim ClaimTypeReferenceId=\"level\" PartnerClaimType=\"city\"/>"
        "</PersistedClaims></TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders>");
    push("B2C_1A_broken", "<Unclosed>");
    EXPECT_EQ(read<Extensions>(*store, [&](Ports& ports) { return list_extensions(ports, tenant.id); }).value(),
        (Extensions{ { "extension_Level", ExtensionType::Integer }, { "extension_Points", ExtensionType::LargeInteger },
            { "extension_Since", ExtensionType::Moment } }));
}

struct Case {
    ExtensionType type;
    char const* json;
    char const* text; // what a person types for the same
    bool fits;
};
std::string const kLong(257, 'a');
std::string const kLongText = "\"" + kLong + "\"";
Case const kCases[] = {
    { ExtensionType::Text, "\"abc\"", "abc", true },
    { ExtensionType::Text, "\"7\"", "7", true },
    { ExtensionType::Text, kLongText.c_str(), kLong.c_str(), false },
    { ExtensionType::Text, "\"a\\u0007\"", "a\a", false },
    { ExtensionType::Text, "7", nullptr, false },
    { ExtensionType::Text, "true", nullptr, false },
    { ExtensionType::Text, "[\"a\"]", nullptr, false },
    { ExtensionType::Texts, "[\"a\",\"b\"]", "a\nb", true },
    { ExtensionType::Texts, "[\"a\",7]", nullptr, false },
    { ExtensionType::Texts, "\"a\"", nullptr, false },
    { ExtensionType::Boolean, "true", "TRUE", true },
    { ExtensionType::Boolean, "false", "false", true },
    { ExtensionType::Boolean, "\"true\"", "yes", false },
    { ExtensionType::Boolean, "1", "1", false },
    { ExtensionType::Integer, "2147483647", "2147483647", true },
    { ExtensionType::Integer, "-2147483648", "-2147483648", true },
    { ExtensionType::Integer, "2147483648", "2147483648", false },
    { ExtensionType::LargeInteger, "9007199254740993", "9007199254740993", true },
    { ExtensionType::LargeInteger, "\"abc\"", "abc", false },
    { ExtensionType::LargeInteger, "\"7\"", "7 points", false },
    { ExtensionType::LargeInteger, "7.5", "7.5", false },
    { ExtensionType::LargeInteger, "true", "", false },
    { ExtensionType::Moment, "\"2026-01-31T12:00:00Z\"", "2026-01-31T12:00:00Z", true },
    { ExtensionType::Moment, "\"yesterday\"", "yesterday", false },
    { ExtensionType::Moment, "7", nullptr, false },
    { ExtensionType::Text, "{}", nullptr, false },
};

TEST(ExtensionValues, EachTypeTakesItsOwnAndRefusesTheRestInWords)
{
    for (Case const& one : kCases) {
        auto const read = read_extension(one.type, json::parse(one.json).value());
        EXPECT_EQ(read.has_value(), one.fits) << one.json;
        if (!read)
            EXPECT_EQ(read.error().detail, "The value is " + std::string(words(one.type)) + ".");
        if (!one.text)
            continue;
        auto const typed = parse_extension(one.type, one.text);
        EXPECT_EQ(typed.has_value(), one.fits) << one.text;
        if (read && typed)
            EXPECT_EQ(*read, *typed) << one.json;
    }
}

} // namespace
} // namespace gatehouse::flows
