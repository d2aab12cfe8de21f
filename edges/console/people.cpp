#include "edges/console/people.h"

#include "core/directory/user_search.h"
#include "core/people/find.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

std::string sign_in_names(User const& user)
{
    std::vector<std::string> names;
    for (Identity const& one : user.identities)
        names.push_back(one.type == SignInType::Federated ? one.issuer + ": " + one.value : one.value);
    return join(names, ", ");
}

void add_new(std::vector<User>& found, std::vector<User> more)
{
    for (User& one : more)
        if (std::ranges::find(found, one.id, &User::id) == found.end())
            found.push_back(std::move(one));
}

} // namespace

std::string display_name(User const& user)
{
    std::string name = attribute_text(user, "displayName");
    if (!name.empty())
        return name;
    return user.identities.empty() ? user.id.text() : user.identities.front().value;
}

std::string person_path(Visit const& visit, UserId const& user, std::string_view below)
{
    return visit.path("users/" + url::encode(user.text()) + std::string(below));
}

Answer<User> named_person(Ports& ports, Visit const& visit)
{
    auto user = TRY(ports.users.find(visit.tenant().id, UserId(to_lower(visit.request.path_value("id")))));
    if (!user)
        return trouble(404, "There is nobody with this id in the tenant. They may have been deleted.");
    return std::move(*user);
}

Answer<void> check_reach(Ports& ports, Visit const& visit, UserId const& user)
{
    bool const is_global = std::ranges::find(visit.roles, AdminRole::Global) != visit.roles.end();
    if (is_global || user == visit.session.user || TRY(ports.administrators.roles(visit.tenant().id, user)).empty())
        return {};
    return trouble(403, "This person is an administrator: somebody with the role Global can change them.");
}

Answer<User> changeable_person(Ports& ports, Visit const& visit)
{
    User user = TRY(named_person(ports, visit));
    TRY(check_reach(ports, visit, user.id));
    return user;
}

// Saves, and says so when somebody else was first.
Answer<void> save_person(Ports& ports, Visit const& visit, User const& user, PersonChange const& change)
{
    auto saved = change_person(ports, visit.tenant().id, user, change, visit.now());
    if (!saved && saved.error().fault == Fault::Conflict)
        return trouble(
            409, "Somebody else has changed this person meanwhile, or the name is taken. Load the page again.");
    TRY(std::move(saved));
    return {};
}

html::Safe people_table(Visit const& visit, std::vector<User> const& people)
{
    Table all{ .caption = "People", .columns = { "Name", "Signs in as", "State", "Since", "Object id" } };
    all.empty = "Nobody was found.";
    for (User const& user : people)
        all.rows.push_back({ link(person_path(visit, user.id), display_name(user)), text(sign_in_names(user)),
            user.enabled ? badge(Tone::Good, "Enabled") : badge(Tone::Bad, "Blocked"), moment(user.created),
            code(user.id.text()) });
    return table(all);
}

// Three looks into indexes, since one condition with "or" would read everybody.
Result<std::vector<User>> search_people(Ports& ports, TenantId const& tenant, std::string const& text, int limit)
{
    std::vector<User> found = TRY(find_called(ports, tenant, text));
    UserQuery query{ .limit = limit };
    query.where.kind = UserCondition::Kind::SignInNameStarts;
    query.where.value = text;
    add_new(found, TRY(ports.user_search.find(tenant, query)).users);
    query.where = {};
    query.where.kind = UserCondition::Kind::Property;
    query.where.property = "displayName";
    query.where.relation = UserRelation::StartsWith;
    query.where.value = text;
    add_new(found, TRY(ports.user_search.find(tenant, query)).users);
    if (found.size() > static_cast<size_t>(limit))
        found.erase(found.begin() + limit, found.end());
    return found;
}

} // namespace gatehouse::console
