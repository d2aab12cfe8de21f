// JSON as a value. The reader is strict because it faces strangers: no duplicate names (they hide a second "alg"), a
// depth limit, UTF-8 only, nothing after the value. The writer keeps the order in which members were added.
#pragma once

#include "libs/base/result.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gatehouse::json {

class Value;
struct Member;
using Array = std::vector<Value>;

// Members in order of insertion.
class Object {
public:
    Object();
    Object(std::initializer_list<Member> members);
    Object(Object const&);
    Object(Object&&) noexcept;
    Object& operator=(Object const&);
    Object& operator=(Object&&) noexcept;
    ~Object();
    // Adds, or replaces in place.
    void set(std::string_view name, Value value);
    void erase(std::string_view name);
    // Room for so many members, for who adds them one by one.
    void reserve(size_t members);
    Value const* find(std::string_view name) const;
    std::vector<Member> const& members() const { return members_; }
    bool empty() const;
    // Shortcuts that answer nothing when the member is absent or of another type.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    std::optional<bool> boolean(std::string_view name) const;
    Object const* object(std::string_view name) const;
    Array const* array(std::string_view name) const;
    // The order of members does not count. RFC 8259 §4.
    friend bool operator==(Object const&, Object const&);

private:
    friend class Reader;
    std::vector<Member> members_;
};

class Value {
public:
    Value() = default; // null
    Value(std::nullptr_t) { }
    Value(bool value)
        : value_(value)
    {
    }
    Value(int value)
        : value_(static_cast<std::int64_t>(value))
    {
    }
    Value(std::int64_t value)
        : value_(value)
    {
    }
    Value(double value)
        : value_(value)
    {
    }
    Value(char const* value)
        : value_(std::string(value))
    {
    }
    Value(std::string_view value)
        : value_(std::string(value))
    {
    }
    Value(std::string value)
        : value_(std::move(value))
    {
    }
    Value(Array value);
    Value(Object value);

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool const* as_bool() const { return std::get_if<bool>(&value_); }
    std::int64_t const* as_integer() const { return std::get_if<std::int64_t>(&value_); }
    double const* as_double() const { return std::get_if<double>(&value_); }
    std::string const* as_text() const { return std::get_if<std::string>(&value_); }
    Array const* as_array() const { return std::get_if<Array>(&value_); }
    Object const* as_object() const { return std::get_if<Object>(&value_); }
    Array* as_array() { return std::get_if<Array>(&value_); }
    Object* as_object() { return std::get_if<Object>(&value_); }
    friend bool operator==(Value const&, Value const&);

private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct Member {
    std::string name;
    Value value;
};

struct Limits {
    size_t bytes = 1 << 20;
    size_t depth = 32;
};

// Fault::Invalid with the byte offset in the detail. A whole number beyond 64 bits becomes a double; one beyond the
// range of a double is refused, and so is an escaped half of a surrogate pair.
Result<Value> parse(std::string_view text, Limits limits = {});
// As parse, and the top must be an object.
Result<Object> parse_object(std::string_view text, Limits limits = {});

// Without white space. "<", ">", "&" and U+2028/9 are escaped as \uXXXX, so the text is safe inside a script element.
// Bytes that are not UTF-8 become U+FFFD; a double that is not finite becomes null.
std::string write(Value const& value);
std::string write(Object const& object);
// The same, appended to what `out` holds.
void append(std::string& out, Value const& value);
void append(std::string& out, Object const& object);
// Two spaces a level, for people.
std::string write_pretty(Value const& value);

} // namespace gatehouse::json
