#include "apps/gatehouse/tenant_branding.h"

#include "libs/base/text.h"

#include <fstream>
#include <iterator>

namespace gatehouse::app {
namespace {

std::optional<Picture> read_picture_file(toml::Section& section, std::string_view key, Expand const& expand)
{
    std::string const path = expand(section.text(key), section, key);
    if (path.empty())
        return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string const bytes(std::istreambuf_iterator<char>(file), {});
    auto picture = file ? read_picture(bytes) : Result<Picture>(fail(Fault::Invalid, "The file cannot be read."));
    if (!picture) {
        section.report(key, "'" + path + "': " + picture.error().detail);
        return std::nullopt;
    }
    return std::move(*picture);
}

} // namespace

std::map<std::string, Branding> read_brandings(toml::Section& root, Expand const& expand)
{
    std::map<std::string, Branding> all;
    for (auto& [name, section] : root.named_sections("branding")) {
        std::string const language = to_lower(name);
        Branding branding{ .accent = section.text("accent"),
            .background = section.text("background"),
            .logo_text = expand(section.text("logo_text"), section, "logo_text"),
            .logo = read_picture_file(section, "logo", expand),
            .background_picture = read_picture_file(section, "background_picture", expand) };
        if (auto const valid = check_branding(language, branding); !valid)
            section.report(valid.error().detail);
        section.report_unknown_keys();
        all.emplace(language, std::move(branding));
    }
    return all;
}

} // namespace gatehouse::app
