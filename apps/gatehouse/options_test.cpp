#include "apps/gatehouse/options.h"

namespace gatehouse::app {
namespace {

constexpr OptionSpec kSpecs[]
    = { { "data", true, "where" }, { "set", true, "NAME=VALUE" }, { "quiet", false, "say little" } };

Result<Options> parsed(std::vector<char const*> const& arguments)
{
    return parse_options(arguments, kSpecs);
}

TEST(Options, ValuesStandBehindOrAfterAnEqualsSign)
{
    auto const options = parsed({ "--data", "here", "file.toml", "--set=a=1", "--set", "b=2", "--quiet" });
    ASSERT_TRUE(options.has_value());
    EXPECT_EQ(options->get("data"), "here");
    EXPECT_EQ(options->all("set"), (std::vector<std::string>{ "a=1", "b=2" }));
    EXPECT_TRUE(options->has("quiet"));
    EXPECT_EQ(options->words, std::vector<std::string>{ "file.toml" });
    EXPECT_EQ(options->get("none", "otherwise"), "otherwise");
}

TEST(Options, WhatIsWrongIsNamed)
{
    auto const unknown = parsed({ "--dta", "x" });
    ASSERT_FALSE(unknown.has_value());
    EXPECT_NE(unknown.error().detail.find("dta"), std::string::npos);
    auto const missing = parsed({ "--data" });
    ASSERT_FALSE(missing.has_value());
    EXPECT_NE(missing.error().detail.find("data"), std::string::npos);
}

} // namespace
} // namespace gatehouse::app
