#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/keys/rotation.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    { "data", true, "directory of the database (default: ./data)" },
    kMasterKeyOption,
    { "tenant", true, "domain or id; needed when there are several" },
    { "emergency", false, "rotate: the new key signs at once; tokens of the old ones are good no longer" },
    { "keep-old-tokens", false, "with --emergency: tokens that are out stay good until they expire" },
    { "new-master-key-file", true, "reseal: file with the new master key" },
    { "help", false, "this list" },
};

constexpr char kUsage[] = "usage: gatehouse key list|rotate|reseal [OPTIONS]\n\n"
                          "list    shows the signing keys and what each of them does now\n"
                          "rotate  publishes the next signing key, which signs after the tenant's lead time\n"
                          "reseal  puts the database under another master key\n\n"
                          "Running servers follow a rotation within two seconds.\n\n";

Result<Directory> open_place(Options const& options, Random& random)
{
    return open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random);
}

Result<std::vector<Tenant>> find_tenants(Store& store, Options const& options)
{
    auto const all = TRY(read<std::vector<Tenant>>(store, [](Ports& ports) { return ports.tenants.list(); }));
    if (!options.has("tenant"))
        return all;
    std::string const wanted = to_lower(options.get("tenant"));
    for (Tenant const& tenant : all)
        if (tenant.domain == wanted || tenant.id.text() == wanted)
            return std::vector{ tenant };
    return fail(Fault::Invalid, "there is no tenant " + options.get("tenant"));
}

std::string state_of(StoredSigningKey const& key, std::string const& signing, Time now)
{
    if (key.kid == signing)
        return "signs until " + rfc3339(key.signs_until);
    if (key.signs_from > now)
        return "next, signs from " + rfc3339(key.signs_from);
    return "verifies until " + rfc3339(key.verifies_until);
}

Result<void> list(Options const& options)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open_place(options, random));
    KeyRings rings(*directory.store, clock);
    for (Tenant const& tenant : TRY(find_tenants(*directory.store, options))) {
        TRY(rings.refresh(tenant));
        std::string const signing = TRY(rings.signing(tenant.id)).kid;
        std::printf("%s\n", tenant.domain.c_str());
        auto const keys = TRY(read<std::vector<StoredSigningKey>>(
            *directory.store, [&](Ports& ports) { return ports.signing_keys.list(tenant.id); }));
        for (StoredSigningKey const& key : keys)
            std::printf("  %s  %s  made %s  %s\n", key.kid.c_str(),
                std::string(crypto::name(TRY(crypto::SigningKey::load(key.private_bytes)).algorithm())).c_str(),
                rfc3339(key.created).c_str(), state_of(key, signing, clock.now()).c_str());
    }
    return {};
}

Result<void> rotate(Options const& options)
{
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open_place(options, random));
    auto const tenants = TRY(find_tenants(*directory.store, options));
    if (tenants.size() != 1)
        return fail(Fault::Invalid,
            tenants.empty() ? "there is no tenant yet" : "there are several tenants: name one with --tenant");
    auto const urgency = options.has("emergency") ? Urgency::Emergency : Urgency::Scheduled;
    auto const old_tokens = options.has("keep-old-tokens") ? OldTokens::GoodUntilTheyExpire : OldTokens::Refused;
    auto const rotation = TRY(rotate_signing_key(*directory.store, tenants[0], urgency, old_tokens, clock));
    std::printf("%s: %s %s\n", tenants[0].domain.c_str(), rotation.kid.c_str(),
        urgency == Urgency::Emergency
            ? "signs from now on"
            : ((rotation.was_there ? "was published already and signs from " : "is published and signs from ")
                  + rfc3339(rotation.signs_from))
                  .c_str());
    for (std::string const& kid : rotation.stopped)
        std::printf("%s: %s neither signs nor verifies any more\n", tenants[0].domain.c_str(), kid.c_str());
    return {};
}

Result<void> reseal(Options const& options)
{
    if (!options.has("new-master-key-file"))
        return fail(Fault::Invalid, "reseal needs --new-master-key-file");
    std::filesystem::path const data = options.get("data", "data");
    SystemRandom random;
    // Both are read before anything is written.
    auto const next = TRY(read_master_key(options.get("new-master-key-file")));
    auto const directory = TRY(open_place(options, random));
    TRY(reseal_store(store_options(data, directory.master_key), crypto::SealingKey(std::string(next.bytes)), random));
    std::printf("the database opens with the master key from %s only; start the servers with it\n", next.from.c_str());
    return {};
}

Result<void> run(Options const& options)
{
    std::string const& what = options.words.front();
    if (options.has("keep-old-tokens") && !options.has("emergency"))
        return fail(Fault::Invalid, "--keep-old-tokens goes with --emergency; a scheduled rotation always keeps them");
    return what == "list" ? list(options) : what == "rotate" ? rotate(options) : reseal(options);
}

} // namespace

int key_verb(std::span<char const* const> arguments)
{
    auto const is_known = [](Options const& options) {
        constexpr std::string_view kActions[] = { "list", "rotate", "reseal" };
        return options.words.size() == 1 && std::ranges::find(kActions, options.words.front()) != std::end(kActions);
    };
    return run_verb({ .name = "key", .options = kOptions, .usage = kUsage, .fits = is_known, .run = run }, arguments);
}

} // namespace gatehouse::app
