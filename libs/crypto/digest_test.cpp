#include "libs/crypto/digest.h"

#include "libs/base/encoding.h"

#include <gtest/gtest.h>

#include <thread>

namespace gatehouse::crypto {
namespace {

std::string bytes(std::string_view hex)
{
    return hex_decode(hex).value();
}

// FIPS 180-4, examples.
TEST(Digest, Sha256MatchesTheStandard)
{
    EXPECT_EQ(hex_encode(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_encode(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// RFC 4231 §4.2, §4.3, §4.7.
TEST(Digest, HmacSha256MatchesRfc4231)
{
    EXPECT_EQ(hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(
        hex_encode(hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

// RFC 2202 §3, cases 1 and 2.
TEST(Digest, HmacSha1MatchesRfc2202)
{
    EXPECT_EQ(hex_encode(hmac_sha1(std::string(20, '\x0b'), "Hi There")), "b617318655057264e28bc0b6fb378c8ef146be00");
    EXPECT_EQ(
        hex_encode(hmac_sha1("Jefe", "what do ya want for nothing?")), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Digest, AnEmptyKeyIsNotThePreviousKey)
{
    std::string const empty = hmac_sha256("", "x");
    EXPECT_NE(hmac_sha256("key", "x"), empty);
    EXPECT_EQ(hmac_sha256(std::string_view(), "x"), empty);
}

// RFC 5869 §A.1 and §A.3.
TEST(Digest, HkdfMatchesRfc5869)
{
    std::string const key(22, '\x0b');
    EXPECT_EQ(hex_encode(hkdf_sha256(key, bytes("000102030405060708090a0b0c"), bytes("f0f1f2f3f4f5f6f7f8f9"), 42)),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    EXPECT_EQ(hex_encode(hkdf_sha256(key, "", "", 42)),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Digest, ThreadsDoNotDisturbEachOther)
{
    std::string const expected = hmac_sha256("k", "m");
    std::vector<int> right(4, 0);
    {
        std::vector<std::jthread> threads;
        for (int& count : right)
            threads.emplace_back([&count, &expected] {
                for (int i = 0; i < 200; ++i)
                    count += hmac_sha256("k", "m") == expected && sha256("abc").size() == 32;
            });
    }
    EXPECT_EQ(right, std::vector<int>(4, 200));
}

} // namespace
} // namespace gatehouse::crypto
