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

// A snapshot.
template <class T>
Answer<T> look(Graph& graph, std::function<Answer<T>(Ports&)> const& work)
{
    std::optional<Answer<T>> answer;
    TRY(graph.store.read([&](Ports& ports) -> Result<void> {
        answer = work(ports);
        return {};
    }));
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
