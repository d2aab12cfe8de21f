// The compiled form of one relying-party policy: immutable, shared, without XML and without names to look up. Claims,
// profiles and journeys are indices. Made by compile(), run by core/journey. Facts: policy_language.md.
#pragma once

#include "core/model/claims.h"
#include "core/model/ids.h"
#include "core/model/page.h"
#include "libs/base/text.h"
#include "libs/regex/regex.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::policy {

// File, line and column of the element something came from; for diagnostics, traces and explain.
struct Origin {
    std::string file;
    int line = 0;
    int column = 0;
};

// Text that may hold claim resolvers, split at compile time. "{OIDC:LoginHint}" is a part with group and name, spelled
// as in the list of policy_language.md §5.1 whatever the policy's spelling is. Short forms have groups as well:
// {policy} is Policy:PolicyId; {tenant} and {RelyingPartyTenantId} are Policy:RelyingPartyTenantId;
// {TrustFrameworkTenantId} is Policy:TrustFrameworkTenantId; {TechnicalProfileId} is TechnicalProfile:Id; {service:te}
// is service:te.
struct TemplatePart {
    std::string literal; // when group is empty
    // "Culture", "Policy", "Context", "Claim", "OIDC", "OAUTH-KV", "OAuth2", "SAML", "TechnicalProfile", "service",
    // "property", or "" for a literal.
    std::string group;
    std::string name; // "LoginHint"
};
struct Template {
    std::vector<TemplatePart> parts;
    std::string source; // as written
    bool is_literal() const { return parts.empty() || (parts.size() == 1 && parts[0].group.empty()); }
};

using Slot = std::uint32_t; // index into Plan::claims and Bag
using ProfileIndex = std::uint32_t;
using TransformIndex = std::uint32_t;
using JourneyIndex = std::uint32_t;

enum class DataType { String, Boolean, Int, Long, Date, DateTime, Duration, StringCollection, PhoneNumber, Json };

// B2C: Predicate.
struct Predicate {
    std::string id;
    enum class Method { IsLengthRange, MatchesRegex, IncludesCharacters, IsDateRange } method = Method::MatchesRegex;
    std::string help; // default text; localised as ElementType Predicate / HelpText
    long long minimum = 0;
    long long maximum = 0;
    std::string date_minimum; // "2000-01-31" or "Today"
    std::string date_maximum;
    std::string character_set;
    std::optional<regex::Pattern> pattern;
};
struct PredicateGroup {
    std::string id;
    std::string help;
    std::vector<Predicate> predicates;
    size_t match_at_least = 0; // as written or all
};

struct ClaimType {
    std::string id;
    DataType type = DataType::String;
    std::string display_name;
    std::string help;
    std::optional<InputKind> input; // nothing: cannot be shown
    std::vector<PageOption> options;
    std::string pattern_text; // as written, for the page
    std::optional<regex::Pattern> pattern;
    std::string pattern_help;
    std::vector<PredicateGroup> predicate_groups;
    std::string predicate_validation; // its id, for localisation
    // B2C: Mask. Simple puts `mask_text` over the leading characters; Regex replaces what matches.
    enum class Mask { None, Simple, Regex } mask = Mask::None;
    std::string mask_text;
    std::optional<regex::Pattern> mask_pattern;
};

// One InputClaim, OutputClaim, PersistedClaim or DisplayClaim.
struct ClaimUse {
    Slot claim = 0;
    // PartnerClaimType, else the protocol's default partner, else the claim's id.
    std::string partner;
    bool required = false;
    bool has_default = false;
    Template default_value;
    bool always_default = false;
    bool overwrite_if_exists = true; // PersistedClaim
    std::string display_control; // DisplayClaim: id instead of a claim
    Origin origin;
};

