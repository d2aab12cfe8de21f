#include "edges/console/flow_settings.h"

#include "edges/console/flows.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

using enum FlowSetting::Kind;
using policy::FlowType;
using policy::UserFlow;

// Where people sign in on pages, and where they choose a password.
std::vector<FlowType> const kWithPages{ FlowType::SignUpOrSignIn, FlowType::SignUp, FlowType::SignIn,
    FlowType::ProfileEdit, FlowType::PasswordReset };
std::vector<FlowType> const kWithNewPassword{ FlowType::SignUpOrSignIn, FlowType::SignUp, FlowType::SignIn,
    FlowType::PasswordReset };

FlowSettingGroup second_factor()
{
    return { .id = "factors",
        .title = "Multifactor authentication",
        .settings = { { Choice, "mfa", "Second factor", "Off is the default.",
                          { { "off", "Off" }, { "always", "Every time" },
                              { "onRequest", "When the app asks for it by acr_values=mfa" },
                              { "conditional", "When the sign-in is risky, or the app asks for it" } } },
            { Several, "mfaMethods", "Methods",
                "People choose among them. Recovery codes come beside another method. Text messages are the default.",
                { { "sms", "Text message or call" }, { "email", "Code by e-mail" },
                    { "authenticatorApp", "Authenticator app" }, { "passkey", "Passkey" },
                    { "recoveryCode", "Recovery codes" } } },
            { Switch, "passkeySignIn",
                "Passkeys instead of passwords: the sign-in page takes one, and people without one are offered it" } },
        .of_types = kWithPages };
}

FlowSettingGroup session()
{
    return { .id = "session",
        .title = "Session behavior",
        .settings = { { Number, "sessionLifetimeMinutes", "Session lifetime",
                          "Minutes, from 15 to 1440. The default is 1440, a day." },
            { Switch, "sessionAbsolute",
                "Absolute: it ends then even when it is used. By default each use begins it anew" },
            { Choice, "ssoScope", "Single sign-on for", "Who may use the session without asking again.",
                { { "Tenant", "All apps and flows of the tenant" }, { "Application", "The same app, in any flow" },
                    { "Policy", "The same flow, for any app" }, { "Suppressed", "Nobody: each sign-in asks" } } },
            { Number, "keepMeSignedInDays", "Keep me signed in",
                "Days for which a session lasts when people tick the box, up to 90. With 0, the default, there is no "
                "box." },
            { Switch, "requireIdTokenHint", "Signing out takes an ID token (id_token_hint)" } },
        .of_types = kWithPages };
}

FlowSettingGroup tokens()
{
    return { .id = "tokens",
        .title = "Token lifetime",
        .settings
        = { { Number, "accessTokenLifetimeMinutes", "Access tokens", "Minutes, from 5 to 1440. The default is 60." },
            { Number, "idTokenLifetimeMinutes", "ID tokens", "Minutes, from 5 to 1440. The default is 60." },
            { Number, "refreshTokenLifetimeHours", "Refresh tokens",
                "Hours until an unused one ends, from 24 to 2160. The default is 336, two weeks." },
            { Number, "refreshWindowHours", "Sliding window of refresh tokens",
                "Hours after the sign-in in which they are renewed, from 24 to 8760. The default is 2160, 90 days." },
            { Switch, "infiniteRefreshWindow", "No end: they are renewed for as long as they are used" } } };
}

FlowSettingGroup compatibility()
{
    return { .id = "compatibility",
        .title = "Token compatibility",
        .settings
        = { { Switch, "issuerWithTfp",
                "The issuer (iss) names the flow: /tfp/TENANT/FLOW/v2.0/. By default it names the tenant alone" },
            { Switch, "strictOpenId",
                "Strict OpenID Connect: scopes choose the claims, and access tokens end with their grant. Off, as in "
                "B2C, by default" } } };
}

FlowSettingGroup passwords()
{
    return { .id = "passwords",
        .title = "Passwords",
        .settings
        = { { Choice, "passwordRules", "Complexity", "Of new passwords. Strong is the default.",
                { { "simple", "Simple: 8 characters or more" },
                    { "strong", "Strong: 8 to 64 characters of three kinds" }, { "custom", "Custom: as below" } } },
            { Number, "minLength", "Custom: shortest", "Characters, from 4 to 64. The default is 8.", {},
                "customPasswordRules" },
            { Number, "maxLength", "Custom: longest", "Characters, from 4 to 256. The default is 64.", {},
                "customPasswordRules" },
            { Number, "characterClasses", "Custom: kinds of characters",
                "How many of lower case, upper case, digits and symbols, from 0 to 4. The default is 3.", {},
                "customPasswordRules" },
            { Switch, "digitsOnly", "Custom: digits only, as for a PIN", "", {}, "customPasswordRules" } },
        .of_types = kWithNewPassword };
}

