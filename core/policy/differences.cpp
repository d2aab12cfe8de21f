#include "core/policy/differences.h"

#include "core/policy/effective.h"
#include "core/policy/merge.h"

#include <algorithm>
#include <map>

namespace gatehouse::policy {
namespace {

constexpr size_t kLongest = 100; // of a value in a line

using Pairs = std::vector<std::pair<Element const*, Element const*>>;

bool is_equal(Element const& left, Element const& right)
{
    auto const same = [](Attribute const& a, Attribute const& b) { return a.name == b.name && a.value == b.value; };
    return left.name == right.name && left.text == right.text
        && std::ranges::equal(left.attributes, right.attributes, same)
        && std::ranges::equal(left.children, right.children, is_equal);
}

// Which child of `before` each child of `after` is: one that is the same, else one that merging would take for the
// same. What is left of `before` stands at the end, with nothing beside it.
Pairs pair_children(Element const& before, Element const& after)
{
    Pairs pairs;
    std::vector<Element const*> left;
    for (Element const& child : before.children)
        left.push_back(&child);
    for (Element const& child : after.children)
        pairs.emplace_back(nullptr, &child);
    auto const take = [&](auto const& fits) {
        for (auto& [old, fresh] : pairs) {
            auto const found = old
                ? left.end()
                : std::ranges::find_if(left, [&](Element const* item) { return fits(*item, *fresh); });
            if (found == left.end())
                continue;
            old = *found;
            left.erase(found);
        }
    };
    take(is_equal);
    take(is_same);
    for (Element const* item : left)
        pairs.emplace_back(item, nullptr);
    return pairs;
}

// B2C: definitions are found by their id; fields of a page, validations, preconditions and the like run in order.
bool has_order(Element const& list)
{
    return std::ranges::none_of(list.children, [](Element const& child) {
        return child.find("Id") || child.find("Key") || child.find("Order") || child.find("StringId");
    });
}

bool is_moved(Element const& before, Pairs const& pairs)
{
    if (!has_order(before))
        return false;
    std::vector<Element const*> kept;
    for (auto const& [old, fresh] : pairs)
        if (old && fresh)
            kept.push_back(old);
    // They are elements of one vector.
    return !std::ranges::is_sorted(kept);
}

class Comparer {
public:
    std::vector<Difference> take() { return std::move(found_); }

    void elements(Element const& before, Element const& after, std::string const& path)
    {
        attributes(before, after, path);
        if (before.text != after.text)
            change(before, after, path, "", before.text, after.text);
        Pairs const pairs = pair_children(before, after);
        if (is_moved(before, pairs))
            found_.push_back({ Difference::Kind::Moved, path, "", "", "", before.origin, after.origin });
        for (auto const& [old, fresh] : pairs) {
            std::string const inner = (path.empty() ? "" : path + "/") + label(old ? *old : *fresh);
            if (old && fresh)
                elements(*old, *fresh, inner);
            else if (fresh)
                found_.push_back({ Difference::Kind::Added, inner, "", "", fresh->text, {}, fresh->origin });
            else
                found_.push_back({ Difference::Kind::Removed, inner, "", old->text, "", old->origin, {} });
        }
    }

private:
    void change(Element const& before, Element const& after, std::string const& path, std::string attribute,
        std::string old_value, std::string new_value)
    {
        found_.push_back({ Difference::Kind::Changed, path, std::move(attribute), std::move(old_value),
            std::move(new_value), before.origin, after.origin });
    }

    void attributes(Element const& before, Element const& after, std::string const& path)
    {
        for (Attribute const& item : before.attributes)
            if (std::string const* value = after.find(item.name); !value || *value != item.value)
                change(before, after, path, item.name, item.value, value ? *value : "");
        for (Attribute const& item : after.attributes)
            if (!before.find(item.name))
                change(before, after, path, item.name, "", item.value);
    }

    std::vector<Difference> found_;
};

// The parts of explain() by their first line, without the places.
std::map<std::string, std::string> parts_of(Plan const& plan)
{
    std::map<std::string, std::string> parts;
    std::string title;
    for (std::string const& line : split(explain(plan), '\n')) {
        std::string const text = line.substr(0, line.rfind("  -- "));
        if (!text.starts_with(' ') && !text.empty())
            title = text.starts_with("policy ") ? "relying party" : text;
        else
            parts[title] += text + "\n";
    }
    return parts;
}

std::vector<std::string> different_parts(Plan const& before, Plan const& after)
{
    auto const old_parts = parts_of(before);
    auto const new_parts = parts_of(after);
    std::vector<std::string> names;
    for (auto const& [name, text] : old_parts)
        if (auto const found = new_parts.find(name); found == new_parts.end() || found->second != text)
            names.push_back(name);
    for (auto const& [name, text] : new_parts)
        if (!old_parts.contains(name))
            names.push_back(name);
    std::ranges::sort(names);
    return names;
}

std::string shown(std::string const& value)
{
    return "\"" + (value.size() > kLongest ? value.substr(0, kLongest) + "..." : value) + "\"";
}

std::string place(Origin const& origin)
{
    return origin.file + ":" + std::to_string(origin.line);
}

} // namespace

std::string text(Difference const& difference)
{
    std::string const& path = difference.path.empty() ? "TrustFrameworkPolicy" : difference.path;
    std::string const both = "  (" + place(difference.from) + ", " + place(difference.to) + ")";
    switch (difference.kind) {
    case Difference::Kind::Added:
        return "+ " + path + (difference.after.empty() ? "" : ": " + shown(difference.after)) + "  ("
            + place(difference.to) + ")";
    case Difference::Kind::Removed:
        return "- " + path + (difference.before.empty() ? "" : ": " + shown(difference.before)) + "  ("
            + place(difference.from) + ")";
    case Difference::Kind::Changed:
        return "~ " + path + (difference.attribute.empty() ? "" : " " + difference.attribute) + ": "
            + shown(difference.before) + " -> " + shown(difference.after) + both;
    case Difference::Kind::Moved:
        return "~ " + path + ": in another order" + both;
    }
    return {};
}

Result<Comparison> compare(Version const& before, Version const& after)
{
    Merged const old_tree = TRY(merge_files(before.leaf, before.find));
    Merged const new_tree = TRY(merge_files(after.leaf, after.find));
    Comparison comparison;
    if (old_tree.root && new_tree.root) {
        Comparer comparer;
        comparer.elements(*old_tree.root, *new_tree.root, "");
        comparison.elements = comparer.take();
    }
    Compiled const old_plan = TRY(compile(before.leaf, before.find));
    Compiled const new_plan = TRY(compile(after.leaf, after.find));
    for (Compiled const* side : { &old_plan, &new_plan })
        std::ranges::copy_if(side->diagnostics, std::back_inserter(comparison.errors),
            [](Diagnostic const& one) { return one.severity == Severity::Error; });
    if (old_plan.plan && new_plan.plan)
        comparison.parts = different_parts(*old_plan.plan, *new_plan.plan);
    return comparison;
}

} // namespace gatehouse::policy
