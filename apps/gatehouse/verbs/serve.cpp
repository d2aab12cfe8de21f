#include "apps/gatehouse/verbs/verb.h"

#include "apps/gatehouse/back_channel.h"
#include "apps/gatehouse/certificates.h"
#include "apps/gatehouse/config.h"
#include "apps/gatehouse/wire.h"
#include "edges/console/console.h"
#include "edges/graph/graph.h"
#include "libs/base/log.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <optional>
#include <utility>

namespace gatehouse::app {
namespace {

// The host name that people type: "localhost" for loopback addresses.
std::string origin(std::string_view scheme, std::string const& address, int port)
{
    std::string const host = url::is_loopback_host(address) ? "localhost" : address;
    return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

constexpr size_t kHttps = 1; // among the listeners

Result<http::Server> listen(World& world, Config const& config, Certificates& certificates, Clock const& clock)
{
    http::ServerOptions options;
    options.max_connections_per_address = config.connections_per_client;
    options.trusted_proxies = config.trusted_proxies;
    options.listen.push_back({ config.http.address, config.http.port, std::nullopt });
    if (config.https)
        options.listen.push_back({ config.https->address, config.https->port, TRY(certificates.load()) });
    options.max_body_of = [](http::Request const& request) {
        return std::max(graph::largest_body(request), console::largest_body(request));
    };
    options.too_large = [&clock](http::Request const& request) { return graph::too_large(request, clock.now()); };
    auto server = TRY(http::Server::start(options, world.router()));
    if (world.origins().empty()) {
        std::vector<std::string> origins{ origin("http", config.http.address, server.port(0)) };
        if (config.https)
            origins.push_back(origin("https", config.https->address, server.port(kHttps)));
        world.set_origins(std::move(origins));
    }
    return server;
}

// Nothing where no address was named.
Result<std::optional<http::Server>> listen_for_operators(World& world, Config const& config)
{
    if (!config.metrics)
        return std::nullopt;
    http::ServerOptions options;
    options.loops = 1;
    options.workers = 2;
    options.listen.push_back({ config.metrics->address, config.metrics->port, std::nullopt });
    return TRY(http::Server::start(options, world.operators_router()));
}

// SIGHUP reads the configuration again, the others stop the server.
sigset_t awaited_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

// Takes the gateways out of the configuration: they hold secrets.
std::unique_ptr<Sender> make_sender(World& world, Config& config, Clock const& clock)
{
    return std::make_unique<Sender>(world.store(), clock,
        config.smtp ? mail::make_smtp_sender(std::move(*std::exchange(config.smtp, {}))) : nullptr,
        config.sms ? mail::make_sms_gateway(std::move(*std::exchange(config.sms, {}))) : nullptr,
        config.mode == Mode::Demo ? WithoutServer::Keep : WithoutServer::Report);
}

// The files that options name may have changed: passwords and tokens of the gateways. Certificates are followed all the
// time, tenants and policies are in the database; everything else is an option, and needs a new start.
void reload(Options const& options, World& world, Clock const& clock, std::unique_ptr<Sender>& sender)
{
    auto config = read_config(options);
    if (!config) {
        for (std::string const& problem : config.error())
            log::error("the configuration is not taken; the former one stays", { { "problem", problem } });
        return;
    }
    // One sender at a time, so that no message is sent twice.
    sender.reset();
    sender = make_sender(world, *config, clock);
    log::info("the configuration was read again");
}

Result<void> serve(Options const& options, Config config)
{
    // Before any thread starts, so that all inherit the mask and only sigwait below sees the signals.
    sigset_t const signals = awaited_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    SystemClock const clock;
    SystemRandom random;
    Config gateways;
    gateways.mode = config.mode;
    gateways.smtp = std::exchange(config.smtp, {});
    gateways.sms = std::exchange(config.sms, {});
    auto const world = TRY(World::make(std::move(config), clock, random));
    Config const& settings = world->config();
    auto sender = make_sender(*world, gateways, clock);
    Certificates certificates(settings, clock);
    auto server = TRY(listen(*world, settings, certificates, clock));
    auto operators = TRY(listen_for_operators(*world, settings));
    std::vector<Maintainer::Job> jobs{ [&] { return world->maintain(); } };
    if (settings.https)
        jobs.emplace_back([&] { return certificates.follow(server, kHttps); });
    Maintainer const maintainer(std::move(jobs));
    BackChannel back_channel(world->store(), world->keys(), clock, random, settings.outbound);
    Maintainer const logouts({ [&] { return back_channel.deliver(); } });
    std::string where;
    for (std::string const& one : world->origins())
        where += (where.empty() ? "" : " ") + one;
    log::info("gatehouse is ready", { { "origins", where } });
    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP)
        reload(options, *world, clock, sender);
    log::info("gatehouse stops", { { "signal", std::int64_t{ signal } } });
    server.stop();
    if (operators)
        operators->stop();
    return {};
}

} // namespace

std::vector<VerbFrame> serve_frames()
{
    return { { .name = "serve",
        .options = { kServeOptions, kServeOptions + kServeOptionCount },
        .usage = "usage: gatehouse serve [OPTIONS]\n\n"
                 "Runs the identity server until it gets SIGTERM or SIGINT. SIGHUP has it read again the files that\n"
                 "options name.\n\n",
        .fits = [](Options const& options) { return options.words.empty(); },
        .run = {} } };
}

int serve_verb(std::span<char const* const> arguments)
{
    auto const options = parse_options(arguments, { kServeOptions, kServeOptionCount });
    if (!options) {
        std::fprintf(stderr, "gatehouse serve: %s\n", options.error().detail.c_str());
        return 2;
    }
    if (options->has("help")) {
        std::fputs((serve_frames().front().usage + describe({ kServeOptions, kServeOptionCount })).c_str(), stdout);
        return 0;
    }
    auto config = read_config(*options);
    if (!config) {
        for (std::string const& problem : config.error())
            std::fprintf(stderr, "gatehouse serve: %s\n", problem.c_str());
        return 2;
    }
    auto const served = serve(*options, std::move(*config));
    if (served)
        return 0;
    std::fprintf(stderr, "gatehouse serve: %s\n", served.error().detail.c_str());
    return 1;
}

} // namespace gatehouse::app
