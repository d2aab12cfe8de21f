#include "store/application_row.h"
#include "store/ports.h"

#include <unordered_map>

namespace gatehouse::store {
namespace {

std::string write_document(Application const& application)
{
    json::Array uris;
    for (auto const& [uri, kind] : application.redirect_uris)
        uris.emplace_back(json::Object{ { "uri", uri }, { "kind", name(kind) } });
    json::Array secrets;
    for (AppSecret const& secret : application.secrets)
        secrets.emplace_back(json::Object{ { "name", secret.name }, { "digest", secret.digest.text() },
            { "hint", secret.hint }, { "expires", unix_micros(secret.expires) }, { "key_id", secret.key_id },
            { "start", unix_micros(secret.start) } });
    json::Array scopes;
    for (ExposedScope const& scope : application.scopes)
        scopes.emplace_back(json::Object{ { "name", scope.name }, { "description", scope.description },
            { "id", scope.id }, { "enabled", scope.enabled }, { "for_users", scope.for_users } });
    json::Array roles;
    for (AppRole const& role : application.roles)
        roles.emplace_back(json::Object{ { "name", role.name }, { "description", role.description }, { "id", role.id },
            { "enabled", role.enabled } });
    json::Array permissions;
    for (Permission const& permission : application.permissions)
        permissions.emplace_back(write_permission(permission));
    return json::write(json::Object{ { "redirect_uris", std::move(uris) }, { "secrets", std::move(secrets) },
        { "scopes", std::move(scopes) }, { "roles", std::move(roles) }, { "permissions", std::move(permissions) },
        { "implicit_id_token", application.implicit_id_token }, { "implicit_token", application.implicit_token },
        { "keys", application.keys }, { "front_channel_logout_uri", application.front_channel_logout_uri },
        { "back_channel_logout_uri", application.back_channel_logout_uri },
        { "pushed_requests", name(application.pushed_requests) },
        { "request_objects", name(application.request_objects) }, { "dpop", name(application.dpop) },
        { "audience", application.audience }, { "created", unix_micros(application.created) } });
}

// Calls `each` for the objects of an array member.
void for_each(json::Object const& document, std::string_view name, std::function<void(json::Object const&)> const& each)
{
    json::Array const* rows = document.array(name);
    for (json::Value const& row : rows ? *rows : json::Array())
        if (auto const* fields = row.as_object())
            each(*fields);
}

Result<Application> parse_document(std::string const& text)
{
    json::Object const document = TRY(json::parse_object(text));
    Application application;
    for_each(document, "redirect_uris", [&](json::Object const& fields) {
        application.redirect_uris.push_back({ fields.text("uri").value_or(""),
            parse_app_kind(fields.text("kind").value_or("")).value_or(AppKind::Web) });
    });
    for_each(document, "secrets", [&](json::Object const& fields) {
        application.secrets.push_back({ .name = fields.text("name").value_or(""),
            .digest = SecretDigest(fields.text("digest").value_or("")),
            .hint = fields.text("hint").value_or(""),
            .expires = from_unix_micros(fields.integer("expires").value_or(0)),
            .key_id = fields.text("key_id").value_or(""),
            .start = from_unix_micros(fields.integer("start").value_or(0)) });
    });
    for_each(document, "scopes", [&](json::Object const& fields) {
        application.scopes.push_back(
            { fields.text("name").value_or(""), fields.text("description").value_or(""), fields.text("id").value_or(""),
                fields.boolean("enabled").value_or(true), fields.boolean("for_users").value_or(false) });
    });
    for_each(document, "roles", [&](json::Object const& fields) {
        application.roles.push_back({ fields.text("name").value_or(""), fields.text("description").value_or(""),
            fields.text("id").value_or(""), fields.boolean("enabled").value_or(true) });
    });
    for_each(document, "permissions",
        [&](json::Object const& fields) { application.permissions.push_back(read_permission(fields)); });
    application.implicit_id_token = document.boolean("implicit_id_token").value_or(false);
    application.implicit_token = document.boolean("implicit_token").value_or(false);
    application.keys = document.text("keys").value_or("");
    application.front_channel_logout_uri = document.text("front_channel_logout_uri").value_or("");
    application.back_channel_logout_uri = document.text("back_channel_logout_uri").value_or("");
    auto const use
        = [&](std::string_view member) { return parse_use(document.text(member).value_or("")).value_or(Use::Off); };
    application.pushed_requests = use("pushed_requests");
    application.request_objects = use("request_objects");
    application.dpop = use("dpop");
    application.audience = document.text("audience").value_or(application.audience);
    application.created = from_unix_micros(document.integer("created").value_or(0));
    return application;
}

// Parsing costs more than finding the row, and every request asks for the same few documents. Each thread keeps what it
// has read by the document's own text, so nothing that is kept can be out of date.
Result<Application> read_document(std::string const& text)
{
    constexpr size_t kKept = 64;
    thread_local std::unordered_map<std::string, Application> kept;
    if (auto const known = kept.find(text); known != kept.end())
        return known->second;
    Application application = TRY(parse_document(text));
    if (kept.size() == kKept)
        kept.clear();
    return kept.emplace(text, std::move(application)).first->second;
}

} // namespace

json::Object write_permission(Permission const& permission)
{
    return { { "resource", permission.resource.text() }, { "scope", permission.scope },
        { "consented", permission.consented }, { "role", permission.kind == PermissionKind::Role } };
}

Permission read_permission(json::Object const& fields)
{
    return { .resource = ClientId(fields.text("resource").value_or("")),
        .scope = fields.text("scope").value_or(""),
        .consented = fields.boolean("consented").value_or(false),
        .kind = fields.boolean("role").value_or(false) ? PermissionKind::Role : PermissionKind::Scope };
}

Result<Application> take_application(sql::Row const& row)
{
    Application application = TRY(read_document(row.text(5)));
    application.id = ClientId(row.text(0));
    application.name = row.text(1);
    auto const kind = parse_app_kind(row.text(2));
    if (!kind)
        return fail(Fault::Internal, "a stored application has an unknown kind");
    application.kind = *kind;
    application.enabled = row.integer(3) != 0;
    application.app_id_uri = row.text(4);
    return application;
}

std::vector<sql::Parameter> application_values(TenantId const& tenant, Application const& application)
{
    return { tenant.text(), application.id.text(), application.name, std::string(name(application.kind)),
        flag(application.enabled), optional_text(application.app_id_uri), write_document(application) };
}

Result<std::optional<Application>> SqlApplications::find(TenantId const& tenant, ClientId const& id)
{
    return one<Application>(connection_,
        "select " APPLICATION_COLUMNS " from applications where tenant_id = $1 and client_id = $2",
        { tenant.text(), id.text() }, take_application);
}

Result<std::optional<Application>> SqlApplications::find_by_uri(TenantId const& tenant, std::string const& app_id_uri)
{
    return one<Application>(connection_,
        "select " APPLICATION_COLUMNS " from applications where tenant_id = $1 and app_id_uri = $2",
        { tenant.text(), app_id_uri }, take_application);
}

Result<std::vector<Application>> SqlApplications::list(TenantId const& tenant)
{
    return all<Application>(connection_,
        "select " APPLICATION_COLUMNS " from applications where tenant_id = $1 order by name, client_id",
        { tenant.text() }, take_application);
}

Result<void> SqlApplications::save(TenantId const& tenant, Application const& application)
{
    TRY(connection_.execute("insert into applications (tenant_id, " APPLICATION_COLUMNS
                            ") values ($1, $2, $3, $4, $5, $6, $7)"
                            " on conflict (tenant_id, client_id) do update set name = excluded.name, kind = "
                            "excluded.kind, enabled = excluded.enabled,"
                            " app_id_uri = excluded.app_id_uri, document = excluded.document",
        application_values(tenant, application)));
    return {};
}

Result<void> SqlApplications::remove(TenantId const& tenant, ClientId const& id)
{
    TRY(connection_.execute(
        "delete from applications where tenant_id = $1 and client_id = $2", { tenant.text(), id.text() }));
    return {};
}

} // namespace gatehouse::store
