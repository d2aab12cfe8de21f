// How risky a sign-in is: the port, and the source that is built in. B2C: Conditional Access asks Identity Protection.
// docs/decisions/2026-11-25-conditional-second-factor.md.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"

#include <string>
#include <vector>

namespace gatehouse {

// What is known of a sign-in whose first factor was right.
struct SignInFacts {
    TenantId tenant = {};
    UserId user = {};
    std::string address = {}; // of the peer
    // A second factor of this person was proven in this browser, not too long ago.
    bool known_device = false;
    int failed_passwords = 0; // since the last right one
    // The first factor was a way back in (a mailbox for a lost password or number), and not what they sign in with.
    bool recovery = false;
};

enum class RiskLevel { Low, Medium, High };
std::string_view name(RiskLevel level); // "low", ...

struct Risk {
    RiskLevel level = RiskLevel::Low;
    std::vector<std::string> reasons; // for the audit: "new_device"
};

// Somebody else's engine may take the built-in one's place: Services::risk.
class RiskSource {
public:
    virtual ~RiskSource() = default;
    // May be slow; called outside of any transaction. Without an answer the sign-in counts as Medium.
    virtual Result<Risk> rate(SignInFacts const& facts) = 0;
};

// Medium for a browser that this person has not proven a second factor in, after several wrong passwords, and for
// every way back in; never High, since nothing that this server knows by itself is worth locking an owner out.
class BuiltInRisk final : public RiskSource {
public:
    Result<Risk> rate(SignInFacts const& facts) override;
};

} // namespace gatehouse
