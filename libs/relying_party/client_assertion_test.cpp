#include "libs/relying_party/client_assertion.h"

#include "libs/jose/jwk.h"
#include "libs/jose/jwt.h"
#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>

namespace gatehouse::relying_party {
namespace {

TEST(ClientAssertion, ApplesSecretIsATokenThatTheDeveloperSigns)
{
    testkit::FakeClock clock;
    crypto::SigningKey const key = crypto::SigningKey::generate(crypto::Algorithm::Es256).value();
    auto const secret = apple_client_secret(
        { .client = "com.contoso.signin", .developer = "TEAM123456", .key_id = "KEY1234567", .now = clock.now() }, key);
    ASSERT_TRUE(secret.has_value());
    auto token = jose::parse_jwt(*secret);
    ASSERT_TRUE(token.has_value());
    EXPECT_EQ(token->alg, "ES256");
    EXPECT_EQ(token->kid, "KEY1234567");
    EXPECT_EQ(token->claims.text("iss"), "TEAM123456");
    EXPECT_EQ(token->claims.text("sub"), "com.contoso.signin");
    EXPECT_EQ(token->claims.text("aud"), "https://appleid.apple.com");
    EXPECT_EQ(token->claims.integer("exp"), unix_seconds(clock.now()) + 300);
}

} // namespace
} // namespace gatehouse::relying_party
