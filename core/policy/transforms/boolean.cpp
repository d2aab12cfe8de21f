// B2C: Boolean claims transformations.
#include "core/policy/transforms/family.h"

#include <array>

namespace gatehouse::policy {
namespace {

// An absent operand counts as false.
Outcome and_claims(TransformArguments& in)
{
    put(in, "outputClaim",
        bool_of(in.input("inputClaim1")).value_or(false) && bool_of(in.input("inputClaim2")).value_or(false));
    return {};
}

Outcome or_claims(TransformArguments& in)
{
    put(in, "outputClaim",
        bool_of(in.input("inputClaim1")).value_or(false) || bool_of(in.input("inputClaim2")).value_or(false));
    return {};
}

Outcome not_claims(TransformArguments& in)
{
    auto const value = bool_of(in.input("inputClaim"));
    if (!value)
        return missing("NotClaims", "inputClaim");
    put(in, "outputClaim", !*value);
    return {};
}

Outcome assert_equal(TransformArguments& in)
{
    auto const value = bool_of(in.input("inputClaim"));
    if (value != flag(in, "valueToCompareTo"))
        return refuse(
            "UserMessageIfClaimsTransformationBooleanValueIsNotEqual", "Boolean value claim comparison failed.");
    return {};
}

Outcome compare(TransformArguments& in)
{
    put(in, "compareResult", bool_of(in.input("inputClaim")) == flag(in, "valueToCompareTo"));
    return {};
}

Outcome set_if_match(TransformArguments& in)
{
    auto const value = bool_of(in.input("claimToMatch"));
    if (!value)
        return missing("SetClaimIfBooleansMatch", "claimToMatch");
    if (*value == flag(in, "matchTo"))
        put(in, "outputClaim", parameter_or(in, "outputClaimIfMatched"));
    return {};
}

constexpr Names kOne{ "inputClaim" };
constexpr Names kTwo{ "inputClaim1", "inputClaim2" };
constexpr Names kTo{ "valueToCompareTo" };
constexpr Names kMatch{ "claimToMatch" };
constexpr Names kMatchTo{ "matchTo", "outputClaimIfMatched" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "AndClaims", kTwo, {}, and_claims },
    { "AssertBooleanClaimIsEqualToValue", kOne, kTo, assert_equal },
    { "CompareBooleanClaimToValue", kOne, kTo, compare },
    { "NotClaims", kOne, {}, not_claims },
    { "OrClaims", kTwo, {}, or_claims },
    { "SetClaimIfBooleansMatch", kMatch, kMatchTo, set_if_match },
});

} // namespace

std::span<TransformCall const> boolean_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
