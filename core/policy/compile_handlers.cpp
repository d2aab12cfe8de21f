// Which handler executes a technical profile, and what that handler asks of it: policy_language.md §3.
#include "core/policy/build.h"
#include "core/policy/language.h"
#include "libs/url/url.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

constexpr auto kClasses = std::to_array<HandlerClass>({
    { "AadSsprProtocolProvider", HandlerKind::EmailCode },
    { "AzureActiveDirectoryProvider", HandlerKind::Directory },
    { "AzureApplicationInsightsProvider", HandlerKind::Telemetry },
    { "AzureMfaProtocolProvider", HandlerKind::AuthenticatorApp },
    { "CaptchaProvider", HandlerKind::Captcha },
    { "ClaimsTransformationProtocolProvider", HandlerKind::ClaimsTransformation },
    { "ConditionalAccessProtocolProvider", HandlerKind::ConditionalAccess },
    { "DefaultSSOSessionProvider", HandlerKind::SessionDefault },
    { "ExternalLoginSSOSessionProvider", HandlerKind::SessionExternal },
    { "NoopSSOSessionProvider", HandlerKind::SessionNone },
    { "FactorsProvider", HandlerKind::Factors },
    { "OAuthSSOSessionProvider", HandlerKind::SessionOAuth },
    { "OneTimePasswordProtocolProvider", HandlerKind::OneTimePassword },
    { "PasskeyProvider", HandlerKind::Passkey },
    { "PhoneFactorProtocolProvider", HandlerKind::PhoneFactor },
    { "RecoveryCodeProvider", HandlerKind::RecoveryCode },
    { "RestfulProvider", HandlerKind::Restful },
    { "SamlSSOSessionProvider", std::nullopt },
    { "SelfAssertedAttributeProvider", HandlerKind::SelfAsserted },
    { "UserJourneyContextProvider", HandlerKind::UserJourneyContext },
});

std::optional<HandlerKind> handler_of_class(Build& build, Element const& protocol)
{
    std::string const handler = protocol.value("Handler");
    std::string_view name = trim(std::string_view(handler).substr(0, handler.find(',')));
    name = name.substr(name.rfind('.') + 1);
    auto const found
        = std::ranges::find_if(kClasses, [&](HandlerClass const& row) { return equals_ignoring_case(row.name, name); });
    if (found != kClasses.end() && found->kind)
        return found->kind;
    if (found != kClasses.end())
        build.not_executable(protocol, "The handler " + std::string(found->name));
    else
        build.not_executable(protocol, "The handler \"" + handler + "\"", "this handler is not known");
    return std::nullopt;
}

// B2C: login-NonInteractive. The address is Azure's own token endpoint for this tenant, which here is our directory.
bool is_local_sign_in(Build const& build, Element const& profile)
{
    bool password = equals_ignoring_case(metadata(profile, "grant_type"), "password");
    if (Element const* inputs = profile.child("InputClaims"))
        for (Element const& item : inputs->children) {
            bool const grant = equals_ignoring_case(item.value("ClaimTypeReferenceId"), "grant_type")
                || equals_ignoring_case(item.value("PartnerClaimType"), "grant_type");
            password = password || (grant && equals_ignoring_case(item.value("DefaultValue"), "password"));
        }
    std::string address = metadata(profile, "authorization_endpoint");
    if (address.empty())
        address = metadata(profile, "METADATA");
    if (!password || address.empty())
        return password;
    constexpr std::string_view kAzure = "https://login.microsoftonline.com/";
    if (!starts_with_ignoring_case(address, kAzure))
        return address.find("{tenant}") != std::string::npos;
    std::string const tenant = address.substr(kAzure.size(), address.find('/', kAzure.size()) - kAzure.size());
    return equals_ignoring_case(tenant, "{tenant}") || equals_ignoring_case(tenant, build.plan.tenant);
}

