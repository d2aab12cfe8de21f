// Transformations that ask the policy around them.
#include "core/journey/language_world_test.h"

namespace gatehouse::journey {
namespace {

std::string transformation(std::string const& id, std::string const& method, std::string const& rest)
{
    return "<ClaimsTransformation Id=\"" + id + "\" TransformationMethod=\"" + method + "\">" + rest
        + "</ClaimsTransformation>";
}
std::string argument(std::string const& element, std::string const& claim, std::string const& name)
{
    return "<" + element + "s><" + element + " ClaimTypeReferenceId=\"" + claim + "\" TransformationClaimType=\"" + name
        + "\" /></" + element + "s>";
}
std::string text(std::string const& type, std::string const& id, std::string const& value)
{
    return "<LocalizedString ElementType=\"" + type + "\" StringId=\"" + id + "\">" + value + "</LocalizedString>";
}
std::string after(std::string const& ids)
{
    std::string out = "<OutputClaimsTransformations>";
    for (std::string const& id : split(ids, ','))
        out += "<OutputClaimsTransformation ReferenceId=\"" + id + "\" />";
    return out + "</OutputClaimsTransformations>";
}

// The page in German: a greeting, a subject, and the countries by their German names.
std::string const kBuilding = "<ClaimsSchema>" + claim_type("subject", "string")
    + claim_type("land", "string", R"(<Restriction><Enumeration Text="Germany" Value="de" /></Restriction>)")
    + claim_type("number", "string", R"(<PredicateValidationReference Id="Number" />)") + "</ClaimsSchema>"
    + R"(<Predicates><Predicate Id="Plus" Method="MatchesRegex"><Parameters><Parameter Id="RegularExpression">^\+</Parameter></Parameters></Predicate></Predicates>)"
    + R"(<PredicateValidations><PredicateValidation Id="Number"><PredicateGroups><PredicateGroup Id="g"><PredicateReferences><PredicateReference Id="Plus" /></PredicateReferences></PredicateGroup></PredicateGroups></PredicateValidation></PredicateValidations>)"
    + "<ClaimsTransformations>"
    + transformation("Greet", "FormatLocalizedString",
        argument("InputClaim", "displayName", "first")
            + R"(<InputParameters><InputParameter Id="stringFormatId" DataType="string" Value="greeting" /></InputParameters>)"
            + argument("OutputClaim", "city", "outputClaim"))
    + transformation("Texts", "GetLocalizedStringsTransformation", argument("OutputClaim", "subject", "mail_subject"))
    + transformation("Land", "GetMappedValueFromLocalizedCollection",
        argument("InputClaim", "country", "mapFromClaim") + argument("OutputClaim", "land", "restrictionValueClaim"))
    + transformation("Number", "CopyClaimIfPredicateMatch",
        argument("InputClaim", "postalCode", "inputClaim") + argument("OutputClaim", "number", "outputClaim"))
    + "</ClaimsTransformations>"
    + R"(<ContentDefinitions><ContentDefinition Id="api.selfasserted"><LocalizedResourcesReferences><LocalizedResourcesReference Language="de" LocalizedResourcesReferenceId="own.de" /></LocalizedResourcesReferences></ContentDefinition></ContentDefinitions>)"
    + R"(<Localization Enabled="true"><SupportedLanguages DefaultLanguage="en"><SupportedLanguage>en</SupportedLanguage><SupportedLanguage>de</SupportedLanguage></SupportedLanguages><LocalizedResources Id="own.de"><LocalizedCollections><LocalizedCollection ElementType="ClaimType" ElementId="land" TargetCollection="Restriction"><Item Text="Deutschland" Value="de" /></LocalizedCollection></LocalizedCollections><LocalizedStrings>)"
    + text("FormatLocalizedStringTransformationClaimType", "greeting", "Hallo {0}!")
    + text("GetLocalizedStringsTransformationClaimType", "mail_subject", "Ihr Code")
    + "</LocalizedStrings></LocalizedResources></Localization>";

TEST_F(LanguageTest, TransformationsSpeakTheLanguageOfTheJourney)
{
    auto const ask = [&](std::string const& country, std::string const& number, std::string const& language) {
        std::string const set = setting("Set",
            fixed("displayName", "Ada") + fixed("country", country) + fixed("postalCode", number)
                + fixed("number", "none"));
        Leaf wanted = leaf({ "Set", "Say" },
            set
                + profile("Say", "ClaimsTransformationProtocolProvider",
                    metadata({ { "ContentDefinitionReferenceId", "api.selfasserted" } })
                        + after("Greet,Texts,Land,Number")),
            { "city", "subject", "land", "number" });
        wanted.building = kBuilding;
        use(wanted);
        ASSERT_TRUE(plan);
        start(asked([&](Request& request) { request.ui_locales = language; }));
    };
    ask("Deutschland", "+491701234567", "de-AT");
    EXPECT_EQ(told("city"), "Hallo Ada!");
    EXPECT_EQ(told("subject"), "Ihr Code");
    EXPECT_EQ(told("land"), "de");
    EXPECT_EQ(told("number"), "+491701234567");
    ask("Germany", "017", "de");
    EXPECT_EQ(told("land"), "") << "not what it is called there";
    EXPECT_EQ(told("number"), "none");
}

// A profile that validates a page has no page of its own.
TEST_F(LanguageTest, AValidationSpeaksForItsPage)
{
    Leaf wanted = leaf({ "Page" },
        form_page("Page", claim("OutputClaim", "displayName") + claim("OutputClaim", "subject"), validated_by("Say"))
            + profile("Say", "ClaimsTransformationProtocolProvider",
                "<OutputClaims>" + claim("OutputClaim", "subject") + "</OutputClaims>" + after("Texts")),
        { "subject" });
    wanted.building = kBuilding;
    use(wanted);
    ASSERT_TRUE(plan);
    start(asked([](Request& request) { request.ui_locales = "de"; }));
    send({ { "displayName", "Ada" } });
    ASSERT_TRUE(finished());
    EXPECT_EQ(told("subject"), "Ihr Code");
}

} // namespace
} // namespace gatehouse::journey
