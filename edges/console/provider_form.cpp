// Adding an identity provider, changing it, giving it a new secret. All of it asks for a fresh sign-in: who the
// provider is decides who gets in.
#include "edges/console/frame.h"
#include "edges/console/providers.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::console {
namespace {

using policy::IdentityProvider;
using policy::ProviderClaims;
using policy::ProviderKind;

constexpr size_t kLongestSecret = 8192;

enum class Of { All, Apple, Metadata };

// A field is named as the member of the provider's JSON, so that what is wrong with that is told beside it.
struct TextSetting {
    std::string_view name;
    std::string_view label;
    std::string_view help;
    std::string IdentityProvider::* value;
    Of of;
    size_t longest;
};
constexpr auto kSettings = std::to_array<TextSetting>({
    { "displayName", "Display name", "On the button of the sign-in page.", &IdentityProvider::display_name, Of::All,
        128 },
    { "clientId", "Client id", "The id that the provider gave to the app that you registered there.",
        &IdentityProvider::client_id, Of::All, 512 },
    { "developerId", "Team id", "Of your membership at Apple, ten characters.", &IdentityProvider::developer_id,
        Of::Apple, 64 },
    { "keyId", "Key id", "Of the key whose .p8 file you have.", &IdentityProvider::key_id, Of::Apple, 64 },
    { "metadata", "Metadata URL", "It ends with /.well-known/openid-configuration.", &IdentityProvider::metadata,
        Of::Metadata, 1024 },
    { "scope", "Scope", "Words with spaces between them; openid is one of them.", &IdentityProvider::scope,
        Of::Metadata, 512 },
    { "domainHint", "Domain hint", "Apps that send it as domain_hint lead people straight to this provider.",
        &IdentityProvider::domain_hint, Of::Metadata, 256 },
});

struct ClaimSetting {
    std::string_view name;
    std::string_view label;
    std::string ProviderClaims::* value;
};
constexpr auto kClaims = std::to_array<ClaimSetting>({
    { "claims", "User id", &ProviderClaims::user_id },
    { "claimDisplayName", "Display name", &ProviderClaims::display_name },
    { "claimGivenName", "Given name", &ProviderClaims::given_name },
    { "claimSurname", "Surname", &ProviderClaims::surname },
    { "claimEmail", "E-mail address", &ProviderClaims::email },
});

bool applies(Of of, ProviderKind kind)
{
    return of == Of::All || (of == Of::Apple ? kind == ProviderKind::Apple : policy::has_metadata(kind));
}

std::string_view secret_label(ProviderKind kind)
{
    return kind == ProviderKind::Apple ? "Private key" : "Client secret";
}

// `required` is not for who may choose a response type that needs none.
html::Safe secret_field(ProviderKind kind, bool required, std::string const& wrong)
{
    if (kind == ProviderKind::Apple)
        return text_area({ .name = "secret",
                             .label = std::string(secret_label(kind)),
                             .help = "The text of the .p8 file from Apple. It signs a new client secret for each "
                                     "sign-in, so nothing expires.",
                             .error = wrong,
                             .required = required },
            6);
    return text_field({ .name = "secret",
        .label = std::string(secret_label(kind)),
        .help = required ? "It is kept encrypted and never shown again."
                         : "It is kept encrypted and never shown again. The response type code needs it.",
        .error = wrong,
        .type = "password",
        .required = required,
        .max_length = static_cast<int>(kLongestSecret) });
}

html::Safe text_setting(TextSetting const& setting, IdentityProvider const& provider, Entries const& entries)
{
    bool const is_name = setting.name == "displayName";
    bool const has_own_name = is_name && !policy::has_metadata(provider.kind);
    Field field{ .name = std::string(setting.name),
        .label = std::string(setting.label),
        .value = provider.*(setting.value),
        .help = std::string(setting.help),
        .error = entries.wrong(setting.name),
        .required = setting.name != "domainHint" && !has_own_name,
        .max_length = static_cast<int>(setting.longest) };
    if (has_own_name)
        field.help += " Empty means " + std::string(title_of(provider.kind)) + ".";
    if (setting.name == "clientId" && provider.kind == ProviderKind::Apple) {
        field.label = "Services id";
        field.help = "The identifier of the services id, as in org.example.signin.";
    }
    if (setting.name == "metadata" && provider.kind == ProviderKind::Entra) {
        field.label = "Organization";
        field.help = "Its tenant id or a domain of it, or the address of its metadata document.";
    }
    return text_field(field);
}

html::Safe metadata_settings(IdentityProvider const& provider, Entries const& entries)
{
    html::Safe fields = select_field({ .name = "responseType",
                                         .label = "Response type",
                                         .value = provider.response_type,
                                         .error = entries.wrong("responseType"),
                                         .required = true },
        { { "code", "code: the server redeems it with the secret" },
            { "id_token", "id_token: comes through the browser, needs no secret" } });
    fields += select_field({ .name = "responseMode",
                               .label = "Response mode",
                               .value = provider.response_mode,
                               .help = "form_post works where this server speaks https.",
                               .error = entries.wrong("responseMode"),
                               .required = true },
        { { "form_post", "form_post" }, { "query", "query" } });
    fields += html::trusted("<fieldset class=\"field\"><legend>Names of the provider's claims</legend>\n");
    for (ClaimSetting const& claim : kClaims)
        fields += text_field({ .name = std::string(claim.name),
            .label = std::string(claim.label),
            .value = provider.claims.*(claim.value),
            .error = entries.wrong(claim.name),
            .required = claim.name == "claims" });
    return fields + html::trusted("</fieldset>\n");
}

html::Safe settings(IdentityProvider const& provider, Entries const& entries)
{
    html::Safe fields;
    for (TextSetting const& setting : kSettings)
        if (applies(setting.of, provider.kind))
            fields += text_setting(setting, provider, entries);
    if (policy::has_metadata(provider.kind))
        fields += metadata_settings(provider, entries);
    return fields;
}

void take_metadata(Visit const& visit, Entries& entries, IdentityProvider& provider)
{
    provider.response_type = visit.value("responseType");
    provider.response_mode = visit.value("responseMode");
    for (ClaimSetting const& claim : kClaims)
        provider.claims.*(claim.value) = entries.line(claim.name);
    bool const is_tenant = provider.metadata.find('/') == std::string::npos && !provider.metadata.empty();
    if (provider.kind == ProviderKind::Entra && is_tenant)
        provider.metadata = policy::entra_metadata(url::encode(provider.metadata));
    if (provider.scope.empty())
        entries.refuse("scope", "Enter at least openid.");
    if (provider.display_name.empty())
        entries.refuse("displayName", "Enter what the button says.");
}

// From the form into the provider.
void take_settings(Visit const& visit, Entries& entries, IdentityProvider& provider)
{
    for (TextSetting const& setting : kSettings)
        if (applies(setting.of, provider.kind))
            provider.*(setting.value) = entries.line(setting.name, setting.longest);
    if (policy::has_metadata(provider.kind))
        take_metadata(visit, entries, provider);
    if (auto const wrong = policy::find_wrong(provider))
        entries.refuse(wrong->member, "It must be " + std::string(wrong->expected) + ".");
}

std::optional<PolicySecret> take_secret(Visit const& visit, Entries& entries, ProviderKind kind)
{
    std::string secret = visit.value("secret");
    if (secret.size() > kLongestSecret)
        entries.refuse("secret", "That is too long for a secret.");
    if (kind != ProviderKind::Apple && has_control_characters(secret))
        entries.refuse("secret", "A client secret is one line of text.");
    if (secret.empty())
        return std::nullopt;
    return PolicySecret(std::move(secret));
}

// --- adding ---------------------------------------------------------------------------------------------------------

Answer<ProviderKind> named_kind(Visit const& visit)
{
    std::string const word = visit.request.path_value("kind");
    auto const found = std::ranges::find(policy::provider_kinds(), word, &policy::ProviderKindInfo::word);
    if (found == policy::provider_kinds().end())
        return trouble(404, "There is no kind of identity provider " + word + ".");
    return found->kind;
}

http::Response new_page(Visit const& visit, IdentityProvider const& provider, Entries const& entries,
    html::Safe const& above = {}, int status = 200)
{
    std::string const title(title_of(provider.kind));
    return draw(visit,
        { .title = "Add " + title,
            .area = "providers",
            .content = section("redirect", "Redirect URI", answer_addresses(visit, provider.kind, {}))
                + section("settings",
                    policy::has_metadata(provider.kind) ? "What the provider gave you" : "What " + title + " gave you",
                    above
                        + form(visit, visit.request.path,
                            settings(provider, entries)
                                + secret_field(
                                    provider.kind, !policy::has_metadata(provider.kind), entries.wrong("secret"))
                                + buttons(button(Look::Primary, "Add")))),
            .status = status });
}

Response ask_new(Visit const& visit)
{
    ProviderKind const kind = TRY(named_kind(visit));
    return new_page(visit, flows::fresh_provider(kind, "", visit.console.random), Entries(visit));
}

Answer<void> insert(Visit const& visit, IdentityProvider const& provider, std::optional<PolicySecret> const& secret)
{
    return write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        if (TRY(flows::find_provider(ports, visit.tenant().id, provider.name)))
            return trouble(409,
                "There is an identity provider " + provider.name + " already: change that one, or remove it first.");
        TRY(told(flows::save_provider(ports, change_of(visit), provider, secret)));
        return {};
    });
}

