#include "core/policy/checks.h"

namespace gatehouse::policy {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

// Access and ID tokens cannot be called back: a stolen one works to its end.
constexpr hours kLongestToken{ 12 };
constexpr hours kLongestRefresh{ 24 * 30 };
constexpr int kLongestKeepAlive = 30; // days

std::string in_hours(seconds time)
{
    return std::to_string(std::chrono::duration_cast<hours>(time).count()) + " hours";
}

void check_lifetime(
    Build& build, Profile const& issuer, std::string_view key, seconds time, seconds longest, std::string const& what)
{
    if (time > longest)
        build.diagnostics.warning(element_of(build, issuer, key),
            what + " of " + title(issuer).replace(0, 1, "t") + " are good for " + in_hours(time) + ".",
            std::string(key) + " of " + std::to_string(longest.count()) + " at most");
}

void check_keep_alive(Build& build)
{
    Element const* const party = build.root.child("RelyingParty");
    Element const* const behaviors = party ? party->child("UserJourneyBehaviors") : nullptr;
    Element const* const session = behaviors ? behaviors->child("SingleSignOn") : nullptr;
    if (session && build.plan.relying_party.keep_alive_days > kLongestKeepAlive)
        build.diagnostics.warning(*session,
            "Who keeps signed in stays so for " + std::to_string(build.plan.relying_party.keep_alive_days) + " days.",
            "KeepAliveInDays of " + std::to_string(kLongestKeepAlive) + " at most");
}

} // namespace

void check_lifetimes(Build& build)
{
    check_keep_alive(build);
    Profile const* const issuer = issuer_of(build.plan);
    if (!issuer)
        return;
    TokenSettings const& tokens = build.plan.tokens;
    check_lifetime(build, *issuer, "token_lifetime_secs", tokens.access_lifetime, kLongestToken, "Access tokens");
    check_lifetime(build, *issuer, "id_token_lifetime_secs", tokens.id_lifetime, kLongestToken, "ID tokens");
    check_lifetime(
        build, *issuer, "refresh_token_lifetime_secs", tokens.refresh_lifetime, kLongestRefresh, "Refresh tokens");
    if (tokens.infinite_rolling)
        build.diagnostics.warning(element_of(build, *issuer, "allow_infinite_rolling_refresh_token"),
            "Refresh tokens of " + title(*issuer).replace(0, 1, "t") + " can be renewed for ever.",
            "rolling_refresh_token_lifetime_secs: a time after which people sign in again");
}

} // namespace gatehouse::policy
