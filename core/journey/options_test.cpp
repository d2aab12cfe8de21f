// What a profile's metadata ask for.
#include "core/journey/language_world_test.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

TEST_F(LanguageTest, AOneTimePasswordIsMadeOfTheCharactersOfThePolicy)
{
    auto const made = [&](std::string const& characters) {
        go(leaf({ "Set", "Make" },
            setting("Set", fixed("city", "me"))
                + profile("Make", "OneTimePasswordProtocolProvider",
                    metadata(
                        { { "Operation", "GenerateCode" }, { "CodeLength", "20" }, { "CharacterSet", characters } })
                        + "<InputClaims>" + claim("InputClaim", "city", R"(PartnerClaimType="identifier")")
                        + "</InputClaims><OutputClaims>"
                        + claim("OutputClaim", "jobTitle", R"(PartnerClaimType="otpGenerated")") + "</OutputClaims>"),
            { "jobTitle" }));
        return told("jobTitle");
    };
    auto const only = [](std::string const& code, std::string_view characters) {
        return code.size() == 20 && code.find_first_not_of(characters) == std::string::npos;
    };
    EXPECT_TRUE(only(made("a-jX"), "abcdefghijX"));
    EXPECT_TRUE(only(made("0-9"), "0123456789"));
    EXPECT_TRUE(only(made("ab"), "0123456789")) << "two characters make no code";
}

TEST_F(LanguageTest, AnApisWordsForDevelopersAreShownInDebugModeOnly)
{
    FakeApi api;
    services.rest = &api;
    api.status = 409;
    api.body = R"({"version":"1.0.0","status":409,"userMessage":"No.","developerMessage":"row 7"})";
    auto const said = [&](std::string const& debug) {
        go(leaf({ "Page" },
            form_page("Page", claim("OutputClaim", "displayName"), validated_by("Rest"))
                + profile("Rest", "RestfulProvider",
                    metadata({ { "ServiceUrl", "https://api.example.test/" }, { "DebugMode", debug } }))));
        submit({ { "displayName", "Ada" } });
        return page() ? page()->error : "";
    };
    EXPECT_EQ(said("false"), "No.");
    EXPECT_EQ(said("true"), "No. row 7");
}

// A page with a code that a profile makes and an API sends.
struct CodeTest : LanguageTest {
    CodeTest() { services.rest = &api; }
    void open(Pairs const& items)
    {
        auto const otp = [&](std::string const& id, std::string const& operation, std::string const& claims) {
            Pairs all{ { "Operation", operation } };
            all.insert(all.end(), items.begin(), items.end());
            return profile(id, "OneTimePasswordProtocolProvider", metadata(all) + claims);
        };
        std::string const identifier = claim("InputClaim", "city", R"(PartnerClaimType="identifier")");
        Leaf wanted = leaf({ "Ask" },
            otp("Make", "GenerateCode",
                "<InputClaims>" + identifier + "</InputClaims><OutputClaims>"
                    + claim("OutputClaim", "jobTitle", R"(PartnerClaimType="otpGenerated")") + "</OutputClaims>")
                + otp("Check", "VerifyCode",
                    "<InputClaims>" + identifier + claim("InputClaim", "state", R"(PartnerClaimType="otpToVerify")")
                        + "</InputClaims>")
                + profile("Tell", "RestfulProvider",
                    metadata({ { "ServiceUrl", "https://mail.example.test/" }, { "SendClaimsIn", "QueryString" } })
                        + "<InputClaims>" + claim("InputClaim", "jobTitle", R"(PartnerClaimType="code")")
                        + "</InputClaims>")
                + profile("Ask", "SelfAssertedAttributeProvider",
                    metadata({ { "ContentDefinitionReferenceId", "api.selfasserted" } })
                        + R"(<DisplayClaims><DisplayClaim DisplayControlReferenceId="c" /></DisplayClaims><OutputClaims>)"
                        + claim("OutputClaim", "city") + "</OutputClaims>"));
        wanted.building
            = R"(<DisplayControls><DisplayControl Id="c" UserInterfaceControlType="VerificationControl"><DisplayClaims>)"
            + claim("DisplayClaim", "city", R"(Required="true")")
            + claim("DisplayClaim", "state", R"(ControlClaimType="VerificationCode")")
            + "</DisplayClaims><OutputClaims>" + claim("OutputClaim", "city") + R"(</OutputClaims><Actions>)"
            + R"(<Action Id="SendCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Make" /><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Tell" /></ValidationClaimsExchange></Action>)"
            + R"(<Action Id="VerifyCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Check" /></ValidationClaimsExchange></Action>)"
            + "</Actions></DisplayControl></DisplayControls>";
        api.body.clear();
        go(wanted);
    }
    std::string send_to(std::string const& whom)
    {
        act(Action::SendCode, { { "city", whom } }, "c");
        return api.urls.empty() ? "" : api.urls.back().substr(api.urls.back().rfind('=') + 1);
    }
    std::string said(std::string const& whom, std::string const& code)
    {
        act(Action::VerifyCode, { { "city", whom }, { "state", code } }, "c");
        auto const& verification = field("city")->verification;
        return verification->phase == Verification::Phase::Verified ? "verified" : verification->error;
    }
    FakeApi api;
};

