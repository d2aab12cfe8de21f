#include "edges/graph/users.h"

#include "core/applications/directory_api.h"
#include "core/directory/identity.h"
#include "core/people/manage.h"
#include "core/sessions/end.h"
#include "edges/graph/collection.h"
#include "edges/graph/user_filter.h"
#include "edges/graph/user_shape.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr int kPage = 100;

bool is_beta(http::Request const& request)
{
    return starts_with_ignoring_case(request.path, "/beta/");
}

std::string context_of(std::string const& set, std::vector<std::string> const& select, bool one)
{
    return set + (select.empty() ? "" : "(" + join(select, ",") + ")") + (one ? "/$entity" : "");
}

Answer<UserOrder> read_order(std::vector<odata::Order> const& order)
{
    if (order.empty())
        return UserOrder::Any;
    if (equals_ignoring_case(order[0].path, "id") || equals_ignoring_case(order[0].path, "userPrincipalName"))
        return UserOrder::Id;
    if (order.size() == 1 && equals_ignoring_case(order[0].path, "displayName"))
        return UserOrder::DisplayName;
    if (order.size() == 1 && equals_ignoring_case(order[0].path, "createdDateTime"))
        return UserOrder::Created;
    return std::unexpected(GraphError(400, "Request_UnsupportedQuery",
        "Sorting is supported by one of displayName, createdDateTime, userPrincipalName and id."));
}

template <class Named>
Answer<flows::Extensions> extensions_in(Graph& graph, Caller const& caller, Named const& text)
{
    auto const names = named_extensions(text, caller.tenant);
    if (names.empty())
        return flows::Extensions();
    return look<flows::Extensions>(graph, [&](Ports& ports) -> Answer<flows::Extensions> {
        return TRY(flows::find_extensions(ports, caller.tenant.id, names));
    });
}

Answer<UserCondition> read_condition(
    Graph& graph, Caller const& caller, http::Request const& request, odata::Query const& query)
{
    bool const is_filter_advanced = query.filter && (is_advanced(*query.filter) || !query.order.empty());
    if (is_filter_advanced && !(is_eventual(request) && query.count))
        return std::unexpected(GraphError(400, "Request_UnsupportedQuery",
            "Unsupported Query. The operators ne and not, endsWith, and $orderby beside $filter need the header "
            "'ConsistencyLevel: eventual' and $count=true."));
    if (!query.search.empty() && !is_eventual(request))
        return std::unexpected(GraphError(400, "Request_UnsupportedQuery",
            "Request with $search query parameter only works with a special request header: 'ConsistencyLevel: "
            "eventual'."));
    UserCondition all;
    all.kind = UserCondition::Kind::All;
    if (query.filter) {
        auto const extensions = TRY(extensions_in(graph, caller, *query.filter));
        all.parts.push_back(TRY(read_user_filter(*query.filter, caller.tenant, extensions)));
    }
    if (!query.search.empty())
        all.parts.push_back(TRY(read_user_search(query.search)));
    return all;
}

json::Object write_cursor(UserCursor const& cursor)
{
    return { { "t", cursor.text }, { "n", cursor.number }, { "i", cursor.id.text() } };
}

UserCursor read_cursor(json::Object const& object)
{
    return { object.text("t").value_or(""), object.integer("n").value_or(0), UserId(object.text("i").value_or("")) };
}

Answer<DeletedUser> named_deleted_user(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const name = request.path_value("id");
    auto user = TRY(ports.deleted_users.find(caller.tenant.id, UserId(to_lower(name))));
    if (!user)
        return std::unexpected(not_found(name));
    return std::move(*user);
}

Answer<void> check_password(Password const& password, std::string const& policies)
{
    if (is_acceptable_password(password.reveal(), policies))
        return {};
    return std::unexpected(bad_request("The specified password does not comply with password complexity requirements. "
                                       "Please provide a different password."));
}

// What the directory is asked to change, once the new password is hashed.
Answer<PersonChange> change_of(UserChanges const& changes, std::string const& hash, User const& user)
{
    std::vector<Identity> const& identities = changes.identities ? *changes.identities : user.identities;
    if (!hash.empty()) {
        if (!has_local_identity(identities))
            return std::unexpected(
                invalid_value("passwordProfile", "Somebody without a local identity has no password."));
        PersonChange policies{ .attributes = changes.attributes };
        User after = user;
        apply(policies, user.tokens_valid_from, after);
        TRY(check_password(*changes.password, attribute_text(after, "passwordPolicies")));
    }
    return PersonChange{ .attributes = changes.attributes,
        .enabled = changes.enabled,
        .identities = changes.identities,
        .password_hash = hash,
        .must_change_password = changes.must_change_password };
}

