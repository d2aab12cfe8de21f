#include "client/src/single_flight.h"

#include "client/src/common.h"

namespace gatehouse::auth {

void SingleFlight::forget_old(Time now)
{
    std::erase_if(
        flights_, [&](auto const& entry) { return entry.second->outcome && now >= entry.second->landed + memory; });
}

SingleFlight::Outcome SingleFlight::run(std::string const& key, Time now, std::function<Outcome()> const& work)
{
    std::unique_lock lock(mutex_);
    forget_old(now);
    if (auto const running = flights_.find(key); running != flights_.end()) {
        std::shared_ptr<Flight> const flight = running->second;
        landed_.wait(lock, [&] { return flight->outcome.has_value(); });
        return *flight->outcome;
    }
    auto const flight = std::make_shared<Flight>();
    flights_.emplace(key, flight);
    lock.unlock();
    Outcome outcome = auth_fail(ErrorCode::NetworkFault, "the refresh was interrupted");
    // Runs also when a program's transport throws: nobody may wait for a flight that never lands.
    {
        std::shared_ptr<void> const landing(nullptr, [&](void*) {
            lock.lock();
            flight->outcome = outcome;
            flight->landed = now;
            if (!outcome)
                flights_.erase(key);
            landed_.notify_all();
        });
        outcome = work();
    }
    return outcome;
}

} // namespace gatehouse::auth
