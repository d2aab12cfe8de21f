#include "core/journey/circuits.h"

namespace gatehouse::journey {

bool Circuits::may_call(std::string const& api, Time now)
{
    std::lock_guard const lock(mutex_);
    auto const found = circuits_.find(api);
    if (found == circuits_.end() || found->second.failures < kFailures)
        return true;
    if (now < found->second.open_until)
        return false;
    found->second.open_until = now + kOpen;
    return true;
}

void Circuits::answered(std::string const& api)
{
    std::lock_guard const lock(mutex_);
    circuits_.erase(api);
}

void Circuits::did_not_answer(std::string const& api, Time now)
{
    std::lock_guard const lock(mutex_);
    Circuit& circuit = circuits_[api];
    if (++circuit.failures >= kFailures)
        circuit.open_until = now + kOpen;
}

} // namespace gatehouse::journey