bool has_key(Element const& profile, std::string_view id)
{
    Element const* keys = profile.child("CryptographicKeys");
    return keys && std::ranges::any_of(keys->children, [&](Element const& key) {
        return equals_ignoring_case(key.value("Id"), id);
    });
}

// B2C has no word for such a profile: it is known by how it checks the token.
bool takes_hint(Element const& profile)
{
    return !metadata(profile, "METADATA").empty() || has_key(profile, "client_secret");
}

std::optional<HandlerKind> handler_without_class(Build& build, Element const& profile, Element const& protocol)
{
    std::string const name = protocol.value("Name");
    std::string const output = profile.child_text("OutputTokenFormat");
    bool const open_id = equals_ignoring_case(name, "OpenIdConnect");
    bool const none = equals_ignoring_case(name, "None");
    if ((open_id || none) && equals_ignoring_case(output, "JWT"))
        return HandlerKind::JwtIssuer;
    if (open_id && output.empty() && is_local_sign_in(build, profile))
        return HandlerKind::LocalSignIn;
    std::string const input = profile.child_text("InputTokenFormat");
    if (none && equals_ignoring_case(output, "JSON"))
        return HandlerKind::JsonIssuer;
    if (equals_ignoring_case(name, "OAuth2") && equals_ignoring_case(output, "OAuth2Error"))
        return HandlerKind::ErrorIssuer;
    if (none && output.empty() && takes_hint(profile))
        return HandlerKind::IdTokenHint;
    if (none && output.empty() && equals_ignoring_case(input, "JWT"))
        return HandlerKind::AccessToken;
    if (none && output.empty() && input.empty())
        // RefreshTokenReadAndSetup, and placeholders without behaviour.
        return HandlerKind::RefreshTokenSetup;
    bool const oauth2 = equals_ignoring_case(name, "OAuth2");
    if ((open_id || oauth2) && output.empty())
        return open_id ? HandlerKind::OpenIdProvider : HandlerKind::OAuth2Provider;
    bool const oauth1 = equals_ignoring_case(name, "OAuth1");
    if (oauth1 && output.empty())
        return HandlerKind::OAuth1Provider;
    if (open_id)
        build.not_executable(protocol, "The output token format \"" + output + "\"");
    else if (oauth2 || oauth1)
        build.not_executable(protocol, "An " + name + " identity provider");
    else if (none)
        build.not_executable(protocol, "A technical profile with the token formats \"" + input + output + "\"");
    else
        build.not_executable(protocol, "The protocol \"" + name + "\"");
    return std::nullopt;
}

void check_operation(
    Build& build, Element const& element, std::vector<std::string> const& known, std::string const& key = "Operation")
{
    std::string const operation = metadata(element, key);
    auto const same = [&](std::string const& name) { return equals_ignoring_case(name, operation); };
    if (operation.empty()) {
        // Profiles that others include often leave it to them.
        if (build.reached)
            build.diagnostics.error(element,
                "Technical profile \"" + element.value("Id") + "\" does not specify the metadata item \"" + key + "\".",
                join(known, ", "));
    } else if (std::ranges::none_of(known, same))
        build.not_executable(element,
            "The operation \"" + operation + "\" of the technical profile \"" + element.value("Id") + "\"",
            join(known, ", "));
}

void check_directory(Build& build, Element const& element, Profile const& profile)
{
    check_operation(build, element, { "Read", "Write", "DeleteClaims", "DeleteClaimsPrincipal" });
    if (build.reached && profile.inputs.size() != 1)
        build.diagnostics.error(element,
            "Technical profile \"" + profile.id + "\" specifies " + std::to_string(profile.inputs.size())
                + " input claims.",
            "a directory technical profile has exactly one, the key of the user");
}

