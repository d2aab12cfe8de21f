// Sessions of browsers, and their journeys to the sign-in pages, in SQLite: a restart or a second instance on the same
// file keeps them. The cookie holds a random id; the file holds its digest, and what rests there is sealed.
#pragma once

#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/crypto/seal.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::sql {
class Database;
}

namespace gatehouse::insurance_web {

// Something to tell the person once, on the next page.
enum class Notice { None, Cancelled, PasswordChanged, ProfileUpdated, BeneficiaryChanged, SignedOut };

// An authority that the person signed in at, for sign-out.
struct SignedInAt {
    std::string authority;
    std::string id_token;
};

struct SessionData {
    std::string oid; // "" for a browser that has not signed in
    std::string name;
    std::string claims; // JSON of the newest id_token
    std::string tokens; // a serialized auth::TokenCache
    std::string csrf;
    std::vector<SignedInAt> signed_in_at;
    Notice notice = Notice::None;
};

struct Session {
    std::string id; // the cookie's value
    SessionData data;
};

enum class Purpose { SignIn, StepUp, EditProfile, ResetPassword, SignOut };

// Where a browser was sent, and what to do when it comes back.
struct Journey {
    Purpose purpose = Purpose::SignIn;
    std::string flow; // a serialized auth::AuthCodeFlow
    std::string return_to;
    // A change that waits for the step-up; "" when there is none.
    std::string beneficiary;
    std::string if_match;
    std::int64_t attempt = 0;
    std::vector<SignedInAt> still_to_leave;
};

class Sessions {
public:
    // `path` may be ":memory:".
    static Result<std::unique_ptr<Sessions>> open(
        std::string const& path, crypto::SealingKey key, Random& random, Clock const& clock);
    ~Sessions();

    // Nothing for an id that is unknown, too old or idle too long.
    Result<std::optional<Session>> find(std::string_view id);
    Result<Session> create(SessionData data);
    // A new id for what is now worth more; the old one is worthless from here on, and journeys under way in other tabs
    // move along (attack-18).
    Result<Session> rotate(std::string_view id, SessionData data);
    // Reads, changes and writes in one transaction; does nothing when the session is gone.
    Result<void> update(std::string_view id, std::function<void(SessionData&)> const& change);
    Result<void> remove(std::string_view id);

    // Keyed by `state` and bound to the session (attack-43).
    Result<void> keep(std::string_view id, std::string_view state, Journey const& journey);
    // Gives the journey once, and only to the browser that began it.
    Result<std::optional<Journey>> take(std::string_view id, std::string_view state);

    Result<void> ping();

    static constexpr std::chrono::hours kLongest{ 12 };
    static constexpr std::chrono::minutes kIdle{ 60 };
    static constexpr std::chrono::minutes kJourney{ 15 };

private:
    Sessions(std::unique_ptr<sql::Database> database, crypto::SealingKey key, Random& random, Clock const& clock);
    std::string seal(std::string_view plain, std::string_view purpose, std::string_view digest);
    std::optional<std::string> unseal(std::string_view sealed, std::string_view purpose, std::string_view digest) const;

    std::unique_ptr<sql::Database> database_;
    crypto::SealingKey key_;
    Random& random_;
    Clock const& clock_;
};

// 32 bytes from the file, made with mode 0600 on the first start. Two instances that start at once get the same key.
Result<crypto::SealingKey> load_or_make_key(std::string const& path, Random& random);

} // namespace gatehouse::insurance_web
