// What the API says, in the reference's words: {"code","description"}.
#pragma once

#include "apps/insurance_api/contracts.h"
#include "libs/http/message.h"

#include <gatehouse/error.h>
#include <gatehouse/step_up.h>

#include <string_view>

namespace gatehouse::insurance_api {

http::Response problem(int status, std::string_view code, std::string_view description);
// With the WWW-Authenticate field of RFC 6750 and RFC 9470.
http::Response refusal(auth::AuthError const& error, auth::Requirement const& requirement);
// A fault of the records. The detail goes to the log with the correlation id, never to the caller.
http::Response fault_answer(Error const& error, std::string_view correlation_id);
// {"beneficiary","email","policynumber"} as the reference sends it, with an ETag that names the version.
http::Response contract_answer(Contract const& contract);

} // namespace gatehouse::insurance_api
