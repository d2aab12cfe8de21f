#include "store/open.h"

#include "store/columns.h"
#include "store/ports.h"
#include "store/sealing_key.h"
#include "store/user_row.h"
#include "store_migrations.h"

#include <array>

namespace gatehouse {
namespace store {
namespace {

// In order; CMakeLists.txt compiles the same files in.
constexpr auto kMigrations = std::to_array<std::string_view>({
    "migrations/2026-11-22_schema.sql",
    "migrations/2026-11-25_indexes.sql",
    "migrations/2026-11-25_pushed_requests.sql",
    "migrations/2026-11-25_tenant_settings.sql",
    "migrations/2026-11-25_policy_secrets.sql",
    "migrations/2026-11-25_sealing_keys.sql",
    "migrations/2026-11-25_logout.sql",
    "migrations/2026-11-25_passkeys.sql",
    "migrations/2026-11-25_bound_tokens.sql",
    "migrations/2026-11-25_audit_order.sql",
    "migrations/2026-11-29_policy_key_sets.sql",
    "migrations/2026-11-25_revoked_families.sql",
    "migrations/2026-11-25_known_devices.sql",
    "migrations/2026-11-29_journey_traces.sql",
    "migrations/2026-11-29_directory.sql",
    "migrations/2026-11-29_running_it.sql",
    "migrations/2026-11-29_deleted_applications.sql",
    "migrations/2026-11-30_erased_people.sql",
    "migrations/2026-11-30_platforms.sql",
    "migrations/2026-11-30_policy_key_dates.sql",
    "migrations/2026-11-30_policy_keys.sql",
    "migrations/2026-11-30_password_changes.sql",
});

// Rows that one transaction of remove_expired deletes: some milliseconds.
constexpr std::int64_t kRemovedAtOnce = 500;
constexpr size_t kPeopleRemovedAtOnce = 50;

// Who was written to when: for the flood guard, and for whoever looks why a code did not come.
constexpr std::chrono::hours kMessagesKept{ 24 * 7 };

// A used code stays for a while after its end, so that a late replay is still known as one and revokes its family.
constexpr std::chrono::hours kCodesKept{ 1 };

// All ports on one connection.
class BoundPorts {
public:
    BoundPorts(sql::Connection& connection, Sealer const& sealer, SqlAudit::OnEvent const& on_event)
        : tenants_(connection)
        , users_(connection, sealer)
        , user_search_(connection, sealer)
        , deleted_users_(connection, sealer)
        , attempts_(connection)
        , applications_(connection)
        , signing_keys_(connection, sealer)
        , codes_(connection, sealer)
        , refresh_tokens_(connection, sealer)
        , sessions_(connection, sealer)
        , logout_notices_(connection)
        , audit_(connection, on_event)
        , messages_(connection, sealer)
        , policies_(connection)
        , journeys_(connection, sealer)
        , policy_secrets_(connection, sealer)
        , pushed_requests_(connection, sealer)
        , passkeys_(connection)
        , recovery_codes_(connection)
        , proofs_(connection)
        , known_devices_(connection)
        , journey_traces_(connection, sealer)
        , flow_parts_(connection)
        , administrators_(connection)
        , deleted_applications_(connection)
    {
    }
    Ports ports()
    {
        return { tenants_, users_, user_search_, deleted_users_, attempts_, applications_, signing_keys_, codes_,
            refresh_tokens_, sessions_, logout_notices_, audit_, messages_, policies_, journeys_, policy_secrets_,
            pushed_requests_, passkeys_, recovery_codes_, proofs_, known_devices_, journey_traces_, flow_parts_,
            administrators_, deleted_applications_ };
    }

private:
    SqlTenants tenants_;
    SqlUsers users_;
    SqlUserSearch user_search_;
    SqlDeletedUsers deleted_users_;
    SqlSignInAttempts attempts_;
    SqlApplications applications_;
    SqlSigningKeys signing_keys_;
    SqlCodes codes_;
    SqlRefreshTokens refresh_tokens_;
    SqlSessions sessions_;
    SqlLogoutNotices logout_notices_;
    SqlAudit audit_;
    SqlMessages messages_;
    SqlPolicies policies_;
    SqlJourneys journeys_;
    SqlPolicySecrets policy_secrets_;
    SqlPushedRequests pushed_requests_;
    SqlPasskeys passkeys_;
    SqlRecoveryCodes recovery_codes_;
    SqlProofs proofs_;
    SqlKnownDevices known_devices_;
    SqlJourneyTraces journey_traces_;
    SqlFlowParts flow_parts_;
    SqlAdministrators administrators_;
    SqlDeletedApplications deleted_applications_;
};

class SqlStore final : public Store {
public:
    SqlStore(std::unique_ptr<sql::Database> database, Sealer sealer, SqlAudit::OnEvent on_event)
        : database_(std::move(database))
        , sealer_(std::move(sealer))
        , on_event_(std::move(on_event))
    {
    }

