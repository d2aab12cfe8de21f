// Every port on one connection, one .cpp each. Internal to this folder. All of them are cheap to make: the connection
// keeps the prepared statements.
#pragma once

#include "core/ports/ports.h"
#include "libs/sql/sql.h"
#include "store/sealer.h"

namespace gatehouse::store {

class SqlTenants final : public Tenants {
public:
    explicit SqlTenants(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<Tenant>> find(std::string const& id_or_domain) override;
    Result<std::vector<Tenant>> list() override;
    Result<void> save(Tenant const& tenant) override;

private:
    sql::Connection& connection_;
};

class SqlUsers final : public Users {
public:
    SqlUsers(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<std::optional<User>> find(TenantId const& tenant, UserId const& id) override;
    Result<std::optional<Standing>> find_standing(TenantId const& tenant, UserId const& id) override;
    Result<std::optional<User>> find_by_identity(
        TenantId const& tenant, SignInType type, std::string const& issuer, std::string const& value) override;
    Result<std::optional<User>> find_by_sign_in_name(TenantId const& tenant, std::string const& value) override;
    Result<void> insert(TenantId const& tenant, User const& user) override;
    Result<void> update(TenantId const& tenant, User const& user) override;
    Result<void> remove(TenantId const& tenant, UserId const& id) override;

private:
    Result<std::optional<User>> find_by_name(TenantId const& tenant, std::string const& issuer, std::string const& key);
    sql::Parameter sealed_totp(TenantId const& tenant, User const& user) const;
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlUserSearch final : public UserSearch {
public:
    SqlUserSearch(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<UserPage> find(TenantId const& tenant, UserQuery const& query) override;
    Result<std::int64_t> count(TenantId const& tenant, UserCondition const& where) override;
    Result<UserChanges> changes(TenantId const& tenant, std::int64_t after, int limit) override;
    Result<std::int64_t> last_change(TenantId const& tenant) override;

private:
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlDeletedUsers final : public DeletedUsers {
public:
    SqlDeletedUsers(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<void> set_aside(TenantId const& tenant, UserId const& id, Time now) override;
    Result<std::optional<DeletedUser>> find(TenantId const& tenant, UserId const& id) override;
    Result<std::vector<DeletedUser>> list(TenantId const& tenant, UserId const& after, int limit) override;
    Result<void> restore(TenantId const& tenant, UserId const& id) override;
    Result<void> remove(TenantId const& tenant, UserId const& id) override;
    // Of every tenant, up to `limit` people; how many there were.
    Result<size_t> remove_before(Time time, size_t limit);

private:
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlSignInAttempts final : public SignInAttempts {
public:
    explicit SqlSignInAttempts(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<Attempts> load(TenantId const& tenant, UserId const& id) override;
    Result<void> save(TenantId const& tenant, UserId const& id, Attempts const& attempts) override;
    Result<void> clear(TenantId const& tenant, UserId const& id) override;

private:
    sql::Connection& connection_;
};

class SqlApplications final : public Applications {
public:
    explicit SqlApplications(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<Application>> find(TenantId const& tenant, ClientId const& id) override;
    Result<std::optional<Application>> find_by_uri(TenantId const& tenant, std::string const& app_id_uri) override;
    Result<std::vector<Application>> list(TenantId const& tenant) override;
    Result<void> save(TenantId const& tenant, Application const& application) override;
    Result<void> remove(TenantId const& tenant, ClientId const& id) override;

private:
    sql::Connection& connection_;
};

class SqlDeletedApplications final : public DeletedApplications {
public:
    explicit SqlDeletedApplications(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<DeletedApplication>> find(TenantId const& tenant, ClientId const& id) override;
    Result<std::vector<DeletedApplication>> list(TenantId const& tenant) override;
    Result<void> save(TenantId const& tenant, DeletedApplication const& application) override;
    Result<void> remove(TenantId const& tenant, ClientId const& id) override;

private:
    sql::Connection& connection_;
};

class SqlSigningKeys final : public SigningKeys {
public:
    SqlSigningKeys(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<std::vector<StoredSigningKey>> list(TenantId const& tenant) override;
    Result<void> insert(TenantId const& tenant, StoredSigningKey const& key) override;
    Result<void> set_ends(
        TenantId const& tenant, std::string const& kid, Time signs_until, Time verifies_until) override;
    Result<void> remove_expired(TenantId const& tenant, Time now) override;

private:
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlCodes final : public Codes {
public:
    SqlCodes(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<void> insert(TenantId const& tenant, Code const& code) override;
    Result<std::optional<Code>> find(TenantId const& tenant, CodeDigest const& digest) override;
    Result<CodeRedemption> consume(TenantId const& tenant, CodeDigest const& digest, Time now) override;

private:
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlRefreshTokens final : public RefreshTokens {
public:
    SqlRefreshTokens(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<void> insert(TenantId const& tenant, RefreshToken const& token) override;
    Result<std::optional<RefreshToken>> find(TenantId const& tenant, RefreshDigest const& digest) override;
    Result<RefreshRotation> rotate(
        TenantId const& tenant, RefreshDigest const& old_digest, RefreshToken const& replacement, Time now) override;
    Result<RefreshRotation> rotate_again(TenantId const& tenant, RefreshDigest const& old_digest,
        RefreshToken const& replacement, Time now, seconds grace) override;
    Result<void> revoke_family(TenantId const& tenant, UserId const& user, FamilyId const& family, Time now) override;
    Result<bool> is_family_revoked(TenantId const& tenant, FamilyId const& family) override;
    Result<void> revoke_user(TenantId const& tenant, UserId const& user) override;

private:
    // `replaced`: the token whose use gave this one, "" for the first of a family.
    Result<void> insert(TenantId const& tenant, RefreshToken const& token, std::string const& replaced);
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlProofs final : public Proofs {
public:
    explicit SqlProofs(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<ProofUse> use(TenantId const& tenant, ProofDigest const& digest, Time expires) override;

private:
    sql::Connection& connection_;
};

class SqlKnownDevices final : public KnownDevices {
public:
    explicit SqlKnownDevices(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<bool> knows(TenantId const& tenant, UserId const& user, DeviceDigest const& digest, Time now) override;
    Result<void> remember(TenantId const& tenant, KnownDevice const& device) override;
    Result<void> forget_user(TenantId const& tenant, UserId const& user) override;

private:
    sql::Connection& connection_;
};

class SqlSessions final : public Sessions {
public:
    SqlSessions(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<std::optional<Session>> find(TenantId const& tenant, SessionDigest const& digest, Time now) override;
    Result<std::vector<Session>> list_user(TenantId const& tenant, UserId const& user, Time now) override;
    Result<void> insert(TenantId const& tenant, Session const& session) override;
    Result<void> update(TenantId const& tenant, Session const& session) override;
    Result<void> remove(TenantId const& tenant, SessionDigest const& digest) override;
    Result<void> remove_user(TenantId const& tenant, UserId const& user) override;

private:
    Result<Session> take(TenantId const& tenant, sql::Row const& row) const;
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlLogoutNotices final : public LogoutNotices {
public:
    explicit SqlLogoutNotices(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<void> append(LogoutNotice const& notice) override;
    Result<std::vector<LogoutNotice>> due(Time now, int limit) override;
    Result<void> remove(LogoutNotice const& notice) override;
    Result<void> mark_failed(LogoutNotice const& notice, Time now, std::string const& error) override;

private:
    sql::Connection& connection_;
};

class SqlAudit final : public Audit {
public:
    using OnEvent = std::function<void(AuditEvent const&)>;
    SqlAudit(sql::Connection& connection, OnEvent const& on_event)
        : connection_(connection)
        , on_event_(on_event)
    {
    }
    Result<void> append(TenantId const& tenant, AuditEvent const& event) override;
    Result<std::vector<AuditEvent>> list(TenantId const& tenant, Query const& query) override;
    Result<std::vector<AuditCount>> count(
        TenantId const& tenant, Time since, Time until, std::chrono::seconds step) override;
    Result<void> forget(TenantId const& tenant, UserId const& user) override;
    Result<std::int64_t> remove_before(TenantId const& tenant, Time time, int limit) override;

private:
    sql::Connection& connection_;
    OnEvent const& on_event_;
};

class SqlMessages final : public Messages {
public:
    SqlMessages(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<void> append(TenantId const& tenant, Message const& message) override;
    Result<int> count_since(TenantId const& tenant, std::string const& to, Time since) override;
    Result<std::vector<Message>> due(Time now, int limit) override;
    Result<void> mark_sent(std::string const& id, Time now, bool keep_text) override;
    Result<void> mark_failed(std::string const& id, Time now, std::string const& error) override;
    Result<std::vector<Message>> list(int limit) override;
    Result<void> remove_before(Time time) override;

private:
    Result<std::vector<Message>> select(std::string_view statement, std::vector<sql::Parameter> const& parameters);
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlPolicies final : public Policies {
public:
    explicit SqlPolicies(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<StoredPolicy>> find(TenantId const& tenant, PolicyId const& id) override;
    Result<std::vector<StoredPolicy>> list(TenantId const& tenant) override;
    Result<void> save(TenantId const& tenant, StoredPolicy const& policy) override;
    Result<void> remove(TenantId const& tenant, PolicyId const& id) override;

private:
    sql::Connection& connection_;
};

class SqlFlowParts final : public FlowParts {
public:
    explicit SqlFlowParts(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<FlowPart>> find(TenantId const& tenant, FlowPartKind kind, std::string const& id) override;
    Result<std::vector<FlowPart>> list(TenantId const& tenant, FlowPartKind kind) override;
    Result<void> save(TenantId const& tenant, FlowPart const& part) override;
    Result<void> remove(TenantId const& tenant, FlowPartKind kind, std::string const& id) override;

private:
    sql::Connection& connection_;
};

class SqlAdministrators final : public Administrators {
public:
    explicit SqlAdministrators(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::vector<AdminRole>> roles(TenantId const& tenant, UserId const& user) override;
    Result<std::vector<Administrator>> list(TenantId const& tenant) override;
    Result<void> set_roles(TenantId const& tenant, UserId const& user, std::vector<AdminRole> const& roles) override;
    Result<void> insert_session(TenantId const& tenant, AdminSession const& session) override;
    Result<std::optional<AdminSession>> find_session(
        TenantId const& tenant, SessionDigest const& digest, Time now) override;
    Result<void> keep_session(TenantId const& tenant, SessionDigest const& digest, Time idle_until) override;
    Result<void> remove_session(TenantId const& tenant, SessionDigest const& digest) override;

private:
    sql::Connection& connection_;
};

class SqlPushedRequests final : public PushedRequests {
public:
    SqlPushedRequests(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<void> insert(TenantId const& tenant, PushedRequest const& request) override;
    Result<std::optional<PushedRequest>> take(TenantId const& tenant, PushedDigest const& digest, Time now) override;

private:
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlPolicySecrets final : public PolicySecrets {
public:
    SqlPolicySecrets(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<std::optional<PolicySecret>> find(TenantId const& tenant, std::string const& set) override;
    Result<std::optional<PolicySecret>> find(
        TenantId const& tenant, std::string const& set, std::string const& kid) override;
    Result<void> save(TenantId const& tenant, std::string const& set, PolicySecret const& secret) override;
    Result<std::vector<PolicyKeySet>> list_sets(TenantId const& tenant) override;
    Result<std::optional<PolicyKeySet>> find_set(TenantId const& tenant, std::string const& id) override;
    Result<void> save_set(TenantId const& tenant, PolicyKeySet const& set) override;
    Result<void> remove_set(TenantId const& tenant, std::string const& id) override;
    Result<void> add_key(TenantId const& tenant, std::string const& set, PolicyKey const& key,
        std::optional<PolicySecret> const& secret) override;
    Result<void> remove_key(TenantId const& tenant, std::string const& set, std::string const& kid) override;

private:
    Result<std::optional<PolicySecret>> open(TenantId const& tenant, std::string const& set, std::string_view statement,
        std::vector<sql::Parameter> const& parameters);
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlJourneys final : public Journeys {
public:
    SqlJourneys(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<std::optional<StoredJourney>> find(TenantId const& tenant, JourneyId const& id, Time now) override;
    Result<void> insert(TenantId const& tenant, StoredJourney const& journey) override;
    Result<void> update(TenantId const& tenant, StoredJourney const& journey) override;
    Result<void> remove_expired(Time now) override;

private:
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlJourneyTraces final : public JourneyTraces {
public:
    SqlJourneyTraces(sql::Connection& connection, Sealer const& sealer)
        : connection_(connection)
        , sealer_(sealer)
    {
    }
    Result<void> append(TenantId const& tenant, StoredTrace const& trace) override;
    Result<std::vector<StoredTrace>> list(TenantId const& tenant, CorrelationId const& correlation) override;
    Result<std::vector<StoredTrace>> recent(TenantId const& tenant, int limit) override;

private:
    Result<std::vector<StoredTrace>> select(
        TenantId const& tenant, std::string_view statement, sql::Parameter const& parameter);
    sql::Connection& connection_;
    Sealer const& sealer_;
};

class SqlPasskeys final : public Passkeys {
public:
    explicit SqlPasskeys(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<std::optional<Passkey>> find(TenantId const& tenant, std::string const& id) override;
    Result<std::vector<Passkey>> list(TenantId const& tenant, UserId const& user) override;
    Result<void> insert(TenantId const& tenant, Passkey const& passkey) override;
    Result<void> save_use(TenantId const& tenant, Passkey const& passkey, std::int64_t sign_count_before) override;
    Result<void> remove(TenantId const& tenant, UserId const& user, std::string const& id) override;

private:
    sql::Connection& connection_;
};

class SqlRecoveryCodes final : public RecoveryCodes {
public:
    explicit SqlRecoveryCodes(sql::Connection& connection)
        : connection_(connection)
    {
    }
    Result<int> count(TenantId const& tenant, UserId const& user) override;
    Result<bool> has(TenantId const& tenant, UserId const& user, RecoveryDigest const& digest) override;
    Result<void> replace(
        TenantId const& tenant, UserId const& user, std::vector<RecoveryDigest> const& digests) override;
    Result<void> consume(TenantId const& tenant, UserId const& user, RecoveryDigest const& digest) override;

private:
    sql::Connection& connection_;
};

} // namespace gatehouse::store
