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

class Audit {
public:
    virtual ~Audit() = default;
    virtual Result<void> append(TenantId const& tenant, AuditEvent const& event) = 0;
    struct Query {
        std::optional<CorrelationId> correlation = {};
        std::optional<UserId> user = {};
        std::optional<AuditKind> kind = {};
        int limit = 100;
        std::optional<Time> since = {};
        std::optional<Time> until = {}; // itself not included
        // Behind an event of an earlier page.
        std::optional<std::pair<Time, std::int64_t>> after = {};
    };
    // Newest first.
    virtual Result<std::vector<AuditEvent>> list(TenantId const& tenant, Query const& query) = 0;
    virtual Result<void> remove_before(Time time) = 0;
};

} // namespace gatehouse
