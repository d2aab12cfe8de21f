// How the engine asks a tenant's API: a port, for the engine knows no HTTP. Whoever implements it sees to TLS, to
// limits of time and size, and that only addresses that may be called are called (attack-59).
#pragma once

#include "core/policies/secrets.h"
#include "libs/base/result.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::journey {

struct RestRequest {
    enum class Method { Get, Post } method = Method::Post;
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    // Certificate and private key in one PEM text.
    std::optional<PolicySecret> client_certificate = {};
};

struct RestReply {
    int status = 0;
    std::string body;
};

// Why there is no reply, as far as it makes a difference to people.
enum class NoReply { Other, UnknownHost, TooLate };

struct CallError : Error {
    // Implicit: what fails before anything is sent says it as everybody does.
    CallError(Error error, NoReply reason = NoReply::Other)
        : Error(std::move(error))
        , why(reason)
    {
    }
    NoReply why;
};
using RestResult = Result<RestReply, CallError>;

class RestCaller {
public:
    virtual ~RestCaller() = default;
    // Any status is a reply. Fault::Unavailable: no answer, too late, too large. Fault::Denied, Fault::Invalid: the
    // address may not be called.
    virtual RestResult call(RestRequest const& request) = 0;
};

// The calls of one request of the browser. A step whose commit meets a conflict runs again, and what it asks again is
// answered as it was: an API that books or counts must not be asked twice for one press of a button.
class RememberedCalls final : public RestCaller {
public:
    // Null: every call fails.
    explicit RememberedCalls(RestCaller* caller)
        : caller_(caller)
    {
    }
    // The step begins anew. Each former answer is given once, so that a step that asks the same twice asks twice.
    void begin();
    RestResult call(RestRequest const& request) override;

private:
    struct Answer {
        std::string request; // digest
        RestResult reply;
        bool given = true; // in this run of the step
    };
    RestCaller* caller_;
    std::vector<Answer> answers_;
};

} // namespace gatehouse::journey
