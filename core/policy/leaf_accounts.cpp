// Sign-in, sign-up and reset by kind of account. The base's profiles are those of e-mail accounts; for user names a
// leaf shows one more field and lets other directory profiles do the work. Phone numbers have journeys of their own.
#include "core/policy/leaf_writer.h"

namespace gatehouse::policy {
namespace {

void write_sign_in(LeafWriter& out, UserFlow const& flow)
{
    bool const signs_up = flow.type == FlowType::SignUpOrSignIn;
    bool const in_journey = signs_up && flow.forgot_password == ForgotPassword::InJourney;
    bool const remember = signs_up && flow.keep_me_signed_in_days > 0;
    bool const by_name = flow.accounts == AccountKind::UserName;
    bool const settings = in_journey || remember || by_name;
    if (!settings && !flow.passkey_sign_in)
        return;
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-SignIn" } });
    if (settings) {
        out.open("Metadata");
        if (by_name)
            out.item("setting.operatingMode", "Username");
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
    if (!remember && !flow.recovery_email)
        return;
    out.open("TechnicalProfile", { { "Id", "SelfAsserted-PhoneSignIn" } });
    out.open("Metadata");
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
        if (flow.type != FlowType::SignUpOrSignIn)
            return;
        write_phone_sign_in(out, flow);
        return write_phone_sign_up(out, flow);
    }
    if (flow.accounts == AccountKind::None)
        return write_enabled(
            out, flow.type == FlowType::ProfileEdit ? "SelfAsserted-SignInOnly" : "SelfAsserted-SignIn", "Never");
    if (flow.type != FlowType::PasswordReset)
        write_sign_in(out, flow);
    if (flow.type == FlowType::SignUpOrSignIn)
        write_sign_up(out, flow);
    bool const resets = flow.type == FlowType::SignUpOrSignIn || flow.type == FlowType::PasswordReset;
    if (flow.accounts == AccountKind::UserName && resets)
        write_reset(out);
    if (flow.forced_password_reset && flow.type == FlowType::SignUpOrSignIn) {
        out.open("TechnicalProfile", { { "Id", "login-NonInteractive" } });
        out.open("Metadata");
        out.item("gatehouse.PasswordMayHaveToChange", "true");
        out.close();
        out.close();
        write_enabled(out, "ForcedReset-Require", "Always");
    }
}

} // namespace gatehouse::policy
