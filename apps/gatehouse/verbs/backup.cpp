#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/directory/user_search.h"

#include <sys/stat.h>

#include <cstdio>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    { "data", true, "directory of the database (default: ./data)" },
    kMasterKeyOption,
    { "help", false, "this list" },
};

struct Content {
    size_t tenants = 0;
    std::int64_t people = 0;
    size_t keys = 0;
};

// Signing keys are sealed: reading them proves that the master key opens what is there.
Result<Content> content_of(Store& store)
{
    return read<Content>(store, [](Ports& ports) -> Result<Content> {
        Content content;
        for (Tenant const& tenant : TRY(ports.tenants.list())) {
            ++content.tenants;
            content.people += TRY(ports.user_search.count(tenant.id, {}));
            content.keys += TRY(ports.signing_keys.list(tenant.id)).size();
        }
        return content;
    });
}

Result<void> run(Options const& options)
{
    SystemRandom random;
    std::filesystem::path const to = options.words.front();
    // Whoever reads a copy reads what is not sealed.
    ::umask(077);
    std::error_code failed;
    if (std::filesystem::exists(to, failed))
        return fail(Fault::Invalid, to.string() + " is there already; name a new directory");
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    std::filesystem::create_directories(to, failed);
    StoreOptions const copy_options = store_options(to, directory.master_key);
    TRY(directory.store->backup(copy_options.path));
    auto const copy = open_store(copy_options, random);
    auto const content = copy ? content_of(**copy) : Result<Content>(std::unexpected(copy.error()));
    if (!content)
        return fail(Fault::Internal, "the copy was written but does not open: " + content.error().detail);
    std::printf("%s: %zu tenants, %lld people, %zu signing keys; opened with the master key, which is no part of it\n",
        copy_options.path.c_str(), content->tenants, static_cast<long long>(content->people), content->keys);
    return {};
}

} // namespace

std::vector<VerbFrame> backup_frames()
{
    return { { .name = "backup",
        .options = { std::begin(kOptions), std::end(kOptions) },
        .usage = "usage: gatehouse backup NEW_DIRECTORY [OPTIONS]\n\n"
                 "Copies the database while servers run, opens the copy and says what is in it. To go back\n"
                 "to it, stop the servers and start them with --data NEW_DIRECTORY and the same master key.\n\n",
        .fits = [](Options const& options) { return options.words.size() == 1; },
        .run = run } };
}

} // namespace gatehouse::app
