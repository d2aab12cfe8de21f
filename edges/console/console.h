// The administration console at /admin: server-rendered pages over the core's calls, for people who have a role.
// docs/console.md says what it is for, docs/recipes/console_page.md how a page is added. Facts: directory.md §2.
#pragma once

#include "core/directory/password_hasher.h"
#include "core/keys/key_ring.h"
#include "core/plans/plans.h"
#include "core/transaction/store.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/http/router.h"
#include "libs/metrics/metrics.h"

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::console {

inline constexpr std::chrono::minutes kIdle{ 30 };
inline constexpr std::chrono::hours kLongest{ 8 };
// What is sensitive asks for a fresh sign-in when the last is older.
inline constexpr std::chrono::minutes kRecent{ 15 };

struct Console {
    Store& store;
    Plans& plans;
    KeyRings& keys;
    Clock const& clock;
    Random& random;
    PasswordHasher& hasher;
    // Authenticates what the browser keeps between two pages. 32 bytes, the same for all servers of the directory.
    std::string key;
    // As oidc::Settings::origins.
    std::vector<std::string> origins = {};
    // How long a tenant's requests to an endpoint ("token") took in the last day, by metrics::Timeline::kSlot.
    std::function<std::map<Time, metrics::Histogram>(TenantId const&, std::string_view)> latencies = {};
};

// Bytes that the body of a request here may have: a policy of 1,024 KB grows when a form escapes it.
size_t largest_body(http::Request const& request);

// Registers every route below /admin; `console` must outlive the router.
void mount(http::Router& router, Console& console);

} // namespace gatehouse::console
