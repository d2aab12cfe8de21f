#include "core/risk/risk.h"

namespace gatehouse {
namespace {

// A typing mistake or two is everybody's.
constexpr int kManyFailedPasswords = 3;

} // namespace

std::string_view name(RiskLevel level)
{
    switch (level) {
    case RiskLevel::Low:
        return "low";
    case RiskLevel::Medium:
        return "medium";
    case RiskLevel::High:
        return "high";
    }
    return "";
}

Result<Risk> BuiltInRisk::rate(SignInFacts const& facts)
{
    Risk risk;
    if (!facts.known_device)
        risk.reasons.emplace_back("new_device");
    if (facts.failed_passwords >= kManyFailedPasswords)
        risk.reasons.emplace_back("failed_passwords");
    if (facts.recovery)
        risk.reasons.emplace_back("recovery");
    risk.level = risk.reasons.empty() ? RiskLevel::Low : RiskLevel::Medium;
    return risk;
}

} // namespace gatehouse
