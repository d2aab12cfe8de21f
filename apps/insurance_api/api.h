// The routes of the insurance API.
#pragma once

#include "apps/insurance_api/config.h"
#include "apps/insurance_api/contracts.h"
#include "libs/http/router.h"

#include <gatehouse/token_validator.h>

#include <memory>

namespace gatehouse::insurance_api {

struct Api {
    Config config;
    auth::TokenValidator validator;
    std::unique_ptr<Contracts> contracts;
};

// Keeps `api` alive.
http::Router make_router(std::shared_ptr<Api const> api);

} // namespace gatehouse::insurance_api
