#include "apps/gatehouse/people_file.h"

#include "libs/base/text.h"

#include <algorithm>
#include <filesystem>
#include <ranges>

namespace gatehouse::app {
namespace {

constexpr size_t kLongestValue = 64 << 20; // a page of Graph's is about 1 MB
constexpr json::Limits kPage{ .bytes = kLongestValue, .depth = 32 };
constexpr size_t kLongestRecord = 1 << 20; // of CSV
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kJsonEndings[] = { ".jsonl", ".ndjson", ".json" };

bool has_odd_quotes(std::string_view line)
{
    return std::ranges::count(line, '"') % 2 != 0;
}

// Columns that are no properties: the ways in, each an identity.
struct IdentityColumn {
    std::string_view column;
    std::string_view type;
};
constexpr IdentityColumn kIdentityColumns[]
    = { { "email", "emailAddress" }, { "userName", "userName" }, { "phone", "phoneNumber" } };

void set_column(json::Object& fields, json::Array& identities, std::string const& column, std::string const& value)
{
    for (IdentityColumn const& one : kIdentityColumns)
        if (equals_ignoring_case(one.column, column)) {
            identities.emplace_back(
                json::Object{ { "signInType", std::string(one.type) }, { "issuerAssignedId", value } });
            return;
        }
    if (equals_ignoring_case(column, "password"))
        fields.set("passwordProfile", json::Object{ { "password", value } });
    else if (equals_ignoring_case(column, "accountEnabled"))
        fields.set("accountEnabled", !equals_ignoring_case(value, "false"));
    else if (equals_ignoring_case(column, "otherMails"))
        fields.set("otherMails", json::Array{ value });
    else
        fields.set(column, value);
}

// A number, of a telephone or other, is none.
bool is_formula(std::string_view text)
{
    if (text.starts_with('+') || text.starts_with('-'))
        return text.find_first_not_of("0123456789 ()-./", 1) != std::string_view::npos;
    return text.starts_with('=') || text.starts_with('@') || text.starts_with('\t') || text.starts_with('\r');
}

} // namespace

std::string_view identity_column(std::string_view type)
{
    auto const found = std::ranges::find(kIdentityColumns, type, &IdentityColumn::type);
    return found == std::end(kIdentityColumns) ? std::string_view() : found->column;
}

std::string csv_cell(std::string_view text)
{
    return "\"" + std::string(is_formula(text) ? "'" : "") + replace_all(std::string(text), "\"", "\"\"") + "\"";
}

Result<std::vector<std::string>> parse_csv_record(std::string_view text)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    bool closed = false;
    for (size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            fields.back() += text[++i];
        } else if (quoted && c == '"') {
            quoted = false;
            closed = true;
        } else if (quoted) {
            fields.back() += c;
        } else if (c == ',') {
            fields.emplace_back();
            closed = false;
        } else if (closed) {
            return fail(Fault::Invalid, "text follows a closing quote; quotes in a value are written twice");
        } else if (c != '"') {
            fields.back() += c;
        } else if (fields.back().empty()) {
            quoted = true;
        } else {
            return fail(
                Fault::Invalid, "a quote in a value; quotes go around the whole value and are written twice in it");
        }
    }
    if (quoted)
        return fail(Fault::Invalid, "a quote is not closed");
    return fields;
}

std::string text(Place place)
{
    std::string const line = "line " + std::to_string(place.line);
    if (place.item == 0)
        return line;
    return (place.line == 0 ? "" : line + ", ") + "item " + std::to_string(place.item);
}

Result<PeopleFile> PeopleFile::open(std::string const& path)
{
    PeopleFile people;
    people.file_.open(path, std::ios::binary);
    std::error_code failed;
    people.size_ = std::filesystem::file_size(path, failed);
    if (!people.file_ || failed)
        return fail(Fault::Invalid, "there is no file " + path + " that can be read");
    std::string const first = people.next_line_with_text().value_or("");
    if (first.starts_with("\xff\xfe") || first.starts_with("\xfe\xff"))
        return fail(Fault::Invalid, path + " is UTF-16; save it as UTF-8");
    std::string const name = to_lower(path);
    if (trim(first).starts_with('{') || trim(first).starts_with('['))
        TRY(people.begin_json(path, first));
    else if (name.ends_with(".csv"))
        TRY(people.begin_csv(path, first));
    else if (first.empty() || std::ranges::any_of(kJsonEndings, [&](auto ending) { return name.ends_with(ending); }))
        people.go_to({});
    else
        return fail(Fault::Invalid,
            path
                + " is neither one JSON object a line nor a list that Microsoft Graph printed; CSV needs a name that "
                  "ends in .csv");
    return people;
}

Result<void> PeopleFile::begin_csv(std::string const& path, std::string const& header)
{
    form_ = Form::Csv;
    header_ = TRY(parse_csv_record(header));
    for (std::string& name : header_) {
        name = trim(name);
        if (size_t const other = name.find_first_of(";\t"); other != std::string::npos)
            return fail(Fault::Invalid,
                path + ": its columns are separated by " + (name[other] == ';' ? "semicolons" : "tabs")
                    + "; save it with commas between them");
    }
    return {};
}

