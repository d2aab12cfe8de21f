// The proof that an address may receive answers for a client.
#pragma once

#include "core/applications/applications.h"
#include "core/journey/state.h"
#include "core/ports/ports.h"
#include "edges/oidc/address.h"
#include "edges/oidc/error.h"
#include "edges/oidc/response_type.h"
#include "libs/http/message.h"
#include "libs/url/url.h"

#include <optional>
#include <string>

namespace gatehouse::oidc {

// Made by trust_return alone, so an answer to an unproven address does not compile.
class TrustedReturn {
public:
    std::string const& redirect_uri() const { return redirect_uri_; }
    std::string const& state() const { return state_; }
    ResponseMode mode() const { return mode_; }
    // For `iss` of the answer; "" when the tenant does not want it. RFC 9207.
    std::string const& issuer() const { return issuer_; }

private:
    friend TrustedReturn restore_return(journey::Request const&, Tenant const&);
    friend Result<struct TrustedClient, PageError> trust_return(Ports&, Address const&, url::Form const&);
    TrustedReturn(std::string redirect_uri, std::string state, ResponseMode mode, std::string issuer)
        : redirect_uri_(std::move(redirect_uri))
        , state_(std::move(state))
        , mode_(mode)
        , issuer_(std::move(issuer))
    {
    }
    std::string redirect_uri_;
    std::string state_;
    ResponseMode mode_;
    std::string issuer_;
};

struct TrustedClient {
    Application client;
    TrustedReturn back;
};

// client_id and redirect_uri against the registration; until this succeeds every error is a page, never a redirect.
// RFC 6749 §4.1.2.1, RFC 9700 §4.1.3.
Result<TrustedClient, PageError> trust_return(Ports& ports, Address const& address, url::Form const& form);

// For a journey that was stored after trust_return had succeeded.
TrustedReturn restore_return(journey::Request const& request, Tenant const& tenant);

// The answer to the client: a redirect with the pairs in the query or fragment, or a page that posts them.
// `framed_by`: origins that may hold that page in a frame.
http::Response respond(TrustedReturn const& back, url::Form fields, std::string const& script_nonce,
    std::vector<std::string> const& framed_by = {});

// error, error_description, state.
http::Response redirect_error(TrustedReturn const& back, Refusal const& refusal, std::string const& correlation_id,
    Time now, std::string const& script_nonce, std::vector<std::string> const& framed_by = {});

} // namespace gatehouse::oidc
