#include "core/captcha/captcha.h"

#include "libs/base/encoding.h"
#include "libs/testkit/fakes.h"
#include "libs/url/url.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse {
namespace {

std::string bytes_of(std::string const& media)
{
    return base64_decode(media.substr(media.find(',') + 1)).value_or("");
}

TEST(Captcha, APictureIsAPngAndEachIsAnother)
{
    testkit::FakeRandom random;
    BuiltInCaptcha const captcha;
    std::set<std::string> answers;
    std::set<std::string> pictures;
    for (int i = 0; i < 20; ++i) {
        CaptchaPuzzle const puzzle = captcha.make(CaptchaKind::Visual, random);
        EXPECT_EQ(puzzle.answer.size(), 6u);
        EXPECT_TRUE(bytes_of(puzzle.media).starts_with("\x89PNG\r\n"));
        answers.insert(puzzle.answer);
        pictures.insert(puzzle.media);
    }
    EXPECT_EQ(answers.size(), 20u);
    EXPECT_EQ(pictures.size(), 20u);
}

TEST(Captcha, ASoundHoldsAsManyTonesAsItsAnswerSays)
{
    testkit::FakeRandom random;
    CaptchaPuzzle const puzzle = BuiltInCaptcha().make(CaptchaKind::Audio, random);
    EXPECT_EQ(puzzle.answer.size(), 6u);
    EXPECT_EQ(puzzle.answer.find_first_not_of("12345"), std::string::npos);
    std::string const wav = bytes_of(puzzle.media);
    ASSERT_TRUE(wav.starts_with("RIFF"));
    // Loud for a fiftieth of a second: a tone. Silent for longer than half a second: the end of a group.
    std::string heard;
    int tones = 0;
    int quiet = 0;
    bool loud = false;
    for (size_t at = 44; at + 160 <= wav.size(); at += 160) {
        int most = 0;
        for (size_t i = at; i < at + 160; ++i)
            most = std::max(most, std::abs(static_cast<unsigned char>(wav[i]) - 128));
        bool const now = most > 62;
        tones += now && !loud ? 1 : 0;
        loud = now;
        quiet = now ? 0 : quiet + 1;
        if (quiet == 30 && tones > 0) {
            heard += std::to_string(tones);
            tones = 0;
        }
    }
    EXPECT_EQ(heard, puzzle.answer);
}

TEST(Captcha, NeitherCaseNorSpacesOfAnAnswerCount)
{
    EXPECT_EQ(captcha_answer(" ac e34X "), "ACE34X");
}

OutsideCaptcha turnstile()
{
    auto settings = find_outside_captcha("turnstile");
    settings->widget.site_key = "site";
    settings->secret = Secret<CaptchaSecretTag>("the secret");
    return OutsideCaptcha(std::move(*settings));
}

TEST(Captcha, AnOutsideVerifierIsSentSecretResponseAndAddress)
{
    std::string asked;
    url::Form form;
    auto const post = [&](std::string const& url, std::string const& body) -> Result<std::string> {
        asked = url;
        form = *url::parse_form(body);
        return R"({"success":true,"hostname":"login.example.com"})";
    };
    EXPECT_EQ(turnstile().verify("token", "192.0.2.1", post).value_or(false), true);
    EXPECT_EQ(asked, "https://challenges.cloudflare.com/turnstile/v0/siteverify");
    EXPECT_EQ(form.get("secret"), "the secret");
    EXPECT_EQ(form.get("response"), "token");
    EXPECT_EQ(form.get("remoteip"), "192.0.2.1");
}

TEST(Captcha, OnlyAYesOfTheVerifierIsOne)
{
    auto const says = [](std::string body) {
        return [body = std::move(body)](std::string const&, std::string const&) -> Result<std::string> { return body; };
    };
    EXPECT_EQ(
        turnstile().verify("token", "", says(R"({"success":false,"error-codes":["timeout"]})")).value_or(true), false);
    EXPECT_EQ(turnstile().verify("token", "", says(R"({"success":"true"})")).value_or(true), false);
    EXPECT_FALSE(turnstile().verify("token", "", says("<html>")).has_value());
    auto const silent = [](std::string const&, std::string const&) -> Result<std::string> {
        return fail(Fault::Unavailable, "no answer");
    };
    EXPECT_FALSE(turnstile().verify("token", "", silent).has_value());
}

TEST(Captcha, WithoutATokenNobodyIsAsked)
{
    auto const never = [](std::string const&, std::string const&) -> Result<std::string> {
        ADD_FAILURE() << "asked";
        return R"({"success":true})";
    };
    EXPECT_EQ(turnstile().verify("", "", never).value_or(true), false);
    EXPECT_EQ(turnstile().verify(std::string(10'000, 'x'), "", never).value_or(true), false);
}

} // namespace
} // namespace gatehouse
