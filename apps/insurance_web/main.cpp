// insurance-web: the customers' portal of the scenario. Exit codes: 0 stopped by a signal, 1 cannot run, 2 settings.
#include "apps/insurance_program/serve.h"
#include "apps/insurance_web/portal.h"

#include <filesystem>
#include <iostream>

namespace gatehouse::insurance_web {
namespace {

int fail_start(std::string_view problem)
{
    std::cerr << "insurance-web: " << problem << '\n';
    return 1;
}

int run()
{
    insurance_program::block_stop_signals();
    auto config = read_config(insurance_program::process_environment());
    if (!config) {
        std::cerr << "insurance-web: " << config.error() << '\n';
        return 2;
    }
    auto application = auth::ConfidentialClientApplication::make(client_config(*config));
    if (!application) {
        std::cerr << "insurance-web: " << application.error().message << '\n';
        return 2;
    }
    std::error_code failed;
    std::filesystem::create_directories(config->data_dir, failed);
    if (failed)
        return fail_start("DATA_DIR cannot be made: " + config->data_dir + ": " + failed.message());
    SystemRandom random;
    SystemClock clock;
    auto key = load_or_make_key(config->data_dir + "/session.key", random);
    if (!key)
        return fail_start(key.error().detail);
    auto sessions = Sessions::open(config->data_dir + "/sessions.db", std::move(*key), random, clock);
    if (!sessions)
        return fail_start(sessions.error().detail);
    http::ClientOptions patience;
    patience.total_timeout = ContractApi::kPatience;
    http::ServerOptions options;
    options.listen = { { .address = config->listen, .port = config->port, .tls = {} } };
    std::shared_ptr<Portal const> const portal(new Portal{ .config = std::move(*config),
        .application = std::move(*application),
        .sessions = std::move(*sessions),
        .client = http::make_client(patience),
        .clock = clock });
    return insurance_program::serve("insurance-web", std::move(options), make_router(portal));
}

} // namespace
} // namespace gatehouse::insurance_web

int main()
{
    return gatehouse::insurance_web::run();
}
