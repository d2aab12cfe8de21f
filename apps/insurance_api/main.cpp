// insurance-api: the resource API of the scenario. Exit codes: 0 stopped by a signal, 1 cannot run, 2 settings.
#include "apps/insurance_api/api.h"
#include "apps/insurance_program/serve.h"
#include "libs/base/log.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace gatehouse::insurance_api {
namespace {

int fail_start(std::string_view problem)
{
    std::cerr << "insurance-api: " << problem << '\n';
    return 1;
}

// The reference's records, once.
Result<void> import_accounts(Contracts& contracts, std::string const& file)
{
    if (file.empty())
        return {};
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return fail(Fault::Invalid, "ACCOUNTS_JSON cannot be read: " + file);
    std::string const text{ std::istreambuf_iterator<char>(in), {} };
    auto const records = TRY(parse_accounts(text));
    std::int64_t const taken = TRY(contracts.import(records));
    if (taken > 0)
        log::info("accounts imported", { { "records", taken } });
    return {};
}

int run()
{
    insurance_program::block_stop_signals();
    auto config = read_config(insurance_program::process_environment());
    if (!config) {
        std::cerr << "insurance-api: " << config.error() << '\n';
        return 2;
    }
    std::error_code failed;
    std::filesystem::create_directories(config->data_dir, failed);
    if (failed)
        return fail_start("DATA_DIR cannot be made: " + config->data_dir + ": " + failed.message());
    SystemRandom random;
    SystemClock clock;
    auto contracts = open_contracts(config->data_dir + "/contracts.db", random, clock);
    if (!contracts)
        return fail_start(contracts.error().detail);
    if (auto const imported = import_accounts(**contracts, config->accounts_json); !imported)
        return fail_start(imported.error().detail);
    auto validator = auth::TokenValidator::make(validator_config(*config));
    if (!validator) {
        std::cerr << "insurance-api: " << validator.error().message << '\n';
        return 2;
    }
    if (config->legacy_update)
        log::warning("ENABLE_LEGACY_ACCTUPDATE lets a plain token change the beneficiary");
    http::ServerOptions options;
    options.listen = { { .address = config->listen, .port = config->port, .tls = {} } };
    auto const api = std::make_shared<Api const>(std::move(*config), std::move(*validator), std::move(*contracts));
    return insurance_program::serve("insurance-api", std::move(options), make_router(api));
}

} // namespace
} // namespace gatehouse::insurance_api

int main()
{
    return gatehouse::insurance_api::run();
}
