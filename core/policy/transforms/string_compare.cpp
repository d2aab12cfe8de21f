// B2C: String claims transformations that compare.
#include "core/policy/transforms/string.h"
#include "libs/regex/regex.h"

namespace gatehouse::policy {
namespace {

bool ignores_case(TransformArguments const& in)
{
    return equals_ignoring_case(parameter_or(in, "stringComparison"), "ordinalIgnoreCase");
}

// Nothing when the operator is not known.
std::optional<bool> apply_operator(TransformArguments const& in, bool equal)
{
    std::string const op = parameter_or(in, "operator");
    if (equals_ignoring_case(op, "EQUAL"))
        return equal;
    if (equals_ignoring_case(op, "NOT EQUAL"))
        return !equal;
    return std::nullopt;
}

Outcome put_comparison(TransformArguments& in, bool equal)
{
    auto const result = apply_operator(in, equal);
    if (!result)
        return refuse("DefaultMessage", "The operator must be EQUAL or NOT EQUAL.");
    put(in, "outputClaim", *result);
    return {};
}

} // namespace

// An absent claim is equal to nothing here: an assertion must not hold because both sides are missing.
Outcome assert_strings(TransformArguments& in)
{
    auto const left = text_input(in, "inputClaim1");
    auto const right = text_input(in, "inputClaim2");
    if (!left || !right || !same_text(*left, *right, ignores_case(in)))
        return refuse("UserMessageIfClaimsTransformationStringsAreNotEqual", "Claim value comparison failed.");
    return {};
}

Outcome compare_claims(TransformArguments& in)
{
    auto const left = text_input(in, "inputClaim1");
    auto const right = text_input(in, "inputClaim2");
    bool const both = left && right;
    return put_comparison(in, both ? same_text(*left, *right, flag(in, "ignoreCase")) : !left && !right);
}

Outcome compare_to_value(TransformArguments& in)
{
    auto const left = text_input(in, "inputClaim1");
    return put_comparison(in, left && same_text(*left, parameter_or(in, "compareTo"), flag(in, "ignoreCase")));
}

Outcome contains(TransformArguments& in)
{
    std::string text = text_input(in, "inputClaim").value_or("");
    std::string wanted = parameter_or(in, "contains");
    if (flag(in, "ignoreCase")) {
        text = to_lower(text);
        wanted = to_lower(wanted);
    }
    put(in, "outputClaim", text.find(wanted) != std::string::npos);
    return {};
}

Outcome set_if_equal(TransformArguments& in)
{
    auto const text = text_input(in, "inputClaim");
    bool const equal = text && same_text(*text, parameter_or(in, "matchTo"), ignores_case(in));
    put(in, "outputClaim1", equal ? std::optional<ClaimValue>(parameter_or(in, "stringMatchMsg")) : std::nullopt);
    put(in, "outputClaim2", equal ? std::optional<ClaimValue>(parameter_or(in, "stringMatchMsgCode")) : std::nullopt);
    put(in, "stringCompareResultClaim", equal);
    return {};
}

Outcome set_if_match(TransformArguments& in)
{
    auto const text = text_input(in, "claimToMatch");
    bool const equal = text && same_text(*text, parameter_or(in, "matchTo"), ignores_case(in));
    put(in, "outputClaim", equal ? std::optional<ClaimValue>(parameter_or(in, "outputClaimIfMatched")) : std::nullopt);
    put(in, "stringCompareResultClaim", equal);
    return {};
}

Outcome set_if_regex(TransformArguments& in)
{
    auto const pattern = regex::Pattern::make(parameter_or(in, "matchTo"));
    if (!pattern)
        return refuse("DefaultMessage", "The regular expression is not valid.");
    auto const text = text_input(in, "claimToMatch");
    regex::Capture const found = text ? pattern->capture(*text) : regex::Capture();
    bool const match = found.answer == regex::Answer::Match;
    put(in, "outputClaim", match ? std::optional<ClaimValue>(parameter_or(in, "outputClaimIfMatched")) : std::nullopt);
    put(in, "regexCompareResultClaim", match);
    if (flag(in, "extractGroups"))
        for (auto const& [name, value] : found.groups)
            put(in, name, value);
    return {};
}

} // namespace gatehouse::policy
