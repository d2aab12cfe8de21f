#include "core/policy/user_flow.h"

#include "core/policy/build.h"
#include "core/policy/flow_parts.h"
#include "core/policy/words.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <functional>

namespace gatehouse::policy {
namespace {

constexpr auto kTypes = std::to_array<Word<FlowType>>({
    { "SignUpOrSignIn", FlowType::SignUpOrSignIn },
    { "SignUp", FlowType::SignUp },
    { "SignIn", FlowType::SignIn },
    { "ProfileEdit", FlowType::ProfileEdit },
    { "PasswordReset", FlowType::PasswordReset },
    { "ResourceOwner", FlowType::ResourceOwner },
});
constexpr auto kMfa = std::to_array<Word<Mfa>>({
    { "off", Mfa::Off },
    { "always", Mfa::Always },
    { "onRequest", Mfa::OnRequest },
    { "conditional", Mfa::Conditional },
});
constexpr auto kMethods = std::to_array<Word<MfaMethod>>({
    { "sms", MfaMethod::Sms },
    { "email", MfaMethod::Email },
    { "authenticatorApp", MfaMethod::AuthenticatorApp },
    { "passkey", MfaMethod::Passkey },
    { "recoveryCode", MfaMethod::RecoveryCode },
});
constexpr auto kForgot = std::to_array<Word<ForgotPassword>>({
    { "inJourney", ForgotPassword::InJourney },
    { "returnError", ForgotPassword::ReturnError },
});
constexpr auto kRules = std::to_array<Word<PasswordRules>>({
    { "simple", PasswordRules::Simple },
    { "strong", PasswordRules::Strong },
    { "custom", PasswordRules::Custom },
});
constexpr auto kAccounts = std::to_array<Word<AccountKind>>({
    { "email", AccountKind::Email },
    { "userName", AccountKind::UserName },
    { "phone", AccountKind::Phone },
    { "none", AccountKind::None },
});
constexpr auto kAuthentications = std::to_array<Word<ApiConnector::Authentication>>({
    { "none", ApiConnector::Authentication::None },
    { "basic", ApiConnector::Authentication::Basic },
    { "bearer", ApiConnector::Authentication::Bearer },
    { "apiKeyHeader", ApiConnector::Authentication::ApiKeyHeader },
    { "clientCertificate", ApiConnector::Authentication::ClientCertificate },
});
constexpr auto kScopes = std::to_array<std::string_view>({ "Tenant", "Application", "Policy", "Suppressed" });

// What a flow may collect, without custom attributes; all are claim types of the base.
constexpr auto kCollectable = std::to_array<std::string_view>(
    { "city", "country", "displayName", "givenName", "jobTitle", "postalCode", "state", "streetAddress", "surname" });
// What a flow may return besides.
constexpr auto kReturnable = std::to_array<std::string_view>({ "amr", "emails", "identityProvider",
    "identityProviderAccessToken", "newUser", "objectId", "signInNames.phoneNumber" });

// attack-68's sister: names go into XML and into addresses, so they are plain.
bool is_plain(std::string_view text)
{
    auto const plain
        = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, plain);
}

bool may_collect(std::string const& attribute)
{
    return is_custom_attribute(attribute) || std::ranges::find(kCollectable, attribute) != kCollectable.end();
}

bool may_return(std::string const& claim)
{
    return may_collect(claim) || std::ranges::find(kReturnable, claim) != kReturnable.end();
}

// Reads one member into a field of the flow.
using Read = Result<void> (*)(json::Value const&, std::string_view, UserFlow&);

template <auto Field, auto const& Table>
Result<void> read_word(json::Value const& value, std::string_view member, UserFlow& flow)
{
    std::string const* text = value.as_text();
    auto const found = std::ranges::find_if(Table, [&](auto const& row) { return text && row.text == *text; });
    if (found == Table.end()) {
        std::vector<std::string> words;
        for (auto const& row : Table)
            words.emplace_back(row.text);
        return wrong(member, "one of " + join(words, ", "));
    }
    flow.*Field = found->value;
    return {};
}

template <auto Field>
Result<void> read_flag(json::Value const& value, std::string_view member, UserFlow& flow)
{
    bool const* flag = value.as_bool();
    if (!flag)
        return wrong(member, "true or false");
    flow.*Field = *flag;
    return {};
}

template <auto Field, long long Minimum, long long Maximum>
Result<void> read_number(json::Value const& value, std::string_view member, UserFlow& flow)
{
    auto const* number = value.as_integer();
    if (!number || *number < Minimum || *number > Maximum)
        return wrong(member, "a whole number from " + std::to_string(Minimum) + " to " + std::to_string(Maximum));
    using Type = std::remove_reference_t<decltype(flow.*Field)>;
    if constexpr (std::is_same_v<Type, int>)
        flow.*Field = static_cast<int>(*number);
    else
        flow.*Field = Type(*number);
    return {};
}

template <auto Field>
Result<void> read_connector(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Object const* object = value.as_object();
    if (!object)
        return wrong(member, "an object");
    flow.*Field = TRY(connector_from_json(*object));
    return {};
}

template <auto Field, bool (*Allowed)(std::string const&)>
Result<void> read_names(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Array const* array = value.as_array();
    if (!array)
        return wrong(member, "a list of texts");
    std::vector<std::string> names;
    for (json::Value const& item : *array) {
        std::string const* name = item.as_text();
        if (!name || !Allowed(*name))
            return wrong(
                member, "a list of attributes; not one: " + (name ? *name : std::string("a value that is no text")));
        if (std::ranges::find(names, *name) != names.end())
            return wrong(member, "a list without repetitions; repeated: " + *name);
        names.push_back(*name);
    }
    flow.*Field = std::move(names);
    return {};
}

Result<void> read_name(json::Value const& value, std::string_view member, UserFlow& flow)
{
    std::string const* name = value.as_text();
    if (!name || !is_plain(*name) || !equals_ignoring_case(std::string_view(*name).substr(0, 6), "B2C_1_")
        || name->size() < 7)
        return wrong(member, "\"B2C_1_\" and letters, digits or \"_\"");
    flow.name = *name;
    return {};
}

Result<void> read_methods(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Array const* array = value.as_array();
    if (!array || array->empty())
        return wrong(member, "a list of at least one method");
    flow.mfa_methods.clear();
    for (json::Value const& item : *array) {
        std::string const* name = item.as_text();
        auto const found = std::ranges::find_if(kMethods, [&](auto const& row) { return name && row.text == *name; });
        if (found == kMethods.end())
            return wrong(member, "a list of sms, email, authenticatorApp, passkey and recoveryCode");
        flow.mfa_methods.push_back(found->value);
    }
    // Codes are given out after another proof: alone they could never be had.
    if (std::ranges::all_of(flow.mfa_methods, [](MfaMethod method) { return method == MfaMethod::RecoveryCode; }))
        return wrong(member, "a list with another method beside recoveryCode");
    return {};
}

Result<void> read_scope(json::Value const& value, std::string_view member, UserFlow& flow)
{
    std::string const* scope = value.as_text();
    if (!scope || std::ranges::find(kScopes, *scope) == kScopes.end())
        return wrong(member, "one of Tenant, Application, Policy, Suppressed");
    flow.sso_scope = *scope;
    return {};
}

Result<void> read_language(json::Value const& value, std::string_view member, UserFlow& flow)
{
    std::string const* language = value.as_text();
    auto const plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; };
    if (!language || language->size() < 2 || language->size() > 16 || !std::ranges::all_of(*language, plain))
        return wrong(member, "a language such as \"en\" or \"de\"");
    flow.default_language = *language;
    return {};
}

