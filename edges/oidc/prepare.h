// An authorization request before its journey: where its parameters come from, and everything that one look into the
// store can tell of it. Shared by the authorize endpoint and the endpoint for pushed requests.
#pragma once

#include "core/journey/state.h"
#include "core/sessions/sessions.h"
#include "edges/oidc/trusted_return.h"

#include <expected>
#include <optional>

namespace gatehouse::oidc {

enum class Channel {
    Front, // as the browser brought it
    Pushed, // RFC 9126
};

struct Prepared {
    // One of both.
    std::optional<TrustedClient> client;
    std::optional<PageError> page_error;
    // With a client only.
    std::expected<journey::Request, Refusal> wanted;
    std::optional<Session> session;
};
Result<Prepared> prepare(
    Edge& edge, Address const& address, http::Request const& request, url::Form const& form, Channel channel);

// Two values for one of the parameters that decide where an answer goes: which one was checked, and which one is used?
// (attack-1)
std::optional<PageError> check_single(url::Form const& form);

void audit_refusal(
    Edge& edge, Address const& address, http::Request const& request, ClientId const& client, Refusal const& refusal);

} // namespace gatehouse::oidc
