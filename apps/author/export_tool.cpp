// `gatehouse policy export`: a user flow as the custom policy that it is.
#include "apps/author/play.h"
#include "apps/author/tools.h"
#include "core/plans/plans.h"
#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace gatehouse::author {
namespace {

constexpr std::string_view kFlowPrefix = "B2C_1_";
constexpr std::string_view kPolicyPrefix = "B2C_1A_"; // B2C: of custom policies
constexpr std::string_view kBuiltinBase = "B2C_1_gatehouse_base";
constexpr std::string_view kBuiltinTenant = "gatehouse.onmicrosoft.com";
constexpr std::string_view kBase = "B2C_1A_GatehouseBase";

// What is given is text of ours, so each replacement is known to be there.
std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    gatehouse::check(
        text.find(from) != std::string::npos, "a built-in policy file has lost a part that export replaces");
    return replace_all(std::move(text), from, to);
}

std::string attribute(std::string_view name, std::string_view value)
{
    return std::string(name) + "=\"" + std::string(value) + "\"";
}

std::string element(std::string_view name, std::string_view value)
{
    return "<" + std::string(name) + ">" + std::string(value) + "</" + std::string(name) + ">";
}

// Another id, in the attributes of the root.
std::string renamed(std::string text, std::string_view from, std::string_view to)
{
    text = replaced(std::move(text), attribute("PolicyId", from), attribute("PolicyId", to));
    return replaced(std::move(text), "/" + std::string(from) + "\"", "/" + std::string(to) + "\"");
}

// The base of all user flows as a file of the tenant's own.
std::string base_file(std::string const& domain)
{
    std::string text = builtin_source(std::string(kBuiltinBase)).value().text;
    text = renamed(std::move(text), kBuiltinBase, kBase);
    text = replaced(std::move(text), attribute("TenantId", kBuiltinTenant), attribute("TenantId", domain));
    text = replaced(std::move(text), "http://" + std::string(kBuiltinTenant) + "/", "http://" + domain + "/");
    // Only ours may be the base of every tenant's policies.
    size_t const start = text.find("<PolicyConstraints>");
    std::string const end = "</PolicyConstraints>";
    gatehouse::check(start != std::string::npos, "the base of the user flows has no PolicyConstraints");
    text.erase(start, text.find(end, start) + end.size() - start);
    return text;
}

std::string policy_id(std::string const& flow)
{
    return std::string(kPolicyPrefix) + flow.substr(kFlowPrefix.size());
}

std::string flow_file(policy::UserFlow const& flow, std::string const& domain)
{
    std::string text = renamed(policy::leaf_xml(flow, domain), flow.name, policy_id(flow.name));
    text = replaced(std::move(text), element("PolicyId", kBuiltinBase), element("PolicyId", kBase));
    return replaced(std::move(text), element("TenantId", kBuiltinTenant), element("TenantId", domain));
}

struct Wanted {
    std::string domain;
    policy::UserFlow flow;
};

// The sentence says what is wrong; problems of the file are all in it.
Result<Wanted> find_flow(app::Options const& options)
{
    std::string const path = options.get("tenant");
    std::string const name = options.get("flow");
    if (path.empty() || name.empty())
        return fail(Fault::Invalid, "export needs --flow NAME and --tenant TENANT.TOML");
    auto const declaration = TRY(load_declaration(path));
    std::vector<std::string> names;
    for (policy::UserFlow const& flow : declaration.flows) {
        if (equals_ignoring_case(flow.name, name))
            return Wanted{ declaration.tenant.domain, flow };
        names.push_back(flow.name);
    }
    return fail(Fault::Invalid,
        "there is no flow " + name + " in " + path + ": it has " + (names.empty() ? "none" : join(names, ", ")));
}

} // namespace

std::string export_objection(app::Options const& options)
{
    auto const wanted = find_flow(options);
    return wanted ? "" : wanted.error().detail;
}

Result<bool> export_flow(Call const& call)
{
    Wanted const wanted = TRY(find_flow(call.options));
    std::filesystem::path const folder = call.options.words[1];
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::vector<std::pair<std::string, std::string>> const files{
        { std::string(kBase), base_file(wanted.domain) },
        { policy_id(wanted.flow.name), flow_file(wanted.flow, wanted.domain) },
    };
    for (auto const& [id, text] : files) {
        TRY(write_text(folder / (id + ".xml"), text));
        std::printf("%s\n", (folder / (id + ".xml")).c_str());
    }
    return true;
}

} // namespace gatehouse::author
