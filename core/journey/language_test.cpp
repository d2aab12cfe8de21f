// What a policy of one's own may say, run: small journeys over the built-in base. Facts: policy_language.md.
#include "core/journey/language_world_test.h"

namespace gatehouse::journey {
namespace {

TEST_F(LanguageTest, AttributesAndPeopleAreRemovedFromTheDirectory)
{
    change_user(kAda, [](User& user) { user.attributes.insert_or_assign("city", std::string("London")); });
    std::string const key = "<InputClaims>" + claim("InputClaim", "objectId", R"(Required="true")") + "</InputClaims>";
    go(leaf({ "Clear" },
        profile("Clear", "AzureActiveDirectoryProvider",
            metadata({ { "Operation", "DeleteClaims" } }) + key + "<PersistedClaims>" + claim("PersistedClaim", "city")
                + "</PersistedClaims>")));
    ASSERT_TRUE(finished());
    EXPECT_EQ(attribute("city"), "");
    EXPECT_EQ(attribute("displayName"), "Ada");
    go(leaf({ "Remove" },
        profile(
            "Remove", "AzureActiveDirectoryProvider", metadata({ { "Operation", "DeleteClaimsPrincipal" } }) + key)));
    EXPECT_EQ(refused(), 90053) << "nobody is left to issue a token for";
    EXPECT_FALSE(find_user(kAda));
}

TEST_F(LanguageTest, APersistedClaimMayLeaveWhatIsThere)
{
    change_user(kAda, [](User& user) { user.attributes.insert_or_assign("city", std::string("London")); });
    auto const write = [&](std::string const& attributes) {
        go(leaf({ "Set", "Write" },
            setting("Set", fixed("city", "Paris"))
                + profile("Write", "AzureActiveDirectoryProvider",
                    metadata({ { "Operation", "Write" } }) + "<InputClaims>" + claim("InputClaim", "objectId")
                        + "</InputClaims><PersistedClaims>" + claim("PersistedClaim", "city", attributes)
                        + "</PersistedClaims>")));
        return attribute("city");
    };
    EXPECT_EQ(write(R"(OverwriteIfExists="false")"), "London");
    EXPECT_EQ(write(""), "Paris");
}

TEST_F(LanguageTest, ANewAddressTakesThePlaceOfTheFirstAndLeavesTheOthers)
{
    std::string const other = "ada@home.test";
    change_user(kAda, [&](User& user) {
        user.identities.push_back({ SignInType::EmailAddress, user.identities.front().issuer, other });
    });
    auto const write = [&](std::string const& address) {
        go(leaf({ "Set", "Write" },
            setting("Set", fixed("city", address))
                + profile("Write", "AzureActiveDirectoryProvider",
                    metadata({ { "Operation", "Write" } }) + "<InputClaims>" + claim("InputClaim", "objectId")
                        + "</InputClaims><PersistedClaims>"
                        + claim("PersistedClaim", "city", R"(PartnerClaimType="signInNames.emailAddress")")
                        + "</PersistedClaims>")));
        std::string names;
        for (Identity const& one : find_user(other)->identities)
            names += one.value + " ";
        return names;
    };
    EXPECT_EQ(write("new@example.test"), "new@example.test ada@home.test ");
    EXPECT_EQ(write("ADA@home.test"), "new@example.test ADA@home.test ");
}

TEST_F(LanguageTest, AnApiIsSentTheClaimsWhereTheProfileSays)
{
    FakeApi api;
    services.rest = &api;
    auto const call = [&](Pairs items) {
        api.urls.clear();
        api.bodies.clear();
        items.insert(items.begin(), { "ServiceUrl", "https://api.example.test/check" });
        go(leaf({ "Set", "Rest" },
            setting("Set", fixed("city", "a b"))
                + profile("Rest", "RestfulProvider",
                    metadata(items) + "<InputClaims>" + claim("InputClaim", "city", R"(PartnerClaimType="town")")
                        + "</InputClaims>")));
        EXPECT_TRUE(finished());
        return api.urls.at(0) + " " + api.bodies.at(0);
    };
    std::string const address = "https://api.example.test/check";
    EXPECT_EQ(call({ { "SendClaimsIn", "Body" } }), address + R"( {"town":"a b"})");
    EXPECT_EQ(call({ { "SendClaimsIn", "Form" } }), address + " town=a%20b");
    EXPECT_EQ(call({ { "SendClaimsIn", "QueryString" } }), address + "?town=a%20b ");
    EXPECT_EQ(call({ { "SendClaimsIn", "Header" } }), address + " ");
    EXPECT_EQ(api.header("town"), "a b");
    EXPECT_EQ(call({ { "ClaimUsedForRequestPayload", "town" } }), address + " a b");
}

TEST_F(LanguageTest, AnApiAnswersWithNestedValues)
{
    FakeApi api;
    services.rest = &api;
    api.body = R"({"data":[{"to":"London","n":7}],"city":"not this"})";
    auto const told_by = [&](std::string const& resolves) {
        go(leaf({ "Rest" },
            profile("Rest", "RestfulProvider",
                metadata(
                    { { "ServiceUrl", "https://api.example.test/" }, { "ResolveJsonPathsInJsonTokens", resolves } })
                    + "<OutputClaims>" + claim("OutputClaim", "city", R"(PartnerClaimType="data[0].to")")
                    + claim("OutputClaim", "postalCode", R"(PartnerClaimType="$.data[0].n")")
                    + claim("OutputClaim", "surname", R"(PartnerClaimType="data[1].to")") + "</OutputClaims>"),
            { "city", "postalCode", "surname" }));
        return told("city") + " " + told("postalCode") + " " + told("surname");
    };
    EXPECT_EQ(told_by("true"), "London 7 ");
    EXPECT_EQ(told_by("false"), "  ");
}

TEST_F(LanguageTest, AMaskHidesWhatIsOnlyShown)
{
    auto const shown = [&](std::string const& mask, std::string const& input, std::string const& value) {
        Leaf wanted = leaf({ "Set", "Page" },
            setting("Set", fixed("secretive", value))
                + form_page("Page", claim("OutputClaim", "secretive") + claim("OutputClaim", "displayName"), "", {},
                    "<InputClaims>" + claim("InputClaim", "secretive") + "</InputClaims>"),
            { "secretive" });
        wanted.building = "<ClaimsSchema><ClaimType Id=\"secretive\"><DisplayName>S</DisplayName><DataType>string"
                          "</DataType>"
            + mask + "<UserInputType>" + input + "</UserInputType></ClaimType></ClaimsSchema>";
        go(wanted);
        return field("secretive") ? field("secretive")->value : "(none)";
    };
    std::string const simple = R"(<Mask Type="Simple">XXX-XXX-</Mask>)";
    EXPECT_EQ(shown(simple, "Readonly", "+49 170 1234"), "XXX-XXX-1234");
    send({ { "displayName", "Ada" } });
    EXPECT_EQ(told("secretive"), "+49 170 1234") << "the claim is what it was";
    EXPECT_EQ(shown(simple, "Readonly", "12"), "XXX-XXX-") << "a short one is covered whole";
    EXPECT_EQ(shown(simple, "TextBox", "+49 170 1234"), "+49 170 1234") << "what is posted is not masked";
    EXPECT_EQ(
        shown(R"x(<Mask Type="Regex" Regex="(?&lt;=.).(?=.*@)">*</Mask>)x", "Readonly", "ada@x.test"), "a**@x.test");
}

TEST_F(LanguageTest, TelemetryNeverChangesAJourney)
{
    Leaf wanted = leaf({ "Count" },
        profile("Count", "Insights.AzureApplicationInsightsProvider",
            metadata({ { "InstrumentationKey", "key" } }) + "<InputClaims>"
                + claim("InputClaim", "city", R"(PartnerClaimType="{property:City}")") + "</InputClaims>"));
    wanted.behaviors
        += R"(<JourneyInsights TelemetryEngine="ApplicationInsights" InstrumentationKey="key" DeveloperMode="true" ClientEnabled="false" ServerEnabled="true" TelemetryVersion="1.0.0" />)";
    go(wanted);
    EXPECT_TRUE(finished());
}

TEST_F(LanguageTest, APageOfTheTenantIsAskedWithTheParametersOfThePolicy)
{
    Leaf wanted = leaf({ "Page" }, form_page("Page", claim("OutputClaim", "displayName"), ""));
    wanted.building
        = R"(<ContentDefinitions><ContentDefinition Id="api.selfasserted"><LoadUri>https://pages.example.test/page</LoadUri></ContentDefinition></ContentDefinitions>)";
    wanted.behaviors
        += R"(<ContentDefinitionParameters><Parameter Name="campaignId">{OAUTH-KV:campaign}</Parameter></ContentDefinitionParameters>)";
    use(wanted);
    ASSERT_TRUE(plan);
    start(asked([](Request& request) { request.parameters.add("campaign", "a&b"); }));
    ASSERT_TRUE(page() && page()->own);
    EXPECT_EQ(page()->own->address, "https://pages.example.test/page?campaignId=a%26b&ui_locales=en");
}

TEST_F(LanguageTest, ProfilesRunWhenTheirClaimOrItemIsThere)
{
    auto const ran = [&](std::string const& when, std::string const& value, bool with_items) {
        std::string const conditions
            = metadata({ { "ClaimTypeOnWhichToEnable", "things" }, { "ClaimValueOnWhichToEnable", value } });
        Leaf wanted = leaf(with_items ? std::vector<std::string>{ "Set", "Then" } : std::vector<std::string>{ "Then" },
            setting("Set", fixed("things", "apple"))
                + profile("Then", "ClaimsTransformationProtocolProvider",
                    conditions + "<OutputClaims>" + fixed("city", "ran") + "</OutputClaims><EnabledForUserJourneys>"
                        + when + "</EnabledForUserJourneys>"),
            { "city" });
        wanted.building = "<ClaimsSchema>" + claim_type("things", "stringCollection") + "</ClaimsSchema>";
        go(wanted);
        return told("city") == "ran";
    };
    EXPECT_TRUE(ran("OnClaimsExistence", "", true));
    EXPECT_FALSE(ran("OnClaimsExistence", "", false));
    EXPECT_TRUE(ran("OnItemExistenceInStringCollectionClaim", "apple", true));
    EXPECT_FALSE(ran("OnItemExistenceInStringCollectionClaim", "pear", true));
    EXPECT_TRUE(ran("OnItemAbsenceInStringCollectionClaim", "pear", true));
    EXPECT_FALSE(ran("OnItemAbsenceInStringCollectionClaim", "apple", true));
    EXPECT_FALSE(ran("Never", "", true));
}

TEST_F(LanguageTest, ACallComesBackAndATransferDoesNot)
{
    auto const run_sub = [&](std::string const& type) {
        Leaf wanted = leaf(
            {}, setting("In", fixed("city", "in")) + setting("After", fixed("state", "after")), { "city", "state" });
        wanted.journeys = "<UserJourney Id=\"Own\"><OrchestrationSteps>" + exchange(1, "Who")
            + step(2, "InvokeSubJourney", R"(<JourneyList><Candidate SubJourneyReferenceId="Sub" /></JourneyList>)")
            + exchange(3, "After") + send_claims(4) + "</OrchestrationSteps></UserJourney>";
        wanted.sub_journeys = "<SubJourney Id=\"Sub\" Type=\"" + type + "\"><OrchestrationSteps>" + exchange(1, "In")
            + (type == "Transfer" ? send_claims(2) : "") + "</OrchestrationSteps></SubJourney>";
        go(wanted);
        EXPECT_TRUE(finished());
        return told("city") + "," + told("state");
    };
    EXPECT_EQ(run_sub("Call"), "in,after");
    EXPECT_EQ(run_sub("Transfer"), "in,");
}

TEST_F(LanguageTest, TheContextOfTheJourneyBecomesClaims)
{
    std::string const outputs = "<OutputClaims>" + claim("OutputClaim", "city", R"(PartnerClaimType="IP-Address")")
        + claim("OutputClaim", "state", R"(PartnerClaimType="CorrelationId")") + "</OutputClaims>";
    Leaf const wanted
        = leaf({ "Context" }, profile("Context", "UserJourneyContextProvider", outputs), { "city", "state" });
    use(wanted);
    start(asked([](Request& request) { request.address = "192.0.2.9"; }));
    ASSERT_TRUE(finished());
    EXPECT_EQ(told("city"), "192.0.2.9");
    EXPECT_EQ(told("state").size(), 36U);
}

TEST_F(LanguageTest, ADateTimeIsSecondsInATokenAndAListAnArray)
{
    Leaf wanted = leaf({ "Set" }, setting("Set", fixed("then", "2026-11-22T12:00:00Z") + fixed("things", "apple")),
        { "then", "things" });
    wanted.building = "<ClaimsSchema>" + claim_type("then", "dateTime") + claim_type("things", "stringCollection")
        + "</ClaimsSchema>";
    go(wanted);
    ASSERT_TRUE(finished());
    EXPECT_EQ(finished()->claims.integer("then"), 1'795'348'800);
    ASSERT_TRUE(finished()->claims.array("things"));
    EXPECT_EQ(finished()->claims.array("things")->size(), 1U);
}

TEST_F(LanguageTest, ValidationsGoOnOrStopAsTheySay)
{
    // The first fails, for there is no such person.
    std::string const failing = profile("Fails", "AzureActiveDirectoryProvider",
        metadata({ { "Operation", "Read" } }) + "<InputClaims>"
            + claim("InputClaim", "city", R"(PartnerClaimType="signInNames.emailAddress")") + "</InputClaims>");
    auto const after = [&](std::string const& first, std::string const& second) {
        go(leaf({ "Ask" },
            failing + setting("One", fixed("state", "one")) + setting("Two", fixed("state", "two"))
                + form_page("Ask", claim("OutputClaim", "city") + claim("OutputClaim", "state"),
                    first + second + validated_by("Two")),
            { "state" }));
        send({ { "city", "nowhere" } });
        return finished() ? told("state") : "refused";
    };
    EXPECT_EQ(after(validated_by("Fails"), ""), "refused");
    EXPECT_EQ(after(validated_by("Fails", R"(ContinueOnError="true")"), ""), "two");
    EXPECT_EQ(after(validated_by("One"), ""), "two");
    EXPECT_EQ(after(validated_by("One", R"(ContinueOnSuccess="false")"), ""), "one");
}

TEST_F(LanguageTest, APageThatFailsTooOftenEndsTheJourney)
{
    std::string const failing = profile("Fails", "AzureActiveDirectoryProvider",
        metadata({ { "Operation", "Read" } }) + "<InputClaims>"
            + claim("InputClaim", "city", R"(PartnerClaimType="signInNames.emailAddress")") + "</InputClaims>");
    go(leaf({ "Ask" },
        failing
            + form_page(
                "Ask", claim("OutputClaim", "city"), validated_by("Fails"), { { "setting.retryLimit", "2" } })));
    send({ { "city", "nowhere" } });
    ASSERT_TRUE(page());
    send({ { "city", "nowhere" } });
    EXPECT_EQ(refused(), 90157);
}

TEST_F(LanguageTest, AnEmptiedFieldIsAnEmptyClaimUnlessTheProfileKeepsIt)
{
    auto const left = [&](std::string const& allowed) {
        go(leaf({ "Set", "Ask", "Look" },
            setting("Set", fixed("city", "London"))
                + form_page("Ask", claim("OutputClaim", "city"), "",
                    { { "AllowGenerationOfClaimsWithNullValues", allowed } },
                    "<InputClaims>" + claim("InputClaim", "city") + "</InputClaims>")
                + setting("Look", claim("OutputClaim", "city", R"(DefaultValue="none")")),
            { "city" }));
        EXPECT_EQ(field("city") ? field("city")->value : "", "London");
        send({ { "city", "" } });
        return told("city");
    };
    EXPECT_EQ(left("true"), "");
    EXPECT_EQ(left("false"), "London");
}

TEST_F(LanguageTest, AOneTimePasswordIsForItsIdentifierAndCountsTries)
{
    auto const otp = [](std::string const& id, std::string const& operation, std::string const& claims) {
        return profile(id, "OneTimePasswordProtocolProvider",
            metadata({ { "Operation", operation }, { "CodeLength", "8" }, { "NumRetryAttempts", "2" } }) + claims);
    };
    std::string const identifier = claim("InputClaim", "city", R"(PartnerClaimType="identifier")");
    std::string const providers
        = otp("Make", "GenerateCode",
              "<InputClaims>" + identifier + "</InputClaims><OutputClaims>"
                  + claim("OutputClaim", "jobTitle", R"(PartnerClaimType="otpGenerated")") + "</OutputClaims>")
        + otp("Check", "VerifyCode",
            "<InputClaims>" + identifier + claim("InputClaim", "state", R"(PartnerClaimType="otpToVerify")")
                + "</InputClaims>");
    std::string const control
        = R"(<DisplayControls><DisplayControl Id="c" UserInterfaceControlType="VerificationControl"><DisplayClaims>)"
        + claim("DisplayClaim", "city", R"(Required="true")")
        + claim("DisplayClaim", "state", R"(ControlClaimType="VerificationCode")") + "</DisplayClaims><OutputClaims>"
        + claim("OutputClaim", "city") + R"(</OutputClaims><Actions>)"
        + R"(<Action Id="SendCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Make" /><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Tell" /></ValidationClaimsExchange></Action>)"
        + R"(<Action Id="VerifyCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="Check" /></ValidationClaimsExchange></Action>)"
        + "</Actions></DisplayControl></DisplayControls>";
    FakeApi api;
    api.body.clear();
    services.rest = &api;
    // The code goes out by an API of the tenant's, as a mail service is called.
    std::string const tell = profile("Tell", "RestfulProvider",
        metadata({ { "ServiceUrl", "https://mail.example.test/" }, { "SendClaimsIn", "QueryString" } })
            + "<InputClaims>" + claim("InputClaim", "jobTitle", R"(PartnerClaimType="code")") + "</InputClaims>");
    Leaf wanted = leaf({ "Ask" },
        providers + tell
            + profile("Ask", "SelfAssertedAttributeProvider",
                metadata({ { "ContentDefinitionReferenceId", "api.selfasserted" } })
                    + R"(<DisplayClaims><DisplayClaim DisplayControlReferenceId="c" /></DisplayClaims><OutputClaims>)"
                    + claim("OutputClaim", "city") + "</OutputClaims>"),
        { "city" });
    wanted.building = control;
    go(wanted);
    act(Action::SendCode, { { "city", "here" } }, "c");
    ASSERT_EQ(api.urls.size(), 1U);
    std::string const sent = api.urls[0].substr(api.urls[0].rfind('=') + 1);
    EXPECT_EQ(sent.size(), 8U);
    act(Action::VerifyCode, { { "city", "elsewhere" }, { "state", sent } }, "c");
    EXPECT_NE(field("city")->verification->phase, Verification::Phase::Verified) << "for another identifier";
    act(Action::VerifyCode, { { "city", "here" }, { "state", sent } }, "c");
    EXPECT_EQ(field("city")->verification->phase, Verification::Phase::Verified);
    send({ { "city", "here" } });
    EXPECT_EQ(told("city"), "here");
    // Two wrong ones are the limit that this profile sets.
    go(wanted);
    act(Action::SendCode, { { "city", "here" } }, "c");
    std::string const second = api.urls[1].substr(api.urls[1].rfind('=') + 1);
    for (int i = 0; i < 2; ++i)
        act(Action::VerifyCode, { { "city", "here" }, { "state", "00000000" } }, "c");
    act(Action::VerifyCode, { { "city", "here" }, { "state", second } }, "c");
    EXPECT_NE(field("city")->verification->phase, Verification::Phase::Verified);
}

TEST_F(LanguageTest, ValuesAreHeldAgainstPredicatesAndRestrictions)
{
    std::string const predicates
        = R"(<Predicates><Predicate Id="old" Method="IsDateRange"><Parameters><Parameter Id="Minimum">1900-01-01</Parameter><Parameter Id="Maximum">Today</Parameter></Parameters></Predicate>)"
          R"(<Predicate Id="vowel" Method="IncludesCharacters"><Parameters><Parameter Id="CharacterSet">aeiou</Parameter></Parameters></Predicate></Predicates>)"
          R"(<InputValidations><InputValidation Id="in"><PredicateReferences Id="r" MatchAtLeast="1"><PredicateReference Id="vowel" /></PredicateReferences></InputValidation></InputValidations>)"
          R"(<PredicateValidations><PredicateValidation Id="v"><PredicateGroups><PredicateGroup Id="g"><PredicateReferences><PredicateReference Id="old" /></PredicateReferences></PredicateGroup></PredicateGroups></PredicateValidation></PredicateValidations>)";
    Leaf wanted = leaf({ "Ask" },
        form_page(
            "Ask", claim("OutputClaim", "born") + claim("OutputClaim", "word") + claim("OutputClaim", "pick"), ""),
        { "born", "word", "pick" });
    wanted.building = "<ClaimsSchema>"
        + claim_type(
            "born", "date", R"(<UserInputType>DateTimeDropdown</UserInputType><PredicateValidationReference Id="v" />)")
        + claim_type("word", "string", R"(<UserInputType>TextBox</UserInputType><InputValidationReference Id="in" />)")
        + claim_type("pick", "string",
            R"(<UserInputType>RadioSingleSelect</UserInputType><Restriction><Enumeration Text="One" Value="1" /></Restriction>)")
        + "</ClaimsSchema>" + predicates;
    go(wanted);
    auto const wrong = [&](std::string const& id, std::string const& value) {
        send({ { id, value } });
        return field(id) && !field(id)->error.empty();
    };
    EXPECT_TRUE(wrong("born", "2999-01-01"));
    EXPECT_TRUE(wrong("word", "xyz"));
    EXPECT_TRUE(wrong("pick", "2"));
    send({ { "born", "1990-02-03" }, { "word", "yes" }, { "pick", "1" } });
    EXPECT_EQ(told("born") + " " + told("word") + " " + told("pick"), "1990-02-03 yes 1");
}

TEST_F(LanguageTest, OptionsFollowTheLanguage)
{
    Leaf wanted = leaf({ "Ask" }, form_page("Ask", claim("OutputClaim", "pick"), ""));
    wanted.building = "<ClaimsSchema>"
        + claim_type("pick", "string",
            R"(<UserInputType>DropdownSingleSelect</UserInputType><Restriction><Enumeration Text="One" Value="1" /></Restriction>)")
        + R"(</ClaimsSchema><Localization Enabled="true"><LocalizedResources Id="api.selfasserted.de"><LocalizedCollections><LocalizedCollection ElementType="ClaimType" ElementId="pick" TargetCollection="Restriction"><Item Text="Eins" Value="1" /></LocalizedCollection></LocalizedCollections></LocalizedResources></Localization>)";
    use(wanted);
    start(asked([](Request& request) { request.ui_locales = "de"; }));
    ASSERT_TRUE(field("pick"));
    ASSERT_EQ(field("pick")->options.size(), 1U);
    EXPECT_EQ(field("pick")->options[0].text, "Eins");
}

TEST_F(LanguageTest, ATextMessageOfAProfileIsCheckedByItsSister)
{
    auto const sms = [](std::string const& id, std::string const& operation, std::string const& more) {
        return profile(id, "AzureMfaProtocolProvider",
            metadata({ { "Operation", operation } }) + "<InputClaims>"
                + claim("InputClaim", "city", R"(PartnerClaimType="phoneNumber")") + more + "</InputClaims>");
    };
    std::string const control
        = R"(<DisplayControls><DisplayControl Id="c" UserInterfaceControlType="VerificationControl"><DisplayClaims>)"
        + claim("DisplayClaim", "city", R"(Required="true")")
        + claim("DisplayClaim", "state", R"(ControlClaimType="VerificationCode")")
        + R"(</DisplayClaims><Actions><Action Id="SendCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="SendSms" /></ValidationClaimsExchange></Action><Action Id="VerifyCode"><ValidationClaimsExchange><ValidationClaimsExchangeTechnicalProfile TechnicalProfileReferenceId="CheckSms" /></ValidationClaimsExchange></Action></Actions></DisplayControl></DisplayControls>)";
    Leaf wanted = leaf({ "Ask" },
        sms("SendSms", "OneWaySMS", "")
            + sms("CheckSms", "Verify", claim("InputClaim", "state", R"(PartnerClaimType="verificationCode")"))
            + profile("Ask", "SelfAssertedAttributeProvider",
                metadata({ { "ContentDefinitionReferenceId", "api.selfasserted" } })
                    + R"(<DisplayClaims><DisplayClaim DisplayControlReferenceId="c" /></DisplayClaims><OutputClaims>)"
                    + claim("OutputClaim", "city") + "</OutputClaims>"),
        { "city" });
    wanted.building = control;
    go(wanted);
    act(Action::SendCode, { { "city", "+491701234567" } }, "c");
    EXPECT_EQ(messages_sent(), 1U);
    act(Action::VerifyCode, { { "city", "+491701234567" }, { "state", "x" } }, "c");
    EXPECT_FALSE(field("city")->verification->error.empty());
    act(Action::VerifyCode, { { "city", "+491701234567" }, { "state", code() } }, "c");
    send({ { "city", "+491701234567" } });
    EXPECT_EQ(told("city"), "+491701234567");
}