Result<void> read_custom_rules(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Object const* object = value.as_object();
    if (!object)
        return wrong(member, "an object");
    CustomPasswordRules rules;
    for (json::Member const& item : object->members()) {
        auto const* number = item.value.as_integer();
        auto const within = [&](long long low, long long high) { return number && *number >= low && *number <= high; };
        if (item.name == "minLength" && within(4, 64))
            rules.min_length = static_cast<int>(*number);
        else if (item.name == "maxLength" && within(4, 256))
            rules.max_length = static_cast<int>(*number);
        else if (item.name == "characterClasses" && within(0, 4))
            rules.character_classes = static_cast<int>(*number);
        else if (item.name == "digitsOnly" && item.value.as_bool())
            rules.digits_only = *item.value.as_bool();
        else
            return fail(Fault::Invalid,
                "user flow: \"" + std::string(member)
                    + "\" has an unknown member or a value out of range: " + item.name);
    }
    if (rules.min_length > rules.max_length)
        return wrong(member, "a range with minLength up to maxLength");
    flow.custom_password_rules = rules;
    return {};
}

Result<void> read_providers(json::Value const& value, std::string_view member, UserFlow& flow)
{
    json::Array const* array = value.as_array();
    if (!array)
        return wrong(member, "a list of identity providers");
    for (json::Value const& item : *array) {
        json::Object const* object = item.as_object();
        if (!object)
            return wrong(member, "a list of identity providers");
        flow.identity_providers.push_back(TRY(provider_from_json(*object)));
    }
    return {};
}

