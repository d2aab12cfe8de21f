#include "apps/insurance_program/settings.h"

#include "libs/base/text.h"
#include "libs/url/url.h"

#include <cstdlib>

namespace gatehouse::insurance_program {

Environment process_environment()
{
    return [](std::string const& name) -> std::optional<std::string> {
        char const* value = std::getenv(name.c_str());
        if (!value || !*value)
            return std::nullopt;
        return std::string(value);
    };
}

std::string Settings::required(std::string const& name)
{
    auto value = environment_(name);
    if (!value)
        missing_.push_back(name);
    return value.value_or("");
}

std::string Settings::optional(std::string const& name, std::string fallback)
{
    return environment_(name).value_or(std::move(fallback));
}

std::int64_t Settings::number(std::string const& name, std::int64_t fallback, std::int64_t least, std::int64_t most)
{
    auto const text = environment_(name);
    if (!text)
        return fallback;
    auto const value = parse_integer(*text);
    if (value && *value >= least && *value <= most)
        return *value;
    wrong_.push_back(name + " must be a number from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
}

bool Settings::flag(std::string const& name)
{
    std::string const text = to_lower(optional(name, "0"));
    if (text != "0" && text != "1" && text != "true" && text != "false")
        wrong_.push_back(name + " must be 0 or 1");
    return text == "1" || text == "true";
}

std::string Settings::address(std::string const& name, std::string const& fallback)
{
    std::string text = optional(name, fallback);
    while (text.ends_with('/'))
        text.pop_back();
    auto const parsed = url::parse(text);
    bool const acceptable = parsed && !parsed->query && !parsed->fragment
        && (parsed->scheme == "https" || (parsed->scheme == "http" && url::is_loopback_host(parsed->host)));
    // An empty one is missing, which is noted elsewhere.
    if (!acceptable && !text.empty())
        wrong_.push_back(name + " must be an https address (http only for localhost): " + text);
    return text;
}

std::string Settings::required_address(std::string const& name)
{
    if (required(name).empty())
        return "";
    return address(name, "");
}

std::optional<std::string> Settings::problems() const
{
    std::vector<std::string> all;
    if (!missing_.empty())
        all.push_back("missing settings: " + join(missing_, ", "));
    all.insert(all.end(), wrong_.begin(), wrong_.end());
    if (all.empty())
        return std::nullopt;
    return join(all, "; ");
}

} // namespace gatehouse::insurance_program
