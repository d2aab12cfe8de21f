#include "libs/crypto/foreign_hash.h"

#include "libs/base/encoding.h"

#include <gtest/gtest.h>

namespace gatehouse::crypto {
namespace {

// Made by Python's hashlib, by crypt(3) and by the reference implementation of Argon2 (4 threads where there are 4
// lanes), of "päss word".
constexpr char const* kHashes[] = {
    "$pbkdf2-sha256$i=1000$c2FsdHNhbHRzYWx0c2FsdA$3ML5r/DEtez1X+kcDTwiQp4E9LeVs8trluafAxhVGiM",
    "$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0c2FsdA==$3ML5r/DEtez1X.kcDTwiQp4E9LeVs8trluafAxhVGiM=",
    ("$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0c2FsdA$"
     "7KIraeEoU2cAR7Uso8Da7Lonb40Ig3LvYqFtU94YaHiAHjq01D/mRmRKh6YJ9wdGfmfA2wUFlHYL5peIHz1mzA"),
    "$pbkdf2$1000$c2FsdHNhbHRzYWx0c2FsdA$2YuKgzevgFQBGeXTJhF4/1cjJMM",
    "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHRzYWx0c2FsdA$DNd1v+m3Jfol4yJdaYQIFSUbkGVZPk9PbjCTgA1/2u0",
    "$2b$04$abcdefghijklmnopqrstuuKRze7BjvIHM2j/Mlifwl1ZipE2V9mZ.",
    "AQAAAAEAAAPoAAAAEHNhbHRzYWx0c2FsdHNhbHTcwvmv8MS17PVf6RwNPCJCngT0t5Wzy2uW5p8DGFUaIw==",
    "$argon2id$v=19$m=64,t=2,p=4$c2FsdHNhbHRzYWx0c2FsdA$c/F8ZsN8YLrCCvWBWx2CXfSYQ0TfpojUs4sA1H0IXIU",
    "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHQ$Ms0m2O9UX3FrkHQGoUFQM838tz9J02CJiyclb7i7RDI",
    "$argon2i$v=19$m=64,t=2,p=2$c2FsdHNhbHRzYWx0c2FsdA$cogbCXATyau0dApLx1go0fxJBOSnfSHFc4HETPOjGEg",
    "$argon2i$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$QOTlffZMbZNY6hGAQhsiv+cC3BhrtB0xv0eWotjj2WI",
    "$argon2d$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$ITXW0RSXu+0ZT/qswe0owgVDSFe0EunXCyExnymPcrI",
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

// Of the suite of the reference implementation.
TEST(ForeignHash, Argon2IsAsItsAuthorsHaveIt)
{
    EXPECT_TRUE(check_password(Password("password"),
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc", {})
            ->matches);
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
            "$argon2id$v=19$m=1048577,t=2,p=4$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=19$m=64,t=33,p=4$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=19$m=1024,t=2,p=17$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=19$m=31,t=2,p=4$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=20$m=64,t=2,p=4$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2x$v=19$m=64,t=2,p=4$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=19$m=64,t=2$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=19$m=64,t=2,p=4$c2FsdA$c2FsdHNhbHRzYWx0c2FsdA",
            "$argon2id$v=19$m=64,t=2,p=4$c2FsdHNhbHQ$c2FsdA", "AQ", "AQAAAAEAAAPoAAAAEHNhbHQ=", base64_encode(greedy),
            base64_encode(salty) })
        EXPECT_FALSE(check_foreign_hash(text)) << text;
}

} // namespace
} // namespace gatehouse::crypto
