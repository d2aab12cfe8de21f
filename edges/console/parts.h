// Pieces that the pages of the console are made of. Everything given as text is escaped.
#pragma once

#include "edges/console/visit.h"
#include "libs/html/html.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::console {

enum class Tone { Plain, Good, Bad };

html::Safe text(std::string_view words);
html::Safe paragraph(std::string_view words);
html::Safe link(std::string_view address, std::string_view words);
html::Safe code(std::string_view words); // an id, in a typeface for ids
html::Safe badge(Tone tone, std::string_view words);
html::Safe message(Tone tone, std::string_view words);
html::Safe moment(Time time); // "2026-11-29 16:25:19 UTC"
// Lines of text as they are: a file, JSON.
html::Safe verbatim(std::string_view label, std::string_view lines);

// "<section>" with a heading. `id` is for links to it.
html::Safe section(std::string_view id, std::string_view heading, html::Safe const& content);
// Names and values.
using Facts = std::vector<std::pair<std::string, html::Safe>>;
html::Safe facts(Facts const& all);

struct Table {
    std::string caption; // for those who do not see the page
    std::vector<std::string> columns; // the first cell of a row names it
    std::vector<std::vector<html::Safe>> rows = {};
    std::string empty = "Nothing here yet."; // said instead of a table without rows
};
html::Safe table(Table const& table);
// The link to the next page; nothing when there is none.
html::Safe next_page(std::string_view address);

// A form that posts, with the session's form key.
html::Safe form(Visit const& visit, std::string_view action, html::Safe const& inside);
// A form that only asks.
html::Safe query_form(std::string_view action, html::Safe const& inside);

struct Field {
    std::string name;
    std::string label;
    std::string value = {};
    std::string help = {};
    std::string error = {};
    std::string type = "text";
    std::string autocomplete = "off";
    bool required = false;
    int max_length = 256;
    html::Safe more = {}; // attributes of the input: " inputmode=\"numeric\""
};
html::Safe text_field(Field const& field);
// For a moment in UTC: RFC 3339 or "". A text that is no moment stays one, which the control would drop.
html::Safe moment_field(Field field);
// What such a field sent, as RFC 3339; a text that is no moment as it is.
std::string whole_moment(std::string const& typed);
html::Safe text_area(Field const& field, int rows);
// A text area that a script lets take a file, as base64; without the script the text is pasted.
html::Safe file_area(Field field, int rows);
struct Option {
    std::string value;
    std::string text;
};
html::Safe select_field(Field const& field, std::vector<Option> const& options);
html::Safe check_box(std::string_view name, std::string_view label, bool checked, std::string_view value = "yes");
html::Safe hidden(std::string_view name, std::string_view value);

enum class Look { Primary, Secondary, Danger };
html::Safe button(Look look, std::string_view words);
html::Safe link_button(Look look, std::string_view address, std::string_view words);
html::Safe buttons(html::Safe const& inside);
// Links to choose from: address and text.
html::Safe tiles(std::vector<std::pair<std::string, std::string>> const& links);

// A page that asks before something is done: what happens, a button that does it, and the way back. `inside` may ask
// for more.
struct Question {
    std::string text;
    std::string action; // where it is posted
    std::string button;
    std::string back;
    Look look = Look::Danger;
    html::Safe inside = {};
};
html::Safe question(Visit const& visit, Question const& asked);

} // namespace gatehouse::console
