#include "libs/base/cores.h"
#include "libs/base/encoding.h"
#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/base/text.h"
#include "libs/base/time.h"

#include <gtest/gtest.h>

#include <sched.h>
#include <thread>

namespace gatehouse {
namespace {

Result<int> half(int value)
{
    if (value % 2 != 0)
        return fail(Fault::Invalid, "odd");
    return value / 2;
}

Result<int> quarter(int value)
{
    int const once = TRY(half(value));
    return half(once);
}

TEST(Cores, CountsThoseThatThisThreadMayRunOn)
{
    unsigned counted = 0;
    // A thread of its own, so that the other tests keep theirs.
    std::thread([&counted] {
        cpu_set_t usable;
        ASSERT_EQ(::sched_getaffinity(0, sizeof usable, &usable), 0);
        int first = 0;
        while (!CPU_ISSET(first, &usable))
            ++first;
        CPU_ZERO(&usable);
        CPU_SET(first, &usable);
        ASSERT_EQ(::sched_setaffinity(0, sizeof usable, &usable), 0);
        counted = usable_cores();
    }).join();
    EXPECT_EQ(counted, 1U);
}

TEST(Result, TryYieldsTheValueOrReturnsTheError)
{
    EXPECT_EQ(quarter(8).value(), 2);
    EXPECT_EQ(quarter(6).error().fault, Fault::Invalid);
}

// RFC 4648 §10.
TEST(Encoding, MatchesTheVectorsOfRfc4648)
{
    EXPECT_EQ(base64_encode("foob"), "Zm9vYg==");
    EXPECT_EQ(base64url_encode("foob"), "Zm9vYg");
    EXPECT_EQ(base32_encode("foobar"), "MZXW6YTBOI");
    EXPECT_EQ(hex_encode("foobar"), "666f6f626172");
    for (std::string text : { "", "f", "fo", "foo", "foob", "fooba", "foobar" }) {
        EXPECT_EQ(base64_decode(base64_encode(text)), text);
        EXPECT_EQ(base64url_decode(base64url_encode(text)), text);
        EXPECT_EQ(base32_decode(base32_encode(text)), text);
        EXPECT_EQ(hex_decode(hex_encode(text)), text);
    }
}

TEST(Encoding, RefusesTextThatIsNotCanonical)
{
    EXPECT_FALSE(base64url_decode("Zm9vYh")); // left-over bits
    EXPECT_FALSE(base64url_decode("Zm9vYg=="));
    EXPECT_FALSE(base64url_decode("Zm9v Yg"));
    EXPECT_FALSE(base64url_decode("A"));
    EXPECT_FALSE(hex_decode("0g"));
}

TEST(Text, Utf8IsCheckedStrictly)
{
    EXPECT_TRUE(is_utf8("Grüße 👋"));
    EXPECT_FALSE(is_utf8("\xc0\x80")); // overlong
    EXPECT_FALSE(is_utf8("\xed\xa0\x80")); // surrogate
    EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80")); // above U+10FFFF
    EXPECT_FALSE(is_utf8("a\xe2\x82")); // cut short
    EXPECT_EQ(count_code_points("Grüße"), 5U);
}

TEST(Text, ControlCharactersAreFound)
{
    EXPECT_TRUE(has_control_characters(std::string("a\0b", 3)));
    EXPECT_TRUE(has_control_characters("a\x7f"));
    EXPECT_TRUE(has_control_characters("a\xc2\x85"));
    EXPECT_FALSE(has_control_characters("Grüße \xc2\xa0"));
}

TEST(Text, SplitsKeepOrDropEmptyPieces)
{
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string>{ "a", "", "b" }));
    EXPECT_EQ(split_words("  a  b "), (std::vector<std::string>{ "a", "b" }));
    EXPECT_EQ(parse_integer("12x"), std::nullopt);
    EXPECT_EQ(parse_integer("-12"), -12);
}

TEST(Time, FormatsAndParses)
{
    Time const time = from_unix_seconds(1'520'218'175);
    EXPECT_EQ(b2c_timestamp(time), "2018-03-05 02:49:35Z");
    EXPECT_EQ(http_date(time), "Mon, 05 Mar 2018 02:49:35 GMT");
    EXPECT_EQ(parse_rfc3339(rfc3339(time)), time);
    EXPECT_FALSE(parse_rfc3339("2018-02-30T00:00:00Z"));
    EXPECT_EQ(parse_rfc3339("2018-03-05T03:49:35+01:00"), time);
    EXPECT_EQ(parse_rfc3339("2018-03-04T23:19:35.000-03:30"), time);
    for (char const* wrong : { "", "+1:00", "+24:00", "+01:60", "+0100", "*01:00", "+0a:00", "Z+01:00" })
        EXPECT_FALSE(parse_rfc3339("2018-03-05T03:49:35" + std::string(wrong))) << wrong;
}

TEST(Random, GuidsAreVersionFour)
{
    SystemRandom random;
    std::string const guid = random_guid(random);
    ASSERT_EQ(guid.size(), 36U);
    EXPECT_EQ(guid[14], '4');
    EXPECT_NE(guid, random_guid(random));
    EXPECT_EQ(random_digits(random, 6).size(), 6U);
    EXPECT_EQ(random_token(random).size(), 43U);
}

TEST(Secret, MovingLeavesNothingBehind)
{
    Password first(std::string("a long enough password to be on the heap, surely"));
    Password second(std::move(first));
    EXPECT_TRUE(first.empty()); // NOLINT(bugprone-use-after-move): that is the claim
    EXPECT_TRUE(second.equals("a long enough password to be on the heap, surely"));
}

TEST(Text, ABeginningIsFoundInAnyCase)
{
    EXPECT_TRUE(starts_with_ignoring_case("B2C_1A_x", "b2c_1a_"));
    EXPECT_TRUE(starts_with_ignoring_case("x", ""));
    EXPECT_FALSE(starts_with_ignoring_case("b2c", "b2c_1a_"));
    EXPECT_FALSE(starts_with_ignoring_case("xb2c_1a_", "b2c_1a_"));
}

} // namespace
} // namespace gatehouse
