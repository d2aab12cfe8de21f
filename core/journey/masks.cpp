#include "core/journey/masks.h"

#include "core/trace/trace.h"
#include "libs/json/json.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr size_t kShortestSecret = 4;

constexpr std::string_view kParts[] = { "password", "passwd", "secret", "token", "assertion", "credential", "apikey",
    "authorization", "cookie", "otp", "passkey", "privatekey", "signature", "verificationcode", "securitycode",
    "recoverycode", "accesskey", "subscriptionkey", "codeverifier", "verinput" };
constexpr std::string_view kWhole[] = { "code", "pin", "key", "sig", "jwt" };
// "refreshTokenIssuedOnDateTime" is no token.
constexpr std::string_view kHarmlessEndings[] = { "datetime", "time", "count", "type", "expiresin" };

bool is_secret_input(policy::ClaimType const& claim)
{
    switch (claim.input.value_or(InputKind::TextBox)) {
    case InputKind::Password:
    case InputKind::QrCode:
    case InputKind::AuthenticatorInfo:
    case InputKind::Passkey:
    case InputKind::CodeList:
        return true;
    default:
        return false;
    }
}

// Three parts of base64url, the first of which is a JSON object: RFC 7515 §3.1.
bool looks_like_token(std::string_view text)
{
    return text.starts_with("eyJ") && std::ranges::count(text, '.') >= 2 && text.find(' ') == std::string_view::npos;
}

json::Value clean_value(Masks const& masks, json::Value const& value);

json::Value clean_array(Masks const& masks, json::Array const& array)
{
    json::Array cleaned;
    for (json::Value const& item : array)
        cleaned.push_back(clean_value(masks, item));
    return cleaned;
}

json::Value clean_object(Masks const& masks, json::Object const& object)
{
    json::Object cleaned;
    for (json::Member const& member : object.members()) {
        // Yes and no give nothing away.
        bool const hidden = is_secret_name(member.name) && !member.value.as_bool() && !member.value.is_null();
        cleaned.set(member.name, hidden ? json::Value(trace::kMasked) : clean_value(masks, member.value));
    }
    return cleaned;
}

json::Value clean_value(Masks const& masks, json::Value const& value)
{
    if (std::string const* text = value.as_text())
        return looks_like_token(*text) ? std::string(trace::kMasked) : masks.clean(*text);
    if (json::Object const* object = value.as_object())
        return clean_object(masks, *object);
    if (json::Array const* array = value.as_array())
        return clean_array(masks, *array);
    return value;
}

// "a=b&c=d" as far as it is one.
std::string clean_pairs(Masks const& masks, std::string_view text)
{
    std::string cleaned;
    for (std::string const& pair : split(text, '&')) {
        size_t const equals = pair.find('=');
        std::string const name = pair.substr(0, equals);
        bool const hidden = equals != std::string::npos && is_secret_name(name);
        cleaned += (cleaned.empty() ? "" : "&") + (hidden ? name + "=" + std::string(trace::kMasked) : pair);
    }
    return masks.clean(std::move(cleaned));
}

} // namespace

bool is_secret_name(std::string_view name)
{
    std::string plain;
    for (char const c : to_lower(name))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            plain += c;
    if (std::ranges::any_of(kHarmlessEndings, [&](std::string_view ending) { return plain.ends_with(ending); }))
        return false;
    return std::ranges::find(kWhole, plain) != std::end(kWhole)
        || std::ranges::any_of(kParts, [&](std::string_view part) { return plain.find(part) != std::string::npos; });
}

