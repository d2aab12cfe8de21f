#include "core/journey/sso.h"

#include "core/journey/claims.h"
#include "core/journey/people.h"
#include "core/journey/sign_out.h"
#include "libs/crypto/digest.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::journey {
namespace {

using policy::HandlerKind;
using policy::SsoScope;

// One entry of Session::records and State::session_records.
struct Record {
    Time time;
    bool proof = false; // the person proved something in that step
    bool first_factor = false; // a password was typed right, or set; a phone number that signs in was proven
    json::Object claims; // by claim id
};

json::Object to_json(Record const& record)
{
    return json::Object{ { "time", unix_micros(record.time) }, { "proof", record.proof },
        { "first", record.first_factor }, { "claims", record.claims } };
}

std::optional<Record> record_from_json(json::Value const& value)
{
    json::Object const* object = value.as_object();
    json::Object const* claims = object ? object->object("claims") : nullptr;
    if (!claims)
        return std::nullopt;
    return Record{ .time = from_unix_micros(object->integer("time").value_or(0)),
        .proof = object->boolean("proof").value_or(false),
        .first_factor = object->boolean("first").value_or(false),
        .claims = *claims };
}

json::Object parse_or_empty(std::string const& text)
{
    if (text.empty())
        return {};
    auto parsed = json::parse_object(text);
    return parsed.has_value() ? std::move(*parsed) : json::Object();
}

// The page of a first factor: it checks a password, or says that what follows it does the like.
bool is_sign_in(Run const& run, policy::Profile const& profile)
{
    return profile.flag("gatehouse.SessionSignsIn", false)
        || std::ranges::any_of(profile.validations, [&](policy::Validation const& validation) {
               return run.plan.profiles[validation.profile].handler == HandlerKind::LocalSignIn;
           });
}

policy::Profile const* session_profile(Run const& run, policy::Profile const& profile)
{
    if (!profile.session || run.plan.relying_party.sso == SsoScope::Suppressed)
        return nullptr;
    // B2C: its starter packs say IncludeInSso=false on the page that signs in, whose session they rely on.
    if (!profile.include_in_sso && !is_sign_in(run, profile))
        return nullptr;
    policy::Profile const& session = run.plan.profiles[*profile.session];
    bool const keeps
        = session.handler == HandlerKind::SessionDefault || session.handler == HandlerKind::SessionExternal;
    return keeps ? &session : nullptr;
}

// Parts are separated by a character that no id can hold.
std::string scope_key(policy::Plan const& plan, ClientId const& client)
{
    switch (plan.relying_party.sso) {
    case SsoScope::Application:
        return "application\n" + client.text();
    case SsoScope::Policy:
        return "policy\n" + to_lower(plan.id.text());
    default:
        return "tenant\n";
    }
}

std::string scope_key(Run const& run)
{
    return scope_key(run.plan, run.state.request.client);
}

std::string record_key(Run const& run, policy::Profile const& session, policy::Profile const& profile)
{
    return to_lower(session.id) + '\n' + to_lower(profile.id) + '\n' + scope_key(run);
}

bool has_password_field(Run const& run, policy::Profile const& profile)
{
    return std::ranges::any_of(profile.outputs,
        [&](policy::ClaimUse const& use) { return run.plan.claims[use.claim].input == InputKind::Password; });
}

// OIDC Core §3.1.2.1: older than max_age means that the person must prove it again; that goes for each factor. A
// session profile may set a limit of its own, so that a second factor does not hold for as long as the session
// (attack-28).
bool is_fresh(Run& run, policy::Profile const& session, Record const& record)
{
    auto const own = parse_integer(session.meta("gatehouse.maxAgeSeconds"));
    if (own && run.now > record.time + seconds(*own))
        return false;
    auto const& max_age = run.state.request.max_age;
    // max_age=0 asks whatever the clock's grain.
    bool const too_old = max_age && (*max_age == 0 || run.now > record.time + seconds(*max_age));
    run.session_too_old = run.session_too_old || too_old;
    return !too_old;
}

bool is_valid(Session const& session, std::optional<User> const& user)
{
    // attack-21: a session of a person who is gone, disabled, or has a new password since, opens nothing.
    return user && user->enabled && session.auth_time >= user->tokens_valid_from;
}

// The session as it is in the database now: it may have been ended since the journey began.
Result<std::optional<Session>> load_session(Run& run)
{
    if (run.state.session.empty() || !run.state.refresh_user.empty())
        return std::optional<Session>();
    auto session = TRY(read<std::optional<Session>>(run.services.store,
        [&](Ports& ports) { return ports.sessions.find(run.tenant.id, SessionDigest(run.state.session), run.now); }));
    if (!session || session->user.empty())
        return std::optional<Session>();
    auto const user = TRY(find_user(run, session->user));
    if (!is_valid(*session, user))
        session.reset();
    return session;
}

Record fresh_record(Run const& run, policy::Profile const& profile)
{
    // A profile without a page stands for what the journey has proven up to it; a page for what was proven on it.
    if (profile.handler == HandlerKind::ClaimsTransformation)
        return Record{ .time = run.state.interactive ? run.state.auth_time : run.now,
            .proof = run.state.interactive,
            .first_factor = run.state.password_changed || run.state.phone_signed_in || run.proved_password,
            .claims = {} };
    Record record{ .time = run.now, .proof = run.proved, .first_factor = run.proved_password, .claims = {} };
    for (Proof const& proof : run.state.proofs)
        record.proof = record.proof
            || (proof.frame_journey == run.state.frames.back().journey && proof.step == run.state.frames.back().step);
    return record;
}

struct Found {
    policy::Profile const* session_profile = nullptr;
    Record record;
};

std::optional<Found> find_record(
    Run& run, policy::Profile const& session, policy::Profile const& profile, json::Object const& records)
{
    bool const signs_in = is_sign_in(run, profile);
    // A page that sets a password (sign-up, reset) was asked for: having done it once does not do it again.
    if (!signs_in && has_password_field(run, profile))
        return std::nullopt;
    bool const just_ran = profile.handler == HandlerKind::ClaimsTransformation && run.state.interactive;
    if (json::Value const* value = records.find(record_key(run, session, profile)); value && !just_ran)
        if (auto record = record_from_json(*value); record && is_fresh(run, session, *record))
            return Found{ &session, std::move(*record) };
    // A profile without a page and without a check only asks what the provider knows: any proof under the provider will
    // do, unless the person has just proved something that is newer.
    bool const asks_provider = profile.handler == HandlerKind::ClaimsTransformation && !run.state.interactive;
    if (!signs_in && !asks_provider)
        return std::nullopt;
    // Whoever set a password (sign-up, reset) has as good a session as one who typed it: any first factor under the
    // same session profile and scope will do.
    std::string const prefix = to_lower(session.id) + '\n';
    std::string const suffix = '\n' + scope_key(run);
    for (json::Member const& member : records.members()) {
        if (!member.name.starts_with(prefix) || !member.name.ends_with(suffix))
            continue;
        auto record = record_from_json(member.value);
        bool const fits = record && (signs_in ? record->first_factor : record->proof);
        if (fits && is_fresh(run, session, *record))
            return Found{ &session, std::move(*record) };
    }
    return std::nullopt;
}

Result<std::optional<Found>> find(Run& run, policy::Profile const& profile)
{
    policy::Profile const* session = session_profile(run, profile);
    // OIDC Core §3.1.2.1: prompt=login asks again, whatever is remembered.
    if (!session || has_prompt(run, "login"))
        return std::optional<Found>();
    auto const stored = TRY(load_session(run));
    if (!stored)
        return std::optional<Found>();
    // One person's session never helps another's journey (attack-20), nor one that is meant for somebody else (OIDC
    // Core §3.1.2.1, id_token_hint).
    UserId const known = known_user(run, run.state.bag);
    UserId const& hinted = run.state.request.hinted_user;
    if ((!known.empty() && known != stored->user) || (!hinted.empty() && hinted != stored->user))
        return std::optional<Found>();
    json::Object const all = parse_or_empty(stored->records);
    json::Object const* records = all.object("records");
    auto found = records ? find_record(run, *session, profile, *records) : std::nullopt;
    if (found)
        if (auto const claimed = found->record.claims.text("objectId"); claimed && *claimed != stored->user.text())
            found.reset();
    return found;
}

struct Merged {
    json::Object records;
    bool first_factor = false; // this journey brought one
};

Merged merge_records(Run const& run, json::Object const& old_records)
{
    Merged merged;
    if (json::Object const* kept = old_records.object("records"))
        merged.records = *kept;
    json::Object const gained = parse_or_empty(run.state.session_records);
    for (json::Member const& member : gained.members()) {
        merged.records.set(member.name, member.value);
        auto const record = record_from_json(member.value);
        merged.first_factor = merged.first_factor || (record && record->first_factor);
    }
    return merged;
}

// B2C: KeepAliveInDays takes the place of SessionExpiryInSeconds; SessionExpiryType says for both from when it counts.
Time expiry_of(Run const& run, Time created, bool persistent)
{
    policy::RelyingParty const& party = run.plan.relying_party;
    seconds const lifetime = persistent ? std::chrono::days(party.keep_alive_days) : party.session_lifetime;
    return (party.session_absolute ? created : run.now) + lifetime;
}

void give_new_id(Run& run, Session& session)
{
    // attack-18: whoever planted or saw the former cookie does not hold the new one.
    run.writes.session_cookie = random_token(run.services.random);
    session.digest = SessionDigest(crypto::sha256_text(run.writes.session_cookie));
    session.version = 0;
    if (!run.state.session.empty())
        run.writes.replaced_session = SessionDigest(run.state.session);
}

void take_part(Run const& run, Session& session, std::string const& subject)
{
    Participant const one{ .client = run.state.request.client,
        .policy = run.plan.id,
        .issuer = run.state.request.issuer,
        .subject = subject };
    if (std::ranges::find(session.participants, one) == session.participants.end())
        session.participants.push_back(one);
}

} // namespace

