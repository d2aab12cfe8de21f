#include "libs/crypto/pkcs12.h"

#include "libs/base/encoding.h"
#include "libs/crypto/pkcs12_sample_test.h"
#include "libs/crypto/public_pem.h"
#include "libs/crypto/signing_key.h"

#include <gtest/gtest.h>

namespace gatehouse::crypto {
namespace {

std::string file()
{
    return base64_decode(kPkcs12Sample).value();
}

TEST(Pkcs12, CertificateAndKeyComeOutAsPem)
{
    auto const opened = open_pkcs12(file(), "hush");
    ASSERT_TRUE(opened) << opened.error().detail;
    auto const shown = read_public_pem(opened->certificate_pem);
    ASSERT_TRUE(shown) << shown.error().detail;
    EXPECT_EQ(shown->size(), 1U);
    auto const key = SigningKey::load_pem(opened->key_pem);
    ASSERT_TRUE(key) << key.error().detail;
    EXPECT_EQ(key->ec_public().x, std::get<EcPublic>(shown->front().key).x);
    EXPECT_TRUE(SigningKey::load_pem(opened->certificate_pem + opened->key_pem)) << "behind a certificate";
}

TEST(Pkcs12, WhatCannotBeOpenedSaysWhy)
{
    EXPECT_EQ(open_pkcs12(file(), "wrong").error().fault, Fault::Denied);
    EXPECT_EQ(open_pkcs12(file(), "").error().fault, Fault::Denied);
    for (std::string const& broken : { std::string(), std::string("x"), file() + "x", file().substr(0, 100) })
        EXPECT_EQ(open_pkcs12(broken, "hush").error().fault, Fault::Invalid);
}

TEST(SigningKeyPem, OnlyPlainPrivateKeysAreRead)
{
    EXPECT_EQ(SigningKey::load_pem("").error().fault, Fault::Invalid);
    EXPECT_EQ(SigningKey::load_pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").error().fault,
        Fault::Invalid);
}

} // namespace
} // namespace gatehouse::crypto