std::vector<std::string> keys_of_authentication(Profile const& profile, std::string_view type)
{
    if (equals_ignoring_case(type, "Basic"))
        return { "BasicAuthenticationUsername", "BasicAuthenticationPassword" };
    if (equals_ignoring_case(type, "Bearer") && profile.meta("UseClaimAsBearerToken").empty())
        return { "BearerAuthenticationToken" };
    if (equals_ignoring_case(type, "ClientCertificate"))
        return { "ClientCertificate" };
    return {};
}

void check_restful(Build& build, Element const& element, Profile const& profile)
{
    // The base of the user flows holds its connectors without an address; a flow that uses one enables it.
    if (!build.reached || profile.enabled.kind == Enabled::Kind::Never)
        return;
    auto const one_of = [&](std::string_view key, std::string_view otherwise, std::vector<std::string> const& known) {
        std::string const value = profile.meta(key, otherwise);
        if (std::ranges::none_of(known, [&](std::string const& name) { return equals_ignoring_case(name, value); }))
            build.invalid_value(element, "metadata item \"" + std::string(key) + "\"", value, join(known, ", "));
        return value;
    };
    std::string const address = profile.meta("ServiceUrl");
    if (!is_callable_address(address))
        build.invalid_value(element, "metadata item \"ServiceUrl\"", address, "an https address");
    one_of("SendClaimsIn", "Body", { "Body", "Form", "Header", "Url", "QueryString" });
    std::string const type
        = one_of("AuthenticationType", "None", { "None", "Basic", "Bearer", "ClientCertificate", "ApiKeyHeader" });
    for (std::string const& key : keys_of_authentication(profile, type))
        if (!profile.keys.contains(key))
            build.diagnostics.error(element,
                "Technical profile \"" + profile.id + "\" does not specify the cryptographic key \"" + key + "\".");
}

// A hint is a statement by somebody whom the policy names, to somebody whom it names.
void check_hint(Build& build, Element const& element, Profile const& profile)
{
    if (!build.reached)
        return;
    bool const by_secret = profile.keys.contains("client_secret");
    std::string const metadata = profile.meta("METADATA");
    if (by_secret && !metadata.empty())
        build.diagnostics.error(element,
            "Technical profile \"" + profile.id + "\" specifies both METADATA and the cryptographic key client_secret.",
            "a hint is checked with a shared secret or with published keys");
    if (!metadata.empty() && !is_callable_address(metadata))
        build.invalid_value(element, "metadata item \"METADATA\"", metadata, "an https address");
    for (std::string_view const key : { "issuer", "IdTokenAudience" })
        if (by_secret && profile.meta(key).empty())
            build.invalid_value(element, "metadata item \"" + std::string(key) + "\"", "", "what the hint must say");
    if (!by_secret && profile.meta("IdTokenAudience").empty())
        build.diagnostics.warning(element,
            "Technical profile \"" + profile.id + "\" takes an id_token_hint for any audience.",
            "set the metadata item IdTokenAudience");
}

void check_phone(Build& build, Element const& element, Profile const& profile)
{
    std::string const mode = profile.meta("setting.authenticationMode", "sms");
    auto const is = [&](std::string_view name) { return equals_ignoring_case(mode, name); };
    if (build.reached && !is("sms") && !is("phone") && !is("mixed"))
        build.invalid_value(element, "metadata item \"setting.authenticationMode\"", mode, "sms, phone or mixed");
}

// B2C: it takes both, a display claim and the setting; with one of them there is no captcha, and nothing says so.
void check_captcha(Build& build, Element const& element, Profile const& profile)
{
    if (!build.reached)
        return;
    bool const on = profile.flag("setting.enableCaptchaChallenge", false);
    bool const named = std::ranges::any_of(profile.display, [&](ClaimUse const& use) {
        auto const found = build.controls.find(use.display_control);
        return found != build.controls.end()
            && build.plan.display_controls[found->second].kind == DisplayControl::Kind::Captcha;
    });
    if (on && !named)
        build.diagnostics.warning(element,
            "Technical profile \"" + profile.id + "\" asks for a captcha and shows none.",
            "a display claim that names a display control of the type CaptchaControl");
    if (named && !on)
        build.diagnostics.warning(element, "The captcha of the technical profile \"" + profile.id + "\" is not shown.",
            "set the metadata item setting.enableCaptchaChallenge to true");
}

