// Delivers back-channel logouts: looks for due rows, signs a logout token for each and posts it to the application.
// OpenID Connect Back-Channel Logout 1.0 §2.5.
#pragma once

#include "core/keys/key_ring.h"
#include "core/ports/ports.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/http/client.h"

#include <memory>

namespace gatehouse::app {

class BackChannel {
public:
    // `outbound` says who may be called (attack-57): the addresses are an application's.
    BackChannel(Store& store, KeyRings& keys, Clock const& clock, Random& random, http::ClientOptions outbound);

    // One round over what is due. A maintainer calls it, and so do tests.
    Result<void> deliver();

private:
    Result<void> send(LogoutNotice const& notice, std::string const& address);

    Store& store_;
    KeyRings& keys_;
    Clock const& clock_;
    Random& random_;
    std::unique_ptr<http::Client> client_;
};

} // namespace gatehouse::app
