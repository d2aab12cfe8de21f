// Pages of tenants' own: fetched through the guarded client, kept, and asked for again when they may have changed.
#pragma once

#include "edges/pages/pages.h"
#include "libs/base/time.h"
#include "libs/http/client.h"

#include <memory>

namespace gatehouse::app {

// `outbound` says who may be called; limits of time and size are those of pages: docs/pages.md.
std::unique_ptr<pages::TemplateSource> make_page_templates(http::ClientOptions outbound, Clock const& clock);

} // namespace gatehouse::app
