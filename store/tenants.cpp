#include "libs/base/text.h"
#include "libs/json/json.h"
#include "store/columns.h"
#include "store/ports.h"

namespace gatehouse::store {
namespace {

// What is read and written as a whole.
std::string write_settings(Tenant const& tenant)
{
    json::Array origins;
    for (std::string const& origin : tenant.origins)
        origins.emplace_back(origin);
    json::Object settings{ { "origins", std::move(origins) }, { "iss_in_answers", tenant.iss_in_answers },
        { "dpop_nonces", tenant.dpop_nonces }, { "texts_per_hour", tenant.texts_per_hour },
        { "extensions_app", tenant.extensions_app.text() },
        { "refresh_grace", std::int64_t{ tenant.refresh_grace.count() } },
        { "audit_kept_hours", std::int64_t{ tenant.audit_kept.count() } } };
    if (tenant.old_directory)
        settings.set("old_directory",
            json::Object{ { "token_endpoint", tenant.old_directory->token_endpoint },
                { "client_id", tenant.old_directory->client_id } });
    return json::write(settings);
}

void read_settings(std::string const& text, Tenant& tenant)
{
    auto const settings = json::parse_object(text);
    if (!settings)
        return;
    if (auto const* origins = settings->array("origins"))
        for (json::Value const& origin : *origins)
            if (auto const* address = origin.as_text())
                tenant.origins.push_back(*address);
    tenant.iss_in_answers = settings->boolean("iss_in_answers").value_or(false);
    tenant.dpop_nonces = settings->boolean("dpop_nonces").value_or(false);
    tenant.texts_per_hour = static_cast<int>(settings->integer("texts_per_hour").value_or(tenant.texts_per_hour));
    tenant.extensions_app = ClientId(settings->text("extensions_app").value_or(""));
    tenant.audit_kept = std::chrono::hours(settings->integer("audit_kept_hours").value_or(tenant.audit_kept.count()));
    if (auto const* old = settings->object("old_directory"))
        tenant.old_directory
            = OldDirectory{ old->text("token_endpoint").value_or(""), old->text("client_id").value_or("") };
    tenant.refresh_grace
        = std::chrono::seconds(settings->integer("refresh_grace").value_or(tenant.refresh_grace.count()));
}

Tenant take(sql::Row const& row)
{
    Tenant tenant;
    tenant.id = TenantId(row.text(0));
    tenant.domain = row.text(1);
    tenant.display_name = row.text(2);
    tenant.signing_algorithm
        = row.text(3) == crypto::name(crypto::Algorithm::Es256) ? crypto::Algorithm::Es256 : crypto::Algorithm::Rs256;
    tenant.key_lifetime = std::chrono::hours(row.integer(4));
    tenant.key_published_before = std::chrono::hours(row.integer(5));
    tenant.hash_cost.memory_kib = static_cast<std::uint32_t>(row.integer(6));
    tenant.hash_cost.passes = static_cast<std::uint32_t>(row.integer(7));
    tenant.lockout.threshold = static_cast<int>(row.integer(8));
    tenant.lockout.first_lock = std::chrono::seconds(row.integer(9));
    read_settings(row.text(10), tenant);
    return tenant;
}

#define TENANT_COLUMNS                                                                                                 \
    "tenant_id, domain, display_name, signing_algorithm, key_lifetime_hours, key_published_before_hours, "             \
    "hash_memory_kib, hash_passes, lockout_threshold, lockout_first_seconds, settings"

} // namespace

Result<std::optional<Tenant>> SqlTenants::find(std::string const& id_or_domain)
{
    return connection_.one<Tenant>(
        "select " TENANT_COLUMNS " from tenants where tenant_id = $1 or domain = $1", { to_lower(id_or_domain) }, take);
}

Result<std::vector<Tenant>> SqlTenants::list()
{
    return connection_.all<Tenant>("select " TENANT_COLUMNS " from tenants order by domain", {}, take);
}

Result<void> SqlTenants::save(Tenant const& tenant)
{
    TRY(connection_.execute(
        "insert into tenants (" TENANT_COLUMNS ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        " on conflict (tenant_id) do update set domain = excluded.domain, display_name = excluded.display_name,"
        " signing_algorithm = excluded.signing_algorithm, key_lifetime_hours = excluded.key_lifetime_hours,"
        " key_published_before_hours = excluded.key_published_before_hours, hash_memory_kib = excluded.hash_memory_kib,"
        " hash_passes = excluded.hash_passes, lockout_threshold = excluded.lockout_threshold,"
        " lockout_first_seconds = excluded.lockout_first_seconds, settings = excluded.settings",
        { to_lower(tenant.id.text()), to_lower(tenant.domain), tenant.display_name,
            std::string(crypto::name(tenant.signing_algorithm)), std::int64_t{ tenant.key_lifetime.count() },
            std::int64_t{ tenant.key_published_before.count() }, std::int64_t{ tenant.hash_cost.memory_kib },
            std::int64_t{ tenant.hash_cost.passes }, std::int64_t{ tenant.lockout.threshold },
            std::int64_t{ tenant.lockout.first_lock.count() }, write_settings(tenant) }));
    return {};
}

} // namespace gatehouse::store
