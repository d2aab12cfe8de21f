// A user flow's settings and the leaf policy generated from them. The engine knows no flow by its name: a flow is the
// XML that comes out here, over policies/builtin/base.xml. Shape: policy_language.md §9.3.
#pragma once

#include "core/policy/flow_provider.h"
#include "libs/base/result.h"
#include "libs/json/json.h"

#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::policy {

enum class FlowType { SignUpOrSignIn, SignUp, SignIn, ProfileEdit, PasswordReset, ResourceOwner };
constexpr bool signs_up(FlowType type)
{
    return type == FlowType::SignUpOrSignIn || type == FlowType::SignUp;
}
// Asks for the attributes in UserFlow::collect.
constexpr bool collects(FlowType type)
{
    return signs_up(type) || type == FlowType::ProfileEdit;
}
// On a page of the flow's own; who edits a profile signs in as well, but for that alone.
constexpr bool signs_in(FlowType type)
{
    return type == FlowType::SignUpOrSignIn || type == FlowType::SignIn;
}
// OnRequest: acr_values of the request names "mfa". Conditional: then, and when the sign-in is risky.
enum class Mfa { Off, Always, OnRequest, Conditional };
// None: whoever signs in comes from an identity provider.
enum class AccountKind { Email, UserName, Phone, None };
enum class MfaMethod { Sms, Email, AuthenticatorApp, Passkey, RecoveryCode };
enum class ForgotPassword { InJourney, ReturnError }; // ReturnError: AADB2C90118
enum class PasswordRules { Simple, Strong, Custom };

struct CustomPasswordRules {
    int min_length = 8;
    int max_length = 64;
    int character_classes = 3; // of four
    bool digits_only = false;
};

// How an attribute is asked for. B2C: user input type.
enum class InputControl { Text, Email, Number, Date, Dropdown, Radio, MultiSelect, CheckBox, Paragraph };
enum class AttributeType { Text, Boolean, Integer };

struct AttributeOption {
    std::string value;
    std::string text;

    bool operator==(AttributeOption const&) const = default;
};

// What a flow says of an attribute; "" and nothing leave what the base says.
struct AttributeSettings {
    AttributeType type = AttributeType::Text; // of a custom attribute
    std::optional<InputControl> control = {};
    bool required = false;
    std::string label = {};
    std::string help = {};
    std::vector<AttributeOption> options = {};

    bool operator==(AttributeSettings const&) const = default;
};

// A page of the tenant's own. B2C: custom page content.
struct FlowPage {
    std::string content_definition; // "api.signuporsignin"
    std::string address;
};

// A language beside English and German, or texts of one's own in any.
struct FlowLanguage {
    // By B2C's string id ("button_signin", "UserMessageIfInvalidPassword") or by "ElementType/ElementId/StringId".
    using Strings = std::vector<std::pair<std::string, std::string>>;

    std::string code; // "fr", "pt-br"
    Strings strings = {}; // of all pages
    std::map<std::string, Strings> pages = {}; // by content definition; they count for more
};

// B2C: the languages its pages speak, lower case. b2c_wire.md §6.8.
std::span<std::string_view const> page_languages();
// What a flow may collect without declaring it: attributes of the base.
std::span<std::string_view const> built_in_attributes();
// The pages that a flow may replace and whose texts it may change: content definitions of the base.
std::span<std::string_view const> flow_pages();

// Asks an API of the tenant's at a step of the flow. Facts: b2c_wire.md §6.9.
struct ApiConnector {
    enum class Authentication { None, Basic, Bearer, ApiKeyHeader, ClientCertificate };

    std::string name; // "check-customer"
    std::string url;
    Authentication authentication = Authentication::Basic;
    std::string header; // ApiKeyHeader
    // Its answer decides: it may refuse values or the person, and without an answer the flow does not go on. Otherwise
    // its claims are taken when they come, and nothing it does stops the flow.
    bool blocking = true;

    bool operator==(ApiConnector const&) const = default;
};

// Fault::Invalid with a detail that may be shown, as everywhere here.
json::Object to_json(AttributeSettings const& settings);
Result<AttributeSettings> attribute_from_json(json::Object const& object);
json::Object to_json(ApiConnector const& connector);
Result<ApiConnector> connector_from_json(json::Object const& object);

// Letters, digits, "-" and "_".
bool is_connector_name(std::string_view text);
// "extension_" and letters, digits or "_".
bool is_custom_attribute(std::string_view text);
// The secrets that the way of authentication needs: "User" and "Password", "Token", "Key" or "Certificate".
std::vector<std::string_view> secret_parts(ApiConnector const& connector);
// What the names of these secrets begin with; no key of a policy has such a name.
inline constexpr std::string_view kConnectorSecrets = "B2C_1A_ApiConnector_";
// StorageReferenceId of a connector's "User", "Password", "Token", "Key" or "Certificate".
std::string secret_name(ApiConnector const& connector, std::string_view part);

struct UserFlow {
    std::string name; // "B2C_1_signupsignin1"
    FlowType type = FlowType::SignUpOrSignIn;
    std::vector<std::string> collect; // attributes: "displayName", "givenName", "surname", "city", ...
    std::vector<std::string>
        claims; // application claims: "emails", "displayName", "givenName", "surname", "objectId", ...
    Mfa mfa = Mfa::Off;
    std::vector<MfaMethod> mfa_methods{ MfaMethod::Sms };
    // Passkeys on the sign-in page, and one offered to people who have none.
    bool passkey_sign_in = false;
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
    bool require_id_token_hint = false; // in logout requests
    std::string default_language = "en";
    bool issuer_with_tfp = false;
    bool strict_openid = false; // scopes select claims, and access tokens end with their grant
    AccountKind accounts = AccountKind::Email;
    // Of accounts by phone: everybody has an address by which the number can be changed.
    bool recovery_email = true;
    bool forced_password_reset = false;
    std::map<std::string, AttributeSettings> attributes = {}; // by name, of those in `collect` and `claims`
    std::vector<FlowLanguage> languages = {};
    std::vector<FlowPage> pages = {};
    std::vector<std::string> page_sources = {}; // origins, beside the pages' own, of their styles and pictures
    bool javascript = false; // scripts of the pages run
    bool infinite_refresh_window = false;
    std::vector<IdentityProvider> identity_providers = {}; // in the order of their buttons
    std::optional<ApiConnector> after_federation = {};
    std::optional<ApiConnector> before_creating_user = {};
    std::optional<ApiConnector> before_token = {};
};

json::Object to_json(UserFlow const& flow);
// Unknown members and values are Fault::Invalid and named.
Result<UserFlow> user_flow_from_json(json::Object const& object);

// The leaf's XML for this tenant. A pure function: the same settings give the same bytes.
std::string leaf_xml(UserFlow const& flow, std::string const& tenant_domain);

} // namespace gatehouse::policy
