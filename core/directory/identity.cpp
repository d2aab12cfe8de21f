#include "core/directory/identity.h"

#include <algorithm>
#include <array>

namespace gatehouse {
namespace {

struct Row {
    SignInType type;
    std::string_view name;
};
constexpr std::array<Row, 5> kTypes = { {
    { SignInType::EmailAddress, "emailAddress" },
    { SignInType::UserName, "userName" },
    { SignInType::PhoneNumber, "phoneNumber" },
    { SignInType::Custom, "" },
    { SignInType::Federated, "federated" },
} };

constexpr size_t kMaxAssignedId = 100; // B2C: issuerAssignedId
constexpr size_t kMaxUserName = 64;
constexpr size_t kMaxTypeLabel = 64;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_alphanumeric(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_phone_separator(char c)
{
    return std::string_view(" -().").find(c) != std::string_view::npos;
}

bool is_mail_local_character(char c)
{
    // RFC 5321 §4.1.2 "atext" and dots; letters beyond ASCII as RFC 6531 allows.
    return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80
        || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

bool is_domain_label(std::string_view label)
{
    auto const good = [](char c) { return is_alphanumeric(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80; };
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-'
        && std::ranges::all_of(label, good);
}

} // namespace

std::string_view name(SignInType type)
{
    return std::ranges::find(kTypes, type, &Row::type)->name;
}

std::optional<SignInKind> parse_sign_in_kind(std::string_view text)
{
    auto const good = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
    if (text.empty() || text.size() > kMaxTypeLabel || !std::ranges::all_of(text, good)
        || equals_ignoring_case(text, "userPrincipalName"))
        return std::nullopt;
    auto const found
        = std::ranges::find_if(kTypes, [&](Row const& row) { return equals_ignoring_case(row.name, text); });
    if (found != kTypes.end())
        return SignInKind{ found->type };
    std::string_view const email = name(SignInType::EmailAddress);
    bool const is_email = starts_with_ignoring_case(text, email);
    return SignInKind{ is_email ? SignInType::EmailAddress : SignInType::Custom, std::string(text) };
}

std::string type_text(Identity const& identity)
{
    return identity.label.empty() ? std::string(name(identity.type)) : identity.label;
}

bool is_of_kind(Identity const& identity, SignInKind const& kind)
{
    return identity.type == kind.type && (kind.label.empty() || equals_ignoring_case(identity.label, kind.label));
}

std::optional<std::string> normalize_phone(std::string_view text)
{
    std::string digits;
    for (char const c : trim(text))
        if (!is_phone_separator(c))
            digits.push_back(c);
    // E.164: "+", country code without leading zero, at most 15 digits.
    bool const shape = digits.size() >= 8 && digits.size() <= 16 && digits[0] == '+' && digits[1] != '0';
    if (!shape || !std::ranges::all_of(digits.begin() + 1, digits.end(), is_digit))
        return std::nullopt;
    return digits;
}

std::string sign_in_key(std::string_view value)
{
    if (auto phone = normalize_phone(value))
        return *phone;
    return to_lower(trim(value));
}

std::string identity_key(SignInType type, std::string_view value)
{
    return type == SignInType::Federated ? std::string(value) : sign_in_key(value);
}

bool is_email_address(std::string_view text)
{
    size_t const at = text.rfind('@');
    if (at == std::string_view::npos || text.size() > 254 || !is_utf8(text) || has_control_characters(text))
        return false;
    std::string_view const local = text.substr(0, at);
    std::vector<std::string> const labels = split(text.substr(at + 1), '.');
    bool const dots
        = !local.empty() && local.front() != '.' && local.back() != '.' && local.find("..") == std::string_view::npos;
    return dots && local.size() <= 64 && std::ranges::all_of(local, is_mail_local_character) && labels.size() >= 2
        && std::ranges::all_of(labels, is_domain_label);
}

bool is_user_name(std::string_view text)
{
    auto const good = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
    return !text.empty() && text.size() <= kMaxUserName && is_alphanumeric(text.front())
        && std::ranges::all_of(text, good);
}

Result<void> check_identity(Identity const& identity)
{
    bool const sized = !identity.value.empty() && identity.value.size() <= kMaxAssignedId;
    switch (identity.type) {
    case SignInType::EmailAddress:
        if (!sized || !is_email_address(identity.value))
            return fail(Fault::Invalid, "not an e-mail address");
        return {};
    case SignInType::UserName:
        if (!is_user_name(identity.value))
            return fail(Fault::Invalid, "not a user name");
        return {};
    case SignInType::PhoneNumber:
        if (!normalize_phone(identity.value))
            return fail(Fault::Invalid, "not a phone number with country code");
        return {};
    case SignInType::Custom:
        if (!sized || identity.label.empty() || !is_utf8(identity.value) || has_control_characters(identity.value))
            return fail(Fault::Invalid, "not a name of its own type");
        return {};
    case SignInType::Federated:
        break;
    }
    if (identity.issuer.empty() || identity.value.empty() || identity.issuer.size() > 512
        || identity.value.size() > 512)
        return fail(Fault::Invalid, "a federated identity needs issuer and subject");
    return {};
}

} // namespace gatehouse
