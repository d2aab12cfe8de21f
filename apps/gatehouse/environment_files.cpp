#include "apps/gatehouse/environment_files.h"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::app {
namespace {

constexpr std::string_view kSecretSuffix = ".secret}";

// The app key of "${apps.KEY.secret}", or "".
std::string secret_of(std::string const& value)
{
    constexpr std::string_view kPrefix = "${apps.";
    if (!value.starts_with(kPrefix) || !value.ends_with(kSecretSuffix))
        return {};
    return value.substr(kPrefix.size(), value.size() - kPrefix.size() - kSecretSuffix.size());
}

std::map<std::string, std::string> read_values(std::filesystem::path const& path)
{
    std::map<std::string, std::string> values;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);)
        if (size_t const equals = line.find('='); equals != std::string::npos)
            values[line.substr(0, equals)] = line.substr(equals + 1);
    return values;
}

Result<std::string> expand(std::string const& text, std::map<std::string, std::string> const& values)
{
    std::string out;
    size_t at = 0;
    for (size_t open = text.find("${"); open != std::string::npos; open = text.find("${", at)) {
        size_t const close = text.find('}', open);
        auto const value
            = close == std::string::npos ? values.end() : values.find(text.substr(open + 2, close - open - 2));
        if (value == values.end())
            return fail(Fault::Invalid, "'" + text + "' names something that is not known");
        out += text.substr(at, open - at) + value->second;
        at = close + 1;
    }
    return out + text.substr(at);
}

Result<void> write_private(std::filesystem::path const& path, std::string const& text)
{
    std::string const fresh = path.string() + ".new";
    ::unlink(fresh.c_str());
    int const file = ::open(fresh.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    bool const written = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size())
        && ::fsync(file) == 0;
    if (file >= 0)
        ::close(file);
    if (!written || ::rename(fresh.c_str(), path.c_str()) != 0)
        return fail(Fault::Unavailable, "cannot write " + path.string());
    return {};
}

} // namespace

std::vector<std::string> apps_with_lost_secrets(
    TenantDeclaration const& declaration, std::filesystem::path const& directory)
{
    std::vector<std::string> apps;
    for (DeclaredEnvironment const& environment : declaration.environments) {
        auto const known = read_values(directory / environment.file);
        for (auto const& [key, value] : environment.values) {
            std::string const app = secret_of(value);
            if (!app.empty() && !known.contains(key))
                apps.push_back(app);
        }
    }
    return apps;
}

Result<std::vector<std::string>> write_environment_files(TenantDeclaration const& declaration,
    std::map<std::string, std::string> const& values, std::filesystem::path const& directory)
{
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error)
        return fail(Fault::Unavailable, "cannot create " + directory.string() + ": " + error.message());
    std::vector<std::string> lines;
    for (DeclaredEnvironment const& environment : declaration.environments) {
        auto const known = read_values(directory / environment.file);
        auto all = values;
        all.insert(declaration.variables.begin(), declaration.variables.end());
        std::string text;
        for (auto const& [key, value] : environment.values) {
            std::string const app = secret_of(value);
            if (!app.empty() && !all.contains("apps." + app + ".secret"))
                if (auto const kept = known.find(key); kept != known.end())
                    all["apps." + app + ".secret"] = kept->second;
            text += key + "=" + TRY(expand(value, all)) + "\n";
        }
        TRY(write_private(directory / environment.file, text));
        lines.push_back(environment.file + ": written");
    }
    return lines;
}

} // namespace gatehouse::app
