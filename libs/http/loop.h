// One I/O thread and the connections that live on it.
#pragma once

#include "libs/http/listener.h"
#include "libs/http/server.h"
#include "libs/http/workers.h"

#include <condition_variable>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace boost::asio {
class io_context;
}

namespace gatehouse::http {

// How many connections there are, over all loops, and how many of each client network.
class Census {
public:
    // Trusted proxies bring many people and count for none.
    Census(size_t limit, size_t limit_per_network, std::vector<url::Network> trusted = {})
        : limit_(limit)
        , limit_per_network_(limit_per_network)
        , trusted_(std::move(trusted))
    {
    }
    // False when the house is full, or has enough of this peer's. A peer that entered leaves once.
    bool enter(std::string const& peer);
    void leave(std::string const& peer);
    // False when the time was over first.
    bool wait_until_empty(std::optional<std::chrono::seconds> at_most);

private:
    std::string network_of(std::string const& peer) const;

    std::mutex mutex_;
    std::condition_variable empty_;
    size_t limit_;
    size_t limit_per_network_;
    std::vector<url::Network> trusted_;
    size_t count_ = 0;
    std::unordered_map<std::string, size_t> networks_; // those with connections, so no more than there are
};

// What all connections of a server use.
struct Service {
    Service(ServerOptions given_options, Router given_router)
        : options(std::move(given_options))
        , router(std::move(given_router))
        , census(options.max_connections, options.max_connections_per_address, options.trusted_proxies)
        , workers(options.workers, options.max_queued)
    {
    }

    ServerOptions options;
    Router router;
    Census census;
    Workers workers;
};

// A connection as its loop sees it. All calls come on the loop's thread.
class Connection {
public:
    virtual ~Connection() = default;
    // Once a second.
    virtual void check_deadline() = 0;
    // No further requests: end now when none is under way.
    virtual void drain() = 0;
    virtual void abort() = 0;

    size_t place = 0; // in the loop's list
};

class TlsContext;

class Loop {
public:
    explicit Loop(Service& service);
    ~Loop();
    Loop(Loop const&) = delete;
    Loop& operator=(Loop const&) = delete;

    // These may be called from any thread, drain() and stop() not from this loop's own.
    void start();
    // After start(). `deal` is called on this loop's thread for each connection.
    void listen(Descriptor listener, std::function<void(Accepted)> deal);
    // The connection has entered the census already and leaves it when it ends.
    void adopt(Accepted accepted, std::shared_ptr<TlsContext> tls);
    // Returns when no further connection will be accepted or begun here.
    void drain();
    void abort();
    // Ends the thread.
    void stop();

    // These belong to the loop's thread.
    Service& service();
    boost::asio::io_context& context();
    bool is_draining() const;
    // Deadlines count sweeps, which come once a second. A deadline never falls early and at most two seconds late.
    using Tick = std::uint64_t;
    static constexpr Tick kNever = std::numeric_limits<Tick>::max();
    Tick deadline_in(std::chrono::seconds time) const;
    bool is_over(Tick deadline) const;
    // For the Date field.
    std::string_view date();
    void add(Connection& connection);
    void remove(Connection& connection);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace gatehouse::http