TEST_F(LanguageTest, WithoutAGatewayNobodyWaitsForATextMessage)
{
    services.text_messages = Services::TextMessages::Nowhere;
    go(leaf({ "Number", "Ask" },
        setting("Number", fixed("city", "+491701234567"))
            + profile("SendSms", "AzureMfaProtocolProvider",
                metadata({ { "Operation", "OneWaySMS" } }) + "<InputClaims>"
                    + claim("InputClaim", "city", R"(PartnerClaimType="phoneNumber")") + "</InputClaims>")
            + form_page("Ask", claim("OutputClaim", "state"), validated_by("SendSms"),
                { { "UserMessageIfCouldntSendSms", "Please call us." } })));
    submit({ { "state", "x" } });
    ASSERT_TRUE(page());
    EXPECT_EQ(page()->error, "Please call us.");
    EXPECT_EQ(messages_sent(), 0U);
}

TEST_F(LanguageTest, AButtonThatIsPressedSaysSoInItsClaim)
{
    Leaf wanted = leaf({ "Ask" },
        form_page("Ask", claim("OutputClaim", "later") + claim("OutputClaim", "size"), "", {},
            "<InputClaims>" + claim("InputClaim", "size", R"(DefaultValue="large")") + "</InputClaims>"),
        { "later", "size" });
    std::string const input = "<UserInputType>Button</UserInputType>";
    wanted.building = "<ClaimsSchema>" + claim_type("later", "boolean", input) + claim_type("size", "string", input)
        + "</ClaimsSchema>";
    go(wanted);
    ASSERT_TRUE(field("size"));
    EXPECT_EQ(field("size")->value, "large");
    // What a button says is the policy's, whatever is posted.
    send({ { "size", "huge" } });
    EXPECT_EQ(told("size"), "large");
    EXPECT_FALSE(finished()->claims.find("later"));
    go(wanted);
    send({ { "later", "no" } });
    ASSERT_TRUE(finished());
    EXPECT_EQ(finished()->claims.boolean("later"), true);
    EXPECT_EQ(told("size"), "");
}

