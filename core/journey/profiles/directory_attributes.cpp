#include "core/journey/profiles/directory_attributes.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr std::string_view kSignInNames = "signInNames.";

// Names that mean something else than an attribute.
bool is_reserved(std::string_view partner)
{
    constexpr std::string_view kReserved[] = { "objectId", "userPrincipalName", "signInNames",
        "newClaimsPrincipalCreated", "password", "refreshTokensValidFromDateTime", "createdDateTime" };
    return std::ranges::any_of(kReserved, [&](std::string_view one) { return equals_ignoring_case(one, partner); });
}

bool is_empty(ClaimValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return text->empty();
    auto const* items = std::get_if<std::vector<std::string>>(&value);
    return items && items->empty();
}

bool truth(ClaimValue const& value)
{
    return equals_ignoring_case(text_of(value), "true");
}

} // namespace

std::optional<SignInType> sign_in_type_of(std::string_view partner)
{
    if (partner.size() <= kSignInNames.size()
        || !equals_ignoring_case(partner.substr(0, kSignInNames.size()), kSignInNames))
        return std::nullopt;
    std::string_view const type = partner.substr(kSignInNames.size());
    for (SignInType const one : { SignInType::EmailAddress, SignInType::UserName, SignInType::PhoneNumber })
        if (equals_ignoring_case(name(one), type))
            return one;
    return std::nullopt;
}

Values attributes_of(User const& user, Tenant const& tenant)
{
    Values values;
    for (auto const& [attribute, value] : user.attributes)
        values.insert_or_assign(attribute, value);
    for (Identity const& identity : user.identities)
        if (identity.type != SignInType::Federated)
            values.insert_or_assign(std::string(kSignInNames) + std::string(name(identity.type)), identity.value);
    values.insert_or_assign("objectId", user.id.text());
    values.insert_or_assign("userPrincipalName", user.id.text() + "@" + tenant.domain);
    values.insert_or_assign("accountEnabled", user.enabled);
    values.insert_or_assign("forceChangePasswordNextSignIn", user.must_change_password);
    values.insert_or_assign("refreshTokensValidFromDateTime", rfc3339(user.tokens_valid_from));
    values.insert_or_assign("createdDateTime", rfc3339(user.created));
    return values;
}

void set_attribute(User& user, std::string const& partner, ClaimValue const& value, Overwrite overwrite)
{
    if (equals_ignoring_case(partner, "accountEnabled")) {
        user.enabled = truth(value);
        return;
    }
    if (equals_ignoring_case(partner, "forceChangePasswordNextSignIn")) {
        user.must_change_password = truth(value);
        return;
    }
    auto const present = user.attributes.find(partner);
    if (is_reserved(partner)
        || (overwrite == Overwrite::OnlyWhenEmpty && present != user.attributes.end() && !is_empty(present->second)))
        return;
    if (is_empty(value))
        user.attributes.erase(partner);
    else
        user.attributes.insert_or_assign(partner, value);
}

void clear_attribute(User& user, std::string const& partner)
{
    if (auto const type = sign_in_type_of(partner))
        std::erase_if(user.identities, [&](Identity const& one) { return one.type == *type; });
    else if (auto const found = user.attributes.find(partner); found != user.attributes.end())
        user.attributes.erase(found);
}

} // namespace gatehouse::journey
