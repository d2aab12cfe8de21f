#include "client/src/common.h"

namespace gatehouse::auth {
namespace {

ErrorCode code_of(relying_party::Refusal const& refusal)
{
    switch (refusal.b2c_code) {
    case relying_party::kForgotPassword:
        return ErrorCode::ForgotPassword;
    case relying_party::kCancelled:
        return ErrorCode::Cancelled;
    case relying_party::kNoSession:
        return ErrorCode::SessionExpired;
    case relying_party::kGrantExpired:
        return ErrorCode::GrantExpired;
    default:
        break;
    }
    if (refusal.error == "login_required")
        return ErrorCode::SessionExpired;
    if (refusal.error == "interaction_required" || refusal.error == "consent_required"
        || refusal.error == "account_selection_required")
        return ErrorCode::InteractionRequired;
    if (refusal.error == "invalid_grant")
        return ErrorCode::GrantRefused;
    if (refusal.error == "invalid_client" || refusal.error == "unauthorized_client")
        return ErrorCode::InvalidClient;
    if (refusal.error == "invalid_scope")
        return ErrorCode::InvalidScope;
    if (refusal.error == "access_denied")
        return ErrorCode::AccessDenied;
    // RFC 6749 §4.1.2.1: the server's own trouble, worth another try.
    if (refusal.error == "temporarily_unavailable")
        return ErrorCode::NetworkFault;
    return ErrorCode::ServerRefused;
}

} // namespace

std::string_view name(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidConfiguration:
        return "InvalidConfiguration";
    case ErrorCode::NetworkFault:
        return "NetworkFault";
    case ErrorCode::ForgotPassword:
        return "ForgotPassword";
    case ErrorCode::Cancelled:
        return "Cancelled";
    case ErrorCode::SessionExpired:
        return "SessionExpired";
    case ErrorCode::InteractionRequired:
        return "InteractionRequired";
    case ErrorCode::GrantExpired:
        return "GrantExpired";
    case ErrorCode::GrantRefused:
        return "GrantRefused";
    case ErrorCode::AccessDenied:
        return "AccessDenied";
    case ErrorCode::NoTokens:
        return "NoTokens";
    case ErrorCode::StateMismatch:
        return "StateMismatch";
    case ErrorCode::FlowExpired:
        return "FlowExpired";
    case ErrorCode::InvalidResponse:
        return "InvalidResponse";
    case ErrorCode::InvalidIdToken:
        return "InvalidIdToken";
    case ErrorCode::AuthenticationTooOld:
        return "AuthenticationTooOld";
    case ErrorCode::InvalidClient:
        return "InvalidClient";
    case ErrorCode::InvalidScope:
        return "InvalidScope";
    case ErrorCode::ServerRefused:
        return "ServerRefused";
    case ErrorCode::TokenMissing:
        return "TokenMissing";
    case ErrorCode::TokenMalformed:
        return "TokenMalformed";
    case ErrorCode::TokenSignatureInvalid:
        return "TokenSignatureInvalid";
    case ErrorCode::TokenExpired:
        return "TokenExpired";
    case ErrorCode::TokenNotYetValid:
        return "TokenNotYetValid";
    case ErrorCode::WrongIssuer:
        return "WrongIssuer";
    case ErrorCode::WrongAudience:
        return "WrongAudience";
    case ErrorCode::WrongPolicy:
        return "WrongPolicy";
    case ErrorCode::NotAnAccessToken:
        return "NotAnAccessToken";
    case ErrorCode::InsufficientScope:
        return "InsufficientScope";
    case ErrorCode::InsufficientUserAuthentication:
        return "InsufficientUserAuthentication";
    }
    return "unknown";
}

std::unexpected<AuthError> auth_fail(ErrorCode code, std::string message, std::string correlation_id)
{
    AuthError error;
    error.code = code;
    error.message = std::move(message);
    error.correlation_id = std::move(correlation_id);
    return std::unexpected(std::move(error));
}

AuthError error_of(relying_party::Refusal const& refusal, std::string correlation_id)
{
    AuthError error;
    error.code = code_of(refusal);
    error.message = refusal.description.empty() ? refusal.error : refusal.description;
    error.protocol_error = refusal.error;
    error.b2c_code = refusal.b2c_code;
    error.correlation_id = refusal.correlation_id.empty() ? std::move(correlation_id) : refusal.correlation_id;
    error.login_hint = refusal.login_hint;
    return error;
}

Ports with_defaults(Ports ports)
{
    if (!ports.transport)
        ports.transport = make_http_transport();
    if (!ports.clock)
        ports.clock = make_system_clock();
    if (!ports.random)
        ports.random = make_system_random();
    return ports;
}

} // namespace gatehouse::auth
