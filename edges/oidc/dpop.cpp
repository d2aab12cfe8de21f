#include "edges/oidc/dpop.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/jose/key_proof.h"

#include <algorithm>

namespace gatehouse::oidc {
namespace {

// RFC 9449 §11.1: short, so that little has to be remembered; clients' clocks are off by some seconds.
constexpr seconds kProofAge{ 60 };
constexpr size_t kLongestJti = 256;
// RFC 9449 §8: how long a client may use a nonce, at least; at most twice that. Longer than a proof counts, or clients
// would be sent back for nothing.
constexpr std::int64_t kNonceSeconds = 120;

ProtocolError invalid_proof(std::string text)
{
    return { 90017, "invalid_dpop_proof", std::move(text) };
}

// The same for every client and on every node: what it proves is the time, which needs no memory.
std::string nonce_of(Edge const& edge, TenantId const& tenant, std::int64_t period)
{
    return base64url_encode(
        crypto::hmac_sha256(edge.csrf_key.reveal(), "dpop nonce\n" + tenant.text() + "\n" + std::to_string(period)));
}

bool is_fresh_nonce(Edge const& edge, TenantId const& tenant, std::string_view nonce, Time now)
{
    std::int64_t const period = unix_seconds(now) / kNonceSeconds;
    return constant_time_equal(nonce, nonce_of(edge, tenant, period))
        || constant_time_equal(nonce, nonce_of(edge, tenant, period - 1));
}

// RFC 9449 §4.3: without query and fragment. Our paths know no upper and lower case.
bool is_this_address(Edge const& edge, Address const& address, http::Request const& request, std::string_view htu)
{
    std::string_view const bare = htu.substr(0, htu.find_first_of("?#"));
    return std::ranges::any_of(public_origins(edge.settings, address.tenant->tenant),
        [&](std::string const& origin) { return equals_ignoring_case(bare, origin + request.path); });
}

} // namespace

Answer<std::string> check_proof(Ports& ports, Edge const& edge, Address const& address, http::Request const& request,
    Time now, std::string const& access_token)
{
    if (request.headers.count(kDpopHeader) != 1)
        return std::unexpected(invalid_proof("The request needs one DPoP header."));
    auto const proof = jose::verify_key_proof(request.headers.get(kDpopHeader), "dpop+jwt");
    if (!proof)
        return std::unexpected(
            invalid_proof("The DPoP proof is not accepted: " + std::string(jose::name(proof.error())) + "."));
    if (proof->claims.text("htm") != http::name(request.method)
        || !is_this_address(edge, address, request, proof->claims.text("htu").value_or("")))
        return std::unexpected(invalid_proof("The DPoP proof was made for another request."));
    Time const issued = from_unix_seconds(proof->claims.integer("iat").value_or(0));
    if (issued < now - kProofAge || issued > now + kProofAge)
        return std::unexpected(invalid_proof("The DPoP proof is too old, or its time has not come."));
    Tenant const& tenant = address.tenant->tenant;
    if (tenant.dpop_nonces && !is_fresh_nonce(edge, tenant.id, proof->claims.text("nonce").value_or(""), now))
        return std::unexpected(ProtocolError(
            90017, "use_dpop_nonce", "The DPoP proof must hold the nonce that the header DPoP-Nonce gives."));
    // RFC 9449 §7: at a resource the proof names the token, so that it opens nothing with another one.
    if (!access_token.empty() && proof->claims.text("ath") != crypto::sha256_text(access_token))
        return std::unexpected(invalid_proof("The DPoP proof was made for another access token."));
    std::string const jti = proof->claims.text("jti").value_or("");
    if (jti.empty() || jti.size() > kLongestJti)
        return std::unexpected(invalid_proof("The DPoP proof has no jti of at most 256 characters."));
    ProofUse const use = TRY(ports.proofs.use(tenant.id,
        ProofDigest(crypto::sha256_text("dpop\n" + proof->thumbprint + "\n" + jti)), issued + kProofAge + seconds(1)));
    if (use == ProofUse::Again)
        return std::unexpected(invalid_proof("The DPoP proof was used before."));
    return proof->thumbprint;
}

Answer<std::string> prove_key(Ports& ports, Edge const& edge, Address const& address, Application const& client,
    http::Request const& request, Time now)
{
    // A header that the app did not register for means nothing, as in B2C.
    if (client.dpop == Use::Off)
        return std::string();
    if (client.dpop == Use::Allowed && request.headers.count(kDpopHeader) == 0)
        return std::string();
    return check_proof(ports, edge, address, request, now);
}

void offer_nonce(Edge const& edge, Address const& address, http::Request const& request, http::Response& response)
{
    Tenant const& tenant = address.tenant->tenant;
    if (tenant.dpop_nonces && request.headers.find(kDpopHeader))
        response.headers.set("DPoP-Nonce", nonce_of(edge, tenant.id, unix_seconds(edge.clock.now()) / kNonceSeconds));
}

} // namespace gatehouse::oidc
