// Captchas on the pages of a journey: what they hold back, and what solves them.
#include "core/journey/language_world_test.h"

namespace gatehouse::journey {
namespace {

// Says what it asked.
class OpenCaptcha final : public CaptchaProvider {
public:
    CaptchaWidget const* widget() const override { return nullptr; }
    CaptchaPuzzle make(CaptchaKind kind, Random&) const override
    {
        answer = "PUZZLE" + std::to_string(++made);
        return { .answer = answer, .media = kind == CaptchaKind::Audio ? "data:audio/wav,x" : "data:image/png,x" };
    }
    Result<bool> verify(std::string_view, std::string_view, CaptchaPost const&) const override { return false; }

    mutable int made = 0;
    mutable std::string answer;
};

std::string hip(std::string const& id, std::string const& operation, std::string const& rest)
{
    return profile(id, "CaptchaProvider", metadata({ { "Operation", operation }, { "Brand", "HIP" } }) + rest);
}

// The profiles as the documentation of B2C writes them.
std::string const kProfiles = hip("HIP-GetChallenge", "GetChallenge",
                                  "<InputClaims>" + claim("InputClaim", "challengeType")
                                      + "</InputClaims><OutputClaims>" + claim("OutputClaim", "challengeId")
                                      + claim("OutputClaim", "challengeString", R"(PartnerClaimType="ChallengeString")")
                                      + claim("OutputClaim", "azureregion") + "</OutputClaims>")
    + hip("HIP-VerifyChallenge", "VerifyChallenge",
        "<InputClaims>" + claim("InputClaim", "challengeType", R"(DefaultValue="Visual")")
            + claim("InputClaim", "challengeId")
            + claim("InputClaim", "captchaEntered", R"(PartnerClaimType="inputSolution" Required="true")")
            + claim("InputClaim", "azureregion") + "</InputClaims><OutputClaims>" + claim("OutputClaim", "challengeId")
            + claim("OutputClaim", "isCaptchaSolved", R"(PartnerClaimType="solved")") + claim("OutputClaim", "reason")
            + "</OutputClaims>");

std::string action(std::string const& id, std::string const& attributes = {})
{
    return "<Action Id=\"" + id + "\"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile "
        + "TechnicalProfileReferenceId=\"HIP-" + id + "\" " + attributes + " /></ValidationClaimsExchange></Action>";
}

std::string building(std::string const& verify_attributes)
{
    std::string claims;
    for (char const* id : { "challengeType", "challengeId", "challengeString", "captchaEntered" })
        claims += claim_type(id, "string", "<UserInputType>TextBox</UserInputType>");
    for (char const* id : { "azureregion", "reason", "signinCaptchaEnabled" })
        claims += claim_type(id, "string");
    claims += claim_type("isCaptchaSolved", "boolean");
    std::string display;
    for (auto const& [id, kind] : Pairs{ { "challengeType", "ChallengeType" }, { "challengeId", "ChallengeId" },
             { "challengeString", "ChallengeString" }, { "captchaEntered", "CaptchaEntered" } })
        display += claim("DisplayClaim", id, "ControlClaimType=\"" + kind + "\"");
    return "<ClaimsSchema>" + claims + "</ClaimsSchema><DisplayControls><DisplayControl Id=\"captcha\" "
        + "UserInterfaceControlType=\"CaptchaControl\"><DisplayClaims>" + display + "</DisplayClaims><Actions>"
        + action("GetChallenge") + action("VerifyChallenge", verify_attributes)
        + "</Actions></DisplayControl></DisplayControls>";
}

// The built-in sign-in and sign-up pages with a captcha each.
Leaf with_captcha(std::string const& verify_attributes = {})
{
    std::string const on = metadata({ { "setting.enableCaptchaChallenge", "true" } });
    std::string const control = R"(<DisplayClaim DisplayControlReferenceId="captcha" />)";
    Leaf leaf = collecting_names();
    leaf.building = building(verify_attributes);
    leaf.providers = kProfiles + "<TechnicalProfile Id=\"SelfAsserted-SignIn\">" + on + "<DisplayClaims>"
        + claim("DisplayClaim", "signInName", R"(Required="true")")
        + claim("DisplayClaim", "password", R"(Required="true")") + control + "</DisplayClaims></TechnicalProfile>"
        + "<TechnicalProfile Id=\"SelfAsserted-SignUp\">" + on + "<DisplayClaims>"
        + claim("DisplayClaim", "email", R"(Required="true")") + control + "</DisplayClaims></TechnicalProfile>";
    return leaf;
}

class Captchas : public LanguageTest {
protected:
    Captchas() { services.captcha = captcha; }

