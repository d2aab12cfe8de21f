// Reads a table key by key and collects every problem on the way, so that a person sees all mistakes at once. What
// nobody asked for is an unknown key.
#pragma once

#include "libs/toml/toml.h"

#include <limits>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::toml {

struct Range {
    std::int64_t least = std::numeric_limits<std::int64_t>::min();
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

// The table, the file name and the list of problems must outlive it.
class Section {
public:
    Section(Table const& table, std::string const& file, std::vector<Problem>& problems);

    bool has(std::string_view key) const { return table_->find(key) != nullptr; }

    // Each marks the key as known. A value of another kind is a problem and gives `otherwise`.
    std::string text(std::string_view key, std::string_view otherwise = "");
    // Absent or empty is a problem, too.
    std::string required_text(std::string_view key);
    // One of `words`; the first when the key is absent.
    std::string word(std::string_view key, std::span<std::string_view const> words);
    std::int64_t integer(std::string_view key, std::int64_t otherwise, Range range = {});
    bool boolean(std::string_view key, bool otherwise);
    // key = ["a", "b"].
    std::vector<std::string> texts(std::string_view key);
    // [key]; nothing when absent.
    std::optional<Section> section(std::string_view key);
    // [[key]].
    std::vector<Section> sections(std::string_view key);
    // [key.NAME], in the order of the file.
    std::vector<std::pair<std::string, Section>> named_sections(std::string_view key);
    // Every entry, all of them known: for tables whose keys are names of the author's choice.
    std::vector<Entry> const& all();

    // A problem at the key's value, or at the table when there is no such key; only told, not added.
    Problem problem_at(std::string_view key, std::string message) const;
    // Adds it.
    void report(std::string_view key, std::string message);
    // Adds a problem at the table.
    void report(std::string message);
    // Call once, after the last read: each key that was not read is a problem.
    void report_unknown_keys();

private:
    Node const* read(std::string_view key, Kind kind);
    void report_at(Place place, std::string message);

    Table const* table_;
    std::string const* file_;
    std::vector<Problem>* problems_;
    std::set<std::string, std::less<>> known_;
};

} // namespace gatehouse::toml
