#include "edges/pages/pages.h"

namespace gatehouse::pages {
namespace {

Result<PagePost> read(std::string_view body)
{
    auto form = url::parse_form(body);
    EXPECT_TRUE(form.has_value());
    return read_page_post(*form);
}

TEST(PagePost, AButtonSaysWhatToDoAndToWhat)
{
    auto const post = read("csrf_token=t&email=ada%40example.test&email_ver_input=123456&request=verify%3Aemail");
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->request, "verify");
    EXPECT_EQ(post->target, "email");
    EXPECT_EQ(post->csrf, "t");
    EXPECT_EQ(url::build_form(post->values), "email=ada%40example.test&email_ver_input=123456");
}

TEST(PagePost, ContinueAndCancelHaveNoTarget)
{
    EXPECT_EQ(read("request=continue&a=b")->request, "continue");
    EXPECT_EQ(read("request=cancel")->request, "cancel");
    EXPECT_FALSE(read("request=cancel%3Aemail").has_value());
    EXPECT_FALSE(read("request=send").has_value());
    EXPECT_FALSE(read("request=send%3A").has_value());
}

TEST(PagePost, AFormWithoutAButtonContinues)
{
    EXPECT_EQ(read("email=a&csrf_token=t")->request, "continue");
}

TEST(PagePost, UnknownRequestsAreInvalid)
{
    EXPECT_FALSE(read("request=drop").has_value());
    EXPECT_FALSE(read("request=").has_value());
    EXPECT_FALSE(read("request_type=OTHER").has_value());
}

TEST(PagePost, ScriptsSendTheFormAsAResponse)
{
    auto const post = read("request_type=RESPONSE&signInName=ada&password=p");
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->request, "continue");
    EXPECT_EQ(url::build_form(post->values), "signInName=ada&password=p");
}

TEST(PagePost, ACallIsACodeThatIsSentAnotherWay)
{
    auto const call = read("request=call%3Aphone&number=1");
    ASSERT_TRUE(call.has_value());
    EXPECT_EQ(call->request, "send");
    EXPECT_EQ(call->target, "phone");
    EXPECT_EQ(call->values.get("auth_type"), "phone");
    EXPECT_EQ(read("request_type=VERIFICATION_REQUEST&auth_type=phone")->values.get("auth_type"), "phone");
    EXPECT_EQ(read("request=send%3Aphone&auth_type=phone")->values.get("auth_type"), "") << "the button decides";
    EXPECT_FALSE(read("request=call").has_value());
}

TEST(PagePost, ScriptsAskForACodeByClaim)
{
    auto const post = read("request_type=VERIFICATION_REQUEST&claim_id=email&claim_value=ada%40example.test");
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->request, "send");
    EXPECT_EQ(post->target, "email");
    EXPECT_EQ(post->values.get("email"), "ada@example.test");
}

TEST(PagePost, ScriptsSendTheCodeAsUserInput)
{
    auto const post
        = read("request_type=VALIDATION_REQUEST&claim_id=email&claim_value=ada%40example.test&user_input=123456");
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->request, "verify");
    EXPECT_EQ(post->target, "email");
    EXPECT_EQ(post->values.get("email_ver_input"), "123456");
}

TEST(PagePost, ThePhonePagesScriptNamesNoClaim)
{
    auto const send = read("request_type=VERIFICATION_REQUEST&auth_type=onewaysms&id=1");
    ASSERT_TRUE(send.has_value());
    EXPECT_EQ(send->request, "send");
    EXPECT_EQ(send->target, "phone");
    EXPECT_EQ(url::build_form(send->values), "id=1");
    auto const verify = read("request_type=VALIDATION_REQUEST&verification_code=654321");
    ASSERT_TRUE(verify.has_value());
    EXPECT_EQ(verify->target, "phone");
    EXPECT_EQ(verify->values.get("verificationCode"), "654321");
}

TEST(PagePost, ACaptchaIsAskedAnewToBeSeenOrHeard)
{
    auto const sound = read("request=sound:captcha&challengeType=Visual&signInName=ada");
    ASSERT_TRUE(sound.has_value());
    EXPECT_EQ(sound->request, "send");
    EXPECT_EQ(sound->target, "captcha");
    EXPECT_EQ(sound->values.get("challengeType"), "Audio");
    EXPECT_EQ(sound->values.get("signInName"), "ada");
    EXPECT_EQ(read("request=picture:captcha&challengeType=Audio")->values.get("challengeType"), "Visual");
    EXPECT_FALSE(read("request=picture").has_value());
}

TEST(PagePost, ContradictionsAreInvalid)
{
    EXPECT_FALSE(read("request=continue&request_type=RESPONSE").has_value());
    EXPECT_FALSE(read("request=continue&request=cancel").has_value());
    EXPECT_FALSE(read("csrf_token=a&csrf_token=b").has_value());
    EXPECT_FALSE(read("request_type=VERIFICATION_REQUEST&claim_id=request&claim_value=x").has_value());
}

TEST(PagePost, Attack15AnEmptyFormIsOnlyASubmit)
{
    auto const post = read("");
    ASSERT_TRUE(post.has_value());
    EXPECT_EQ(post->request, "continue");
    EXPECT_TRUE(post->values.empty());
}

} // namespace
} // namespace gatehouse::pages