struct TransformInput {
    std::string name; // TransformationClaimType
    Slot claim = 0;
};
struct TransformParameter {
    std::string id;
    std::string data_type;
    Template value;
};
struct TransformCall; // core/policy/transforms/table.h
struct Transform {
    std::string id;
    std::string method;
    std::vector<TransformInput> inputs;
    std::vector<TransformParameter> parameters;
    std::vector<TransformInput> outputs;
    // Entry of the sorted table of methods; never null in a Plan.
    TransformCall const* call = nullptr;
    Origin origin;
};

// What executes a technical profile. The names are the handler classes of the policy language.
enum class HandlerKind {
    SelfAsserted,
    Directory, // AzureActiveDirectoryProvider
    LocalSignIn, // login-NonInteractive: OpenIdConnect with grant_type=password on our own tenant
    ClaimsTransformation,
    PhoneFactor,
    OneTimePassword,
    AuthenticatorApp, // AzureMfaProtocolProvider
    Passkey, // Gatehouse.PasskeyProvider: not of B2C
    RecoveryCode, // Gatehouse.RecoveryCodeProvider: not of B2C
    Factors, // Gatehouse.FactorsProvider: not of B2C
    EmailCode, // AadSsprProtocolProvider
    Restful, // RestfulProvider
    OpenIdProvider, // an identity provider that speaks OpenID Connect
    OAuth2Provider, // an identity provider that speaks OAuth 2.0 and has a claims endpoint
    OAuth1Provider, // an identity provider that speaks OAuth 1.0a and has a claims endpoint
    ConditionalAccess, // ConditionalAccessProtocolProvider
    Captcha, // CaptchaProvider
    JwtIssuer,
    JsonIssuer, // None with JSON out: what userinfo answers
    ErrorIssuer, // OAuth2 with OAuth2Error out: an error of the policy's own instead of tokens
    IdTokenHint, // None with a key or METADATA: reads the id_token_hint of the request
    AccessToken, // None with JWT in: what userinfo takes from the access token
    Telemetry, // AzureApplicationInsightsProvider: taken, and sent nowhere
    UserJourneyContext,
    RefreshTokenSetup, // RefreshTokenReadAndSetup and other None placeholders without behaviour
    SessionNone, // NoopSSOSessionProvider
    SessionDefault, // DefaultSSOSessionProvider
    SessionExternal, // ExternalLoginSSOSessionProvider
    SessionOAuth, // OAuthSSOSessionProvider
};

struct Precondition {
    enum class Kind { ClaimsExist, ClaimEquals } kind = Kind::ClaimsExist;
    bool execute_if = true;
    std::vector<Slot> claims;
    std::string value; // ClaimEquals
    Origin origin;
};

struct Validation {
    ProfileIndex profile = 0;
    bool continue_on_error = false;
    bool continue_on_success = true;
    std::vector<Precondition> preconditions; // acting skips this one
};

// B2C: EnabledForUserJourneys.
struct Enabled {
    enum class Kind { Always, Never, OnClaimsExistence, OnItemExistence, OnItemAbsence } kind = Kind::Always;
    Slot claim = 0;
    std::string value;
};

struct Profile {
    std::string id;
    std::string display_name;
    std::string domain; // of its ClaimsProvider: a request's domain_hint names it
    HandlerKind handler = HandlerKind::SelfAsserted;
    CaseMap<Template> metadata; // values with resolvers split; duplicates: last wins
    CaseMap<std::string> keys; // Key Id -> StorageReferenceId
    std::vector<TransformIndex> input_transforms;
    std::vector<ClaimUse> inputs;
    std::vector<ClaimUse> display;
    std::vector<ClaimUse> persisted;
    std::vector<ClaimUse> outputs;
    std::vector<TransformIndex> output_transforms;
    std::vector<Validation> validations;
    std::optional<ProfileIndex> session; // UseTechnicalProfileForSessionManagement
    bool include_in_sso = true;
    Enabled enabled;
    std::string content_definition;
    // Metadata IncludeClaimResolvingInClaimsHandling.
    bool resolves_in_claims = false;
    Origin origin;

