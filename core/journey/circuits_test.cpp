// What people are told when an API does not answer, and when it is no longer asked.
#include "core/journey/circuits.h"

#include "core/journey/world_test.h"

namespace gatehouse::journey {
namespace {

constexpr Time kNow{};

void fail_often(Circuits& circuits, std::string const& api, Time now)
{
    for (int i = 0; i < Circuits::kFailures; ++i)
        circuits.did_not_answer(api, now);
}

TEST(Circuits, OpenAfterFailuresInARowAndForThatApiOnly)
{
    Circuits circuits;
    for (int i = 1; i < Circuits::kFailures; ++i)
        circuits.did_not_answer("a", kNow);
    EXPECT_TRUE(circuits.may_call("a", kNow));
    circuits.answered("a");
    fail_often(circuits, "a", kNow);
    EXPECT_FALSE(circuits.may_call("a", kNow));
    EXPECT_FALSE(circuits.may_call("a", kNow + Circuits::kOpen - std::chrono::seconds(1)));
    EXPECT_TRUE(circuits.may_call("b", kNow));
}

TEST(Circuits, OneCallTriesAndItsAnswerDecides)
{
    Circuits circuits;
    fail_often(circuits, "a", kNow);
    Time const later = kNow + Circuits::kOpen;
    EXPECT_TRUE(circuits.may_call("a", later));
    EXPECT_FALSE(circuits.may_call("a", later)) << "the others wait";
    circuits.did_not_answer("a", later);
    EXPECT_FALSE(circuits.may_call("a", later + Circuits::kOpen - std::chrono::seconds(1)));
    EXPECT_TRUE(circuits.may_call("a", later + Circuits::kOpen));
    circuits.answered("a");
    EXPECT_TRUE(circuits.may_call("a", later + Circuits::kOpen));
}

// A page with one text, whose API checks it.
Leaf checking(std::string const& metadata)
{
    Leaf leaf = with_journey("Check",
        R"(<TechnicalProfile Id="Page"><DisplayName>Page</DisplayName><Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.SelfAssertedAttributeProvider, Web.TPEngine" /><Metadata><Item Key="ContentDefinitionReferenceId">api.selfasserted</Item></Metadata><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" /></OutputClaims><ValidationTechnicalProfiles><ValidationTechnicalProfile ReferenceId="Api" /></ValidationTechnicalProfiles></TechnicalProfile>)"
        R"(<TechnicalProfile Id="Api"><DisplayName>Api</DisplayName><Protocol Name="Proprietary" Handler="Web.TPEngine.Providers.RestfulProvider, Web.TPEngine" /><Metadata><Item Key="ServiceUrl">https://api.example.test/check</Item><Item Key="SendClaimsIn">Body</Item>)"
            + metadata
            + R"(</Metadata><InputClaims><InputClaim ClaimTypeReferenceId="displayName" /></InputClaims></TechnicalProfile>)");
    leaf.journeys
        = R"(<UserJourney Id="Check"><OrchestrationSteps><OrchestrationStep Order="1" Type="ClaimsExchange"><ClaimsExchanges><ClaimsExchange Id="PageExchange" TechnicalProfileReferenceId="Page" /></ClaimsExchanges></OrchestrationStep><OrchestrationStep Order="2" Type="SendClaims" CpimIssuerTechnicalProfileReferenceId="JwtIssuer" /></OrchestrationSteps></UserJourney>)";
    return leaf;
}

struct UnreachedTest : testing::Test {
    std::string told(std::string const& metadata, NoReply why, std::string const& language = "en")
    {
        World world(checking(metadata));
        world.services.rest = &api;
        api.down_for = 2;
        api.why = why;
        world.start(asked([&](Request& request) { request.ui_locales = language; }));
        world.submit({ { "displayName", "Ada" } });
        return world.page() ? world.page()->error : "no page";
    }
    FakeApi api;
};

TEST_F(UnreachedTest, EachReasonHasItsWords)
{
    std::string const own
        = R"(<Item Key="UserMessageIfRequestTimeout">late: {0} s, {1}</Item><Item Key="UserMessageIfDnsResolutionFailed">nowhere: {0}</Item><Item Key="DefaultUserMessageIfRequestFailed">down</Item>)";
    EXPECT_EQ(told(own, NoReply::TooLate), "late: 10 s, https://api.example.test/check");
    EXPECT_EQ(told(own, NoReply::UnknownHost), "nowhere: https://api.example.test/check");
    EXPECT_EQ(told(own, NoReply::Other), "down");
    std::string const one = R"(<Item Key="DefaultUserMessageIfRequestFailed">down</Item>)";
    EXPECT_EQ(told(one, NoReply::TooLate), "down") << "an author who has one text for all";
    std::string const late = told("", NoReply::TooLate);
    EXPECT_NE(late, told("", NoReply::UnknownHost));
    EXPECT_EQ(late.find("api.example.test"), std::string::npos) << "where the API is, is the author's to tell";
    EXPECT_NE(late, told("", NoReply::TooLate, "de"));
}

TEST_F(UnreachedTest, AnApiThatDoesNotAnswerIsLeftAloneForAWhile)
{
    World world(checking(R"(<Item Key="UserMessageIfCircuitOpen">resting</Item>)"));
    world.services.rest = &api;
    world.start();
    api.down_for = 6;
    for (int i = 0; i < 3; ++i) {
        world.submit({ { "displayName", "Ada" } });
        ASSERT_TRUE(world.page());
        EXPECT_NE(world.page()->error, "resting") << i;
    }
    api.down_for = 0;
    world.submit({ { "displayName", "Ada" } });
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->error, "resting");
    EXPECT_EQ(api.urls.size(), 6U) << "nobody was asked";
    world.clock.advance(Circuits::kOpen);
    world.submit({ { "displayName", "Ada" } });
    EXPECT_TRUE(world.accepted());
    EXPECT_EQ(api.urls.size(), 7U);
}

// A server that answers with trouble of its own is there: one bad request must not close it for everybody.
TEST_F(UnreachedTest, AnAnswerOfAnyKindKeepsTheCircuitClosed)
{
    World world(checking(""));
    world.services.rest = &api;
    world.start();
    api.status = 500;
    for (int i = 0; i < 8; ++i)
        world.submit({ { "displayName", "Ada" } });
    EXPECT_EQ(api.urls.size(), 16U);
}

} // namespace
} // namespace gatehouse::journey
