#include "libs/crypto/signing_key.h"

#include "libs/base/encoding.h"
#include "libs/crypto/ecdsa_form.h"

#include <gtest/gtest.h>

#include <thread>

namespace gatehouse::crypto {
namespace {

// Making an RSA key is slow, so the tests share one.
SigningKey const& rsa()
{
    static SigningKey const key = SigningKey::generate(Algorithm::Rs256).value();
    return key;
}
SigningKey const& p256()
{
    static SigningKey const key = SigningKey::generate(Algorithm::Es256).value();
    return key;
}

TEST(SigningKey, ASignatureIsGenuineForItsMessageOnly)
{
    for (SigningKey const& key : { rsa(), p256() }) {
        std::string const signature = key.sign("message").value();
        EXPECT_EQ(signature.size(), key.algorithm() == Algorithm::Rs256 ? 256U : 64U);
        VerifyingKey const verifying = key.verifying_key();
        EXPECT_EQ(verifying.algorithm(), key.algorithm());
        EXPECT_TRUE(verifying.verify("message", signature));
        EXPECT_FALSE(verifying.verify("massage", signature));
        std::string changed = signature;
        changed.back() = static_cast<char>(changed.back() ^ 1);
        EXPECT_FALSE(verifying.verify("message", changed));
        EXPECT_FALSE(verifying.verify("message", signature.substr(1)));
        EXPECT_FALSE(verifying.verify("message", signature + "x"));
        EXPECT_FALSE(verifying.verify("message", ""));
    }
}

TEST(SigningKey, ASignatureOfAnotherKeyIsNotGenuine)
{
    auto const other = SigningKey::generate(Algorithm::Es256).value();
    EXPECT_FALSE(p256().verifying_key().verify("m", other.sign("m").value()));
    EXPECT_FALSE(rsa().verifying_key().verify("m", p256().sign("m").value()));
    EXPECT_FALSE(p256().verifying_key().verify("m", rsa().sign("m").value()));
}

TEST(SigningKey, ComesBackFromItsPrivateBytes)
{
    for (SigningKey const& key : { rsa(), p256() }) {
        auto const again = SigningKey::load(key.private_bytes());
        ASSERT_TRUE(again) << again.error().detail;
        EXPECT_EQ(again->algorithm(), key.algorithm());
        EXPECT_EQ(again->rsa_public().n, key.rsa_public().n);
        EXPECT_EQ(again->ec_public().x, key.ec_public().x);
        EXPECT_TRUE(key.verifying_key().verify("m", again->sign("m").value()));
    }
}

TEST(SigningKey, RefusesBytesThatAreNoPrivateKey)
{
    EXPECT_EQ(SigningKey::load(PrivateKeyBytes("nonsense")).error().fault, Fault::Invalid);
    EXPECT_EQ(SigningKey::load(PrivateKeyBytes("")).error().fault, Fault::Invalid);
    std::string const der(p256().private_bytes().reveal());
    EXPECT_FALSE(SigningKey::load(PrivateKeyBytes(der + "x")));
    EXPECT_FALSE(SigningKey::load(PrivateKeyBytes(der.substr(0, der.size() - 1))));
}

TEST(SigningKey, PublicNumbersMakeTheSameVerifyingKey)
{
    auto const from_rsa = VerifyingKey::make_rsa(rsa().rsa_public());
    ASSERT_TRUE(from_rsa);
    EXPECT_TRUE(from_rsa->verify("m", rsa().sign("m").value()));
    EXPECT_EQ(rsa().rsa_public().n.size(), 256U);
    EXPECT_EQ(hex_encode(rsa().rsa_public().e), "010001");
    auto const from_ec = VerifyingKey::make_p256(p256().ec_public());
    ASSERT_TRUE(from_ec);
    EXPECT_TRUE(from_ec->verify("m", p256().sign("m").value()));
}

TEST(VerifyingKey, RefusesWeakOrOversizedRsaNumbers)
{
    RsaPublic const good = rsa().rsa_public();
    auto const refused = [](RsaPublic const& key) {
        auto const made = VerifyingKey::make_rsa(key);
        return !made && made.error().fault == Fault::Invalid;
    };
    EXPECT_TRUE(refused({ std::string(128, '\xff'), good.e })); // 1024 bits
    EXPECT_TRUE(refused({ std::string(1025, '\xff'), good.e }));
    EXPECT_TRUE(refused({ good.n, "\x01" }));
    EXPECT_TRUE(refused({ good.n, std::string("\x01\x00\x00", 3) }));
    EXPECT_TRUE(refused({ good.n, "" }));
    EXPECT_TRUE(refused({ good.n, std::string(9, '\x01') }));
    EXPECT_TRUE(refused({ "", good.e }));
    std::string even = good.n;
    even.back() = static_cast<char>(even.back() & ~1);
    EXPECT_TRUE(refused({ even, good.e }));
}

TEST(VerifyingKey, RefusesAPointThatIsNotOnTheCurve)
{
    EcPublic point = p256().ec_public();
    EXPECT_FALSE(VerifyingKey::make_p256({ point.x, point.x + "x" }));
    point.y[5] = static_cast<char>(point.y[5] ^ 1);
    EXPECT_EQ(VerifyingKey::make_p256(point).error().fault, Fault::Invalid);
    EXPECT_FALSE(VerifyingKey::make_p256({ std::string(32, '\0'), std::string(32, '\0') }));
}

TEST(VerifyingKey, RawZeroSignaturesAreNotGenuine)
{
    EXPECT_FALSE(p256().verifying_key().verify("m", std::string(64, '\0')));
    EXPECT_FALSE(p256().verifying_key().verify("m", std::string(64, '\xff')));
    EXPECT_FALSE(rsa().verifying_key().verify("m", std::string(256, '\0')));
}

TEST(EcdsaForm, ConvertsBothWays)
{
    // Leading zeros and a set top bit are what the two forms write differently.
    std::string const raw = std::string(31, '\0') + "\x01" + std::string(32, '\x80');
    std::string const der = ecdsa_raw_to_der(raw).value();
    EXPECT_EQ(hex_encode(der), "30260201010221" + hex_encode(std::string(1, '\0') + std::string(32, '\x80')));
    EXPECT_EQ(ecdsa_der_to_raw(der), raw);
    EXPECT_FALSE(ecdsa_raw_to_der(raw + "x"));
    EXPECT_FALSE(ecdsa_der_to_raw("nonsense"));
}

TEST(SigningKey, ThreadsShareOneKey)
{
    std::vector<int> genuine(4, 0);
    {
        std::vector<std::jthread> threads;
        for (int& count : genuine)
            threads.emplace_back([&count] {
                SigningKey const own = p256();
                for (int i = 0; i < 20; ++i) {
                    std::string const text = std::to_string(i);
                    count += own.verifying_key().verify(text, own.sign(text).value())
                        && rsa().verifying_key().verify(text, rsa().sign(text).value());
                }
            });
    }
    EXPECT_EQ(genuine, std::vector<int>(4, 20));
}

} // namespace
} // namespace gatehouse::crypto