Answer<void> require(Caller const& caller, std::string_view role)
{
    if (has_directory_role(caller.app, std::span(&role, 1)))
        return {};
    GraphError denied(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    denied.details.push_back({ "MissingPermission", "The app needs " + std::string(role) + ".", "permissions" });
    return std::unexpected(std::move(denied));
}

// Hashing takes long, so it is done before the transaction.
Answer<std::string> hash_new_password(Graph& graph, Caller const& caller, UserChanges const& changes)
{
    if (!changes.password)
        return std::string();
    if (count_code_points(changes.password->reveal()) > 256)
        TRY(check_password(*changes.password, ""));
    return TRY(graph.hasher.hash(*changes.password, caller.tenant.hash_cost));
}

Answer<void> check_saved(Result<void> saved)
{
    if (!saved && saved.error().fault == Fault::Conflict)
        return std::unexpected(already_exists("identities"));
    TRY(std::move(saved));
    return {};
}

json::Object names_of(UserChanges const& changes)
{
    json::Array names;
    for (std::string const& name : changes.properties)
        names.emplace_back(name);
    return { { "by", "directory API" }, { "properties", std::move(names) } };
}

Answer<void> check_new(UserChanges const& changes)
{
    bool const is_named = std::ranges::any_of(changes.attributes,
        [](auto const& one) { return equals_ignoring_case(one.first, "displayName") && one.second; });
    if (!is_named)
        return std::unexpected(invalid_value("displayName", "Whoever is created has one."));
    if (!changes.identities || changes.identities->empty())
        return std::unexpected(invalid_value("identities", "Whoever is created has at least one."));
    if (has_local_identity(*changes.identities) && !changes.password)
        return std::unexpected(
            invalid_value("passwordProfile", "Whoever has a local identity is created with a password."));
    return {};
}

Answer<UserChanges> read_changes(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    flows::Extensions const extensions = TRY(extensions_in(graph, caller, body));
    return read_user_changes(body, caller.tenant, extensions);
}

// One account at a provider, and no local name twice, whatever their types (attack-35).
bool are_alike(Identity const& one, Identity const& other)
{
    bool const federated = one.type == SignInType::Federated;
    if (federated != (other.type == SignInType::Federated))
        return false;
    return federated ? one.issuer == other.issuer : sign_in_key(one.value) == sign_in_key(other.value);
}

Answer<void> check_identities(UserChanges const& changes)
{
    if (!changes.identities)
        return {};
    for (Identity const& one : *changes.identities)
        if (std::ranges::count_if(*changes.identities, [&](Identity const& other) { return are_alike(one, other); })
            > 1)
            return std::unexpected(invalid_value("identities", "There is one of each name, and one of each issuer."));
    return {};
}

// Those of everybody, and the extension attributes that are named.
std::vector<std::string> known_properties(Caller const& caller, std::vector<std::string> const& select)
{
    std::vector<std::string> known = all_user_properties();
    for (std::string const& name : select)
        if (extension_attribute(caller.tenant, name))
            known.push_back(name);
    return known;
}

} // namespace

Answer<json::Object> show_user(
    Caller const& caller, http::Request const& request, std::vector<std::string> const& select, User const& user)
{
    json::Object const all = write_user(user, caller.tenant);
    if (select.empty() && is_beta(request))
        return all;
    json::Object chosen
        = TRY(choose(all, select.empty() ? default_user_properties() : select, known_properties(caller, select)));
    // As Graph: an extension attribute without a value is left out, where other properties are null.
    for (std::string const& name : select)
        if (extension_attribute(caller.tenant, name) && chosen.find(name) && chosen.find(name)->is_null())
            chosen.erase(name);
    return chosen;
}

