#include "core/policy/transforms/run_test.h"
#include "libs/testkit/golden.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::policy {
namespace {

TEST(Transforms, TheTableIsSortedAndFoundWithoutCase)
{
    auto const all = all_transforms();
    EXPECT_TRUE(std::ranges::is_sorted(all, LessIgnoringCase(), &TransformCall::method));
    EXPECT_NE(find_transform("setclaimsifregexmatch"), nullptr);
    EXPECT_EQ(find_transform("NoSuchMethod"), nullptr);
}

TEST(Transforms, TheDocumentationListsExactlyTheTable)
{
    std::string const text = testkit::read_file("docs/policy.md");
    size_t const begin = text.find('\n', text.find("<!-- transformations")) + 1;
    std::string listed(trim(std::string_view(text).substr(begin, text.find("<!-- end", begin) - begin)));
    List names = split(replace_all(listed, ", ", ","), ',');
    List table;
    for (TransformCall const* call : all_transforms())
        table.emplace_back(call->method);
    std::ranges::sort(names);
    std::ranges::sort(table);
    EXPECT_EQ(names, table);
}

TEST(Transforms, BooleansCombineAndCompare)
{
    EXPECT_EQ(run("AndClaims", { { "inputClaim1", true }, { "inputClaim2", "True" } }).text(kOut), "True");
    EXPECT_EQ(run("AndClaims", { { "inputClaim1", true }, { "inputClaim2", std::nullopt } }).text(kOut), "False");
    EXPECT_EQ(run("OrClaims", { { "inputClaim1", false }, { "inputClaim2", true } }).text(kOut), "True");
    EXPECT_EQ(run("NotClaims", { { "inputClaim", true } }).text(kOut), "False");
    EXPECT_EQ(run("CompareBooleanClaimToValue", { { "inputClaim", true } }, { { "valueToCompareTo", "true" } })
                  .text("compareResult"),
        "True");
    EXPECT_EQ(run("SetClaimIfBooleansMatch", { { "claimToMatch", true } },
                  { { "matchTo", "true" }, { "outputClaimIfMatched", "x" } })
                  .text(kOut),
        "x");
}

TEST(Transforms, AnAssertedBooleanMustBeThere)
{
    Parameters const wanted{ { "valueToCompareTo", "true" } };
    EXPECT_TRUE(run("AssertBooleanClaimIsEqualToValue", { { "inputClaim", true } }, wanted).result.has_value());
    for (std::optional<ClaimValue> const& value : { std::optional<ClaimValue>(false), std::optional<ClaimValue>() })
        EXPECT_EQ(run("AssertBooleanClaimIsEqualToValue", { { "inputClaim", value } }, wanted).text(""),
            "!UserMessageIfClaimsTransformationBooleanValueIsNotEqual");
}

TEST(Transforms, AssertedTextsMustBothBeThereAndEqual)
{
    Parameters const ordinal{ { "stringComparison", "ordinal" } };
    Parameters const any_case{ { "stringComparison", "ordinalIgnoreCase" } };
    EXPECT_TRUE(run("AssertStringClaimsAreEqual", { { "inputClaim1", "a" }, { "inputClaim2", "a" } }, ordinal)
            .result.has_value());
    EXPECT_FALSE(run("AssertStringClaimsAreEqual", { { "inputClaim1", "a" }, { "inputClaim2", "A" } }, ordinal)
            .result.has_value());
    EXPECT_TRUE(run("AssertStringClaimsAreEqual", { { "inputClaim1", "a" }, { "inputClaim2", "A" } }, any_case)
            .result.has_value());
    EXPECT_FALSE(
        run("AssertStringClaimsAreEqual", { { "inputClaim1", std::nullopt }, { "inputClaim2", std::nullopt } }, ordinal)
            .result.has_value());
}

TEST(Transforms, ComparisonsKnowTheirOperators)
{
    EXPECT_EQ(run("CompareClaims", { { "inputClaim1", "a" }, { "inputClaim2", "A" } },
                  { { "operator", "equal" }, { "ignoreCase", "true" } })
                  .text(kOut),
        "True");
    EXPECT_EQ(run("CompareClaims", { { "inputClaim1", "a" }, { "inputClaim2", std::nullopt } },
                  { { "operator", "NOT EQUAL" } })
                  .text(kOut),
        "True");
    EXPECT_EQ(run("CompareClaimToValue", { { "inputClaim1", "x" } }, { { "compareTo", "x" }, { "operator", "EQUAL" } })
                  .text(kOut),
        "True");
    EXPECT_EQ(run("CompareClaimToValue", { { "inputClaim1", "x" } }, { { "compareTo", "x" }, { "operator", "LIKE" } })
                  .text(kOut),
        "!DefaultMessage");
}

TEST(Transforms, DatesAreAssertedWithTolerance)
{
    auto const assert_later
        = [](std::optional<ClaimValue> left, std::optional<ClaimValue> right, Parameters parameters = {}) {
              return run("AssertDateTimeIsGreaterThan",
                  { { "leftOperand", std::move(left) }, { "rightOperand", std::move(right) } }, std::move(parameters))
                  .result.has_value();
          };
    EXPECT_TRUE(assert_later("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"));
    EXPECT_FALSE(assert_later("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
    EXPECT_TRUE(assert_later(
        "2026-01-01T00:00:00Z", "2026-01-01T00:04:59Z", { { "TreatAsEqualIfWithinMillseconds", "300000" } }));
    EXPECT_FALSE(assert_later(
        "2026-01-01T00:00:00Z", "2026-01-01T00:05:01Z", { { "TreatAsEqualIfWithinMillseconds", "300000" } }));
    EXPECT_FALSE(assert_later("2026-01-01", "2026-01-01", { { "AssertIfEqualTo", "true" } }));
    EXPECT_TRUE(assert_later("2026-01-01", std::nullopt));
    EXPECT_FALSE(assert_later("2026-01-01", std::nullopt, { { "AssertIfRightOperandIsNotPresent", "true" } }));
    EXPECT_FALSE(assert_later(std::nullopt, "2026-01-01"));
}

TEST(Transforms, DatesCompareAndConvert)
{
    EXPECT_EQ(run("GetCurrentDateTime", {}).text("currentDateTime"), "2026-11-22T12:00:00Z");
    EXPECT_EQ(
        run("DateTimeComparison", { { "firstDateTime", "2026-11-22T11:00:00Z" } }, { { "operator", "earlier than" } })
            .text("result"),
        "True");
    EXPECT_EQ(run("DateTimeComparison", { { "firstDateTime", "2026-11-22T11:00:00Z" } },
                  { { "operator", "later than" }, { "timeSpanInSeconds", "3601" } })
                  .text("result"),
        "True");
    EXPECT_EQ(run("ConvertDateTimeToDateClaim", { { "inputClaim", "2026-11-22T11:00:00Z" } }).text(kOut), "2026-11-22");
    EXPECT_EQ(run("ConvertDateToDateTimeClaim", { { "inputClaim", "2026-11-22" } }).text(kOut), "2026-11-22T00:00:00Z");
    EXPECT_EQ(run("IsTermsOfUseConsentRequired", { { "termsOfUseConsentDateTime", std::nullopt } },
                  { { "termsOfUseTextUpdateDateTime", "2026-01-01" } })
                  .text("result"),
        "True");
}

TEST(Transforms, CollectionsKeepOneOfEach)
{
    EXPECT_EQ(
        run("AddItemToStringCollection", { { "item", "b" }, { "collection", List{ "a" } } }).text("collection"), "a,b");
    EXPECT_EQ(
        run("AddItemToStringCollection", { { "item", "a" }, { "collection", List{ "a" } } }).text("collection"), "a");
    EXPECT_EQ(run("AddItemToStringCollection", { { "item", std::nullopt }, { "collection", std::nullopt } })
                  .text("collection"),
        "");
    EXPECT_EQ(run("AddParameterToStringCollection", {}, { { "item", "x" } }).text("collection"), "x");
    EXPECT_EQ(
        run("GetSingleItemFromStringCollection", { { "collection", List{ "a", "b" } } }).text("extractedItem"), "a");
    EXPECT_EQ(run("StringCollectionContains", { { "inputClaim", List{ "Admin" } } },
                  { { "item", "admin" }, { "ignoreCase", "true" } })
                  .text(kOut),
        "True");
    EXPECT_EQ(
        run("StringCollectionContainsClaim", { { "collection", List{ "a" } }, { "item", std::nullopt } }).text(kOut),
        "False");
}

TEST(Transforms, FormatsFollowDotNet)
{
    EXPECT_EQ(run("FormatStringClaim", { { "inputClaim", "x" } }, { { "stringFormat", "cpim_{0}@{{t}}" } }).text(kOut),
        "cpim_x@{t}");
    EXPECT_EQ(run("FormatStringMultipleClaims", { { "inputClaim1", "a" }, { "inputClaim2", std::nullopt } },
                  { { "stringFormat", "{1}-{0}" } })
                  .text(kOut),
        "-a");
    EXPECT_EQ(
        run("FormatStringClaim", { { "inputClaim", "{0}" } }, { { "stringFormat", "{0}{0}" } }).text(kOut), "{0}{0}");
    for (std::string const format : { "{1}", "{", "{x}", "{0" })
        EXPECT_EQ(run("FormatStringClaim", { { "inputClaim", "x" } }, { { "stringFormat", format } }).text(kOut),
            "!DefaultMessage")
            << format;
    EXPECT_EQ(run("FormatStringClaim", { { "inputClaim", std::string(4001, 'x') } }, { { "stringFormat", "{0}" } })
                  .text(kOut),
        "!DefaultMessage");
}

TEST(Transforms, PhoneNumbersGetTheirOneForm)
{
    auto const convert
        = [](Inputs inputs) { return run("ConvertStringToPhoneNumberClaim", std::move(inputs)).text(kOut); };
    EXPECT_EQ(convert({ { "phoneNumberString", "+1 (123) 456-7890" } }), "+11234567890");
    EXPECT_EQ(convert({ { "phoneNumberString", "(123) 456-7890" }, { "country", "US" } }), "+11234567890");
    EXPECT_EQ(convert({ { "inputClaim", "+49 170 1234567" } }), "+491701234567") << "the older name";
    EXPECT_EQ(convert({ { "phoneNumberString", std::nullopt } }), "(null)");
    EXPECT_EQ(
        convert({ { "phoneNumberString", "0170 1234567" } }), "!UserMessageIfClaimsTransformationInvalidPhoneNumber");
    EXPECT_EQ(run("ConvertPhoneNumberClaimToString", { { "phoneNumber", "+11234567890" } }).text("phoneNumberString"),
        "+11234567890");
}

TEST(Transforms, PhoneNumbersAreTakenApart)
{
    auto const take = [](std::string const& number, Parameters parameters) {
        return run("GetNationalNumberAndCountryCodeFromPhoneNumberString", { { "phoneNumber", number } },
            std::move(parameters));
    };
    EXPECT_EQ(take("+49 170 1234567", {}).text("nationalNumber"), "1701234567");
    EXPECT_EQ(take("+49 170 1234567", {}).text("countryCode"), "+49");
    EXPECT_EQ(take("+49 170 1234567", { { "countryCodeType", "iso3166" } }).text("countryCode"), "DE");
    EXPECT_EQ(take("nonsense", {}).text("countryCode"), "(none)");
    EXPECT_EQ(take("nonsense", { { "throwExceptionOnFailure", "true" } }).text("countryCode"),
        "!UserMessageIfPhoneNumberParseFailure");
    EXPECT_EQ(take("+49 170 1234567", { { "countryCodeType", "Flag" } }).text("countryCode"), "!DefaultMessage");
}

TEST(Transforms, TextsComeInTheLanguageOfTheJourney)
{
    EXPECT_EQ(run("FormatLocalizedString", { { "first", "Ada" }, { "second", std::nullopt } },
                  { { "stringFormatId", "greeting" } })
                  .text(kOut),
        "Hallo Ada ");
    EXPECT_EQ(run("FormatLocalizedString", { { "first", "Ada" } }, { { "stringFormatId", "nowhere" } }).text(kOut),
        "!DefaultMessage");
    EXPECT_EQ(run("FormatLocalizedString", {}, { { "stringFormatId", "greeting" } }).text(kOut), "!DefaultMessage")
        << "it names a claim that is not there";
    Ran const texts = run("GetLocalizedStringsTransformation", {}, {}, { "subject", "body" });
    EXPECT_EQ(texts.text("subject"), "Ihr Code");
    EXPECT_EQ(texts.text("body"), "");
    auto const value = [](std::optional<ClaimValue> const& text) {
        return run("GetMappedValueFromLocalizedCollection", { { "mapFromClaim", text } }).text("restrictionValueClaim");
    };
    EXPECT_EQ(value("Österreich"), "at");
    EXPECT_EQ(value("Austria"), "(null)");
    EXPECT_EQ(value(std::nullopt), "(null)");
}

TEST(Transforms, AClaimIsCopiedWhenItFitsTheOther)
{
    EXPECT_EQ(run("CopyClaimIfPredicateMatch", { { "inputClaim", "+491701234567" } }).text(kOut), "+491701234567");
    EXPECT_EQ(run("CopyClaimIfPredicateMatch", { { "inputClaim", "ada" } }).text(kOut), "(none)");
    EXPECT_EQ(run("CopyClaimIfPredicateMatch", { { "inputClaim", std::nullopt } }).text(kOut), "(none)");
}

// It is 22 November 2026.
TEST(Transforms, AgeAndCountryMakeTheAgeGroup)
{
    auto const of
        = [](std::optional<ClaimValue> const& birth, std::string const& country, std::string const& consent = "") {
              std::optional<ClaimValue> given;
              if (!consent.empty())
                  given = consent;
              Ran const ran = run("GetAgeGroupConsentProvidedAndRequiresConsent",
                  { { "dateOfBirth", birth }, { "countryCode", country }, { "consentProvidedForMinor", given } });
              return ran.text("ageGroup") + " " + ran.text("requiresParentalConsent") + " "
                  + ran.text("consentProvidedForMinor");
          };
    EXPECT_EQ(of("2008-11-22", "DE"), "Adult False NotRequired");
    EXPECT_EQ(of("2008-11-23", "DE"), "NotAdult False NotRequired") << "18 tomorrow";
    EXPECT_EQ(of("2010-11-23", "DE"), "Minor True (none)");
    EXPECT_EQ(of("2010-11-23", "DE", "Granted"), "Minor False Granted");
    EXPECT_EQ(of("2010-11-23", "DE", "Denied"), "Minor True Denied");
    EXPECT_EQ(of("2012-11-22", "at"), "NotAdult False NotRequired") << "14 in Austria";
    EXPECT_EQ(of("2006-11-22", "SG"), "Minor False NotRequired") << "of age with 21, and no age of consent";
    EXPECT_EQ(of("2012-11-22", "ZZ"), "Minor False NotRequired");
    EXPECT_EQ(of(std::nullopt, "DE"), "Undefined False (none)");
    EXPECT_EQ(of("2030-01-01", "DE"), "Undefined False (none)");
}

TEST(Transforms, RandomTextsHaveTheAskedForm)
{
    EXPECT_EQ(run("CreateRandomString", {}, { { "randomGeneratorType", "GUID" } }).text(kOut).size(), 36U);
    std::string const number = run("CreateRandomString", {},
        { { "randomGeneratorType", "INTEGER" }, { "maximumNumber", "0" }, { "stringFormat", "otp-{0}" } })
                                   .text(kOut);
    EXPECT_EQ(number, "otp-0");
    Parameters const seeded{ { "randomGeneratorType", "INTEGER" }, { "maximumNumber", "999999" }, { "seed", "7" } };
    EXPECT_EQ(run("CreateRandomString", {}, seeded).text(kOut), run("GuidAndRandomGenerator", {}, seeded).text(kOut));
    EXPECT_EQ(run("CreateOtpSecret", {}).text(kOut).size(), 32U);
}

TEST(Transforms, UrisAreEscaped)
{
    EXPECT_EQ(run("BuildUri", { { "path", "Acme & Co:a@b.c" }, { "query.secret", "ABC=" } },
                  { { "scheme", "otpauth" }, { "host", "totp" }, { "query.issuer", "Acme & Co" } })
                  .text(kOut),
        "otpauth://totp/Acme%20%26%20Co:a@b.c?secret=ABC%3D&issuer=Acme%20%26%20Co");
}

TEST(Transforms, TextsAreTakenApartAndPutTogether)
{
    EXPECT_EQ(run("ChangeCase", { { "inputClaim1", "aB" } }, { { "toCase", "UPPER" } }).text(kOut), "AB");
    EXPECT_EQ(run("ParseDomain", { { "emailAddress", "a@b.example" } }).text("domain"), "b.example");
    EXPECT_EQ(run("ParseDomain", { { "emailAddress", "nobody" } }).text("domain"), "");
    EXPECT_EQ(
        run("StringReplace", { { "inputClaim", "a-b" } }, { { "oldValue", "-" }, { "newValue", "+" } }).text(kOut),
        "a+b");
    EXPECT_EQ(run("StringSubstring",
                  { { "inputClaim",
                      "\xc3\xa4"
                      "bc" } },
                  { { "startIndex", "1" }, { "length", "2" } })
                  .text(kOut),
        "bc");
    EXPECT_EQ(
        run("StringSubstring", { { "inputClaim", "abc" } }, { { "startIndex", "2" }, { "length", "2" } }).text(kOut),
        "!DefaultMessage");
    EXPECT_EQ(run("StringJoin", { { "inputClaim", List{ "a", "b" } } }, { { "delimiter", "; " } }).text(kOut), "a; b");
    EXPECT_EQ(run("StringSplit", { { "inputClaim", "a--b" } }, { { "delimiter", "--" } }).text(kOut), "a,b");
    EXPECT_EQ(run("StringContains", { { "inputClaim", "Hello" } }, { { "contains", "ELL" }, { "ignoreCase", "true" } })
                  .text(kOut),
        "True");
}

TEST(Transforms, LookupsFindParametersByTheClaim)
{
    Parameters const table{ { "de", "Germany" }, { "errorOnFailedLookup", "true" } };
    EXPECT_EQ(run("LookupValue", { { "inputParameterId", "DE" } }, table).text(kOut), "Germany");
    EXPECT_EQ(run("LookupValue", { { "inputParameterId", "fr" } }, table).text(kOut), "!LookupNotFound");
    EXPECT_EQ(
        run("LookupValue", { { "inputParameterId", "errorOnFailedLookup" } }, table).text(kOut), "!LookupNotFound");
    EXPECT_EQ(run("LookupValue", { { "inputParameterId", "fr" } }, { { "de", "Germany" } }).text(kOut), "(null)");
}

TEST(Transforms, MatchesSetTheirClaimsOrRemoveThem)
{
    Parameters const match{ { "matchTo", "^(?<user>[^@]+)@" }, { "outputClaimIfMatched", "yes" },
        { "extractGroups", "true" } };
    Ran const found = run("SetClaimsIfRegexMatch", { { "claimToMatch", "ada@x" } }, match);
    EXPECT_EQ(found.text(kOut), "yes");
    EXPECT_EQ(found.text("user"), "ada");
    Ran const missed = run("SetClaimsIfRegexMatch", { { "claimToMatch", "ada" } }, match);
    EXPECT_EQ(missed.text(kOut), "(null)");
    EXPECT_EQ(missed.text("regexCompareResultClaim"), "False");
    EXPECT_EQ(run("SetClaimsIfStringsMatch", { { "claimToMatch", "a" } },
                  { { "matchTo", "a" }, { "outputClaimIfMatched", "b" } })
                  .text(kOut),
        "b");
    EXPECT_EQ(run("SetClaimsIfStringsAreEqual", { { "inputClaim", "a" } }, { { "matchTo", "b" } })
                  .text("stringCompareResultClaim"),
        "False");
}

TEST(Transforms, AHashIsOfTextSaltAndSecret)
{
    Parameters const secret{ { "randomizerSecret", "s" } };
    // SHA-256 of "abs", in base64.
    EXPECT_EQ(run("Hash", { { "plaintext", "a" }, { "salt", "b" } }, secret).text("hash"),
        "eNpKWWqIvFEU8HG6WQeTvzs3Mp12EjDzMSmYOnR/QU4=");
    EXPECT_NE(run("Hash", { { "plaintext", "b" }, { "salt", "a" } }, secret).text("hash"),
        "eNpKWWqIvFEU8HG6WQeTvzs3Mp12EjDzMSmYOnR/QU4=");
    EXPECT_EQ(run("Hash", { { "plaintext", std::nullopt }, { "salt", "b" } }, secret).text("hash").front(), '!');
}

TEST(Transforms, ClaimsAreCopiedClearedAndCounted)
{
    EXPECT_EQ(run("CopyClaim", { { "inputClaim", List{ "a" } } }).text(kOut), "a");
    EXPECT_EQ(run("CopyClaim", { { "inputClaim", std::nullopt } }).text(kOut), "(null)");
    EXPECT_EQ(run("NullClaim", {}).text("claim_to_null"), "(null)");
    EXPECT_EQ(run("DoesClaimExist", { { "inputClaim", std::nullopt } }).text(kOut), "False");
    EXPECT_EQ(run("AdjustNumber", { { "inputClaim", std::nullopt } }, { { "Operator", "increment" } }).text(kOut), "1");
    EXPECT_EQ(run("AdjustNumber", { { "inputClaim", std::int64_t{ INT64_MAX } } }, { { "Operator", "INCREMENT" } })
                  .text(kOut),
        "!DefaultMessage");
    EXPECT_EQ(run("AssertNumber", { { "inputClaim", std::int64_t{ 5 } } },
                  { { "Operator", "GreaterThan" }, { "CompareToValue", "4" } })
                  .text(kOut),
        "!AssertNumberError");
    EXPECT_EQ(run("CreateAlternativeSecurityId", { { "key", "42" }, { "identityProvider", "facebook.com" } })
                  .text("alternativeSecurityId"),
        R"({"issuer":"facebook.com","issuerUserId":"NDI="})");
}

TEST(Transforms, JsonIsMadeFromPaths)
{
    EXPECT_EQ(run("GenerateJson",
                  { { "personalizations.0.to.0.email", "ada@example.test" }, { "personalizations.0.data.otp", "123" },
                      { "absent", std::nullopt }, { "ok", true } },
                  { { "template_id", "d-1" }, { "from.email", "us@example.test" } })
                  .text(kOut),
        R"({"personalizations":[{"to":[{"email":"ada@example.test"}],"data":{"otp":"123"}}],"ok":true,)"
        R"("template_id":"d-1","from":{"email":"us@example.test"}})");
    EXPECT_EQ(run("GenerateJson", { { "list.10", "b" }, { "list.2", "a" } }).text(kOut), R"({"list":["a","b"]})");
    EXPECT_EQ(run("GenerateJson", { { "list.999999999999", "a" } }).text(kOut), R"({"list":["a"]})");
    EXPECT_EQ(run("GenerateJson", { { "a", "1" }, { "a.b", "2" } }).text(kOut), "!DefaultMessage");
    EXPECT_EQ(run("GenerateJson", { { "a.b", "1" }, { "a", "2" } }).text(kOut), "!DefaultMessage");
    EXPECT_EQ(run("GenerateJson", { { join(List(100, "a"), "."), "1" } }).text(kOut), "!DefaultMessage");
    EXPECT_EQ(run("CreateJsonArray", { { "inputClaim", "a\"b" } }).text(kOut), R"(["a\"b"])");
    EXPECT_EQ(run("CreateJsonArray", { { "inputClaim", std::nullopt } }).text(kOut), "(null)");
}

TEST(Transforms, MembersAndItemsAreTakenFromJson)
{
    std::string const json = R"({"email":"ada@example.test","age":"7","n":42,"ok":true,"o":{"k":1},"none":null})";
    auto const member = [&](std::string name) {
        return run("GetClaimFromJson", { { "inputJson", json } }, { { "claimToExtract", std::move(name) } })
            .text("extractedClaim");
    };
    EXPECT_EQ(member("email"), "ada@example.test");
    EXPECT_EQ(member("n"), "42");
    EXPECT_EQ(member("ok"), "true");
    EXPECT_EQ(member("o"), R"({"k":1})");
    EXPECT_EQ(member("none"), "(null)");
    EXPECT_EQ(member("absent"), "(null)");
    auto const number = [&](std::string name) {
        return run("GetNumericClaimFromJson", { { "inputJson", json } }, { { "claimToExtract", std::move(name) } })
            .text("extractedClaim");
    };
    EXPECT_EQ(number("n"), "42");
    EXPECT_EQ(number("age"), "7");
    EXPECT_EQ(number("absent"), "(null)");
    EXPECT_EQ(number("email"), "!DefaultMessage");
    Ran const first = run("GetSingleItemFromJson", { { "inputJson", R"({"en_US":"Ada","de_DE":"Adele"})" } });
    EXPECT_EQ(first.text("key"), "en_US");
    EXPECT_EQ(first.text("value"), "Ada");
    EXPECT_EQ(run("GetSingleValueFromJsonArray", { { "inputJsonClaim", R"(["a","b"])" } }).text("extractedClaim"), "a");
    EXPECT_EQ(run("GetSingleValueFromJsonArray", { { "inputJsonClaim", "[]" } }).text("extractedClaim"), "(null)");
    EXPECT_EQ(run("GetSingleItemFromJson", { { "inputJson", "{" } }).text("key"), "!DefaultMessage");
}

TEST(Transforms, EntriesOfAJsonArrayBecomeTheClaimsTheyName)
{
    std::string const json = R"([{"key":"email","value":"ada@example.test"},{"key":"age","value":36},)"
                             R"({"key":"member","value":true},{"key":"empty","value":""}])";
    Ran const ran
        = run("GetClaimsFromJsonArray", { { "jsonSource", json } }, {}, { "Email", "age", "member", "empty", "gone" });
    EXPECT_EQ(ran.text("Email"), "ada@example.test");
    EXPECT_EQ(ran.text("age"), "36");
    EXPECT_EQ(ran.text("member"), "True");
    EXPECT_EQ(ran.text("empty"), "(none)");
    EXPECT_EQ(ran.text("gone"), "(none)");
    EXPECT_EQ(
        run("GetClaimsFromJsonArray", { { "jsonSource", json } }, { { "includeEmptyClaims", "true" } }, { "empty" })
            .text("empty"),
        "");
    EXPECT_EQ(
        run("GetClaimsFromJsonArray", { { "jsonSource", json } }, { { "errorOnMissingClaims", "true" } }, { "gone" })
            .text("gone"),
        "!DefaultMessage");
    EXPECT_EQ(
        run("GetClaimsFromJsonArrayV2", { { "jsonSource", List{ R"({"k":"a","v":"1"})", R"({"k":"b","v":"2"})" } } },
            { { "jsonSourceKeyName", "k" }, { "jsonSourceValueName", "v" } }, { "b" })
            .text("b"),
        "2");
    EXPECT_EQ(
        run("GetClaimsFromJsonArrayV2", { { "jsonSource", List{ "{" } } }, {}, { "b" }).text("b"), "!DefaultMessage");
}

TEST(Transforms, XmlBecomesJson)
{
    EXPECT_EQ(run("XmlStringToJsonString",
                  { { "xml", R"(<person id="7"><name>Ada</name><tag>a</tag><tag>b</tag><empty/></person>)" } })
                  .text("json"),
        R"({"person":{"@id":"7","name":"Ada","tag":["a","b"],"empty":""}})");
    EXPECT_EQ(run("XmlStringToJsonString", { { "xml", "<a b='1'>text</a>" } }).text("json"),
        R"({"a":{"@b":"1","#text":"text"}})");
    EXPECT_EQ(run("XmlStringToJsonString", { { "xml", "<!DOCTYPE a><a/>" } }).text("json"), "!DefaultMessage");
}

TEST(Transforms, IdentitiesAreCollectedByIssuer)
{
    std::string const ada
        = run("CreateUserIdentity", { { "issuerUserId", "42" }, { "issuer", "a.example" } }).text("userIdentity");
    EXPECT_EQ(ada, R"({"issuer":"a.example","issuerUserId":"42"})");
    EXPECT_EQ(run("CreateUserIdentity", { { "issuerUserId", "42" }, { "issuer", std::nullopt } }).text("userIdentity"),
        "!DefaultMessage");
    std::string const other = R"({"issuer":"b.example","issuerUserId":"7"})";
    EXPECT_EQ(
        run("AddItemToUserIdentityCollection", { { "item", ada }, { "collection", std::nullopt } }).text("collection"),
        ada);
    Inputs const both{ { "collection", List{ ada, other } }, { "issuer", "a.example" },
        { "identityProvider", "b.example" } };
    EXPECT_EQ(run("RemoveUserIdentityFromCollectionByIssuer", both).text("collection"), other);
    EXPECT_EQ(run("RemoveAlternativeSecurityIdByIdentityProvider", both).text("collection"), ada);
    EXPECT_EQ(
        run("GetIssuersFromUserIdentityCollectionTransformation", { { "userIdentityCollection", List{ ada, other } } })
            .text("issuersCollection"),
        "a.example,b.example");
    EXPECT_EQ(run("GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation",
                  { { "alternativeSecurityIdCollection", List{ other, "no json" } } })
                  .text("identityProvidersCollection"),
        "b.example,");
}

} // namespace
} // namespace gatehouse::policy