struct Row {
    std::string_view name;
    Read read;
};
// The lifetimes' ranges are those of B2C.
constexpr auto kRows = std::to_array<Row>({
    { "name", read_name },
    { "type", read_word<&UserFlow::type, kTypes> },
    { "collect", read_names<&UserFlow::collect, may_collect> },
    { "claims", read_names<&UserFlow::claims, may_return> },
    { "mfa", read_word<&UserFlow::mfa, kMfa> },
    { "mfaMethods", read_methods },
    { "passkeySignIn", read_flag<&UserFlow::passkey_sign_in> },
    { "forgotPassword", read_word<&UserFlow::forgot_password, kForgot> },
    { "emailVerification", read_flag<&UserFlow::email_verification> },
    { "passwordRules", read_word<&UserFlow::password_rules, kRules> },
    { "customPasswordRules", read_custom_rules },
    { "accessTokenLifetimeMinutes", read_number<&UserFlow::access_token_lifetime, 5, 1440> },
    { "idTokenLifetimeMinutes", read_number<&UserFlow::id_token_lifetime, 5, 1440> },
    { "refreshTokenLifetimeHours", read_number<&UserFlow::refresh_token_lifetime, 24, 90 * 24> },
    { "refreshWindowHours", read_number<&UserFlow::refresh_window, 24, 365 * 24> },
    { "sessionLifetimeMinutes", read_number<&UserFlow::session_lifetime, 15, 1440> },
    { "sessionAbsolute", read_flag<&UserFlow::session_absolute> },
    { "ssoScope", read_scope },
    { "keepMeSignedInDays", read_number<&UserFlow::keep_me_signed_in_days, 0, 90> },
    { "requireIdTokenHint", read_flag<&UserFlow::require_id_token_hint> },
    { "defaultLanguage", read_language },
    { "issuerWithTfp", read_flag<&UserFlow::issuer_with_tfp> },
    { "strictOpenId", read_flag<&UserFlow::strict_openid> },
    { "accounts", read_word<&UserFlow::accounts, kAccounts> },
    { "recoveryEmail", read_flag<&UserFlow::recovery_email> },
    { "forcedPasswordReset", read_flag<&UserFlow::forced_password_reset> },
    { "attributes", read_attributes },
    { "languages", read_languages },
    { "pages", read_pages },
    { "pageSources", read_page_sources },
    { "javascript", read_flag<&UserFlow::javascript> },
    { "infiniteRefreshWindow", read_flag<&UserFlow::infinite_refresh_window> },
    { "identityProviders", read_providers },
    { "afterFederation", read_connector<&UserFlow::after_federation> },
    { "beforeCreatingUser", read_connector<&UserFlow::before_creating_user> },
    { "beforeToken", read_connector<&UserFlow::before_token> },
});

void add_connector(json::Object& object, std::string_view member, std::optional<ApiConnector> const& connector)
{
    if (!connector)
        return;
    object.set(member, to_json(*connector));
}

json::Array texts(std::vector<std::string> const& list)
{
    return { list.begin(), list.end() };
}

} // namespace

bool is_connector_name(std::string_view text)
{
    return is_plain(replace_all(std::string(text), "-", "_"));
}

bool is_custom_attribute(std::string_view text)
{
    return text.starts_with("extension_") && text.size() > 10 && is_plain(text);
}

std::span<std::string_view const> built_in_attributes()
{
    return kCollectable;
}

json::Object to_json(ApiConnector const& connector)
{
    return { { "name", connector.name }, { "url", connector.url },
        { "authentication", word_of(kAuthentications, connector.authentication) }, { "header", connector.header },
        { "blocking", connector.blocking } };
}

