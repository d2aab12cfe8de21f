// identity-provider PORT: the tests' identity provider at http://localhost:PORT, until it is stopped.
#include "libs/base/text.h"
#include "libs/http/server.h"
#include "tests/identity_provider/identity_provider.h"

#include <csignal>
#include <cstdio>

int main(int count, char** arguments)
{
    using namespace gatehouse;
    auto const port = count == 2 ? parse_integer(arguments[1]) : std::nullopt;
    if (!port || *port < 1 || *port > 65535) {
        std::fputs("usage: identity-provider PORT\n", stderr);
        return 2;
    }
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);
    SystemClock const clock;
    SystemRandom random;
    identity_provider::IdentityProvider provider(clock, random, "http://localhost:" + std::to_string(*port));
    http::ServerOptions options;
    options.listen = { { .address = "127.0.0.1", .port = static_cast<int>(*port), .tls = {} } };
    auto server = http::Server::start(options, provider.router());
    if (!server) {
        std::fprintf(stderr, "%s\n", server.error().detail.c_str());
        return 1;
    }
    int signal = 0;
    sigwait(&stop, &signal);
    server->stop();
    return 0;
}
