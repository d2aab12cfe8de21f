// Reads and writes people. B2C: AzureActiveDirectoryProvider; policy_language.md §3.3.
#include "core/directory/identity.h"
#include "core/journey/claims.h"
#include "core/journey/people.h"
#include "core/journey/profiles/directory_attributes.h"
#include "core/journey/profiles/handler.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

struct Key {
    std::string partner;
    std::string value; // "": the claim is absent
};

bool is_key(std::string_view partner)
{
    return equals_ignoring_case(partner, "objectId") || equals_ignoring_case(partner, "userPrincipalName")
        || equals_ignoring_case(partner, "signInNames") || sign_in_kind_of(partner) || federated_key_of(partner);
}

// The compiler has seen to it that there is one.
Key key_of(Call const& call)
{
    for (policy::ClaimUse const& use : call.profile.inputs)
        if (is_key(use.partner))
            return { use.partner, call.input(use.partner) };
    return {};
}

Result<std::optional<User>> find(Call& call, Key const& key)
{
    if (key.value.empty())
        return std::optional<User>();
    if (equals_ignoring_case(key.partner, "objectId"))
        return find_user(call.run, UserId(key.value));
    if (equals_ignoring_case(key.partner, "signInNames"))
        return find_user_by_name(call.run, std::nullopt, key.value);
    if (auto const form = federated_key_of(key.partner)) {
        auto const identity = parse_federated(*form, key.value);
        return identity ? find_user_by_identity(call.run, *identity) : Result<std::optional<User>>(std::nullopt);
    }
    if (auto const kind = sign_in_kind_of(key.partner))
        return find_user_by_name(call.run, kind, key.value);
    // Ours are "id@domain"; another one belongs to nobody.
    std::string const ending = "@" + call.run.tenant.domain;
    if (key.value.size() <= ending.size()
        || !equals_ignoring_case(key.value.substr(key.value.size() - ending.size()), ending))
        return std::optional<User>();
    return find_user(call.run, UserId(to_lower(key.value.substr(0, key.value.size() - ending.size()))));
}

Failure does_not_exist()
{
    return Failure{ .message_id = "UserMessageIfClaimsPrincipalDoesNotExist",
        .text = "An account could not be found for the provided user ID.",
        .code = "AADB2C90053",
        .refusal = {},
        .without_page = refuse(99002, "server_error", "User does not exist. Please sign up before you can sign in.") };
}

Failure already_exists()
{
    return Failure{ .message_id = "UserMessageIfClaimsPrincipalAlreadyExists",
        .text = "A user with the specified ID already exists. Please choose a different one.",
        .code = {},
        .refusal = {} };
}

Failure invalid_input()
{
    return Failure{ .message_id = "UserMessageIfInvalidInput",
        .text = "One or more fields are filled out incorrectly. Please check your entries and try again.",
        .code = {},
        .refusal = {} };
}

Result<std::optional<Failure>> read_person(Call& call)
{
    auto const user = TRY(find(call, key_of(call)));
    if (!user) {
        if (call.profile.flag("RaiseErrorIfClaimsPrincipalDoesNotExist", true))
            return does_not_exist();
        return std::nullopt;
    }
    call.outputs = attributes_of(*user, call.run.tenant);
    return std::nullopt;
}

Result<std::optional<Failure>> set_password(Call& call, User& user, std::string text)
{
    // The page's predicates say what is strong; this only bounds what reaches the hash.
    if (size_t const length = count_code_points(text); length < 4 || length > 256)
        return invalid_input();
    Password const password(std::move(text));
    user.password_hash = TRY(call.run.services.hasher.hash(password, call.run.tenant.hash_cost));
    user.password_changed = call.run.now;
    user.must_change_password = false;
    user.tokens_valid_from = call.run.now;
    return std::nullopt;
}

Result<std::optional<Failure>> set_sign_in_name(
    Call& call, User& user, SignInKind const& kind, std::string const& value)
{
    Identity identity{
        .type = kind.type, .issuer = call.run.tenant.domain, .value = std::string(trim(value)), .label = kind.label
    };
    if (!check_identity(identity).has_value())
        return invalid_input();
    // attack-35: all sign-in names share one name space, so nobody's user name is another's e-mail address.
    auto const holder = TRY(find_user_by_name(call.run, std::nullopt, identity.value));
    if (holder && holder->id != user.id)
        return already_exists();
    // What was proven of the old address says nothing of this one.
    if (kind.type == SignInType::EmailAddress)
        clear_attribute(user, "emailVerified");
    auto const same = std::ranges::find_if(user.identities, [&](Identity const& one) {
        return is_of_kind(one, kind) && sign_in_key(one.value) == sign_in_key(identity.value);
    });
    // The first is the one that a profile reads: others of the type stay.
    auto const old = same != user.identities.end()
        ? same
        : std::ranges::find_if(user.identities, [&](Identity const& one) { return is_of_kind(one, kind); });
    if (old == user.identities.end()) {
        user.identities.push_back(std::move(identity));
    } else {
        identity.label = old->label;
        *old = std::move(identity);
    }
    return std::nullopt;
}

// attack-31: who somebody is at a provider belongs to one account, and is not taken from another by linking.
Result<std::optional<Failure>> check_federated(Call& call, User const& user)
{
    for (Identity const& identity : user.identities) {
        if (identity.type != SignInType::Federated)
            continue;
        auto const holder = TRY(find_user_by_identity(call.run, identity));
        if (holder && holder->id != user.id)
            return already_exists();
    }
    return std::nullopt;
}

struct Changes {
    bool password = false;
    bool phone = false; // of an account without a password: the number is what signs in
};

