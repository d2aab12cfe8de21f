// What the token endpoint shares with revocation, introspection and pushed requests.
#pragma once

#include "core/ports/ports.h"
#include "edges/oidc/address.h"
#include "edges/oidc/edge.h"
#include "edges/oidc/error.h"
#include "libs/http/message.h"
#include "libs/url/url.h"

#include <functional>
#include <optional>

namespace gatehouse::oidc {

// An address with or without a policy, a form in which nothing stands twice, errors as JSON, and the pages of the app
// that asks may read the answer.
using BackChannel
    = std::function<Answer<http::Response>(Edge&, Address const&, url::Form const&, http::Request const&)>;
http::Response answer_back_channel(Edge& edge, http::Request const& request, BackChannel const& answer);

ProtocolError unknown_address();

// The readers' door is much wider than the writers'.
enum class Door { Read, Write };
// The one for a client's credentials: an assertion and a DPoP proof count once, and are remembered.
Door door_for_credentials(url::Form const& form, http::Request const& request);

// `work` in one transaction: a refusal commits what must be remembered, a fault of ours rolls back.
template <class T>
Answer<T> in_store(Edge& edge, Door door, std::function<Answer<T>(Ports&)> const& work)
{
    std::optional<Answer<T>> answer;
    auto const once = [&](Ports& ports) -> Result<void> {
        answer = work(ports);
        if (!*answer && answer->error().cause)
            return std::unexpected(*answer->error().cause);
        return {};
    };
    TRY(door == Door::Read ? edge.store.read(once) : edge.store.transact(once));
    return std::move(*answer);
}

} // namespace gatehouse::oidc
