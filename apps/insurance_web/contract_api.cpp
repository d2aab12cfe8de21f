#include "apps/insurance_web/contract_api.h"

#include "libs/base/text.h"
#include "libs/json/json.h"

namespace gatehouse::insurance_web {
namespace {

ApiError error_of(http::Response const& answer)
{
    ApiError error;
    error.correlation_id = answer.headers.get("x-ms-request-id");
    error.detail = "status " + std::to_string(answer.status);
    auto const body = json::parse_object(answer.content());
    std::string const code = body ? body->text("code").value_or("") : "";
    error.detail += " " + code;
    // Only answers in the API's own form are taken for its word: a proxy's page says nothing about a token.
    if (code.empty())
        error.fault = ApiFault::Nonsense;
    else if (answer.status == 401
        && (error.challenge = auth::read_step_up_challenge(answer.headers.get("WWW-Authenticate"))))
        error.fault = ApiFault::StepUpNeeded;
    else if (answer.status == 401 || answer.status == 403)
        error.fault = ApiFault::TokenRefused;
    else if (answer.status == 412)
        error.fault = ApiFault::Outdated;
    else if (answer.status == 400 && code == "invalid_beneficiary")
        error.fault = ApiFault::Refused;
    else if (answer.status >= 500)
        error.fault = ApiFault::Unavailable;
    else
        error.fault = ApiFault::Nonsense;
    return error;
}

ApiError nonsense(http::Response const& answer)
{
    return { .fault = ApiFault::Nonsense,
        .detail = "unreadable answer",
        .correlation_id = answer.headers.get("x-ms-request-id"),
        .challenge = {} };
}

Result<Contract, ApiError> contract_in(http::Response const& answer)
{
    if (answer.status != 200)
        return std::unexpected(error_of(answer));
    auto const body = json::parse_object(answer.content());
    if (!body || !body->text("email") || !body->integer("policynumber") || !body->text("beneficiary"))
        return std::unexpected(nonsense(answer));
    return Contract{ .email = *body->text("email"),
        .policy_number = *body->integer("policynumber"),
        .beneficiary = *body->text("beneficiary"),
        .tag = answer.headers.get("ETag") };
}

} // namespace

Result<http::Response, ApiError> ContractApi::ask(http::ClientRequest const& request)
{
    Time const start = clock_.now();
    auto answer = client_.send(request);
    if (answer)
        return std::move(*answer);
    bool const slow = clock_.now() - start >= kPatience;
    return std::unexpected(ApiError{ .fault = slow ? ApiFault::TooSlow : ApiFault::Unreachable,
        .detail = answer.error().detail,
        .correlation_id = "",
        .challenge = {} });
}

Result<std::string, ApiError> ContractApi::read_public()
{
    http::ClientRequest request;
    request.url = endpoint_ + "/public";
    auto const answer = TRY(ask(request));
    if (answer.status != 200)
        return std::unexpected(error_of(answer));
    constexpr size_t kLongest = 500;
    if (answer.content().size() > kLongest || !is_utf8(answer.content()))
        return std::unexpected(nonsense(answer));
    return std::string(answer.content());
}

Result<Contract, ApiError> ContractApi::read(std::string_view token)
{
    http::ClientRequest request;
    request.url = endpoint_ + "/acctinfo";
    request.headers.set("Authorization", "Bearer " + std::string(token));
    return contract_in(TRY(ask(request)));
}

Result<Contract, ApiError> ContractApi::change_beneficiary(
    std::string_view token, std::string_view beneficiary, std::string_view tag)
{
    http::ClientRequest request;
    request.method = http::Method::Patch;
    request.url = endpoint_ + "/acctinfo";
    request.headers.set("Authorization", "Bearer " + std::string(token));
    request.headers.set("Content-Type", "application/json");
    if (!tag.empty())
        request.headers.set("If-Match", std::string(tag));
    request.body = json::write(json::Object{ { "beneficiary", beneficiary } });
    return contract_in(TRY(ask(request)));
}

} // namespace gatehouse::insurance_web
