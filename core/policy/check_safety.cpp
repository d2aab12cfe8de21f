#include "core/policy/checks.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>
#include <set>

namespace gatehouse::policy {
namespace {

// NIST SP 800-63B: a secret sent out of band has six digits at least and is good for ten minutes at most.
constexpr long long kShortestCode = 6;
constexpr long long kLongestCodeLife = 600; // seconds
// Ten tries at six digits are a chance of one in a hundred thousand.
constexpr long long kMostCodeTries = 10;
// NIST SP 800-63B: a password has eight characters at least.
constexpr long long kShortestPassword = 8;
// With seven characters each: a rule that takes one of them takes short passwords.
constexpr auto kShortPasswords = std::to_array<std::string_view>({ "aB3$xY7", "abcdefg", "1234567" });

void warn(Build& build, Profile const& profile, std::string_view key, std::string const& what, std::string hint)
{
    build.diagnostics.warning(element_of(build, profile, key), title(profile) + " " + what, std::move(hint));
}

bool is_password(Build const& build, ClaimUse const& use)
{
    return build.plan.claims[use.claim].input == InputKind::Password;
}

// What is sent to this machine does not leave it.
bool is_remote(std::string const& address)
{
    return starts_with_ignoring_case(address, "https://");
}

void check_credentials(Build& build, Profile const& profile)
{
    if (!equals_ignoring_case(profile.meta("AuthenticationType", "None"), "None")
        || !is_remote(profile.meta("ServiceUrl")))
        return;
    std::string const hint = "AuthenticationType Basic, Bearer, ApiKeyHeader or ClientCertificate";
    if (profile.flag("AllowInsecureAuthInProduction", false))
        warn(build, profile, "AllowInsecureAuthInProduction",
            "calls its API without credentials in production: whoever finds the address can call it, too.", hint);
    else
        warn(build, profile, "AuthenticationType",
            "calls its API without credentials: whoever finds the address can call it, too.", hint);
}

// Addresses are written into logs on the way.
void check_password_in_address(Build& build, Profile const& profile)
{
    std::string const way = profile.meta("SendClaimsIn", "Body");
    if (!equals_ignoring_case(way, "QueryString") && !equals_ignoring_case(way, "Url"))
        return;
    for (ClaimUse const& use : profile.inputs)
        if (is_password(build, use))
            warn(build, profile, "SendClaimsIn",
                "sends the password \"" + build.plan.claims[use.claim].id + "\" in an address.",
                "SendClaimsIn Body or Form");
}

void check_call(Build& build, Profile const& profile)
{
    check_credentials(build, profile);
    check_password_in_address(build, profile);
    if (profile.flag("DebugMode", false))
        warn(build, profile, "DebugMode", "shows people what its API says to developers.", "leave DebugMode out");
}

void check_code(Build& build, Profile const& profile)
{
    auto const number = [&](std::string_view key) { return parse_integer(profile.meta(key)); };
    auto const limit = [](std::string_view key, long long value, std::string_view end) {
        return std::string(key) + " of " + std::to_string(value) + " at " + std::string(end);
    };
    if (auto const length = number("CodeLength"); length && *length < kShortestCode)
        warn(build, profile, "CodeLength",
            "makes codes of " + std::to_string(*length) + " characters, which can be guessed.",
            limit("CodeLength", kShortestCode, "least"));
    if (auto const life = number("CodeExpirationInSeconds"); life && *life > kLongestCodeLife)
        warn(build, profile, "CodeExpirationInSeconds", "takes a code for " + std::to_string(*life) + " seconds.",
            limit("CodeExpirationInSeconds", kLongestCodeLife, "most"));
    if (auto const tries = number("NumRetryAttempts"); tries && *tries > kMostCodeTries)
        warn(build, profile, "NumRetryAttempts", "allows " + std::to_string(*tries) + " tries at a code.",
            limit("NumRetryAttempts", kMostCodeTries, "most"));
}

// B2C: with DisableStrongPassword the claim type's own rules are the only ones.
bool has_only_own_rules(Profile const& profile)
{
    return std::ranges::any_of(profile.persisted, [](ClaimUse const& use) {
        return equals_ignoring_case(use.partner, "passwordPolicies")
            && to_lower(use.default_value.source).find("disablestrongpassword") != std::string::npos;
    });
}

// Nothing when the rules of the claim type keep short passwords out.
std::string weakness(ClaimType const& claim)
{
    bool any_rule = false;
    std::vector<regex::Pattern> patterns;
    if (claim.pattern)
        patterns.push_back(*claim.pattern);
    for (PredicateGroup const& group : claim.predicate_groups)
        for (Predicate const& predicate : group.predicates) {
            any_rule = true;
            if (predicate.method == Predicate::Method::IsLengthRange && predicate.minimum >= kShortestPassword)
                return {};
            if (predicate.pattern)
                patterns.push_back(*predicate.pattern);
        }
    if (!any_rule && patterns.empty())
        return "has no rule";
    auto const takes = [&](std::string_view text) {
        return std::ranges::all_of(
            patterns, [&](regex::Pattern const& pattern) { return pattern.search(text) == regex::Answer::Match; });
    };
    return std::ranges::any_of(kShortPasswords, takes) ? "takes fewer than eight characters" : "";
}

void check_password(Build& build, Profile const& profile)
{
    if (!has_only_own_rules(profile))
        return;
    for (ClaimUse const& use : profile.persisted) {
        ClaimType const& claim = build.plan.claims[use.claim];
        std::string const weak = equals_ignoring_case(use.partner, "password") && is_password(build, use)
            ? weakness(claim)
            : std::string();
        if (!weak.empty())
            build.diagnostics.warning(*build.index.claims.at(claim.id),
                "Claim type \"" + claim.id + "\" becomes a password and " + weak + ".",
                "a Predicate IsLengthRange with a Minimum of " + std::to_string(kShortestPassword)
                    + "; DisableStrongPassword turns the directory's own rule off");
    }
}

void check_address(Build& build, Profile const& profile)
{
    if (profile.flag("EnforceEmailVerification", true))
        return;
    for (ClaimUse const& use : profile.outputs)
        if (use.display_control.empty() && starts_with_ignoring_case(use.partner, "verified."))
            warn(build, profile, "EnforceEmailVerification",
                "takes \"" + build.plan.claims[use.claim].id + "\" for verified, which nobody has verified.",
                "leave EnforceEmailVerification out");
}

// OAuth 2.0 Security BCP (RFC 9700) §2.1.2: tokens that come through the browser can be injected and leak.
void check_provider(Build& build, Profile const& profile)
{
    std::string const types = profile.meta("response_types", "code");
    if (to_lower(types).find("token") != std::string::npos)
        warn(build, profile, "response_types", "takes tokens of its identity provider through the browser.",
            "response_types code");
}

// What runs on a page sees what is typed there, whoever has put it there since.
void check_scripts(Build& build)
{
    if (!build.plan.relying_party.scripts_allowed)
        return;
    Element const* const item
        = build.root.child("RelyingParty")->child("UserJourneyBehaviors")->child("ScriptExecution");
    std::set<std::string> origins;
    for (auto const& [id, content] : build.plan.content_definitions)
        if (auto const address = url::parse(content.load_uri.source); address && content.has_own_page())
            origins.insert(address->origin());
    for (std::string const& origin : origins)
        build.diagnostics.warning(*item, "Scripts of " + origin + " run on pages where people type passwords.",
            "ScriptExecution Disallow, unless nobody else can change what is there");
}

} // namespace

void check_safety(Build& build)
{
    check_scripts(build);
    for (Profile const& profile : build.plan.profiles) {
        if (profile.enabled.kind == Enabled::Kind::Never)
            continue;
        switch (profile.handler) {
        case HandlerKind::Restful:
            check_call(build, profile);
            break;
        case HandlerKind::OneTimePassword:
            check_code(build, profile);
            break;
        case HandlerKind::Directory:
            check_password(build, profile);
            break;
        case HandlerKind::SelfAsserted:
            check_address(build, profile);
            break;
        case HandlerKind::OpenIdProvider:
            check_provider(build, profile);
            break;
        default:
            break;
        }
    }
}

} // namespace gatehouse::policy
