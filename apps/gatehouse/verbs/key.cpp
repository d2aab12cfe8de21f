#include "apps/gatehouse/directory_client.h"
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/resource.h"
#include "apps/gatehouse/wire.h"
#include "core/keys/rotation.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kTenant{ "tenant", true, "domain or id; needed when there are several" };
constexpr OptionSpec kJson{ "json", false, "one JSON object a line, for programs" };
constexpr OptionSpec kHelp{ "help", false, "this list" };

Result<Directory> open_place(Options const& options, Random& random)
{
    return open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random);
}

// The one that is named, or all.
Result<std::vector<Tenant>> find_tenants(Store& store, Options const& options)
{
    if (options.has("tenant"))
        return std::vector{ TRY(choose_tenant(store, options)) };
    return read<std::vector<Tenant>>(store, [](Ports& ports) { return ports.tenants.list(); });
}

enum class KeyState { Signing, Next, Verifying };

KeyState state_of(StoredSigningKey const& key, std::string const& signing, Time now)
{
    if (key.kid == signing)
        return KeyState::Signing;
    return key.signs_from > now ? KeyState::Next : KeyState::Verifying;
}

std::string words_of(KeyState state, StoredSigningKey const& key)
{
    switch (state) {
    case KeyState::Signing:
        return "signs until " + rfc3339(key.signs_until);
    case KeyState::Next:
        return "next, signs from " + rfc3339(key.signs_from);
    case KeyState::Verifying:
        return "verifies until " + rfc3339(key.verifies_until);
    }
    return "";
}

json::Object object_of(KeyState state, StoredSigningKey const& key, std::string const& algorithm)
{
    constexpr std::string_view kStates[] = { "signing", "next", "verifying" };
    return { { "kid", key.kid }, { "alg", algorithm }, { "state", std::string(kStates[static_cast<size_t>(state)]) },
        { "created", rfc3339(key.created) }, { "signsFrom", rfc3339(key.signs_from) },
        { "signsUntil", rfc3339(key.signs_until) }, { "verifiesUntil", rfc3339(key.verifies_until) } };
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
        bool const as_json = options.has("json");
        if (!as_json)
            std::printf("%s\n", tenant.domain.c_str());
        auto const keys = TRY(read<std::vector<StoredSigningKey>>(
            *directory.store, [&](Ports& ports) { return ports.signing_keys.list(tenant.id); }));
        for (StoredSigningKey const& key : keys) {
            std::string const algorithm(crypto::name(TRY(crypto::SigningKey::load(key.private_bytes)).algorithm()));
            KeyState const state = state_of(key, signing, clock.now());
            if (as_json) {
                json::Object told = object_of(state, key, algorithm);
                told.set("tenant", tenant.domain);
                std::printf("%s\n", json::write(told).c_str());
            } else {
                std::printf("  %s  %s  made %s  %s\n", key.kid.c_str(), algorithm.c_str(), rfc3339(key.created).c_str(),
                    words_of(state, key).c_str());
            }
        }
    }
    return {};
}

