// A B2C tenant in memory, for tests of the auth library and of the insurance programs: the remote host behind an
// HttpTransport, and the browser's visit to its pages as one function call. It is as strict as the real one where a
// client could get it wrong: codes work once, with the right policy, verifier, secret and return address; a refresh
// token that was replaced ends its family.
#pragma once

#include "libs/crypto/signing_key.h"
#include "libs/json/json.h"
#include "libs/testkit/fakes.h"

#include <gatehouse/confidential_client.h>
#include <gatehouse/ports.h>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::fake_identity {

inline constexpr std::string_view kHost = "https://insurance.b2clogin.com";
inline constexpr std::string_view kTenant = "insurance";
inline constexpr std::string_view kTenantId = "775527ff-9a37-4307-8b3d-cc311f58d925";
inline constexpr std::string_view kWebClient = "11111111-1111-4111-8111-111111111111";
inline constexpr std::string_view kWebSecret = "web secret";
inline constexpr std::string_view kApiClient = "22222222-2222-4222-8222-222222222222";
inline constexpr std::string_view kScopePrefix = "https://insurance.onmicrosoft.com/insurance-api/";
inline constexpr std::string_view kIssuer = "https://insurance.b2clogin.com/775527ff-9a37-4307-8b3d-cc311f58d925/v2.0/";

std::string authority(std::string_view policy);

struct Person {
    std::string oid = "aaaaaaaa-0000-4000-8000-000000000001";
    std::string email = "ada@example.test";
    std::string name = "Ada Lovelace";
};

// The house's fake clock as the library's.
class ClockAdapter final : public auth::Clock {
public:
    explicit ClockAdapter(testkit::FakeClock const& clock)
        : clock_(clock)
    {
    }
    auth::Time now() const override { return auth::Time(clock_.now().time_since_epoch()); }

private:
    testkit::FakeClock const& clock_;
};

class FakeIdentity final : public auth::HttpTransport {
public:
    explicit FakeIdentity(testkit::FakeClock const& clock);

    std::expected<auth::HttpResponse, std::string> send(auth::HttpRequest const& request) override;

    // A person follows auth_uri and signs in; gives what the browser brings back. `auth_time` is now unless told.
    auth::Parameters visit(std::string_view auth_uri, Person const& person = {});
    // They press Cancel, or "forgot password".
    auth::Parameters leave(std::string_view auth_uri, std::string error, std::string description) const;

    // Claims as the tenant issues them; change them and sign() for tokens that are wrong in one point.
    json::Object access_claims(std::string_view policy, Person const& person = {}) const;
    json::Object id_claims(std::string_view policy, std::string_view nonce, Person const& person = {}) const;
    std::string sign(json::Object const& claims) const;
    std::string access_token(std::string_view policy, Person const& person = {}) const
    {
        return sign(access_claims(policy, person));
    }

    // Publishes and uses another key; the old one is no longer published.
    void rotate_key();
    // How many requests had this in their address.
    int count(std::string_view part) const;

    // Nobody answers. An address part that nobody answers at; "" for none. A status and body for every request.
    std::atomic<bool> down = false;
    std::string down_at;
    std::optional<auth::HttpResponse> answer_everything_with;
    // Seconds to live of access tokens.
    std::int64_t lifetime = 3600;
    // Seconds ago that the single sign-on session was begun; prompt=login and max_age begin a new one.
    std::int64_t session_age = 0;
    // Claims put over those of the next id_tokens; null removes one.
    json::Object id_token_changes;
    // Whether the pages obey max_age and prompt.
    bool obeys_max_age = true;

private:
    struct Grant {
        std::string policy;
        std::string redirect_uri;
        std::string code_challenge;
        std::string nonce;
        std::string scope;
        std::int64_t auth_time = 0;
        Person person;
        std::string family;
    };
    auth::HttpResponse token_answer(std::string const& policy, std::string_view body);
    auth::HttpResponse issue(Grant const& grant, std::string const& scope);
    std::string next(std::string_view kind) { return std::string(kind) + std::to_string(++serial_); }

    testkit::FakeClock const& clock_;
    crypto::SigningKey key_;
    std::string kid_;
    mutable std::mutex mutex_;
    std::map<std::string, Grant> codes_;
    std::map<std::string, Grant> refresh_tokens_;
    std::set<std::string> used_;
    std::set<std::string> ended_families_;
    std::vector<std::string> requests_;
    int serial_ = 0;
};

// The application's side of the same tenant.
auth::Ports ports(std::shared_ptr<FakeIdentity> identity, testkit::FakeClock const& clock);
auth::ClientConfig web_config(
    std::shared_ptr<FakeIdentity> identity, testkit::FakeClock const& clock, std::string_view policy);

} // namespace gatehouse::fake_identity