Result<bool> can_restore(Run& run, policy::Profile const& profile)
{
    auto const found = TRY(find(run, profile));
    return found.has_value();
}

Result<bool> restore(Run& run, policy::Profile const& profile)
{
    auto const found = TRY(find(run, profile));
    if (!found)
        return false;
    for (json::Member const& member : found->record.claims.members()) {
        auto const slot = run.plan.slot(member.name);
        auto value = claim_from_json(member.value);
        if (slot && value)
            run.state.bag.set(*slot, std::move(*value));
    }
    apply_outputs(run, *found->session_profile, found->session_profile->outputs, {}, run.state.bag);
    run.state.session_used = true;
    // The last proof of the journey's order counts: an old second factor is not made young by a new password.
    if (found->record.proof)
        run.state.auth_time = found->record.time;
    return true;
}

void remember(Run& run, policy::Profile const& profile)
{
    policy::Profile const* session = session_profile(run, profile);
    if (!session)
        return;
    Record record = fresh_record(run, profile);
    for (policy::ClaimUse const& use : session->persisted) {
        ClaimValue const* value = run.state.bag.find(use.claim);
        if (value && run.plan.claims[use.claim].input != InputKind::Password)
            record.claims.set(run.plan.claims[use.claim].id, gatehouse::to_json(*value));
    }
    // Without a claim there is nothing to stand in with.
    if (record.claims.empty())
        return;
    json::Object gained = parse_or_empty(run.state.session_records);
    gained.set(record_key(run, *session, profile), to_json(record));
    run.state.session_records = json::write(gained);
}