// Azure: a page cannot obtain a claim that nobody shows, presets or reads. Where display claims say what is shown, it
// does not ask: its own policies for phone numbers name outputs that nothing fills.
void check_obtainable(Build& build, Element const& element, Profile const& profile)
{
    if (!profile.display.empty())
        return;
    auto const same = [](ClaimUse const& use) {
        return [&use](ClaimUse const& other) { return other.display_control.empty() && other.claim == use.claim; };
    };
    auto const validated = [&](ClaimUse const& use) {
        return std::ranges::any_of(profile.validations, [&](Validation const& validation) {
            Profile const& other = build.plan.profiles[validation.profile];
            auto const output = [&](TransformIndex index) {
                return std::ranges::any_of(build.plan.transforms[index].outputs,
                    [&](TransformInput const& out) { return out.claim == use.claim; });
            };
            return std::ranges::any_of(other.outputs, same(use))
                || std::ranges::any_of(other.output_transforms, output);
        });
    };
    for (ClaimUse const& use : profile.outputs) {
        bool const transformed = !profile.output_transforms.empty();
        if (build.plan.claims[use.claim].input || use.has_default || transformed || validated(use)
            || std::ranges::any_of(profile.inputs, same(use)))
            continue;
        build.diagnostics.warning(element,
            "Output claim type \"" + build.plan.claims[use.claim].id
                + "\" specified in the technical profile with id \"" + profile.id
                + "\" does not specify a UserInputType or a DefaultValue, and is not retrieved from a "
                  "ValidationTechnicalProfile either.",
            "Azure refuses this at upload");
    }
}

} // namespace

std::span<HandlerClass const> handler_classes()
{
    return kClasses;
}

std::string metadata(Element const& profile, std::string_view key)
{
    std::string value;
    if (Element const* list = profile.child("Metadata"))
        for (Element const& item : list->children)
            if (equals_ignoring_case(item.value("Key"), key))
                value = item.text;
    return value;
}

std::optional<HandlerKind> handler_of(Build& build, Element const& profile)
{
    Element const* protocol = profile.child("Protocol");
    if (!protocol) {
        build.diagnostics.warning(profile,
            "Technical profile \"" + profile.value("Id") + "\" does not specify a Protocol.",
            "it only runs its transformations and sets its claims");
        return HandlerKind::ClaimsTransformation;
    }
    if (equals_ignoring_case(protocol->value("Name"), "Proprietary"))
        return handler_of_class(build, *protocol);
    return handler_without_class(build, profile, *protocol);
}

bool is_callable_address(std::string const& address)
{
    auto const url = url::parse(replace_all(replace_all(address, "{", ""), "}", ""));
    return url && (url->scheme == "https" || (url->scheme == "http" && url::is_loopback_host(url->host)));
}

bool is_issuer(HandlerKind kind)
{
    return kind == HandlerKind::JwtIssuer || kind == HandlerKind::JsonIssuer || kind == HandlerKind::ErrorIssuer;
}

bool is_session(HandlerKind kind)
{
    return kind == HandlerKind::SessionNone || kind == HandlerKind::SessionDefault
        || kind == HandlerKind::SessionExternal || kind == HandlerKind::SessionOAuth;
}

