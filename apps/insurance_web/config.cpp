#include "apps/insurance_web/config.h"

#include <gatehouse/confidential_client.h>

namespace gatehouse::insurance_web {

std::string Config::authority(std::string const& of_policy) const
{
    return auth::b2c_authority(host, tenant, of_policy);
}

std::vector<std::string> Config::scopes() const
{
    return { scope_prefix + "Accounts.Read", scope_prefix + "Accounts.Write" };
}

Result<Config, std::string> read_config(insurance_program::Environment environment)
{
    insurance_program::Settings settings(std::move(environment));
    Config config;
    config.client_id = settings.required("CLIENT_ID");
    config.client_secret = settings.required("CLIENT_SECRET");
    config.tenant = settings.required("B2C_DIR");
    config.api_endpoint = settings.required_address("API_ENDPOINT");
    config.host
        = settings.address("B2C_HOST", config.tenant.empty() ? "" : "https://" + config.tenant + ".b2clogin.com");
    config.tenant_id = settings.optional("TENANT_ID", "");
    config.policy = settings.optional("B2C_POLICY", "B2C_1_signupsignin1");
    config.mfa_policy = settings.optional("B2C_MFA_POLICY", "B2C_1_signupsignin1_mfa");
    config.edit_policy = settings.optional("B2C_EDIT_POLICY", "B2C_1_profileediting1");
    config.reset_policy = settings.optional("B2C_RESET_POLICY", "B2C_1_passwordreset1");
    config.scope_prefix
        = settings.optional("API_SCOPES", "https://" + config.tenant + ".onmicrosoft.com/insurance-api/");
    config.step_up_max_age = settings.number("STEP_UP_MAX_AGE", 300, 1, 86'400);
    config.listen = settings.optional("LISTEN", "127.0.0.1");
    config.port = static_cast<int>(settings.number("PORT", 5000, 0, 65'535));
    config.public_url = settings.address("PUBLIC_URL", "http://localhost:" + std::to_string(config.port));
    config.data_dir = settings.optional("DATA_DIR", "./data/insurance-web");
    if (auto problems = settings.problems())
        return std::unexpected(std::move(*problems));
    return config;
}

} // namespace gatehouse::insurance_web
