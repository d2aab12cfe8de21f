#include "apps/insurance_api/config.h"

#include "libs/base/text.h"

namespace gatehouse::insurance_api {

Result<Config, std::string> read_config(insurance_program::Environment environment)
{
    insurance_program::Settings settings(std::move(environment));
    Config config;
    config.client_id = settings.required("CLIENT_ID");
    config.tenant_id = settings.required("TENANT_ID");
    config.tenant = settings.required("B2C_DIR");
    config.policy = settings.required("B2C_POLICY");
    config.mfa_policy = settings.optional("B2C_MFA_POLICY", "B2C_1_signupsignin1_mfa");
    config.host
        = settings.address("B2C_HOST", config.tenant.empty() ? "" : "https://" + config.tenant + ".b2clogin.com");
    config.step_up_max_age = settings.number("STEP_UP_MAX_AGE", 300, 1, 86'400);
    config.listen = settings.optional("LISTEN", "127.0.0.1");
    config.port = static_cast<int>(settings.number("PORT", 5001, 0, 65'535));
    config.data_dir = settings.optional("DATA_DIR", "./data/insurance-api");
    config.accounts_json = settings.optional("ACCOUNTS_JSON", "");
    config.cors_origins = split_words(settings.optional("CORS_ORIGINS", "http://localhost:5000"));
    config.legacy_update = settings.flag("ENABLE_LEGACY_ACCTUPDATE");
    if (auto problems = settings.problems())
        return std::unexpected(std::move(*problems));
    return config;
}

auth::ValidatorConfig validator_config(Config const& config)
{
    auth::ValidatorConfig out;
    out.authority = auth::b2c_authority(config.host, config.tenant, config.policy);
    out.policies = { config.policy, config.mfa_policy };
    // A tenant may put the policy into the issuer; both forms are of this tenant and host.
    out.issuers = auth::b2c_issuers(config.host, config.tenant_id, out.policies);
    out.audiences = { config.client_id };
    return out;
}

} // namespace gatehouse::insurance_api
