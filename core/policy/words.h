// Tables of the words that stand for enumerators in a flow's JSON. Internal to this folder.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::policy {

template <class T>
struct Word {
    std::string_view text;
    T value;
};

// Nothing for a word that the table does not have.
template <class Table>
auto find_word(Table const& table, std::string_view text)
{
    using Value = decltype(table.front().value);
    auto const found = std::ranges::find_if(table, [&](auto const& row) { return row.text == text; });
    return found == table.end() ? std::optional<Value>() : std::optional<Value>(found->value);
}

// The table has every enumerator.
template <class Table, class T>
std::string word_of(Table const& table, T value)
{
    return std::string(std::ranges::find_if(table, [&](auto const& row) { return row.value == value; })->text);
}

} // namespace gatehouse::policy
