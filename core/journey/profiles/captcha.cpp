// B2C: CaptchaProvider. An answer belongs to one puzzle of one step of one journey, and is tried once.
#include "core/journey/captcha.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"

namespace gatehouse::journey {
namespace {

CodeRules rules()
{
    return { .lifetime = seconds(600),
        .wrong_codes = 1,
        // Pictures that nobody can read, wrong passwords: who needs more is no person.
        .generations = 30 };
}

Failure failure(std::string_view id, std::string_view text)
{
    return Failure{ .message_id = std::string(id), .text = std::string(text), .code = {}, .refusal = {} };
}

Failure wrong_answer()
{
    return failure("UserMessageIfWrongAnswer", "That did not match. Please try again.");
}

// B2C: Visual unless the policy or the person says Audio.
CaptchaKind kind_of(Call const& call)
{
    return equals_ignoring_case(call.input("challengeType"), "Audio") ? CaptchaKind::Audio : CaptchaKind::Visual;
}

std::string purpose_of(CaptchaKind kind)
{
    return kind == CaptchaKind::Audio ? "Captcha/Audio" : "Captcha/Visual";
}

std::optional<Failure> get_challenge(Call& call)
{
    CaptchaProvider const& provider = *call.run.services.captcha;
    std::string const id = random_token(call.run.services.random, 16);
    call.outputs.insert_or_assign("challengeId", id);
    if (provider.widget())
        return std::nullopt;
    CaptchaPuzzle puzzle = provider.make(kind_of(call), call.run.services.random);
    if (keep_code(call.run, purpose_of(kind_of(call)), id, puzzle.answer, rules()) != SendResult::Made) {
        Failure many = failure("UserMessageIfMaxRetryAttempted", "You have tried too often.");
        many.refusal = refuse(
            90157, "access_denied", "The user has exceeded the number of retries allowed for a self-asserted step.");
        return many;
    }
    call.outputs.insert_or_assign("challengeString", std::move(puzzle.media));
    return std::nullopt;
}

// The call goes through the run, so that a step that is run again does not spend a token twice.
CaptchaPost poster(Run& run)
{
    return [&run](std::string const& url, std::string const& form) -> Result<std::string> {
        if (!run.services.rest)
            return fail(Fault::Unavailable, "nothing can be called");
        auto reply = run.services.rest->call({ .url = url,
            .headers = { { "Content-Type", "application/x-www-form-urlencoded" }, { "Accept", "application/json" } },
            .body = form });
        if (!reply)
            return std::unexpected(Error(reply.error()));
        return std::move(reply->body);
    };
}

std::optional<Failure> judge_widget(Call& call)
{
    auto const right
        = call.run.services.captcha->verify(call.input("inputSolution"), call.run.input.address, poster(call.run));
    if (!right)
        return failure("UserMessageIfCaptchaUnavailable",
            "It could not be checked whether you are a person. Please try again in a moment.");
    return *right ? std::nullopt : std::optional(wrong_answer());
}

std::optional<Failure> judge_answer(Call& call)
{
    switch (check_code(call.run, purpose_of(kind_of(call)), call.input("challengeId"),
        captcha_answer(call.input("inputSolution")), rules())) {
    case CodeCheck::Right:
        return std::nullopt;
    case CodeCheck::Wrong:
    case CodeCheck::Dead:
        return wrong_answer();
    case CodeCheck::Expired:
    case CodeCheck::None:
        break;
    }
    return failure("UserMessageIfNoChallengeSession", "That picture or sound is too old. Please take the new one.");
}

std::optional<Failure> verify_challenge(Call& call)
{
    auto failed = call.run.services.captcha->widget() ? judge_widget(call) : judge_answer(call);
    if (failed)
        return failed;
    add_proof(call.run, std::string(kCaptchaSolved), call.input("challengeId"));
    call.outputs.insert_or_assign("challengeId", call.input("challengeId"));
    call.outputs.insert_or_assign("solved", true);
    call.outputs.insert_or_assign("reason", std::string("Solved"));
    return std::nullopt;
}

} // namespace

Result<std::optional<Failure>> run_captcha(Call& call)
{
    if (equals_ignoring_case(call.operation(), "GetChallenge"))
        return get_challenge(call);
    if (equals_ignoring_case(call.operation(), "VerifyChallenge"))
        return verify_challenge(call);
    return fail(Fault::Internal, "captcha profile " + call.profile.id + " has no known Operation");
}

} // namespace gatehouse::journey
