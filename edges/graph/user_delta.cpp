#include "edges/graph/user_delta.h"

#include "core/directory/user_search.h"
#include "edges/graph/collection.h"
#include "edges/graph/users.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr int kPage = 200;

// Where a client stands.
struct Progress {
    std::int64_t after = 0; // number of the last change it was told
    std::int64_t known_at_start = 0; // of its first round: who was gone by then it never had
    Time started; // this round
};

json::Object write_progress(Progress const& progress)
{
    return { { "n", progress.after }, { "k", progress.known_at_start }, { "t", unix_seconds(progress.started) } };
}

// 410 with the address of a new beginning.
http::Response begin_again(Graph const& graph, http::Request const& request)
{
    GraphError const gone(410, "syncStateNotFound", "The delta token is too old. Begin again at the Location.");
    http::Response response = error_response(gone, request, graph.clock.now());
    std::string const link = link_without_token(request);
    response.headers.set("Location", link.substr(0, link.size() - 1));
    return response;
}

// Nothing when the token is one of ours and too old.
Answer<std::optional<Progress>> read_progress(Graph const& graph, Caller const& caller, http::Request const& request,
    odata::Query const& query, std::int64_t last_change)
{
    Time const now = graph.clock.now();
    auto const& token = query.skip_token ? query.skip_token : query.delta_token;
    if (!token)
        return Progress{ .after = 0, .known_at_start = last_change, .started = now };
    if (!query.skip_token && equals_ignoring_case(*token, "latest"))
        return Progress{ .after = last_change, .known_at_start = 0, .started = now };
    auto const position = open_position(graph, caller, request, query, *token);
    if (!position)
        return std::unexpected(bad_request("Badly formed token."));
    Progress const progress{ .after = position->integer("n").value_or(0),
        .known_at_start = position->integer("k").value_or(0),
        .started = from_unix_seconds(position->integer("t").value_or(0)) };
    // A number that was not given yet is of a database that was put back.
    if (now - progress.started > kDeletedUsersKept || progress.after > last_change)
        return std::nullopt;
    return progress;
}

Answer<json::Array> show(Caller const& caller, http::Request const& request, odata::Query const& query,
    gatehouse::UserChanges const& changes)
{
    auto select = query.select;
    if (!select.empty()
        && std::ranges::none_of(select, [](auto const& one) { return equals_ignoring_case(one, "id"); }))
        select.insert(select.begin(), "id");
    json::Array value;
    for (User const& user : changes.present)
        value.emplace_back(TRY(show_user(caller, request, select, user)));
    for (auto const& removed : changes.removed)
        value.emplace_back(json::Object{ { "id", removed.id.text() },
            { "@removed", json::Object{ { "reason", removed.restorable ? "changed" : "deleted" } } } });
    return value;
}

} // namespace

Answer<http::Response> follow_users(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    if (query.skip_token && query.delta_token)
        return std::unexpected(bad_request("A call has $skiptoken or $deltatoken: follow the link as it is."));
    std::optional<Progress> progress;
    auto changes = TRY(look<gatehouse::UserChanges>(graph, [&](Ports& ports) -> Answer<gatehouse::UserChanges> {
        std::int64_t const last = TRY(ports.user_search.last_change(caller.tenant.id));
        progress = TRY(read_progress(graph, caller, request, query, last));
        if (!progress)
            return gatehouse::UserChanges();
        return TRY(ports.user_search.changes(caller.tenant.id, progress->after, kPage));
    }));
    if (!progress)
        return begin_again(graph, request);
    if (changes.last <= progress->known_at_start)
        changes.removed.clear();
    std::string const of = "users" + (query.select.empty() ? "" : "(" + join(query.select, ",") + ")");
    json::Object body{ { "@odata.context", context(request, of) } };
    progress->after = changes.last;
    std::string const link = link_without_token(request);
    if (changes.more) {
        body.set("@odata.nextLink",
            link + "$skiptoken=" + sign_position(graph, caller, request, query, write_progress(*progress)));
    } else {
        // The next round counts from now.
        Progress const next{ .after = changes.last, .known_at_start = 0, .started = graph.clock.now() };
        body.set("@odata.deltaLink",
            link + "$deltatoken=" + sign_position(graph, caller, request, query, write_progress(next)));
    }
    body.set("value", TRY(show(caller, request, query, changes)));
    return json_response(200, body);
}

} // namespace gatehouse::graph
