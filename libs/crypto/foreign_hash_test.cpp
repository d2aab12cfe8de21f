#include "libs/crypto/foreign_hash.h"

#include "libs/base/encoding.h"

#include <gtest/gtest.h>

namespace gatehouse::crypto {
namespace {

// Made by Python's hashlib and by crypt(3), of "päss word".
constexpr char const* kHashes[] = {
    "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$3ML5r/DEtez1X+kcDTwiQp4E9LeVs8trluafAxhVGiM",
    "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA==$3ML5r/DEtez1X.kcDTwiQp4E9LeVs8trluafAxhVGiM=",
    ("$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0c2FsdA$"
     "7KIraeEoU2cAR7Uso8Da7Lonb40Ig3LvYqFtU94YaHiAHjq01D/mRmRKh6YJ9wdGfmfA2wUFlHYL5peIHz1mzA"),
    "$pbkdf2$1000$c2FsdHNhbHRzYWx0c2FsdA$2YuKgzevgFQBGeXTJhF4/1cjJMM",
    "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$DNd1v+m3Jfol4yJdaYQIFSUbkGVZPk9PbjCTgA1/2u0",
    "$2b$04$abcdefghijklmnopqrstuuKRze7BjvIHM2j/Mlifwl1ZipE2V9mZ.",
    "AQAAAAEAAAPoAAAAEHNhbHRzYWx0c2FsdHNhbHTcwvmv8MS17PVf6RwNPCJCngT0t5Wzy2uW5p8DGFUaIw==",
};

TEST(ForeignHash, TheRightPasswordMatchesAndGetsANewHash)
{
    for (char const* stored : kHashes) {
        EXPECT_TRUE(check_foreign_hash(stored)) << stored;
        auto const right = check_password(Password("p\xc3\xa4ss word"), stored, {});
        ASSERT_TRUE(right) << stored << right.error().detail;
        EXPECT_TRUE(right->matches) << stored;
        EXPECT_TRUE(right->outdated);
        auto const wrong = check_password(Password("p\xc3\xa4ss Word"), stored, {}).value();
        EXPECT_FALSE(wrong.matches) << stored;
        EXPECT_NE(wrong.offered, right->offered);
        EXPECT_EQ(wrong.offered, check_password(Password("p\xc3\xa4ss Word"), stored, {})->offered);
        EXPECT_FALSE(check_password(Password(), stored, {})->matches);
    }
    EXPECT_FALSE(check_password(Password(std::string("p\xc3\xa4ss word\0x", 12)), kHashes[5], {})->matches);
}

TEST(ForeignHash, WhatIsNoneOrCostsTooMuchIsRefused)
{
    std::string const aspnet = base64_decode(kHashes[6]).value();
    std::string greedy = aspnet;
    greedy[5] = '\x7f';
    std::string salty = aspnet;
    salty[12] = '\x7f';
    for (std::string const& text :
        std::vector<std::string>{ "", "secret", "$1$salt$hash", "$argon2i$v=19$m=1,t=1,p=1$a$b", "$2b$04$abc",
            "$2b$17$abcdefghijklmnopqrstuuKRze7BjvIHM2j/Mlifwl1ZipE2V9mZ.",
            "$2b$03$abcdefghijklmnopqrstuuKRze7BjvIHM2j/Mlifwl1ZipE2V9mZ.",
            "$pbkdf2-md5$i=1000$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA", "$pbkdf2-sha256$i=0$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA",
            "$pbkdf2-sha256$i=10000001$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA", "$pbkdf2-sha256$i=1000$c2FsdA$c2FsdA",
            "$pbkdf2-sha256$i=1000$*$c2FsdHNhbHRzYWx0c2FsdA", "$scrypt$ln=24,r=64,p=1$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA",
            "$scrypt$ln=40,r=8,p=1$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA", "$scrypt$ln=10,r=8$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA",
            "AQ", "AQAAAAEAAAPoAAAAEHNhbHQ=", base64_encode(greedy), base64_encode(salty) })
        EXPECT_FALSE(check_foreign_hash(text)) << text;
}

} // namespace
} // namespace gatehouse::crypto
