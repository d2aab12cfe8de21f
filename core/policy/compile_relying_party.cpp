#include "core/policy/build.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

void compile_single_sign_on(Build& build, Element const& element, RelyingParty& party)
{
    std::string const scope = element.value("Scope");
    if (equals_ignoring_case(scope, "Tenant") || equals_ignoring_case(scope, "TrustFramework"))
        party.sso = SsoScope::Tenant;
    else if (equals_ignoring_case(scope, "Application"))
        party.sso = SsoScope::Application;
    else if (equals_ignoring_case(scope, "Policy"))
        party.sso = SsoScope::Policy;
    else if (equals_ignoring_case(scope, "Suppressed"))
        party.sso = SsoScope::Suppressed;
    else
        build.invalid_value(element, "attribute \"Scope\"", scope, "Tenant, Application, Policy or Suppressed");
    std::string const days = element.value("KeepAliveInDays");
    auto const value = parse_integer(days.empty() ? "0" : days);
    if (!value || *value < 0 || *value > 90)
        build.invalid_value(element, "attribute \"KeepAliveInDays\"", days, "0 to 90");
    party.keep_alive_days = static_cast<int>(value.value_or(0));
    party.enforce_id_token_hint_on_logout = element.flag("EnforceIdTokenHintOnLogout", false);
}

