// What the OpenID Connect endpoints work with. Made once by apps/gatehouse/wire.cpp.
#pragma once

#include "core/journey/advance.h"
#include "core/keys/key_ring.h"
#include "core/plans/plans.h"
#include "core/ports/ports.h"
#include "edges/pages/pages.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/http/router.h"

#include <string>
#include <vector>

namespace gatehouse::oidc {

// Which addresses may be given as post_logout_redirect_uri.
enum class LogoutReturn {
    Registered, // one of the redirect addresses of the tenant's apps (attack-6)
    Any, // Differs from the default, as B2C does: any well-formed address
};

struct Settings {
    // Public origins without trailing slash, the preferred one first: "http://localhost:8400". A request's Host header
    // only chooses among them (attack-10, attack-11).
    std::vector<std::string> origins;
    LogoutReturn logout_return = LogoutReturn::Registered;
};

struct Edge {
    Settings settings;
    Store& store;
    Plans& plans;
    KeyRings& keys;
    journey::Services& services;
    Clock const& clock;
    Random& random;
    // For the page's anti-forgery token.
    Secret<struct CsrfKeyTag> csrf_key;
    pages::TemplateSource* templates = nullptr;
};

// Registers every route; `edge` must outlive the router.
void mount(http::Router& router, Edge& edge);

} // namespace gatehouse::oidc
