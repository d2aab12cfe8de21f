#include "apps/gatehouse/people_file.h"

#include "libs/base/text.h"

#include <algorithm>
#include <filesystem>
#include <ranges>

namespace gatehouse::app {
namespace {

constexpr size_t kLongestValue = 64 << 20; // a page of Graph's is about 1 MB
constexpr json::Limits kPage{ .bytes = kLongestValue, .depth = 32 };
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kJsonEndings[] = { ".jsonl", ".ndjson", ".json" };

bool is_open(std::string_view record)
{
    return std::ranges::count(record, '"') % 2 != 0;
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

} // namespace

Result<std::vector<std::string>> parse_csv_record(std::string_view text)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
            fields.back() += text[++i];
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += c;
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
        people.rewind();
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
        rewind();
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
    rewind();
    return {};
}

Result<json::Value> PeopleFile::parse_whole()
{
    if (size_ > kLongestValue)
        return fail(Fault::Invalid, "it is longer than 64 MB");
    rewind();
    std::string text(static_cast<size_t>(size_), '\0');
    file_.read(text.data(), static_cast<std::streamsize>(text.size()));
    position_ = size_;
    std::string_view const all = text;
    return json::parse(all.starts_with(kByteOrderMark) ? all.substr(kByteOrderMark.size()) : all, kPage);
}

void PeopleFile::rewind()
{
    file_.clear();
    file_.seekg(0);
    position_ = 0;
    line_ = 0;
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
    std::optional<std::string> record;
    std::uint32_t line = 0;
    // Line ends may stand between quotes.
    while (auto next = next_line()) {
        if (!record && trim(*next).empty())
            continue;
        if (!record)
            line = line_;
        record = record ? *record + "\n" + *next : std::move(*next);
        if (!is_open(*record))
            break;
    }
    if (!record)
        return std::nullopt;
    auto const values = parse_csv_record(*record);
    if (!values || values->size() > header_.size())
        return PersonRow{ { line, 0 }, {}, !values ? values.error().detail : "more values than the header has names" };
    PersonRow row{ { line, 0 }, {}, {} };
    json::Array identities;
    for (size_t i = 0; i < values->size(); ++i)
        if (!(*values)[i].empty())
            set_column(row.fields, identities, header_[i], (*values)[i]);
    if (!identities.empty())
        row.fields.set("identities", std::move(identities));
    return row;
}

std::optional<PersonRow> PeopleFile::next()
{
    return form_ == Form::Csv ? next_csv() : next_json();
}

} // namespace gatehouse::app
