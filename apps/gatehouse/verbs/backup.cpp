// `gatehouse backup` and `restore`: a copy while servers run, and the way back.
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/verbs/verb.h"
#include "apps/gatehouse/wire.h"
#include "core/directory/user_search.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace gatehouse::app {
namespace {

namespace fs = std::filesystem;

constexpr OptionSpec kHelp{ "help", false, "this list" };

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

// What it says is what was read, every page of it.
Result<void> verify(StoreOptions const& copy, Random& random)
{
    std::fprintf(stderr, "checking %s ...\n", copy.path.c_str());
    TRY(check_integrity(copy.path));
    auto const store = TRY(open_store(copy, random));
    Content const content = TRY(content_of(*store));
    std::printf("%s: whole; %zu tenants, %lld people, %zu signing keys; opened with the master key, which is no part "
                "of it\n",
        copy.path.c_str(), content.tenants, static_cast<long long>(content.people), content.keys);
    return {};
}

Result<void> back_up(Options const& options)
{
    SystemRandom random;
    fs::path const to = options.words.front();
    // Whoever reads a copy reads what is not sealed.
    ::umask(077);
    std::error_code failed;
    if (fs::exists(to, failed))
        return fail(Fault::Invalid, to.string() + " is there already; name a new directory");
    auto const directory
        = TRY(open_existing_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    fs::create_directories(to, failed);
    StoreOptions const copy = store_options(to, directory.master_key);
    TRY(directory.store->backup(copy.path));
    if (auto const good = verify(copy, random); !good)
        return fail(Fault::Internal, "the copy was written but is not good: " + good.error().detail);
    return {};
}

Result<void> copy_durably(fs::path const& from, fs::path const& to)
{
    std::error_code failed;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed);
    if (failed)
        return fail(
            Fault::Unavailable, "cannot copy " + from.string() + " to " + to.string() + ": " + failed.message());
    int const file = ::open(to.c_str(), O_RDWR | O_CLOEXEC);
    bool const durable = file >= 0 && ::fsync(file) == 0;
    if (file >= 0)
        ::close(file);
    if (!durable)
        return fail(Fault::Unavailable, "cannot write " + to.string());
    return {};
}

// Until the copy is known to be good it does not have the name that a server would open.
Result<void> restore(Options const& options)
{
    SystemRandom random;
    fs::path const from = store_options(options.words.front(), {}).path;
    fs::path const data = options.get("data", "data");
    fs::path const to = store_options(data, {}).path;
    ::umask(077);
    std::error_code failed;
    if (!fs::exists(from, failed))
        return fail(Fault::Invalid, "there is no " + from.string() + "; name a directory that `gatehouse backup` made");
    if (fs::exists(from.string() + "-wal", failed) && fs::file_size(from.string() + "-wal", failed) > 0)
        return fail(Fault::Invalid,
            from.string() + " is in use, or was when it was copied; take a copy with `gatehouse backup`");
    if (fs::exists(to, failed))
        return fail(Fault::Invalid,
            to.string() + " is there already and would be lost; name a directory without a database with --data");
    MasterKey const key = TRY(load_master_key(data, options.get("master-key-file"), MissingKey::IsRefused));
    StoreOptions part = store_options(data, key.bytes);
    part.path += ".part";
    TRY(copy_durably(from, part.path));
    auto good = verify(part, random);
    if (good && ::rename(part.path.c_str(), to.c_str()) != 0)
        good = fail(Fault::Unavailable, "cannot write " + to.string());
    if (!good) {
        for (char const* side : { "", "-wal", "-shm" })
            fs::remove(part.path + side, failed);
        return fail(good.error().fault,
            good.error().fault == Fault::Denied
                ? "the master key from " + key.from + " does not open the backup, which was made under another one"
                : good.error().detail);
    }
    std::printf("restored; `gatehouse serve --data %s` runs it\n", data.c_str());
    return {};
}

bool has_one_word(Options const& options)
{
    return options.words.size() == 1;
}

} // namespace

std::vector<VerbFrame> backup_frames()
{
    return { { .name = "backup",
        .options = { kDataOption, kMasterKeyOption, kHelp },
        .usage = "usage: gatehouse backup NEW_DIRECTORY [OPTIONS]\n\n"
                 "Copies the database while servers run, reads the whole copy, opens it and says what is in it.\n"
                 "`gatehouse restore` is the way back; it needs the same master key.\n\n",
        .fits = has_one_word,
        .run = back_up } };
}

std::vector<VerbFrame> restore_frames()
{
    return { { .name = "restore",
        .options = { { "data", true, "directory without a database, where it goes (default: ./data)" },
            kMasterKeyOption, kHelp },
        .usage = "usage: gatehouse restore BACKUP_DIRECTORY [OPTIONS]\n\n"
                 "Copies a backup, reads the whole copy, opens it with the master key and says what is in it. Only\n"
                 "then it becomes the database of --data; one that is there already is never replaced. Put the\n"
                 "master key that the backup was made under into that directory first, or name it.\n\n",
        .fits = has_one_word,
        .run = restore } };
}

} // namespace gatehouse::app
