#include "libs/http/server.h"

#include "libs/base/cores.h"
#include "libs/http/connection.h"
#include "libs/http/tls_context.h"

#include <mutex>

namespace gatehouse::http {

struct Server::State {
    State(ServerOptions options, Router router)
        : service(std::move(options), std::move(router))
    {
    }
    ~State() { stop(); }

    void deal(Accepted accepted, size_t listener);
    std::shared_ptr<TlsContext> context_of(size_t listener);
    void stop();

    Service service;
    std::vector<int> ports;
    std::mutex certificates;
    std::vector<std::shared_ptr<TlsContext>> contexts; // by listener, nothing for plain http; under `certificates`
    std::vector<std::unique_ptr<Loop>> loops;
    size_t next = 0; // of the loops, used on the first loop's thread only
    bool stopped = false;
};

// One listener deals to all loops in turn. Several listeners on one port (SO_REUSEPORT) would save a hop for each
// connection, but hide that the port is taken, and spread few long connections unevenly.
void Server::State::deal(Accepted accepted, size_t listener)
{
    if (!service.census.enter(accepted.peer))
        return;
    loops[next]->adopt(std::move(accepted), context_of(listener));
    next = (next + 1) % loops.size();
}

std::shared_ptr<TlsContext> Server::State::context_of(size_t listener)
{
    std::lock_guard const lock(certificates);
    return contexts[listener];
}

void Server::State::stop()
{
    if (stopped)
        return;
    stopped = true;
    for (auto const& loop : loops)
        loop->drain();
    if (!service.census.wait_until_empty(service.options.drain))
        for (auto const& loop : loops)
            loop->abort();
    // A handler that still runs cannot be interrupted; its connection ends with it.
    service.workers.stop();
    service.census.wait_until_empty(std::nullopt);
    for (auto const& loop : loops)
        loop->stop();
}

Result<Server> Server::start(ServerOptions options, Router router)
{
    auto state = std::make_unique<State>(std::move(options), std::move(router));
    std::vector<Descriptor> listeners;
    for (Listen const& listen : state->service.options.listen) {
        std::shared_ptr<TlsContext> tls;
        if (listen.tls)
            tls = TRY(make_tls_context(*listen.tls));
        Descriptor listener = TRY(open_listener(listen.address, listen.port));
        state->ports.push_back(bound_port(listener));
        listeners.push_back(std::move(listener));
        state->contexts.push_back(std::move(tls));
    }
    unsigned const asked = state->service.options.loops;
    unsigned const loops = asked > 0 ? asked : usable_cores();
    for (unsigned i = 0; i < loops; ++i)
        state->loops.push_back(std::make_unique<Loop>(state->service));
    for (auto const& loop : state->loops)
        loop->start();
    for (size_t i = 0; i < listeners.size(); ++i)
        state->loops[0]->listen(std::move(listeners[i]),
            [state = state.get(), i](Accepted accepted) { state->deal(std::move(accepted), i); });
    return Server(std::move(state));
}

Server::Server(std::unique_ptr<State> state)
    : state_(std::move(state))
{
}
Server::Server(Server&&) noexcept = default;
Server& Server::operator=(Server&&) noexcept = default;
Server::~Server() = default;

int Server::port(size_t index) const
{
    return state_->ports.at(index);
}

Result<void> Server::replace_certificate(size_t index, TlsFiles const& files)
{
    auto fresh = TRY(make_tls_context(files));
    std::lock_guard const lock(state_->certificates);
    check(state_->contexts.at(index) != nullptr, "the listener has no TLS");
    state_->contexts[index] = std::move(fresh);
    return {};
}

void Server::stop()
{
    state_->stop();
}

} // namespace gatehouse::http
