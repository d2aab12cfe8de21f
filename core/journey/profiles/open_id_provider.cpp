// An identity provider that speaks OpenID Connect. B2C: OpenIdConnect technical profile; policy_language.md §3.5.
#include "core/journey/claims.h"
#include "core/journey/profiles/identity_provider.h"
#include "libs/jose/jwt.h"
#include "libs/relying_party/id_token.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using Metadata = ProviderDocuments::Metadata;

bool is_by_code(policy::Profile const& profile)
{
    return !equals_ignoring_case(profile.meta("response_types"), "id_token");
}

Result<Metadata> load_metadata(Call const& call, std::string const& address)
{
    if (!call.run.services.rest)
        return fail(Fault::Unavailable, "this program calls nobody");
    return call.run.services.providers->metadata(*call.run.services.rest, address, call.run.now);
}

Result<Metadata> load_metadata(Call const& call)
{
    return load_metadata(call, expand_address(call.run, call.profile.metadata.at("METADATA"), call.profile.id));
}

// One provider for many organisations: each has an issuer of its own, and the policy says how they begin.
bool has_many_issuers(policy::Profile const& profile)
{
    return !trim(profile.meta("ValidTokenIssuerPrefixes")).empty();
}

// attack-46: "https://login.example" must not let "https://login.example.attacker.test" in.
bool is_allowed_issuer(policy::Profile const& profile, std::string_view issuer)
{
    auto const asked = url::parse(issuer);
    if (!asked || asked->query || asked->fragment)
        return false;
    auto const prefixes = split_words(profile.meta("ValidTokenIssuerPrefixes"), ',');
    return std::ranges::any_of(prefixes, [&](std::string const& prefix) {
        auto const allowed = url::parse(trim(prefix));
        return allowed && allowed->origin() == asked->origin() && asked->path.starts_with(allowed->path);
    });
}

std::string scopes_of(Call const& call)
{
    auto const item = call.profile.metadata.find("scope");
    std::vector<std::string> words
        = split_words(item == call.profile.metadata.end() ? "" : expand(call.run, item->second, call.profile.id));
    // OpenID Connect Core §3.1.2.1.
    if (std::ranges::find(words, "openid") == words.end())
        words.insert(words.begin(), "openid");
    return join(words, " ");
}

// Who may have signed this token, and with which keys. The token is not proven yet: it only chooses.
struct Signer {
    std::string issuer;
    std::string keys; // address
};
Result<Yield<Signer>> find_signer(
    Call& call, Errand const& errand, Metadata const& metadata, jose::UnverifiedJwt const& token)
{
    if (!errand.issuer.empty())
        return Signer{ errand.issuer, metadata->jwks_uri };
    std::string const issuer = token.claims.text("iss").value_or("");
    if (!is_allowed_issuer(call.profile, issuer))
        return failed<Signer>(unusable_answer(call, "ID token", "its issuer is none of ValidTokenIssuerPrefixes"));
    if (!call.profile.flag("DiscoverMetadataByTokenIssuer", false))
        return Signer{ issuer, metadata->jwks_uri };
    auto const own = load_metadata(call, relying_party::oidc_metadata_address(issuer));
    if (!own)
        return failed<Signer>(provider_unreachable(call, "metadata of the token's issuer", own.error().detail));
    // OpenID Connect Discovery 1.0 §4.3.
    if ((*own)->issuer != issuer)
        return failed<Signer>(unusable_answer(call, "ID token", "the metadata of its issuer name another one"));
    return Signer{ issuer, (*own)->jwks_uri };
}

