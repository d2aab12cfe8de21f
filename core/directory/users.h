// People: identities, credentials and attributes. Facts: directory.md §1.
#pragma once

#include "core/model/claims.h"
#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/text.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

enum class SignInType { EmailAddress, UserName, PhoneNumber, Custom, Federated };
std::string_view name(SignInType type); // "emailAddress", ...; "" of Custom, which the tenant names

// A type as B2C writes it. The label is what the tenant calls it where that is not its name: "emailAddress1", which is
// an EmailAddress, or "customerNumber", which is Custom.
struct SignInKind {
    SignInType type = SignInType::EmailAddress;
    std::string label = {};
};
// Names in any case. Nothing for what is no word of letters, digits, _ and -, 64 at most, and for userPrincipalName.
std::optional<SignInKind> parse_sign_in_kind(std::string_view text);

// Unique in a tenant as (type, issuer, key): the key is the value folded to lower case (exact for Federated).
struct Identity {
    SignInType type = SignInType::EmailAddress;
    std::string issuer; // the tenant's domain for local accounts
    std::string value; // as typed
    std::string label = {}; // of the type, as above
    friend bool operator==(Identity const&, Identity const&) = default;
};
// What parse_sign_in_kind() reads.
std::string type_text(Identity const& identity);
// A kind without a label is any of its type.
bool is_of_kind(Identity const& identity, SignInKind const& kind);
// The form under which an identity is unique.
std::string identity_key(SignInType type, std::string_view value);

struct User {
    UserId id;
    // Moves by one with each save; 0 before the first.
    std::int64_t version = 0;
    bool enabled = true;
    std::vector<Identity> identities;
    // Directory attributes under their B2C names: displayName, givenName, surname, otherMails,
    // strongAuthenticationPhoneNumber, strongAuthenticationEmailAddress, passwordPolicies, extension_X, ...
    CaseMap<ClaimValue> attributes;
    std::string password_hash; // PHC; "" when the person has no password
    bool must_change_password = false;
    // TOTP secret, raw bytes; "" when not enrolled. Sealed at rest by the store.
    std::string totp_secret;
    // The last time step a code was accepted for; a code never works twice. RFC 6238 §5.2.
    std::int64_t totp_last_step = 0;
    Time created;
    // Refresh tokens issued before this are void. B2C: refreshTokensValidFromDateTime.
    Time tokens_valid_from;
    std::optional<Time> password_changed = {}; // nothing: the password, if any, is that of the beginning
};

// Takes the place of a password's hash that is in the tenant's old directory: core/tenants, OldDirectory.
inline constexpr std::string_view kElsewhere = "$elsewhere$";

// Whether what a person was given still counts: all that a token needs to know of them.
struct Standing {
    bool enabled = true;
    Time tokens_valid_from;
};

class Users {
public:
    virtual ~Users() = default;
    virtual Result<std::optional<User>> find(TenantId const& tenant, UserId const& id) = 0;
    virtual Result<std::optional<Standing>> find_standing(TenantId const& tenant, UserId const& id) = 0;
    virtual Result<std::optional<User>> find_by_identity(
        TenantId const& tenant, SignInType type, std::string const& issuer, std::string const& value)
        = 0;
    // Email, user name and phone at once, as the sign-in page's single field needs. `value` may match several types of
    // one person, never of two: sign-in names share one name space (attack-35).
    virtual Result<std::optional<User>> find_by_sign_in_name(TenantId const& tenant, std::string const& value) = 0;
    // Fault::Conflict when an identity is taken.
    virtual Result<void> insert(TenantId const& tenant, User const& user) = 0;
    // Fault::Conflict when `user.version` is not the stored one or an identity is taken. Stores version + 1.
    virtual Result<void> update(TenantId const& tenant, User const& user) = 0;
    virtual Result<void> remove(TenantId const& tenant, UserId const& id) = 0;
};

// Failed sign-ins of one person, kept apart from the user's row so that guessing does not move its version.
struct Attempts {
    int failures = 0; // since the last success
    Time locked_until; // in the past: not locked
    std::string last_failed; // PHC string of the last wrong password: the same one again is not counted (B2C)
};

class SignInAttempts {
public:
    virtual ~SignInAttempts() = default;
    virtual Result<Attempts> load(TenantId const& tenant, UserId const& id) = 0;
    virtual Result<void> save(TenantId const& tenant, UserId const& id, Attempts const& attempts) = 0;
    virtual Result<void> clear(TenantId const& tenant, UserId const& id) = 0;
};

} // namespace gatehouse
