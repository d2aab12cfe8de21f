// Unescaped text does not compile into a page: only this folder can make a Safe.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gatehouse::html {

// Markup that is known to be well escaped.
class Safe {
public:
    Safe() = default;
    std::string const& text() const { return text_; }
    std::string take() && { return std::move(text_); }
    bool empty() const { return text_.empty(); }
    Safe& operator+=(Safe const& other)
    {
        text_ += other.text_;
        return *this;
    }
    friend Safe operator+(Safe left, Safe const& right) { return left += right; }

private:
    friend Safe escape(std::string_view);
    friend Safe fill(std::string_view, std::initializer_list<struct Slot>);
    friend Safe trusted(std::string_view);
    explicit Safe(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// For element content and quoted attribute values: & < > " ' become entities.
Safe escape(std::string_view text);
// Markup written by us in the source, or JSON written by json::write inside a script element. Never for data.
Safe trusted(std::string_view constant);

struct Slot {
    std::string_view name;
    std::variant<std::string_view, Safe> value;
    Slot(std::string_view slot_name, std::string_view text) : name(slot_name), value(text) {}
    Slot(std::string_view slot_name, std::string const& text) : name(slot_name), value(std::string_view(text)) {}
    Slot(std::string_view slot_name, char const* text) : name(slot_name), value(std::string_view(text)) {}
    Slot(std::string_view slot_name, Safe safe) : name(slot_name), value(std::move(safe)) {}
};
// Replaces every {{name}}; text is escaped, Safe is not. A slot that the template does not have, or a {{name}} without
// a slot, ends the program: both are mistakes in our source.
Safe fill(std::string_view markup, std::initializer_list<Slot> slots);

} // namespace gatehouse::html
