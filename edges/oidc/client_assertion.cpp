#include "edges/oidc/client_assertion.h"

#include "core/applications/app_keys.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

// What must be remembered of a statement is remembered as long as it could be used again.
constexpr std::chrono::hours kLongestLife{ 1 };
constexpr size_t kLongestJti = 256;

ProtocolError invalid(std::string text)
{
    return { 90017, "invalid_client", "The client assertion is not valid: " + std::move(text) + "." };
}

// MSAL names a certificate by its thumbprint and sends no kid.
std::string named_key(json::Object const& header, std::string const& keys)
{
    auto const set = json::parse_object(keys);
    json::Array const* all = set ? set->array("keys") : nullptr;
    for (char const* name : { "x5t#S256", "x5t" }) {
        auto const wanted = header.text(name);
        for (json::Value const& key : wanted&& all ? *all : json::Array())
            if (json::Object const* jwk = key.as_object(); jwk && jwk->text(name) == wanted)
                return jwk->text("kid").value_or("");
    }
    return {};
}

// RFC 7523 §3 item 3: the token endpoint or the issuer. Also the endpoint that is asked, where it is another one.
bool names_us(Edge const& edge, Address const& address, http::Request const& request, std::string const& audience)
{
    Tenant const& tenant = address.tenant->tenant;
    if (is_own_issuer(edge.settings, tenant, address.plan ? address.plan->id : PolicyId(), audience))
        return true;
    std::string_view const bare = std::string_view(audience).substr(0, audience.find('?'));
    if (equals_ignoring_case(bare, address.document_prefix() + "/oauth2/v2.0/token"))
        return true;
    return std::ranges::any_of(public_origins(edge.settings, tenant),
        [&](std::string const& origin) { return equals_ignoring_case(bare, origin + request.path); });
}

bool has_our_audience(
    Edge const& edge, Address const& address, http::Request const& request, json::Object const& claims)
{
    if (auto const one = claims.text("aud"))
        return names_us(edge, address, request, *one);
    json::Array const* several = claims.array("aud");
    return several && std::ranges::any_of(*several, [&](json::Value const& value) {
        return value.as_text() && names_us(edge, address, request, *value.as_text());
    });
}

} // namespace

Answer<ClientAssertion> read_client_assertion(url::Form const& form)
{
    if (form.get("client_assertion_type") != kJwtBearer)
        return std::unexpected(ProtocolError(
            90016, "invalid_client", "The client_assertion_type must be '" + std::string(kJwtBearer) + "'."));
    auto token = jose::parse_jwt(form.get("client_assertion"));
    if (!token)
        return std::unexpected(invalid("it is no signed JWT"));
    // RFC 8725 §3.11: what was signed for another purpose is not taken for this one.
    if (!token->typ.empty() && !equals_ignoring_case(token->typ, "JWT")
        && !equals_ignoring_case(token->typ, "client-authentication+jwt"))
        return std::unexpected(invalid("its typ is that of another kind of token"));
    std::string client_id = token->claims.text("sub").value_or("");
    if (client_id.empty() || token->claims.text("iss") != client_id)
        return std::unexpected(invalid("iss and sub must both be the client ID"));
    return ClientAssertion{ std::move(client_id), std::move(*token) };
}

Answer<void> check_client_assertion(Ports& ports, Edge const& edge, Address const& address, Application const& client,
    ClientAssertion assertion, http::Request const& request, Time now)
{
    auto const keys = usable_app_keys(client.keys, now);
    if (!keys)
        return std::unexpected(ProtocolError(keys.error()));
    if (assertion.token.kid.empty())
        assertion.token.kid = named_key(assertion.token.header, client.keys);
    auto const verified = jose::verify(std::move(assertion.token), *keys);
    if (!verified)
        return std::unexpected(invalid(std::string(jose::name(verified.error()))));
    json::Object const& claims = verified->claims();
    if (auto const checked = jose::check_claims(claims, { .issuer = {}, .audiences = {}, .now = now }); !checked)
        return std::unexpected(invalid(std::string(jose::name(checked.error()))));
    if (!has_our_audience(edge, address, request, claims))
        return std::unexpected(invalid(std::string(jose::name(jose::JwtFault::WrongAudience))));
    Time const expires = from_unix_seconds(claims.integer("exp").value_or(0));
    if (expires > now + kLongestLife)
        return std::unexpected(invalid("it may live an hour at most"));
    // OIDC Core §9: jti, once.
    std::string const jti = claims.text("jti").value_or("");
    if (jti.empty() || jti.size() > kLongestJti)
        return std::unexpected(invalid("it needs a jti of at most 256 characters"));
    ProofUse const use = TRY(ports.proofs.use(address.tenant->tenant.id,
        ProofDigest(crypto::sha256_text("client\n" + client.id.text() + "\n" + jti)),
        expires + jose::Expectations{}.leeway));
    if (use == ProofUse::Again)
        return std::unexpected(invalid("it was used before"));
    return {};
}

} // namespace gatehouse::oidc
