// Time-based codes of an authenticator app, and text messages without a page of their own. B2C:
// AzureMfaProtocolProvider. Source: RFC 6238, RFC 4226 §5.3.
#include "core/directory/totp.h"
#include "core/journey/factor.h"
#include "core/journey/people.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"
#include "libs/base/encoding.h"

namespace gatehouse::journey {
namespace {

constexpr std::string_view kSmsPurpose = "OneWaySms";

Failure failure(std::string_view id, std::string_view text)
{
    return Failure{ .message_id = std::string(id), .text = std::string(text), .code = {}, .refusal = {} };
}

Failure wrong_code()
{
    return failure(
        "UserMessageIfWrongCodeEntered", "The verification code you have entered is incorrect. Please try again.");
}

Failure server_error()
{
    return failure("UserMessageIfServerError", "We could not verify your code. Please try again later.");
}

Failure ended(Refusal refusal)
{
    return Failure{
        .message_id = "UserMessageIfMaxAllowedCodeRetryReached", .text = refusal.text, .code = {}, .refusal = refusal
    };
}

Result<std::optional<User>> subject(Call& call)
{
    std::string id = call.input("objectId");
    if (id.empty())
        id = call.input("UserId");
    if (id.empty())
        return std::optional<User>();
    // The factor is that of the person this journey is about (attack-25).
    if (UserId const known = known_user(call.run, call.run.state.bag); !known.empty() && known != UserId(id))
        return std::optional<User>();
    return find_user(call.run, UserId(id));
}

Result<std::optional<Failure>> count_devices(Call& call)
{
    auto const user = TRY(subject(call));
    call.outputs.insert_or_assign(
        "numberOfAvailableDevices", std::int64_t{ user && !user->totp_secret.empty() ? 1 : 0 });
    return std::nullopt;
}

Result<std::optional<Failure>> verify_app(Call& call)
{
    auto user = TRY(subject(call));
    if (!user)
        return server_error();
    auto const offered = base32_decode(call.input("secretKey"));
    bool const enrols = user->totp_secret.empty();
    if (enrols && (!offered || offered->size() < 10))
        return server_error();
    std::string const secret = enrols ? *offered : user->totp_secret;
    std::string code = replace_all(call.input("otpCode"), " ", "");
    if (TRY(begin_factor_try(call.run, user->id)) == FactorGate::Locked)
        return ended(factor_locked());
    auto const step = match_totp(secret, code, call.run.now, enrols ? 0 : user->totp_last_step);
    if (!step) {
        if (auto refusal = factor_was_wrong(call.run, "app"))
            return ended(std::move(*refusal));
        return wrong_code();
    }
    TRY(factor_was_right(call.run, user->id));
    // A code works once. The version of the row makes one of two parallel uses fail. RFC 6238 §5.2.
    user->totp_last_step = *step;
    if (enrols)
        user->totp_secret = secret;
    UserId const id = user->id;
    change_user(call.run, std::move(*user));
    prove(call.run);
    audit(call.run, enrols ? AuditKind::FactorEnrolled : AuditKind::FactorVerified, json::Object{ { "factor", "app" } })
        .user
        = id;
    return std::nullopt;
}

bool is_phone_number(std::string_view text)
{
    return text.size() >= 8 && text.size() <= 16 && text.front() == '+'
        && text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

Result<std::optional<Failure>> send_sms(Call& call)
{
    std::string const number = call.input("phoneNumber");
    if (!is_phone_number(number))
        return failure("UserMessageIfInvalidFormat", "The phone number is not valid. Please check it and try again.");
    Failure const throttled = failure("UserMessageIfThrottled",
        "There have been too many requests for this number. Please wait a while, then try again.");
    // Differs from B2C, which waits for the gateway's word: a message goes out after the page was answered.
    if (call.run.services.text_messages == Services::TextMessages::Nowhere)
        return failure("UserMessageIfCouldntSendSms",
            "Text messages cannot be sent at the moment. Please try another way or try again later.");
    if (TRY(is_flooded(call.run, Channel::Sms, number)))
        return throttled;
    auto const made = make_code(call.run, std::string(kSmsPurpose), number, CodeRules{ .reach = Reach::Journey });
    if (made.result != SendResult::Made)
        return throttled;
    queue_code(call.run, Channel::Sms, number, made.code, call.profile.content_definition);
    return std::nullopt;
}

Result<std::optional<Failure>> verify_sms(Call& call)
{
    UserId const user = known_user(call.run, call.run.state.bag);
    if (TRY(begin_factor_try(call.run, user)) == FactorGate::Locked)
        return ended(factor_locked());
    auto const check = check_code(call.run, std::string(kSmsPurpose), call.input("phoneNumber"),
        call.input("verificationCode"), CodeRules{ .reach = Reach::Journey });
    if (check == CodeCheck::Right) {
        TRY(factor_was_right(call.run, user));
        prove(call.run);
        audit(call.run, AuditKind::FactorVerified, json::Object{ { "factor", "phone" } });
        return std::nullopt;
    }
    if (check == CodeCheck::Expired || check == CodeCheck::None)
        return failure("UserMessageIfSessionDoesNotExist", "That code is expired. Please request a new code.");
    if (auto refusal = factor_was_wrong(call.run, "phone"))
        return ended(std::move(*refusal));
    return wrong_code();
}

} // namespace

Result<std::optional<Failure>> run_authenticator_app(Call& call)
{
    std::string const operation = call.operation();
    if (equals_ignoring_case(operation, "GetAvailableDevices"))
        return count_devices(call);
    if (equals_ignoring_case(operation, "VerifyOTP") || equals_ignoring_case(operation, "BeginVerifyOTP"))
        return verify_app(call);
    if (equals_ignoring_case(operation, "OneWaySMS"))
        return send_sms(call);
    if (equals_ignoring_case(operation, "Verify"))
        return verify_sms(call);
    return fail(Fault::Internal, "authenticator profile " + call.profile.id + " has no known Operation");
}

} // namespace gatehouse::journey
