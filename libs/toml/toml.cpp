#include "libs/toml/toml.h"

#include <algorithm>
#include <sstream>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace gatehouse::toml {
namespace {

Place place_of(::toml::source_region const& source)
{
    return { .line = static_cast<int>(source.begin.line), .column = static_cast<int>(source.begin.column) };
}

template <class T>
std::string written(T const& time)
{
    std::ostringstream out;
    out << time;
    return out.str();
}

} // namespace

// Copies the library's tree into ours.
class Builder {
public:
    static Table table(::toml::table const& from)
    {
        Table out;
        out.place_ = place_of(from.source());
        out.entries_.reserve(from.size());
        for (auto const& [key, value] : from)
            out.entries_.push_back(
                Entry{ .key = std::string(key.str()), .place = place_of(key.source()), .value = node(value) });
        // The library sorts by name; people expect the order that they wrote.
        std::ranges::sort(out.entries_, [](Entry const& left, Entry const& right) {
            return std::pair(left.place.line, left.place.column) < std::pair(right.place.line, right.place.column);
        });
        return out;
    }

private:
    static Node node(::toml::node const& from)
    {
        Node out;
        out.place_ = place_of(from.source());
        from.visit([&out](auto const& value) { fill(out, value); });
        return out;
    }
    template <class T>
    static void set(Node& out, Kind kind, T value)
    {
        out.kind_ = kind;
        out.value_ = std::move(value);
    }
    static void fill(Node& out, ::toml::table const& value) { set(out, Kind::Table, table(value)); }
    static void fill(Node& out, ::toml::value<std::string> const& value) { set(out, Kind::Text, value.get()); }
    static void fill(Node& out, ::toml::value<std::int64_t> const& value) { set(out, Kind::Integer, value.get()); }
    static void fill(Node& out, ::toml::value<double> const& value) { set(out, Kind::Number, value.get()); }
    static void fill(Node& out, ::toml::value<bool> const& value) { set(out, Kind::Boolean, value.get()); }
    static void fill(Node& out, ::toml::array const& value)
    {
        std::vector<Node> items;
        items.reserve(value.size());
        for (::toml::node const& item : value)
            items.push_back(node(item));
        set(out, Kind::Array, std::move(items));
    }
    template <class T>
    static void fill(Node& out, ::toml::value<T> const& time)
    {
        set(out, Kind::Time, written(time.get()));
    }
};

std::string text(Problem const& problem)
{
    return problem.file + ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column) + ": "
        + problem.message;
}

std::string_view name(Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return "text";
    case Kind::Integer:
        return "a whole number";
    case Kind::Number:
        return "a number";
    case Kind::Boolean:
        return "true or false";
    case Kind::Time:
        return "a date or time";
    case Kind::Array:
        return "an array";
    case Kind::Table:
        return "a table";
    }
    std::unreachable();
}

Entry const* Table::find(std::string_view key) const
{
    auto const at = std::ranges::find(entries_, key, &Entry::key);
    return at == entries_.end() ? nullptr : &*at;
}

std::optional<std::int64_t> Node::as_integer() const
{
    auto const* value = std::get_if<std::int64_t>(&value_);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<double> Node::as_number() const
{
    if (auto const* whole = std::get_if<std::int64_t>(&value_))
        return static_cast<double>(*whole);
    auto const* value = std::get_if<double>(&value_);
    return value ? std::optional(*value) : std::nullopt;
}

std::optional<bool> Node::as_boolean() const
{
    auto const* value = std::get_if<bool>(&value_);
    return value ? std::optional(*value) : std::nullopt;
}

Result<Table, std::vector<Problem>> parse(std::string_view text, std::string const& file)
{
    ::toml::parse_result const result = ::toml::parse(text, file);
    if (result)
        return Builder::table(result.table());
    ::toml::parse_error const& error = result.error();
    Place const place = place_of(error.source());
    return std::unexpected(std::vector<Problem>{
        { .file = file, .line = place.line, .column = place.column, .message = std::string(error.description()) } });
}

} // namespace gatehouse::toml
