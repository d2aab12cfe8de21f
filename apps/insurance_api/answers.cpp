#include "apps/insurance_api/answers.h"

#include "libs/base/log.h"
#include "libs/json/json.h"

namespace gatehouse::insurance_api {
namespace {

struct Words {
    std::string_view code;
    std::string_view description;
};

// The codes are the reference's; insufficient_user_authentication and identity_server_unavailable are ours.
Words words_for(auth::ErrorCode code)
{
    switch (code) {
    case auth::ErrorCode::TokenMissing:
        return { "authorization_header_missing", "An Authorization header with a Bearer token is needed." };
    case auth::ErrorCode::TokenMalformed:
        return { "invalid_header", "The Authorization header does not hold a readable Bearer token." };
    case auth::ErrorCode::TokenSignatureInvalid:
        return { "invalid_header", "The token is not signed by a key of the identity server." };
    case auth::ErrorCode::TokenExpired:
        return { "token_expired", "The token has expired." };
    case auth::ErrorCode::InsufficientScope:
        return { "Unauthorized", "The token does not grant access to this resource." };
    case auth::ErrorCode::InsufficientUserAuthentication:
        return { "insufficient_user_authentication", "This change needs a recent sign-in with a second factor." };
    case auth::ErrorCode::NetworkFault:
        return { "identity_server_unavailable",
            "The token cannot be checked now because the identity server does not answer." };
    default:
        return { "invalid_claims",
            "The token was issued for another audience, by another issuer or policy, or is not an access token." };
    }
}

} // namespace

http::Response problem(int status, std::string_view code, std::string_view description)
{
    http::Response response
        = http::json_response(status, json::write(json::Object{ { "code", code }, { "description", description } }));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

http::Response refusal(auth::AuthError const& error, auth::Requirement const& requirement)
{
    auth::Refusal const refused = auth::refusal_for(error, requirement);
    Words const words = words_for(error.code);
    http::Response response = problem(refused.status, words.code, words.description);
    if (!refused.www_authenticate.empty())
        response.headers.set("WWW-Authenticate", refused.www_authenticate);
    if (refused.status == 503)
        response.headers.set("Retry-After", "5");
    return response;
}

http::Response fault_answer(Error const& error, std::string_view correlation_id)
{
    if (error.fault == Fault::Conflict)
        return problem(
            412, "version_conflict", "Somebody else has changed the record. Read it again and repeat the change.");
    log::error("records failed",
        { { "fault", name(error.fault) }, { "detail", error.detail }, { "correlation_id", correlation_id } });
    if (error.fault != Fault::Unavailable)
        return problem(500, "internal_error", "Something went wrong on our side.");
    http::Response response
        = problem(503, "temporarily_unavailable", "The records cannot be reached now. Try again in a moment.");
    response.headers.set("Retry-After", "2");
    return response;
}

http::Response contract_answer(Contract const& contract)
{
    http::Response response = http::json_response(200,
        json::write(json::Object{ { "beneficiary", contract.beneficiary }, { "email", contract.email },
            { "policynumber", contract.policy_number } }));
    response.headers.set("ETag", "\"" + std::to_string(contract.version) + "\"");
    response.headers.set("Cache-Control", "no-store");
    return response;
}

} // namespace gatehouse::insurance_api
