// Codes to keep for the day the phone is lost. Not of B2C: Gatehouse.RecoveryCodeProvider. They are shown once, on the
// page that gives them out, and count from the moment that page is accepted.
#include "core/journey/factor.h"
#include "core/journey/profiles/handler.h"
#include "libs/base/encoding.h"
#include "libs/crypto/digest.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr int kCodes = 10;
// 80 bits: not to be guessed, and not to be found from a digest by a fast hash.
constexpr size_t kBytes = 10;
constexpr size_t kLength = 16;

Failure failure(std::string_view id, std::string_view text)
{
    return Failure{ .message_id = std::string(id), .text = std::string(text), .code = {}, .refusal = {} };
}

Failure ended(Refusal refusal)
{
    return Failure{
        .message_id = "UserMessageIfMaxAllowedCodeRetryReached", .text = refusal.text, .code = {}, .refusal = refusal
    };
}

// "ABCD-EFGH-IJKL-MNOP", as it is written down.
std::string grouped(std::string const& code)
{
    std::string out;
    for (size_t at = 0; at < code.size(); at += 4)
        out += (at == 0 ? "" : "-") + code.substr(at, 4);
    return out;
}

// As it may be typed: in any case, with other separators; 0, 1 and 8, which base32 has not, for what they look like.
std::string plain(std::string_view typed)
{
    std::string out;
    for (char const c : typed) {
        if (c == '-' || c == ' ')
            continue;
        out += c == '0' ? 'O' : c == '1' ? 'I' : c == '8' ? 'B' : c;
    }
    return to_upper(out);
}

RecoveryDigest digest_of(UserId const& user, std::string_view code)
{
    return RecoveryDigest(crypto::sha256_text("recovery\n" + user.text() + "\n" + plain(code)));
}

UserId subject_of(Call const& call)
{
    UserId const id(call.input("objectId"));
    UserId const known = known_user(call.run, call.run.state.bag);
    return !known.empty() && known != id ? UserId() : id;
}

void generate(Call& call)
{
    std::vector<std::string> codes;
    for (int made = 0; made < kCodes; ++made)
        codes.push_back(grouped(base32_encode(random_bytes(call.run.services.random, kBytes))));
    call.outputs.insert_or_assign("recoveryCodes", std::move(codes));
}

std::optional<Failure> save(Call& call)
{
    UserId const user = subject_of(call);
    auto const found = call.inputs.find("recoveryCodes");
    auto const* codes = found == call.inputs.end() ? nullptr : std::get_if<std::vector<std::string>>(&found->second);
    if (user.empty() || !codes)
        return failure("UserMessageIfServerError", "We could not save your codes. Please try again later.");
    RecoveryWrite write{ .kind = RecoveryWrite::Kind::Replace, .user = user, .digests = {} };
    for (std::string const& code : *codes)
        write.digests.push_back(digest_of(user, code));
    call.run.writes.recovery_codes.push_back(std::move(write));
    // From here on only the person has them.
    if (auto const slot = call.run.plan.slot("recoveryCodes"))
        call.run.state.bag.erase(*slot);
    audit(call.run, AuditKind::FactorEnrolled, json::Object{ { "factor", "recovery_code" } }).user = user;
    return std::nullopt;
}

Result<std::optional<Failure>> verify(Call& call)
{
    UserId const user = subject_of(call);
    if (TRY(begin_factor_try(call.run, user)) == FactorGate::Locked)
        return ended(factor_locked());
    RecoveryDigest const digest = digest_of(user, call.input("recoveryCode"));
    struct Found {
        bool right = false;
        int left = 0;
    };
    Found const found = TRY(read<Found>(call.run.services.store, [&](Ports& ports) -> Result<Found> {
        bool const right = TRY(ports.recovery_codes.has(call.run.tenant.id, user, digest));
        return Found{ right, TRY(ports.recovery_codes.count(call.run.tenant.id, user)) };
    }));
    if (user.empty() || !found.right || plain(call.input("recoveryCode")).size() != kLength) {
        if (auto refusal = factor_was_wrong(call.run, "recovery_code"))
            return ended(std::move(*refusal));
        return failure("UserMessageIfWrongCodeEntered",
            "The recovery code is incorrect or was used before. Please try another one.");
    }
    TRY(factor_was_right(call.run, user));
    call.run.writes.recovery_codes.push_back(
        RecoveryWrite{ .kind = RecoveryWrite::Kind::Consume, .user = user, .digests = { digest } });
    prove(call.run);
    audit(
        call.run, AuditKind::FactorVerified, json::Object{ { "factor", "recovery_code" }, { "left", found.left - 1 } })
        .user
        = user;
    return std::nullopt;
}

} // namespace

Result<std::optional<Failure>> run_recovery_code(Call& call)
{
    std::string const operation = call.operation();
    if (equals_ignoring_case(operation, "Generate")) {
        generate(call);
        return std::nullopt;
    }
    if (equals_ignoring_case(operation, "Save"))
        return save(call);
    if (equals_ignoring_case(operation, "Verify"))
        return verify(call);
    return fail(Fault::Internal, "recovery code profile " + call.profile.id + " has no known Operation");
}

} // namespace gatehouse::journey
