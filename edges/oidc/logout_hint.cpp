#include "edges/oidc/logout_hint.h"

#include "edges/oidc/own_token.h"
#include "libs/jose/jwt.h"

namespace gatehouse::oidc {
namespace {

using jose::JwtFault;

std::unexpected<PageError> refuse(JwtFault fault)
{
    switch (fault) {
    case JwtFault::Expired:
        return std::unexpected(PageError{ 400, 90235, "The provided id_token_hint has expired." });
    case JwtFault::NotYetValid:
        return std::unexpected(PageError{ 400, 90236, "The provided id_token_hint is not yet valid." });
    case JwtFault::WrongAudience:
        return std::unexpected(
            PageError{ 400, 90237, "The audience of the provided id_token_hint is not the application that asks." });
    case JwtFault::WrongIssuer:
        return std::unexpected(PageError{ 400, 90238, "The provided id_token_hint was not issued here." });
    case JwtFault::UnknownKey:
    case JwtFault::WrongAlgorithm:
    case JwtFault::BadSignature:
        return std::unexpected(
            PageError{ 400, 90239, "The signature of the provided id_token_hint could not be verified." });
    case JwtFault::Malformed:
        break;
    }
    return std::unexpected(PageError{ 400, 90240, "The provided id_token_hint is not an ID token." });
}

} // namespace

Result<LogoutHint, PageError> read_logout_hint(
    Edge const& edge, Address const& address, std::string const& text, HintAge age)
{
    auto const verified = verify_own_token(edge, address, text);
    if (!verified)
        return refuse(verified.error());
    json::Object const& claims = verified->claims();
    // An access token has these, an id token does not.
    if (claims.find("scp") || claims.find("azp"))
        return refuse(JwtFault::Malformed);
    auto const checked = jose::check_claims(claims, { .issuer = {}, .audiences = {}, .now = edge.clock.now() });
    bool const forgiven = age == HintAge::Any && !checked && checked.error() == JwtFault::Expired;
    if (!checked && !forgiven)
        return refuse(checked.error());
    auto const audience = claims.text("aud");
    if (!audience)
        return refuse(JwtFault::WrongAudience);
    return LogoutHint{ ClientId(*audience), claims.text("sub").value_or("") };
}

} // namespace gatehouse::oidc