Result<void> rotate(Options const& options)
{
    if (options.has("keep-old-tokens") && !options.has("emergency"))
        return fail(Fault::Invalid, "--keep-old-tokens goes with --emergency; a scheduled rotation always keeps them");
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(open_place(options, random));
    Tenant const tenant = TRY(choose_tenant(*directory.store, options));
    auto const urgency = options.has("emergency") ? Urgency::Emergency : Urgency::Scheduled;
    auto const old_tokens = options.has("keep-old-tokens") ? OldTokens::GoodUntilTheyExpire : OldTokens::Refused;
    auto const rotation = TRY(rotate_signing_key(*directory.store, tenant, urgency, old_tokens, clock));
    std::printf("%s: %s %s\n", tenant.domain.c_str(), rotation.kid.c_str(),
        urgency == Urgency::Emergency
            ? "signs from now on"
            : ((rotation.was_there ? "was published already and signs from " : "is published and signs from ")
                  + rfc3339(rotation.signs_from))
                  .c_str());
    for (std::string const& kid : rotation.stopped)
        std::printf("%s: %s neither signs nor verifies any more\n", tenant.domain.c_str(), kid.c_str());
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

Result<void> name_set(DirectoryClient&, Options const& options, json::Object& body)
{
    body.set("id", options.words.front());
    return {};
}

Result<void> add_secret(DirectoryClient&, Options const& options, json::Object& body)
{
    if (!options.has("secret-file"))
        return fail(Fault::Invalid, "--secret-file is missing");
    body.set("k", std::string(TRY(read_client_secret(options.get("secret-file"))).reveal()));
    return {};
}

constexpr BodyField kUse{ "use", "use", BodyField::Kind::Text, "sig or enc", true };

constexpr BodyField kBegins{ "begins", "nbf", BodyField::Kind::Seconds,
    "when the key is used first: a day or a moment in UTC (default: now)" };
constexpr BodyField kEnds{ "ends", "exp", BodyField::Kind::Seconds, "when it is used no more (default: never)" };

ResourceCommand const kSetCommands[] = {
    { .name = "key create-set",
        .words = "SET",
        .help = "Makes a set of policy keys, without a key in it: B2C_1A_ is put in front of its name.",
        .method = http::Method::Post,
        .target = "/beta/trustFramework/keySets",
        .complete = name_set },
    { .name = "key generate",
        .words = "SET",
        .help = "Makes a key in a set of policy keys. The one that began last is used, until it ends.",
        .method = http::Method::Post,
        .target = "/beta/trustFramework/keySets/{word}/generateKey",
        .fields = { kUse, { "type", "kty", BodyField::Kind::Text, "oct, or RSA: what the tenant signs with", true },
            kBegins, kEnds } },
    { .name = "key remove-set",
        .words = "SET",
        .help = "Removes a set of policy keys. Policies that name it stop working.",
        .method = http::Method::Delete,
        .target = "/beta/trustFramework/keySets/{word}",
        .done = "removed" },
    { .name = "key sets",
        .help = "Prints the sets of policy keys. What is secret of them is never printed.",
        .target = "/beta/trustFramework/keySets",
        .columns = { { "SET", "id", 40 }, { "TYPE", "keys/kty", 5 }, { "USE", "keys/use" } } },
    { .name = "key upload-secret",
        .words = "SET",
        .help = "Puts a secret into a set of policy keys. The one that began last is used, until it ends.",
        .method = http::Method::Post,
        .target = "/beta/trustFramework/keySets/{word}/uploadSecret",
        .fields = { kUse, kBegins, kEnds },
        .complete = add_secret,
        .options = { { "secret-file", true, "file with the secret" } } },
};

bool has_no_words(Options const& options)
{
    return options.words.empty();
}

} // namespace

std::vector<VerbFrame> key_frames()
{
    std::vector<VerbFrame> frames{
        { .name = "key list",
            .options = { kDataOption, kMasterKeyOption, kTenant, kJson, kHelp },
            .usage = "usage: gatehouse key list [OPTIONS]\n\n"
                     "Shows the signing keys and what each of them does now.\n\n",
            .fits = has_no_words,
            .run = list },
        { .name = "key reseal",
            .options
            = { kDataOption, kMasterKeyOption, { "new-master-key-file", true, "file with the new master key" }, kHelp },
            .usage = "usage: gatehouse key reseal --new-master-key-file FILE [OPTIONS]\n\n"
                     "Puts the database under another master key.\n\n",
            .fits = has_no_words,
            .run = reseal },
        { .name = "key rotate",
            .options = { kDataOption, kMasterKeyOption, kTenant,
                { "emergency", false, "the new key signs at once; tokens of the old ones are good no longer" },
                { "keep-old-tokens", false, "with --emergency: tokens that are out stay good until they expire" },
                kHelp },
            .usage
            = "usage: gatehouse key rotate [OPTIONS]\n\n"
              "Publishes the next signing key, which signs after the tenant's lead time. Running servers follow\n"
              "within two seconds.\n\n",
            .fits = has_no_words,
            .run = rotate },
    };
    std::ranges::move(resource_frames(kSetCommands), std::back_inserter(frames));
    return frames;
}

} // namespace gatehouse::app
