// A page of a journey for a terminal: what stands on it, what can be filled in, and where one can go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::author {

struct PageChoice {
    std::string value;
    std::string text;
};

struct PageEntry {
    enum class Kind { Text, Secret, Fixed, One, Many } kind = Kind::Text; // One, Many: of `choices`
    std::string name;
    std::string label;
    std::string value; // as the page has it; of Many with commas
    std::vector<PageChoice> choices = {};
};

struct PageAction {
    enum class Kind { Button, Link } kind = Kind::Button;
    std::string target; // the button's value, or the link's id
    std::string label;
};

struct PageText {
    std::string title;
    std::vector<std::string> errors;
    std::vector<std::string> texts;
    std::vector<PageEntry> entries;
    std::vector<PageAction> actions; // buttons, then links, then what cancels
};

// Of our own pages, whose mark-up is known. What is hidden, and scripts, are left out.
PageText read_page(std::string_view html);

// As the terminal shows it, with numbers before the actions.
std::string text(PageText const& page);

} // namespace gatehouse::author