// OpenID Connect Core §3.1.3.7. Algorithms: only those of published keys, none of them symmetric (attack-44).
Result<Yield<json::Object>> check_token(
    Call& call, Errand const& errand, Metadata const& metadata, std::string const& text)
{
    auto const unusable = [&](std::string_view reason) {
        return failed<json::Object>(unusable_answer(call, "ID token", std::string(reason)));
    };
    auto token = jose::parse_jwt(text);
    if (!token)
        return unusable(token.error().detail);
    auto const signer = TRY(find_signer(call, errand, metadata, *token));
    if (!signer)
        return failed<json::Object>(signer.error());
    auto const keys
        = call.run.services.providers->keys(*call.run.services.rest, signer->keys, token->kid, call.run.now);
    if (!keys)
        return failed<json::Object>(provider_unreachable(call, "keys", keys.error().detail));
    auto const verified = jose::verify(std::move(*token), **keys);
    if (!verified)
        return unusable(jose::name(verified.error()));
    relying_party::ExpectedIdToken const expected{ .issuer = signer->issuer,
        .client_id = call.profile.meta(
            "IdTokenAudience", expand(call.run, call.profile.metadata.at("client_id"), call.profile.id)),
        .nonce = errand.nonce,
        .policy = {},
        .max_age = {},
        .now = call.run.now };
    if (auto const checked = relying_party::check_id_token(*verified, expected); !checked)
        return unusable(relying_party::name(checked.error()));
    return verified->claims();
}

// B2C: ReadBodyClaimsOnIdpRedirect names members of the posted form: "user.name.firstName" is in the JSON of "user".
// The browser brings them, nobody signed them: they never take the place of what the token says.
void take_body_claims(Call& call)
{
    for (std::string const& path : split_words(call.profile.meta("ReadBodyClaimsOnIdpRedirect"))) {
        size_t const dot = path.find('.');
        if (dot == std::string::npos)
            continue;
        auto const document = json::parse_object(call.run.input.form.get(path.substr(0, dot)));
        auto value = document ? claim_at(*document, path.substr(dot + 1)) : std::nullopt;
        if (value)
            call.outputs.try_emplace(path, std::move(*value));
    }
}

} // namespace

Result<Yield<std::string>> depart_open_id(Call& call, Errand& errand, std::string const& state)
{
    auto const metadata = load_metadata(call);
    if (!metadata)
        return failed<std::string>(provider_unreachable(call, "metadata", metadata.error().detail));
    bool const by_code = is_by_code(call.profile);
    auto const& challenges = (*metadata)->code_challenge_methods;
    errand.issuer = has_many_issuers(call.profile) ? "" : call.profile.meta("issuer", (*metadata)->issuer);
    errand.nonce = random_token(call.run.services.random);
    if (by_code && std::ranges::find(challenges, "S256") != challenges.end())
        errand.code_verifier = relying_party::make_code_verifier(call.run.services.random);
    url::Form form = authorize_parameters(call, errand, state, "form_post");
    form.set("response_type", by_code ? "code" : "id_token");
    form.set("nonce", errand.nonce);
    if (!form.has("scope"))
        form.add("scope", scopes_of(call));
    auto const own = call.profile.metadata.find("authorization_endpoint");
    return url::with_query(own == call.profile.metadata.end() ? (*metadata)->authorization_endpoint
                                                              : expand_address(call.run, own->second, call.profile.id),
        form);
}

Result<std::optional<Failure>> take_open_id(Call& call, Errand const& errand)
{
    auto const metadata = load_metadata(call);
    if (!metadata)
        return provider_unreachable(call, "metadata", metadata.error().detail);
    bool const by_code = is_by_code(call.profile);
    std::string const named = call.run.input.form.get("iss");
    auto answer = read_answer(call, errand,
        { .state = {},
            .issuer = is_allowed_issuer(call.profile, named) ? std::string_view(named) : std::string_view(),
            .issuer_promised = (*metadata)->issuer_in_response,
            .wanted = by_code ? "code" : "id_token" });
    if (!answer)
        return std::move(answer.error());
    if (by_code) {
        auto tokens = TRY(redeem_code(call, errand, (*metadata)->token_endpoint, *answer));
        if (!tokens)
            return std::move(tokens.error());
        *answer = tokens->id_token;
    }
    auto const claims = TRY(check_token(call, errand, *metadata, *answer));
    if (!claims)
        return claims.error();
    take_claims(call, *claims);
    take_body_claims(call);
    return std::nullopt;
}

} // namespace gatehouse::journey
