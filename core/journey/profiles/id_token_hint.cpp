// What somebody whom the policy trusts says of the person, in a token that the request carries. B2C: id_token_hint,
// read by a step GetClaims; policy_language.md §3.6.
#include "core/journey/claims.h"
#include "core/journey/profiles/outbound.h"
#include "core/journey/providers.h"
#include "libs/base/log.h"
#include "libs/jose/jwt.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

Failure refused(int code, std::string_view text)
{
    Refusal refusal = refuse(code, "invalid_request", text);
    return Failure{ .message_id = {}, .text = refusal.text, .code = {}, .refusal = std::move(refusal) };
}

Failure refused(Call const& call, jose::JwtFault fault)
{
    log::info("an id_token_hint was refused", { { "profile", call.profile.id }, { "detail", jose::name(fault) } });
    switch (fault) {
    case jose::JwtFault::Expired:
        return refused(90208, "The provided id_token_hint has expired.");
    case jose::JwtFault::WrongAudience:
        return refused(90209, "The provided id_token_hint is not for an accepted audience.");
    case jose::JwtFault::WrongIssuer:
        return refused(90232, "The provided id_token_hint is not of the accepted issuer.");
    case jose::JwtFault::UnknownKey:
    case jose::JwtFault::WrongAlgorithm:
    case jose::JwtFault::BadSignature:
        return refused(90233, "The signature of the provided id_token_hint could not be verified.");
    case jose::JwtFault::NotYetValid:
        return refused(90234, "The provided id_token_hint is not yet valid.");
    case jose::JwtFault::Malformed:
        break;
    }
    return refused(90210, "The provided id_token_hint could not be validated.");
}

// B2C: the relying party repeats the claims that it takes from the hint; what it does not name is not taken.
void take_claims(Call& call, json::Object const& stated)
{
    for (policy::ClaimUse const& wanted : call.run.plan.relying_party.inputs)
        for (policy::ClaimUse const& use : call.profile.outputs) {
            if (use.claim != wanted.claim)
                continue;
            json::Value const* value = stated.find(use.partner);
            if (auto claim = value ? claim_from_json(*value) : std::nullopt)
                call.outputs.insert_or_assign(use.partner, std::move(*claim));
        }
}

// A claim that somebody must state.
bool is_required(Call const& call, policy::ClaimUse const& use)
{
    return use.required || std::ranges::any_of(call.run.plan.relying_party.inputs, [&](policy::ClaimUse const& wanted) {
        return wanted.claim == use.claim && wanted.required;
    });
}

// Whoever needs a claim of the hint needs the hint.
bool is_complete(Call const& call)
{
    return std::ranges::all_of(call.profile.outputs, [&](policy::ClaimUse const& use) {
        return use.has_default || !is_required(call, use) || call.outputs.contains(use.partner);
    });
}

// Whom the hint must be by, and how that is checked.
struct Trust {
    std::string issuer;
    std::string secret; // or:
    ProviderDocuments::Keys keys;
};

// B2C: an issuer that is written down replaces that of the metadata.
Result<Trust> trust_of(Call const& call, std::string const& kid)
{
    Trust trust;
    trust.issuer = call.profile.meta("issuer");
    if (call.profile.keys.contains("client_secret")) {
        trust.secret = std::string(TRY(load_secret(call, "client_secret")).reveal());
        return trust;
    }
    if (!call.run.services.rest)
        return fail(Fault::Unavailable, "this program calls no APIs");
    ProviderDocuments& documents = *call.run.services.providers;
    std::string const address = expand_address(call.run, call.profile.metadata.at("METADATA"), call.profile.id);
    auto const signer = TRY(documents.signer(*call.run.services.rest, address, call.run.now));
    if (trust.issuer.empty())
        trust.issuer = signer->issuer;
    if (trust.issuer.empty())
        return fail(Fault::Invalid, address + " does not state an issuer");
    trust.keys = TRY(documents.keys(*call.run.services.rest, signer->jwks_uri, kid, call.run.now));
    return trust;
}

std::vector<std::string> audiences(Call const& call)
{
    std::vector<std::string> accepted;
    for (std::string const& one : split_words(call.profile.meta("IdTokenAudience"), ','))
        accepted.emplace_back(trim(one));
    return accepted;
}

Result<json::Object, jose::JwtFault> prove(Call const& call, Trust const& trust, jose::UnverifiedJwt token)
{
    auto const proven = trust.secret.empty() ? jose::verify(std::move(token), *trust.keys)
                                             : jose::verify_with_secret(std::move(token), trust.secret);
    if (!proven)
        return std::unexpected(proven.error());
    TRY(jose::check_claims(
        proven->claims(), { .issuer = trust.issuer, .audiences = audiences(call), .now = call.run.now }));
    return proven->claims();
}

} // namespace

Result<std::optional<Failure>> run_id_token_hint(Call& call)
{
    std::string const text = call.run.state.request.parameters.get("id_token_hint");
    if (!text.empty()) {
        auto token = jose::parse_jwt(text);
        if (!token)
            return refused(call, jose::JwtFault::Malformed);
        auto const trust = trust_of(call, token->kid);
        if (!trust) {
            log::warning("an id_token_hint cannot be checked",
                { { "profile", call.profile.id }, { "detail", trust.error().detail } });
            return refused(90210, "The provided id_token_hint could not be validated.");
        }
        auto const stated = prove(call, *trust, std::move(*token));
        if (!stated)
            return refused(call, stated.error());
        take_claims(call, *stated);
    }
    if (is_complete(call))
        return std::nullopt;
    if (text.empty())
        return refused(90272, "The request does not contain the id_token_hint that the policy needs.");
    return refused(90210, "The provided id_token_hint does not state a claim that the policy needs.");
}

} // namespace gatehouse::journey