Answer<void> check_reach(Ports& ports, Caller const& caller, User const& user)
{
    if (has_directory_role(caller.app, std::span(&directory_role::kGrantRoles, 1))
        || TRY(ports.administrators.roles(caller.tenant.id, user.id)).empty())
        return {};
    GraphError denied(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
    denied.details.push_back({ "MissingPermission",
        "This person administers the tenant. The app needs AppRoleAssignment.ReadWrite.All to change how they sign in.",
        "permissions" });
    return std::unexpected(std::move(denied));
}

Answer<User> named_user(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const name = request.path_value("id");
    auto user = TRY(ports.users.find(caller.tenant.id, user_id_of(name, caller.tenant)));
    if (!user)
        return std::unexpected(not_found(name));
    return std::move(*user);
}

Answer<http::Response> list_users(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    UserQuery wanted;
    wanted.where = TRY(read_condition(graph, caller, request, query));
    wanted.order = TRY(read_order(query.order));
    wanted.descending = !query.order.empty() && query.order[0].descending;
    wanted.limit = query.top.value_or(kPage);
    if (auto const position = TRY(read_position(graph, caller, request, query)))
        wanted.after = read_cursor(*position);
    json::Object body{ { "@odata.context", context(request, context_of("users", query.select, false)) } };
    UserPage const page = TRY(look<UserPage>(graph, [&](Ports& ports) -> Answer<UserPage> {
        if (query.count && is_eventual(request))
            body.set("@odata.count", TRY(ports.user_search.count(caller.tenant.id, wanted.where)));
        return TRY(ports.user_search.find(caller.tenant.id, wanted));
    }));
    if (page.next)
        body.set("@odata.nextLink", next_link(graph, caller, request, query, write_cursor(*page.next)));
    json::Array value;
    for (User const& user : page.users)
        value.emplace_back(TRY(show_user(caller, request, query.select, user)));
    body.set("value", std::move(value));
    return json_response(200, body);
}

Answer<http::Response> count_users(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(expect_eventual_count(request));
    odata::Query query = TRY(read_query(request));
    query.count = true;
    UserCondition const where = TRY(read_condition(graph, caller, request, query));
    auto const count = TRY(look<std::int64_t>(graph,
        [&](Ports& ports) -> Answer<std::int64_t> { return TRY(ports.user_search.count(caller.tenant.id, where)); }));
    return http::text_response(200, std::to_string(count));
}

Answer<http::Response> create_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserChanges const changes = TRY(read_changes(graph, caller, request));
    TRY(check_new(changes));
    TRY(check_identities(changes));
    User user;
    user.id = UserId(random_guid(graph.random));
    user.created = graph.clock.now();
    std::string const hash = TRY(hash_new_password(graph, caller, changes));
    user.tokens_valid_from = user.created;
    apply(TRY(change_of(changes, hash, user)), user.created, user);
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        TRY(check_saved(ports.users.insert(caller.tenant.id, user)));
        TRY(record(ports, graph, caller, request, AuditKind::UserCreated, user.id, names_of(changes)));
        return {};
    }));
    http::Response response
        = json_response(201, with_context(request, "users/$entity", TRY(show_user(caller, request, {}, user))));
    response.headers.set("Location", request.path + "/" + user.id.text());
    return response;
}

Answer<http::Response> get_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    User const user = TRY(look<User>(graph, [&](Ports& ports) { return named_user(ports, caller, request); }));
    return json_response(200,
        with_context(
            request, context_of("users", query.select, true), TRY(show_user(caller, request, query.select, user))));
}

namespace {

Answer<void> change_user(Graph& graph, Caller const& caller, http::Request const& request, UserChanges const& changes)
{
    std::string const hash = TRY(hash_new_password(graph, caller, changes));
    Time const now = graph.clock.now();
    return write<void>(graph, [&](Ports& ports) -> Answer<void> {
        User user = TRY(named_user(ports, caller, request));
        // By these somebody could sign in as the person, or keep the person from it.
        if (changes.password || changes.identities || changes.enabled == false)
            TRY(check_reach(ports, caller, user));
        if (changes.identities && has_local_identity(*changes.identities) && !has_local_identity(user.identities))
            return std::unexpected(
                invalid_value("identities", "Somebody who has no local identity cannot be given one."));
        if (changes.identities && changes.identities->empty())
            return std::unexpected(invalid_value("identities", "At least one has to stay."));
        PersonChange const change = TRY(change_of(changes, hash, user));
        TRY(check_saved(change_person(ports, caller.tenant.id, user, change, now)));
        TRY(record(ports, graph, caller, request, hash.empty() ? AuditKind::UserUpdated : AuditKind::PasswordChanged,
            user.id, names_of(changes)));
        return {};
    });
}

} // namespace

Answer<http::Response> update_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    UserChanges const changes = TRY(read_changes(graph, caller, request));
    if (changes.identities)
        TRY(require(caller, directory_role::kManageIdentities));
    if (changes.password || changes.must_change_password)
        TRY(require(caller, directory_role::kSetPasswords));
    TRY(check_identities(changes));
    TRY(change_user(graph, caller, request, changes));
    return no_content();
}

