// Steps that send the browser to an identity provider and take its answer. B2C: OpenIdConnect, OAuth2 and OAuth1
// technical profiles; policy_language.md §3.5. How answers are bound: docs/decisions/2026-11-29-identity-providers.md.
#pragma once

#include "core/journey/profiles/outbound.h"
#include "libs/relying_party/authorize.h"
#include "libs/relying_party/refusal.h"

#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::journey {

bool is_provider(policy::Profile const& profile);

// What a step of the exchange yields, or what the person is told. A Result of it may also be a fault of ours.
template <class T>
using Yield = std::expected<T, Failure>;
template <class T>
Result<Yield<T>> failed(Failure failure)
{
    return Yield<T>(std::unexpect, std::move(failure));
}

// The address the browser is sent to; the errand is in the state then.
Result<Yield<std::string>> depart(Run& run, policy::Profile const& profile);

// Takes the answer: the profile's output claims and transformations are in the bag then. The errand is over, whatever
// comes of it: no second answer is looked at.
Result<std::optional<Failure>> take_answer(Run& run, policy::Profile const& profile);

// --- what the protocols share ---------------------------------------------------------------------------------------

// Begins an authorize request: everything but what only one protocol knows. The input claims are parameters, save those
// that the engine itself sets.
url::Form authorize_parameters(
    Call const& call, Errand const& errand, std::string const& state, std::string_view response_mode);

struct ProviderTokens {
    std::string access_token;
    std::string id_token;
    json::Object document; // all of the token endpoint's answer
};
// Redeems the code. RFC 6749 §4.1.3; the credentials go as token_endpoint_auth_method says.
Result<Yield<ProviderTokens>> redeem_code(
    Call& call, Errand const& errand, std::string const& endpoint, std::string const& code);

// JSON, or text in brackets behind a function's name (JsonP), or a form.
std::optional<json::Object> read_document(std::string_view body);
// One request, no second try: a code works once. Fault::Unavailable without a caller.
RestResult ask_provider(Call const& call, RestRequest const& request);

// The document's members as outputs, and those that the policy names by path.
void take_claims(Call& call, json::Object const& document);

// Nobody answers, or with trouble of the server: 90289.
Failure provider_unreachable(Call const& call, std::string_view what, std::string const& reason);
// The provider's own no: the person pressed Cancel there, or it does not know us.
Failure refused_by_provider(Call const& call, relying_party::Refusal const& refusal);
// An account without an id would be everybody's: whether the claim that external_user_identity_claim_id names is there.
bool has_user_id(Call const& call);
// An answer that must not be used: 90273. `reason` is for the log.
Failure unusable_answer(Call const& call, std::string_view what, std::string const& reason);
// The code or token of a good answer.
Yield<std::string> read_answer(Call const& call, Errand const& errand, relying_party::ExpectedResponse expected);

// --- the protocols --------------------------------------------------------------------------------------------------

Result<Yield<std::string>> depart_open_id(Call& call, Errand& errand, std::string const& state);
Result<std::optional<Failure>> take_open_id(Call& call, Errand const& errand);
Result<Yield<std::string>> depart_oauth1(Call& call, Errand& errand, std::string const& state);
Result<std::optional<Failure>> take_oauth1(Call& call, Errand const& errand);
Result<Yield<std::string>> depart_oauth2(Call& call, Errand& errand, std::string const& state);
Result<std::optional<Failure>> take_oauth2(Call& call, Errand const& errand);

} // namespace gatehouse::journey