void compile_behaviors(Build& build, Element const& element, RelyingParty& party)
{
    for (Element const& item : element.children) {
        if (item.name == "SingleSignOn") {
            compile_single_sign_on(build, item, party);
        } else if (item.name == "SessionExpiryType") {
            party.session_absolute = equals_ignoring_case(item.text, "Absolute");
            if (!party.session_absolute && !equals_ignoring_case(item.text, "Rolling"))
                build.invalid_value(item, "element \"SessionExpiryType\"", item.text, "Rolling or Absolute");
        } else if (item.name == "SessionExpiryInSeconds") {
            auto const value = parse_integer(item.text);
            if (!value || *value < 900 || *value > 86'400)
                build.invalid_value(item, "element \"SessionExpiryInSeconds\"", item.text, "900 to 86400");
            party.session_lifetime = std::chrono::seconds(value.value_or(86'400));
        } else if (item.name == "ScriptExecution") {
            party.scripts_allowed = equals_ignoring_case(item.text, "Allow");
            if (!party.scripts_allowed && !equals_ignoring_case(item.text, "Disallow"))
                build.invalid_value(item, "element \"ScriptExecution\"", item.text, "Allow or Disallow");
        } else {
            build.diagnostics.warning(
                item, "The behavior \"" + item.name + "\" is not executable yet.", "it has no effect");
        }
    }
}

void compile_endpoints(Build& build, Element const& element, RelyingParty& party)
{
    for (Element const& item : element.children) {
        if (equals_ignoring_case(item.value("Id"), "Token"))
            party.refresh_journey = compile_journey(build, item, item.value("UserJourneyReferenceId"));
        else
            build.not_executable(item, "The endpoint \"" + item.value("Id") + "\"");
    }
}

void compile_party_profile(Build& build, Element const& element, RelyingParty& party)
{
    Element const* protocol = element.child("Protocol");
    std::string const name = protocol ? protocol->value("Name") : "OpenIdConnect";
    if (!equals_ignoring_case(name, "OpenIdConnect"))
        build.not_executable(protocol ? *protocol : element, "A relying party of the protocol \"" + name + "\"");
    party.inputs = compile_uses(build, element, "InputClaims", "OpenIdConnect");
    party.outputs = compile_uses(build, element, "OutputClaims", "OpenIdConnect");
    Element const* subject = element.child("SubjectNamingInfo");
    if (subject)
        party.subject_claim = subject->value("ClaimType");
    auto const is_subject = [&](ClaimUse const& use) { return use.partner == party.subject_claim; };
    if (std::ranges::none_of(party.outputs, is_subject))
        build.diagnostics.error(subject ? *subject : element,
            "The subject claim \"" + party.subject_claim
                + "\" is not an output claim of the relying party's technical profile.",
            "add an OutputClaim with PartnerClaimType=\"" + party.subject_claim + "\"");
}

struct Lifetime {
    std::string_view key;
    std::chrono::seconds TokenSettings::* field;
    long long minimum;
    long long maximum;
};
constexpr auto kLifetimes = std::to_array<Lifetime>({
    { "token_lifetime_secs", &TokenSettings::access_lifetime, 300, 86'400 },
    { "id_token_lifetime_secs", &TokenSettings::id_lifetime, 300, 86'400 },
    { "refresh_token_lifetime_secs", &TokenSettings::refresh_lifetime, 86'400, 7'776'000 },
    { "rolling_refresh_token_lifetime_secs", &TokenSettings::rolling_lifetime, 86'400, 31'536'000 },
});

Profile const* issuer_of(Plan const& plan)
{
    if (plan.journeys.empty())
        return nullptr;
    for (Step const& step : plan.journeys[plan.relying_party.journey].steps)
        if (step.issuer)
            return &plan.profiles[*step.issuer];
    // Sent by a sub-journey.
    for (Journey const& journey : plan.journeys)
        for (Step const& step : journey.steps)
            if (step.issuer)
                return &plan.profiles[*step.issuer];
    return nullptr;
}

// One of two words; the first is the default.
bool is_second(Build& build, Element const& element, Profile const& issuer, std::string_view key,
    std::string_view first, std::string_view second)
{
    std::string const text = issuer.meta(key, first);
    if (!equals_ignoring_case(text, first) && !equals_ignoring_case(text, second))
        build.invalid_value(element, "metadata item \"" + std::string(key) + "\"", text,
            std::string(first) + " or " + std::string(second));
    return equals_ignoring_case(text, second);
}

} // namespace

void compile_relying_party(Build& build)
{
    Element const* element = build.root.child("RelyingParty");
    Element const* journey = element ? element->child("DefaultUserJourney") : nullptr;
    if (!journey) {
        build.diagnostics.error(element ? *element : build.root,
            "The policy \"" + build.plan.id.text() + "\" has no RelyingParty with a DefaultUserJourney.",
            "AADB2C90031: only a relying party policy can be run");
        return;
    }
    RelyingParty& party = build.plan.relying_party;
    if (auto const index = compile_journey(build, *journey, journey->value("ReferenceId")))
        party.journey = *index;
    if (Element const* endpoints = element->child("Endpoints"))
        compile_endpoints(build, *endpoints, party);
    if (Element const* behaviors = element->child("UserJourneyBehaviors"))
        compile_behaviors(build, *behaviors, party);
    if (Element const* profile = element->child("TechnicalProfile"))
        compile_party_profile(build, *profile, party);
    else
        build.diagnostics.error(*element, "The RelyingParty has no TechnicalProfile.");
}

void compile_token_settings(Build& build)
{
    Profile const* issuer = issuer_of(build.plan);
    if (!issuer)
        return;
    Element const& element = *build.index.profiles.at(issuer->id);
    TokenSettings& tokens = build.plan.tokens;
    for (Lifetime const& row : kLifetimes) {
        std::string const text = issuer->meta(row.key);
        if (text.empty())
            continue;
        auto const value = parse_integer(text);
        if (!value || *value < row.minimum || *value > row.maximum)
            build.invalid_value(element, "metadata item \"" + std::string(row.key) + "\"", text,
                std::to_string(row.minimum) + " to " + std::to_string(row.maximum));
        else
            tokens.*row.field = std::chrono::seconds(*value);
    }
    tokens.infinite_rolling = issuer->flag("allow_infinite_rolling_refresh_token", false);
    tokens.issuer_with_tfp
        = is_second(build, element, *issuer, "IssuanceClaimPattern", "AuthorityAndTenantGuid", "AuthorityWithTfp");
    tokens.policy_in_acr
        = is_second(build, element, *issuer, "AuthenticationContextReferenceClaimPattern", "None", "PolicyId");
    tokens.strict = issuer->flag("gatehouse.strictOpenId", false);
    tokens.acr_values = split_words(issuer->meta("gatehouse.acrValues"));
    tokens.acr_claim = issuer->meta("gatehouse.acrClaim");
    tokens.json_numbers = issuer->flag("SendTokenResponseBodyWithJsonNumbers", true);
}

} // namespace gatehouse::policy