Response add(Visit const& visit)
{
    Entries entries(visit);
    ProviderKind const kind = TRY(named_kind(visit));
    IdentityProvider provider = flows::fresh_provider(kind, visit.value("displayName"), visit.console.random);
    take_settings(visit, entries, provider);
    auto const secret = take_secret(visit, entries, provider.kind);
    if (!secret && provider.response_type == "code")
        entries.refuse("secret",
            kind == ProviderKind::Apple ? "Enter the text of the .p8 file."
                                        : "Enter the secret that belongs to the id.");
    if (!entries.good())
        return new_page(visit, provider, entries, {}, 400);
    auto const added = insert(visit, provider, secret);
    if (!added && added.error().status < 500)
        return new_page(visit, provider, entries, message(Tone::Bad, added.error().text), added.error().status);
    TRY(std::move(added));
    return done(visit, provider_path(visit, provider.name),
        policy::display_name(provider) + " was added. It is offered as soon as a user flow uses it.");
}

// --- changing -------------------------------------------------------------------------------------------------------

http::Response change_page(Visit const& visit, IdentityProvider const& provider, Entries const& entries,
    html::Safe const& above = {}, int status = 200)
{
    std::string const path = provider_path(visit, provider.name);
    return draw(visit,
        { .title = "Change " + policy::display_name(provider),
            .area = "providers",
            .above = { { path, policy::display_name(provider) } },
            .content = above
                + form(visit, path + "/change",
                    settings(provider, entries)
                        + buttons(button(Look::Primary, "Save") + link_button(Look::Secondary, path, "Cancel"))),
            .status = status });
}

