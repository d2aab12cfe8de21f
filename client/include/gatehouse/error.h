// What can go wrong, as values. Nothing in this library throws across its functions.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace gatehouse::auth {

enum class ErrorCode {
    InvalidConfiguration, // the program's own settings or arguments are wrong
    NetworkFault, // the identity server was not reached, was too slow, or answered nonsense; try again later

    // What a person did or must do.
    ForgotPassword, // AADB2C90118: send them to the password reset policy
    Cancelled, // AADB2C90091: they pressed Cancel
    SessionExpired, // AADB2C90077, login_required: no session at the identity server
    InteractionRequired, // a page has to be shown
    GrantExpired, // AADB2C90080: code or refresh token too old; sign in again
    GrantRefused, // invalid_grant otherwise: used twice, revoked, other policy; sign in again
    AccessDenied, // access_denied otherwise
    NoTokens, // the cache has nothing for this account, authority and scopes; sign in

    // The answer of a sign-in does not belong to its request.
    StateMismatch,
    FlowExpired,
    InvalidResponse,
    InvalidIdToken,
    AuthenticationTooOld, // max_age was asked and not met: sign in with prompt=login

    // The identity server refused the program.
    InvalidClient,
    InvalidScope,
    ServerRefused, // any other OAuth error; see protocol_error

    // A token offered to an API.
    TokenMissing,
    TokenMalformed,
    TokenSignatureInvalid,
    TokenExpired,
    TokenNotYetValid,
    WrongIssuer,
    WrongAudience,
    WrongPolicy,
    NotAnAccessToken,
    InsufficientScope,
    InsufficientUserAuthentication, // RFC 9470: another policy or a fresher sign-in is needed
};
std::string_view name(ErrorCode code);

struct AuthError {
    ErrorCode code = ErrorCode::InvalidConfiguration;
    // For the log; holds no secret.
    std::string message;
    // OAuth's `error`, when the identity server sent one.
    std::string protocol_error;
    // 90118 of "AADB2C90118"; 0 when there is none.
    int b2c_code = 0;
    // The identity server's, or the client-request-id we sent to it.
    std::string correlation_id;
    // Sent with AADB2C90118 by some policies: what the person had typed.
    std::string login_hint;
};

template <class T>
class [[nodiscard]] Result : public std::expected<T, AuthError> {
public:
    using std::expected<T, AuthError>::expected;
};

} // namespace gatehouse::auth