Result<std::optional<Failure>> persist_one(
    Call& call, policy::ClaimUse const& use, ClaimValue const& value, User& user, Changes& changes)
{
    if (equals_ignoring_case(use.partner, "password")) {
        changes.password = true;
        return set_password(call, user, text_of(value));
    }
    if (auto const kind = sign_in_kind_of(use.partner)) {
        std::vector<Identity> const before = user.identities;
        auto failure = TRY(set_sign_in_name(call, user, *kind, text_of(value)));
        if (kind->type == SignInType::PhoneNumber && user.password_hash.empty() && user.identities != before) {
            changes.phone = true;
            user.tokens_valid_from = call.run.now;
        }
        return failure;
    }
    auto const federated = set_federated(user, use.partner, value);
    if (!federated)
        return invalid_input();
    if (*federated)
        return check_federated(call, user);
    set_attribute(user, use.partner, value, use.overwrite_if_exists ? Overwrite::Yes : Overwrite::OnlyWhenEmpty);
    return std::nullopt;
}

Result<std::optional<Failure>> persist(Call& call, User& user, Changes& changes)
{
    for (policy::ClaimUse const& use : call.profile.persisted) {
        ClaimValue const* present = call.bag.find(use.claim);
        std::optional<ClaimValue> value = present && !(use.has_default && use.always_default)
            ? std::optional(*present)
            : default_value(call.run, &call.profile, use, Resolving::AsProfileSays);
        if (!value)
            continue;
        if (auto failure = TRY(persist_one(call, use, *value, user, changes)))
            return failure;
    }
    return std::nullopt;
}

User new_user(Call& call)
{
    User user;
    user.id = UserId(random_guid(call.run.services.random));
    user.created = call.run.now;
    // Who was proven before the account was made, at a provider, has a session that began then.
    user.tokens_valid_from = call.run.state.interactive ? call.run.state.auth_time : call.run.now;
    return user;
}

void record_write(Call& call, User user, bool is_new, Changes const& changes)
{
    UserId const id = user.id;
    if (is_new)
        add_user(call.run, std::move(user));
    else
        change_user(call.run, std::move(user));
    audit(call.run,
        is_new                 ? AuditKind::UserCreated
            : changes.password ? AuditKind::PasswordChanged
                               : AuditKind::UserUpdated,
        json::Object{ { "profile", call.profile.id } })
        .user
        = id;
    bool const signs_in_otherwise = changes.password || (changes.phone && !is_new);
    if (!signs_in_otherwise)
        return;
    prove_password(call.run);
    call.run.state.password_changed = true;
    if (!is_new) {
        // Whoever knew the old password or has the old number is out, and whoever guessed has not locked the owner out.
        call.run.writes.revoked.push_back(id);
        call.run.writes.unlocked.push_back(id);
    }
}

// A new account is known by its key, which may be a sign-in name or an identity at a provider.
Result<std::optional<Failure>> set_key(Call& call, User& user, Key const& key)
{
    if (auto const kind = sign_in_kind_of(key.partner))
        return set_sign_in_name(call, user, *kind, key.value);
    auto identity = parse_federated(*federated_key_of(key.partner), key.value);
    if (!identity)
        return invalid_input();
    user.identities.push_back(std::move(*identity));
    return std::nullopt;
}

Result<std::optional<Failure>> write_person(Call& call)
{
    Key const key = key_of(call);
    auto found = TRY(find(call, key));
    bool const is_new = !found;
    if (found && call.profile.flag("RaiseErrorIfClaimsPrincipalAlreadyExists", false))
        return already_exists();
    bool const may_begin = sign_in_kind_of(key.partner) || federated_key_of(key.partner);
    if (is_new
        && (!may_begin || key.value.empty() || call.profile.flag("RaiseErrorIfClaimsPrincipalDoesNotExist", false)))
        return does_not_exist();
    User user = is_new ? new_user(call) : std::move(*found);
    if (is_new)
        if (auto failure = TRY(set_key(call, user, key)))
            return failure;
    Changes changes;
    if (auto failure = TRY(persist(call, user, changes)))
        return failure;
    call.outputs = attributes_of(user, call.run.tenant);
    call.outputs.insert_or_assign("newClaimsPrincipalCreated", is_new);
    record_write(call, std::move(user), is_new, changes);
    return std::nullopt;
}

Result<std::optional<Failure>> delete_attributes(Call& call)
{
    auto user = TRY(find(call, key_of(call)));
    if (!user)
        return does_not_exist();
    for (policy::ClaimUse const& use : call.profile.persisted)
        clear_attribute(*user, use.partner);
    UserId const id = user->id;
    change_user(call.run, std::move(*user));
    audit(call.run, AuditKind::UserUpdated, json::Object{ { "profile", call.profile.id } }).user = id;
    return std::nullopt;
}

Result<std::optional<Failure>> delete_person(Call& call)
{
    auto user = TRY(find(call, key_of(call)));
    if (!user)
        return does_not_exist();
    UserId const id = user->id;
    remove_user(call.run, std::move(*user));
    call.run.writes.revoked.push_back(id);
    audit(call.run, AuditKind::UserUpdated, json::Object{ { "profile", call.profile.id }, { "removed", true } }).user
        = id;
    return std::nullopt;
}

} // namespace

Result<std::optional<Failure>> run_directory(Call& call)
{
    std::string const operation = call.operation();
    if (equals_ignoring_case(operation, "Read"))
        return read_person(call);
    if (equals_ignoring_case(operation, "Write"))
        return write_person(call);
    if (equals_ignoring_case(operation, "DeleteClaims"))
        return delete_attributes(call);
    if (equals_ignoring_case(operation, "DeleteClaimsPrincipal"))
        return delete_person(call);
    return fail(Fault::Internal, "directory profile " + call.profile.id + " has no known Operation");
}

} // namespace gatehouse::journey
