// B2C: General and integer claims transformations.
#include "core/policy/transforms/family.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"

#include <array>
#include <limits>

namespace gatehouse::policy {
namespace {

std::optional<std::int64_t> number_of(ClaimValue const* value)
{
    if (!value)
        return std::nullopt;
    if (auto const* number = std::get_if<std::int64_t>(value))
        return *number;
    auto const parsed = parse_integer(text_of(*value));
    return parsed ? std::optional<std::int64_t>(*parsed) : std::nullopt;
}

Outcome copy(TransformArguments& in)
{
    ClaimValue const* value = in.input("inputClaim");
    put(in, "outputClaim", value ? std::optional<ClaimValue>(*value) : std::nullopt);
    return {};
}

Outcome exists(TransformArguments& in)
{
    put(in, "outputClaim", in.input("inputClaim") != nullptr);
    return {};
}

// The order of the parts is our choice: Azure's is not documented, and no obvious one gives its example.
// Differs from B2C: `randomizerSecret` names a policy key there; here its value is hashed as it is written.
Outcome hash(TransformArguments& in)
{
    auto const text = text_input(in, "plaintext");
    if (!text)
        return missing("Hash", "plaintext");
    std::string const salt = text_input(in, "salt").value_or("");
    put(in, "hash", base64_encode(crypto::sha256(*text + salt + parameter_or(in, "randomizerSecret"))));
    return {};
}

Outcome adjust(TransformArguments& in)
{
    std::int64_t const value = number_of(in.input("inputClaim")).value_or(0);
    std::string const op = parameter_or(in, "Operator");
    bool const up = equals_ignoring_case(op, "INCREMENT");
    if (!up && !equals_ignoring_case(op, "DECREMENT"))
        return refuse("DefaultMessage", "AdjustNumber knows INCREMENT and DECREMENT.");
    std::int64_t result = 0;
    if (__builtin_add_overflow(value, up ? 1 : -1, &result))
        return refuse("DefaultMessage", "The number is too large.");
    put(in, "outputClaim", result);
    return {};
}

std::optional<bool> holds(std::int64_t value, std::string_view op, std::int64_t to)
{
    if (equals_ignoring_case(op, "LessThan"))
        return value < to;
    if (equals_ignoring_case(op, "LessThanOrEqual"))
        return value <= to;
    if (equals_ignoring_case(op, "GreaterThan"))
        return value > to;
    if (equals_ignoring_case(op, "GreaterThanOrEqual"))
        return value >= to;
    if (equals_ignoring_case(op, "Equal"))
        return value == to;
    if (equals_ignoring_case(op, "NotEqual"))
        return value != to;
    return std::nullopt;
}

// B2C: the error is raised when the comparison is true.
Outcome assert_number(TransformArguments& in)
{
    auto const value = number_of(in.input("inputClaim"));
    auto const to = parse_integer(parameter_or(in, "CompareToValue"));
    if (!value || !to)
        return missing("AssertNumber", "inputClaim");
    auto const result = holds(*value, parameter_or(in, "Operator"), *to);
    if (!result)
        return refuse("DefaultMessage", "The operator of AssertNumber is not known.");
    if (flag(in, "throwError", true) && *result)
        return refuse("AssertNumberError", "The number is not allowed.");
    put(in, "outputClaim", *result);
    return {};
}

Outcome number_to_text(TransformArguments& in)
{
    auto const text = text_input(in, "inputClaim");
    put(in, "outputClaim", text ? std::optional<ClaimValue>(*text) : std::nullopt);
    return {};
}

constexpr Names kOne{ "inputClaim" };
constexpr Names kHash{ "plaintext" };
constexpr Names kOperator{ "Operator" };
constexpr Names kAssert{ "Operator", "CompareToValue" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "AdjustNumber", kOne, kOperator, adjust },
    { "AssertNumber", kOne, kAssert, assert_number },
    { "ConvertNumberToStringClaim", kOne, {}, number_to_text },
    { "CopyClaim", kOne, {}, copy },
    { "DoesClaimExist", kOne, {}, exists },
    { "Hash", kHash, {}, hash },
});

} // namespace

std::span<TransformCall const> general_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
