// Strangers send tokens and key sets: no bytes may crash the readers, and none may verify without our key.
#include "libs/jose/jwt.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    using namespace gatehouse;
    static auto const key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    static std::vector<jose::PublicJwk> const keys{ { .kid = "k", .key = key.verifying_key() } };
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto token = jose::parse_jwt(text)) {
        std::ignore = jose::check_claims(
            token->claims, { .issuer = "i", .audiences = { "a" }, .now = Time(), .leeway = seconds(60) });
        check(!jose::verify(std::move(*token), keys), "a token that nobody signed was verified");
    }
    std::ignore = jose::parse_key_set(text);
    return 0;
}
