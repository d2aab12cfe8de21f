// Enrols, checks and removes passkeys. Not of B2C: Gatehouse.PasskeyProvider. Source: WebAuthn §7.
#include "core/journey/factor.h"
#include "core/journey/passkeys.h"
#include "core/journey/people.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"
#include "libs/base/encoding.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using webauthn::Ceremony;
using webauthn::ClientData;
using webauthn::RelyingParty;

Failure failure(std::string_view id, std::string_view text)
{
    return Failure{ .message_id = std::string(id), .text = std::string(text), .code = {}, .refusal = {} };
}

// One sentence for every flaw: which it was stands in the audit.
Failure not_accepted()
{
    return failure("UserMessageIfPasskeyRefused", "The passkey was not accepted. Please try again.");
}

Failure refused(Call& call, std::string_view reason)
{
    if (auto refusal = factor_was_wrong(call.run, "passkey", reason))
        return Failure{ .message_id = "UserMessageIfMaxAllowedCodeRetryReached",
            .text = refusal->text,
            .code = {},
            .refusal = *refusal };
    return not_accepted();
}

struct Ceremonial {
    RelyingParty party;
    ClientData client;
};

// The answer is for us, for this use, and for the challenge of this step and person (attack-14, attack-25).
Result<Ceremonial, std::string_view> check_ceremony(
    Call& call, PasskeyUse use, std::string const& client_data, UserId const& subject)
{
    auto const party = passkey_party(call.run);
    if (!party)
        return std::unexpected(webauthn::name(webauthn::Flaw::RelyingParty));
    auto client = check_client_data(client_data, use == PasskeyUse::Enrol ? Ceremony::Create : Ceremony::Get, *party);
    if (!client.has_value())
        return std::unexpected(webauthn::name(client.error()));
    if (!take_challenge(call.run, passkey_purpose(use), subject.text(), client->challenge))
        return std::unexpected(std::string_view("challenge"));
    return Ceremonial{ *party, std::move(*client) };
}

// The passkey is that of the person this journey is about.
Result<std::optional<User>> subject_of(Call& call)
{
    UserId const id(call.input("objectId"));
    if (UserId const known = known_user(call.run, call.run.state.bag); id.empty() || (!known.empty() && known != id))
        return std::optional<User>();
    return find_user(call.run, id);
}

Result<std::optional<Passkey>> find_passkey(Run& run, std::string const& id)
{
    return read<std::optional<Passkey>>(
        run.services.store, [&](Ports& ports) { return ports.passkeys.find(run.tenant.id, id); });
}

Result<std::optional<Failure>> enrol(Call& call)
{
    auto const user = TRY(subject_of(call));
    auto const answer = webauthn::read_registration(call.input("passkeyAnswer"));
    if (!user || !answer.has_value())
        return refused(call, user ? webauthn::name(answer.error()) : "person");
    auto const ceremony = check_ceremony(call, PasskeyUse::Enrol, answer->client_data, user->id);
    if (!ceremony.has_value())
        return refused(call, ceremony.error());
    auto const credential = webauthn::verify_registration(
        *answer, ceremony->client, ceremony->party, passkey_verification(call.profile, PasskeyUse::Enrol));
    if (!credential.has_value())
        return refused(call, webauthn::name(credential.error()));
    // WebAuthn §7.1 step 22: an id is one person's.
    if (TRY(find_passkey(call.run, credential->id)))
        return refused(call, "known");
    call.run.writes.passkeys.push_back(PasskeyWrite{ .kind = PasskeyWrite::Kind::Insert,
        .passkey = Passkey{ .user = user->id,
            .id = credential->id,
            .algorithm = static_cast<int>(credential->type),
            .public_key = credential->public_key,
            .sign_count = credential->sign_count,
            .transports = answer->transports,
            .name = "Passkey " + rfc3339(call.run.now).substr(0, 10),
            .created = call.run.now,
            .last_used = {} } });
    prove(call.run);
    audit(call.run, AuditKind::FactorEnrolled, json::Object{ { "factor", "passkey" } }).user = user->id;
    return std::nullopt;
}

// WebAuthn §7.2 step 21. Zero on both sides: this authenticator does not count, as passkeys that are synchronised do
// not.
bool counts_up(std::int64_t before, std::int64_t now)
{
    return now > before || (now == 0 && before == 0);
}

// The signature, the counter, and the use to be saved. An empty text: all is well.
Result<std::string_view> check_assertion(
    Call& call, PasskeyUse use, webauthn::AssertionAnswer const& answer, Ceremonial const& ceremony, Passkey passkey)
{
    webauthn::Credential const credential{ .id = passkey.id,
        .type = static_cast<webauthn::KeyType>(passkey.algorithm),
        .public_key = passkey.public_key,
        .sign_count = static_cast<std::uint32_t>(passkey.sign_count) };
    auto const assertion = webauthn::verify_assertion(
        answer, ceremony.client, ceremony.party, credential, passkey_verification(call.profile, use));
    if (!assertion.has_value())
        return webauthn::name(assertion.error());
    // A copy of the authenticator is in use, or an old answer is played back.
    if (!counts_up(passkey.sign_count, assertion->sign_count))
        return std::string_view("sign_count");
    std::int64_t const before = passkey.sign_count;
    passkey.sign_count = assertion->sign_count;
    passkey.last_used = call.run.now;
    call.run.writes.passkeys.push_back(
        PasskeyWrite{ .kind = PasskeyWrite::Kind::Use, .passkey = std::move(passkey), .sign_count_before = before });
    return std::string_view();
}

