#include "libs/crypto/public_pem.h"

#include "libs/base/encoding.h"
#include "libs/crypto/certificate.h"

namespace gatehouse::crypto {
namespace {

Time const kNow = from_unix_micros(1'700'000'000'000'000);

CertificateAndKey authority()
{
    return make_authority("Test", kNow).value();
}

TEST(PublicPem, ACertificateGivesItsKeyAndBothThumbprints)
{
    auto const keys = read_public_pem(authority().certificate_pem);
    ASSERT_TRUE(keys.has_value()) << keys.error().detail;
    ASSERT_EQ(keys->size(), 1u);
    ASSERT_TRUE(std::holds_alternative<EcPublic>(keys->front().key));
    EXPECT_EQ(std::get<EcPublic>(keys->front().key).x.size(), 32u);
    EXPECT_EQ(keys->front().certificate_sha1.size(), 20u);
    EXPECT_EQ(keys->front().certificate_sha256.size(), 32u);
}

TEST(PublicPem, EveryBlockIsReadAndABareKeyHasNoThumbprint)
{
    // P-256, made for this test.
    std::string const bare = "-----BEGIN PUBLIC KEY-----\n"
                             "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n"
                             "6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n"
                             "-----END PUBLIC KEY-----\n";
    auto const keys = read_public_pem("some words\n" + authority().certificate_pem + bare);
    ASSERT_TRUE(keys.has_value()) << keys.error().detail;
    ASSERT_EQ(keys->size(), 2u);
    EXPECT_EQ(hex_encode(std::get<EcPublic>(keys->back().key).x).substr(0, 8), "6b17d1f2");
    EXPECT_EQ(keys->back().certificate_sha1, "");
}

TEST(PublicPem, PrivateKeysAndBrokenBlocksAreRefused)
{
    EXPECT_FALSE(read_public_pem(authority().key_pem).has_value());
    EXPECT_FALSE(read_public_pem(authority().certificate_pem + authority().key_pem).has_value());
    EXPECT_FALSE(read_public_pem("").has_value());
    EXPECT_FALSE(read_public_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").has_value());
    EXPECT_FALSE(read_public_pem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n").has_value());
}

} // namespace
} // namespace gatehouse::crypto
