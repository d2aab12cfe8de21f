// Age gating: GetAgeGroupAndConsentProvided and GetAgeGroupConsentProvidedAndRequiresConsent, which samples of B2C use
// and nothing documents. The groups are those of the directory: directory.md §1.
#include "core/policy/transforms/family.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

// Years of age: below `consent` parents must agree, from `adult` on somebody is of age.
struct Ages {
    std::string_view region; // ISO 3166-1 alpha-2
    int consent; // 0: the country knows no such age
    int adult;
};
constexpr Ages kElsewhere{ "", 0, 18 };
// Source: B2C's table of age gating rules, as published with its preview. In order of region.
constexpr auto kAges = std::to_array<Ages>({
    { "AE", 0, 21 },
    { "AT", 14, 18 },
    { "BE", 14, 18 },
    { "BG", 16, 18 },
    { "BH", 0, 21 },
    { "CM", 0, 21 },
    { "CY", 16, 18 },
    { "CZ", 16, 18 },
    { "DE", 16, 18 },
    { "DK", 16, 18 },
    { "EE", 16, 18 },
    { "EG", 0, 21 },
    { "ES", 13, 18 },
    { "FR", 16, 18 },
    { "GB", 13, 18 },
    { "GR", 16, 18 },
    { "HR", 16, 18 },
    { "HU", 16, 18 },
    { "IE", 13, 18 },
    { "IT", 16, 18 },
    { "KR", 14, 18 },
    { "LT", 16, 18 },
    { "LU", 16, 18 },
    { "LV", 16, 18 },
    { "MT", 16, 18 },
    { "NA", 0, 21 },
    { "NL", 16, 18 },
    { "PL", 13, 18 },
    { "PT", 16, 18 },
    { "RO", 16, 18 },
    { "SE", 13, 18 },
    { "SG", 0, 21 },
    { "SI", 16, 18 },
    { "SK", 16, 18 },
    { "TD", 0, 21 },
    { "TH", 0, 20 },
    { "TW", 0, 20 },
    { "US", 13, 18 },
});

Ages ages_of(std::string_view region)
{
    auto const found
        = std::ranges::find_if(kAges, [&](Ages const& row) { return equals_ignoring_case(row.region, region); });
    return found == kAges.end() ? kElsewhere : *found;
}

// Whole years. Somebody born on 29 February is a year older on 1 March.
int age_at(Time birth, Time now)
{
    std::chrono::year_month_day const born(std::chrono::floor<std::chrono::days>(birth));
    std::chrono::year_month_day const today(std::chrono::floor<std::chrono::days>(now));
    int const years = static_cast<int>(today.year()) - static_cast<int>(born.year());
    bool const had_birthday = std::make_pair(today.month(), today.day()) >= std::make_pair(born.month(), born.day());
    return years - (had_birthday ? 0 : 1);
}

// Without a date of birth that can be nothing is known, and nobody is asked for a consent.
Outcome age_group(TransformArguments& in)
{
    auto const birth = time_of(in.input("dateOfBirth"));
    if (!birth || *birth > in.clock->now()) {
        put(in, "ageGroup", "Undefined");
        put(in, "requiresParentalConsent", false);
        return {};
    }
    Ages const ages = ages_of(text_input(in, "countryCode").value_or(""));
    int const age = age_at(*birth, in.clock->now());
    bool const adult = age >= ages.adult;
    bool const needs_consent = age < ages.consent;
    bool const minor = !adult && (needs_consent || ages.consent == 0);
    put(in, "ageGroup", adult ? "Adult" : minor ? "Minor" : "NotAdult");
    std::string const given = text_input(in, "consentProvidedForMinor").value_or("");
    bool const granted = equals_ignoring_case(given, "Granted");
    put(in, "requiresParentalConsent", needs_consent && !granted);
    if (!needs_consent)
        put(in, "consentProvidedForMinor", "NotRequired");
    else if (!given.empty())
        put(in, "consentProvidedForMinor", given);
    return {};
}

constexpr Names kBirth{ "dateOfBirth", "countryCode" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "GetAgeGroupAndConsentProvided", kBirth, {}, age_group },
    { "GetAgeGroupConsentProvidedAndRequiresConsent", kBirth, {}, age_group },
});

} // namespace

std::span<TransformCall const> age_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
