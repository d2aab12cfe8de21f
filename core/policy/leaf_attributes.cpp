// Attributes are claim types: the base has B2C's own, a leaf adds custom ones and says how they are asked for.
#include "core/policy/leaf_writer.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

std::string_view input_type(InputControl control)
{
    switch (control) {
    case InputControl::Text:
        return "TextBox";
    case InputControl::Email:
        return "EmailBox";
    case InputControl::Number:
        return "NumericTextBox";
    case InputControl::Date:
        return "DateTimeDropdown";
    case InputControl::Dropdown:
        return "DropdownSingleSelect";
    case InputControl::Radio:
        return "RadioSingleSelect";
    // A check box is a choice of one.
    case InputControl::MultiSelect:
    case InputControl::CheckBox:
        return "CheckboxMultiSelect";
    case InputControl::Paragraph:
        return "Paragraph";
    }
    return "";
}

std::string_view data_type(AttributeType type)
{
    switch (type) {
    case AttributeType::Text:
        return "string";
    case AttributeType::Boolean:
        return "boolean";
    case AttributeType::Integer:
        return "int";
    }
    return "";
}

InputControl natural_control(AttributeType type)
{
    switch (type) {
    case AttributeType::Text:
        break;
    case AttributeType::Boolean:
        return InputControl::CheckBox;
    case AttributeType::Integer:
        return InputControl::Number;
    }
    return InputControl::Text;
}

// "extension_loyaltyNumber" without a better name is "loyaltyNumber".
std::string label_of(std::string const& name, AttributeSettings const& settings)
{
    return settings.label.empty() ? name.substr(name.find('_') + 1) : settings.label;
}

void write_type(LeafWriter& out, std::string const& name, AttributeSettings const& settings)
{
    bool const custom = name.starts_with("extension_");
    std::optional<InputControl> control = settings.control;
    if (custom && !control)
        control = natural_control(settings.type);
    std::vector<AttributeOption> options = settings.options;
    if (control == InputControl::CheckBox)
        options = { { "True", label_of(name, settings) } };
    out.open("ClaimType", { { "Id", name } });
    if (custom || !settings.label.empty())
        out.text("DisplayName", label_of(name, settings));
    if (custom)
        out.text("DataType", data_type(settings.type));
    if (!settings.help.empty())
        out.text("UserHelpText", settings.help);
    if (control)
        out.text("UserInputType", input_type(*control));
    if (!options.empty()) {
        out.open("Restriction");
        for (AttributeOption const& option : options)
            out.empty("Enumeration", { { "Text", option.text }, { "Value", option.value } });
        out.close();
    }
    if (custom && settings.type == AttributeType::Text)
        out.empty("PredicateValidationReference", { { "Id", "text-up-to-256" } });
    out.close();
}

} // namespace

std::vector<std::string> custom_attributes(UserFlow const& flow)
{
    std::vector<std::string> found;
    for (auto const* list : { &flow.collect, &flow.claims })
        for (std::string const& attribute : *list)
            if (attribute.starts_with("extension_") && std::ranges::find(found, attribute) == found.end())
                found.push_back(attribute);
    return found;
}

void write_attribute_types(LeafWriter& out, UserFlow const& flow)
{
    auto const settings = [&](std::string const& name) {
        auto const found = flow.attributes.find(name);
        return found == flow.attributes.end() ? AttributeSettings() : found->second;
    };
    std::vector<std::string> const custom = custom_attributes(flow);
    for (std::string const& name : custom)
        write_type(out, name, settings(name));
    for (std::string const& name : flow.collect)
        if (flow.attributes.contains(name) && std::ranges::find(custom, name) == custom.end())
            write_type(out, name, settings(name));
}

bool is_required(UserFlow const& flow, std::string const& attribute)
{
    auto const found = flow.attributes.find(attribute);
    return found != flow.attributes.end() && found->second.required;
}

} // namespace gatehouse::policy