    Outcome const& type(std::string const& password, std::string const& answer, Pairs more = {})
    {
        more.insert(more.end(), { { "signInName", kAda }, { "password", password }, { "captchaEntered", answer } });
        return send(more);
    }
    PageCaptcha const* shown() const
    {
        for (PageField const& one : page() ? page()->fields : std::vector<PageField>())
            if (one.captcha)
                return &page_captcha_.emplace(*one.captcha);
        return nullptr;
    }
    size_t failures() { return audited(AuditKind::SignInFailed).size(); }

    std::shared_ptr<OpenCaptcha> captcha = std::make_shared<OpenCaptcha>();
    mutable std::optional<PageCaptcha> page_captcha_;
};

TEST_F(Captchas, StandBeforeThePasswordAndAreSolvedByTheirAnswer)
{
    go(with_captcha());
    ASSERT_TRUE(shown());
    EXPECT_EQ(shown()->shows, PageCaptcha::Shows::Picture);
    EXPECT_EQ(shown()->media, "data:image/png,x");
    type("wrong", "");
    type("wrong", "no");
    EXPECT_EQ(failures(), 0u) << "nobody looked at the password";
    EXPECT_EQ(field("captchaEntered")->error, "That did not match. Please try again.");
    type("Correct-horse-1", captcha->answer);
    EXPECT_TRUE(finished());
}

TEST_F(Captchas, Attack24AnAnswerServesOnce)
{
    go(with_captcha());
    std::string const first = captcha->answer;
    type("wrong", first);
    EXPECT_EQ(failures(), 1u);
    type("wrong", first);
    type("wrong", "");
    EXPECT_EQ(failures(), 1u) << "each password costs a captcha";
    type("wrong", captcha->answer);
    EXPECT_EQ(failures(), 2u);
}

TEST_F(Captchas, Attack24AWrongAnswerIsTheLastOfItsPicture)
{
    go(with_captcha());
    std::string const right = captcha->answer;
    type("Correct-horse-1", "no");
    type("Correct-horse-1", right);
    EXPECT_FALSE(finished());
    EXPECT_NE(captcha->answer, right);
}

TEST_F(Captchas, Attack14AnAnswerOfAnotherJourneyIsNone)
{
    go(with_captcha());
    std::string const other = captcha->answer;
    start();
    type("Correct-horse-1", other);
    EXPECT_FALSE(finished());
    EXPECT_EQ(failures(), 0u);
}

TEST_F(Captchas, AnswersExpire)
{
    go(with_captcha());
    std::string const old = captcha->answer;
    clock.advance(seconds(601));
    type("Correct-horse-1", old);
    EXPECT_EQ(field("captchaEntered")->error, "That picture or sound is too old. Please take the new one.");
    type("Correct-horse-1", captcha->answer);
    EXPECT_TRUE(finished());
}

TEST_F(Captchas, WhoNeedsTooManyIsNoPerson)
{
    go(with_captcha());
    for (int i = 0; i < 40 && !refused(); ++i)
        act(Action::SendCode, {}, "captcha");
    EXPECT_EQ(refused(), 90157);
    EXPECT_EQ(captcha->made, 31);
}

TEST_F(Captchas, ASoundHasAnAnswerOfItsOwn)
{
    go(with_captcha());
    std::string const seen = captcha->answer;
    act(Action::SendCode, { { "challengeType", "Audio" } }, "captcha");
    EXPECT_EQ(shown()->shows, PageCaptcha::Shows::Sound);
    std::string const heard = captcha->answer;
    type("Correct-horse-1", seen, { { "challengeType", "Audio" } });
    EXPECT_FALSE(finished());
    EXPECT_EQ(shown()->shows, PageCaptcha::Shows::Sound) << "who listens goes on listening";
    type("Correct-horse-1", heard, { { "challengeType", "Audio" } });
    EXPECT_FALSE(finished()) << "it was replaced";
    type("Correct-horse-1", captcha->answer, { { "challengeType", "Audio" } });
    EXPECT_TRUE(finished());
}

TEST_F(Captchas, ASolvedOneIsNotAskedAgainForWhatElseIsWrong)
{
    go(with_captcha());
    send({ { "signInName", kAda }, { "captchaEntered", captcha->answer } });
    EXPECT_EQ(shown()->shows, PageCaptcha::Shows::Solved);
    type("Correct-horse-1", "");
    EXPECT_TRUE(finished());
}

TEST_F(Captchas, NobodyIsSentACodeWithoutOne)
{
    go(with_captcha());
    act(Action::SignUp);
    act(Action::SendCode, { { "email", "new@example.test" } }, "email");
    EXPECT_EQ(messages_sent(), 0u);
    act(Action::SendCode, { { "email", "new@example.test" }, { "captchaEntered", captcha->answer } }, "email");
    EXPECT_EQ(messages_sent(), 1u);
    act(Action::SendCode, { { "email", "new@example.test" } }, "email");
    EXPECT_EQ(messages_sent(), 2u) << "it is solved";
}

TEST_F(Captchas, APolicyThatToleratesAFailureHasSolvedNothing)
{
    go(with_captcha(R"(ContinueOnError="true")"));
    type("Correct-horse-1", "no");
    EXPECT_FALSE(finished());
    EXPECT_EQ(failures(), 0u);
}

TEST_F(Captchas, AreSwitchedOffByTheClaimOfTheirPage)
{
    Leaf leaf = with_captcha();
    leaf.providers += setting("Flags", fixed("signinCaptchaEnabled", "false"));
    leaf.journey = "Own";
    leaf.journeys = "<UserJourney Id=\"Own\"><OrchestrationSteps>" + exchange(1, "Flags")
        + R"(<OrchestrationStep Order="2" Type="CombinedSignInAndSignUp" ContentDefinitionReferenceId="api.signuporsignin"><ClaimsProviderSelections><ClaimsProviderSelection ValidationClaimsExchangeId="SignInExchange" /></ClaimsProviderSelections><ClaimsExchanges><ClaimsExchange Id="SignInExchange" TechnicalProfileReferenceId="SelfAsserted-SignIn" /></ClaimsExchanges></OrchestrationStep>)"
        + send_claims(3) + "</OrchestrationSteps></UserJourney>";
    go(leaf);
    EXPECT_FALSE(shown());
    EXPECT_EQ(captcha->made, 0);
    type("Correct-horse-1", "");
    EXPECT_TRUE(finished());
}

// --- somebody else's ----------------------------------------------------------------------------------------------

class OutsideCaptchas : public Captchas {
protected:
    OutsideCaptchas()
    {
        auto settings = find_outside_captcha("hcaptcha");
        settings->widget.site_key = "site";
        settings->secret = Secret<CaptchaSecretTag>("secret of the server");
        services.captcha = std::make_shared<OutsideCaptcha>(std::move(*settings));
        services.rest = &api;
    }
    void press(std::string const& token)
    {
        send({ { "signInName", kAda }, { "password", "Correct-horse-1" }, { "h-captcha-response", token } });
    }
    FakeApi api;
};

TEST_F(OutsideCaptchas, AreAskedThroughTheGuardedCaller)
{
    api.body = R"({"success":true})";
    go(with_captcha());
    ASSERT_TRUE(shown() && shown()->widget);
    EXPECT_EQ(shown()->shows, PageCaptcha::Shows::Widget);
    EXPECT_EQ(shown()->widget->site_key, "site");
    press("token");
    EXPECT_TRUE(finished());
    EXPECT_EQ(api.urls.at(0), "https://api.hcaptcha.com/siteverify");
    EXPECT_EQ(api.bodies.at(0), "secret=secret%20of%20the%20server&response=token&remoteip=192.0.2.7");
}

TEST_F(OutsideCaptchas, ASilentVerifierLetsNobodyPass)
{
    go(with_captcha());
    api.body = R"({"success":false})";
    press("token");
    EXPECT_EQ(field("captchaEntered")->error, "That did not match. Please try again.");
    api.down_for = 10;
    press("token");
    EXPECT_FALSE(finished());
    EXPECT_NE(field("captchaEntered")->error.find("in a moment"), std::string::npos);
}

// A trace is read by a policy's author, who has nothing to do with the server's keys.
TEST_F(OutsideCaptchas, TheSecretStaysOutOfTraces)
{
    services.traces = Services::Traces::Kept;
    api.body = R"({"success":true})";
    go(with_captcha());
    press("token-of-the-widget");
    ASSERT_TRUE(finished());
    auto const kept = read<std::vector<std::string>>(*store, [&](Ports& ports) -> Result<std::vector<std::string>> {
        std::vector<std::string> texts;
        for (auto const& one : TRY(ports.journey_traces.recent(tenant.id, 100)))
            texts.push_back(one.text);
        return texts;
    });
    ASSERT_TRUE(kept.has_value());
    std::string all;
    for (std::string const& text : *kept)
        all += text;
    EXPECT_NE(all.find("siteverify"), std::string::npos);
    EXPECT_EQ(all.find("secret of the server"), std::string::npos);
    EXPECT_EQ(all.find("secret%20of"), std::string::npos);
    EXPECT_EQ(all.find("token-of-the-widget"), std::string::npos);
}

} // namespace
} // namespace gatehouse::journey