Masks::Masks(policy::Plan const& plan)
    : secret_(plan.claims.size())
{
    auto const mark = [&](policy::Slot slot, bool secret) {
        // Yes and no give nothing away.
        if (secret && plan.claims[slot].type != policy::DataType::Boolean)
            secret_[slot] = true;
    };
    auto const mark_uses = [&](std::vector<policy::ClaimUse> const& uses) {
        for (policy::ClaimUse const& use : uses)
            if (use.display_control.empty())
                mark(use.claim, is_secret_name(use.partner));
    };
    for (policy::Slot slot = 0; slot < plan.claims.size(); ++slot)
        mark(slot, is_secret_input(plan.claims[slot]) || is_secret_name(plan.claims[slot].id));
    for (policy::Profile const& profile : plan.profiles)
        for (auto const* uses : { &profile.inputs, &profile.persisted, &profile.outputs })
            mark_uses(*uses);
    for (policy::DisplayControl const& control : plan.display_controls)
        for (size_t i = 0; i < control.display.size() && i < control.display_kinds.size(); ++i)
            for (std::string_view const kind : { "VerificationCode", "ChallengeString", "CaptchaEntered" })
                mark(control.display[i].claim, equals_ignoring_case(control.display_kinds[i], kind));
    // What is made of a secret is one, and so is what a secret is copied from.
    for (bool changed = true; changed;) {
        std::vector<bool> const before = secret_;
        for (policy::Transform const& transform : plan.transforms) {
            auto const is_hidden = [&](policy::TransformInput const& one) { return is_secret(one.claim); };
            if (std::ranges::any_of(transform.inputs, is_hidden))
                for (policy::TransformInput const& output : transform.outputs)
                    mark(output.claim, true);
            if (equals_ignoring_case(transform.method, "CopyClaim")
                && std::ranges::any_of(transform.outputs, is_hidden))
                for (policy::TransformInput const& input : transform.inputs)
                    mark(input.claim, true);
        }
        changed = before != secret_;
    }
}

std::string Masks::show(policy::Slot slot, ClaimValue const& value) const
{
    std::string text = text_of(value);
    return is_secret(slot) || looks_like_token(text) ? std::string(trace::kMasked) : clean(std::move(text));
}

void Masks::learn(std::string const& value)
{
    if (value.size() < kShortestSecret || std::ranges::find(values_, value) != values_.end())
        return;
    values_.push_back(value);
    // The longest first: a part of another must not leave its rest behind.
    std::ranges::sort(values_, std::greater(), &std::string::size);
}

void Masks::learn(Bag const& bag)
{
    for (policy::Slot slot = 0; slot < secret_.size(); ++slot)
        if (ClaimValue const* value = secret_[slot] ? bag.find(slot) : nullptr)
            learn(text_of(*value));
}

std::string Masks::clean(std::string text) const
{
    for (std::string const& value : values_) {
        std::string const quoted = json::write(json::Value(value));
        for (std::string const& form : { value, url::encode(value), quoted.substr(1, quoted.size() - 2) })
            if (text.find(form) != std::string::npos)
                text = replace_all(std::move(text), form, trace::kMasked);
    }
    return text;
}

std::string Masks::clean_url(std::string_view address) const
{
    std::string text(address);
    size_t const host = text.find("://");
    if (host != std::string::npos) {
        size_t const end = text.find_first_of("/?#", host + 3);
        size_t const at = text.substr(0, end).rfind('@');
        if (at != std::string::npos && at > host)
            text.erase(host + 3, at - host - 2);
    }
    size_t const query = text.find('?');
    if (query == std::string::npos)
        return clean(std::move(text));
    return clean(text.substr(0, query)) + "?" + clean_pairs(*this, std::string_view(text).substr(query + 1));
}

std::string Masks::clean_body(std::string_view body) const
{
    if (body.empty())
        return {};
    if (auto const value = json::parse(body))
        return json::write(clean_value(*this, *value));
    // What has no names cannot be told apart.
    if (body.find('=') == std::string_view::npos || body.find_first_of("<> \n") != std::string_view::npos)
        return "(" + std::to_string(body.size()) + " bytes, neither JSON nor a form)";
    return clean_pairs(*this, body);
}

} // namespace gatehouse::journey
