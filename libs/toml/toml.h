// TOML files as a read-only tree in which every key and value knows its place, so that a mistake is reported with its
// line. Source: TOML 1.0.
#pragma once

#include "libs/base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gatehouse::toml {

struct Problem {
    std::string file;
    int line = 0; // from 1
    int column = 0; // from 1, in characters
    std::string message;
};
// "tenant.toml:12:3: unknown key 'nmae'".
std::string text(Problem const& problem);

struct Place {
    int line = 0;
    int column = 0;
};

enum class Kind { Text, Integer, Number, Boolean, Time, Array, Table };
// As a reader of the file says it: "text", "a whole number", ...
std::string_view name(Kind kind);

class Node;
struct Entry;

// Entries stand in the order of the file.
class Table {
public:
    std::vector<Entry> const& entries() const { return entries_; }
    Entry const* find(std::string_view key) const;
    // Of the header, or of the brace of an inline table.
    Place place() const { return place_; }

private:
    friend class Builder;
    std::vector<Entry> entries_;
    Place place_;
};

class Node {
public:
    Kind kind() const { return kind_; }
    Place place() const { return place_; }
    // Each answers nothing when the value is of another kind. A whole number is a number, too.
    std::string const* as_text() const { return kind_ == Kind::Text ? std::get_if<std::string>(&value_) : nullptr; }
    std::optional<std::int64_t> as_integer() const;
    std::optional<double> as_number() const;
    std::optional<bool> as_boolean() const;
    // A date, a time or both, as TOML writes it: "2026-11-22T19:36:43Z".
    std::string const* as_time() const { return kind_ == Kind::Time ? std::get_if<std::string>(&value_) : nullptr; }
    std::vector<Node> const* as_array() const { return std::get_if<std::vector<Node>>(&value_); }
    Table const* as_table() const { return std::get_if<Table>(&value_); }

private:
    friend class Builder;
    Kind kind_ = Kind::Text;
    Place place_;
    std::variant<std::string, std::int64_t, double, bool, std::vector<Node>, Table> value_;
};

struct Entry {
    std::string key;
    Place place; // of the key
    Node value;
};

// `file` is the name that problems carry; nothing is opened.
Result<Table, std::vector<Problem>> parse(std::string_view text, std::string const& file);

} // namespace gatehouse::toml
