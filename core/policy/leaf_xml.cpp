// A user flow's settings -> its leaf policy over policies/builtin/base.xml, whose head says what a leaf may set.
#include "core/policy/leaf_writer.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

// What policies/builtin/base.xml gives as the context of a second factor.
constexpr std::string_view kSecondFactorContext = "mfa";

struct Partner {
    std::string_view claim;
    std::string_view partner;
};
// B2C: the names that application claims have in tokens; every other claim keeps its own.
constexpr auto kPartners = std::to_array<Partner>({
    { "displayName", "name" },
    { "givenName", "given_name" },
    { "identityProvider", "idp" },
    { "identityProviderAccessToken", "idp_access_token" },
    { "objectId", "oid" },
    // Not of B2C. OIDC Core §5.1.
    { "signInNames.phoneNumber", "phone_number" },
    { "surname", "family_name" },
});

constexpr std::string_view kBaseTenant = "gatehouse.onmicrosoft.com";
constexpr std::string_view kBase = "B2C_1_gatehouse_base";

std::string_view journey(UserFlow const& flow)
{
    bool const phone = flow.accounts == AccountKind::Phone;
    switch (flow.type) {
    case FlowType::SignUp:
        return "SignUp";
    case FlowType::SignUpOrSignIn:
    case FlowType::SignIn:
        return phone ? "PhoneSignUpOrSignIn" : "SignUpOrSignIn";
    case FlowType::ProfileEdit:
        return phone ? "PhoneProfileEdit" : "ProfileEdit";
    case FlowType::PasswordReset:
        return "PasswordReset";
    case FlowType::ResourceOwner:
        return "ResourceOwner";
    }
    return "";
}

std::string_view rules_id(PasswordRules rules)
{
    switch (rules) {
    case PasswordRules::Simple:
        return "password-simple";
    case PasswordRules::Strong:
        return "password-strong";
    case PasswordRules::Custom:
        return "password-custom";
    }
    return "";
}

void write_claims_schema(LeafWriter& out, UserFlow const& flow)
{
    out.open("ClaimsSchema");
    out.open("ClaimType", { { "Id", "newPassword" } });
    out.empty("PredicateValidationReference", { { "Id", rules_id(flow.password_rules) } });
    out.close();
    write_attribute_types(out, flow);
    out.close();
}

void write_group(LeafWriter& out, std::string_view id, std::string_view help, std::string const& least,
    std::initializer_list<std::string_view> predicates)
{
    out.open("PredicateGroup", { { "Id", id } });
    out.text("UserHelpText", help);
    if (least.empty())
        out.open("PredicateReferences");
    else
        out.open("PredicateReferences", { { "MatchAtLeast", least } });
    for (std::string_view const predicate : predicates)
        out.empty("PredicateReference", { { "Id", predicate } });
    out.close();
    out.close();
}

void write_custom_rules(LeafWriter& out, CustomPasswordRules const& rules)
{
    std::string const minimum = std::to_string(rules.min_length);
    std::string const maximum = std::to_string(rules.max_length);
    out.open("Predicates");
    out.open("Predicate", { { "Id", "length-custom" }, { "Method", "IsLengthRange" } });
    out.text("UserHelpText", minimum + " to " + maximum + " characters");
    out.open("Parameters");
    out.text("Parameter", minimum, { { "Id", "Minimum" } });
    out.text("Parameter", maximum, { { "Id", "Maximum" } });
    out.close();
    out.close();
    if (rules.digits_only) {
        out.open("Predicate", { { "Id", "digits-only" }, { "Method", "MatchesRegex" } });
        out.text("UserHelpText", "digits only");
        out.open("Parameters");
        out.text("Parameter", "^[0-9]*$", { { "Id", "RegularExpression" } });
        out.close();
        out.close();
    }
    out.close();
    out.open("PredicateValidations");
    out.open("PredicateValidation", { { "Id", "password-custom" } });
    out.open("PredicateGroups");
    if (rules.digits_only)
        write_group(out, "length", "The password must have:", "", { "length-custom", "digits-only" });
    else
        write_group(out, "length", "The password must have:", "", { "length-custom" });
    if (!rules.digits_only && rules.character_classes > 0)
        write_group(out, "classes",
            "The password must have at least " + std::to_string(rules.character_classes) + " of:",
            std::to_string(rules.character_classes), { "lowercase", "uppercase", "number", "symbol" });
    out.close();
    out.close();
    out.close();
}

