// B2C: Date claims transformations.
#include "core/policy/transforms/family.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

using std::chrono::milliseconds;

// B2C: the assertion fails when the right one is later. (The name of the parameter is misspelt in Azure.)
Outcome assert_greater(TransformArguments& in)
{
    constexpr std::string_view kId = "DateTimeGreaterThan";
    constexpr std::string_view kText = "The date is not later than the one it is compared with.";
    auto const left = time_of(in.input("leftOperand"));
    auto const right = time_of(in.input("rightOperand"));
    if (!left)
        return refuse(kId, kText);
    if (!right)
        return flag(in, "AssertIfRightOperandIsNotPresent") ? Outcome(refuse(kId, kText)) : Outcome();
    milliseconds const tolerance(parse_integer(parameter_or(in, "TreatAsEqualIfWithinMillseconds", "0")).value_or(0));
    auto const distance = *left > *right ? *left - *right : *right - *left;
    bool const equal = distance <= tolerance;
    if (equal ? flag(in, "AssertIfEqualTo") : *right > *left)
        return refuse(kId, kText);
    return {};
}

Outcome compare(TransformArguments& in)
{
    auto const first = time_of(in.input("firstDateTime"));
    if (!first)
        return missing("DateTimeComparison", "firstDateTime");
    Time const second = time_of(in.input("secondDateTime")).value_or(in.clock->now());
    // A century is enough for everybody, and keeps the sum in range.
    long long const span = std::clamp(
        parse_integer(parameter_or(in, "timeSpanInSeconds", "0")).value_or(0), -3'155'760'000LL, 3'155'760'000LL);
    Time const moved = *first + seconds(span);
    std::string const op = parameter_or(in, "operator");
    if (equals_ignoring_case(op, "later than"))
        put(in, "result", moved > second);
    else if (equals_ignoring_case(op, "earlier than"))
        put(in, "result", moved < second);
    else if (equals_ignoring_case(op, "same"))
        put(in, "result", moved == second);
    else
        return refuse("DefaultMessage", "DateTimeComparison knows \"later than\", \"earlier than\" and \"same\".");
    return {};
}

Outcome now(TransformArguments& in)
{
    put(in, "currentDateTime", rfc3339(in.clock->now()));
    return {};
}

Outcome date_to_date_time(TransformArguments& in)
{
    auto const time = time_of(in.input("inputClaim"));
    put(in, "outputClaim", time ? std::optional<ClaimValue>(rfc3339(*time)) : std::nullopt);
    return {};
}

Outcome date_time_to_date(TransformArguments& in)
{
    auto const time = time_of(in.input("inputClaim"));
    put(in, "outputClaim", time ? std::optional<ClaimValue>(rfc3339(*time).substr(0, 10)) : std::nullopt);
    return {};
}

Outcome consent_required(TransformArguments& in)
{
    auto const given = time_of(in.input("termsOfUseConsentDateTime"));
    ClaimValue const updated_text(parameter_or(in, "termsOfUseTextUpdateDateTime"));
    auto const updated = time_of(&updated_text);
    put(in, "result", !given || (updated && *given < *updated));
    return {};
}

constexpr Names kOne{ "inputClaim" };
constexpr Names kOperands{ "leftOperand", "rightOperand" };
constexpr Names kFirst{ "firstDateTime" };
constexpr Names kOperator{ "operator" };
constexpr Names kConsent{ "termsOfUseConsentDateTime" };
constexpr Names kUpdate{ "termsOfUseTextUpdateDateTime" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "AssertDateTimeIsGreaterThan", kOperands, {}, assert_greater },
    { "ConvertDateTimeToDateClaim", kOne, {}, date_time_to_date },
    { "ConvertDateToDateTimeClaim", kOne, {}, date_to_date_time },
    { "DateTimeComparison", kFirst, kOperator, compare },
    { "GetCurrentDateTime", {}, {}, now },
    { "IsTermsOfUseConsentRequired", kConsent, kUpdate, consent_required },
});

} // namespace

std::optional<Time> time_of(ClaimValue const* value)
{
    if (!value)
        return std::nullopt;
    if (auto const* number = std::get_if<std::int64_t>(value))
        return from_unix_seconds(*number);
    std::string const text = text_of(*value);
    if (auto const time = parse_rfc3339(text))
        return time;
    if (text.size() == 10)
        return parse_rfc3339(text + "T00:00:00Z");
    // As policies write them: without a zone they are UTC.
    if (auto const time = parse_rfc3339(text + "Z"))
        return time;
    if (auto const number = parse_integer(text))
        return from_unix_seconds(*number);
    return std::nullopt;
}

std::span<TransformCall const> date_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
