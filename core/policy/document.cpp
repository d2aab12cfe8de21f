#include "core/policy/document.h"

namespace gatehouse::policy {
namespace {

bool search(Element const& here, Element const& wanted, std::string& path)
{
    if (&here == &wanted)
        return true;
    for (Element const& child : here.children) {
        size_t const length = path.size();
        path += (path.empty() ? "" : "/") + label(child);
        if (search(child, wanted, path))
            return true;
        path.resize(length);
    }
    return false;
}

} // namespace

std::string label(Element const& element)
{
    for (std::string_view const key :
        { "Id", "Order", "ReferenceId", "Key", "ClaimTypeReferenceId", "Language", "StringId",
            "TechnicalProfileReferenceId", "TargetClaimsExchangeId", "ValidationClaimsExchangeId", "Value" })
        if (std::string const* value = element.find(key))
            return element.name + "[" + *value + "]";
    return element.name;
}

std::string const* Element::find(std::string_view attribute) const
{
    for (Attribute const& item : attributes)
        if (item.name == attribute)
            return &item.value;
    return nullptr;
}

std::string Element::value(std::string_view attribute) const
{
    std::string const* found = find(attribute);
    return found ? *found : std::string();
}

bool Element::flag(std::string_view attribute, bool otherwise) const
{
    std::string const* found = find(attribute);
    return found ? equals_ignoring_case(*found, "true") || *found == "1" : otherwise;
}

Element const* Element::child(std::string_view wanted) const
{
    for (Element const& item : children)
        if (item.name == wanted)
            return &item;
    return nullptr;
}

std::string Element::child_text(std::string_view wanted) const
{
    Element const* found = child(wanted);
    return found ? found->text : std::string();
}

void Element::set(std::string_view attribute, std::string value)
{
    for (Attribute& item : attributes)
        if (item.name == attribute) {
            item.value = std::move(value);
            return;
        }
    attributes.push_back({ std::string(attribute), std::move(value) });
}

std::string path_of(Element const& root, Element const& wanted)
{
    std::string path;
    return search(root, wanted, path) ? path : std::string();
}

} // namespace gatehouse::policy
