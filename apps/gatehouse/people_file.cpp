#include "apps/gatehouse/people_file.h"

#include "libs/base/text.h"

#include <algorithm>
#include <filesystem>
#include <ranges>
#include <sstream>

namespace gatehouse::app {
namespace {

constexpr size_t kLongestLine = 64 << 20; // a page of Graph's is about 1 MB
constexpr json::Limits kPage{ .bytes = kLongestLine, .depth = 32 };

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

Result<PeopleFile> PeopleFile::open(std::string const& path)
{
    PeopleFile people;
    people.file_.open(path, std::ios::binary);
    std::error_code failed;
    people.size_ = std::filesystem::file_size(path, failed);
    if (!people.file_ || failed)
        return fail(Fault::Invalid, "there is no file " + path + " that can be read");
    if (to_lower(path).ends_with(".csv")) {
        people.form_ = Form::Csv;
        std::string const header = people.next_line().value_or("");
        people.header_ = TRY(parse_csv_record(header.starts_with("\xef\xbb\xbf") ? header.substr(3) : header));
        for (std::string& name : people.header_)
            name = trim(name);
        return people;
    }
    auto const first = people.next_line();
    people.file_.seekg(0);
    people.position_ = 0;
    people.line_ = 0;
    // A page that was printed for people is one value over many lines.
    if (first && !json::parse_object(*first, kPage))
        TRY(people.read_whole(path));
    return people;
}

Result<void> PeopleFile::read_whole(std::string const& path)
{
    if (size_ > kLongestLine)
        return fail(Fault::Invalid, path + " is neither CSV nor one JSON object a line");
    std::ostringstream text;
    text << file_.rdbuf();
    auto object = json::parse_object(std::move(text).str(), kPage);
    if (!object || !object->array("value"))
        return fail(
            Fault::Invalid, path + " is neither CSV, one JSON object a line, nor a list that Microsoft Graph printed");
    read_object(std::move(*object));
    position_ = size_;
    return {};
}

std::optional<std::string> PeopleFile::next_line()
{
    std::string line;
    if (!std::getline(file_, line))
        return std::nullopt;
    position_ += line.size() + 1;
    ++line_;
    if (line.ends_with('\r'))
        line.pop_back();
    return line;
}

void PeopleFile::read_object(json::Object object)
{
    json::Array const* page = object.array("value");
    if (!page) {
        waiting_.push_back(std::move(object));
        return;
    }
    for (json::Value const& one : *page | std::views::reverse)
        waiting_.push_back(one.as_object() ? *one.as_object() : json::Object());
}

std::optional<PersonRow> PeopleFile::next_json()
{
    while (waiting_.empty()) {
        auto const line = next_line();
        if (!line)
            return std::nullopt;
        if (trim(*line).empty())
            continue;
        auto object = json::parse_object(*line, kPage);
        if (!object)
            return PersonRow{ line_, {}, "not a JSON object: " + object.error().detail };
        read_object(std::move(*object));
    }
    PersonRow row{ line_, std::move(waiting_.back()), {} };
    waiting_.pop_back();
    return row;
}

std::optional<PersonRow> PeopleFile::next_csv()
{
    std::optional<std::string> record;
    size_t line = 0;
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
        return PersonRow{ line, {}, !values ? values.error().detail : "more values than the header has names" };
    PersonRow row{ line, {}, {} };
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
