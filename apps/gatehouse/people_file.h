// People as rows of a file: one JSON object a line, what Microsoft Graph's list of users prints, or CSV with a header.
#pragma once

#include "libs/base/result.h"
#include "libs/json/json.h"

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::app {

struct PersonRow {
    size_t line = 0; // where it begins, from 1
    json::Object fields; // in Graph's names
    std::string fault; // set instead of `fields` when the row cannot be read
};

class PeopleFile {
public:
    // Fault::Invalid when there is no such file, or it is none of the three.
    static Result<PeopleFile> open(std::string const& path);
    // Nothing at the end.
    std::optional<PersonRow> next();
    // Bytes: how far the reading is.
    std::uint64_t size() const { return size_; }
    std::uint64_t position() const { return position_; }

private:
    enum class Form { Lines, Csv };

    std::optional<std::string> next_line();
    void read_object(json::Object object);
    std::optional<PersonRow> next_json();
    std::optional<PersonRow> next_csv();
    Result<void> read_whole(std::string const& path);

    std::ifstream file_;
    Form form_ = Form::Lines;
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;
    size_t line_ = 0;
    std::vector<std::string> header_; // of CSV
    std::vector<json::Object> waiting_; // people of a page, the next one last
};

// RFC 4180. Fault::Invalid when a quote stays open.
Result<std::vector<std::string>> parse_csv_record(std::string_view text);

} // namespace gatehouse::app