    using Store::read;
    Result<void> read(std::function<Result<void>(Ports&)> const& work, std::function<bool()> const& give_up) override
    {
        auto const connection = TRY(database_->reader());
        TRY(connection->execute("begin"));
        BoundPorts bound(*connection, sealer_, on_event_);
        Ports ports = bound.ports();
        connection->give_up_when(give_up);
        auto result = work(ports);
        connection->give_up_when({});
        TRY(connection->execute("commit"));
        return result;
    }

    Result<void> transact(std::function<Result<void>(Ports&)> const& work) override
    {
        return database_->transact([&](sql::Connection& connection) {
            BoundPorts bound(connection, sealer_, on_event_);
            Ports ports = bound.ports();
            return work(ports);
        });
    }

    Result<void> remove_expired(Time now) override
    {
        TRY(remove_in_parts("delete from journeys where (tenant_id, journey_id) in (select tenant_id, journey_id from "
                            "journeys where expires_at <= $1 limit $2)",
            now));
        TRY(remove_in_parts("delete from codes where (tenant_id, digest) in (select tenant_id, digest from codes where "
                            "expires_at <= $1 limit $2)",
            now - kCodesKept));
        TRY(remove_in_parts("delete from refresh_tokens where (tenant_id, digest) in (select tenant_id, digest from "
                            "refresh_tokens where expires_at <= $1 limit $2)",
            now));
        TRY(remove_in_parts("delete from pushed_requests where (tenant_id, digest) in (select tenant_id, digest from "
                            "pushed_requests where expires_at <= $1 limit $2)",
            now));
        TRY(remove_in_parts("delete from used_proofs where (tenant_id, digest) in (select tenant_id, digest from "
                            "used_proofs where expires_at <= $1 limit $2)",
            now));
        TRY(remove_in_parts("delete from revoked_families where (tenant_id, family_id) in (select tenant_id, family_id "
                            "from revoked_families where expires_at <= $1 limit $2)",
            now));
        TRY(remove_in_parts("delete from known_devices where (tenant_id, user_id, digest) in (select tenant_id,"
                            " user_id, digest from known_devices where expires_at <= $1 limit $2)",
            now));
        TRY(remove_deleted_users(now - kDeletedUsersKept));
        TRY(remove_in_parts("delete from deleted_applications where (tenant_id, client_id) in (select tenant_id,"
                            " client_id from deleted_applications where deleted_at <= $1 limit $2)",
            now - kDeletedApplicationsKept));
        TRY(remove_in_parts("delete from user_changes where (tenant_id, user_id) in (select tenant_id, user_id from"
                            " user_changes where forgotten_at <= $1 limit $2)",
            now));
        TRY(let_changes_be_forgotten(now + kDeletedUsersKept));
        TRY(remove_in_parts("delete from admin_sessions where (tenant_id, digest) in (select tenant_id, digest from"
                            " admin_sessions where expires_at <= $1 or idle_at <= $1 limit $2)",
            now));
        TRY(remove_old_events(now));
        TRY(remove_in_parts("delete from messages where message_id in (select message_id from messages where"
                            " created_at <= $1 limit $2)",
            now - kMessagesKept));
        TRY(remove_in_parts("delete from journey_traces where trace_id in (select trace_id from journey_traces where"
                            " recorded_at <= $1 limit $2)",
            now - kTracesKept));
        return remove_in_parts("delete from sessions where (tenant_id, digest) in (select tenant_id, digest from "
                               "sessions where expires_at <= $1 limit $2)",
            now);
    }

