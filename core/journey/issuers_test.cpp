// Ways out of a journey that are no tokens, and ways in that are no browser.
#include "core/journey/language_world_test.h"

namespace gatehouse::journey {
namespace {

std::string issuer_step(int order, std::string const& id)
{
    return "<OrchestrationStep Order=\"" + std::to_string(order)
        + R"(" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId=")" + id + "\" />";
}
std::string journey(std::string const& id, std::string const& steps, std::string const& before = {})
{
    return "<UserJourney Id=\"" + id + "\">" + before + "<OrchestrationSteps>" + steps
        + "</OrchestrationSteps></UserJourney>";
}

TEST_F(LanguageTest, APolicyEndsWithAnErrorOfItsOwn)
{
    std::string const issuer
        = R"(<TechnicalProfile Id="Error"><DisplayName>Error</DisplayName><Protocol Name="OAuth2" /><OutputTokenFormat>OAuth2Error</OutputTokenFormat><InputClaims>)"
        + claim("InputClaim", "city", R"(PartnerClaimType="errorCode")")
        + claim("InputClaim", "surname", R"(PartnerClaimType="errorMessage")") + "</InputClaims></TechnicalProfile>";
    Leaf wanted = leaf({}, setting("Why", fixed("city", "1234") + fixed("surname", "Come back later")) + issuer);
    wanted.journeys = journey("Own", exchange(1, "Why") + issuer_step(2, "Error"));
    go(wanted);
    auto const* end = std::get_if<Refused>(&outcome);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->refusal.code, 0);
    EXPECT_EQ(end->refusal.error, "access_denied");
    EXPECT_EQ(end->refusal.text, "AAD_Custom_1234: Come back later");
}

TEST_F(LanguageTest, APageMayStandInTheWayOfTokens)
{
    Leaf wanted = leaf({}, form_page("Block", claim("OutputClaim", "displayName"), ""));
    wanted.journeys = journey("Own", exchange(1, "Who") + issuer_step(2, "Block"));
    go(wanted);
    ASSERT_TRUE(page());
    send({ { "displayName", "Ada" } });
    EXPECT_EQ(refused(), 90085) << "there is nothing behind it";
}

std::string user_info_profiles()
{
    return R"(<TechnicalProfile Id="Json"><DisplayName>Json</DisplayName><Protocol Name="None" /><OutputTokenFormat>JSON</OutputTokenFormat><InputClaims>)"
        + claim("InputClaim", "objectId", R"(PartnerClaimType="sub")")
        + claim("InputClaim", "displayName", R"(PartnerClaimType="name")") + claim("InputClaim", "city")
        + R"(</InputClaims></TechnicalProfile><TechnicalProfile Id="Taken"><DisplayName>Taken</DisplayName><Protocol Name="None" /><InputTokenFormat>JWT</InputTokenFormat><OutputClaims>)"
        + claim("OutputClaim", "objectId", R"(PartnerClaimType="sub")") + claim("OutputClaim", "city")
        + "</OutputClaims></TechnicalProfile>"
        + profile("Read", "AzureActiveDirectoryProvider",
            metadata({ { "Operation", "Read" } }) + "<InputClaims>"
                + claim("InputClaim", "objectId", R"(Required="true")") + "</InputClaims><OutputClaims>"
                + claim("OutputClaim", "displayName") + "</OutputClaims>");
}

TEST_F(LanguageTest, UserInfoIsAJourneyOfThePolicy)
{
    Leaf wanted = leaf({}, user_info_profiles());
    wanted.journeys += journey("Info", exchange(1, "Read") + issuer_step(2, "Json"),
        R"(<Authorization><AuthorizationTechnicalProfiles><AuthorizationTechnicalProfile ReferenceId="Taken" /></AuthorizationTechnicalProfiles></Authorization>)");
    wanted.endpoints = R"(<Endpoint Id="UserInfo" UserJourneyReferenceId="Info" />)";
    use(wanted);
    ASSERT_TRUE(plan);
    json::Object const token{ { "sub", ada.text() }, { "city", "London" }, { "surname", "not taken" } };
    auto state = begin_user_info(*plan, tenant, {}, token, clock, random);
    ASSERT_TRUE(state);
    run(std::move(*state), first_call());
    ASSERT_TRUE(finished());
    EXPECT_EQ(json::write(finished()->claims), "{\"sub\":\"" + ada.text() + R"(","name":"Ada","city":"London"})");
    EXPECT_TRUE(audited(AuditKind::SignInSucceeded).empty());
    change_user(kAda, [](User& user) { user.enabled = false; });
    run(*begin_user_info(*plan, tenant, {}, token, clock, random), first_call());
    EXPECT_EQ(refused(), 90111);
}

