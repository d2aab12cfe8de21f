// B2C: social accounts' claims transformations. An identity is the JSON text of issuer and user id, a collection of
// them a list of such texts.
#include "core/policy/transforms/family.h"
#include "libs/base/encoding.h"
#include "libs/json/json.h"

#include <array>

namespace gatehouse::policy {
namespace {

using Identities = std::vector<std::string>;

Outcome make_identity(TransformArguments& in, std::string_view method, std::string_view key, std::string_view issuer,
    std::string_view output, std::string (*encode)(std::string_view))
{
    auto const user = text_input(in, key);
    auto const from = text_input(in, issuer);
    if (!user || !from)
        return missing(method, user ? issuer : key);
    put(in, output, json::write(json::Object{ { "issuer", *from }, { "issuerUserId", encode(*user) } }));
    return {};
}

// B2C: the provider's key in base64.
Outcome create_alternative_security_id(TransformArguments& in)
{
    return make_identity(
        in, "CreateAlternativeSecurityId", "key", "identityProvider", "alternativeSecurityId", base64_encode);
}

// The issuer's user id as it came.
Outcome create_user_identity(TransformArguments& in)
{
    return make_identity(in, "CreateUserIdentity", "issuerUserId", "issuer", "userIdentity",
        [](std::string_view text) { return std::string(text); });
}

// A list, one identity, or the array that a claim of a JSON type holds.
Identities identities_of(ClaimValue const* value)
{
    if (!value)
        return {};
    if (auto const* list = std::get_if<Identities>(value))
        return *list;
    std::string const text = text_of(*value);
    auto const parsed = json::parse(text);
    json::Array const* array = parsed ? parsed->as_array() : nullptr;
    if (!array)
        return text.empty() ? Identities() : Identities{ text };
    Identities identities;
    for (json::Value const& one : *array)
        identities.push_back(json::write(one));
    return identities;
}

std::string issuer_of(std::string const& identity)
{
    auto const object = json::parse_object(identity);
    return object ? object->text("issuer").value_or("") : "";
}

Outcome add_identity(TransformArguments& in)
{
    Identities identities = identities_of(in.input("collection"));
    if (auto item = text_input(in, "item"))
        identities.push_back(std::move(*item));
    put(in, "collection", std::move(identities));
    return {};
}

void put_issuers(TransformArguments& in, std::string_view collection, std::string_view output)
{
    std::vector<std::string> issuers;
    for (std::string const& identity : identities_of(in.input(collection)))
        issuers.push_back(issuer_of(identity));
    put(in, output, std::move(issuers));
}

Outcome providers_of_alternative_security_ids(TransformArguments& in)
{
    put_issuers(in, "alternativeSecurityIdCollection", "identityProvidersCollection");
    return {};
}

Outcome issuers_of_user_identities(TransformArguments& in)
{
    put_issuers(in, "userIdentityCollection", "issuersCollection");
    return {};
}

void remove_issuer(TransformArguments& in, std::string_view input)
{
    Identities identities = identities_of(in.input("collection"));
    if (auto const issuer = text_input(in, input))
        std::erase_if(identities, [&](std::string const& identity) { return issuer_of(identity) == *issuer; });
    put(in, "collection", std::move(identities));
}

Outcome remove_alternative_security_id(TransformArguments& in)
{
    remove_issuer(in, "identityProvider");
    return {};
}

Outcome remove_user_identity(TransformArguments& in)
{
    remove_issuer(in, "issuer");
    return {};
}

constexpr Names kKey{ "key", "identityProvider" };
constexpr Names kUser{ "issuerUserId", "issuer" };
constexpr Names kItem{ "item" };
constexpr Names kAlternative{ "alternativeSecurityIdCollection" };
constexpr Names kIdentities{ "userIdentityCollection" };
constexpr Names kProvider{ "identityProvider", "collection" };
constexpr Names kIssuer{ "issuer", "collection" };

constexpr auto kCalls = std::to_array<TransformCall>({
    { "AddItemToAlternativeSecurityIdCollection", kItem, {}, add_identity },
    { "AddItemToUserIdentityCollection", kItem, {}, add_identity },
    { "CreateAlternativeSecurityId", kKey, {}, create_alternative_security_id },
    { "CreateUserIdentity", kUser, {}, create_user_identity },
    { "GetIdentityProvidersFromAlternativeSecurityIdCollectionTransformation", kAlternative, {},
        providers_of_alternative_security_ids },
    { "GetIssuersFromUserIdentityCollectionTransformation", kIdentities, {}, issuers_of_user_identities },
    { "RemoveAlternativeSecurityIdByIdentityProvider", kProvider, {}, remove_alternative_security_id },
    { "RemoveUserIdentityFromCollectionByIssuer", kIssuer, {}, remove_user_identity },
});

} // namespace

std::span<TransformCall const> social_transforms()
{
    return kCalls;
}

} // namespace gatehouse::policy