    Result<void> backup(std::string const& to_path) override { return database_->backup(to_path); }

private:
    Result<void> remove_in_parts(std::string_view statement, Time until)
    {
        for (std::int64_t removed = kRemovedAtOnce; removed == kRemovedAtOnce;)
            TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
                removed = TRY(connection.execute(statement, { micros(until), kRemovedAtOnce }));
                return {};
            }));
        return {};
    }

    Result<void> remove_deleted_users(Time until)
    {
        for (size_t removed = kPeopleRemovedAtOnce; removed == kPeopleRemovedAtOnce;)
            TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
                removed = TRY(SqlDeletedUsers(connection, sealer_).remove_before(until, kPeopleRemovedAtOnce));
                return {};
            }));
        return {};
    }

    // Whoever erases somebody has no clock, so the time begins here.
    Result<void> let_changes_be_forgotten(Time at)
    {
        return database_->transact([&](sql::Connection& connection) -> Result<void> {
            TRY(connection.execute(kForgetErased, { micros(at) }));
            return {};
        });
    }

    Result<void> remove_old_events(Time now)
    {
        std::vector<Tenant> tenants;
        TRY(read([&](Ports& ports) -> Result<void> {
            tenants = TRY(ports.tenants.list());
            return {};
        }));
        for (Tenant const& tenant : tenants)
            for (std::int64_t removed = kRemovedAtOnce; removed == kRemovedAtOnce;)
                TRY(transact([&](Ports& ports) -> Result<void> {
                    removed = TRY(ports.audit.remove_before(
                        tenant.id, now - tenant.audit_kept, static_cast<int>(kRemovedAtOnce)));
                    return {};
                }));
        return {};
    }

    std::unique_ptr<sql::Database> database_;
    Sealer sealer_;
    SqlAudit::OnEvent on_event_;
};

std::vector<sql::Migration> migrations()
{
    std::vector<sql::Migration> all;
    for (std::string_view name : kMigrations) {
        auto const text = embedded::store_migrations(name);
        check(text.has_value(), "a migration is not compiled in");
        all.push_back({ .name = std::string(name), .text = std::string(*text) });
    }
    return all;
}

} // namespace
} // namespace store

namespace {

Result<std::unique_ptr<sql::Database>> open_database(StoreOptions const& options)
{
    return sql::Database::open({ .path = options.path, .sync_full = options.sync_full }, store::migrations());
}

Result<void> check_length(crypto::SealingKey const& key)
{
    if (key.reveal().size() != 32)
        return fail(Fault::Invalid, "the master key must have 32 bytes");
    return {};
}

} // namespace

Result<std::unique_ptr<Store>> open_store(StoreOptions const& options, Random& random)
{
    TRY(check_length(options.master_key));
    auto database = TRY(open_database(options));
    auto key = TRY(store::load_sealing_key(*database, options.master_key, random));
    return std::make_unique<store::SqlStore>(
        std::move(database), store::Sealer(std::move(key), random), options.on_event);
}

Result<void> reseal_store(StoreOptions const& options, crypto::SealingKey const& new_master_key, Random& random)
{
    TRY(check_length(options.master_key));
    TRY(check_length(new_master_key));
    auto const database = TRY(open_database(options));
    return store::reseal_sealing_key(*database, options.master_key, new_master_key, random);
}

Result<void> check_integrity(std::string const& path)
{
    return sql::check_integrity(path);
}

} // namespace gatehouse