FlowSettingGroup recovery()
{
    return { .id = "recovery",
        .title = "Forgotten and expired passwords",
        .settings
        = { { Choice, "forgotPassword", "\"Forgot your password?\"", "By default the flow goes on with a new password.",
                { { "inJourney", "Resets the password in this flow" },
                    { "returnError", "Sends the app the error AADB2C90118, and it begins a reset flow" } } },
            { Switch, "forcedPasswordReset",
                "Forced reset: whose password has to be changed is asked for a new one. By default they cannot sign "
                "in" } },
        .of_types = { FlowType::SignUpOrSignIn, FlowType::SignIn } };
}

FlowSettingGroup scripts()
{
    return { .id = "scripts",
        .title = "Pages",
        .settings = { { Switch, "javascript",
            "Scripts of page layouts of your own run. They see what people type; off by default" } },
        .of_types = kWithPages };
}

// Around one of the custom rules when it is judged alone; how they fit together is judged with all of them.
json::Object const kWidestRules{ { "minLength", 4 }, { "maxLength", 256 } };

// A member that a flow leaves out has its default.
json::Value const* find_value(FlowSetting const& setting, json::Object const& flow)
{
    if (setting.inside.empty())
        return flow.find(setting.name);
    json::Object const* outer = flow.object(setting.inside);
    return outer ? outer->find(setting.name) : nullptr;
}

bool is_on(FlowSetting const& setting, json::Object const& flow)
{
    json::Value const* value = find_value(setting, flow);
    bool const* on = value ? value->as_bool() : nullptr;
    return on ? *on : setting.name == "recoveryEmail";
}

std::string value_of(FlowSetting const& setting, json::Object const& flow)
{
    json::Value const* value = find_value(setting, flow);
    if (value && value->as_integer())
        return std::to_string(*value->as_integer());
    return value && value->as_text() ? *value->as_text() : setting.name == "accounts" ? "email" : "";
}

std::vector<std::string> values_of(FlowSetting const& setting, json::Object const& flow)
{
    std::vector<std::string> values;
    json::Array const* array = flow.array(setting.name);
    for (json::Value const& item : array ? *array : json::Array())
        values.push_back(item.as_text() ? *item.as_text() : "");
    return values;
}

std::string text_of(FlowSetting const& setting, std::string const& value)
{
    auto const choice = std::ranges::find(setting.choices, value, &Option::value);
    return choice == setting.choices.end() ? value : choice->text;
}

std::string setting_text(FlowSetting const& setting, json::Object const& flow)
{
    if (setting.kind == Switch)
        return is_on(setting, flow) ? "On" : "Off";
    if (setting.kind != Several)
        return text_of(setting, value_of(setting, flow));
    std::vector<std::string> words = values_of(setting, flow);
    for (std::string& word : words)
        word = text_of(setting, word);
    return join(words, ", ");
}

html::Safe boxes(FlowSetting const& setting, std::vector<std::string> const& checked, std::string_view error)
{
    html::Safe inside;
    if (!setting.help.empty())
        inside += html::fill("<p class=\"helpText\">{{help}}</p>\n", { { "help", setting.help } });
    if (!error.empty())
        inside += html::fill("<p class=\"error itemLevel\">{{error}}</p>\n", { { "error", error } });
    for (Option const& option : setting.choices)
        inside += check_box(
            setting.name, option.text, std::ranges::find(checked, option.value) != checked.end(), option.value);
    return html::fill("<fieldset class=\"field\"><legend>{{label}}</legend>\n{{inside}}</fieldset>\n",
        { { "label", setting.label }, { "inside", inside } });
}

// As JSON has it; what is no number stays a text, which core refuses.
json::Value typed_value(Visit const& visit, FlowSetting const& setting)
{
    if (setting.kind == Switch)
        return visit.form.has(setting.name);
    if (setting.kind == Several) {
        std::vector<std::string> const values = chosen(visit, setting.name);
        return json::Array(values.begin(), values.end());
    }
    std::string const typed = visit.value(setting.name);
    auto const number = setting.kind == Number ? parse_integer(typed) : std::nullopt;
    return number ? json::Value(std::int64_t{ *number }) : json::Value(typed);
}

void put(FlowSetting const& setting, json::Value value, json::Object& flow)
{
    if (setting.inside.empty())
        return flow.set(setting.name, std::move(value));
    json::Object const* outer = flow.object(setting.inside);
    json::Object changed = outer ? *outer : json::Object();
    changed.set(setting.name, std::move(value));
    flow.set(setting.inside, std::move(changed));
}

