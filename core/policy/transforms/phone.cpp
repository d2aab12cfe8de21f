// B2C: Phone number claims transformations. A phone number is text of the form +491701234567.
#include "libs/phone/phone.h"
#include "core/policy/transforms/family.h"

#include <array>

namespace gatehouse::policy {
namespace {

Outcome to_text(TransformArguments& in)
{
    auto const number = text_input(in, "phoneNumber");
    put(in, "phoneNumberString", number ? std::optional<ClaimValue>(*number) : std::nullopt);
    return {};
}

// Without a country the number must be written with its calling code. An older name of the input is known, too.
Outcome from_text(TransformArguments& in)
{
    auto text = text_input(in, "phoneNumberString");
    if (!text)
        text = text_input(in, "inputClaim");
    if (!text) {
        put(in, "outputClaim", std::nullopt);
        return {};
    }
    auto const number = phone::parse(*text, text_input(in, "country").value_or(""));
    if (!number)
        return refuse(
            "UserMessageIfClaimsTransformationInvalidPhoneNumber", "The phone number is not valid. Please check it.");
    put(in, "outputClaim", number->e164);
    return {};
}

// B2C: what cannot be read leaves the claims as they are, unless the policy wants an error.
Outcome take_apart(TransformArguments& in)
{
    std::string const type = parameter_or(in, "countryCodeType", "CallingCode");
    bool const iso = equals_ignoring_case(type, "ISO3166");
    if (!iso && !equals_ignoring_case(type, "CallingCode"))
        return refuse(
            "DefaultMessage", "GetNationalNumberAndCountryCodeFromPhoneNumberString knows CallingCode and ISO3166.");
    auto const text = text_input(in, "phoneNumber");
    auto const number = text ? phone::parse(*text) : std::nullopt;
    if (!number && flag(in, "throwExceptionOnFailure"))
        return refuse("UserMessageIfPhoneNumberParseFailure", "The phone number cannot be read.");
    if (!number)
        return {};
    put(in, "nationalNumber", number->national);
    put(in, "countryCode", iso ? number->region : number->code);
    return {};
}

constexpr Names kNumber{ "phoneNumber" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "ConvertPhoneNumberClaimToString", kNumber, {}, to_text },
    { "ConvertStringToPhoneNumberClaim", {}, {}, from_text },
    { "GetNationalNumberAndCountryCodeFromPhoneNumberString", kNumber, {}, take_apart },
});

} // namespace

std::span<TransformCall const> phone_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
