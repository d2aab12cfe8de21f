#include "core/branding/branding.h"

#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

std::string const kPng("\x89PNG\r\n\x1a\nrest", 12);
std::string const kJpeg("\xff\xd8\xff\xe0rest", 8);

class BrandingTest : public testing::Test {
protected:
    BrandingTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        Tenant tenant;
        tenant.id = id;
        tenant.domain = "contoso.onmicrosoft.com";
        EXPECT_TRUE(store->transact([&](Ports& ports) { return ports.tenants.save(tenant); }).has_value());
    }

    Result<void> save(std::string const& language, Branding const& branding)
    {
        return store->transact(
            [&](Ports& ports) { return save_branding(ports, id, { .now = clock.now() }, language, branding); });
    }
    Brandings all()
    {
        return read<Brandings>(*store, [&](Ports& ports) { return list_brandings(ports, id); }).value();
    }
    std::string version()
    {
        return read<std::string>(*store, [&](Ports& ports) { return branding_version(ports, id); }).value();
    }
    size_t parts()
    {
        return read<std::vector<FlowPart>>(
            *store, [&](Ports& ports) { return ports.flow_parts.list(id, FlowPartKind::Branding); })
            .value()
            .size();
    }

    TenantId id{ "11111111-1111-4111-8111-111111111111" };
    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
};

TEST_F(BrandingTest, WhatIsSavedIsReadAgain)
{
    Branding branding{ .accent = "#aa0000", .background = "#00ff00", .logo_text = "Contoso" };
    branding.logo = read_picture(kPng).value();
    branding.background_picture = read_picture(kJpeg).value();
    EXPECT_EQ(version(), "");
    ASSERT_TRUE(save("default", branding).has_value());
    ASSERT_EQ(all().size(), 1U);
    Branding const kept = *all().at("default");
    EXPECT_EQ(kept.accent, branding.accent);
    EXPECT_EQ(kept.background, branding.background);
    EXPECT_EQ(kept.logo_text, branding.logo_text);
    EXPECT_EQ(kept.logo, branding.logo);
    EXPECT_EQ(kept.background_picture, branding.background_picture);
    EXPECT_EQ(kept.logo->content_type, "image/png");
    EXPECT_EQ(kept.background_picture->content_type, "image/jpeg");
    EXPECT_FALSE(kept.digest.empty());
}

TEST_F(BrandingTest, DigestAndVersionFollowEachChange)
{
    Branding branding{ .accent = "#aa0000" };
    ASSERT_TRUE(save("default", branding).has_value());
    std::string const digest = all().at("default")->digest;
    std::string const before = version();
    branding.logo = read_picture(kPng).value();
    ASSERT_TRUE(save("default", branding).has_value());
    EXPECT_NE(all().at("default")->digest, digest);
    EXPECT_NE(version(), before);
}

TEST_F(BrandingTest, PicturesThatNobodyUsesAreDropped)
{
    Branding branding;
    branding.logo = read_picture(kPng).value();
    ASSERT_TRUE(save("default", branding).has_value());
    ASSERT_TRUE(save("de", branding).has_value());
    EXPECT_EQ(parts(), 2U) << "the settings, and one picture for both";
    branding.logo.reset();
    ASSERT_TRUE(save("default", branding).has_value());
    EXPECT_EQ(parts(), 2U);
    EXPECT_TRUE(store
            ->transact([&](Ports& ports) -> Result<void> {
                EXPECT_TRUE(remove_branding(ports, id, { .now = clock.now() }, "de").value());
                EXPECT_FALSE(remove_branding(ports, id, { .now = clock.now() }, "de").value());
                return {};
            })
            .has_value());
    EXPECT_EQ(parts(), 1U);
}

TEST_F(BrandingTest, APageTakesWhatFitsItsLanguageBest)
{
    ASSERT_TRUE(save("default", { .accent = "#000001" }).has_value());
    ASSERT_TRUE(save("de", { .accent = "#000002" }).has_value());
    ASSERT_TRUE(save("pt-br", { .accent = "#000003" }).has_value());
    Brandings const kept = all();
    EXPECT_EQ(find_branding(kept, "de")->accent, "#000002");
    EXPECT_EQ(find_branding(kept, "de-AT")->accent, "#000002");
    EXPECT_EQ(find_branding(kept, "pt-BR")->accent, "#000003");
    EXPECT_EQ(find_branding(kept, "pt")->accent, "#000001");
    EXPECT_EQ(find_branding({}, "de"), nullptr);
}

TEST_F(BrandingTest, WhatIsWrongIsSaid)
{
    auto const why = [&](std::string const& language, Branding const& branding) {
        auto const saved = save(language, branding);
        EXPECT_FALSE(saved.has_value());
        return saved ? std::string() : saved.error().detail;
    };
    EXPECT_NE(why("default", { .accent = "red" }).find("#1f5fbf"), std::string::npos);
    EXPECT_NE(why("default", { .background = "#12345;}" }).find("#1f5fbf"), std::string::npos);
    EXPECT_NE(why("../x", {}).find("pt-br"), std::string::npos);
    EXPECT_NE(why("default", { .logo_text = std::string(101, 'x') }).find("100 characters"), std::string::npos);
    Branding script;
    script.logo = Picture{ "image/svg+xml", "<svg onload=\"alert(1)\"/>" };
    EXPECT_NE(why("default", script).find("PNG or a JPEG"), std::string::npos);
    EXPECT_TRUE(all().empty());
    EXPECT_FALSE(read_picture("\x89PNG\r\n\x1a\n" + std::string(kLargestPicture, 'x')).has_value());
}

TEST(BrandSheet, SetsTheColoursOfBothSchemes)
{
    std::string const sheet = brand_sheet({ .accent = "#ffd400", .background = "#102030" }, "/branding/x/y/background");
    EXPECT_EQ(sheet.find("--accent: #ffd400;"), sheet.rfind("--accent: #ffd400;")) << "too light for white: " << sheet;
    EXPECT_LT(sheet.find("prefers-color-scheme: dark"), sheet.find("--accent: #ffd400;")) << sheet;
    EXPECT_NE(sheet.find("body { background: #102030; }"), std::string::npos) << sheet;
    EXPECT_NE(sheet.find(".brand { color: #ffffff; }"), std::string::npos) << sheet;
    EXPECT_NE(sheet.find("url(\"/branding/x/y/background\")"), std::string::npos) << sheet;
    EXPECT_EQ(brand_sheet({}, ""), "");
}

} // namespace
} // namespace gatehouse
