#include "core/risk/risk.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using Reasons = std::vector<std::string>;

Risk rate(SignInFacts const& facts)
{
    return BuiltInRisk().rate(facts).value();
}

TEST(Risk, AKnownDeviceWithTheRightPasswordIsLow)
{
    Risk const risk = rate({ .known_device = true, .failed_passwords = 2 });
    EXPECT_EQ(risk.level, RiskLevel::Low);
    EXPECT_EQ(risk.reasons, Reasons());
}

TEST(Risk, ANewDeviceManyWrongPasswordsAndAWayBackInAreMedium)
{
    EXPECT_EQ(rate({}).reasons, Reasons{ "new_device" });
    EXPECT_EQ(rate({ .known_device = true, .failed_passwords = 3 }).reasons, Reasons{ "failed_passwords" });
    Risk const recovery = rate({ .known_device = true, .recovery = true });
    EXPECT_EQ(recovery.reasons, Reasons{ "recovery" });
    EXPECT_EQ(recovery.level, RiskLevel::Medium);
}

} // namespace
} // namespace gatehouse
