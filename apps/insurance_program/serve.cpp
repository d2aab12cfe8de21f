#include "apps/insurance_program/serve.h"

#include "libs/base/log.h"

#include <csignal>
#include <iostream>

namespace gatehouse::insurance_program {
namespace {

sigset_t stop_signals()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

} // namespace

void block_stop_signals()
{
    sigset_t const set = stop_signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    // A peer that hangs up is an error of one connection, not the end of the program.
    std::signal(SIGPIPE, SIG_IGN);
}

int serve(std::string_view program, http::ServerOptions options, http::Router router)
{
    std::string const address = options.listen.front().address;
    auto server = http::Server::start(std::move(options), std::move(router));
    if (!server) {
        std::cerr << program << ": " << server.error().detail << '\n';
        return 1;
    }
    log::info(
        "serving", { { "program", program }, { "address", address }, { "port", std::int64_t{ server->port() } } });
    sigset_t const set = stop_signals();
    int signal = 0;
    sigwait(&set, &signal);
    log::info("stopping", { { "program", program } });
    server->stop();
    return 0;
}

} // namespace gatehouse::insurance_program