// B2C: the audience of the AuthorizationTechnicalProfile.
TEST_F(LanguageTest, UserInfoMayBeForTheTokensOfSomeAppsOnly)
{
    auto const taken = [&](std::string const& audience) {
        std::string const item = "<Metadata><Item Key=\"audience\">" + audience + "</Item></Metadata>";
        Leaf wanted = leaf({},
            replace_all(user_info_profiles(), "<InputTokenFormat>JWT</InputTokenFormat>",
                "<InputTokenFormat>JWT</InputTokenFormat>" + item));
        wanted.journeys += journey("Info", exchange(1, "Read") + issuer_step(2, "Json"),
            R"(<Authorization><AuthorizationTechnicalProfiles><AuthorizationTechnicalProfile ReferenceId="Taken" /></AuthorizationTechnicalProfiles></Authorization>)");
        wanted.endpoints = R"(<Endpoint Id="UserInfo" UserJourneyReferenceId="Info" />)";
        use(wanted);
        return plan && is_for_user_info(*plan, json::Object{ { "aud", "one" } });
    };
    EXPECT_TRUE(taken(""));
    EXPECT_TRUE(taken("one"));
    EXPECT_TRUE(taken(R"([ "two", "one" ])"));
    EXPECT_FALSE(taken("two"));
    EXPECT_FALSE(taken(R"([ "two" ])"));
    EXPECT_FALSE(taken("[]"));
}

TEST_F(LanguageTest, AnAppsOwnTokenHasWhatItsJourneySets)
{
    Leaf wanted = leaf({},
        R"(<TechnicalProfile Id="JwtIssuer"><Metadata><Item Key="ClientCredentialsUserJourneyId">App</Item></Metadata></TechnicalProfile>)"
            + setting("Augment", fixed("city", "London")),
        { "city" });
    wanted.journeys += journey("App", exchange(1, "Augment") + issuer_step(2, "JwtIssuer"));
    use(wanted);
    ASSERT_TRUE(plan);
    auto state = begin_for_app(*plan, tenant, {}, clock, random);
    ASSERT_TRUE(state);
    run(std::move(*state), first_call());
    ASSERT_TRUE(finished());
    EXPECT_EQ(json::write(finished()->claims), R"({"city":"London"})");
    EXPECT_TRUE(finished()->user.empty());
}

TEST(Refresh, ClaimsThatTheJourneyMaySetAreThoseOfToday)
{
    Leaf wanted;
    wanted.outputs = claim("OutputClaim", "city") + claim("OutputClaim", "authenticationSource");
    World world(wanted);
    json::Object const before{ { "sub", "1" }, { "name", "Ada" }, { "city", "London" },
        { "authenticationSource", "local" } };
    json::Object const sent{ { "sub", "2" }, { "name", "Countess" } };
    json::Object const claims = refreshed_claims(*world.plan, before, sent);
    EXPECT_EQ(json::write(claims), R"({"sub":"1","name":"Countess","authenticationSource":"local"})")
        << "the city was removed, and how somebody signed in is not for the journey to say";
}

} // namespace
} // namespace gatehouse::journey
