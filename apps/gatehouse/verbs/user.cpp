#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/sessions/end.h"

#include <cstdio>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    { "data", true, "directory of the database (default: ./data)" },
    kMasterKeyOption,
    { "tenant", true, "domain or id; needed when several tenants have such a person" },
    { "help", false, "this list" },
};

struct Found {
    Tenant tenant;
    UserId user;
};

// By sign-in name or object id.
Result<std::vector<Found>> find_people(Ports& ports, std::string const& who, std::string const& wanted_tenant)
{
    std::vector<Found> found;
    for (Tenant const& tenant : TRY(ports.tenants.list())) {
        if (!wanted_tenant.empty() && tenant.domain != wanted_tenant && tenant.id.text() != wanted_tenant)
            continue;
        auto user = TRY(ports.users.find_by_sign_in_name(tenant.id, who));
        if (!user)
            user = TRY(ports.users.find(tenant.id, UserId(to_lower(who))));
        if (user)
            found.push_back({ tenant, user->id });
    }
    return found;
}

Result<void> revoke(Options const& options)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    std::string const& who = options.words.back();
    CorrelationId const correlation(random_guid(random));
    TRY(directory.store->transact([&](Ports& ports) -> Result<void> {
        auto const people = TRY(find_people(ports, who, to_lower(options.get("tenant"))));
        if (people.empty())
            return fail(Fault::Invalid, "there is nobody called " + who);
        if (people.size() > 1)
            return fail(Fault::Invalid, "several tenants have " + who + ": name one with --tenant");
        TRY(revoke_sessions(ports, people[0].tenant.id, people[0].user, correlation, clock.now()));
        std::printf("%s: %s is signed out everywhere; refresh tokens are worth nothing\n",
            people[0].tenant.domain.c_str(), who.c_str());
        return {};
    }));
    return {};
}

} // namespace

int user_verb(std::span<char const* const> arguments)
{
    return run_verb(
        { .name = "user",
            .options = kOptions,
            .usage
            = "usage: gatehouse user revoke NAME|OBJECT_ID [OPTIONS]\n\n"
              "Ends every session and refresh token of a person. Access tokens that are out stay good until they\n"
              "expire. Running servers follow at once and tell the applications that asked to be told.\n\n",
            .fits
            = [](Options const& options) { return options.words.size() == 2 && options.words.front() == "revoke"; },
            .run = revoke },
        arguments);
}

} // namespace gatehouse::app
