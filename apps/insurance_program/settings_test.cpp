#include "apps/insurance_program/settings.h"

#include <gtest/gtest.h>

namespace gatehouse::insurance_program {
namespace {

Environment from(std::map<std::string, std::string> values)
{
    return [values](std::string const& name) -> std::optional<std::string> {
        auto const found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
}

TEST(Settings, AllMissingNamesStandInOneMessage)
{
    Settings settings(from({ { "PORT", "70000" } }));
    settings.required("CLIENT_ID");
    settings.required("B2C_DIR");
    settings.required_address("API_ENDPOINT");
    EXPECT_EQ(settings.number("PORT", 5000, 0, 65535), 5000);
    EXPECT_EQ(settings.problems(),
        "missing settings: CLIENT_ID, B2C_DIR, API_ENDPOINT; PORT must be a number from 0 to 65535");
}

TEST(Settings, PlainHttpIsForLoopbackOnly)
{
    Settings good(from({ { "B2C_HOST", "http://localhost:8400/" } }));
    EXPECT_EQ(good.address("B2C_HOST", ""), "http://localhost:8400");
    EXPECT_FALSE(good.problems());
    Settings bad(from({ { "B2C_HOST", "http://login.example.test" }, { "PUBLIC_URL", "javascript:alert(1)" } }));
    std::ignore = bad.address("B2C_HOST", "");
    std::ignore = bad.address("PUBLIC_URL", "");
    ASSERT_TRUE(bad.problems());
    EXPECT_NE(bad.problems()->find("B2C_HOST must be"), std::string::npos);
    EXPECT_NE(bad.problems()->find("PUBLIC_URL must be"), std::string::npos);
}

TEST(Settings, FlagsAreZeroOrOne)
{
    Settings settings(from({ { "A", "1" }, { "B", "yes" } }));
    EXPECT_TRUE(settings.flag("A"));
    EXPECT_FALSE(settings.flag("B"));
    EXPECT_FALSE(settings.flag("C"));
    EXPECT_EQ(settings.problems(), "B must be 0 or 1");
}

} // namespace
} // namespace gatehouse::insurance_program
