#include "apps/author/flow_differences.h"

#include "libs/json/json.h"

#include <algorithm>
#include <set>

namespace gatehouse::author {
namespace {

void compare(
    std::string const& path, json::Value const* before, json::Value const* after, std::vector<std::string>& out)
{
    json::Object const* left = before ? before->as_object() : nullptr;
    json::Object const* right = after ? after->as_object() : nullptr;
    if (left && right) {
        std::set<std::string> names;
        for (json::Object const* side : { left, right })
            for (json::Member const& member : side->members())
                names.insert(member.name);
        for (std::string const& name : names)
            compare(path.empty() ? name : path + "." + name, left->find(name), right->find(name), out);
        return;
    }
    std::string const was = before ? json::write(*before) : "";
    std::string const is = after ? json::write(*after) : "";
    if (was == is)
        return;
    if (before && after)
        out.push_back("~ " + path + ": " + was + " -> " + is);
    else
        out.push_back((after ? "+ " : "- ") + path + ": " + was + is);
}

} // namespace

Flows flows_of(std::vector<policy::UserFlow> const& flows)
{
    Flows all;
    for (policy::UserFlow const& flow : flows)
        all.insert_or_assign(flow.name, policy::to_json(flow));
    return all;
}

std::map<std::string, std::vector<std::string>> flow_differences(Flows const& before, Flows const& after, Gone gone)
{
    std::map<std::string, std::vector<std::string>> found;
    for (auto const& [name, settings] : after) {
        auto const former = before.find(name);
        std::vector<std::string> lines;
        if (former == before.end()) {
            lines.emplace_back("+ the user flow is new");
        } else {
            json::Value const left(former->second);
            json::Value const right(settings);
            compare("", &left, &right, lines);
        }
        if (!lines.empty())
            found.emplace(name, std::move(lines));
    }
    for (auto const& [name, settings] : before)
        if (gone == Gone::Told && !after.contains(name))
            found[name] = { "- the user flow is gone" };
    return found;
}

} // namespace gatehouse::author
