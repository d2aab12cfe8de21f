// Which APIs are left alone for a while because they did not answer. A person must not wait twenty seconds for a server
// that has been silent to everybody before, and a server in trouble must not be asked by everybody.
#pragma once

#include "libs/base/time.h"

#include <map>
#include <mutex>
#include <string>

namespace gatehouse::journey {

// Safe to use from several threads.
class Circuits {
public:
    // Calls without an answer, one after another, that open a circuit, and for how long.
    static constexpr int kFailures = 5;
    static constexpr std::chrono::seconds kOpen{ 30 };

    // False while the circuit of this API is open. When its time is over one call may try, and the others wait for what
    // comes of it, or for as long again. `api` tells tenants apart.
    bool may_call(std::string const& api, Time now);
    void answered(std::string const& api);
    void did_not_answer(std::string const& api, Time now);

private:
    struct Circuit {
        int failures = 0;
        Time open_until;
    };
    std::mutex mutex_;
    // Only of APIs in trouble: one that answers is forgotten.
    std::map<std::string, Circuit> circuits_;
};

} // namespace gatehouse::journey
