#include "apps/gatehouse/master_key.h"

#include "libs/base/encoding.h"
#include "libs/base/random.h"
#include "libs/base/text.h"

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::app {
namespace {

constexpr size_t kBytes = 32;

// An empty variable is one that is not set: compose files leave them so.
std::string environment(char const* name)
{
    char const* const value = std::getenv(name);
    return value ? std::string(trim(value)) : std::string();
}

// The digits themselves are in no message.
Result<MasterKey> decode(std::string_view digits, std::string from)
{
    auto bytes = hex_decode(trim(digits));
    if (!bytes || bytes->size() != kBytes)
        return fail(Fault::Invalid, from + " does not hold 64 hexadecimal digits");
    return MasterKey{ .bytes = std::move(*bytes), .from = std::move(from) };
}

Result<MasterKey> make(std::string const& path)
{
    SystemRandom random;
    MasterKey key{ .bytes = random_bytes(random, kBytes), .from = path };
    std::string const text = hex_encode(key.bytes) + "\n";
    int const file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file < 0)
        return fail(Fault::Unavailable, "cannot create " + path);
    bool const written
        = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written)
        return fail(Fault::Unavailable, "cannot write " + path + ": is the disk full?");
    return key;
}

Result<MasterKey> load_own(std::filesystem::path const& data, MissingKey missing)
{
    std::string const path = data / "master.key";
    std::error_code error;
    if (std::filesystem::exists(path, error) || error)
        return read_master_key(path);
    if (std::filesystem::exists(data / "gatehouse.db", error) || error)
        return fail(Fault::Denied,
            "there is a database in " + data.string() + ", but its master key " + path
                + " is missing: put it back, or name the key with --master-key-file; nothing was changed");
    if (missing == MissingKey::IsRefused)
        return fail(Fault::Denied,
            "there is no master key " + path
                + ": put the one there that the backup was made under, or name it with --master-key-file");
    return make(path);
}

} // namespace

Result<MasterKey> read_master_key(std::string const& path)
{
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
        return fail(Fault::Invalid, "cannot read the master key from " + path);
    return decode(text.str(), path);
}

Result<MasterKey> load_master_key(std::filesystem::path const& data, std::string const& file, MissingKey missing)
{
    std::error_code error;
    std::filesystem::create_directories(data, error);
    if (error)
        return fail(Fault::Unavailable, "cannot create the directory " + data.string() + ": " + error.message());
    ::chmod(data.c_str(), 0700);
    if (!file.empty())
        return read_master_key(file);
    if (std::string const digits = environment("GATEHOUSE_MASTER_KEY"); !digits.empty())
        return decode(digits, "GATEHOUSE_MASTER_KEY");
    if (std::string const path = environment("GATEHOUSE_MASTER_KEY_FILE"); !path.empty())
        return read_master_key(path);
    return load_own(data, missing);
}

} // namespace gatehouse::app
