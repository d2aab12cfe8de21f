#include "core/policy/build.h"
#include "libs/url/url.h"

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

// B2C: what may hold the pages in a frame. Anything wider than origins would open them to strangers (attack-23).
void compile_framing(Build& build, Element const& element, RelyingParty& party)
{
    if (!element.flag("Enabled", false))
        return;
    for (std::string const& source : split_words(element.value("Sources"))) {
        std::string const origin = source.ends_with('/') ? source.substr(0, source.size() - 1) : source;
        if (url::is_origin(origin) && is_callable_address(origin))
            party.framed_by.push_back(origin);
        else
            build.invalid_value(element, "attribute \"Sources\"", source, "https origins, separated by spaces");
    }
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
        } else if (item.name == "JourneyFraming") {
            compile_framing(build, item, party);
        } else if (item.name == "OnError") {
            party.shows_errors = equals_ignoring_case(item.value("Mode"), "DisplayInService");
            if (!party.shows_errors && !equals_ignoring_case(item.value("Mode"), "ReturnToRequestor"))
                build.invalid_value(
                    item, "attribute \"Mode\"", item.value("Mode"), "ReturnToRequestor or DisplayInService");
        } else if (item.name == "ContentDefinitionParameters") {
            for (Element const& parameter : item.children)
                party.page_parameters.emplace_back(
                    parameter.value("Name"), make_template(build, parameter, parameter.text));
        } else if (item.name == "JourneyInsights" || item.name == "AzureApplicationInsights") {
            // B2C: telemetry never changes a journey. Here it goes nowhere but into the log and the audit.
        } else {
            build.diagnostics.warning(
                item, "The behavior \"" + item.name + "\" is not executable yet.", "it has no effect");
        }
    }
}

Step const* find_step(Journey const& journey, Plan const& plan, HandlerKind issuer)
{
    for (Step const& step : journey.steps)
        if (step.issuer && plan.profiles[*step.issuer].handler == issuer)
            return &step;
    return nullptr;
}

// B2C: such a journey takes an access token and answers with JSON.
void compile_user_info(Build& build, Element const& endpoint, RelyingParty& party)
{
    auto const index = compile_journey(build, endpoint, endpoint.value("UserJourneyReferenceId"));
    if (!index)
        return;
    party.user_info_journey = index;
    Journey const& journey = build.plan.journeys[*index];
    bool const authorized
        = journey.authorization && build.plan.profiles[*journey.authorization].handler == HandlerKind::AccessToken;
    if (!authorized)
        build.diagnostics.error(endpoint,
            "User journey \"" + journey.id + "\" of the endpoint UserInfo has no AuthorizationTechnicalProfile.",
            "a profile of the protocol None with the InputTokenFormat JWT");
    if (!find_step(journey, build.plan, HandlerKind::JsonIssuer))
        build.diagnostics.error(endpoint,
            "User journey \"" + journey.id + "\" of the endpoint UserInfo sends no claims as JSON.",
            "a step SendClaims whose profile has the OutputTokenFormat JSON");
}

void compile_endpoints(Build& build, Element const& element, RelyingParty& party)
{
    for (Element const& item : element.children) {
        if (equals_ignoring_case(item.value("Id"), "Token"))
            party.refresh_journey = compile_journey(build, item, item.value("UserJourneyReferenceId"));
        else if (equals_ignoring_case(item.value("Id"), "UserInfo"))
            compile_user_info(build, item, party);
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

// Journeys that the issuer names, for tokens that no page leads to.
void compile_token_journeys(Build& build, Profile const& issuer)
{
    Element const& element = *build.index.profiles.at(issuer.id);
    RelyingParty& party = build.plan.relying_party;
    std::string const refresh = issuer.meta("RefreshTokenUserJourneyId");
    std::string const client = issuer.meta("ClientCredentialsUserJourneyId");
    if (!refresh.empty() && !party.refresh_journey)
        party.refresh_journey = compile_journey(build, element, refresh);
    if (!client.empty())
        party.client_credentials_journey = compile_journey(build, element, client);
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

Profile const* issuer_of(Plan const& plan)
{
    if (plan.journeys.empty())
        return nullptr;
    Step const* step = find_step(plan.journeys[plan.relying_party.journey], plan, HandlerKind::JwtIssuer);
    for (Journey const& journey : plan.journeys)
        step = step ? step : find_step(journey, plan, HandlerKind::JwtIssuer);
    return step ? &plan.profiles[*step->issuer] : nullptr;
}

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
    if (auto const index = compile_journey(build, *journey, journey->value("ReferenceId"))) {
        party.journey = *index;
        if (find_step(build.plan.journeys[*index], build.plan, HandlerKind::JsonIssuer))
            build.not_executable(*journey, "A journey of an application that sends its claims as JSON");
    }
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
    // Last: the plan's profiles move when more are compiled.
    compile_token_journeys(build, Profile(*issuer));
}

} // namespace gatehouse::policy
