// Who did what, when, and how it ended. Never a password, a code or a token.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

enum class AuditKind {
    SignInSucceeded,
    SignInFailed,
    AccountLocked,
    UserCreated,
    UserUpdated,
    UserDeleted, // kept for thirty days
    UserRestored,
    UserErased, // for good
    PasswordChanged,
    CodeSent,
    CodeFailed,
    FactorEnrolled,
    FactorRemoved,
    FactorVerified,
    FactorFailed,
    RiskFound, // a sign-in that is more than usually risky
    JourneyCancelled,
    JourneyFailed,
    CodeRedeemed,
    CodeReplayed,
    TokenRefreshed,
    TokenReplayed,
    TokenRepeated, // the same refresh token again, within the grace for lost answers
    TokenRevoked,
    AppTokenIssued, // to an app that acts for itself
    RequestRefused,
    SignedOut,
    SessionsRevoked,
    KeyRotated,
    TenantApplied,
    AppCreated,
    AppUpdated,
    AppDeleted,
    AppRestored,
    AppErased, // a deleted one, before its time
    AppSecretAdded,
    AppSecretRemoved,
    ConsentGranted, // to an app by an administrator
    ConsentRevoked,
    PolicySaved,
    PolicyDeleted,
    FlowSaved,
    FlowDeleted,
    FlowPartSaved, // an attribute, an identity provider or an API connector
    FlowPartDeleted,
    PolicyKeySaved,
    PolicyKeyDeleted,
    TenantChanged, // a setting
    AdministratorSignedIn,
    AdministratorRefused, // somebody without a role, or a role that does not reach
    RolesChanged, // of an administrator
    PersonalDataRead, // by an administrator
    PersonalDataExported,
    PeopleImported, // so many at once, out of a file
    PeopleExported,
};
std::string_view name(AuditKind kind); // "sign_in_succeeded"
std::optional<AuditKind> parse_audit_kind(std::string_view text);

struct AuditEvent {
    AuditKind kind = AuditKind::RequestRefused;
    Time time;
    CorrelationId correlation;
    UserId user;
    ClientId client;
    PolicyId policy;
    std::string address; // of the peer
    std::string detail; // JSON object, small
    std::int64_t number = 0; // given by the store; the later one has the higher
};

struct AuditCount {
    Time from; // of the step
    AuditKind kind = AuditKind::RequestRefused;
    std::int64_t events = 0;
};

class Audit {
public:
    virtual ~Audit() = default;
    virtual Result<void> append(TenantId const& tenant, AuditEvent const& event) = 0;
    struct Query {
        std::optional<std::int64_t> number = {};
        std::optional<CorrelationId> correlation = {};
        std::optional<UserId> user = {};
        std::optional<AuditKind> kind = {};
        std::optional<ClientId> client = {};
        std::optional<PolicyId> policy = {};
        int limit = 100;
        std::optional<Time> since = {};
        std::optional<Time> until = {}; // itself not included
        // Behind an event of an earlier page.
        std::optional<std::pair<Time, std::int64_t>> after = {};
    };
    // Newest first.
    virtual Result<std::vector<AuditEvent>> list(TenantId const& tenant, Query const& query) = 0;
    // In steps that begin at multiples of `step` since 1970; kinds without an event in a step are left out.
    virtual Result<std::vector<AuditCount>> count(
        TenantId const& tenant, Time since, Time until, std::chrono::seconds step)
        = 0;
    // What their events say of a person beside the id goes: addresses and details. The events stay as proof.
    virtual Result<void> forget(TenantId const& tenant, UserId const& user) = 0;
    // The oldest first, up to `limit` of them; how many there were.
    virtual Result<std::int64_t> remove_before(TenantId const& tenant, Time time, int limit) = 0;
};

} // namespace gatehouse