TEST_F(CodeTest, TheSameCodeIsSentAgainWhereThePolicyWantsIt)
{
    open({ { "ReuseSameCode", "true" }, { "NumRetryAttempts", "2" }, { "CodeExpirationInSeconds", "60" } });
    std::string const first = send_to("here");
    ASSERT_EQ(first.size(), 6U);
    EXPECT_EQ(said("here", "000000").find("verified"), std::string::npos);
    clock.advance(std::chrono::seconds(59));
    EXPECT_EQ(send_to("here"), first);
    // Neither the time nor the tries begin anew: whoever asks again and again could guess for ever.
    EXPECT_NE(said("here", "000001"), "verified");
    EXPECT_NE(said("here", first), "verified");
    EXPECT_NE(send_to("here"), first) << "a dead code is not sent again";

    open({ { "ReuseSameCode", "true" }, { "CodeExpirationInSeconds", "60" } });
    std::string const second = send_to("here");
    EXPECT_NE(send_to("elsewhere"), second) << "it is somebody else's";
    open({ { "ReuseSameCode", "true" }, { "CodeExpirationInSeconds", "60" } });
    std::string const third = send_to("here");
    clock.advance(std::chrono::seconds(61));
    EXPECT_NE(send_to("here"), third) << "it has expired";
    open({});
    std::string const fourth = send_to("here");
    EXPECT_NE(send_to("here"), fourth) << "the default";
    EXPECT_EQ(stored_text().find(fourth), std::string::npos) << "and nothing keeps it";
}

TEST_F(CodeTest, TheAuthorsWordsForCodesThatDoNotFit)
{
    open({ { "UserMessageIfVerificationFailedRetryAllowed", "once more" },
        { "UserMessageIfSessionConflict", "not yours" } });
    std::string const code = send_to("here");
    EXPECT_EQ(said("here", "x"), "once more");
    EXPECT_EQ(said("elsewhere", code), "not yours");
    EXPECT_EQ(said("here", code), "verified");
    open({ { "UserMessageIfVerificationFailedRetryAllowed", "once more" }, { "UserMessageIfInvalidCode", "wrong" } });
    send_to("here");
    EXPECT_EQ(said("here", "x"), "wrong");
}

// B2C: setting.authenticationMode.
TEST_F(LanguageTest, ACodeComesByTextOrCallAsThePolicySays)
{
    auto const sent = [&](std::string const& mode, Pairs const& wish) -> std::optional<Message> {
        go(leaf({ "Phone" },
            profile("Phone", "PhoneFactorProtocolProvider",
                metadata(
                    { { "ContentDefinitionReferenceId", "api.phonefactor" }, { "setting.authenticationMode", mode } })
                    + "<InputClaims>" + claim("InputClaim", "objectId", R"(PartnerClaimType="UserId")")
                    + "</InputClaims>")));
        Pairs form{ { "countryCode", "+49" }, { "number", "15112345678" } };
        form.insert(form.end(), wish.begin(), wish.end());
        act(Action::SendCode, form, "phone");
        auto const messages
            = read<std::vector<Message>>(*store, [&](Ports& ports) { return ports.messages.list(1); }).value();
        clock.advance(std::chrono::hours(2));
        return messages.empty() ? std::nullopt : std::optional(messages.front());
    };
    Pairs const call{ { "auth_type", "phone" } };
    EXPECT_EQ(sent("sms", call)->channel, Channel::Sms) << "nobody is called unless the policy says so";
    EXPECT_FALSE(page()->phone->calls);
    EXPECT_EQ(sent("phone", {})->channel, Channel::Call);
    EXPECT_FALSE(page()->phone->texts);
    EXPECT_EQ(sent("mixed", {})->channel, Channel::Sms);
    auto const spoken = sent("mixed", call);
    EXPECT_EQ(spoken->channel, Channel::Call);
    EXPECT_EQ(spoken->to, "+4915112345678");
    // "Your code is 1, 2, 3, 4, 5, 6.": twice.
    std::string code;
    for (char const c : spoken->text.substr(0, spoken->text.find("Again")))
        if (c >= '0' && c <= '9')
            code += c;
    EXPECT_EQ(code.size(), 6U) << spoken->text;
}

// Of the schema and of no documentation: a page that must be accepted, and nothing at all.
TEST_F(LanguageTest, ConsentReviewAndDialogArePagesAndNoopIsNothing)
{
    for (char const* type : { "ConsentScreen", "ReviewScreen", "UserDialog" }) {
        Leaf wanted = leaf({}, form_page("Page", claim("OutputClaim", "city"), ""), { "city" });
        wanted.journeys = R"(<UserJourney Id="Own"><OrchestrationSteps>)" + exchange(1, "Who") + step(2, "Noop", "")
            + step(3, type,
                R"(<ClaimsExchanges><ClaimsExchange Id="PageExchange" TechnicalProfileReferenceId="Page" /></ClaimsExchanges>)")
            + send_claims(4) + "</OrchestrationSteps></UserJourney>";
        go(wanted);
        ASSERT_TRUE(page()) << type;
        send({ { "city", "London" } });
        EXPECT_EQ(told("city"), "London") << type;
    }
}

TEST_F(LanguageTest, OriginsThatMayFrameAPolicyAreToldToItsPages)
{
    Leaf wanted = leaf({ "Page" }, form_page("Page", claim("OutputClaim", "city"), ""));
    go(wanted);
    ASSERT_TRUE(page());
    EXPECT_TRUE(page()->framed_by.empty());
    wanted.behaviors += R"(<JourneyFraming Enabled="false" Sources="https://app.example" />)";
    go(wanted);
    EXPECT_TRUE(page()->framed_by.empty());
    wanted.behaviors
        = R"(<SingleSignOn Scope="Tenant" /><JourneyFraming Enabled="true" Sources="https://app.example https://other.example/" />)";
    go(wanted);
    EXPECT_EQ(page()->framed_by, (std::vector<std::string>{ "https://app.example", "https://other.example" }));
}

} // namespace
} // namespace gatehouse::journey
