// Authorization codes and refresh tokens: single use, in families, revocable.
#pragma once

#include "core/applications/applications.h"
#include "core/model/ids.h"
#include "core/policy/plan.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

// B2C: the most that a policy may say.
inline constexpr std::chrono::hours kLongestAccessToken{ 24 };

// What the person and the journey gave: everything a token needs but the time. The same for a code and for the refresh
// tokens that come from it.
struct Grant {
    FamilyId family;
    ClientId client;
    UserId user; // empty for what an app gets for itself
    PolicyId policy;
    std::string scope; // granted, space-separated, as the client asked: "openid https://.../Accounts.Read"
    std::string claims; // JSON object: the relying party's output claims
    policy::TokenSettings settings; // lifetimes and issuer form of the policy's JwtIssuer at that time
    std::string nonce;
    Time auth_time;
    std::string session; // Session::sid, when the application is told of logouts; else ""
    CorrelationId correlation;
    // RFC 7638 thumbprint of the DPoP key that it needs, "" for none. RFC 9449: a code, where the request named a key
    // (§10), and the refresh tokens of public clients (§5).
    std::string key = {};
    // As what the client asked. What a confidential client got needs its credentials, and a single-page app keeps a
    // refresh token for a day.
    AppKind client_kind = AppKind::Web;
};

struct Code {
    CodeDigest digest;
    Grant grant;
    std::string redirect_uri;
    std::string code_challenge; // "" when the client sent none
    Time expires;
};

enum class CodeRedemption { Redeemed, Unknown, Expired, AlreadyUsed };

class Codes {
public:
    virtual ~Codes() = default;
    virtual Result<void> insert(TenantId const& tenant, Code const& code) = 0;
    // Looks without consuming, to check client, redirect_uri and verifier first.
    virtual Result<std::optional<Code>> find(TenantId const& tenant, CodeDigest const& digest) = 0;
    // Marks as used in one statement: of any number of callers one gets Redeemed (attack-40).
    virtual Result<CodeRedemption> consume(TenantId const& tenant, CodeDigest const& digest, Time now) = 0;
};

struct RefreshToken {
    RefreshDigest digest;
    Grant grant;
    Time issued;
    Time expires; // of this token
    Time family_expires; // of the sliding window: rotation never goes past it
    bool spent = false; // used or revoked; set by find()
};

enum class RefreshRotation { Rotated, Unknown, Expired, Reused, Revoked };

class RefreshTokens {
public:
    virtual ~RefreshTokens() = default;
    virtual Result<void> insert(TenantId const& tenant, RefreshToken const& token) = 0;
    virtual Result<std::optional<RefreshToken>> find(TenantId const& tenant, RefreshDigest const& digest) = 0;
    // Marks the old token as used and inserts the new one in one step; of two racing callers one gets Rotated, the
    // other Reused (attack-39). Reused does not revoke by itself: the caller calls revoke_family and commits.
    virtual Result<RefreshRotation> rotate(
        TenantId const& tenant, RefreshDigest const& old_digest, RefreshToken const& replacement, Time now)
        = 0;
    // For a client that never saw the answer to its rotation: when the old token was used less than `grace` ago and
    // what replaced it was not used yet, ends that and inserts `replacement` in its place. One token of the family is
    // alive before and after; whoever comes with the other one is met by Reused (attack-39).
    virtual Result<RefreshRotation> rotate_again(TenantId const& tenant, RefreshDigest const& old_digest,
        RefreshToken const& replacement, Time now, seconds grace)
        = 0;
    // A family belongs to one person, by whom it is found.
    virtual Result<void> revoke_family(TenantId const& tenant, UserId const& user, FamilyId const& family, Time now)
        = 0;
    // Known for as long as an access token of the family may live.
    virtual Result<bool> is_family_revoked(TenantId const& tenant, FamilyId const& family) = 0;
    virtual Result<void> revoke_user(TenantId const& tenant, UserId const& user) = 0;
};

} // namespace gatehouse
