#include "core/directory/totp.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

// RFC 6238 appendix B, the last six of its eight digits.
TEST(Totp, CodesAreThoseOfTheStandard)
{
    for (auto const& [second, code] : std::map<std::int64_t, std::string>{ { 59, "287082" }, { 1111111109, "081804" },
             { 1111111111, "050471" }, { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } })
        EXPECT_EQ(totp_code(kSecret, second / 30), code);
}

TEST(Totp, OneStepOfDriftIsAccepted)
{
    Time const now = from_unix_seconds(1111111109);
    std::int64_t const step = 1111111109 / 30;
    for (std::int64_t off : { -1, 0, 1 })
        EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, step + off), now, 0), step + off);
    for (std::int64_t off : { -2, 2 })
        EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, step + off), now, 0), std::nullopt);
    for (char const* wrong : { "", "081805", "81804", "0818040" })
        EXPECT_EQ(match_totp(kSecret, wrong, now, 0), std::nullopt);
}

TEST(Totp, ACodeWorksOnce)
{
    Time const now = from_unix_seconds(1111111109);
    auto const step = match_totp(kSecret, "081804", now, 0);
    EXPECT_EQ(match_totp(kSecret, "081804", now, step.value()), std::nullopt);
    EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, *step - 1), now, *step), std::nullopt);
    EXPECT_EQ(match_totp(kSecret, totp_code(kSecret, *step + 1), now, *step), *step + 1);
}

TEST(Totp, TheUriCannotBeBentByNames)
{
    EXPECT_EQ(totp_uri("Our Shop", "ada&secret=x@example.test", "12345"),
        "otpauth://totp/"
        "Our%20Shop:ada%26secret%3Dx%40example.test?secret=GEZDGNBV&issuer=Our%20Shop&algorithm=SHA1&digits=6&period="
        "30");
}

} // namespace
} // namespace gatehouse
