#include "apps/gatehouse/verbs/verb.h"

#include "apps/gatehouse/apply.h"
#include "apps/gatehouse/environment_files.h"
#include "apps/gatehouse/master_key.h"
#include "apps/gatehouse/options.h"
#include "apps/gatehouse/wire.h"
#include "core/directory/hash_pool.h"

#include <cstdio>
#include <fstream>
#include <sstream>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kOptions[] = {
    kDataOption,
    { "set", true, "NAME=VALUE for one of the file's [variables]; may stand several times" },
    { "write-env", true, "directory for the files of [environments]" },
    kMasterKeyOption,
    { "help", false, "this list" },
};

Result<std::map<std::string, std::string>> read_overrides(Options const& options)
{
    std::map<std::string, std::string> overrides;
    for (std::string const& pair : options.all("set")) {
        size_t const equals = pair.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(Fault::Invalid, "--set needs NAME=VALUE, not '" + pair + "'");
        overrides[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return overrides;
}

Result<void> run(Options const& options)
{
    std::string const path = options.words.front();
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
        return fail(Fault::Invalid, "cannot read " + path);
    auto const declaration = read_tenant_file(text.str(), path, TRY(read_overrides(options)));
    if (!declaration) {
        for (toml::Problem const& problem : declaration.error())
            std::fprintf(stderr, "%s\n", toml::text(problem).c_str());
        return fail(Fault::Invalid, "nothing was applied");
    }
    for (toml::Problem const& warning : declaration->warnings)
        std::fprintf(stderr, "%s\n",
            toml::text({ warning.file, warning.line, warning.column, "warning: " + warning.message }).c_str());
    SystemClock const clock;
    SystemRandom random;
    auto const directory = TRY(open_directory({ options.get("data", "data"), options.get("master-key-file") }, random));
    HashPool hasher({});
    std::string const env_directory = options.get("write-env");
    auto const lost_secrets
        = env_directory.empty() ? std::vector<std::string>() : owners_of_lost_secrets(*declaration, env_directory);
    auto const applied = TRY(apply(*directory.store, *declaration, lost_secrets, hasher, clock, random));
    for (std::string const& line : applied.lines)
        std::printf("%s\n", line.c_str());
    if (env_directory.empty()) {
        for (auto const& [name, value] : applied.values)
            if (name.ends_with(".secret") || name.ends_with(".password"))
                std::printf("%s: made, but not written anywhere: use --write-env\n", name.c_str());
        return {};
    }
    for (std::string const& line : TRY(write_environment_files(*declaration, applied.values, env_directory)))
        std::printf("%s\n", line.c_str());
    return {};
}

} // namespace

std::vector<VerbFrame> apply_frames()
{
    return { { .name = "apply",
        .options = { std::begin(kOptions), std::end(kOptions) },
        .usage = "usage: gatehouse apply TENANT.TOML [OPTIONS]\n\n"
                 "Creates a tenant, or makes it what the file says; what the file does not name stays.\n\n",
        .fits = [](Options const& options) { return options.words.size() == 1; },
        .run = run } };
}

} // namespace gatehouse::app
