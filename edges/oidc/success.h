// What the authorize endpoint answers a finished journey with. Facts: b2c_wire.md §2.2.
#pragma once

#include "core/grants/grants.h"
#include "core/journey/advance.h"
#include "edges/oidc/address.h"
#include "edges/oidc/edge.h"
#include "libs/url/url.h"

#include <expected>
#include <optional>

namespace gatehouse::oidc {

struct Success {
    url::Form fields; // for respond()
    std::optional<Code> code; // to be stored with the journey's writes
};

// A Refusal when the app may no longer have what it asked for when the journey began (attack-22).
Result<std::expected<Success, Refusal>> make_success(
    Edge& edge, Address const& address, journey::Step const& step, journey::Finished const& finished);

} // namespace gatehouse::oidc