Result<ApiConnector> connector_from_json(json::Object const& object)
{
    auto const refuse = [](std::string const& why) { return fail(Fault::Invalid, "API connector: " + why); };
    ApiConnector connector;
    connector.name = object.text("name").value_or("");
    connector.url = object.text("url").value_or("");
    connector.header = object.text("header").value_or("");
    connector.blocking = object.boolean("blocking").value_or(true);
    auto const way = find_word(kAuthentications, object.text("authentication").value_or(""));
    if (!is_connector_name(connector.name))
        return refuse("\"name\" must be letters, digits, \"-\" and \"_\"");
    if (!is_callable_address(connector.url))
        return refuse("\"url\" must be an https address");
    if (!way)
        return refuse("\"authentication\" must be one of none, basic, bearer, apiKeyHeader, clientCertificate");
    connector.authentication = *way;
    if (*way == ApiConnector::Authentication::ApiKeyHeader && !is_connector_name(connector.header))
        return refuse("\"header\" must be the name of a header");
    return connector;
}

std::string secret_name(ApiConnector const& connector, std::string_view part)
{
    return std::string(kConnectorSecrets) + connector.name + "_" + std::string(part);
}

json::Object to_json(UserFlow const& flow)
{
    json::Array methods;
    for (MfaMethod const method : flow.mfa_methods)
        methods.emplace_back(word_of(kMethods, method));
    CustomPasswordRules const& rules = flow.custom_password_rules;
    json::Object object{
        { "name", flow.name },
        { "type", word_of(kTypes, flow.type) },
        { "collect", texts(flow.collect) },
        { "claims", texts(flow.claims) },
        { "mfa", word_of(kMfa, flow.mfa) },
        { "mfaMethods", std::move(methods) },
        { "passkeySignIn", flow.passkey_sign_in },
        { "forgotPassword", word_of(kForgot, flow.forgot_password) },
        { "emailVerification", flow.email_verification },
        { "passwordRules", word_of(kRules, flow.password_rules) },
        { "customPasswordRules",
            json::Object{ { "minLength", rules.min_length }, { "maxLength", rules.max_length },
                { "characterClasses", rules.character_classes }, { "digitsOnly", rules.digits_only } } },
        { "accessTokenLifetimeMinutes", static_cast<std::int64_t>(flow.access_token_lifetime.count()) },
        { "idTokenLifetimeMinutes", static_cast<std::int64_t>(flow.id_token_lifetime.count()) },
        { "refreshTokenLifetimeHours", static_cast<std::int64_t>(flow.refresh_token_lifetime.count()) },
        { "refreshWindowHours", static_cast<std::int64_t>(flow.refresh_window.count()) },
        { "sessionLifetimeMinutes", static_cast<std::int64_t>(flow.session_lifetime.count()) },
        { "sessionAbsolute", flow.session_absolute },
        { "ssoScope", flow.sso_scope },
        { "keepMeSignedInDays", flow.keep_me_signed_in_days },
        { "requireIdTokenHint", flow.require_id_token_hint },
        { "defaultLanguage", flow.default_language },
        { "issuerWithTfp", flow.issuer_with_tfp },
    };
    // What a flow does not use is left out.
    if (flow.accounts != AccountKind::Email)
        object.set("accounts", word_of(kAccounts, flow.accounts));
    if (!flow.recovery_email)
        object.set("recoveryEmail", false);
    for (auto const& [name, value] : { std::pair("forcedPasswordReset", flow.forced_password_reset),
             std::pair("javascript", flow.javascript), std::pair("infiniteRefreshWindow", flow.infinite_refresh_window),
             std::pair("strictOpenId", flow.strict_openid) })
        if (value)
            object.set(name, true);
    add_parts(object, flow);
    if (!flow.identity_providers.empty()) {
        json::Array providers;
        for (IdentityProvider const& provider : flow.identity_providers)
            providers.emplace_back(to_json(provider));
        object.set("identityProviders", std::move(providers));
    }
    add_connector(object, "afterFederation", flow.after_federation);
    add_connector(object, "beforeCreatingUser", flow.before_creating_user);
    add_connector(object, "beforeToken", flow.before_token);
    return object;
}

Result<UserFlow> user_flow_from_json(json::Object const& object)
{
    UserFlow flow;
    for (json::Member const& member : object.members()) {
        auto const row = std::ranges::find(kRows, std::string_view(member.name), &Row::name);
        if (row == kRows.end())
            return fail(Fault::Invalid, "user flow: unknown member \"" + member.name + "\"");
        TRY(row->read(member.value, member.name, flow));
    }
    if (flow.name.empty())
        return wrong("name", "given");
    if (flow.type == FlowType::SignUp && flow.accounts == AccountKind::Phone)
        return fail(Fault::Invalid,
            "user flow: with accounts by phone somebody signs up where they sign in: make the type SignUpOrSignIn");
    TRY(check_providers(flow));
    return flow;
}

} // namespace gatehouse::policy
