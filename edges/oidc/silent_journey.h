// Journeys without a browser: what a policy says at the token endpoint and at userinfo.
#pragma once

#include "core/journey/advance.h"
#include "edges/oidc/address.h"
#include "edges/oidc/edge.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"

namespace gatehouse::oidc {

// Runs a State to its end. What it writes is the caller's to commit: journey::commit_without_browser.
Result<journey::Step> run_silently(
    Edge& edge, Address const& address, journey::State state, http::Request const& request);

// What the journey sent, or why it did not.
Answer<journey::Finished> finished(journey::Step const& step);

} // namespace gatehouse::oidc
