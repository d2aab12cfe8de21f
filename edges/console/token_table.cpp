#include "edges/console/token_table.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::console {
namespace {

// What the server sets. Facts: b2c_wire.md §4.
struct ProtocolClaim {
    std::string_view name;
    std::string_view meaning;
};
constexpr ProtocolClaim kProtocolClaims[] = {
    { "acr", "The policy, or the authentication context that was asked for and met." },
    { "aud",
        "Whom the token is for: an app in an ID token, an API in an access token. Here both are the console, which "
        "ran the flow; yours find their own client id." },
    { "auth_time", "When the person signed in. After single sign-on this is earlier than the token." },
    { "azp", "The app that asked: here the console." },
    { "exp", "Until when the token is good. Its lifetime is a property of the flow." },
    { "grant_id", "The sign-in that the token ends with." },
    { "iat", "When the token was made." },
    { "iss", "Who made the token: this server, for this tenant. Its metadata document says the same." },
    { "nbf", "From when the token is good." },
    { "nonce", "Of the request: an app accepts the ID token that answers its own." },
    { "sid", "The session, for logouts." },
    { "sub", "Who signed in: the object id of the person, unless the policy says otherwise." },
    { "tfp", "The user flow or policy that the person came by." },
    { "ver", "The version of this form of tokens." },
};
constexpr std::string_view kTimes[] = { "auth_time", "exp", "iat", "nbf" };

std::string text_of_value(json::Value const& value)
{
    std::string const* text = value.as_text();
    return text ? *text : json::write(value);
}

html::Safe value_cell(json::Member const& claim)
{
    html::Safe cell = code(text_of_value(claim.value));
    auto const seconds = claim.value.as_integer();
    if (seconds && std::ranges::find(kTimes, claim.name) != std::end(kTimes))
        cell += text(" ") + moment(from_unix_seconds(*seconds));
    return cell;
}

// "Application claim displayName: Display Name".
std::string policy_meaning(std::string const& name, policy::Plan const* plan)
{
    if (!plan)
        return "";
    auto const& outputs = plan->relying_party.outputs;
    auto const use = std::ranges::find(outputs, name, &policy::ClaimUse::partner);
    if (use == outputs.end())
        return "";
    policy::ClaimType const& type = plan->claims[use->claim];
    std::string words = "Application claim " + type.id;
    if (!type.display_name.empty() && type.display_name != type.id)
        words += ": " + type.display_name;
    return words + ".";
}

std::string meaning_of(std::string const& name, policy::Plan const* plan)
{
    auto const known = std::ranges::find(kProtocolClaims, name, &ProtocolClaim::name);
    if (known != std::end(kProtocolClaims))
        return std::string(known->meaning);
    std::string words = policy_meaning(name, plan);
    return words.empty() ? "From the policy." : words;
}

} // namespace

html::Safe token_table(std::string const& caption, json::Object const& claims, policy::Plan const* plan)
{
    Table list{ .caption = caption, .columns = { "Claim", "Value", "What it is" } };
    for (json::Member const& claim : claims.members())
        list.rows.push_back({ code(claim.name), value_cell(claim), text(meaning_of(claim.name, plan)) });
    return table(list);
}

} // namespace gatehouse::console
