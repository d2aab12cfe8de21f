#include "libs/phone/phone.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::phone {
namespace {

std::string e164(std::string_view text, std::string_view region = {})
{
    auto const number = parse(text, region);
    return number ? number->e164 : "";
}
std::string region(std::string_view text)
{
    auto const number = parse(text);
    return number ? number->region : "";
}

TEST(Phone, CountriesAreSortedAndEachCodeHasOneMainCountry)
{
    EXPECT_TRUE(std::ranges::is_sorted(countries(), {}, &Country::region));
    for (Country const& country : countries()) {
        EXPECT_LE(country.shortest, country.longest) << country.region;
        size_t mains = 0;
        for (Country const& other : countries()) {
            mains += other.code == country.code && other.prefixes.empty() ? 1U : 0U;
            // E.164 §6.2.2: a code is never the beginning of another.
            EXPECT_FALSE(other.code != country.code && other.code.starts_with(country.code))
                << country.region << " " << other.region;
        }
        EXPECT_EQ(mains, 1U) << country.region;
    }
}

TEST(Phone, NumbersWithACallingCodeNeedNoCountry)
{
    EXPECT_EQ(e164("+1 (123) 456-7890"), "+11234567890");
    EXPECT_EQ(e164("0049 170 1234567"), "+491701234567");
    EXPECT_EQ(e164("+49 (0)170/123.45-67"), "+491701234567");
    auto const number = parse("+49 170 1234567");
    ASSERT_TRUE(number);
    EXPECT_EQ(number->code, "+49");
    EXPECT_EQ(number->national, "1701234567");
    EXPECT_EQ(number->region, "DE");
}

TEST(Phone, NumbersWithoutOneAreOfTheCountryThatIsNamed)
{
    EXPECT_EQ(e164("(123) 456-7890", "us"), "+11234567890");
    EXPECT_EQ(e164("1 123 456 7890", "US"), "+11234567890");
    EXPECT_EQ(e164("0170 1234567", "DE"), "+491701234567");
    EXPECT_EQ(e164("06 1234567", "IT"), "+39061234567") << "the zero belongs to the number";
    EXPECT_EQ(e164("06 20 123 4567", "HU"), "+36201234567");
    EXPECT_EQ(e164("+44 20 7946 0958", "DE"), "+442079460958") << "a calling code wins";
    EXPECT_EQ(e164("0170 1234567"), "");
    EXPECT_EQ(e164("0170 1234567", "ZZ"), "");
}

TEST(Phone, CountriesThatShareACodeAreToldApart)
{
    EXPECT_EQ(region("+1 416 555 0100"), "CA");
    EXPECT_EQ(region("+1 212 555 0100"), "US");
    EXPECT_EQ(region("+1 876 555 0100"), "JM");
    EXPECT_EQ(region("+7 701 123 4567"), "KZ");
    EXPECT_EQ(region("+7 495 123 4567"), "RU");
    EXPECT_EQ(region("+44 1534 123456"), "JE");
}

TEST(Phone, OtherTextsAndImpossibleLengthsAreNoNumbers)
{
    for (std::string const text : { "", "+", "++49 170 1234567", "+49 170 12x4567", "+999 1234567", "+1 23", "call me",
             "+49 12345678901234", "1+2345678" })
        EXPECT_EQ(e164(text, "DE"), "") << text;
    EXPECT_EQ(e164(std::string(5000, '1'), "DE"), "");
}

} // namespace
} // namespace gatehouse::phone
