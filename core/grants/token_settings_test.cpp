#include "core/grants/token_settings.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(TokenSettings, ComeBackAsTheyWere)
{
    policy::TokenSettings settings;
    settings.infinite_rolling = true;
    settings.json_numbers = false;
    settings.refresh_lifetime = std::chrono::seconds(77);
    settings.acr = "mfa";
    settings.strict = true;
    settings.id_token_claims = { "name" };
    EXPECT_EQ(read_settings(write_settings(settings)), settings);
}

TEST(TokenSettings, WhatIsAbsentHasItsDefault)
{
    EXPECT_EQ(read_settings("{}"), policy::TokenSettings());
    EXPECT_FALSE(read_settings("no json").has_value());
}

} // namespace
} // namespace gatehouse
