// How a call reaches the store.
#pragma once

#include "edges/graph/answer.h"
#include "edges/graph/caller.h"
#include "edges/graph/graph.h"

#include "core/audit/acting.h"
#include "core/ports/ports.h"

#include <functional>
#include <optional>

namespace gatehouse::graph {

// One transaction; a refusal rolls it back.
template <class T>
Answer<T> write(Graph& graph, std::function<Answer<T>(Ports&)> const& work)
{
    std::optional<Answer<T>> answer;
    auto const done = graph.store.transact([&](Ports& ports) -> Result<void> {
        answer = work(ports);
        if (!*answer)
            return fail(Fault::Denied, "the call was refused");
        return {};
    });
    if (answer && !*answer)
        return std::move(*answer);
    if (!done)
        return std::unexpected(GraphError(done.error()));
    return std::move(*answer);
}

// How long a question may take: Graph::patience, or until it is answered.
enum class Patience { Limited, Endless };

// "Narrow the filter": 400, for clients ask a 503 again.
GraphError too_long();

// A snapshot.
template <class T>
Answer<T> look(Graph& graph, std::function<Answer<T>(Ports&)> const& work, Patience patience = Patience::Limited)
{
    std::optional<Answer<T>> answer;
    bool gave_up = false;
    Time const end = graph.clock.now() + graph.patience;
    auto const give_up = [&] { return gave_up = graph.clock.now() > end; };
    auto const done = graph.store.read(
        [&](Ports& ports) -> Result<void> {
            answer = work(ports);
            return {};
        },
        patience == Patience::Limited ? std::function<bool()>(give_up) : nullptr);
    if (gave_up)
        return std::unexpected(too_long());
    if (!done)
        return std::unexpected(GraphError(done.error()));
    return std::move(*answer);
}

// "By the directory API" in the audit: which app did what to whom. `detail` never holds a value of a person's.
Result<void> record(Ports& ports, Graph const& graph, Caller const& caller, http::Request const& request,
    AuditKind kind, UserId const& user, json::Object const& detail);

// The same for what core records itself.
Acting acting(Graph const& graph, Caller const& caller, http::Request const& request);

// Members of a JSON body; an error that says so when it is none.
Answer<json::Object> read_body(http::Request const& request);

json::Object with_context(http::Request const& request, std::string const& of, json::Object const& body);

} // namespace gatehouse::graph
