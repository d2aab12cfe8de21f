#include "core/policy/transforms/string.h"

#include <array>

namespace gatehouse::policy {
namespace {

constexpr Names kOne{ "inputClaim" };
constexpr Names kFirst{ "inputClaim1" };
constexpr Names kTwo{ "inputClaim1", "inputClaim2" };
constexpr Names kMatch{ "claimToMatch" };
constexpr Names kDomain{ "emailAddress" };
constexpr Names kKey{ "inputParameterId" };
constexpr Names kCase{ "toCase" };
constexpr Names kOperator{ "operator" };
constexpr Names kCompareTo{ "compareTo", "operator" };
constexpr Names kComparison{ "stringComparison" };
constexpr Names kMatchTo{ "matchTo" };
constexpr Names kValue{ "value" };
constexpr Names kFormat{ "stringFormat" };
constexpr Names kContains{ "contains" };
constexpr Names kGenerator{ "randomGeneratorType" };
constexpr Names kDelimiter{ "delimiter" };
constexpr Names kReplace{ "oldValue", "newValue" };
constexpr Names kPart{ "startIndex", "length" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "AssertStringClaimsAreEqual", kTwo, kComparison, assert_strings },
    { "ChangeCase", kFirst, kCase, change_case },
    { "CompareClaimToValue", kFirst, kCompareTo, compare_to_value },
    { "CompareClaims", kTwo, kOperator, compare_claims },
    { "CreateRandomString", {}, kGenerator, create_random },
    { "CreateStringClaim", {}, kValue, create_string },
    { "FormatStringClaim", kOne, kFormat, format_one },
    { "FormatStringMultipleClaims", kFirst, kFormat, format_two },
    // Another name of CreateRandomString that samples use.
    { "GuidAndRandomGenerator", {}, kGenerator, create_random },
    { "LookupValue", kKey, {}, lookup },
    { "NullClaim", {}, {}, null_claim },
    { "ParseDomain", kDomain, {}, parse_domain },
    { "SetClaimsIfRegexMatch", kMatch, kMatchTo, set_if_regex },
    { "SetClaimsIfStringsAreEqual", kOne, kMatchTo, set_if_equal },
    { "SetClaimsIfStringsMatch", kMatch, kMatchTo, set_if_match },
    { "StringContains", kOne, kContains, contains },
    { "StringJoin", kOne, kDelimiter, join_items },
    { "StringReplace", kOne, kReplace, replace },
    { "StringSplit", kOne, kDelimiter, split_text },
    { "StringSubstring", kOne, kPart, substring },
});

} // namespace

std::span<TransformCall const> string_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
