// The APIs that a policy calls, as a script declares them.
#pragma once

#include "core/journey/rest.h"

#include <string>
#include <vector>

namespace gatehouse::author {

class Apis final : public journey::RestCaller {
public:
    // From now on this is what the address answers; of two that fit, the longer one does. A query does not count.
    void declare(std::string url, journey::RestReply reply);
    bool is_declared(std::string const& url) const;
    journey::RestResult call(journey::RestRequest const& request) override;
    struct Call {
        std::string url;
        std::string body;
    };
    std::vector<Call> const& calls() const { return calls_; }

private:
    struct Api {
        std::string url;
        journey::RestReply reply;
    };
    std::vector<Api> apis_;
    std::vector<Call> calls_;
};

} // namespace gatehouse::author
