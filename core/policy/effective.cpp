#include "core/policy/effective.h"

#include "core/policy/schema.h"
#include "libs/base/text.h"
#include "libs/xml/xml.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

// Where an element was written. A comment must not hold "--".
std::string place(Origin const& origin)
{
    return "  <!-- " + replace_all(origin.file, "--", "- -") + ":" + std::to_string(origin.line) + " -->";
}

class Writer {
public:
    std::string take() { return std::move(out_); }

    void element(Element const& item, size_t depth)
    {
        open(item, depth);
        if (item.children.empty()) {
            out_ += item.text.empty() ? " />" : ">" + xml::escape(item.text) + "</" + item.name + ">";
            out_ += place(item.origin) + "\n";
            return;
        }
        out_ += ">" + xml::escape(item.text) + place(item.origin) + "\n";
        if (item.name == "ClaimsProviders")
            providers(item, depth + 1);
        else
            children(item, depth + 1);
        indent(depth);
        out_ += "</" + item.name + ">\n";
    }

private:
    void indent(size_t depth) { out_.append(depth * 2, ' '); }

    void open(Element const& item, size_t depth)
    {
        indent(depth);
        out_ += "<" + item.name;
        if (depth == 0)
            out_ += " xmlns=\"" + std::string(kNamespace) + "\"";
        for (Attribute const& attribute : item.attributes)
            out_ += " " + attribute.name + "=\"" + xml::escape(attribute.value) + "\"";
    }

    // Merging appends; the order of elements is fixed.
    void children(Element const& item, size_t depth)
    {
        std::vector<std::pair<size_t, Element const*>> ordered;
        for (Element const& child : item.children)
            ordered.emplace_back(place_in_schema(item.name, child.name), &child);
        std::ranges::sort(ordered, std::less(), [](auto const& one) { return std::pair(one.first, one.second); });
        for (auto const& [at, child] : ordered)
            element(*child, depth);
    }

    void providers(Element const& item, size_t depth)
    {
        Element provider;
        provider.name = "ClaimsProvider";
        provider.origin = item.origin;
        Element& title = provider.children.emplace_back();
        title.name = "DisplayName";
        title.text = "All";
        title.origin = item.origin;
        Element& profiles = provider.children.emplace_back(item);
        profiles.name = "TechnicalProfiles";
        element(provider, depth);
    }

    std::string out_;
};

} // namespace

std::string write_effective(Element const& merged)
{
    Writer writer;
    writer.element(merged, 0);
    return writer.take();
}

} // namespace gatehouse::policy
