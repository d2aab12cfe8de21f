// What a policy says of SAML: each place is named, with its line.
#include "core/policy/files_test.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::policy {
namespace {

// One element a line, so that a line is an element.
constexpr std::string_view kHead
    = R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId="test.onmicrosoft.com" PolicyId="B2C_1A_saml" PublicPolicyUri="http://test.onmicrosoft.com/x"><BasePolicy><TenantId>test.onmicrosoft.com</TenantId><PolicyId>B2C_1A_small</PolicyId></BasePolicy><ClaimsProviders><ClaimsProvider><DisplayName>P</DisplayName><TechnicalProfiles>
)";

struct Saml {
    std::string profile = R"(<Protocol Name="None" />)";
    std::string party = R"(<Protocol Name="OpenIdConnect" />)";
    std::string issuer = "JwtIssuer";
};

std::string policy_text(Saml const& saml)
{
    return std::string(kHead) + R"(<TechnicalProfile Id="Saml"><DisplayName>Saml</DisplayName>)" + "\n" + saml.profile
        + "\n"
        + R"(</TechnicalProfile></TechnicalProfiles></ClaimsProvider></ClaimsProviders><UserJourneys><UserJourney Id="Main"><OrchestrationSteps><OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="AskExchange" TechnicalProfileReferenceId=")"
        + (saml.issuer == "JwtIssuer" ? "Saml" : "Ask")
        + R"(" /></ClaimsExchanges></OrchestrationStep><OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId=")"
        + saml.issuer
        + R"(" /></OrchestrationSteps></UserJourney></UserJourneys><RelyingParty><DefaultUserJourney ReferenceId="Main" /><TechnicalProfile Id="PolicyProfile"><DisplayName>P</DisplayName>)"
        + "\n" + saml.party + "\n"
        + R"(<OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" PartnerClaimType="sub" /></OutputClaims><SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty></TrustFrameworkPolicy>)";
}

// "LINE MESSAGE" of what is not executable.
std::vector<std::string> said(Saml const& saml)
{
    TestFiles files;
    files.add_folder("tests/policies/base");
    files.add("saml.xml", policy_text(saml));
    auto const result = compile("B2C_1A_saml", files.find());
    std::vector<std::string> found;
    if (result)
        for (Diagnostic const& one : result->diagnostics)
            if (one.origin.file == "saml.xml" && one.message.find("not executable") != std::string::npos)
                found.push_back(std::to_string(one.origin.line) + " " + one.message);
    return found;
}

TEST(PolicySaml, EachPlaceIsSaidWithItsLine)
{
    auto const profile = [](std::string const& text) {
        Saml saml;
        saml.profile = text;
        return saml;
    };
    std::string const output = "<OutputTokenFormat>SAML2</OutputTokenFormat>";
    using Lines = std::vector<std::string>;
    EXPECT_EQ(
        said(profile(R"(<Protocol Name="SAML2" />)")), (Lines{ R"(3 The protocol "SAML2" is not executable yet.)" }));
    EXPECT_EQ(said(profile(R"(<Protocol Name="OpenIdConnect" />)" + output)),
        (Lines{ R"(3 The output token format "SAML2" is not executable yet.)" }));
    EXPECT_EQ(said(profile(R"(<Protocol Name="None" />)" + output)),
        (Lines{ R"(3 A technical profile with the token formats "SAML2" is not executable yet.)" }));
    EXPECT_EQ(said(profile(R"(<Protocol Name="None" /><InputTokenFormat>SAML2</InputTokenFormat>)")),
        (Lines{ R"(3 A technical profile with the token formats "SAML2" is not executable yet.)" }));
    EXPECT_EQ(
        said(profile(
            R"(<Protocol Name="Proprietary" Handler="Web.TPEngine.SSO.SamlSSOSessionProvider, Web.TPEngine" />)")),
        (Lines{ "3 The handler SamlSSOSessionProvider is not executable yet." }));
    EXPECT_EQ(
        said(profile(
            R"(<Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.ClaimsTransformationProtocolProvider, Web.TPEngine" /><OutputClaims><OutputClaim ClaimTypeReferenceId="objectId" DefaultValue="{SAML:Subject}" AlwaysUseDefaultValue="true" /></OutputClaims>)")),
        (Lines{ R"(3 The claim resolver "{SAML:Subject}" is not executable yet.)" }));
    Saml issuer;
    issuer.profile = R"(<Protocol Name="SAML2" />)" + output;
    issuer.issuer = "Saml";
    EXPECT_EQ(said(issuer), (Lines{ R"(3 The protocol "SAML2" is not executable yet.)" }));
    Saml party;
    party.party = R"(<Protocol Name="SAML2" />)";
    EXPECT_EQ(said(party), (Lines{ R"(5 A relying party of the protocol "SAML2" is not executable yet.)" }));
}

} // namespace
} // namespace gatehouse::policy
