#include "apps/author/environments.h"

#include "apps/author/play.h"
#include "libs/base/text.h"
#include "libs/html/html.h"
#include "libs/json/json.h"

#include <algorithm>
#include <filesystem>
#include <vector>

namespace gatehouse::author {
namespace {

constexpr std::string_view kOpen = "{Settings:";

struct Environment {
    std::string file;
    std::string name;
    CaseMap<std::string> values;
};

std::string text_of(json::Value const& value)
{
    std::string const* text = value.as_text();
    return text ? *text : json::write(value);
}

Environment read_environment(json::Object const& object, std::string const& file)
{
    Environment out{ .file = file, .name = object.text("Name").value_or(""), .values = {} };
    if (json::Object const* settings = object.object("PolicySettings"))
        for (json::Member const& member : settings->members())
            out.values.insert_or_assign(member.name, text_of(member.value));
    for (char const* const name : { "Tenant", "Production" })
        if (json::Value const* value = object.find(name))
            out.values.insert_or_assign(name, text_of(*value));
    out.values.insert_or_assign("Environment", out.name);
    return out;
}

Result<std::vector<Environment>> read_environments(std::string const& file)
{
    std::string const text = TRY(read_text(file));
    auto const parsed = json::parse_object(text);
    if (!parsed)
        return fail(Fault::Invalid, file + " is not JSON: " + parsed.error().detail);
    json::Array const* list = parsed->array("Environments");
    std::vector<Environment> all;
    for (json::Value const& one : list ? *list : json::Array())
        if (json::Object const* object = one.as_object())
            all.push_back(read_environment(*object, file));
    if (all.empty())
        return fail(Fault::Invalid, file + " has no Environments");
    return all;
}

Result<Environment> choose(std::string const& file, std::string const& wanted)
{
    auto const all = TRY(read_environments(file));
    std::vector<std::string> names;
    for (Environment const& one : all) {
        if (equals_ignoring_case(one.name, wanted) || (wanted.empty() && all.size() == 1))
            return one;
        names.push_back(one.name);
    }
    return fail(Fault::Invalid,
        (wanted.empty() ? "choose with --environment" : "there is no environment " + wanted) + ": " + file + " has "
            + join(names, ", "));
}

std::string place(policy::SourceFile const& file, size_t at)
{
    auto const line = 1 + std::ranges::count(std::string_view(file.text).substr(0, at), '\n');
    return file.name + ":" + std::to_string(line);
}

} // namespace

Result<void> fill_placeholders(policy::SourceFile& file, std::string const& environment)
{
    if (file.text.find(kOpen) == std::string::npos)
        return {};
    std::string const settings = (std::filesystem::path(file.name).parent_path() / "appsettings.json").string();
    std::error_code error;
    if (!std::filesystem::exists(settings, error))
        return fail(Fault::Invalid,
            place(file, file.text.find(kOpen)) + ": {Settings:...} needs an appsettings.json beside the policy");
    Environment const values = TRY(choose(settings, environment));
    std::string out;
    size_t from = 0;
    for (size_t at = file.text.find(kOpen); at != std::string::npos; at = file.text.find(kOpen, from)) {
        size_t const end = file.text.find('}', at);
        std::string const name = file.text.substr(at + kOpen.size(), end - at - kOpen.size());
        auto const value = values.values.find(name);
        if (end == std::string::npos || value == values.values.end())
            return fail(Fault::Invalid,
                place(file, at) + ": " + values.file + " has no setting " + name.substr(0, 100) + " in the environment "
                    + values.name);
        // A value is text, whatever stands around it.
        out += file.text.substr(from, at - from) + html::escape(value->second).take();
        from = end + 1;
    }
    file.text = out + file.text.substr(from);
    return {};
}

} // namespace gatehouse::author