    std::string meta(std::string_view key, std::string_view otherwise = {}) const
    {
        auto const found = metadata.find(key);
        return std::string(found == metadata.end() ? otherwise : std::string_view(found->second.source));
    }
    bool flag(std::string_view key, bool otherwise) const
    {
        auto const found = metadata.find(key);
        return found == metadata.end() ? otherwise : equals_ignoring_case(found->second.source, "true");
    }
};

struct DisplayControlAction {
    std::string id; // "SendCode", "VerifyCode", "GetChallenge", "VerifyChallenge"
    std::vector<Validation> exchanges;
};
struct DisplayControl {
    std::string id;
    enum class Kind { Verification, QrCode, AuthenticatorInfo, AppIcons, Captcha } kind = Kind::Verification;
    std::vector<ClaimUse> inputs;
    std::vector<ClaimUse> display;
    std::vector<std::string> display_kinds; // ControlClaimType, parallel to `display`; "" for none
    std::vector<ClaimUse> outputs;
    std::vector<DisplayControlAction> actions;
    Origin origin;
};

enum class StepType {
    ClaimsProviderSelection,
    CombinedSignInAndSignUp,
    ClaimsExchange,
    GetClaims,
    SendClaims,
    InvokeSubJourney,
    Noop // does nothing
};

struct Selection {
    std::string target_exchange; // TargetClaimsExchangeId, of the next step
    std::string validation_exchange; // ValidationClaimsExchangeId, of this step
};
struct Exchange {
    std::string id;
    ProfileIndex profile = 0;
};
struct Step {
    int order = 0;
    StepType type = StepType::ClaimsExchange;
    std::string content_definition;
    std::vector<Precondition> preconditions; // the first that acts skips the step
    std::vector<Selection> selections;
    bool shows_single_provider = false; // DisplayOption ShowSingleProvider: a single choice is not taken silently
    std::vector<Exchange> exchanges;
    std::optional<ProfileIndex> issuer; // CpimIssuerTechnicalProfileReferenceId, SendClaims and GetClaims
    std::optional<JourneyIndex> sub_journey;
    Origin origin;
};
struct Journey {
    std::string id;
    bool sub_journey = false;
    enum class Return { Call, Transfer } returns = Return::Call;
    std::vector<Step> steps;
    std::optional<ProfileIndex> authorization; // AuthorizationTechnicalProfile, of a userinfo journey
    Origin origin;
};

struct ContentDefinition {
    std::string id;
    Template load_uri; // begins with "~" for the built-in page
    bool has_own_page() const { return !load_uri.source.empty() && !load_uri.source.starts_with('~'); }
    std::string data_uri;
    PageKind page = PageKind::SelfAsserted;
    CaseMap<std::string> metadata;
    // Language (lower case) -> LocalizedResources id.
    CaseMap<std::string> resources;
};

// Strings by "ElementType/ElementId/StringId" with ElementId possibly empty: "UxElement//button_continue",
// "ClaimType/email/DisplayName", "ErrorMessage//UserMessageIfInvalidPassword".
struct Resources {
    std::string id;
    CaseMap<std::string> strings;
    // "ClaimType/country/Restriction" -> options.
    CaseMap<std::vector<PageOption>> collections;
};
struct Localization {
    bool enabled = false;
    std::string default_language = "en";
    std::vector<std::string> languages; // lower case
    CaseMap<Resources> resources; // by id
    CaseMap<Resources> catalogue; // built-in texts by language: compile.h, kCatalogue
};

enum class SsoScope { Tenant, Application, Policy, Suppressed };

