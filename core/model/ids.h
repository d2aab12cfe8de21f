// The identifiers everybody shares.
#pragma once

#include "libs/base/id.h"

namespace gatehouse {

using TenantId = Id<struct TenantTag>; // GUID
using UserId = Id<struct UserTag>; // GUID: the `oid`
using ClientId = Id<struct ClientTag>; // GUID of an app registration
using PolicyId = Id<struct PolicyTag>; // as stored: "B2C_1_signupsignin1"; compares without case in the store
using JourneyId = Id<struct JourneyTag>; // GUID
using FamilyId = Id<struct FamilyTag>; // GUID: all refresh tokens that come from one code
using CorrelationId = Id<struct CorrelationTag>; // GUID

// SHA-256 of a bearer value (code, refresh token, session cookie, client secret) as 43 base64url characters. Stores
// accept only digests, so a stolen database opens nothing.
using CodeDigest = Id<struct CodeDigestTag>;
using PushedDigest = Id<struct PushedDigestTag>;
using RefreshDigest = Id<struct RefreshDigestTag>;
using SessionDigest = Id<struct SessionDigestTag>;
using SecretDigest = Id<struct SecretDigestTag>;
using DeviceDigest = Id<struct DeviceDigestTag>;
using ProofDigest = Id<struct ProofDigestTag>; // of a signed statement: who, what and its `jti`

} // namespace gatehouse
