// Verbs that are one call of the directory API: a table says which call, what it is given and how its answer is shown.
#pragma once

#include "apps/gatehouse/directory_client.h"
#include "apps/gatehouse/verbs/verb.h"
#include "libs/json/json.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::app {

// "--name VALUE" becomes a member of the body.
struct BodyField {
    enum class Kind {
        Text,
        Texts, // every time it stands
        Switch, // true
        Json, // as written
        Seconds, // since 1970; "2027-01-31" or RFC 3339 is what is typed
    };
    std::string_view option;
    std::string_view member; // "web/redirectUris": a path of objects
    Kind kind = Kind::Text;
    std::string_view help;
    bool required = false;
};

// A property of the objects that are shown, by a path as above; one object a row, one property a column.
struct Column {
    std::string_view title;
    std::string_view property;
    size_t width = 0; // at least
};

struct ResourceCommand {
    std::string_view name; // "app add-secret"
    std::string_view words = ""; // "APP": its words, for people
    std::string_view help;
    http::Method method = http::Method::Get;
    // {person}, {app}: an object id, or a name that is looked up; {word}: as it was typed.
    std::string_view target;
    std::string_view body = ""; // JSON object to begin with
    std::vector<BodyField> fields = {};
    std::vector<Column> columns = {}; // not empty: the answer is a collection
    std::string_view done = ""; // printed when there is nothing to show
    // The rest of the body, when members alone do not make it.
    Result<void> (*complete)(DirectoryClient&, Options const&, json::Object& body) = nullptr;
    std::vector<OptionSpec> options = {}; // which `complete` reads
};

// The table as verbs.
std::vector<VerbFrame> resource_frames(std::span<ResourceCommand const> commands);

// A member by a path: "web/redirectUris".
json::Value const* find_member(json::Object const& object, std::string_view path);
void set_member(json::Object& object, std::string_view path, json::Value value);

} // namespace gatehouse::app
