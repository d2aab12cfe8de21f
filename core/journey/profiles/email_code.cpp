// A code by e-mail. B2C: AadSsprProtocolProvider.
#include "core/directory/identity.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"

namespace gatehouse::journey {
namespace {

constexpr std::string_view kPurpose = "EmailCode";

Failure failure(std::string_view id, std::string_view text)
{
    return Failure{ .message_id = std::string(id), .text = std::string(text), .code = {}, .refusal = {} };
}

Failure throttled()
{
    return failure("UserMessageIfThrottled",
        "There have been too many requests to verify this email address. Please wait a while, then try again.");
}

Result<std::optional<Failure>> send(Call& call, std::string const& address)
{
    if (!is_email_address(address))
        return failure("UserMessageIfInvalidFormat", "The email address is not valid. Please check it and try again.");
    if (TRY(is_flooded(call.run, Channel::Email, address)))
        return throttled();
    auto const made = make_code(call.run, std::string(kPurpose), address, CodeRules{ .reach = Reach::Journey });
    if (made.result != SendResult::Made)
        return throttled();
    queue_code(call.run, Channel::Email, address, made.code, call.profile.content_definition);
    return std::nullopt;
}

std::optional<Failure> verify(Call& call, std::string const& address)
{
    switch (check_code(call.run, std::string(kPurpose), address, call.input("verificationCode"),
        CodeRules{ .reach = Reach::Journey })) {
    case CodeCheck::Right:
        prove(call.run);
        audit(call.run, AuditKind::FactorVerified, json::Object{ { "factor", "email" } });
        return std::nullopt;
    case CodeCheck::Wrong:
        audit(call.run, AuditKind::CodeFailed, json::Object{ { "factor", "email" } });
        return failure("UserMessageIfInvalidCode", "That code is incorrect. Please try again.");
    case CodeCheck::Dead:
        audit(call.run, AuditKind::CodeFailed, json::Object{ { "factor", "email" } });
        return failure(
            "UserMessageIfMaxRetryAttempted", "You have made too many incorrect attempts. Please ask for a new code.");
    case CodeCheck::Expired:
    case CodeCheck::None:
        break;
    }
    return failure("UserMessageIfSessionDoesNotExist", "That code is expired. Please request a new code.");
}

} // namespace

Result<std::optional<Failure>> run_email_code(Call& call)
{
    std::string const address(trim(call.input("emailAddress")));
    if (equals_ignoring_case(call.operation(), "SendCode"))
        return send(call, address);
    if (equals_ignoring_case(call.operation(), "VerifyCode"))
        return verify(call, address);
    return fail(Fault::Internal, "e-mail code profile " + call.profile.id + " has no known Operation");
}

} // namespace gatehouse::journey
