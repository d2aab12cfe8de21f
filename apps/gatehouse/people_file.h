// People as rows of a file: one JSON object a line, what Microsoft Graph's list of users prints, or CSV with a header.
#pragma once

#include "libs/base/result.h"
#include "libs/json/json.h"

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::app {

// From 1. A page has several items on its line; the items of a list that was printed over many lines have no line.
struct Place {
    std::uint32_t line = 0; // where it begins
    std::uint32_t item = 0;
};
std::string text(Place place); // "line 3", "item 7", "line 3, item 7"

struct PersonRow {
    Place place;
    json::Object fields; // in Graph's names
    std::string fault; // set instead of `fields` when the row cannot be read
};

class PeopleFile {
public:
    // Told apart by how it begins. Fault::Invalid when there is no such file, or it is none of the three.
    static Result<PeopleFile> open(std::string const& path);
    // Nothing at the end.
    std::optional<PersonRow> next();
    // Bytes: how far the reading is.
    std::uint64_t size() const { return size_; }
    std::uint64_t position() const { return position_; }

private:
    enum class Form { Lines, Csv };

    struct Mark { // between two lines
        std::uint64_t position = 0;
        std::uint32_t line = 0;
    };
    Mark mark() const { return { position_, line_ }; }
    void go_to(Mark mark);
    std::optional<std::string> next_line();
    std::optional<std::string> next_line_with_text();
    Result<void> begin_csv(std::string const& path, std::string const& header);
    Result<void> begin_json(std::string const& path, std::string const& first);
    Result<json::Value> parse_whole();
    void read_value(json::Value value, std::uint32_t line);
    std::optional<PersonRow> next_json();
    std::optional<PersonRow> next_csv();
    PersonRow read_csv_row(std::string const& record, std::uint32_t line) const;

    std::ifstream file_;
    Form form_ = Form::Lines;
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;
    std::uint32_t line_ = 0;
    std::vector<std::string> header_; // of CSV
    std::vector<PersonRow> waiting_; // people of a page, the next one last
};

// The column for an identity of that type, "email" for "emailAddress"; "" when it has none.
std::string_view identity_column(std::string_view type);

// RFC 4180, in quotes. What a spreadsheet would take for a formula begins with an apostrophe, which PeopleFile takes
// away.
std::string csv_cell(std::string_view text);

// RFC 4180. Fault::Invalid when a quote stays open, or stands in the middle of a value.
Result<std::vector<std::string>> parse_csv_record(std::string_view text);

} // namespace gatehouse::app
