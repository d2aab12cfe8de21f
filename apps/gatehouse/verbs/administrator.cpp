#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/people_by_name.h"
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/administration/roles.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kRole{ "role", true, "global, user, application, policy or auditor; may stand several times" };
constexpr OptionSpec kTenant{ "tenant", true, "domain or id; needed when several tenants have such a person" };
constexpr OptionSpec kHelp{ "help", false, "this list" };

Result<std::vector<AdminRole>> read_roles(Options const& options)
{
    std::vector<AdminRole> roles;
    for (std::string const& text : options.all("role")) {
        auto const role = parse_admin_role(text);
        if (!role)
            return fail(
                Fault::Invalid, "'" + text + "' is no role; there are global, user, application, policy and auditor");
        roles.push_back(*role);
    }
    return roles;
}

std::string names_of(std::vector<AdminRole> const& roles)
{
    std::string text;
    for (AdminRole const role : roles)
        text += (text.empty() ? "" : ", ") + std::string(name(role));
    return text.empty() ? "no role" : text;
}

// With `remove`, the roles that are named go, or all when none is.
std::vector<AdminRole> changed(std::vector<AdminRole> before, std::vector<AdminRole> const& named, bool const remove)
{
    if (!remove) {
        before.insert(before.end(), named.begin(), named.end());
        return before;
    }
    std::erase_if(
        before, [&](AdminRole const role) { return named.empty() || std::ranges::find(named, role) != named.end(); });
    return before;
}

enum class Change { Add, Remove };
Result<void> change(Options const& options, Change what)
{
    SystemRandom random;
    SystemClock const clock;
    auto const named = TRY(read_roles(options));
    bool const remove = what == Change::Remove;
    if (!remove && named.empty())
        return fail(Fault::Invalid, "name what they may do with --role");
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    return directory.store->transact([&](Ports& ports) -> Result<void> {
        std::string const& who = options.words.back();
        Found const person = TRY(find_person(ports, who, to_lower(options.get("tenant"))));
        auto const before = TRY(ports.administrators.roles(person.tenant.id, person.user));
        TRY(change_roles(ports, person.tenant.id, person.user, changed(before, named, remove),
            { .by = "command line", .time = clock.now(), .correlation = CorrelationId(random_guid(random)) }));
        auto const roles = TRY(ports.administrators.roles(person.tenant.id, person.user));
        std::printf("%s: %s has %s\n", person.tenant.domain.c_str(), who.c_str(), names_of(roles).c_str());
        return {};
    });
}

Result<void> list(Options const& options)
{
    SystemRandom random;
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    std::string const wanted = to_lower(options.get("tenant"));
    return directory.store->read([&](Ports& ports) -> Result<void> {
        for (Tenant const& tenant : TRY(ports.tenants.list())) {
            if (!wanted.empty() && tenant.domain != wanted && tenant.id.text() != wanted)
                continue;
            for (Administrator const& one : TRY(ports.administrators.list(tenant.id))) {
                auto const user = TRY(ports.users.find(tenant.id, one.user));
                std::string const who
                    = user && !user->identities.empty() ? user->identities.front().value : one.user.text();
                std::printf("%s: %s has %s\n", tenant.domain.c_str(), who.c_str(), names_of(one.roles).c_str());
            }
        }
        return {};
    });
}

bool names_one(Options const& options)
{
    return options.words.size() == 1;
}

} // namespace

std::vector<VerbFrame> administrator_frames()
{
    constexpr char kWho[]
        = "PERSON is a sign-in name, an object id of the directory or an id at a provider. They sign in at /admin\n"
          "with a second factor, which they can set up there.\n\n";
    return {
        { .name = "administrator add",
            .options = { kRole, kTenant, kDataOption, kMasterKeyOption, kHelp },
            .usage = std::string("usage: gatehouse administrator add PERSON --role ROLE [OPTIONS]\n\n") + kWho,
            .fits = names_one,
            .run = [](Options const& options) { return change(options, Change::Add); } },
        { .name = "administrator list",
            .options = { kTenant, kDataOption, kMasterKeyOption, kHelp },
            .usage = "usage: gatehouse administrator list [OPTIONS]\n\nPrints who has which role.\n\n",
            .fits = [](Options const& options) { return options.words.empty(); },
            .run = list },
        { .name = "administrator remove",
            .options = { kRole, kTenant, kDataOption, kMasterKeyOption, kHelp },
            .usage = std::string("usage: gatehouse administrator remove PERSON [--role ROLE] [OPTIONS]\n\n") + kWho,
            .fits = names_one,
            .run = [](Options const& options) { return change(options, Change::Remove); } },
    };
}

} // namespace gatehouse::app
