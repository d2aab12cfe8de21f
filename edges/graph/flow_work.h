// What the calls about user flows and their parts share.
#pragma once

#include "edges/graph/work.h"

#include "core/flows/flows.h"
#include "core/flows/parts.h"

#include <functional>
#include <string>
#include <utility>

namespace gatehouse::graph {

flows::Change change_of(Graph const& graph, Caller const& caller, http::Request const& request);

// What a person did wrong is told to them in our words.
GraphError refusal_of(Error const& error);
template <class T>
Answer<T> told(Result<T> result)
{
    if (!result)
        return std::unexpected(refusal_of(result.error()));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
    else
        return {};
}

// The flow in the address; 404 when there is none.
Answer<policy::UserFlow> load_flow(Ports& ports, Caller const& caller, http::Request const& request);
Answer<policy::UserFlow> read_flow(Graph& graph, Caller const& caller, http::Request const& request);
// Reads it, lets `work` change it and saves it, in one transaction.
Answer<void> change_flow(Graph& graph, Caller const& caller, http::Request const& request,
    std::function<Answer<void>(Ports&, policy::UserFlow&)> const& work);

// The part that {"@odata.id": "https://host/beta/identity/identityProviders/NAME"} names; the last segment counts.
Answer<std::string> read_reference(http::Request const& request);

// {"@odata.context": ..., "value": [...]}
http::Response list_response(http::Request const& request, std::string const& of, json::Array value);
http::Response entity_response(
    int status, http::Request const& request, std::string const& of, json::Object const& entity);
// 201 with its address.
http::Response created_response(
    http::Request const& request, std::string const& of, std::string const& id, json::Object const& entity);

// Properties that are named and unknown are an error, as at Microsoft Graph.
Answer<void> expect_only(json::Object const& body, std::vector<std::string_view> const& known);

} // namespace gatehouse::graph