// attack-20: whatever the policy names as the person of the journey.
TEST_F(LanguageTest, Attack20ASessionAnswersForItsOwnPersonOnly)
{
    UserId const eve = add_user("eve@example.test", "Correct-horse-1");
    use(with_providers(second_factor("Email")));
    start();
    sign_in("eve@example.test", "Correct-horse-1");
    act(Action::SendCode, {}, "emailVerificationControl");
    act(Action::VerifyCode, { { "emailCode", code() } }, "emailVerificationControl");
    send({});
    ASSERT_TRUE(finished());
    auto const remembered = [&](UserId const& person) {
        ada = person;
        go(leaf({ "Mfa-Session" }, "", { "isActiveMFASession" }));
        return finished() && finished()->claims.find("isActiveMFASession");
    };
    EXPECT_TRUE(remembered(eve));
    EXPECT_FALSE(remembered(find_user(kAda)->id));
}

// A page under the same session provider is no sign-in, unless a password was typed on it.
TEST_F(LanguageTest, OnlyAFirstFactorAnswersASignIn)
{
    go(leaf({ "Ask" },
        profile("Ask", "SelfAssertedAttributeProvider",
            metadata({ { "ContentDefinitionReferenceId", "api.selfasserted" } }) + "<OutputClaims>"
                + claim("OutputClaim", "city")
                + R"(</OutputClaims><UseTechnicalProfileForSessionManagement ReferenceId="SM-Directory" />)")));
    send({ { "city", "London" } });
    ASSERT_TRUE(finished());
    ASSERT_FALSE(session_digest.empty());
    use(Leaf{});
    start();
    EXPECT_TRUE(field("password"));
}

TEST_F(LanguageTest, ANewPersonIsToldApartInTheToken)
{
    Leaf wanted = collecting_names();
    wanted.outputs = claim("OutputClaim", "newUser");
    use(wanted);
    start(asked([](Request& request) { request.prompt = "create"; }));
    verify_email(*this, "new@example.test");
    send(sign_up_form("new@example.test"));
    ASSERT_TRUE(finished());
    EXPECT_EQ(finished()->claims.boolean("newUser"), true);
    session_digest.clear();
    start();
    sign_in("new@example.test", "Correct-horse-1");
    ASSERT_TRUE(finished());
    EXPECT_FALSE(finished()->claims.find("newUser"));
}

} // namespace
} // namespace gatehouse::journey
