// The directory API: what B2C's administrators and their pipelines call at Microsoft Graph, in its shapes.
// Facts: directory.md §1.
#pragma once

#include "core/keys/key_ring.h"
#include "core/plans/plans.h"
#include "core/transaction/store.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/http/router.h"

namespace gatehouse::graph {

struct Graph {
    Store& store;
    Plans const& plans;
    KeyRings const& keys;
    Clock const& clock;
    Random& random;
};

// Registers every route below /v1.0 and /beta; `graph` must outlive the router.
void mount(http::Router& router, Graph& graph);

} // namespace gatehouse::graph
