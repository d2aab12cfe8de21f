// A tenant's APIs and identity providers, through the guarded HTTP client.
#pragma once

#include "core/journey/rest.h"
#include "libs/http/client.h"

#include <memory>

namespace gatehouse::app {

// `outbound` says who may be called; limits of time and size are those of APIs: docs/running.md.
std::unique_ptr<journey::RestCaller> make_rest_caller(http::ClientOptions outbound);

} // namespace gatehouse::app
