#include "apps/gatehouse/tenant_flows.h"

#include "core/policies/key_sets.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <set>

namespace gatehouse::app {
namespace {

using toml::Section;

constexpr std::string_view kAttributes[]
    = { "city", "country", "displayName", "givenName", "jobTitle", "postalCode", "state", "streetAddress", "surname" };
constexpr std::string_view kClaims[] = { "amr", "city", "country", "displayName", "emails", "givenName",
    "identityProvider", "identityProviderAccessToken", "jobTitle", "newUser", "objectId", "postalCode",
    "signInNames.phoneNumber", "state", "streetAddress", "strongAuthenticationPhoneNumber", "surname" };

void check_names(std::vector<std::string> const& names, std::span<std::string_view const> known, Section& section,
    std::string_view key)
{
    std::set<std::string> seen;
    for (std::string const& name : names) {
        bool const extension = name.starts_with("extension_") && name.size() > 10;
        if (!extension && std::ranges::find(known, name) == known.end())
            section.report(key,
                "'" + name + "' is not known; expected one of " + join({ known.begin(), known.end() }, ", ")
                    + " or extension_NAME");
        if (!seen.insert(name).second)
            section.report(key, "'" + name + "' stands twice");
    }
}

void read_flow_mfa(policy::UserFlow& flow, Section& section)
{
    constexpr std::string_view kMfa[] = { "off", "always", "on_request", "conditional" };
    std::string const mfa = section.word("mfa", kMfa);
    flow.mfa = mfa == "always" ? policy::Mfa::Always
        : mfa == "on_request"  ? policy::Mfa::OnRequest
        : mfa == "conditional" ? policy::Mfa::Conditional
                               : policy::Mfa::Off;
    auto const methods = section.texts("mfa_methods");
    if (!methods.empty())
        flow.mfa_methods.clear();
    for (std::string const& method : methods) {
        if (method == "sms")
            flow.mfa_methods.push_back(policy::MfaMethod::Sms);
        else if (method == "email")
            flow.mfa_methods.push_back(policy::MfaMethod::Email);
        else if (method == "authenticator_app")
            flow.mfa_methods.push_back(policy::MfaMethod::AuthenticatorApp);
        else if (method == "passkey")
            flow.mfa_methods.push_back(policy::MfaMethod::Passkey);
        else if (method == "recovery_code")
            flow.mfa_methods.push_back(policy::MfaMethod::RecoveryCode);
        else
            section.report("mfa_methods",
                "'" + method + "' is not known; expected sms, email, authenticator_app, passkey or recovery_code");
    }
    // Codes are given out after another proof: alone they could never be had.
    if (flow.mfa_methods == std::vector{ policy::MfaMethod::RecoveryCode })
        section.report("mfa_methods", "recovery_code needs another method beside it");
}

// A code to the phone is the first factor of such accounts, and there is no password.
void read_phone_accounts(policy::UserFlow& flow, Section& section)
{
    flow.recovery_email = section.boolean("recovery_email", true);
    if (flow.accounts != policy::AccountKind::Phone) {
        if (section.has("recovery_email"))
            section.report("recovery_email", "only accounts by phone have a recovery address");
        return;
    }
    if (flow.type == policy::FlowType::PasswordReset || flow.type == policy::FlowType::ResourceOwner)
        section.report("accounts", "accounts by phone have no password for a flow of this type");
    for (std::string_view const key :
        { "email_verification", "forced_password_reset", "forgot_password", "passkey_sign_in", "password_rules" })
        if (section.has(key))
            section.report(key, "accounts by phone have no password and no page for this");
    if (flow.mfa == policy::Mfa::Off)
        return;
    if (!section.has("mfa_methods"))
        flow.mfa_methods = { policy::MfaMethod::Email };
    auto const offers = [&](policy::MfaMethod method) {
        return std::ranges::find(flow.mfa_methods, method) != flow.mfa_methods.end();
    };
    if (offers(policy::MfaMethod::Sms))
        section.report("mfa_methods", "the phone that signs in is no second factor: sms cannot stand here");
    if (offers(policy::MfaMethod::Email) && !flow.recovery_email)
        section.report("mfa_methods", "email needs recovery_email = true: the code goes to that address");
}

void read_flow_password(policy::UserFlow& flow, Section& section)
{
    constexpr std::string_view kRules[] = { "strong", "simple", "custom" };
    std::string const rules = section.word("password_rules", kRules);
    flow.password_rules = rules == "simple" ? policy::PasswordRules::Simple
        : rules == "custom"                 ? policy::PasswordRules::Custom
                                            : policy::PasswordRules::Strong;
    auto custom = section.section("custom_password_rules");
    if (!custom) {
        if (flow.password_rules == policy::PasswordRules::Custom)
            section.report("password_rules", "\"custom\" needs custom_password_rules");
        return;
    }
    policy::CustomPasswordRules& own = flow.custom_password_rules;
    own.min_length = static_cast<int>(custom->integer("min_length", own.min_length, { 4, 256 }));
    own.max_length = static_cast<int>(custom->integer("max_length", own.max_length, { own.min_length, 256 }));
    own.character_classes = static_cast<int>(custom->integer("character_classes", own.character_classes, { 1, 4 }));
    own.digits_only = custom->boolean("digits_only", false);
    custom->report_unknown_keys();
}

void read_flow_lifetimes(policy::UserFlow& flow, Section& section)
{
    flow.access_token_lifetime = std::chrono::minutes(section.integer("access_token_minutes", 60, { 5, 1440 }));
    flow.id_token_lifetime = std::chrono::minutes(section.integer("id_token_minutes", 60, { 5, 1440 }));
    flow.refresh_token_lifetime = std::chrono::hours(24 * section.integer("refresh_token_days", 14, { 1, 90 }));
    flow.refresh_window = std::chrono::hours(24 * section.integer("refresh_window_days", 90, { 1, 365 }));
    // B2C: "Refresh token sliding window: no expiry".
    flow.infinite_refresh_window = section.boolean("refresh_window_infinite", false);
    flow.session_lifetime = std::chrono::minutes(section.integer("session_minutes", 1440, { 15, 1440 }));
    flow.session_absolute = section.boolean("session_absolute", false);
    constexpr std::string_view kScopes[] = { "Tenant", "Application", "Policy", "Suppressed" };
    flow.sso_scope = section.word("sso_scope", kScopes);
    flow.require_id_token_hint = section.boolean("require_id_token_hint", false);
    flow.keep_me_signed_in_days = static_cast<int>(section.integer("keep_me_signed_in_days", 0, { 0, 90 }));
}

struct ControlWord {
    std::string_view text;
    policy::InputControl control;
};
constexpr ControlWord kControls[] = {
    { "text", policy::InputControl::Text },
    { "email", policy::InputControl::Email },
    { "number", policy::InputControl::Number },
    { "date", policy::InputControl::Date },
    { "dropdown", policy::InputControl::Dropdown },
    { "radio", policy::InputControl::Radio },
    { "multi_select", policy::InputControl::MultiSelect },
    { "check_box", policy::InputControl::CheckBox },
    { "paragraph", policy::InputControl::Paragraph },
};

bool needs_options(policy::InputControl control)
{
    return control == policy::InputControl::Dropdown || control == policy::InputControl::Radio
        || control == policy::InputControl::MultiSelect;
}

// What [attributes.NAME] and [flows.X.attributes.NAME] have in common; the flow's own words go over the tenant's.
void read_attribute(policy::AttributeSettings& settings, Section& section)
{
    settings.label = section.text("label", settings.label);
    settings.help = section.text("help", settings.help);
    if (section.has("input")) {
        std::string const word = section.text("input");
        auto const found = std::ranges::find(kControls, word, &ControlWord::text);
        if (found == std::end(kControls))
            section.report("input",
                "'" + word
                    + "' is not known; expected text, email, number, date, dropdown, radio, multi_select, check_box or "
                      "paragraph");
        else
            settings.control = found->control;
    }
    if (auto options = section.section("options")) {
        settings.options.clear();
        for (toml::Entry const& entry : options->all()) {
            if (auto const* text = entry.value.as_text())
                settings.options.push_back({ entry.key, *text });
            else
                options->report(entry.key, "an option is VALUE = \"text that is shown\"");
        }
    }
    if (settings.control && needs_options(*settings.control) && settings.options.empty())
        section.report("input", "it needs options = { VALUE = \"text\", ... }");
}

void read_flow_attributes(policy::UserFlow& flow, Section& section, DeclaredAttributes const& declared)
{
    for (auto const* list : { &flow.collect, &flow.claims })
        for (std::string const& name : *list) {
            auto const found = declared.find(name);
            if (found != declared.end())
                flow.attributes.insert_or_assign(name, found->second);
            else if (name.starts_with("extension_"))
                section.report("'" + name + "' is not declared: [attributes." + name + "] is missing");
        }
    auto all = section.section("attributes");
    if (!all)
        return;
    for (auto& [name, own] : section.named_sections("attributes")) {
        if (std::ranges::find(flow.collect, name) == flow.collect.end())
            own.report("'" + name + "' is not in collect");
        policy::AttributeSettings& settings = flow.attributes[name];
        read_attribute(settings, own);
        settings.required = own.boolean("required", settings.required);
        own.report_unknown_keys();
    }
}

void read_flow_languages(policy::UserFlow& flow, Section& section)
{
    auto const known = policy::page_languages();
    for (auto& [code, language] : section.named_sections("languages")) {
        if (std::ranges::find(known, code) == known.end())
            language.report("'" + code + "' is no language of the pages; expected one of "
                + join({ known.begin(), known.end() }, ", "));
        policy::FlowLanguage declared{ code };
        if (auto strings = language.section("strings"))
            for (toml::Entry const& entry : strings->all()) {
                if (auto const* text = entry.value.as_text())
                    declared.strings.emplace_back(entry.key, *text);
                else
                    strings->report(entry.key, "a string must be text");
            }
        language.report_unknown_keys();
        flow.languages.push_back(std::move(declared));
    }
    flow.default_language = section.text("default_language", "en");
    auto const declared = [&](policy::FlowLanguage const& one) { return one.code == flow.default_language; };
    if (flow.default_language != "en" && flow.default_language != "de"
        && std::ranges::none_of(flow.languages, declared))
        section.report("default_language", "expected en, de or a language that this flow declares");
}

bool is_page_address(std::string const& text)
{
    auto const url = url::parse(replace_all(replace_all(text, "{", ""), "}", ""));
    return url && (url->scheme == "https" || url::is_loopback_host(url->host));
}

void read_flow_pages(policy::UserFlow& flow, Section& section, Expand const& expand)
{
    flow.javascript = section.boolean("javascript", false);
    auto const known = policy::flow_pages();
    if (auto pages = section.section("pages"))
        for (toml::Entry const& entry : pages->all()) {
            auto const* text = entry.value.as_text();
            std::string const address = text ? expand(*text, *pages, entry.key) : "";
            if (std::ranges::find(known, entry.key) == known.end())
                pages->report(entry.key, "no page; expected one of " + join({ known.begin(), known.end() }, ", "));
            else if (!is_page_address(address))
                pages->report(entry.key, "expected the https address of a page");
            flow.pages.push_back({ entry.key, address });
        }
    for (std::string const& source : section.texts("page_sources")) {
        auto const url = url::parse(source);
        if (!url || url->origin() != source)
            section.report("page_sources", "'" + source + "' is no origin like https://cdn.contoso.example");
        flow.page_sources.push_back(source);
    }
}

void read_flow_providers(policy::UserFlow& flow, Section& section, FlowSurroundings const& tenant)
{
    for (std::string const& name : section.texts("identity_providers")) {
        auto const found = std::ranges::find(tenant.providers, name,
            [](DeclaredProvider const& one) -> std::string const& { return one.provider.name; });
        if (found == tenant.providers.end())
            section.report("identity_providers", "there is no [identity_providers." + name + "] in this file");
        else
            flow.identity_providers.push_back(found->provider);
    }
    if (auto const right = policy::check_providers(flow); !right)
        section.report("identity_providers", right.error().detail);
}

void read_flow_connectors(policy::UserFlow& flow, Section& section, FlowSurroundings const& tenant)
{
    auto steps = section.section("api_connectors");
    if (!steps)
        return;
    struct Place {
        std::string_view key;
        std::optional<policy::ApiConnector>& connector;
    };
    for (auto& [key, connector] : { Place{ "after_federation", flow.after_federation },
             Place{ "before_creating_user", flow.before_creating_user }, Place{ "before_token", flow.before_token } }) {
        if (!steps->has(key))
            continue;
        std::string const name = steps->required_text(key);
        auto const found = std::ranges::find(tenant.connectors, name,
            [](DeclaredConnector const& one) -> std::string const& { return one.connector.name; });
        if (found == tenant.connectors.end())
            steps->report(key, "there is no [api_connectors." + name + "] in this file");
        else
            connector = found->connector;
    }
    if (flow.after_federation && flow.identity_providers.empty())
        tenant.warnings.push_back(steps->problem_at("after_federation",
            "the connector '" + flow.after_federation->name + "' of " + flow.name
                + " is never asked: its step comes after a sign-in through an identity provider, and the flow has "
                  "none"));
    steps->report_unknown_keys();
}

} // namespace

policy::UserFlow read_flow(std::string const& name, Section section, FlowSurroundings const& tenant)
{
    policy::UserFlow flow;
    flow.name = name;
    // B2C: libraries tell a policy from a tenant by this prefix.
    if (!starts_with_ignoring_case(name, "b2c_1_"))
        section.report("a user flow's name begins with B2C_1_");
    constexpr std::string_view kTypes[]
        = { "sign_up_or_sign_in", "sign_up", "sign_in", "profile_edit", "password_reset", "resource_owner" };
    std::string const type = section.word("type", kTypes);
    flow.type = type == "profile_edit" ? policy::FlowType::ProfileEdit
        : type == "password_reset"     ? policy::FlowType::PasswordReset
        : type == "resource_owner"     ? policy::FlowType::ResourceOwner
        : type == "sign_up"            ? policy::FlowType::SignUp
        : type == "sign_in"            ? policy::FlowType::SignIn
                                       : policy::FlowType::SignUpOrSignIn;
    flow.collect = section.texts("collect");
    check_names(flow.collect, kAttributes, section, "collect");
    flow.claims = section.texts("claims");
    check_names(flow.claims, kClaims, section, "claims");
    read_flow_mfa(flow, section);
    constexpr std::string_view kForgot[] = { "in_journey", "return_error" };
    flow.forgot_password = section.word("forgot_password", kForgot) == "return_error"
        ? policy::ForgotPassword::ReturnError
        : policy::ForgotPassword::InJourney;
    flow.passkey_sign_in = section.boolean("passkey_sign_in", false);
    if (flow.passkey_sign_in && flow.type == policy::FlowType::PasswordReset)
        section.report("passkey_sign_in", "a password reset has no sign-in page");
    flow.email_verification = section.boolean("email_verification", true);
    read_flow_password(flow, section);
    read_flow_lifetimes(flow, section);
    constexpr std::string_view kAccounts[] = { "email", "user_name", "phone", "none" };
    std::string const accounts = section.word("accounts", kAccounts);
    flow.accounts = accounts == "user_name" ? policy::AccountKind::UserName
        : accounts == "phone"               ? policy::AccountKind::Phone
        : accounts == "none"                ? policy::AccountKind::None
                                            : policy::AccountKind::Email;
    flow.forced_password_reset = section.boolean("forced_password_reset", false);
    read_phone_accounts(flow, section);
    read_flow_attributes(flow, section, tenant.attributes);
    read_flow_languages(flow, section);
    read_flow_pages(flow, section, tenant.expand);
    constexpr std::string_view kIssuers[] = { "guid", "tfp" };
    flow.issuer_with_tfp = section.word("issuer", kIssuers) == "tfp";
    flow.strict_openid = section.boolean("strict_openid", false);
    read_flow_providers(flow, section, tenant);
    read_flow_connectors(flow, section, tenant);
    // What a flow without pages does not do, it must not seem to do.
    if (flow.type == policy::FlowType::ResourceOwner) {
        if (flow.mfa != policy::Mfa::Off)
            section.report("mfa", "a flow of the type resource_owner has no page for a second factor");
        if (section.has("api_connectors"))
            section.report("api_connectors", "a flow of the type resource_owner asks no API");
    }
    section.report_unknown_keys();
    return flow;
}

PolicySecret read_secret(Section& section, std::string const& key, Expand const& expand)
{
    std::string const file_key = key + "_file";
    if (section.has(file_key) == section.has(key)) {
        section.report("expected either " + key + " or " + file_key);
        return {};
    }
    if (section.has(key))
        return PolicySecret(expand(section.required_text(key), section, key));
    std::ifstream file(expand(section.required_text(file_key), section, file_key));
    if (!file)
        section.report(file_key, "the file cannot be read");
    std::string const text(std::istreambuf_iterator<char>(file), {});
    return PolicySecret(std::string(trim(text)));
}

DeclaredConnector read_connector(std::string const& name, Section section, Expand const& expand)
{
    using Authentication = policy::ApiConnector::Authentication;
    DeclaredConnector declared;
    policy::ApiConnector& connector = declared.connector;
    connector.name = name;
    if (!policy::is_connector_name(name))
        section.report("the name of a connector is letters, digits, \"-\" and \"_\"");
    connector.url = expand(section.required_text("url"), section, "url");
    auto const url = url::parse(connector.url);
    if (!url || (url->scheme != "https" && !url::is_loopback_host(url->host)))
        section.report("url", "expected an https address");
    connector.blocking = section.boolean("blocking", true);
    auto const keep = [&](std::string const& key, std::string_view part) {
        declared.secrets.emplace_back(policy::secret_name(connector, part), read_secret(section, key, expand));
    };
    constexpr std::string_view kWays[] = { "basic", "bearer", "api_key", "client_certificate", "none" };
    std::string const way = section.word("authentication", kWays);
    if (way == "basic") {
        connector.authentication = Authentication::Basic;
        keep("user", "User");
        keep("password", "Password");
    } else if (way == "bearer") {
        connector.authentication = Authentication::Bearer;
        keep("token", "Token");
    } else if (way == "api_key") {
        connector.authentication = Authentication::ApiKeyHeader;
        connector.header = section.text("header", "X-API-Key");
        if (!policy::is_connector_name(connector.header))
            section.report("header", "expected the name of a header");
        keep("key", "Key");
    } else if (way == "client_certificate") {
        connector.authentication = Authentication::ClientCertificate;
        keep("certificate", "Certificate");
    } else {
        connector.authentication = Authentication::None;
    }
    section.report_unknown_keys();
    return declared;
}

DeclaredPolicyKey read_policy_key(std::string const& name, Section section, Expand const& expand)
{
    // B2C: the names of policy keys begin so, and policies say it.
    if (!starts_with_ignoring_case(name, "b2c_1a_") || !policy::is_connector_name(name))
        section.report("the name of a policy key is B2C_1A_ and letters, digits, \"-\" or \"_\"");
    if (is_of_flow_part(name))
        section.report("a secret of an identity provider or an API connector is declared there");
    DeclaredPolicyKey declared{ name, read_secret(section, "secret", expand) };
    section.report_unknown_keys();
    return declared;
}

DeclaredAttributes read_declared_attributes(Section& root)
{
    DeclaredAttributes declared;
    for (auto& [name, section] : root.named_sections("attributes")) {
        if (!name.starts_with("extension_") || !policy::is_connector_name(name) || name.size() < 11)
            section.report("a custom attribute's name is extension_ and letters, digits or \"_\"");
        policy::AttributeSettings& settings = declared[name];
        constexpr std::string_view kTypes[] = { "string", "boolean", "integer" };
        std::string const type = section.word("type", kTypes);
        settings.type = type == "boolean" ? policy::AttributeType::Boolean
            : type == "integer"           ? policy::AttributeType::Integer
                                          : policy::AttributeType::Text;
        read_attribute(settings, section);
        section.report_unknown_keys();
    }
    return declared;
}

} // namespace gatehouse::app