void write_building_blocks(LeafWriter& out, UserFlow const& flow)
{
    out.open("BuildingBlocks");
    write_claims_schema(out, flow);
    if (flow.password_rules == PasswordRules::Custom)
        write_custom_rules(out, flow.custom_password_rules);
    write_pages(out, flow);
    write_localization(out, flow);
    out.close();
}

void write_profile_update(LeafWriter& out, UserFlow const& flow)
{
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-ProfileUpdate" } });
    write_claims(out, "InputClaims", "InputClaim", flow.collect);
    out.open("OutputClaims");
    for (std::string const& attribute : flow.collect)
        out.field("OutputClaim", attribute, is_required(flow, attribute));
    out.close();
    out.close();
    out.open("TechnicalProfile", { { "Id", "Directory-WriteProfileUsingObjectId" } });
    write_claims(out, "PersistedClaims", "PersistedClaim", flow.collect);
    out.close();
}

// RFC 9470: when the request's acr_values name it.
void write_required_on_request(LeafWriter& out)
{
    out.open("TechnicalProfile", { { "Id", "Mfa-Require" } });
    out.open("Metadata");
    out.item("ClaimTypeOnWhichToEnable", "acrRequested");
    out.item("ClaimValueOnWhichToEnable", kSecondFactorContext);
    out.close();
    out.text("EnabledForUserJourneys", "OnItemExistenceInStringCollectionClaim");
    out.close();
}

bool lists(UserFlow const& flow, MfaMethod method)
{
    return std::ranges::find(flow.mfa_methods, method) != flow.mfa_methods.end();
}

// Editing the profile, people see and remove what the flow lets them have.
bool manages_passkeys(UserFlow const& flow)
{
    return flow.type == FlowType::ProfileEdit && (flow.passkey_sign_in || lists(flow, MfaMethod::Passkey));
}
bool manages_recovery_codes(UserFlow const& flow)
{
    return flow.type == FlowType::ProfileEdit && lists(flow, MfaMethod::RecoveryCode);
}

void write_managing(LeafWriter& out, UserFlow const& flow)
{
    if (!manages_passkeys(flow) && !manages_recovery_codes(flow))
        return;
    write_enabled(out, "Factors-Manage");
    if (flow.collect.empty())
        write_enabled(out, "SelfAsserted-ProfileUpdate", "Never");
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-Factors" } });
    std::vector<std::string> fields;
    if (manages_passkeys(flow))
        fields = { "passkeysToRemove", "addPasskey" };
    if (manages_recovery_codes(flow))
        fields.emplace_back("newRecoveryCodes");
    write_claims(out, "DisplayClaims", "DisplayClaim", fields);
    out.close();
    if (!flow.passkey_sign_in)
        return;
    for (std::string_view const profile : { "Passkey-Add", "Passkey-AddCheck" }) {
        out.open("TechnicalProfile", { { "Id", profile } });
        out.open("Metadata");
        out.item("userVerification", "required");
        out.close();
        out.close();
    }
}

