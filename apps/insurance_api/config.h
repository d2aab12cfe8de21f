// What the environment tells the API. docs/insurance.md lists the variables.
#pragma once

#include "apps/insurance_program/settings.h"
#include "libs/base/result.h"

#include <gatehouse/confidential_client.h>
#include <gatehouse/token_validator.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::insurance_api {

struct Config {
    std::string client_id; // CLIENT_ID: what `aud` must be
    std::string tenant_id; // TENANT_ID
    std::string tenant; // B2C_DIR, the short name
    std::string policy; // B2C_POLICY
    std::string mfa_policy; // B2C_MFA_POLICY: the one that counts as step-up
    std::string host; // B2C_HOST
    std::int64_t step_up_max_age = 300; // STEP_UP_MAX_AGE, seconds
    std::string listen; // LISTEN
    int port = 5001; // PORT
    std::string data_dir; // DATA_DIR
    std::string accounts_json; // ACCOUNTS_JSON: a file to import on the first start, or ""
    // CORS_ORIGINS, separated by blanks; "*" lets any origin read, as the reference does.
    std::vector<std::string> cors_origins;
    bool legacy_update = false; // ENABLE_LEGACY_ACCTUPDATE
};

// The error is one text that names every problem.
Result<Config, std::string> read_config(insurance_program::Environment environment);
auth::ValidatorConfig validator_config(Config const& config);

} // namespace gatehouse::insurance_api