// One value a line, unless it was printed for people: then the first line is only its beginning. Otherwise it is a row
// that is refused like any other.
Result<void> PeopleFile::begin_json(std::string const& path, std::string const& first)
{
    if (json::parse(first, kPage)) {
        go_to({});
        return {};
    }
    auto whole = parse_whole();
    if (whole) {
        read_value(std::move(*whole), 0);
        return {};
    }
    if (trim(first).size() == 1)
        return fail(Fault::Invalid,
            path + " begins as one JSON value over many lines, and is none: " + whole.error().detail
                + "; one object or one page a line is read as well (jq -c prints so)");
    go_to({});
    return {};
}

Result<json::Value> PeopleFile::parse_whole()
{
    if (size_ > kLongestValue)
        return fail(Fault::Invalid, "it is longer than 64 MB");
    go_to({});
    std::string text(static_cast<size_t>(size_), '\0');
    file_.read(text.data(), static_cast<std::streamsize>(text.size()));
    position_ = size_;
    std::string_view const all = text;
    return json::parse(all.starts_with(kByteOrderMark) ? all.substr(kByteOrderMark.size()) : all, kPage);
}

void PeopleFile::go_to(Mark mark)
{
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(mark.position));
    position_ = mark.position;
    line_ = mark.line;
}

std::optional<std::string> PeopleFile::next_line()
{
    std::string line;
    if (!std::getline(file_, line))
        return std::nullopt;
    position_ += line.size() + 1;
    if (++line_ == 1 && line.starts_with(kByteOrderMark))
        line.erase(0, kByteOrderMark.size());
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

std::optional<std::string> PeopleFile::next_line_with_text()
{
    auto line = next_line();
    while (line && trim(*line).empty())
        line = next_line();
    return line;
}

// A person, a page of Graph's or a list.
void PeopleFile::read_value(json::Value value, std::uint32_t line)
{
    json::Object* object = value.as_object();
    json::Array const* list = object ? object->array("value") : value.as_array();
    if (!list) {
        waiting_.push_back(object ? PersonRow{ { line, 0 }, std::move(*object), {} }
                                  : PersonRow{ { line, 0 }, {}, "not a JSON object" });
        return;
    }
    for (size_t i = list->size(); i > 0; --i) {
        json::Object const* one = (*list)[i - 1].as_object();
        Place const place{ line, static_cast<std::uint32_t>(i) };
        waiting_.push_back(one ? PersonRow{ place, *one, {} } : PersonRow{ place, {}, "not a JSON object" });
    }
}

std::optional<PersonRow> PeopleFile::next_json()
{
    while (waiting_.empty()) {
        auto const line = next_line_with_text();
        if (!line)
            return std::nullopt;
        auto value = json::parse(*line, kPage);
        if (!value)
            return PersonRow{ { line_, 0 }, {}, "not a JSON object: " + value.error().detail };
        read_value(std::move(*value), line_);
    }
    PersonRow row = std::move(waiting_.back());
    waiting_.pop_back();
    return row;
}

std::optional<PersonRow> PeopleFile::next_csv()
{
    auto record = next_line_with_text();
    if (!record)
        return std::nullopt;
    Mark const second = mark();
    // Line ends may stand between quotes.
    bool is_open = has_odd_quotes(*record);
    while (is_open && record->size() <= kLongestRecord) {
        auto const line = next_line();
        if (!line)
            break;
        *record += '\n';
        *record += *line;
        is_open = is_open != has_odd_quotes(*line);
    }
    PersonRow row
        = is_open ? PersonRow{ { second.line, 0 }, {}, "a quote is not closed" } : read_csv_row(*record, second.line);
    // A quote too many takes the lines behind it along, which are rows of their own.
    if (!row.fault.empty() && line_ > second.line) {
        if (!is_open)
            row.fault += "; a quote that opens here is closed in line " + std::to_string(line_);
        go_to(second);
    }
    return row;
}

PersonRow PeopleFile::read_csv_row(std::string const& record, std::uint32_t line) const
{
    PersonRow row{ { line, 0 }, {}, {} };
    auto values = parse_csv_record(record);
    if (!values || values->size() > header_.size()) {
        row.fault = values ? "more values than the header has names" : values.error().detail;
        return row;
    }
    json::Array identities;
    for (size_t i = 0; i < values->size(); ++i) {
        std::string& value = (*values)[i];
        if (value.starts_with('\'') && is_formula(std::string_view(value).substr(1)))
            value.erase(0, 1);
        if (!value.empty())
            set_column(row.fields, identities, header_[i], value);
    }
    if (!identities.empty())
        row.fields.set("identities", std::move(identities));
    return row;
}

std::optional<PersonRow> PeopleFile::next()
{
    return form_ == Form::Csv ? next_csv() : next_json();
}

} // namespace gatehouse::app
