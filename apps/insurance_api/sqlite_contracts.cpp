#include "apps/insurance_api/contracts.h"
#include "libs/base/text.h"
#include "libs/sql/sql.h"

namespace gatehouse::insurance_api {
namespace {

// `oid` is null while an imported record waits for its owner; `email_key` is the address in lower case.
sql::Migration const kSchema{ "2026-11-22_contracts", R"sql(
create table contracts (
    policy_number bigint primary key,
    oid text unique,
    email text not null,
    email_key text not null,
    beneficiary text not null,
    version bigint not null,
    created_at bigint not null
);
create index contracts_waiting on contracts (email_key) where oid is null;
create table beneficiary_changes (
    id integer primary key,
    policy_number bigint not null references contracts (policy_number),
    oid text not null,
    changed_at bigint not null,
    before text not null,
    after text not null,
    correlation_id text not null,
    policy text not null
);
create index beneficiary_changes_by_oid on beneficiary_changes (oid, id);
create table imports (
    imported_at bigint not null
);
)sql" };

Contract read_contract(sql::Row const& row)
{
    return {
        .email = row.text(0), .policy_number = row.integer(1), .beneficiary = row.text(2), .version = row.integer(3)
    };
}

Result<std::optional<Contract>> find(sql::Connection& connection, std::string const& oid)
{
    return connection.one<Contract>(
        "select email, policy_number, beneficiary, version from contracts where oid = $1", { oid }, read_contract);
}

class SqliteContracts final : public Contracts {
public:
    SqliteContracts(std::unique_ptr<sql::Database> database, Random& random, Clock const& clock)
        : database_(std::move(database))
        , random_(random)
        , clock_(clock)
    {
    }

    Result<Contract> load_or_make(Holder const& holder) override
    {
        {
            auto const reader = TRY(database_->reader());
            if (auto found = TRY(find(*reader, holder.oid)))
                return std::move(*found);
        }
        Contract made;
        TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
            made = TRY(load_or_make(connection, holder));
            return {};
        }));
        return made;
    }

    Result<Contract> change_beneficiary(Change const& change) override
    {
        Contract changed;
        TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
            changed = TRY(change_beneficiary(connection, change));
            return {};
        }));
        return changed;
    }

    Result<std::vector<BeneficiaryChange>> changes(std::string const& oid) override
    {
        auto const reader = TRY(database_->reader());
        return reader->all<BeneficiaryChange>("select changed_at, before, after, correlation_id, policy from "
                                              "beneficiary_changes where oid = $1 order by id",
            { oid }, [&](sql::Row const& row) {
                return BeneficiaryChange{ .oid = oid,
                    .at = from_unix_micros(row.integer(0)),
                    .before = row.text(1),
                    .after = row.text(2),
                    .correlation_id = row.text(3),
                    .policy = row.text(4) };
            });
    }

    Result<std::int64_t> import(std::vector<Contract> const& records) override
    {
        std::int64_t taken = 0;
        TRY(database_->transact([&](sql::Connection& connection) -> Result<void> {
            taken = 0;
            auto const before = TRY(connection.one<std::int64_t>(
                "select count(*) from imports", {}, [](sql::Row const& row) { return row.integer(0); }));
            if (before.value_or(0) > 0)
                return {};
            for (Contract const& record : records) {
                TRY(insert(connection, record, sql::Parameter()));
                ++taken;
            }
            TRY(connection.execute("insert into imports (imported_at) values ($1)", { unix_micros(clock_.now()) }));
            return {};
        }));
        return taken;
    }

    Result<void> ping() override
    {
        auto const reader = TRY(database_->reader());
        TRY(reader->execute("select 1"));
        return {};
    }

private:
    Result<void> insert(sql::Connection& connection, Contract const& record, sql::Parameter const& oid)
    {
        TRY(connection.execute("insert into contracts (policy_number, oid, email, email_key, beneficiary, version, "
                               "created_at) values ($1, $2, $3, $4, $5, 1, $6)",
            { record.policy_number, oid, record.email, to_lower(record.email), record.beneficiary,
                unix_micros(clock_.now()) }));
        return {};
    }

    // A record that was imported and that nobody owns yet. It is taken once: from then on the object id is the key, so
    // a later change of an address moves no record to somebody else (attack-33).
    Result<std::optional<Contract>> adopt(sql::Connection& connection, Holder const& holder)
    {
        for (std::string const& email : holder.emails) {
            auto const number = TRY(connection.one<std::int64_t>("select policy_number from contracts where email_key "
                                                                 "= $1 and oid is null order by policy_number limit 1",
                { to_lower(email) }, [](sql::Row const& row) { return row.integer(0); }));
            if (!number)
                continue;
            TRY(connection.execute(
                "update contracts set oid = $1 where policy_number = $2 and oid is null", { holder.oid, *number }));
            return find(connection, holder.oid);
        }
        return std::nullopt;
    }

    Result<std::int64_t> free_number(sql::Connection& connection)
    {
        constexpr int kTries = 50;
        for (int i = 0; i < kTries; ++i) {
            std::int64_t const number = make_policy_number(random_);
            auto const taken = TRY(connection.one<std::int64_t>("select 1 from contracts where policy_number = $1",
                { number }, [](sql::Row const& row) { return row.integer(0); }));
            if (!taken)
                return number;
        }
        return fail(Fault::Unavailable, "no free policy number found");
    }

    Result<Contract> load_or_make(sql::Connection& connection, Holder const& holder)
    {
        // Somebody may have been faster between the reader and here.
        if (auto found = TRY(find(connection, holder.oid)))
            return std::move(*found);
        if (auto adopted = TRY(adopt(connection, holder)))
            return std::move(*adopted);
        Contract made;
        made.email = holder.emails.empty() ? "" : holder.emails.front();
        made.policy_number = TRY(free_number(connection));
        made.version = 1;
        TRY(insert(connection, made, holder.oid));
        return made;
    }

    Result<Contract> change_beneficiary(sql::Connection& connection, Change const& change)
    {
        Contract contract = TRY(load_or_make(connection, change.holder));
        if (change.expected_version && *change.expected_version != contract.version)
            return fail(Fault::Conflict, "the record is of version " + std::to_string(contract.version));
        TRY(connection.execute("insert into beneficiary_changes (policy_number, oid, changed_at, before, after, "
                               "correlation_id, policy) values ($1, $2, $3, $4, $5, $6, $7)",
            { contract.policy_number, change.holder.oid, unix_micros(clock_.now()), contract.beneficiary,
                change.beneficiary, change.correlation_id, change.policy }));
        auto const rows = TRY(connection.execute(
            "update contracts set beneficiary = $1, version = version + 1 where oid = $2 and version = $3",
            { change.beneficiary, change.holder.oid, contract.version }));
        if (rows != 1)
            return fail(Fault::Conflict, "the record moved on");
        contract.beneficiary = change.beneficiary;
        ++contract.version;
        return contract;
    }

    std::unique_ptr<sql::Database> database_;
    Random& random_;
    Clock const& clock_;
};

} // namespace

Result<std::unique_ptr<Contracts>> open_contracts(std::string const& path, Random& random, Clock const& clock)
{
    auto database = TRY(sql::Database::open({ .path = path, .sync_full = true }, { kSchema }));
    return std::unique_ptr<Contracts>(std::make_unique<SqliteContracts>(std::move(database), random, clock));
}

} // namespace gatehouse::insurance_api
