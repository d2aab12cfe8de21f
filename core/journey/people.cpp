#include "core/journey/people.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

UserWrite* find_pending(Run& run, UserId const& id)
{
    auto const found = std::ranges::find_if(run.writes.users, [&](UserWrite const& one) { return one.user.id == id; });
    return found == run.writes.users.end() ? nullptr : &*found;
}

bool has_name(User const& user, std::optional<SignInKind> const& kind, std::string const& name)
{
    return std::ranges::any_of(user.identities, [&](Identity const& identity) {
        bool const right_kind = kind ? is_of_kind(identity, *kind) : identity.type != SignInType::Federated;
        return right_kind && identity_key(identity.type, identity.value) == identity_key(identity.type, name);
    });
}

} // namespace

Result<std::optional<User>> find_user(Run& run, UserId const& id)
{
    if (UserWrite const* pending = find_pending(run, id)) {
        if (pending->kind == UserWrite::Kind::Remove)
            return std::optional<User>();
        return std::optional(pending->user);
    }
    return read<std::optional<User>>(
        run.services.store, [&](Ports& ports) { return ports.users.find(run.tenant.id, id); });
}

Result<std::optional<User>> find_user_by_name(Run& run, std::optional<SignInKind> const& kind, std::string const& name)
{
    for (UserWrite const& pending : run.writes.users)
        if (pending.kind != UserWrite::Kind::Remove && has_name(pending.user, kind, name))
            return std::optional(pending.user);
    // One person has it, whatever it is.
    auto found = TRY(read<std::optional<User>>(
        run.services.store, [&](Ports& ports) { return ports.users.find_by_sign_in_name(run.tenant.id, name); }));
    if (found && !has_name(*found, kind, name))
        return std::optional<User>();
    // A pending change of this very user already answered above, if the name is still theirs.
    if (found && find_pending(run, found->id))
        return std::optional<User>();
    return found;
}

Result<std::optional<User>> find_user_by_identity(Run& run, Identity const& identity)
{
    auto const is_theirs
        = [&](User const& user) { return std::ranges::find(user.identities, identity) != user.identities.end(); };
    for (UserWrite const& pending : run.writes.users)
        if (pending.kind != UserWrite::Kind::Remove && is_theirs(pending.user))
            return std::optional(pending.user);
    auto found = TRY(read<std::optional<User>>(run.services.store, [&](Ports& ports) {
        return ports.users.find_by_identity(run.tenant.id, identity.type, identity.issuer, identity.value);
    }));
    // A pending change of this very user already answered above, if the identity is still theirs.
    if (found && find_pending(run, found->id))
        return std::optional<User>();
    return found;
}

void add_user(Run& run, User user)
{
    run.writes.users.push_back({ UserWrite::Kind::Insert, std::move(user) });
}

void change_user(Run& run, User user)
{
    if (UserWrite* pending = find_pending(run, user.id))
        pending->user = std::move(user);
    else
        run.writes.users.push_back({ UserWrite::Kind::Update, std::move(user) });
}

void remove_user(Run& run, User user)
{
    UserWrite* const pending = find_pending(run, user.id);
    if (!pending) {
        run.writes.users.push_back({ UserWrite::Kind::Remove, std::move(user) });
        return;
    }
    if (pending->kind == UserWrite::Kind::Insert)
        std::erase_if(run.writes.users, [&](UserWrite const& one) { return one.user.id == user.id; });
    else
        pending->kind = UserWrite::Kind::Remove;
}

} // namespace gatehouse::journey
