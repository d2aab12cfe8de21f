// B2C: social accounts' claims transformations.
#include "core/policy/transforms/family.h"
#include "libs/base/encoding.h"
#include "libs/json/json.h"

#include <array>

namespace gatehouse::policy {
namespace {

Outcome create_alternative_security_id(TransformArguments& in)
{
    auto const key = text_input(in, "key");
    auto const provider = text_input(in, "identityProvider");
    if (!key || !provider)
        return missing("CreateAlternativeSecurityId", key ? "identityProvider" : "key");
    put(in, "alternativeSecurityId",
        json::write(json::Object{ { "issuer", *provider }, { "issuerUserId", base64_encode(*key) } }));
    return {};
}

constexpr Names kKey{ "key", "identityProvider" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "CreateAlternativeSecurityId", kKey, {}, create_alternative_security_id },
});

} // namespace

std::span<TransformCall const> social_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