// Core's words for a member, without its name: the field stands beside them.
std::string error_of(FlowSetting const& setting, std::string detail)
{
    std::string const named = "user flow: \"" + std::string(setting.name) + "\" ";
    if (detail.starts_with(named))
        return "It " + detail.substr(named.size()) + ".";
    if (!setting.inside.empty())
        return "It is out of range: see above.";
    return sentence_of(detail);
}

} // namespace

std::span<FlowSettingGroup const> flow_properties()
{
    static std::vector<FlowSettingGroup> const all{ second_factor(), session(), tokens(), compatibility(), passwords(),
        recovery(), scripts() };
    return all;
}

FlowSettingGroup const& account_settings()
{
    static FlowSettingGroup const group{ .id = "accounts",
        .title = "Accounts of the tenant",
        .settings = { { Choice, "accounts", "People sign in by",
                          "E-mail is the default. Without accounts of its own a flow needs an identity provider.",
                          { { "email", "E-mail address" }, { "userName", "User name" }, { "phone", "Phone number" },
                              { "none", "Identity providers only" } } },
            { Switch, "emailVerification",
                "New addresses are proven by a code. Without it anybody can sign up with somebody else's" },
            { Switch, "recoveryEmail",
                "Accounts by phone have an e-mail address, by which people get in when the number has changed" } } };
    return group;
}

FlowSetting const& flow_setting(std::string_view name)
{
    for (FlowSettingGroup const& group : flow_properties())
        if (auto const found = std::ranges::find(group.settings, name, &FlowSetting::name);
            found != group.settings.end())
            return *found;
    auto const found = std::ranges::find(account_settings().settings, name, &FlowSetting::name);
    check(found != account_settings().settings.end(), "a user flow has no such setting");
    return *found;
}

bool applies(FlowSettingGroup const& group, FlowType type)
{
    return group.of_types.empty() || std::ranges::find(group.of_types, type) != group.of_types.end();
}

std::string setting_text(std::string_view name, UserFlow const& flow)
{
    return setting_text(flow_setting(name), policy::to_json(flow));
}

Facts setting_facts(FlowSettingGroup const& group, UserFlow const& flow)
{
    json::Object const object = policy::to_json(flow);
    Facts all;
    for (FlowSetting const& setting : group.settings)
        all.emplace_back(setting.label, text(setting_text(setting, object)));
    return all;
}

html::Safe setting_field(
    Visit const& visit, FlowSetting const& setting, UserFlow const& flow, SettingErrors const& errors)
{
    json::Object const object = policy::to_json(flow);
    bool const typed = visit.request.method == http::Method::Post;
    auto const error = errors.find(setting.name);
    std::string const why = error == errors.end() ? "" : error->second;
    if (setting.kind == Switch)
        return html::fill("<div class=\"field\">{{box}}</div>\n",
            { { "box",
                check_box(
                    setting.name, setting.label, typed ? visit.form.has(setting.name) : is_on(setting, object)) } });
    if (setting.kind == Several)
        return boxes(setting, typed ? chosen(visit, setting.name) : values_of(setting, object), why);
    Field const field{ .name = std::string(setting.name),
        .label = std::string(setting.label),
        .value = visit.entered(setting.name).value_or(value_of(setting, object)),
        .help = std::string(setting.help),
        .error = why,
        .type = setting.kind == Number ? "number" : "text",
        .required = true,
        .max_length = 9 };
    return setting.kind == Number ? text_field(field) : select_field(field, setting.choices);
}

UserFlow with_settings(
    Visit const& visit, UserFlow const& flow, std::vector<FlowSetting> const& settings, SettingErrors& errors)
{
    json::Object wanted = policy::to_json(flow);
    for (FlowSetting const& setting : settings) {
        json::Value const value = typed_value(visit, setting);
        json::Object alone{ { "name", flow.name } };
        if (!setting.inside.empty())
            alone.set(setting.inside, kWidestRules);
        put(setting, value, alone);
        // Without accounts a flow needs a provider, which is for the whole of it.
        bool const of_whole = setting.name == "accounts" && value == json::Value("none");
        if (auto const judged = policy::user_flow_from_json(alone); !judged && !of_whole)
            errors.emplace(setting.name, error_of(setting, judged.error().detail));
        else
            put(setting, value, wanted);
    }
    auto read = policy::user_flow_from_json(wanted);
    if (!read && errors.empty())
        errors.emplace("", sentence_of(read.error().detail));
    return read ? std::move(*read) : flow;
}

} // namespace gatehouse::console