std::string_view name(HandlerKind kind)
{
    switch (kind) {
    case HandlerKind::SelfAsserted:
        return "SelfAsserted";
    case HandlerKind::Directory:
        return "Directory";
    case HandlerKind::LocalSignIn:
        return "LocalSignIn";
    case HandlerKind::ClaimsTransformation:
        return "ClaimsTransformation";
    case HandlerKind::PhoneFactor:
        return "PhoneFactor";
    case HandlerKind::OneTimePassword:
        return "OneTimePassword";
    case HandlerKind::AuthenticatorApp:
        return "AuthenticatorApp";
    case HandlerKind::Passkey:
        return "Passkey";
    case HandlerKind::RecoveryCode:
        return "RecoveryCode";
    case HandlerKind::Factors:
        return "Factors";
    case HandlerKind::EmailCode:
        return "EmailCode";
    case HandlerKind::Restful:
        return "Restful";
    case HandlerKind::OpenIdProvider:
        return "OpenIdProvider";
    case HandlerKind::OAuth2Provider:
        return "OAuth2Provider";
    case HandlerKind::OAuth1Provider:
        return "OAuth1Provider";
    case HandlerKind::ConditionalAccess:
        return "ConditionalAccess";
    case HandlerKind::Captcha:
        return "Captcha";
    case HandlerKind::JwtIssuer:
        return "JwtIssuer";
    case HandlerKind::JsonIssuer:
        return "JsonIssuer";
    case HandlerKind::ErrorIssuer:
        return "ErrorIssuer";
    case HandlerKind::IdTokenHint:
        return "IdTokenHint";
    case HandlerKind::AccessToken:
        return "AccessToken";
    case HandlerKind::Telemetry:
        return "Telemetry";
    case HandlerKind::UserJourneyContext:
        return "UserJourneyContext";
    case HandlerKind::RefreshTokenSetup:
        return "RefreshTokenSetup";
    case HandlerKind::SessionNone:
        return "SessionNone";
    case HandlerKind::SessionDefault:
        return "SessionDefault";
    case HandlerKind::SessionExternal:
        return "SessionExternal";
    case HandlerKind::SessionOAuth:
        return "SessionOAuth";
    }
    return "";
}

void check_handler(Build& build, Element const& element, Profile const& profile)
{
    switch (profile.handler) {
    case HandlerKind::SelfAsserted:
        if (build.reached)
            check_obtainable(build, element, profile);
        check_captcha(build, element, profile);
        break;
    case HandlerKind::PhoneFactor:
        check_phone(build, element, profile);
        check_captcha(build, element, profile);
        break;
    case HandlerKind::Directory:
        check_directory(build, element, profile);
        break;
    case HandlerKind::OneTimePassword:
        check_operation(build, element, { "GenerateCode", "VerifyCode" });
        break;
    case HandlerKind::EmailCode:
        check_operation(build, element, { "SendCode", "VerifyCode" });
        break;
    case HandlerKind::AuthenticatorApp:
        check_operation(
            build, element, { "OneWaySMS", "Verify", "BeginVerifyOTP", "VerifyOTP", "GetAvailableDevices" });
        break;
    case HandlerKind::ConditionalAccess:
        check_operation(build, element, { "Evaluation", "Remediation" }, "OperationType");
        break;
    case HandlerKind::Captcha:
        check_operation(build, element, { "GetChallenge", "VerifyChallenge" });
        break;
    case HandlerKind::Restful:
        check_restful(build, element, profile);
        break;
    case HandlerKind::IdTokenHint:
        check_hint(build, element, profile);
        break;
    case HandlerKind::OpenIdProvider:
        check_open_id_provider(build, element, profile);
        break;
    case HandlerKind::OAuth2Provider:
        check_oauth2_provider(build, element, profile);
        break;
    case HandlerKind::OAuth1Provider:
        check_oauth1_provider(build, element, profile);
        break;
    case HandlerKind::Passkey:
        check_operation(build, element, { "Enrol", "Verify", "SignIn", "Remove" });
        break;
    case HandlerKind::RecoveryCode:
        check_operation(build, element, { "Generate", "Save", "Verify" });
        break;
    default:
        break;
    }
}

} // namespace gatehouse::policy
