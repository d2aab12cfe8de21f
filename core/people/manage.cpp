#include "core/people/manage.h"

#include "core/directory/identity.h"
#include "core/sessions/end.h"

#include <algorithm>

namespace gatehouse {
namespace {

// Nothing that looks like something else.
constexpr std::string_view kLower = "abcdefghjkmnpqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::string_view kDigits = "23456789";

std::string email_of(std::vector<Identity> const& identities)
{
    auto const found = std::ranges::find(identities, SignInType::EmailAddress, &Identity::type);
    return found == identities.end() ? "" : identity_key(SignInType::EmailAddress, found->value);
}

std::string_view attribute_of(Factor factor)
{
    return factor == Factor::Phone ? "strongAuthenticationPhoneNumber"
        : factor == Factor::Email  ? "strongAuthenticationEmailAddress"
                                   : "";
}

} // namespace

bool is_acceptable_password(std::string_view password, std::string const& password_policies)
{
    size_t const length = count_code_points(password);
    if (to_lower(password_policies).find("disablestrongpassword") != std::string::npos)
        return length >= 4 && length <= 256;
    auto const has = [&](auto const& is) { return std::ranges::any_of(password, is) ? 1 : 0; };
    auto const lower = [](char c) { return c >= 'a' && c <= 'z'; };
    auto const upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    auto const other = [&](char c) { return !lower(c) && !upper(c) && !digit(c); };
    return length >= 8 && length <= 256 && has(lower) + has(upper) + has(digit) + has(other) >= 3;
}

Password make_temporary_password(Random& random)
{
    std::string const all = std::string(kLower) + std::string(kUpper) + std::string(kDigits);
    auto const pick = [&](std::string_view from) {
        for (;;) {
            // Bytes past the last whole multiple would make the first characters likelier.
            auto const byte = static_cast<unsigned char>(random_bytes(random, 1)[0]);
            if (byte < 256 / from.size() * from.size())
                return from[byte % from.size()];
        }
    };
    std::string text;
    for (std::string_view const group :
        { std::string_view(kUpper), std::string_view(all), std::string_view(kLower), std::string_view(kDigits) }) {
        if (!text.empty())
            text += '-';
        text += pick(group);
        for (int i = 0; i < 3; ++i)
            text += pick(all);
    }
    return Password(std::move(text));
}

bool has_local_identity(std::vector<Identity> const& identities)
{
    return std::ranges::any_of(identities, [](Identity const& one) { return one.type != SignInType::Federated; });
}

std::string attribute_text(User const& user, std::string_view name)
{
    auto const found = user.attributes.find(name);
    return found == user.attributes.end() ? "" : text_of(found->second);
}

std::string mail_address(User const& user)
{
    auto const local = std::ranges::find(user.identities, SignInType::EmailAddress, &Identity::type);
    if (local != user.identities.end())
        return local->value;
    auto const found = user.attributes.find("otherMails");
    auto const* mails
        = found == user.attributes.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
    return mails && !mails->empty() ? mails->front() : "";
}

void apply(PersonChange const& change, Time now, User& user)
{
    for (auto const& [attribute, value] : change.attributes)
        if (value)
            user.attributes[attribute] = *value;
        else
            user.attributes.erase(attribute);
    if (change.identities) {
        // What was proven of the old address says nothing of this one.
        if (email_of(*change.identities) != email_of(user.identities))
            user.attributes.erase("emailVerified");
        user.identities = *change.identities;
    }
    if (!change.password_hash.empty()) {
        user.password_hash = change.password_hash;
        user.password_changed = now;
        user.must_change_password = false;
    }
    if (change.must_change_password)
        user.must_change_password = *change.must_change_password;
    if (change.enabled)
        user.enabled = *change.enabled;
    if (!change.password_hash.empty() || change.enabled == false || change.identities)
        user.tokens_valid_from = now;
}

Result<void> change_person(Ports& ports, TenantId const& tenant, User user, PersonChange const& change, Time now)
{
    Time const before = user.tokens_valid_from;
    apply(change, now, user);
    TRY(ports.users.update(tenant, user));
    if (user.tokens_valid_from != before)
        TRY(end_sessions_of(ports, tenant, user.id, now));
    if (!change.password_hash.empty())
        TRY(ports.attempts.clear(tenant, user.id));
    return {};
}

std::string_view name(Factor factor)
{
    switch (factor) {
    case Factor::AuthenticatorApp:
        return "authenticator";
    case Factor::Phone:
        return "phone";
    case Factor::Email:
        return "email";
    case Factor::RecoveryCodes:
        break;
    }
    return "recovery_codes";
}

bool has_factor(User const& user, Factor factor)
{
    return factor == Factor::AuthenticatorApp ? !user.totp_secret.empty()
                                              : !attribute_text(user, attribute_of(factor)).empty();
}

Result<void> remove_factor(Ports& ports, TenantId const& tenant, User user, Factor factor)
{
    if (factor == Factor::RecoveryCodes)
        return ports.recovery_codes.replace(tenant, user.id, {});
    if (factor == Factor::AuthenticatorApp) {
        user.totp_secret.clear();
        user.totp_last_step = 0;
    } else
        user.attributes.erase(std::string(attribute_of(factor)));
    // A second number without the first would be asked for by nothing.
    if (factor == Factor::Phone)
        user.attributes.erase("strongAuthenticationAlternativePhoneNumber");
    return ports.users.update(tenant, user);
}

Result<void> delete_person(Ports& ports, TenantId const& tenant, UserId const& user, Time now)
{
    TRY(end_sessions_of(ports, tenant, user, now));
    return ports.deleted_users.set_aside(tenant, user, now);
}

} // namespace gatehouse
