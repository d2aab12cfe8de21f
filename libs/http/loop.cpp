#include "libs/http/loop.h"

#include "libs/base/log.h"
#include "libs/base/time.h"
#include "libs/http/connection.h"
#include "libs/http/forwarded.h"
#include "libs/url/network.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <ctime>
#include <future>
#include <thread>

namespace gatehouse::http {
namespace {

namespace asio = boost::asio;
// The concrete executor: the type-erased one costs a tenth of the whole request.
using Executor = asio::io_context::executor_type;
using Task = asio::awaitable<void, Executor>;
using Listener = asio::posix::basic_stream_descriptor<Executor>;
using Timer
    = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
constexpr asio::use_awaitable_t<Executor> kAwait;

constexpr int kAcceptsAtOnce = 64;
constexpr std::chrono::milliseconds kPauseWhenOutOfDescriptors{ 100 };

} // namespace

std::string Census::network_of(std::string const& peer) const
{
    return is_trusted(peer, trusted_) ? std::string() : url::client_network(peer);
}

bool Census::enter(std::string const& peer)
{
    std::string const network = network_of(peer);
    std::lock_guard const lock(mutex_);
    if (count_ == limit_)
        return false;
    if (!network.empty() && limit_per_network_ > 0) {
        size_t& of_network = networks_[network];
        if (of_network == limit_per_network_)
            return false;
        ++of_network;
    }
    ++count_;
    return true;
}

void Census::leave(std::string const& peer)
{
    std::string const network = network_of(peer);
    std::lock_guard const lock(mutex_);
    if (auto const found = networks_.find(network); found != networks_.end() && --found->second == 0)
        networks_.erase(found);
    if (--count_ == 0)
        empty_.notify_all();
}

bool Census::wait_until_empty(std::optional<std::chrono::seconds> at_most)
{
    std::unique_lock lock(mutex_);
    auto const is_empty = [this] { return count_ == 0; };
    if (at_most)
        return empty_.wait_for(lock, *at_most, is_empty);
    empty_.wait(lock, is_empty);
    return true;
}

struct Loop::State {
    explicit State(Service& given)
        : service(given)
        , sweeper(context)
    {
    }

    Service& service;
    std::vector<Connection*> connections;
    bool draining = false;
    Tick tick = 0;
    std::time_t date_second = 0;
    std::string date;
    // Declared behind what connections use when they end, because its destruction ends them, and before what needs it.
    asio::io_context context{ 1 };
    Timer sweeper;
    std::vector<std::unique_ptr<Listener>> listeners;
    std::thread thread;

    Task sweep();
    Task accept(Listener& listener, std::function<void(Accepted)> deal);
};

Task Loop::State::sweep()
{
    while (!context.stopped()) {
        boost::system::error_code error;
        sweeper.expires_after(std::chrono::seconds(1));
        co_await sweeper.async_wait(asio::redirect_error(kAwait, error));
        ++tick;
        for (Connection* connection : connections)
            connection->check_deadline();
    }
}

Task Loop::State::accept(Listener& listener, std::function<void(Accepted)> deal)
{
    Timer pause(context);
    boost::system::error_code error;
    while (!draining) {
        co_await listener.async_wait(Listener::wait_read, asio::redirect_error(kAwait, error));
        if (error)
            co_return;
        for (int i = 0; i < kAcceptsAtOnce && !draining; ++i) {
            Result<std::optional<Accepted>> accepted = accept_one(listener.native_handle());
            if (!accepted) {
                log::error("accepting connections failed", { { "detail", accepted.error().detail } });
                pause.expires_after(kPauseWhenOutOfDescriptors);
                co_await pause.async_wait(asio::redirect_error(kAwait, error));
                break;
            }
            if (!*accepted)
                break;
            deal(std::move(**accepted));
        }
    }
}

Loop::Loop(Service& service)
    : state_(std::make_unique<State>(service))
{
}
Loop::~Loop()
{
    stop();
}

void Loop::start()
{
    asio::co_spawn(state_->context, state_->sweep(), asio::detached);
    state_->thread = std::thread([this] { state_->context.run(); });
}

void Loop::listen(Descriptor listener, std::function<void(Accepted)> deal)
{
    asio::post(
        state_->context, [state = state_.get(), listener = std::move(listener), deal = std::move(deal)]() mutable {
            auto& added = state->listeners.emplace_back(std::make_unique<Listener>(state->context, listener.number()));
            listener.release();
            asio::co_spawn(state->context, state->accept(*added, std::move(deal)), asio::detached);
        });
}

void Loop::adopt(Accepted accepted, std::shared_ptr<TlsContext> tls)
{
    asio::post(state_->context, [this, accepted = std::move(accepted), tls = std::move(tls)]() mutable {
        if (state_->draining)
            state_->service.census.leave(accepted.peer);
        else
            start_connection(*this, std::move(accepted), std::move(tls));
    });
}

void Loop::drain()
{
    std::promise<void> done;
    asio::post(state_->context, [state = state_.get(), &done] {
        state->draining = true;
        boost::system::error_code ignored;
        for (auto const& listener : state->listeners)
            listener->close(ignored);
        for (Connection* connection : state->connections)
            connection->drain();
        done.set_value();
    });
    done.get_future().wait();
}

void Loop::abort()
{
    asio::post(state_->context, [state = state_.get()] {
        for (Connection* connection : state->connections)
            connection->abort();
    });
}

void Loop::stop()
{
    state_->context.stop();
    if (state_->thread.joinable())
        state_->thread.join();
}

Service& Loop::service()
{
    return state_->service;
}
asio::io_context& Loop::context()
{
    return state_->context;
}
bool Loop::is_draining() const
{
    return state_->draining;
}

Loop::Tick Loop::deadline_in(std::chrono::seconds time) const
{
    // The second under way has partly gone already.
    return state_->tick + static_cast<Tick>(time.count()) + 1;
}

bool Loop::is_over(Tick deadline) const
{
    return state_->tick >= deadline;
}

std::string_view Loop::date()
{
    std::time_t const second = std::time(nullptr);
    if (second != state_->date_second) {
        state_->date_second = second;
        state_->date = http_date(from_unix_seconds(second));
    }
    return state_->date;
}

void Loop::add(Connection& connection)
{
    connection.place = state_->connections.size();
    state_->connections.push_back(&connection);
}

void Loop::remove(Connection& connection)
{
    Connection* const last = state_->connections.back();
    state_->connections[connection.place] = last;
    last->place = connection.place;
    state_->connections.pop_back();
}

} // namespace gatehouse::http
