// B2C: OneTimePasswordProtocolProvider. The code belongs to one identifier in one journey.
#include "core/directory/identity.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// All profiles of a journey share the session of an identifier, as B2C's do: one generates, another verifies.
constexpr std::string_view kPurpose = "OneTimePassword/";

int bounded(policy::Profile const& profile, std::string_view key, int otherwise, int least, int most)
{
    auto const number = parse_integer(profile.meta(key));
    return number ? static_cast<int>(std::clamp<long long>(*number, least, most)) : otherwise;
}

// "a-z0-9A-Z": ranges and single characters. What makes no code that is hard to guess is none: digits then.
std::string characters_of(std::string_view set)
{
    std::string characters;
    for (size_t at = 0; at < set.size(); ++at) {
        bool const range = at + 2 < set.size() && set[at + 1] == '-' && set[at] <= set[at + 2];
        for (char c = set[at];; ++c) {
            if (c > ' ' && c < 0x7f && characters.find(c) == std::string::npos)
                characters += c;
            if (!range || c == set[at + 2])
                break;
        }
        at += range ? 2 : 0;
    }
    return characters.size() < 10 ? std::string() : characters;
}

CodeRules rules_of(policy::Profile const& profile)
{
    return CodeRules{
        .lifetime = seconds(bounded(profile, "CodeExpirationInSeconds", 600, 60, 1200)),
        .length = bounded(profile, "CodeLength", 6, 4, 20),
        .characters = characters_of(profile.meta("CharacterSet", "0-9")),
        .wrong_codes = bounded(profile, "NumRetryAttempts", 5, 1, 10),
        .generations = bounded(profile, "NumCodeGenerationAttempts", 10, 1, 10),
        .reach = Reach::Journey,
        .reuse = profile.flag("ReuseSameCode", false),
    };
}

Failure failure(std::string_view id, std::string_view text)
{
    return Failure{ .message_id = std::string(id), .text = std::string(text), .code = {}, .refusal = {} };
}

std::optional<Failure> generate(Call& call, std::string const& identifier)
{
    auto const made
        = make_code(call.run, std::string(kPurpose) + call.run.plan.id.text(), identifier, rules_of(call.profile));
    if (made.result != SendResult::Made)
        return failure(
            "UserMessageIfMaxNumberOfCodeGenerated", "You have asked for too many codes. Please try again later.");
    call.outputs.insert_or_assign("otpGenerated", made.code);
    return std::nullopt;
}

// B2C has two messages for a wrong code; which of them a policy gives words is its author's habit.
Failure wrong_code(Call const& call)
{
    constexpr std::string_view kRetry = "UserMessageIfVerificationFailedRetryAllowed";
    constexpr std::string_view kInvalid = "UserMessageIfInvalidCode";
    bool const retry = call.profile.metadata.contains(kRetry) && !call.profile.metadata.contains(kInvalid);
    return failure(retry ? kRetry : kInvalid, "That code is incorrect. Please try again.");
}

// A code of this step is on its way, and to somebody else: the page was changed in between, or is another one.
bool is_of_another(Call const& call, std::string const& identifier)
{
    Challenge const* challenge = find_challenge(call.run, std::string(kPurpose) + call.run.plan.id.text());
    return challenge && challenge->live() && sign_in_key(challenge->subject) != sign_in_key(trim(identifier));
}

std::optional<Failure> verify(Call& call, std::string const& identifier)
{
    if (is_of_another(call, identifier))
        return failure("UserMessageIfSessionConflict", "The code cannot be checked. Please ask for a new code.");
    switch (check_code(call.run, std::string(kPurpose) + call.run.plan.id.text(), identifier, call.input("otpToVerify"),
        rules_of(call.profile))) {
    case CodeCheck::Right:
        prove(call.run);
        return std::nullopt;
    case CodeCheck::Wrong:
        audit(call.run, AuditKind::CodeFailed);
        return wrong_code(call);
    case CodeCheck::Dead:
        audit(call.run, AuditKind::CodeFailed);
        return failure(
            "UserMessageIfMaxRetryAttempted", "You have made too many incorrect attempts. Please ask for a new code.");
    case CodeCheck::Expired:
    case CodeCheck::None:
        break;
    }
    return failure("UserMessageIfSessionDoesNotExist", "The code has expired. Please ask for a new code.");
}

} // namespace

Result<std::optional<Failure>> run_one_time_password(Call& call)
{
    std::string const identifier = call.input("identifier");
    if (identifier.empty())
        return failure("UserMessageIfSessionDoesNotExist", "The code has expired. Please ask for a new code.");
    if (equals_ignoring_case(call.operation(), "GenerateCode"))
        return generate(call, identifier);
    if (equals_ignoring_case(call.operation(), "VerifyCode"))
        return verify(call, identifier);
    return fail(Fault::Internal, "one-time password profile " + call.profile.id + " has no known Operation");
}

} // namespace gatehouse::journey