void write_second_factor(LeafWriter& out, UserFlow const& flow)
{
    bool const manages = manages_passkeys(flow) || manages_recovery_codes(flow);
    if (flow.mfa == Mfa::Off && !manages)
        return;
    if (flow.mfa == Mfa::Always)
        write_enabled(out, "Mfa-Require");
    else if (flow.mfa != Mfa::Off)
        write_required_on_request(out);
    if (flow.mfa == Mfa::Conditional)
        for (std::string_view const profile : { "ConditionalAccess-Evaluate", "ConditionalAccess-Remediate" })
            write_enabled(out, profile);
    // Without a second factor the list is that of what proves who manages factors. Text messages alone are the default
    // and nobody's wish.
    bool const by_default = flow.mfa == Mfa::Off && flow.mfa_methods == std::vector{ MfaMethod::Sms };
    auto const offers = [&](MfaMethod method) {
        return (!by_default && lists(flow, method)) || (method == MfaMethod::Passkey && manages_passkeys(flow));
    };
    if (offers(MfaMethod::Sms))
        write_enabled(out, "Mfa-OfferSms");
    if (offers(MfaMethod::Email))
        write_enabled(out, "Mfa-OfferEmail");
    if (offers(MfaMethod::AuthenticatorApp))
        write_enabled(out, "Mfa-OfferApp");
    if (offers(MfaMethod::Passkey))
        write_enabled(out, "Mfa-OfferPasskey");
    if (offers(MfaMethod::RecoveryCode)) {
        write_enabled(out, "Mfa-OfferRecoveryCode", "OnClaimsExistence");
        write_enabled(out, "RecoveryCodes-Generate");
    }
}

void write_issuer(LeafWriter& out, UserFlow const& flow)
{
    auto const secs = [](auto duration) { return std::to_string(std::chrono::seconds(duration).count()); };
    out.open("TechnicalProfile", { { "Id", "JwtIssuer" } });
    out.open("Metadata");
    out.item("token_lifetime_secs", secs(flow.access_token_lifetime));
    out.item("id_token_lifetime_secs", secs(flow.id_token_lifetime));
    out.item("refresh_token_lifetime_secs", secs(flow.refresh_token_lifetime));
    out.item("rolling_refresh_token_lifetime_secs", secs(flow.refresh_window));
    if (flow.mfa != Mfa::Off)
        out.item("gatehouse.acrValues", kSecondFactorContext);
    if (flow.strict_openid)
        out.item("gatehouse.strictOpenId", "true");
    if (flow.infinite_refresh_window)
        out.item("allow_infinite_rolling_refresh_token", "true");
    out.item("IssuanceClaimPattern", flow.issuer_with_tfp ? "AuthorityWithTfp" : "AuthorityAndTenantGuid");
    out.close();
    out.close();
}

void write_providers(LeafWriter& out, UserFlow const& flow)
{
    out.open("ClaimsProviders");
    out.open("ClaimsProvider");
    out.text("DisplayName", "Settings of the flow");
    out.open("TechnicalProfiles");
    write_accounts(out, flow);
    write_federated_sign_up(out, flow);
    if (flow.type == FlowType::ProfileEdit && !flow.collect.empty())
        write_profile_update(out, flow);
    std::vector<std::string> const custom = custom_attributes(flow);
    if (!custom.empty()) {
        out.open("TechnicalProfile", { { "Id", "Directory-ReadUsingObjectId" } });
        write_claims(out, "OutputClaims", "OutputClaim", custom);
        out.close();
    }
    if (flow.passkey_sign_in && (signs_in(flow.type) || signs_up(flow.type)))
        write_enabled(out, "Passkey-MayOffer");
    write_second_factor(out, flow);
    write_managing(out, flow);
    if (std::ranges::find(flow.claims, "amr") != flow.claims.end())
        write_enabled(out, "Amr-Write");
    write_connectors(out, flow);
    write_issuer(out, flow);
    out.close();
    out.close();
    write_identity_providers(out, flow);
    out.close();
}

// OIDC Core §5.1. The directory takes a number only once a code came back from it.
void write_verified_claims(LeafWriter& out, UserFlow const& flow)
{
    auto const gives
        = [&](std::string_view claim) { return std::ranges::find(flow.claims, claim) != flow.claims.end(); };
    if (gives("emails"))
        out.empty("OutputClaim",
            { { "ClaimTypeReferenceId", "emailVerified" }, { "PartnerClaimType", "email_verified" },
                { "DefaultValue", "false" } });
    if (gives("signInNames.phoneNumber") || gives("strongAuthenticationPhoneNumber"))
        out.empty("OutputClaim",
            { { "ClaimTypeReferenceId", "phoneNumberVerified" }, { "PartnerClaimType", "phone_number_verified" },
                { "DefaultValue", "true" } });
}

