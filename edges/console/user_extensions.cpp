#include "edges/console/user_extensions.h"

#include "edges/console/people.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

using flows::ExtensionType;

ExtensionType type_of(ClaimValue const& value)
{
    if (std::holds_alternative<bool>(value))
        return ExtensionType::Boolean;
    if (std::holds_alternative<std::int64_t>(value))
        return ExtensionType::LargeInteger;
    return std::holds_alternative<std::string>(value) ? ExtensionType::Text : ExtensionType::Texts;
}

std::string control_value(ExtensionType type, ClaimValue const& value)
{
    if (auto const* texts = std::get_if<std::vector<std::string>>(&value))
        return join(*texts, "\n");
    return type == ExtensionType::Boolean ? to_lower(text_of(value)) : text_of(value);
}

// The typed text in the form that core reads.
std::string normal(ExtensionType type, std::string text)
{
    if (type == ExtensionType::Texts)
        return join(lines_of(text), "\n");
    return type == ExtensionType::Moment ? whole_moment(text) : text;
}

std::string help_of(ExtensionType type)
{
    switch (type) {
    case ExtensionType::Texts:
        return "One a line.";
    case ExtensionType::Moment:
        return "In UTC.";
    case ExtensionType::Integer:
    case ExtensionType::LargeInteger:
        return "A whole number.";
    case ExtensionType::Boolean:
    case ExtensionType::Text:
        break;
    }
    return "";
}

} // namespace

Result<std::vector<UserExtension>> list_user_extensions(Ports& ports, TenantId const& tenant, User const& user)
{
    flows::Extensions known = TRY(flows::list_extensions(ports, tenant));
    for (auto const& [id, value] : user.attributes)
        if (id.starts_with(kExtension))
            known.try_emplace(id, type_of(value));
    std::vector<UserExtension> all;
    for (auto const& [id, type] : known) {
        auto const held = user.attributes.find(id);
        all.push_back({ id, type, held == user.attributes.end() ? "" : control_value(type, held->second) });
    }
    return all;
}

html::Safe extension_field(Visit const& visit, UserExtension const& extension, std::string error)
{
    Field field{ .name = extension.id,
        .label = extension.id.substr(kExtension.size()),
        .value = visit.entered(extension.id).value_or(extension.value),
        .help = help_of(extension.type),
        .error = std::move(error) };
    switch (extension.type) {
    case ExtensionType::Boolean: {
        std::vector<Option> options{ { "", "Not set" }, { "true", "True" }, { "false", "False" } };
        // What somebody has although it is neither.
        if (!field.value.empty() && field.value != "true" && field.value != "false")
            options.push_back({ field.value, field.value });
        return select_field(field, options);
    }
    case ExtensionType::Texts:
        return text_area(field, 4);
    case ExtensionType::Integer:
    case ExtensionType::LargeInteger:
        // An input of the type "number" sends nothing where something else was typed, which would be lost.
        field.more = html::trusted(" inputmode=\"numeric\"");
        return text_field(field);
    case ExtensionType::Moment:
        return moment_field(field);
    case ExtensionType::Text:
        break;
    }
    return text_field(field);
}

ExtensionEntry read_extension_field(Visit const& visit, UserExtension const& extension)
{
    if (!visit.form.has(extension.id))
        return {};
    std::string const typed = normal(extension.type, visit.value(extension.id));
    if (typed == normal(extension.type, extension.value))
        return {};
    if (typed.empty())
        return { .is_new = true };
    auto value = flows::parse_extension(extension.type, typed);
    if (!value)
        return { .is_new = true, .error = "It must be " + std::string(flows::words(extension.type)) + "." };
    return { .is_new = true, .value = std::move(*value) };
}

} // namespace gatehouse::console
