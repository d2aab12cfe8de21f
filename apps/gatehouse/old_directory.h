// Passwords that are still in the B2C tenant which a tenant here takes the place of. Facts: directory.md §5.2.
#pragma once

#include "core/directory/password_hasher.h"
#include "core/journey/circuits.h"
#include "core/throttle/throttle.h"
#include "libs/base/time.h"
#include "libs/http/client.h"

#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace gatehouse::app {

// Hashes as `hasher` does, and asks the old tenant's resource owner flow about people who are kElsewhere. A person's
// password is asked about once at a time, a tenant's within Azure's limits, and a server that does not answer is left
// alone for a while.
class MigratingHasher final : public PasswordHasher {
public:
    MigratingHasher(PasswordHasher& hasher, std::unique_ptr<http::Client> client, Clock const& clock)
        : hasher_(hasher)
        , client_(std::move(client))
        , clock_(clock)
    {
    }
    Result<std::string> hash(Password const& password, crypto::HashCost cost) override
    {
        return hasher_.hash(password, cost);
    }
    Result<crypto::PasswordCheck> check(
        Password const& password, std::string const& stored, crypto::HashCost cost) override
    {
        return hasher_.check(password, stored, cost);
    }
    Result<bool> check_elsewhere(Tenant const& tenant, User const& user, Password const& password) override;

private:
    Result<bool> ask(OldDirectory const& old, User const& user, Password const& password);
    bool begin(std::string const& person);
    void end(std::string const& person);

    PasswordHasher& hasher_;
    std::unique_ptr<http::Client> client_;
    Clock const& clock_;
    journey::Circuits circuits_;
    Throttle throttle_;
    std::mutex lock_;
    std::set<std::string> asking_; // people
};

// Through the guarded client.
std::unique_ptr<http::Client> make_old_directory_client(http::ClientOptions outbound);

} // namespace gatehouse::app
