#include "core/grants/bearer.h"

#include "libs/crypto/digest.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

TEST(Bearer, TokensOfOneMomentHaveNeighbouringDigestsAndLaterOnesComeLater)
{
    SystemRandom random;
    std::string const first = make_bearer(random, from_unix_seconds(1'700'000'000));
    std::string const second = make_bearer(random, from_unix_seconds(1'700'000'000));
    std::string const later = make_bearer(random, from_unix_seconds(1'700'000'001));
    EXPECT_NE(first, second);
    EXPECT_EQ(bearer_digest(first).substr(0, 12), bearer_digest(second).substr(0, 12));
    EXPECT_LT(bearer_digest(first), bearer_digest(later));
    EXPECT_LT(bearer_digest(second), bearer_digest(later));
}

TEST(Bearer, TheDigestCoversTheWholeValue)
{
    SystemRandom random;
    std::string const bearer = make_bearer(random, from_unix_seconds(1'700'000'000));
    for (size_t i = 0; i < bearer.size(); ++i) {
        std::string changed = bearer;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_NE(bearer_digest(changed).substr(12), bearer_digest(bearer).substr(12)) << i;
    }
}

TEST(Bearer, AValueOfAnOlderVersionIsItsPlainDigest)
{
    std::string const old(43, 'x');
    EXPECT_EQ(bearer_digest(old), crypto::sha256_text(old));
    EXPECT_EQ(bearer_digest(""), crypto::sha256_text(""));
}

} // namespace
} // namespace gatehouse
