#include "libs/crypto/seal.h"

#include "libs/base/encoding.h"
#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::crypto {
namespace {

class NoChance final : public Random {
public:
    void fill(std::span<unsigned char> out) override { std::ranges::fill(out, static_cast<unsigned char>(0)); }
};

SealingKey key(char byte = 'k')
{
    return SealingKey(std::string(32, byte));
}

// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
TEST(Seal, MatchesThePublishedVector)
{
    NoChance random;
    EXPECT_EQ(hex_encode(seal(key('\0'), std::string(16, '\0'), "", random)).substr(24),
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(Seal, OpensWhatItSealed)
{
    testkit::FakeRandom random;
    for (std::string const& plain : { std::string(), std::string("x"), std::string(1000, '\0') }) {
        std::string const sealed = seal(key(), plain, "context", random);
        EXPECT_EQ(sealed.size(), plain.size() + 28);
        EXPECT_EQ(open(key(), sealed, "context").value(), plain);
    }
}

TEST(Seal, TheSameTextIsSealedDifferentlyEachTime)
{
    testkit::FakeRandom random;
    EXPECT_NE(seal(key(), "x", "", random), seal(key(), "x", "", random));
}

TEST(Seal, AnotherContextOrKeyIsDenied)
{
    testkit::FakeRandom random;
    std::string const sealed = seal(key(), "plain", "user 1", random);
    EXPECT_EQ(open(key(), sealed, "user 2").error().fault, Fault::Denied);
    EXPECT_EQ(open(key(), sealed, "").error().fault, Fault::Denied);
    EXPECT_EQ(open(key('o'), sealed, "user 1").error().fault, Fault::Denied);
    EXPECT_TRUE(open(key(), sealed, "user 1"));
}

TEST(Seal, EveryChangedOrMissingByteIsDenied)
{
    testkit::FakeRandom random;
    std::string const sealed = seal(key(), "plain", "c", random);
    for (size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        EXPECT_EQ(open(key(), changed, "c").error().fault, Fault::Denied) << i;
        EXPECT_EQ(open(key(), sealed.substr(0, i), "c").error().fault, Fault::Denied) << i;
    }
    EXPECT_FALSE(open(key(), sealed + "x", "c"));
}

} // namespace
} // namespace gatehouse::crypto
