#include "libs/toml/section.h"

#include <algorithm>

namespace gatehouse::toml {
namespace {

std::string quoted(std::string_view key)
{
    return "'" + std::string(key) + "'";
}

} // namespace

Section::Section(Table const& table, std::string const& file, std::vector<Problem>& problems)
    : table_(&table)
    , file_(&file)
    , problems_(&problems)
{
}

Node const* Section::read(std::string_view key, Kind kind)
{
    known_.emplace(key);
    Entry const* entry = table_->find(key);
    if (!entry)
        return nullptr;
    if (entry->value.kind() == kind)
        return &entry->value;
    report(
        key, quoted(key) + " must be " + std::string(name(kind)) + ", not " + std::string(name(entry->value.kind())));
    return nullptr;
}

std::string Section::text(std::string_view key, std::string_view otherwise)
{
    Node const* node = read(key, Kind::Text);
    return node ? *node->as_text() : std::string(otherwise);
}

std::string Section::required_text(std::string_view key)
{
    Node const* node = read(key, Kind::Text);
    if (node && node->as_text()->empty())
        report(key, quoted(key) + " must not be empty");
    else if (!has(key))
        report(quoted(key) + " is missing");
    return node ? *node->as_text() : std::string();
}

std::string Section::word(std::string_view key, std::span<std::string_view const> words)
{
    check(!words.empty(), "a choice needs words");
    Node const* node = read(key, Kind::Text);
    if (!node)
        return std::string(words.front());
    if (std::ranges::find(words, std::string_view(*node->as_text())) != words.end())
        return *node->as_text();
    std::string choices;
    for (std::string_view choice : words)
        choices += (choices.empty() ? "" : ", ") + quoted(choice);
    report(key, quoted(key) + " must be one of " + choices);
    return std::string(words.front());
}

std::int64_t Section::integer(std::string_view key, std::int64_t otherwise, Range range)
{
    Node const* node = read(key, Kind::Integer);
    if (!node)
        return otherwise;
    std::int64_t const value = *node->as_integer();
    if (value >= range.least && value <= range.most)
        return value;
    report(key, quoted(key) + " must be from " + std::to_string(range.least) + " to " + std::to_string(range.most));
    return otherwise;
}

bool Section::boolean(std::string_view key, bool otherwise)
{
    Node const* node = read(key, Kind::Boolean);
    return node ? *node->as_boolean() : otherwise;
}

std::vector<std::string> Section::texts(std::string_view key)
{
    std::vector<std::string> out;
    Node const* node = read(key, Kind::Array);
    if (!node)
        return out;
    for (Node const& item : *node->as_array()) {
        if (auto const* item_text = item.as_text())
            out.push_back(*item_text);
        else
            report_at(
                item.place(), "each item of " + quoted(key) + " must be text, not " + std::string(name(item.kind())));
    }
    return out;
}

std::optional<Section> Section::section(std::string_view key)
{
    Node const* node = read(key, Kind::Table);
    if (!node)
        return std::nullopt;
    return Section(*node->as_table(), *file_, *problems_);
}

std::vector<Section> Section::sections(std::string_view key)
{
    std::vector<Section> out;
    Node const* node = read(key, Kind::Array);
    if (!node)
        return out;
    for (Node const& item : *node->as_array()) {
        if (auto const* table = item.as_table())
            out.emplace_back(*table, *file_, *problems_);
        else
            report_at(item.place(),
                "each item of " + quoted(key) + " must be a table, not " + std::string(name(item.kind())));
    }
    return out;
}

std::vector<std::pair<std::string, Section>> Section::named_sections(std::string_view key)
{
    std::vector<std::pair<std::string, Section>> out;
    Node const* node = read(key, Kind::Table);
    if (!node)
        return out;
    for (Entry const& entry : node->as_table()->entries()) {
        if (auto const* table = entry.value.as_table())
            out.emplace_back(entry.key, Section(*table, *file_, *problems_));
        else
            report_at(entry.place, quoted(std::string(key) + "." + entry.key) + " must be a table");
    }
    return out;
}

std::vector<Entry> const& Section::all()
{
    for (Entry const& entry : table_->entries())
        known_.insert(entry.key);
    return table_->entries();
}

Problem Section::problem_at(std::string_view key, std::string message) const
{
    Entry const* entry = table_->find(key);
    Place const place = entry ? entry->value.place() : table_->place();
    return { .file = *file_, .line = place.line, .column = place.column, .message = std::move(message) };
}

void Section::report(std::string_view key, std::string message)
{
    problems_->push_back(problem_at(key, std::move(message)));
}

void Section::report(std::string message)
{
    report_at(table_->place(), std::move(message));
}

void Section::report_at(Place place, std::string message)
{
    problems_->push_back({ .file = *file_, .line = place.line, .column = place.column, .message = std::move(message) });
}

void Section::report_unknown_keys()
{
    for (Entry const& entry : table_->entries()) {
        if (!known_.contains(entry.key))
            report_at(entry.place, "unknown key " + quoted(entry.key));
    }
}

} // namespace gatehouse::toml
