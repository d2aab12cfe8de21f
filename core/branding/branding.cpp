#include "core/branding/branding.h"

#include "core/branding/colours.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"
#include "libs/json/json.h"

#include <algorithm>
#include <set>

namespace gatehouse {
namespace {

// One small document says everything but the pictures, which stand beside it under their digests: whoever asks whether
// anything has changed does not read them.
constexpr char const* kSettings = "settings";
constexpr size_t kLongestText = 100;
constexpr size_t kLongestLanguage = 20;
constexpr size_t kMostLanguages = 50;
constexpr size_t kDigest = 22;

// Grounds of web/pages.css.
constexpr Colour kCard{ 0xff, 0xff, 0xff };
constexpr Colour kDarkCard{ 0x1a, 0x21, 0x2c };

std::string short_digest(std::string_view bytes)
{
    return crypto::sha256_text(bytes).substr(0, kDigest);
}

std::string digest_of(std::optional<Picture> const& picture)
{
    return picture ? short_digest(picture->bytes) : std::string();
}

json::Object settings_of(Branding const& branding)
{
    return { { "accent", branding.accent }, { "background", branding.background }, { "logoText", branding.logo_text },
        { "logo", digest_of(branding.logo) }, { "backgroundPicture", digest_of(branding.background_picture) } };
}

Result<json::Object> read_part(Ports& ports, TenantId const& tenant, std::string const& id)
{
    auto const part = TRY(ports.flow_parts.find(tenant, FlowPartKind::Branding, id));
    return part ? json::parse_object(part->document) : Result<json::Object>(json::Object());
}

Result<void> save_part(
    Ports& ports, TenantId const& tenant, std::string const& id, json::Object const& document, Time now)
{
    return ports.flow_parts.save(tenant, { FlowPartKind::Branding, id, json::write(document), now });
}

Result<std::optional<Picture>> load_picture(Ports& ports, TenantId const& tenant, std::string const& digest)
{
    if (digest.empty())
        return std::nullopt;
    json::Object const stored = TRY(read_part(ports, tenant, digest));
    auto bytes = base64_decode(stored.text("bytes").value_or(""));
    if (!bytes || bytes->empty())
        return fail(Fault::Internal, "the picture " + digest + " of a branding is missing");
    return Picture{ stored.text("type").value_or(""), std::move(*bytes) };
}

Result<void> save_picture(Ports& ports, TenantId const& tenant, std::optional<Picture> const& picture, Time now)
{
    if (!picture)
        return {};
    return save_part(ports, tenant, digest_of(picture),
        { { "type", picture->content_type }, { "bytes", base64_encode(picture->bytes) } }, now);
}

// Pictures that no language uses any more.
Result<void> drop_pictures(Ports& ports, TenantId const& tenant, json::Object const& settings)
{
    std::set<std::string, LessIgnoringCase> used{ kSettings };
    for (json::Member const& member : settings.members())
        if (json::Object const* one = member.value.as_object())
            for (char const* const name : { "logo", "backgroundPicture" })
                used.insert(one->text(name).value_or(""));
    for (FlowPart const& part : TRY(ports.flow_parts.list(tenant, FlowPartKind::Branding)))
        if (!used.contains(part.id))
            TRY(ports.flow_parts.remove(tenant, FlowPartKind::Branding, part.id));
    return {};
}

Result<void> save_settings(Ports& ports, TenantId const& tenant, Acting const& acting, std::string const& language,
    json::Object const& settings)
{
    TRY(save_part(ports, tenant, kSettings, settings, acting.now));
    TRY(drop_pictures(ports, tenant, settings));
    return ports.audit.append(tenant, event_of(acting, AuditKind::FlowPartSaved, { { "branding", language } }));
}

bool is_language(std::string_view text)
{
    return !text.empty() && text.size() <= kLongestLanguage && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string rule(std::string_view selector, std::string const& declarations)
{
    return std::string(selector) + " { " + declarations + "}\n";
}

std::string accent_of(Colour const& chosen, Colour const& card)
{
    Colour const accent = readable_on(chosen, card);
    Colour const ink = ink_on(accent);
    Colour const strong = readable_on(mix(accent, ink_on(card), 0.2), card);
    return "--accent: " + colour_text(accent) + "; --accent-strong: " + colour_text(strong)
        + "; --on-accent: " + colour_text(ink) + "; ";
}

} // namespace

Result<Picture> read_picture(std::string_view bytes)
{
    constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
    if (bytes.size() > kLargestPicture)
        return fail(Fault::Invalid, "A picture has at most 150,000 bytes. Make it smaller.");
    if (bytes.starts_with(kPng))
        return Picture{ "image/png", std::string(bytes) };
    if (bytes.starts_with("\xff\xd8\xff"))
        return Picture{ "image/jpeg", std::string(bytes) };
    return fail(Fault::Invalid, "A picture is a PNG or a JPEG file.");
}

Result<void> check_branding(std::string const& language, Branding const& branding)
{
    if (!is_language(language))
        return fail(Fault::Invalid, "A language is \"default\" or a code such as \"de\" or \"pt-br\".");
    for (std::string const* colour : { &branding.accent, &branding.background })
        if (!colour->empty() && !parse_colour(*colour))
            return fail(Fault::Invalid, "A colour is # and six hexadecimal digits, such as #1f5fbf.");
    if (branding.logo_text.size() > kLongestText || has_control_characters(branding.logo_text)
        || !is_utf8(branding.logo_text))
        return fail(Fault::Invalid, "What the logo says has at most 100 characters on one line.");
    for (auto const* picture : { &branding.logo, &branding.background_picture })
        if (*picture)
            TRY(read_picture((*picture)->bytes));
    return {};
}

Result<std::string> branding_version(Ports& ports, TenantId const& tenant)
{
    auto const part = TRY(ports.flow_parts.find(tenant, FlowPartKind::Branding, kSettings));
    return part ? part->document : std::string();
}

Result<Brandings> list_brandings(Ports& ports, TenantId const& tenant)
{
    Brandings all;
    json::Object const settings = TRY(read_part(ports, tenant, kSettings));
    for (json::Member const& member : settings.members()) {
        json::Object const* one = member.value.as_object();
        if (!one)
            continue;
        auto branding = std::make_shared<Branding>();
        branding->accent = one->text("accent").value_or("");
        branding->background = one->text("background").value_or("");
        branding->logo_text = one->text("logoText").value_or("");
        branding->logo = TRY(load_picture(ports, tenant, one->text("logo").value_or("")));
        branding->background_picture = TRY(load_picture(ports, tenant, one->text("backgroundPicture").value_or("")));
        branding->digest = short_digest(json::write(*one));
        all.emplace(member.name, std::move(branding));
    }
    return all;
}

Result<void> save_branding(
    Ports& ports, TenantId const& tenant, Acting const& acting, std::string const& language, Branding const& branding)
{
    TRY(check_branding(language, branding));
    json::Object settings = TRY(read_part(ports, tenant, kSettings));
    settings.set(language, settings_of(branding));
    if (settings.members().size() > kMostLanguages)
        return fail(Fault::Invalid, "A tenant has branding for at most 50 languages.");
    TRY(save_picture(ports, tenant, branding.logo, acting.now));
    TRY(save_picture(ports, tenant, branding.background_picture, acting.now));
    return save_settings(ports, tenant, acting, language, settings);
}

Result<bool> remove_branding(Ports& ports, TenantId const& tenant, Acting const& acting, std::string const& language)
{
    json::Object settings = TRY(read_part(ports, tenant, kSettings));
    if (!settings.find(language))
        return false;
    settings.erase(language);
    TRY(save_settings(ports, tenant, acting, language, settings));
    return true;
}

std::shared_ptr<Branding const> find_branding(Brandings const& brandings, std::string_view language)
{
    for (std::string_view const wanted : { language, language.substr(0, language.find('-')), kAnyLanguage })
        if (auto const found = brandings.find(wanted); found != brandings.end())
            return found->second;
    return nullptr;
}

std::string brand_sheet(Branding const& branding, std::string_view background_picture)
{
    std::string sheet;
    if (auto const accent = parse_colour(branding.accent)) {
        sheet += rule(":root", accent_of(*accent, kCard));
        sheet += "@media (prefers-color-scheme: dark) {\n" + rule(":root", accent_of(*accent, kDarkCard)) + "}\n";
    }
    if (auto const ground = parse_colour(branding.background))
        sheet += rule("body", "background: " + colour_text(*ground) + "; ")
            + rule(".brand", "color: " + colour_text(ink_on(*ground)) + "; ");
    if (!background_picture.empty())
        sheet += rule("body",
                     "background-image: url(\"" + std::string(background_picture)
                         + "\"); background-size: cover; background-position: center; background-attachment: fixed; ")
            // A name on a picture can be read on a ground of its own only.
            + rule(".brand",
                "width: fit-content; padding: .5rem .75rem; border-radius: .5rem; background: var(--card); color: "
                "var(--ink); ");
    return sheet;
}

} // namespace gatehouse