struct RelyingParty {
    JourneyIndex journey = 0;
    // Endpoint Id="Token", or RefreshTokenUserJourneyId of the issuer.
    std::optional<JourneyIndex> refresh_journey;
    std::optional<JourneyIndex> user_info_journey; // Endpoint Id="UserInfo"
    std::optional<JourneyIndex> client_credentials_journey; // ClientCredentialsUserJourneyId of the issuer
    bool takes_hint = false; // a step GetClaims reads the id_token_hint
    std::vector<ClaimUse> inputs;
    std::vector<ClaimUse> outputs;
    std::string subject_claim = "sub"; // SubjectNamingInfo: name of an output claim
    SsoScope sso = SsoScope::Tenant;
    std::chrono::seconds session_lifetime{ 86400 };
    bool session_absolute = false;
    int keep_alive_days = 0;
    bool enforce_id_token_hint_on_logout = false;
    bool scripts_allowed = false; // ScriptExecution: in pages of the tenant's own
    std::vector<std::string> framed_by; // JourneyFraming: origins whose pages may hold this policy's in a frame
    bool shows_errors = false; // OnError DisplayInService: faults are told here, not to the application
    // ContentDefinitionParameters: what the addresses of the tenant's own pages are asked with.
    std::vector<std::pair<std::string, Template>> page_parameters;
};

// From the JwtIssuer profile's metadata.
struct TokenSettings {
    std::chrono::seconds access_lifetime{ 3600 };
    std::chrono::seconds id_lifetime{ 3600 };
    std::chrono::seconds refresh_lifetime{ 1'209'600 };
    std::chrono::seconds rolling_lifetime{ 7'776'000 };
    bool infinite_rolling = false;
    bool issuer_with_tfp = false; // IssuanceClaimPattern AuthorityWithTfp
    bool policy_in_acr = false; // AuthenticationContextReferenceClaimPattern PolicyId
    bool json_numbers = true; // SendTokenResponseBodyWithJsonNumbers
    // gatehouse.strictOpenId: scopes select claims, and access tokens end with their grant.
    bool strict = false;
    std::vector<std::string> id_token_claims; // of one journey in a strict policy; empty in a Plan
    // Authentication contexts (RFC 9470): those that the policy can meet, and the claim that names the one that a
    // journey has met. docs/decisions/2026-11-25-step-up.md.
    std::vector<std::string> acr_values; // gatehouse.acrValues
    std::string acr_claim; // gatehouse.acrClaim
    std::string acr; // of one journey: asked for and met; "" in a Plan

    bool operator==(TokenSettings const&) const = default;
};

struct Plan {
    PolicyId id; // as written in the leaf
    std::string tenant; // TenantId attribute: "insurance.onmicrosoft.com"
    std::string hash; // of all merged files: the plan's version
    std::vector<ClaimType> claims;
    CaseMap<Slot> slots; // claim id -> index; for the edges of the engine only, never per step
    std::vector<Transform> transforms;
    std::vector<Profile> profiles;
    std::vector<DisplayControl> display_controls;
    std::vector<Journey> journeys;
    CaseMap<ContentDefinition> content_definitions;
    Localization localization;
    RelyingParty relying_party;
    TokenSettings tokens;

    // Text for people, null when nobody has it. Order: the content definition's resources for the requested culture
    // ("de-AT"), for its parent ("de"), for the default language; then the catalogue in the requested culture, in its
    // parent, in English. `element_id` may be empty. Metadata that overrides a text is looked at before, by the caller.
    std::string const* find_string(std::string_view content_definition, std::string_view language,
        std::string_view element_type, std::string_view element_id, std::string_view string_id) const;
    // Options of a claim's restriction in the same order of places; null leaves ClaimType::options.
    std::vector<PageOption> const* find_collection(
        std::string_view content_definition, std::string_view language, std::string_view claim) const;

    std::optional<Slot> slot(std::string_view claim) const
    {
        auto const found = slots.find(claim);
        if (found == slots.end())
            return std::nullopt;
        return found->second;
    }
};

using SharedPlan = std::shared_ptr<Plan const>;

} // namespace gatehouse::policy
