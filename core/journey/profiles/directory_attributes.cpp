#include "core/journey/profiles/directory_attributes.h"

#include "core/directory/identity.h"
#include "libs/base/encoding.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr std::string_view kSignInNames = "signInNames.";
constexpr std::string_view kOneFederated = "alternativeSecurityId";

struct FederatedList {
    std::string_view partner;
    IdentityForm form;
};
constexpr FederatedList kFederatedLists[] = {
    { "alternativeSecurityIds", IdentityForm::AlternativeSecurityId },
    { "userIdentities", IdentityForm::UserIdentity },
};

// Names that mean something else than an attribute.
bool is_reserved(std::string_view partner)
{
    constexpr std::string_view kReserved[] = { "objectId", "userPrincipalName", "signInNames",
        "newClaimsPrincipalCreated", "password", "refreshTokensValidFromDateTime", "createdDateTime",
        "alternativeSecurityId", "alternativeSecurityIds", "userIdentities" };
    return std::ranges::any_of(kReserved, [&](std::string_view one) { return equals_ignoring_case(one, partner); });
}

bool is_empty(ClaimValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return text->empty();
    auto const* items = std::get_if<std::vector<std::string>>(&value);
    return items && items->empty();
}

std::string write_federated(IdentityForm form, Identity const& identity)
{
    return json::write(json::Object{ { "issuer", identity.issuer },
        { "issuerUserId", form == IdentityForm::UserIdentity ? identity.value : base64_encode(identity.value) } });
}

void add_federated(User const& user, Values& values)
{
    for (FederatedList const& list : kFederatedLists) {
        std::vector<std::string> texts;
        for (Identity const& identity : user.identities)
            if (identity.type == SignInType::Federated)
                texts.push_back(write_federated(list.form, identity));
        if (texts.size() == 1 && list.form == IdentityForm::AlternativeSecurityId)
            values.insert_or_assign(std::string(kOneFederated), texts.front());
        if (!texts.empty())
            values.insert_or_assign(std::string(list.partner), std::move(texts));
    }
}

bool truth(ClaimValue const& value)
{
    return equals_ignoring_case(text_of(value), "true");
}

} // namespace

std::optional<SignInKind> sign_in_kind_of(std::string_view partner)
{
    if (!starts_with_ignoring_case(partner, kSignInNames))
        return std::nullopt;
    auto kind = parse_sign_in_kind(partner.substr(kSignInNames.size()));
    return kind && kind->type != SignInType::Federated ? kind : std::nullopt;
}

std::optional<Identity> parse_federated(IdentityForm form, std::string_view text)
{
    auto const object = json::parse_object(text);
    if (!object)
        return std::nullopt;
    std::optional<std::string> id = object->text("issuerUserId");
    if (id && form == IdentityForm::AlternativeSecurityId)
        id = base64_decode(*id);
    Identity identity{ SignInType::Federated, object->text("issuer").value_or(""), id.value_or("") };
    if (!check_identity(identity))
        return std::nullopt;
    return identity;
}

std::optional<IdentityForm> federated_key_of(std::string_view partner)
{
    if (equals_ignoring_case(partner, kOneFederated))
        return IdentityForm::AlternativeSecurityId;
    return equals_ignoring_case(partner, "userIdentities") ? std::optional(IdentityForm::UserIdentity) : std::nullopt;
}

std::optional<bool> set_federated(User& user, std::string_view partner, ClaimValue const& value)
{
    if (equals_ignoring_case(partner, kOneFederated)) {
        auto identity = parse_federated(IdentityForm::AlternativeSecurityId, text_of(value));
        if (!identity)
            return std::nullopt;
        std::erase_if(user.identities,
            [&](Identity const& one) { return one.type == SignInType::Federated && one.issuer == identity->issuer; });
        user.identities.push_back(std::move(*identity));
        return true;
    }
    auto const* list = std::ranges::find_if(
        kFederatedLists, [&](FederatedList const& one) { return equals_ignoring_case(one.partner, partner); });
    if (list == std::end(kFederatedLists))
        return false;
    auto const* texts = std::get_if<std::vector<std::string>>(&value);
    std::vector<Identity> identities;
    for (std::string const& text : texts ? *texts : std::vector<std::string>{ text_of(value) }) {
        auto identity = parse_federated(list->form, text);
        if (!identity)
            return std::nullopt;
        identities.push_back(std::move(*identity));
    }
    std::erase_if(user.identities, [](Identity const& one) { return one.type == SignInType::Federated; });
    std::ranges::move(identities, std::back_inserter(user.identities));
    return true;
}

Values attributes_of(User const& user, Tenant const& tenant)
{
    Values values;
    for (auto const& [attribute, value] : user.attributes)
        values.insert_or_assign(attribute, value);
    for (Identity const& identity : user.identities)
        if (identity.type != SignInType::Federated) {
            values.emplace(std::string(kSignInNames) + type_text(identity), identity.value);
            // A second address is an address to whoever asks for any.
            if (identity.type != SignInType::Custom)
                values.emplace(std::string(kSignInNames) + std::string(name(identity.type)), identity.value);
        }
    add_federated(user, values);
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
    if (auto const kind = sign_in_kind_of(partner))
        std::erase_if(user.identities, [&](Identity const& one) { return is_of_kind(one, *kind); });
    else if (auto const found = user.attributes.find(partner); found != user.attributes.end())
        user.attributes.erase(found);
}

} // namespace gatehouse::journey
