// The directory API: what B2C's administrators and their pipelines call at Microsoft Graph, in its shapes.
// Facts: directory.md §1.
#pragma once

#include "core/directory/password_hasher.h"
#include "core/keys/key_ring.h"
#include "core/plans/plans.h"
#include "core/tenants/tenants.h"
#include "core/throttle/throttle.h"
#include "core/transaction/store.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/http/router.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::graph {

struct Graph {
    Store& store;
    Plans const& plans;
    KeyRings const& keys;
    Clock const& clock;
    Random& random;
    PasswordHasher& hasher;
    // Authenticates the tokens of pages. 32 bytes, the same for all servers of the directory.
    std::string page_key;
    // Calls of one app in one tenant. Graph: 3,500 of its units in ten seconds for a directory of this size.
    Allowance allowance = { 3'500, seconds(10) };
    // A question of a call is given up after that.
    seconds patience{ 30 };
    std::unique_ptr<Throttle> calls = std::make_unique<Throttle>();
    // The caller of every request, without a token and with all permissions: for a program that has opened the
    // database itself. A server leaves it empty.
    std::optional<Tenant> owner = {};
    // As oidc::Settings::origins; empty where there is no server, and links follow the request.
    std::vector<std::string> origins = {};
};

// How long the body of a request may be, in bytes, of whatever part of the server it asks: more where a policy is
// uploaded (B2C: 1024 KB).
size_t largest_body(http::Request const& request);
// The 413 for a longer one: Graph's for a call of this API, else a text.
http::Response too_large(http::Request const& request, Time now);

// Registers every route below /v1.0 and /beta; `graph` must outlive the router.
void mount(http::Router& router, Graph& graph);

} // namespace gatehouse::graph
