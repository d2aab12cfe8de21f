#include "edges/graph/flow_work.h"

#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::graph {

flows::Change change_of(Graph const& graph, Caller const& caller, http::Request const& request)
{
    return { .tenant = caller.tenant, .acting = acting(graph, caller, request) };
}

GraphError refusal_of(Error const& error)
{
    if (error.fault == Fault::Invalid)
        return bad_request(error.detail);
    if (error.fault == Fault::Conflict)
        return { 409, "Conflict", error.detail };
    return GraphError(error);
}

Answer<policy::UserFlow> load_flow(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const name = request.path_value("flow");
    auto flow = TRY(flows::find(ports, caller.tenant.id, name));
    if (!flow)
        return std::unexpected(not_found(name));
    return std::move(*flow);
}

Answer<policy::UserFlow> read_flow(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<policy::UserFlow>(graph, [&](Ports& ports) { return load_flow(ports, caller, request); });
}

Answer<void> change_flow(Graph& graph, Caller const& caller, http::Request const& request,
    std::function<Answer<void>(Ports&, policy::UserFlow&)> const& work)
{
    return write<void>(graph, [&](Ports& ports) -> Answer<void> {
        policy::UserFlow flow = TRY(load_flow(ports, caller, request));
        TRY(work(ports, flow));
        TRY(told(flows::save(ports, change_of(graph, caller, request), std::move(flow))));
        return {};
    });
}

Answer<std::string> read_reference(http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    auto const url = url::parse(body.text("@odata.id").value_or(""));
    std::string const path = url ? url->path : "";
    auto const name = url::decode(path.substr(path.rfind('/') + 1));
    if (!name || name->empty())
        return std::unexpected(bad_request(
            "The body names what is added: {\"@odata.id\": \"https://.../identity/identityProviders/ID\"}."));
    return *name;
}

http::Response list_response(http::Request const& request, std::string const& of, json::Array value)
{
    return json_response(200, with_context(request, of, { { "value", std::move(value) } }));
}

http::Response entity_response(
    int status, http::Request const& request, std::string const& of, json::Object const& entity)
{
    return json_response(status, with_context(request, of + "/$entity", entity));
}

http::Response created_response(
    http::Request const& request, std::string const& of, std::string const& id, json::Object const& entity)
{
    http::Response response = entity_response(201, request, of, entity);
    response.headers.set("Location", request.path + "/" + url::encode(id));
    return response;
}

Answer<void> expect_only(json::Object const& body, std::vector<std::string_view> const& known)
{
    for (json::Member const& member : body.members())
        if (!member.name.starts_with("@odata.") && std::ranges::find(known, member.name) == known.end())
            return std::unexpected(
                invalid_value(member.name, "There is no property of this name, or it cannot be changed."));
    return {};
}

} // namespace gatehouse::graph
