// The insurance API as the portal sees it.
#pragma once

#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/http/client.h"

#include <gatehouse/step_up.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::insurance_web {

struct Contract {
    std::string email;
    std::int64_t policy_number = 0;
    std::string beneficiary;
    std::string tag; // ETag, for If-Match
};

enum class ApiFault {
    Unreachable, // no connection, or it broke
    TooSlow, // no answer within five seconds
    Nonsense, // an answer that is none of the API's
    Unavailable, // the API says that it, its records or the identity server cannot help now
    TokenRefused, // 401 or 403 that is no step-up challenge
    StepUpNeeded, // see `challenge`
    Refused, // the new beneficiary is not acceptable
    Outdated, // somebody else changed the record
};

struct ApiError {
    ApiFault fault = ApiFault::Unreachable;
    std::string detail; // for the log
    std::string correlation_id;
    std::optional<auth::StepUpChallenge> challenge;
};

class ContractApi {
public:
    ContractApi(std::string endpoint, http::Client& client, Clock const& clock)
        : endpoint_(std::move(endpoint))
        , client_(client)
        , clock_(clock)
    {
    }

    // The text of the public page.
    Result<std::string, ApiError> read_public();
    Result<Contract, ApiError> read(std::string_view token);
    // `tag` "" changes whatever stands there.
    Result<Contract, ApiError> change_beneficiary(
        std::string_view token, std::string_view beneficiary, std::string_view tag);

    static constexpr std::chrono::milliseconds kPatience{ 5000 };

private:
    Result<http::Response, ApiError> ask(http::ClientRequest const& request);

    std::string endpoint_;
    http::Client& client_;
    Clock const& clock_;
};

} // namespace gatehouse::insurance_web
