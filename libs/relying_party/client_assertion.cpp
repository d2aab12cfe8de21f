#include "libs/relying_party/client_assertion.h"

#include "libs/jose/jwt.h"

namespace gatehouse::relying_party {
namespace {

// It is used at once.
constexpr seconds kLifetime{ 300 };

} // namespace

Result<void> add_client_assertion(url::Form& form, ClientAssertion const& assertion, crypto::SigningKey const& key)
{
    std::int64_t const now = unix_seconds(assertion.now);
    json::Object const claims{ { "iss", assertion.client }, { "sub", assertion.client }, { "aud", assertion.endpoint },
        { "jti", assertion.id }, { "iat", now }, { "nbf", now }, { "exp", now + kLifetime.count() } };
    form.add("client_id", assertion.client);
    form.add("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.add("client_assertion", TRY(jose::sign_jwt(claims, jose::thumbprint(key), key)));
    return {};
}

Result<std::string> apple_client_secret(AppleClient const& client, crypto::SigningKey const& key)
{
    std::int64_t const now = unix_seconds(client.now);
    json::Object const claims{ { "iss", client.developer }, { "iat", now }, { "exp", now + kLifetime.count() },
        { "aud", "https://appleid.apple.com" }, { "sub", client.client } };
    return jose::sign_jwt(claims, client.key_id, key);
}

} // namespace gatehouse::relying_party
