#include "core/tokens/standard_claims.h"

#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace gatehouse {
namespace {

constexpr std::string_view kScopes[] = { "profile", "email", "address", "phone" };

struct Claim {
    std::string_view name;
    std::string_view scope;
};
// §5.4.
constexpr auto kClaims = std::to_array<Claim>({
    { "address", "address" },
    { "birthdate", "profile" },
    { "email", "email" },
    { "email_verified", "email" },
    { "family_name", "profile" },
    { "gender", "profile" },
    { "given_name", "profile" },
    { "locale", "profile" },
    { "middle_name", "profile" },
    { "name", "profile" },
    { "nickname", "profile" },
    { "phone_number", "phone" },
    { "phone_number_verified", "phone" },
    { "picture", "profile" },
    { "preferred_username", "profile" },
    { "profile", "profile" },
    { "updated_at", "profile" },
    { "website", "profile" },
    { "zoneinfo", "profile" },
});

struct Name {
    std::string_view b2c;
    std::string_view standard;
};
constexpr auto kNames = std::to_array<Name>({
    { "city", "address" },
    { "country", "address" },
    { "emails", "email" },
    { "postalCode", "address" },
    { "state", "address" },
    { "streetAddress", "address" },
    { "strongAuthenticationPhoneNumber", "phone_number" },
});
// §5.1.1.
constexpr auto kAddress = std::to_array<Name>({
    { "streetAddress", "street_address" },
    { "city", "locality" },
    { "state", "region" },
    { "postalCode", "postal_code" },
    { "country", "country" },
});

bool holds(std::vector<std::string> const& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

json::Object address_of(json::Object const& claims)
{
    json::Object address;
    for (Name const& part : kAddress)
        if (auto const text = claims.text(part.b2c))
            address.set(std::string(part.standard), *text);
    return address;
}

json::Object with_standard_names(json::Object const& claims)
{
    json::Object standard;
    for (json::Member const& member : claims.members())
        if (standard_name(member.name) == member.name)
            standard.set(member.name, member.value);
    json::Array const* emails = claims.array("emails");
    if (emails && !emails->empty())
        standard.set("email", emails->front());
    if (auto const phone = claims.text("strongAuthenticationPhoneNumber"); phone && !standard.find("phone_number"))
        standard.set("phone_number", *phone);
    // Nothing is said of what there is not.
    for (auto const& [claim, verified] :
        { std::pair("email", "email_verified"), std::pair("phone_number", "phone_number_verified") })
        if (!standard.find(claim))
            standard.erase(verified);
    if (json::Object address = address_of(claims); !address.empty())
        standard.set("address", std::move(address));
    return standard;
}

Result<std::vector<std::string>> names_of(json::Object const& request, std::string_view place)
{
    std::vector<std::string> names;
    json::Value const* member = request.find(place);
    if (!member || member->is_null())
        return names;
    json::Object const* claims = member->as_object();
    if (!claims)
        return fail(Fault::Invalid, "claims: \"" + std::string(place) + "\" is no object");
    for (json::Member const& claim : claims->members())
        names.push_back(claim.name);
    return names;
}

// §5.5.1: {"value": "x"} or {"values": ["x", "y"]}.
std::vector<std::string> values_of(json::Object const& request, std::string_view claim)
{
    std::vector<std::string> values;
    json::Object const* id_token = request.object("id_token");
    json::Object const* wish = id_token ? id_token->object(claim) : nullptr;
    if (!wish)
        return values;
    if (auto const one = wish->text("value"))
        values.push_back(*one);
    if (json::Array const* several = wish->array("values"))
        for (json::Value const& value : *several)
            if (value.as_text())
                values.push_back(*value.as_text());
    return values;
}

} // namespace

std::span<std::string_view const> standard_scopes()
{
    return kScopes;
}

bool is_standard_scope(std::string_view scope)
{
    return std::ranges::find(kScopes, scope) != std::end(kScopes);
}

std::string_view scope_of(std::string_view claim)
{
    auto const found = std::ranges::find(kClaims, claim, &Claim::name);
    return found == kClaims.end() ? std::string_view() : found->scope;
}

std::string_view standard_name(std::string_view claim)
{
    auto const found = std::ranges::find(kNames, claim, &Name::b2c);
    return found == kNames.end() ? claim : found->standard;
}

Result<ClaimsRequest> parse_claims_request(std::string_view text)
{
    ClaimsRequest wanted;
    if (text.empty())
        return wanted;
    json::Object const request = TRY(json::parse_object(text));
    wanted.userinfo = TRY(names_of(request, "userinfo"));
    wanted.id_token = TRY(names_of(request, "id_token"));
    auto const subjects = values_of(request, "sub");
    if (subjects.size() > 1)
        return fail(Fault::Invalid, "claims: more than one \"sub\"");
    wanted.subject = subjects.empty() ? "" : subjects.front();
    wanted.acr_values = join(values_of(request, "acr"), " ");
    return wanted;
}

void select_claims(json::Object& claims, policy::TokenSettings& settings, ClaimsSelection const& selection)
{
    if (!settings.strict)
        return;
    auto const scopes = split_words(selection.scope);
    ClaimsRequest const& request = selection.request;
    json::Object selected;
    json::Object const standard = with_standard_names(claims);
    for (json::Member const& member : standard.members()) {
        std::string_view const scope = scope_of(member.name);
        bool const by_scope = scope.empty() || holds(scopes, scope);
        bool const for_id_token = holds(request.id_token, member.name);
        if (!by_scope && !for_id_token && !holds(request.userinfo, member.name))
            continue;
        selected.set(member.name, member.value);
        if (for_id_token || selection.id_token_alone)
            settings.id_token_claims.push_back(member.name);
    }
    claims = std::move(selected);
}

} // namespace gatehouse
