// One refresh for all who hold the same refresh token. A rotated token must never be sent twice: the identity server
// takes the second use for theft and ends the session. So callers share a running refresh, and one that comes a moment
// late with the old token is given the outcome of the refresh that replaced it.
#pragma once

#include "libs/relying_party/token.h"

#include <gatehouse/error.h>
#include <gatehouse/ports.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace gatehouse::auth {

class SingleFlight {
public:
    using Outcome = Result<relying_party::Tokens>;
    // `key` names token and scopes. Success is remembered for `memory`, failure is not.
    Outcome run(std::string const& key, Time now, std::function<Outcome()> const& work);

    static constexpr std::chrono::seconds memory{ 120 };

private:
    struct Flight {
        std::optional<Outcome> outcome;
        Time landed;
    };
    void forget_old(Time now);

    std::mutex mutex_;
    std::condition_variable landed_;
    std::map<std::string, std::shared_ptr<Flight>> flights_;
};

} // namespace gatehouse::auth
