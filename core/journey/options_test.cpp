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

} // namespace
} // namespace gatehouse::journey
