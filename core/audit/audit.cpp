#include "core/audit/audit.h"

#include <algorithm>
#include <array>

namespace gatehouse {
namespace {

struct Row {
    AuditKind kind;
    std::string_view name;
};
constexpr auto kKinds = std::to_array<Row>({
    { AuditKind::SignInSucceeded, "sign_in_succeeded" },
    { AuditKind::SignInFailed, "sign_in_failed" },
    { AuditKind::AccountLocked, "account_locked" },
    { AuditKind::UserCreated, "user_created" },
    { AuditKind::UserUpdated, "user_updated" },
    { AuditKind::UserDeleted, "user_deleted" },
    { AuditKind::UserRestored, "user_restored" },
    { AuditKind::UserErased, "user_erased" },
    { AuditKind::PasswordChanged, "password_changed" },
    { AuditKind::CodeSent, "code_sent" },
    { AuditKind::CodeFailed, "code_failed" },
    { AuditKind::FactorEnrolled, "factor_enrolled" },
    { AuditKind::FactorRemoved, "factor_removed" },
    { AuditKind::FactorVerified, "factor_verified" },
    { AuditKind::FactorFailed, "factor_failed" },
    { AuditKind::RiskFound, "risk_found" },
    { AuditKind::JourneyCancelled, "journey_cancelled" },
    { AuditKind::JourneyFailed, "journey_failed" },
    { AuditKind::CodeRedeemed, "code_redeemed" },
    { AuditKind::CodeReplayed, "code_replayed" },
    { AuditKind::TokenRefreshed, "token_refreshed" },
    { AuditKind::TokenReplayed, "token_replayed" },
    { AuditKind::TokenRepeated, "token_repeated" },
    { AuditKind::TokenRevoked, "token_revoked" },
    { AuditKind::AppTokenIssued, "app_token_issued" },
    { AuditKind::RequestRefused, "request_refused" },
    { AuditKind::SignedOut, "signed_out" },
    { AuditKind::SessionsRevoked, "sessions_revoked" },
    { AuditKind::KeyRotated, "key_rotated" },
    { AuditKind::TenantApplied, "tenant_applied" },
    { AuditKind::AppCreated, "app_created" },
    { AuditKind::AppUpdated, "app_updated" },
    { AuditKind::AppDeleted, "app_deleted" },
    { AuditKind::AppRestored, "app_restored" },
    { AuditKind::AppErased, "app_erased" },
    { AuditKind::AppSecretAdded, "app_secret_added" },
    { AuditKind::AppSecretRemoved, "app_secret_removed" },
    { AuditKind::ConsentGranted, "consent_granted" },
    { AuditKind::ConsentRevoked, "consent_revoked" },
    { AuditKind::PolicySaved, "policy_saved" },
    { AuditKind::PolicyDeleted, "policy_deleted" },
    { AuditKind::FlowSaved, "flow_saved" },
    { AuditKind::FlowDeleted, "flow_deleted" },
    { AuditKind::FlowPartSaved, "flow_part_saved" },
    { AuditKind::FlowPartDeleted, "flow_part_deleted" },
    { AuditKind::PolicyKeySaved, "policy_key_saved" },
    { AuditKind::PolicyKeyDeleted, "policy_key_deleted" },
    { AuditKind::TenantChanged, "tenant_changed" },
    { AuditKind::AdministratorSignedIn, "administrator_signed_in" },
    { AuditKind::AdministratorRefused, "administrator_refused" },
    { AuditKind::RolesChanged, "roles_changed" },
    { AuditKind::PeopleImported, "people_imported" },
    { AuditKind::PeopleExported, "people_exported" },
    { AuditKind::PersonalDataRead, "personal_data_read" },
    { AuditKind::PersonalDataExported, "personal_data_exported" },
});

} // namespace

std::string_view name(AuditKind kind)
{
    auto const found = std::ranges::find(kKinds, kind, &Row::kind);
    check(found != kKinds.end(), "an audit kind has no name");
    return found->name;
}

std::optional<AuditKind> parse_audit_kind(std::string_view text)
{
    auto const found = std::ranges::find(kKinds, text, &Row::name);
    if (found == kKinds.end())
        return std::nullopt;
    return found->kind;
}

} // namespace gatehouse
