// What the environment tells the portal. docs/insurance.md lists the variables.
#pragma once

#include "apps/insurance_program/settings.h"
#include "libs/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gatehouse::insurance_web {

struct Config {
    std::string client_id; // CLIENT_ID
    std::string client_secret; // CLIENT_SECRET
    std::string tenant; // B2C_DIR, the short name
    std::string api_endpoint; // API_ENDPOINT, no trailing slash
    std::string host; // B2C_HOST
    std::string tenant_id; // TENANT_ID, optional: pins the issuer
    std::string policy; // B2C_POLICY
    std::string mfa_policy; // B2C_MFA_POLICY
    std::string edit_policy; // B2C_EDIT_POLICY
    std::string reset_policy; // B2C_RESET_POLICY
    // API_SCOPES: what stands in front of Accounts.Read and Accounts.Write.
    std::string scope_prefix;
    // PUBLIC_URL: how browsers reach the portal. Never taken from a request: a proxy or an attacker may say anything.
    std::string public_url;
    std::int64_t step_up_max_age = 300; // STEP_UP_MAX_AGE, seconds
    std::string listen; // LISTEN
    int port = 5000; // PORT
    std::string data_dir; // DATA_DIR

    std::string authority(std::string const& of_policy) const;
    std::vector<std::string> scopes() const;
    bool is_https() const { return public_url.starts_with("https://"); }
};

// The error is one text that names every problem.
Result<Config, std::string> read_config(insurance_program::Environment environment);

} // namespace gatehouse::insurance_web
