#include "apps/gatehouse/environment_files.h"

#include "apps/gatehouse/durable_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

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
        TRY(write_durable_file(directory / environment.file, text, 0600));
        lines.push_back(environment.file + ": written");
    }
    return lines;
}

} // namespace gatehouse::app
