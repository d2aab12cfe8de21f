// Asks how risky a sign-in is, and remembers the browser in which that was settled. B2C:
// ConditionalAccessProtocolProvider.
#include "core/journey/profiles/handler.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr std::chrono::days kKnownFor{ 90 };
// People who share a browser; the one who was here longest ago is asked again.
constexpr size_t kMostTokens = 5;
constexpr size_t kTokenLength = 43;

// The cookie is a list: each person's proof adds a token of its own, so that nobody can plant one and wait for somebody
// else's proof (attack-18).
std::vector<std::string> tokens_of(std::string const& cookie)
{
    std::vector<std::string> tokens = split(cookie, '.');
    std::erase_if(tokens, [](std::string const& token) { return token.size() != kTokenLength; });
    tokens.resize(std::min(tokens.size(), kMostTokens));
    return tokens;
}

Result<bool> is_known_device(Run& run, UserId const& user)
{
    std::vector<std::string> const tokens = tokens_of(run.input.device);
    return read<bool>(run.services.store, [&](Ports& ports) -> Result<bool> {
        for (std::string const& token : tokens)
            if (TRY(ports.known_devices.knows(run.tenant.id, user, DeviceDigest(crypto::sha256_text(token)), run.now)))
                return true;
        return false;
    });
}

bool is_true(Call const& call, std::string_view partner)
{
    return equals_ignoring_case(call.input(partner), "true");
}

Result<std::optional<Failure>> evaluate(Call& call, UserId const& user)
{
    Run& run = call.run;
    SignInFacts const facts{ .tenant = run.tenant.id,
        .user = user,
        .address = run.input.address,
        .known_device = TRY(is_known_device(run, user)),
        .failed_passwords = run.state.failed_passwords,
        .recovery = is_true(call, "gatehouse.IsRecovery") };
    auto rated = run.services.risk->rate(facts);
    if (!rated)
        log::warning(
            "the risk source gave no answer", { { "tenant", run.tenant.domain }, { "detail", rated.error().detail } });
    Risk const risk = rated ? std::move(*rated) : Risk{ RiskLevel::Medium, { "no_answer" } };
    if (risk.level == RiskLevel::Low)
        return std::nullopt;
    // B2C: who has no second factor cannot be asked for one.
    bool const can_be_asked = !equals_ignoring_case(call.input("IsMfaRegistered"), "false");
    bool const block = risk.level == RiskLevel::High || !can_be_asked;
    call.outputs.insert_or_assign("Challenges", std::vector<std::string>{ block ? "block" : "mfa" });
    audit(run, AuditKind::RiskFound,
        json::Object{ { "level", name(risk.level) }, { "reasons", join(risk.reasons, ",") } })
        .user
        = user;
    return std::nullopt;
}

// A challenge was met: the proof of a second factor makes the browser known.
Result<std::optional<Failure>> remediate(Call& call, UserId const& user)
{
    Run& run = call.run;
    std::vector<std::string> const satisfied = split(call.input("ChallengesSatisfied"), ',');
    if (std::ranges::none_of(satisfied, [](std::string const& one) { return equals_ignoring_case(trim(one), "mfa"); }))
        return std::nullopt;
    std::vector<std::string> tokens = tokens_of(run.input.device);
    tokens.insert(tokens.begin(), random_token(run.services.random));
    tokens.resize(std::min(tokens.size(), kMostTokens));
    run.writes.known_device = KnownDevice{
        .user = user, .digest = DeviceDigest(crypto::sha256_text(tokens.front())), .expires = run.now + kKnownFor
    };
    run.writes.device_cookie = join(tokens, ".");
    return std::nullopt;
}

} // namespace

Result<std::optional<Failure>> run_conditional_access(Call& call)
{
    // Nobody but the person whose first factor was right (attack-25).
    UserId const user = known_user(call.run, call.run.state.bag);
    std::string const operation = call.profile.meta("OperationType");
    if (user.empty())
        return fail(Fault::Internal, "conditional access profile " + call.profile.id + " has nobody to rate");
    if (equals_ignoring_case(operation, "Evaluation"))
        return evaluate(call, user);
    if (equals_ignoring_case(operation, "Remediation"))
        return remediate(call, user);
    return fail(Fault::Internal, "conditional access profile " + call.profile.id + " has no known OperationType");
}

} // namespace gatehouse::journey
