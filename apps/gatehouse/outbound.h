// The one way out for every call whose address a tenant names: APIs, identity providers, their metadata and keys, page
// templates, logout addresses. docs/decisions/2026-11-29-outbound-calls.md.
#pragma once

#include "libs/http/client.h"

#include <chrono>
#include <cstddef>
#include <memory>

namespace gatehouse::app {

struct CallLimits {
    std::chrono::milliseconds time; // from the look-up of the name to the last byte
    size_t bytes = 0; // of the answer's body
};

// `outbound` is the server's: its guard says who may be called. Without a guard the program ends: a mistake of ours.
std::unique_ptr<http::Client> make_outbound_client(http::ClientOptions outbound, CallLimits const& limits);

} // namespace gatehouse::app
