#include "apps/gatehouse/verbs/resource.h"

#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>
#include <cstdio>

namespace gatehouse::app {
namespace {

constexpr OptionSpec kJson{ "json", false, "print what the directory API answers, for programs" };
constexpr OptionSpec kHelp{ "help", false, "this list" };
constexpr OptionSpec kListOptions[] = {
    { "filter", true, "an OData filter: \"startswith(displayName,'A')\"" },
    { "top", true, "how many at most (default: 100); 0 is all" },
};

bool is_object_id(std::string_view text)
{
    constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == kShape.size() && std::ranges::equal(text, kShape, [](char c, char shape) {
        return shape == '-' ? c == '-' : std::isxdigit(static_cast<unsigned char>(c)) != 0;
    });
}

// For a text in a filter: quotes are doubled.
std::string literal(std::string_view text)
{
    return "'" + replace_all(std::string(text), "'", "''") + "'";
}

Result<std::string> find_id(
    DirectoryClient& client, std::string const& collection, std::string const& option, std::string const& who)
{
    std::vector<std::string> ids;
    TRY(for_each_object(
        client, "/v1.0/" + collection + "?$select=id&$top=2&" + option, [&](json::Object const& object) {
            ids.push_back(object.text("id").value_or(""));
            return ids.size() < 2;
        }));
    if (ids.size() == 1)
        return ids[0];
    return fail(Fault::Invalid,
        ids.empty() ? "there is nobody and nothing called " + who
                    : "several are called " + who + ": name the object id");
}

Result<std::string> find_person(DirectoryClient& client, std::string const& who)
{
    if (is_object_id(who))
        return to_lower(who);
    // The filter on identities wants an issuer, which whoever reads a log or a ticket often does not know.
    return find_id(client, "users", "$search=" + url::encode("\"identities:" + who + "\""), who);
}

// Apps are known by their client id, which is not their object id.
Result<std::string> find_app(DirectoryClient& client, std::string const& which)
{
    std::string const filter = (is_object_id(which) ? "appId eq " : "displayName eq ")
        + literal(is_object_id(which) ? to_lower(which) : which);
    return find_id(client, "applications", "$filter=" + url::encode(filter), which);
}

// The words fill the places of the target from left to right; those that are left over are for `complete`.
Result<std::string> fill(DirectoryClient& client, std::string_view target, std::vector<std::string> const& words)
{
    std::string filled;
    size_t word = 0;
    while (!target.empty()) {
        size_t const open = target.find('{');
        filled += target.substr(0, open);
        if (open == std::string_view::npos)
            break;
        size_t const close = target.find('}', open);
        std::string_view const place = target.substr(open + 1, close - open - 1);
        std::string const& given = words.at(word++);
        if (place == "person")
            filled += TRY(find_person(client, given));
        else if (place == "app")
            filled += TRY(find_app(client, given));
        else
            filled += url::encode(given);
        target.remove_prefix(close + 1);
    }
    return filled;
}

Result<Time> parse_moment(std::string_view option, std::string const& text)
{
    for (char const* missing : { "", "Z", "T00:00:00Z" })
        if (auto const time = parse_rfc3339(text + missing))
            return *time;
    return fail(Fault::Invalid,
        "--" + std::string(option) + " is a day or a moment in UTC, as 2027-01-31 or 2027-01-31T12:00:00Z");
}

Result<void> add_fields(ResourceCommand const& command, Options const& options, json::Object& body)
{
    for (BodyField const& field : command.fields) {
        if (!options.has(field.option)) {
            if (field.required)
                return fail(Fault::Invalid, "--" + std::string(field.option) + " is missing");
            continue;
        }
        std::string const text = options.get(field.option);
        switch (field.kind) {
        case BodyField::Kind::Text:
            set_member(body, field.member, text);
            break;
        case BodyField::Kind::Texts: {
            json::Array texts;
            for (std::string const& one : options.all(field.option))
                texts.emplace_back(one);
            set_member(body, field.member, std::move(texts));
            break;
        }
        case BodyField::Kind::Switch:
            set_member(body, field.member, true);
            break;
        case BodyField::Kind::Json: {
            auto value = json::parse(text);
            if (!value)
                return fail(Fault::Invalid, "--" + std::string(field.option) + " is no JSON: " + value.error().detail);
            set_member(body, field.member, std::move(*value));
            break;
        }
        case BodyField::Kind::Seconds:
            set_member(body, field.member, unix_seconds(TRY(parse_moment(field.option, text))));
            break;
        }
    }
    return {};
}

// Control characters would write to the terminal in somebody else's name.
std::string for_terminal(json::Value const* value)
{
    if (!value || value->is_null())
        return "";
    std::string text = value->as_text() ? *value->as_text() : json::write(*value);
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
    return text;
}

void print_row(std::vector<Column> const& columns, std::function<std::string(Column const&)> const& cell)
{
    std::string line;
    for (Column const& column : columns) {
        if (!line.empty())
            line += "  ";
        std::string text = cell(column);
        text.resize(std::max(text.size(), column.width), ' ');
        line += text;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
}

Result<void> list(ResourceCommand const& command, DirectoryClient& client, Options const& options, std::string target)
{
    auto const top = parse_integer(options.get("top", "100"));
    if (!top || *top < 0)
        return fail(Fault::Invalid, "--top takes a number");
    if (options.has("filter"))
        target
            += (target.find('?') == std::string::npos ? "?$filter=" : "&$filter=") + url::encode(options.get("filter"));
    bool const as_json = options.has("json");
    if (!as_json)
        print_row(command.columns, [](Column const& column) { return std::string(column.title); });
    long long shown = 0;
    bool more = false;
    TRY(for_each_object(client, target, [&](json::Object const& object) {
        if (*top != 0 && shown == *top) {
            more = true;
            return false;
        }
        ++shown;
        if (as_json)
            std::printf("%s\n", json::write(object).c_str());
        else
            print_row(command.columns,
                [&](Column const& column) { return for_terminal(find_member(object, column.property)); });
        return true;
    }));
    if (more)
        std::fprintf(stderr, "there are more; --top 0 shows all\n");
    return {};
}

Result<void> run(ResourceCommand const& command, Options const& options)
{
    auto const client = TRY(open_directory_client(options));
    std::string const target = TRY(fill(*client, command.target, options.words));
    if (!command.columns.empty())
        return list(command, *client, options, target);
    std::string body;
    if (command.method != http::Method::Get && command.method != http::Method::Delete) {
        json::Object members = command.body.empty() ? json::Object() : TRY(json::parse_object(command.body));
        TRY(add_fields(command, options, members));
        if (command.complete)
            TRY(command.complete(*client, options, members));
        body = json::write(members);
    }
    json::Object answer = TRY(expect_object(client->send(command.method, target, body)));
    answer.erase("@odata.context");
    if (options.has("json"))
        std::printf("%s\n", json::write(answer).c_str());
    else if (!answer.empty() && command.done.empty())
        std::printf("%s\n", json::write_pretty(answer).c_str());
    else
        std::printf("%s\n", std::string(command.done).c_str());
    return {};
}

VerbFrame frame_of(ResourceCommand const& command)
{
    std::vector<OptionSpec> options(std::begin(kDirectoryOptions), std::end(kDirectoryOptions));
    for (BodyField const& field : command.fields)
        options.push_back({ field.option, field.kind != BodyField::Kind::Switch, field.help });
    options.insert(options.end(), command.options.begin(), command.options.end());
    if (!command.columns.empty())
        options.insert(options.end(), std::begin(kListOptions), std::end(kListOptions));
    options.push_back(kJson);
    options.push_back(kHelp);
    size_t const words = command.words.empty() ? 0 : static_cast<size_t>(std::ranges::count(command.words, ' ')) + 1;
    std::string const shown = command.words.empty() ? "" : " " + std::string(command.words);
    return { .name = std::string(command.name),
        .options = std::move(options),
        .usage = "usage: gatehouse " + std::string(command.name) + shown + " [OPTIONS]\n\n" + std::string(command.help)
            + "\n\n",
        .fits = [words](Options const& given) { return given.words.size() == words; },
        .run = [&command](Options const& given) { return run(command, given); } };
}

} // namespace

json::Value const* find_member(json::Object const& object, std::string_view path)
{
    size_t const slash = path.find('/');
    json::Value const* found = object.find(path.substr(0, slash));
    if (!found || slash == std::string_view::npos)
        return found;
    // Of a list, the first: what a table has room for.
    json::Array const* list = found->as_array();
    json::Value const* inner = list ? (list->empty() ? nullptr : &list->front()) : found;
    json::Object const* fields = inner ? inner->as_object() : nullptr;
    return fields ? find_member(*fields, path.substr(slash + 1)) : nullptr;
}

void set_member(json::Object& object, std::string_view path, json::Value value)
{
    size_t const slash = path.find('/');
    if (slash == std::string_view::npos) {
        object.set(path, std::move(value));
        return;
    }
    json::Object const* before = object.object(path.substr(0, slash));
    json::Object inner = before ? *before : json::Object();
    set_member(inner, path.substr(slash + 1), std::move(value));
    object.set(path.substr(0, slash), std::move(inner));
}

std::vector<VerbFrame> resource_frames(std::span<ResourceCommand const> commands)
{
    std::vector<VerbFrame> frames;
    for (ResourceCommand const& command : commands)
        frames.push_back(frame_of(command));
    return frames;
}

} // namespace gatehouse::app
