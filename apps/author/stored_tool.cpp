// `gatehouse policy list`, `show`, `push` and `remove`: a tenant's stored policies, in a database or at a server.
#include "apps/author/tools.h"
#include "apps/gatehouse/directory_client.h"
#include "apps/gatehouse/wire.h"
#include "core/plans/push.h"
#include "libs/json/json.h"
#include "libs/url/url.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace gatehouse::author {
namespace {

using app::DirectoryClient;

std::string const kPolicies = "/beta/trustFramework/policies";

std::string address_of(std::string const& policy)
{
    return kPolicies + "/" + url::encode(policy);
}

// As it was stored; nothing when the tenant has none of that name.
Result<std::optional<std::string>> read_stored(DirectoryClient& client, std::string const& policy)
{
    http::Response const answer = TRY(client.send(http::Method::Get, address_of(policy) + "/$value", ""));
    if (answer.status == 404)
        return std::nullopt;
    TRY(app::expect_success(answer));
    return std::string(answer.content());
}

// Each after the one that it stands on; those that stand on each other, last.
std::vector<size_t> bases_first(Sources const& sources)
{
    std::vector<size_t> order;
    std::set<std::string> waiting; // ids in small letters
    for (policy::Inspection const& file : sources.inspections)
        waiting.insert(to_lower(file.policy_id));
    std::vector<bool> taken(sources.files.size());
    auto const take = [&](bool any) {
        size_t const before = order.size();
        for (size_t i = 0; i < taken.size(); ++i)
            if (!taken[i] && (any || !waiting.contains(to_lower(sources.inspections[i].base)))) {
                taken[i] = true;
                order.push_back(i);
                waiting.erase(to_lower(sources.inspections[i].policy_id));
            }
        return order.size() > before;
    };
    while (take(false)) { }
    take(true);
    return order;
}

// What is not among the files, the server has. False, and every fault told, when something does not compile.
Result<bool> check_with_server(Call const& call, DirectoryClient& client)
{
    auto const here = finder(call.sources);
    policy::FindSource const find = [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
        if (auto file = TRY(here(id)))
            return file;
        auto stored = TRY(read_stored(client, id));
        if (!stored)
            return std::nullopt;
        return policy::SourceFile{ "stored " + id, std::move(*stored) };
    };
    bool clean = true;
    std::vector<policy::Diagnostic> all;
    auto const note = [&](std::vector<policy::Diagnostic> const& diagnostics) {
        for (policy::Diagnostic const& one : diagnostics) {
            clean = clean && one.severity != policy::Severity::Error;
            if (std::ranges::none_of(all, [&](auto const& told) { return policy::text(told) == policy::text(one); }))
                all.push_back(one);
        }
    };
    for (policy::Inspection const& file : call.sources.inspections)
        note(file.diagnostics);
    for (std::string const& id : call.policies)
        note(TRY(policy::compile(id, find)).diagnostics);
    complain(all);
    return clean;
}

void tell(Call const& call, std::string const& tenant, std::string const& policy, std::string const& what)
{
    if (call.options.has("json"))
        std::printf(
            "%s\n", json::write(json::Object{ { "id", policy }, { "tenant", tenant }, { "change", what } }).c_str());
    else
        std::printf("%s: %s %s\n", tenant.c_str(), policy.c_str(), what.c_str());
}

// File by file: the directory API knows no more. All is checked first, so that little can stop it half way.
Result<bool> push_to_server(Call const& call)
{
    auto const client = TRY(app::open_directory_client(call.options));
    if (!TRY(check_with_server(call, *client))) {
        std::fprintf(stderr, "nothing was stored\n");
        return false;
    }
    size_t stored = 0;
    for (size_t const i : bases_first(call.sources)) {
        std::string const& id = call.sources.inspections[i].policy_id;
        policy::SourceFile const& file = call.sources.files[i];
        auto const answer = client->send(
            http::Method::Put, address_of(id) + "/$value", { file.text, "application/xml; charset=utf-8" });
        if (auto const done = answer ? app::expect_success(*answer) : std::unexpected(answer.error()); !done)
            return fail(done.error().fault,
                file.name + ": " + done.error().detail + "\n" + std::to_string(stored) + " of "
                    + std::to_string(call.sources.files.size()) + " files were stored; push again when it is mended");
        ++stored;
        tell(call, client->domain(), id, answer->status == 201 ? "created" : "replaced");
    }
    return true;
}

} // namespace

Result<bool> list(Call const& call)
{
    auto const client = TRY(app::open_directory_client(call.options));
    std::vector<std::string> ids;
    TRY(app::for_each_object(*client, kPolicies, [&](json::Object const& policy) {
        ids.push_back(policy.text("id").value_or(""));
        return true;
    }));
    for (std::string const& id : ids) {
        auto const stored = TRY(read_stored(*client, id));
        if (!stored)
            continue; // removed meanwhile
        std::string const base = policy::inspect({ id, *stored }).base;
        if (call.options.has("json"))
            std::printf("%s\n", json::write(json::Object{ { "id", id }, { "base", base } }).c_str());
        else
            std::printf("%s  on %s\n", id.c_str(), base.empty() ? "nothing" : base.c_str());
    }
    return true;
}

Result<bool> show(Call const& call)
{
    auto const client = TRY(app::open_directory_client(call.options));
    std::string const& policy = call.options.words[1];
    auto const stored = TRY(read_stored(*client, policy));
    if (!stored)
        return fail(
            Fault::Invalid, client->domain() + " has no policy " + policy + "; `gatehouse policy list` names all");
    std::fwrite(stored->data(), 1, stored->size(), stdout);
    return true;
}

Result<bool> push(Call const& call)
{
    if (call.options.has("server"))
        return push_to_server(call);
    SystemRandom random;
    SystemClock const clock;
    auto const directory = TRY(app::open_existing_directory(
        { call.options.get("data", "data"), call.options.get("master-key-file") }, random));
    auto const pushed = TRY(push_policies(*directory.store, call.sources.files,
        { .correlation = CorrelationId(random_guid(random)), .now = clock.now() }));
    complain(pushed.diagnostics);
    if (pushed.refused()) {
        std::fprintf(stderr, "nothing was stored\n");
        return false;
    }
    for (PolicyPush::Change const& change : pushed.changes)
        tell(call, pushed.tenant, change.policy, change.what);
    return true;
}

Result<bool> remove(Call const& call)
{
    auto const client = TRY(app::open_directory_client(call.options));
    std::string const& policy = call.options.words[1];
    http::Response const answer = TRY(client->send(http::Method::Delete, address_of(policy), ""));
    TRY(app::expect_success(answer));
    std::printf("%s: %s removed\n", client->domain().c_str(), policy.c_str());
    return true;
}

} // namespace gatehouse::author
