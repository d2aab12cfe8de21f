// Sign-in, sign-up and reset by kind of account. The base's profiles are those of e-mail accounts; for user names a
// leaf shows one more field and lets other directory profiles do the work. Phone numbers have journeys of their own.
#include "core/policy/leaf_writer.h"

namespace gatehouse::policy {
namespace {

void write_sign_in(LeafWriter& out, UserFlow const& flow)
{
    bool const has_ways = signs_in(flow.type);
    bool const in_journey = has_ways && flow.forgot_password == ForgotPassword::InJourney;
    bool const remember = has_ways && flow.keep_me_signed_in_days > 0;
    bool const by_name = flow.accounts == AccountKind::UserName;
    bool const settings = in_journey || remember || by_name || flow.type == FlowType::SignIn;
    if (!settings && !flow.passkey_sign_in)
        return;
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-SignIn" } });
    if (settings) {
        out.open("Metadata");
        if (by_name)
            out.item("setting.operatingMode", "Username");
        if (flow.type == FlowType::SignIn)
            out.item("setting.showSignupLink", "false");
        if (in_journey)
            out.item("setting.forgotPasswordLinkOverride", "ForgotPasswordExchange");
        if (remember)
            out.item("setting.enableRememberMe", "true");
        out.close();
    }
    if (flow.passkey_sign_in)
        write_claims(out, "OutputClaims", "OutputClaim", { "passkeyAnswer" });
    out.close();
}

// What the page asks for, in order. Named apart from the output claims, since an API connector yields some of those.
void write_sign_up_page(LeafWriter& out, UserFlow const& flow)
{
    out.open("DisplayClaims");
    if (flow.accounts == AccountKind::UserName)
        out.field("DisplayClaim", "userName", true);
    for (std::string_view const claim : { "email", "newPassword", "reenterPassword" })
        out.field("DisplayClaim", claim, true);
    for (std::string const& attribute : flow.collect)
        out.field("DisplayClaim", attribute, is_required(flow, attribute));
    out.close();
}

std::string_view creator(UserFlow const& flow)
{
    return flow.accounts == AccountKind::UserName ? "Directory-WriteUsingUserName" : "Directory-WriteUsingLogonEmail";
}

void write_persisted_at_sign_up(LeafWriter& out, UserFlow const& flow, std::vector<std::string> const& attributes)
{
    if (attributes.empty() && flow.email_verification)
        return;
    out.open("PersistedClaims");
    for (std::string const& attribute : attributes)
        out.empty("PersistedClaim", { { "ClaimTypeReferenceId", attribute } });
    if (!flow.email_verification)
        out.empty("PersistedClaim",
            { { "ClaimTypeReferenceId", "emailVerified" }, { "DefaultValue", "false" },
                { "AlwaysUseDefaultValue", "true" } });
    out.close();
}

void write_sign_up(LeafWriter& out, UserFlow const& flow)
{
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-SignUp" } });
    if (!flow.email_verification) {
        out.open("Metadata");
        out.item("EnforceEmailVerification", "false");
        out.close();
    }
    write_sign_up_page(out, flow);
    std::vector<std::string> outputs = flow.collect;
    if (flow.accounts == AccountKind::UserName)
        outputs.insert(outputs.begin(), "userName");
    if (flow.before_creating_user && flow.before_creating_user->blocking)
        outputs.insert(outputs.end(), { "apiAction", "apiMessage" });
    write_claims(out, "OutputClaims", "OutputClaim", outputs);
    out.close();
    std::vector<std::string> const persisted = persisted_at_sign_up(flow);
    if (persisted.empty() && flow.accounts == AccountKind::Email && flow.email_verification)
        return;
    out.open("TechnicalProfile", { { "Id", creator(flow) } });
    write_persisted_at_sign_up(out, flow, persisted);
    if (flow.accounts == AccountKind::UserName)
        out.text("EnabledForUserJourneys", "Always");
    out.close();
    if (flow.accounts == AccountKind::UserName)
        write_enabled(out, "Directory-WriteUsingLogonEmail", "Never");
}

// The person names the account; its mailbox on record must be the one that was proven.
void write_reset(LeafWriter& out)
{
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-ResetDiscovery" } });
    out.open("DisplayClaims");
    out.field("DisplayClaim", "userName", true);
    out.field("DisplayClaim", "email", true);
    out.close();
    write_claims(out, "OutputClaims", "OutputClaim", { "userName" });
    out.close();
    write_enabled(out, "Directory-ReadUsingEmail", "Never");
    write_enabled(out, "Directory-ReadUsingUserName", "Always");
}

void write_phone_sign_in(LeafWriter& out, UserFlow const& flow)
{
    bool const remember = flow.keep_me_signed_in_days > 0;
    if (!remember && !flow.recovery_email && flow.type != FlowType::SignIn)
        return;
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-PhoneSignIn" } });
    out.open("Metadata");
    if (flow.type == FlowType::SignIn)
        out.item("setting.showSignupLink", "false");
    if (flow.recovery_email) {
        out.item("setting.forgotPasswordLinkLocation", "AfterLabel");
        out.item("setting.forgotPasswordLinkOverride", "PhoneChangeExchange");
    }
    if (remember)
        out.item("setting.enableRememberMe", "true");
    out.close();
    out.close();
}

void write_phone_sign_up(LeafWriter& out, UserFlow const& flow)
{
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-PhoneSignUp" } });
    out.open("DisplayClaims");
    out.field("DisplayClaim", "signInNames.phoneNumber", false);
    for (std::string const& attribute : flow.collect)
        out.field("DisplayClaim", attribute, is_required(flow, attribute));
    out.close();
    std::vector<std::string> outputs = flow.collect;
    if (flow.before_creating_user && flow.before_creating_user->blocking)
        outputs.insert(outputs.end(), { "apiAction", "apiMessage" });
    write_claims(out, "OutputClaims", "OutputClaim", outputs);
    out.close();
    if (std::vector<std::string> const persisted = persisted_at_sign_up(flow); !persisted.empty()) {
        out.open("TechnicalProfile", { { "Id", "Directory-WriteUsingPhoneNumber" } });
        write_claims(out, "PersistedClaims", "PersistedClaim", persisted);
        out.close();
    }
    if (flow.recovery_email)
        write_enabled(out, "RecoveryEmail-Require", "Always");
}

} // namespace

std::vector<std::string> persisted_at_sign_up(UserFlow const& flow)
{
    return flow.before_creating_user ? settable_claims(flow) : flow.collect;
}

void write_accounts(LeafWriter& out, UserFlow const& flow)
{
    if (flow.accounts == AccountKind::Phone) {
        if (signs_in(flow.type))
            write_phone_sign_in(out, flow);
        if (signs_up(flow.type))
            write_phone_sign_up(out, flow);
        return;
    }
    if (flow.accounts == AccountKind::None)
        return write_enabled(
            out, flow.type == FlowType::ProfileEdit ? "SelfAsserted-SignInOnly" : "SelfAsserted-SignIn", "Never");
    if (flow.type != FlowType::PasswordReset && flow.type != FlowType::SignUp)
        write_sign_in(out, flow);
    if (signs_up(flow.type))
        write_sign_up(out, flow);
    bool const resets = signs_in(flow.type) || flow.type == FlowType::PasswordReset;
    if (flow.accounts == AccountKind::UserName && resets)
        write_reset(out);
    if (flow.forced_password_reset && signs_in(flow.type)) {
        out.open("TechnicalProfile", { { "Id", "login-NonInteractive" } });
        out.open("Metadata");
        out.item("gatehouse.PasswordMayHaveToChange", "true");
        out.close();
        out.close();
        write_enabled(out, "ForcedReset-Require", "Always");
    }
}

} // namespace gatehouse::policy
