// A user flow's settings and the leaf policy generated from them. The engine knows no flow by its name: a flow is the
// XML that comes out here, over policies/builtin/base.xml. Shape: policy_language.md §9.3.
#pragma once

#include "libs/base/result.h"
#include "libs/json/json.h"

#include <chrono>
#include <string>
#include <vector>

namespace gatehouse::policy {

enum class FlowType { SignUpOrSignIn, ProfileEdit, PasswordReset };
enum class Mfa { Off, Always };
enum class MfaMethod { Sms, Email, AuthenticatorApp };
enum class ForgotPassword { InJourney, ReturnError }; // ReturnError: AADB2C90118
enum class PasswordRules { Simple, Strong, Custom };

struct CustomPasswordRules {
    int min_length = 8;
    int max_length = 64;
    int character_classes = 3; // of four
    bool digits_only = false;
};

struct UserFlow {
    std::string name; // "B2C_1_signupsignin1"
    FlowType type = FlowType::SignUpOrSignIn;
    std::vector<std::string> collect; // attributes: "displayName", "givenName", "surname", "city", ...
    std::vector<std::string>
        claims; // application claims: "emails", "displayName", "givenName", "surname", "objectId", ...
    Mfa mfa = Mfa::Off;
    std::vector<MfaMethod> mfa_methods{ MfaMethod::Sms };
    ForgotPassword forgot_password = ForgotPassword::InJourney;
    bool email_verification = true;
    PasswordRules password_rules = PasswordRules::Strong;
    CustomPasswordRules custom_password_rules;
    std::chrono::minutes access_token_lifetime{ 60 };
    std::chrono::minutes id_token_lifetime{ 60 };
    std::chrono::hours refresh_token_lifetime{ 24 * 14 };
    std::chrono::hours refresh_window{ 24 * 90 };
    std::chrono::minutes session_lifetime{ 1440 };
    bool session_absolute = false;
    std::string sso_scope = "Tenant"; // Tenant, Application, Policy, Suppressed
    int keep_me_signed_in_days = 0;
    std::string default_language = "en";
    bool issuer_with_tfp = false;
};

json::Object to_json(UserFlow const& flow);
// Unknown members and values are Fault::Invalid and named.
Result<UserFlow> user_flow_from_json(json::Object const& object);

// The leaf's XML for this tenant. A pure function: the same settings give the same bytes.
std::string leaf_xml(UserFlow const& flow, std::string const& tenant_domain);

} // namespace gatehouse::policy