Result<void> keep_session(Run& run, UserId const& user, std::string const& subject)
{
    policy::RelyingParty const& party = run.plan.relying_party;
    if (user.empty() || !run.state.refresh_user.empty() || party.sso == SsoScope::Suppressed)
        return {};
    auto old = TRY(load_session(run));
    Session session;
    // Somebody else, or a password that was set, begins a session that no application has taken part in.
    if (old && old->user == user && !run.state.password_changed)
        session = *old;
    else
        old.reset();
    if (session.sid.empty())
        session.sid = random_token(run.services.random, 16);
    if (has_prompt(run, "login") && run.state.interactive)
        old.reset();
    json::Object const old_records = old ? parse_or_empty(old->records) : json::Object();
    Merged merged = merge_records(run, old_records);
    bool const persistent = party.keep_alive_days > 0
        && (run.state.remember_me || (old && !merged.first_factor && old_records.boolean("remember").value_or(false)));

    session.user = user;
    if (!old || merged.first_factor)
        session.created = run.now;
    session.records = json::write(json::Object{ { "records", std::move(merged.records) }, { "remember", persistent } });
    if (!old || run.state.interactive)
        session.auth_time = run.state.auth_time > Time() ? run.state.auth_time : run.now;
    session.expires = expiry_of(run, session.created, persistent);
    take_part(run, session, subject);
    if (!old || run.state.interactive)
        give_new_id(run, session);
    run.writes.session_persistent = persistent;
    run.writes.session = std::move(session);
    return {};
}

SignedOut sign_out(policy::Plan const& plan, Session session, ClientId const& client)
{
    SsoScope const scope = plan.relying_party.sso;
    bool const in_part = scope == SsoScope::Policy || (scope == SsoScope::Application && !client.empty());
    if (!in_part)
        return { std::move(session.participants), std::nullopt };
    std::string const suffix = '\n' + scope_key(plan, client);
    json::Object const all = parse_or_empty(session.records);
    json::Object kept;
    if (json::Object const* records = all.object("records"))
        for (json::Member const& member : records->members())
            if (!member.name.ends_with(suffix))
                kept.set(member.name, member.value);
    SignedOut out;
    auto const leaves = [&](Participant const& one) {
        return scope == SsoScope::Application ? one.client == client
                                              : equals_ignoring_case(one.policy.text(), plan.id.text());
    };
    std::ranges::copy_if(session.participants, std::back_inserter(out.told), leaves);
    if (kept.empty())
        return { std::move(session.participants), std::nullopt };
    std::erase_if(session.participants, leaves);
    session.records = json::write(
        json::Object{ { "records", std::move(kept) }, { "remember", all.boolean("remember").value_or(false) } });
    out.rest = std::move(session);
    return out;
}

} // namespace gatehouse::journey
