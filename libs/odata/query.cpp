#include "libs/odata/query.h"

#include "libs/base/text.h"

#include <algorithm>
#include <array>
#include <set>

namespace gatehouse::odata {
namespace {

constexpr size_t kMostNames = 100;

bool is_path(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '/'
            || c == '.';
    });
}

std::unexpected<Error> refuse(std::string text)
{
    return fail(Fault::Invalid, std::move(text));
}

Result<std::vector<std::string>> read_names(std::string_view option, std::string_view text)
{
    std::vector<std::string> names;
    for (std::string const& piece : split(text, ',')) {
        std::string const name(trim(piece));
        if (!is_path(name) && name != "*")
            return refuse(
                "Parsing OData " + std::string(option) + " failed: '" + name + "' is not the name of a property.");
        names.push_back(name);
    }
    if (names.size() > kMostNames)
        return refuse("Parsing OData " + std::string(option) + " failed: it names more than "
            + std::to_string(kMostNames) + " properties.");
    return names;
}

Result<std::vector<Order>> read_order(std::string_view text)
{
    std::vector<Order> all;
    for (std::string const& piece : split(text, ',')) {
        std::vector<std::string> const words = split_words(piece);
        bool const has_direction = words.size() == 2;
        bool const descending = has_direction && equals_ignoring_case(words[1], "desc");
        if (words.empty() || words.size() > 2 || !is_path(words[0])
            || (has_direction && !descending && !equals_ignoring_case(words[1], "asc")))
            return refuse("Invalid orderby clause: '" + std::string(text) + "'. It is a property, and asc or desc.");
        all.push_back({ words[0], descending });
    }
    return all;
}

// "displayName:ann" AND "mail:example"
Result<std::vector<Search>> read_search(std::string_view text)
{
    constexpr char const* kForm
        = R"(Syntax error in $search: it is "property:text", several of them with AND between.)";
    std::vector<Search> all;
    std::string_view rest = trim(text);
    while (true) {
        size_t const end = rest.starts_with('"') ? rest.find('"', 1) : std::string_view::npos;
        if (end == std::string_view::npos)
            return refuse(kForm);
        std::string_view const clause = rest.substr(1, end - 1);
        size_t const colon = clause.find(':');
        if (colon == std::string_view::npos || !is_path(clause.substr(0, colon))
            || trim(clause.substr(colon + 1)).empty())
            return refuse(kForm);
        all.push_back({ std::string(clause.substr(0, colon)), std::string(trim(clause.substr(colon + 1))) });
        rest = trim(rest.substr(end + 1));
        if (rest.empty())
            return all;
        if (!rest.starts_with("AND ") || all.size() == 10)
            return refuse(kForm);
        rest = trim(rest.substr(4));
    }
}

Result<int> read_top(std::string const& text)
{
    auto const number = parse_integer(text);
    if (!number || *number < 1 || *number > 999)
        return refuse("Invalid page size specified: '" + text + "'. Must be between 1 and 999 inclusive.");
    return static_cast<int>(*number);
}

Result<bool> read_count(std::string const& text)
{
    if (!equals_ignoring_case(text, "true") && !equals_ignoring_case(text, "false"))
        return refuse("Invalid value for $count: '" + text + "'. It is true or false.");
    return equals_ignoring_case(text, "true");
}

Result<void> read_option(Query& query, std::string const& option, std::string const& value)
{
    if (option == "$filter")
        query.filter = TRY(parse_filter(value));
    else if (option == "$select")
        query.select = TRY(read_names("Select", value));
    else if (option == "$expand")
        query.expand = TRY(read_names("Expand", value));
    else if (option == "$orderby")
        query.order = TRY(read_order(value));
    else if (option == "$top")
        query.top = TRY(read_top(value));
    else if (option == "$search")
        query.search = TRY(read_search(value));
    else if (option == "$count")
        query.count = TRY(read_count(value));
    else if (option == "$skiptoken")
        query.skip_token = value;
    else if (option == "$deltatoken")
        query.delta_token = value;
    else
        return refuse("Unrecognized query argument specified: '" + option + "'.");
    return {};
}

constexpr auto kOptions = std::to_array<std::string_view>(
    { "$count", "$deltatoken", "$expand", "$filter", "$orderby", "$search", "$select", "$skiptoken", "$top" });

} // namespace

bool is_option(std::string_view name)
{
    return std::ranges::any_of(kOptions, [&](std::string_view one) { return equals_ignoring_case(one, name); });
}

Result<Query> parse_query(url::Form const& form)
{
    Query query;
    std::set<std::string> seen;
    for (auto const& [name, value] : form.pairs()) {
        std::string const option = to_lower(name);
        if (!seen.insert(option).second)
            return refuse(
                "Query option '" + name + "' was specified more than once, but it must be specified at most once.");
        TRY(read_option(query, option, value));
    }
    return query;
}

std::string Query::fingerprint() const
{
    std::string text = filter ? text_of(*filter) : "";
    text += "\n" + to_lower(join(select, ",")) + "\n" + to_lower(join(expand, ","));
    for (Order const& one : order)
        text += "\n" + to_lower(one.path) + (one.descending ? " desc" : "");
    for (Search const& one : search)
        text += "\n" + to_lower(one.path) + ":" + one.text;
    return text + "\n" + (top ? std::to_string(*top) : "") + (count ? " counted" : "");
}

} // namespace gatehouse::odata