Response ask_change(Visit const& visit)
{
    return change_page(visit, TRY(look_at_provider(visit)).part, Entries(visit));
}

Response change(Visit const& visit)
{
    IdentityProvider provider = TRY(look_at_provider(visit)).part;
    Entries entries(visit);
    take_settings(visit, entries, provider);
    if (!entries.good())
        return change_page(visit, provider, entries, {}, 400);
    auto const saved = write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(named_provider(ports, visit));
        TRY(told(flows::save_provider(ports, change_of(visit), provider, std::nullopt)));
        return {};
    });
    if (!saved && saved.error().status < 500 && saved.error().status != 404)
        return change_page(visit, provider, entries, message(Tone::Bad, saved.error().text), saved.error().status);
    TRY(std::move(saved));
    return done(visit, provider_path(visit, provider.name), "Saved. User flows that use it follow.");
}

http::Response secret_page(Visit const& visit, IdentityProvider const& provider, std::string const& wrong)
{
    std::string const path = provider_path(visit, provider.name);
    return draw(visit,
        { .title = "New secret",
            .area = "providers",
            .above = { { path, policy::display_name(provider) } },
            .content
            = paragraph(
                  "It takes the old one's place at once. Make the new secret at the provider first, give it here, "
                  "and then remove the old one there.")
                + form(visit, path + "/secret",
                    secret_field(provider.kind, true, wrong)
                        + buttons(button(Look::Primary, "Save") + link_button(Look::Secondary, path, "Cancel"))),
            .status = wrong.empty() ? 200 : 400 });
}

Response ask_secret(Visit const& visit)
{
    return secret_page(visit, TRY(look_at_provider(visit)).part, "");
}

Response save_secret(Visit const& visit)
{
    IdentityProvider const provider = TRY(look_at_provider(visit)).part;
    Entries entries(visit);
    auto const secret = take_secret(visit, entries, provider.kind);
    if (!secret)
        entries.refuse("secret", "Enter the new secret.");
    if (!entries.good())
        return secret_page(visit, provider, entries.wrong("secret"));
    auto const saved = write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        // What somebody else changed meanwhile stays.
        IdentityProvider const current = TRY(named_provider(ports, visit));
        TRY(told(flows::save_provider(ports, change_of(visit), current, secret)));
        return {};
    });
    if (!saved && saved.error().status == 400)
        return secret_page(visit, provider, saved.error().text);
    TRY(std::move(saved));
    return done(visit, provider_path(visit, provider.name), "The new secret is kept.");
}

} // namespace

std::vector<Route> provider_form_routes()
{
    return {
        { http::Method::Get, "/{kind}/new", ask_new, Needs::FreshSignIn },
        { http::Method::Post, "/{kind}/new", add, Needs::FreshSignIn },
        { http::Method::Get, "/{name}/change", ask_change, Needs::FreshSignIn },
        { http::Method::Post, "/{name}/change", change, Needs::FreshSignIn },
        { http::Method::Get, "/{name}/secret", ask_secret, Needs::FreshSignIn },
        { http::Method::Post, "/{name}/secret", save_secret, Needs::FreshSignIn },
    };
}

} // namespace gatehouse::console