Answer<http::Response> reset_password(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(require(caller, directory_role::kSetPasswords));
    json::Object const body = request.body.empty() ? json::Object() : TRY(read_body(request));
    json::Value const* given = body.find("newPassword");
    bool const is_ours = !given || given->is_null();
    if (!is_ours && !given->as_text())
        return std::unexpected(invalid_value("newPassword", "The value is a text."));
    // 96 bits of chance; the end has the kinds of characters that a strong password needs.
    std::string const password = is_ours ? random_token(graph.random, 12) + "-aA1" : *given->as_text();
    UserChanges changes;
    changes.password = Password(password);
    // ASVS 6.4.6: whoever administers does not choose a lasting password.
    changes.must_change_password = true;
    changes.properties = { "passwordProfile" };
    TRY(change_user(graph, caller, request, changes));
    http::Response response = is_ours
        ? json_response(
              202, with_context(request, "microsoft.graph.passwordResetResponse", { { "newPassword", password } }))
        : no_content();
    response.status = 202;
    std::string const methods = "/methods/";
    response.headers.set("Location",
        request.path.substr(0, to_lower(request.path).rfind(methods)) + "/operations/" + random_guid(graph.random));
    return response;
}

Answer<http::Response> delete_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    Time const now = graph.clock.now();
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        User const user = TRY(named_user(ports, caller, request));
        TRY(check_reach(ports, caller, user));
        TRY(delete_person(ports, caller.tenant.id, user.id, now));
        TRY(record(ports, graph, caller, request, AuditKind::UserDeleted, user.id, { { "by", "directory API" } }));
        return {};
    }));
    return no_content();
}

Answer<http::Response> revoke_sign_in_sessions(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        User const user = TRY(named_user(ports, caller, request));
        TRY(revoke_sessions(
            ports, caller.tenant.id, user.id, CorrelationId(request.correlation_id), graph.clock.now()));
        return {};
    }));
    return json_response(200, with_context(request, "Edm.Boolean", { { "value", true } }));
}

namespace {

Answer<json::Object> show_deleted(
    Caller const& caller, std::vector<std::string> const& select, DeletedUser const& deleted)
{
    json::Object all = write_user(deleted.user, caller.tenant);
    all.set("deletedDateTime", rfc3339(deleted.deleted));
    json::Object shown{ { "@odata.type", "#microsoft.graph.user" } };
    json::Object const chosen = select.empty() ? all : TRY(choose(all, select, known_properties(caller, select)));
    for (json::Member const& member : chosen.members())
        shown.set(member.name, member.value);
    return shown;
}

} // namespace

Answer<http::Response> list_deleted_users(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    auto const position = TRY(read_position(graph, caller, request, query));
    UserId const after(position ? position->text("i").value_or("") : "");
    int const limit = query.top.value_or(kPage);
    auto deleted = TRY(look<std::vector<DeletedUser>>(graph, [&](Ports& ports) -> Answer<std::vector<DeletedUser>> {
        return TRY(ports.deleted_users.list(caller.tenant.id, after, limit + 1));
    }));
    bool const more = deleted.size() > static_cast<size_t>(limit);
    if (more)
        deleted.pop_back();
    json::Array value;
    for (DeletedUser const& one : deleted)
        value.emplace_back(TRY(show_deleted(caller, query.select, one)));
    json::Object body{ { "@odata.context", context(request, context_of("directoryObjects", query.select, false)) } };
    if (more)
        body.set(
            "@odata.nextLink", next_link(graph, caller, request, query, { { "i", deleted.back().user.id.text() } }));
    body.set("value", std::move(value));
    return json_response(200, body);
}

Answer<http::Response> get_deleted_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    DeletedUser const deleted
        = TRY(look<DeletedUser>(graph, [&](Ports& ports) { return named_deleted_user(ports, caller, request); }));
    return json_response(200,
        with_context(request, context_of("directoryObjects", query.select, true),
            TRY(show_deleted(caller, query.select, deleted))));
}

Answer<http::Response> restore_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    User const user = TRY(write<User>(graph, [&](Ports& ports) -> Answer<User> {
        DeletedUser const deleted = TRY(named_deleted_user(ports, caller, request));
        auto const restored = ports.deleted_users.restore(caller.tenant.id, deleted.user.id);
        if (!restored && restored.error().fault == Fault::Conflict)
            return std::unexpected(already_exists("identities"));
        TRY(std::move(restored));
        TRY(record(
            ports, graph, caller, request, AuditKind::UserRestored, deleted.user.id, { { "by", "directory API" } }));
        return deleted.user;
    }));
    return json_response(
        200, with_context(request, "directoryObjects/$entity", TRY(show_user(caller, request, {}, user))));
}

Answer<http::Response> erase_user(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        DeletedUser const deleted = TRY(named_deleted_user(ports, caller, request));
        TRY(ports.deleted_users.remove(caller.tenant.id, deleted.user.id));
        TRY(record(
            ports, graph, caller, request, AuditKind::UserErased, deleted.user.id, { { "by", "directory API" } }));
        return {};
    }));
    return no_content();
}

} // namespace gatehouse::graph
