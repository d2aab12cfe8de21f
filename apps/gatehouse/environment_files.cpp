#include "apps/gatehouse/environment_files.h"

#include "apps/gatehouse/durable_file.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace gatehouse::app {
namespace {

// "apps.insurance-web.secret" of "${apps.insurance-web.secret}", which is known only when it is made; "" of others.
std::string made_value(std::string const& value)
{
    bool const is_one = value.starts_with("${") && (value.ends_with(".secret}") || value.ends_with(".password}"));
    return is_one ? value.substr(2, value.size() - 3) : "";
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

std::vector<std::string> owners_of_lost_secrets(
    TenantDeclaration const& declaration, std::filesystem::path const& directory)
{
    std::vector<std::string> owners;
    for (DeclaredEnvironment const& environment : declaration.environments) {
        auto const known = read_values(directory / environment.file);
        for (auto const& [key, value] : environment.values) {
            std::string const made = made_value(value);
            size_t const dot = made.find('.');
            if (!made.empty() && !known.contains(key))
                owners.push_back(made.substr(dot + 1, made.rfind('.') - dot - 1));
        }
    }
    return owners;
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
            std::string const made = made_value(value);
            if (!made.empty() && !all.contains(made))
                if (auto const kept = known.find(key); kept != known.end())
                    all[made] = kept->second;
            text += key + "=" + TRY(expand(value, all)) + "\n";
        }
        TRY(write_durable_file(directory / environment.file, text, 0600));
        lines.push_back(environment.file + ": written");
    }
    return lines;
}

} // namespace gatehouse::app