void write_token_claims(LeafWriter& out, UserFlow const& flow)
{
    out.open("OutputClaims");
    out.empty("OutputClaim", { { "ClaimTypeReferenceId", "objectId" }, { "PartnerClaimType", "sub" } });
    for (std::string const& claim : flow.claims) {
        auto const partner = std::ranges::find(kPartners, claim, &Partner::claim);
        out.empty("OutputClaim",
            { { "ClaimTypeReferenceId", claim },
                { "PartnerClaimType", partner == kPartners.end() ? std::string_view(claim) : partner->partner } });
    }
    if (flow.strict_openid)
        write_verified_claims(out, flow);
    out.empty("OutputClaim",
        { { "ClaimTypeReferenceId", "trustFrameworkPolicy" }, { "PartnerClaimType", "tfp" },
            { "DefaultValue", "{policy}" }, { "AlwaysUseDefaultValue", "true" } });
    out.close();
}

void write_relying_party(LeafWriter& out, UserFlow const& flow)
{
    out.open("RelyingParty");
    out.empty("DefaultUserJourney", { { "ReferenceId", journey(flow) } });
    out.open("Endpoints");
    out.empty("Endpoint", { { "Id", "Token" }, { "UserJourneyReferenceId", "RedeemRefreshToken" } });
    out.close();
    out.open("UserJourneyBehaviors");
    std::string const days = std::to_string(flow.keep_me_signed_in_days);
    if (flow.require_id_token_hint)
        out.empty("SingleSignOn",
            { { "Scope", flow.sso_scope }, { "KeepAliveInDays", days }, { "EnforceIdTokenHintOnLogout", "true" } });
    else
        out.empty("SingleSignOn", { { "Scope", flow.sso_scope }, { "KeepAliveInDays", days } });
    out.text("SessionExpiryType", flow.session_absolute ? "Absolute" : "Rolling");
    out.text("SessionExpiryInSeconds", std::to_string(std::chrono::seconds(flow.session_lifetime).count()));
    if (flow.javascript)
        out.text("ScriptExecution", "Allow");
    out.close();
    out.open("TechnicalProfile", { { "Id", "PolicyProfile" } });
    out.text("DisplayName", "PolicyProfile");
    out.empty("Protocol", { { "Name", "OpenIdConnect" } });
    write_token_claims(out, flow);
    out.empty("SubjectNamingInfo", { { "ClaimType", "sub" } });
    out.close();
    out.close();
}

} // namespace

void write_enabled(LeafWriter& out, std::string_view profile, std::string_view when)
{
    out.open("TechnicalProfile", { { "Id", profile } });
    out.text("EnabledForUserJourneys", when);
    out.close();
}

void write_claims(
    LeafWriter& out, std::string_view list, std::string_view element, std::vector<std::string> const& attributes)
{
    if (attributes.empty())
        return;
    out.open(list);
    for (std::string const& attribute : attributes)
        out.empty(element, { { "ClaimTypeReferenceId", attribute } });
    out.close();
}

std::string leaf_xml(UserFlow const& flow, std::string const& tenant_domain)
{
    LeafWriter out;
    out.open("TrustFrameworkPolicy",
        { { "xmlns", "http://schemas.microsoft.com/online/cpim/schemas/2013/06" }, { "PolicySchemaVersion", "0.3.0.0" },
            { "TenantId", tenant_domain }, { "PolicyId", flow.name },
            { "PublicPolicyUri", "http://" + tenant_domain + "/" + flow.name } });
    out.open("BasePolicy");
    out.text("TenantId", kBaseTenant);
    out.text("PolicyId", kBase);
    out.close();
    write_building_blocks(out, flow);
    write_providers(out, flow);
    write_federated_steps(out, flow);
    write_relying_party(out, flow);
    out.close();
    return out.take();
}

} // namespace gatehouse::policy
