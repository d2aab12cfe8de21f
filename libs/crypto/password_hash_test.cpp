#include "libs/crypto/password_hash.h"

#include "libs/testkit/fakes.h"

#include <gtest/gtest.h>
#include <sodium.h>

namespace gatehouse::crypto {
namespace {

// Cheap enough for a test; the real cost is only a number.
constexpr HashCost kCheap{ .memory_kib = 16, .passes = 1 };

TEST(PasswordHash, TheRightPasswordMatchesAndAnotherDoesNot)
{
    testkit::FakeRandom random;
    std::string const stored = hash_password(Password("correct horse"), kCheap, random).value();
    EXPECT_TRUE(stored.starts_with("$argon2id$v=19$m=16,t=1,p=1$")) << stored;
    auto const right = check_password(Password("correct horse"), stored, kCheap).value();
    EXPECT_TRUE(right.matches);
    EXPECT_FALSE(right.outdated);
    EXPECT_EQ(right.offered, stored);
    auto const wrong = check_password(Password("Correct horse"), stored, kCheap).value();
    EXPECT_FALSE(wrong.matches);
    EXPECT_NE(wrong.offered, stored);
    EXPECT_FALSE(check_password(Password(), stored, kCheap)->matches);
}

TEST(PasswordHash, TheSameWrongPasswordIsRecognised)
{
    testkit::FakeRandom random;
    std::string const stored = hash_password(Password("right"), kCheap, random).value();
    auto const first = check_password(Password("wrong"), stored, kCheap).value();
    auto const second = check_password(Password("wrong"), stored, kCheap).value();
    auto const other = check_password(Password("wrong!"), stored, kCheap).value();
    EXPECT_EQ(first.offered, second.offered);
    EXPECT_NE(first.offered, other.offered);
}

TEST(PasswordHash, EachHashHasItsOwnSalt)
{
    testkit::FakeRandom random;
    EXPECT_NE(
        hash_password(Password("x"), kCheap, random).value(), hash_password(Password("x"), kCheap, random).value());
}

TEST(PasswordHash, AnotherCostIsOutdated)
{
    testkit::FakeRandom random;
    std::string const stored = hash_password(Password("x"), kCheap, random).value();
    EXPECT_TRUE(check_password(Password("x"), stored, { .memory_kib = 16, .passes = 2 })->outdated);
    EXPECT_TRUE(check_password(Password("x"), stored, HashCost{})->outdated);
}

// libsodium's own reader and writer of the string form as the second opinion.
TEST(PasswordHash, AgreesWithLibsodiumInBothDirections)
{
    testkit::FakeRandom random;
    std::string const ours = hash_password(Password("p\xc3\xa4ss"), kCheap, random).value();
    EXPECT_EQ(crypto_pwhash_argon2id_str_verify(ours.c_str(), "p\xc3\xa4ss", 5), 0);
    EXPECT_NE(crypto_pwhash_argon2id_str_verify(ours.c_str(), "pass", 4), 0);
    char theirs[crypto_pwhash_argon2id_STRBYTES];
    ASSERT_EQ(crypto_pwhash_argon2id_str(theirs, "secret", 6, 1, 16 * 1024), 0);
    EXPECT_TRUE(check_password(Password("secret"), theirs, kCheap)->matches);
}

TEST(PasswordHash, Attack69AStoredStringCannotAskForMuchMemoryOrTime)
{
    std::string const tail = ",p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    auto const check_with = [&tail](std::string const& cost) {
        return check_password(Password("x"), "$argon2id$v=19$" + cost + tail, kCheap);
    };
    ASSERT_TRUE(check_with("m=16,t=1"));
    for (char const* cost : { "m=1048577,t=1", "m=16,t=33", "m=7,t=1", "m=16,t=0", "m=99999999999999999999,t=1",
             "m=-16,t=1", "m=016,t=1", "m=+16,t=1", "m=,t=1", "t=1,m=16", "m=16" })
        EXPECT_EQ(check_with(cost).error().fault, Fault::Invalid) << cost;
}

TEST(PasswordHash, RefusesWhatIsNoPhcString)
{
    for (char const* stored :
        { "", "plain", "$argon2id$", "$argon2x$v=19$m=16,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=18$m=16,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=16,t=1,p=0$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=16,t=1,p=1$AAAA$AAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=16,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$",
            "$argon2id$v=19$m=16,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA$" })
        EXPECT_EQ(check_password(Password("x"), stored, kCheap).error().fault, Fault::Invalid) << stored;
}

TEST(PasswordHash, RefusesACostOutOfBounds)
{
    testkit::FakeRandom random;
    EXPECT_EQ(hash_password(Password("x"), { .memory_kib = 4, .passes = 1 }, random).error().fault, Fault::Invalid);
    EXPECT_EQ(hash_password(Password("x"), { .memory_kib = 16, .passes = 0 }, random).error().fault, Fault::Invalid);
}

} // namespace
} // namespace gatehouse::crypto
