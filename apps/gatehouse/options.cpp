#include "apps/gatehouse/options.h"

#include <algorithm>

namespace gatehouse::app {

std::string Options::get(std::string_view name, std::string_view otherwise) const
{
    auto const found = values.find(name);
    return found == values.end() ? std::string(otherwise) : found->second.back();
}

std::vector<std::string> Options::all(std::string_view name) const
{
    auto const found = values.find(name);
    return found == values.end() ? std::vector<std::string>() : found->second;
}

Result<Options> parse_options(std::span<char const* const> arguments, std::span<OptionSpec const> specs)
{
    Options options;
    for (size_t i = 0; i < arguments.size(); ++i) {
        std::string_view const argument = arguments[i];
        if (!argument.starts_with("--")) {
            options.words.emplace_back(argument);
            continue;
        }
        size_t const equals = argument.find('=');
        std::string_view const name = argument.substr(2, equals == std::string_view::npos ? equals : equals - 2);
        auto const spec = std::ranges::find(specs, name, &OptionSpec::name);
        if (spec == specs.end())
            return fail(Fault::Invalid, "the option --" + std::string(name) + " is unknown");
        std::string value;
        if (!spec->takes_value) {
            if (equals != std::string_view::npos)
                return fail(Fault::Invalid, "the option --" + std::string(name) + " takes no value");
        } else if (equals != std::string_view::npos) {
            value = argument.substr(equals + 1);
        } else if (i + 1 < arguments.size()) {
            value = arguments[++i];
        } else {
            return fail(Fault::Invalid, "the option --" + std::string(name) + " needs a value");
        }
        options.values[std::string(name)].push_back(std::move(value));
    }
    return options;
}

std::string describe(std::span<OptionSpec const> specs)
{
    std::string text;
    for (OptionSpec const& spec : specs) {
        std::string line = "  --" + std::string(spec.name) + (spec.takes_value ? " VALUE" : "");
        line.resize(std::max<size_t>(line.size() + 1, 30), ' ');
        text += line + std::string(spec.help) + "\n";
    }
    return text;
}

} // namespace gatehouse::app