Result<std::optional<Failure>> verify(Call& call)
{
    auto const user = TRY(subject_of(call));
    auto const answer = webauthn::read_assertion(call.input("passkeyAnswer"));
    if (!user || !answer.has_value())
        return refused(call, user ? webauthn::name(answer.error()) : "person");
    auto const ceremony = check_ceremony(call, PasskeyUse::Verify, answer->client_data, user->id);
    if (!ceremony.has_value())
        return refused(call, ceremony.error());
    auto const passkey = TRY(find_passkey(call.run, answer->credential_id));
    // WebAuthn §7.2 steps 5 and 6.
    if (!passkey || passkey->user != user->id)
        return refused(call, "unknown");
    if (auto const flaw = TRY(check_assertion(call, PasskeyUse::Verify, *answer, *ceremony, *passkey)); !flaw.empty())
        return refused(call, flaw);
    prove(call.run);
    audit(call.run, AuditKind::FactorVerified, json::Object{ { "factor", "passkey" } }).user = user->id;
    return std::nullopt;
}

Failure sign_in_failed(Call& call, std::string_view reason, UserId const& user = {})
{
    audit(call.run, AuditKind::SignInFailed, json::Object{ { "factor", "passkey" }, { "reason", reason } }).user = user;
    return not_accepted();
}

Result<std::optional<Failure>> sign_in(Call& call)
{
    auto const answer = webauthn::read_assertion(call.input("passkeyAnswer"));
    if (!answer.has_value())
        return sign_in_failed(call, webauthn::name(answer.error()));
    auto const ceremony = check_ceremony(call, PasskeyUse::SignIn, answer->client_data, UserId());
    if (!ceremony.has_value())
        return sign_in_failed(call, ceremony.error());
    auto const passkey = TRY(find_passkey(call.run, answer->credential_id));
    // WebAuthn §7.2 step 6: the authenticator says whose it is, and must be right.
    if (!passkey || passkey->user != UserId(answer->user_handle))
        return sign_in_failed(call, "unknown");
    if (auto const flaw = TRY(check_assertion(call, PasskeyUse::SignIn, *answer, *ceremony, *passkey)); !flaw.empty())
        return sign_in_failed(call, flaw, passkey->user);
    auto const user = TRY(find_user(call.run, passkey->user));
    if (!user || !user->enabled) {
        (void)sign_in_failed(call, "disabled", passkey->user);
        return failure(
            "UserMessageIfUserAccountDisabled", "Your account has been disabled. Contact your support person.");
    }
    call.outputs.insert_or_assign("objectId", user->id.text());
    // Possession and PIN or biometrics: as good as a password, and as a second factor.
    prove_password(call.run);
    audit(call.run, AuditKind::FactorVerified, json::Object{ { "factor", "passkey" } }).user = user->id;
    return std::nullopt;
}

// How long ago the person may have proven who they are.
constexpr std::chrono::minutes kFresh{ 10 };

// A browser that was left signed in must not take a factor away: the policy asks for a new sign-in, and this insists.
Result<std::optional<Failure>> remove(Call& call)
{
    auto const user = TRY(subject_of(call));
    if (!user || !call.run.state.interactive || call.run.now > call.run.state.auth_time + kFresh)
        return failure(
            "UserMessageIfSignInTooOld", "Please sign in again before you change the way in which you sign in.");
    auto const owned = TRY(read<std::vector<Passkey>>(
        call.run.services.store, [&](Ports& ports) { return ports.passkeys.list(call.run.tenant.id, user->id); }));
    for (std::string const& id : split(call.input("passkeysToRemove"), ',')) {
        auto const found = std::ranges::find(owned, base64url_decode(id).value_or(""), &Passkey::id);
        // It was removed in another tab.
        if (found == owned.end())
            continue;
        call.run.writes.passkeys.push_back(PasskeyWrite{ .kind = PasskeyWrite::Kind::Remove, .passkey = *found });
        audit(call.run, AuditKind::FactorRemoved, json::Object{ { "factor", "passkey" }, { "name", found->name } }).user
            = user->id;
    }
    return std::nullopt;
}

} // namespace

Result<std::optional<Failure>> run_passkey(Call& call)
{
    if (equals_ignoring_case(call.operation(), "Remove"))
        return remove(call);
    auto const use = passkey_use(call.operation());
    if (!use)
        return fail(Fault::Internal, "passkey profile " + call.profile.id + " has no known Operation");
    switch (*use) {
    case PasskeyUse::Enrol:
        return enrol(call);
    case PasskeyUse::Verify:
        return verify(call);
    case PasskeyUse::SignIn:
        break;
    }
    return sign_in(call);
}

} // namespace gatehouse::journey
