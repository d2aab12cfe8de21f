#include "edges/graph/work.h"

namespace gatehouse::graph {

GraphError too_long()
{
    return { 400, "Request_UnsupportedQuery",
        "Unsupported Query. It has looked at so many people that it was given up. Narrow the filter: id, "
        "userPrincipalName, identities, displayName and createdDateTime are found by an index, other properties by "
        "reading everybody." };
}

Result<void> record(Ports& ports, Graph const& graph, Caller const& caller, http::Request const& request,
    AuditKind kind, UserId const& user, json::Object const& detail)
{
    return ports.audit.append(caller.tenant.id,
        { .kind = kind,
            .time = graph.clock.now(),
            .correlation = CorrelationId(request.correlation_id),
            .user = user,
            .client = caller.app.id,
            .policy = {},
            .address = request.peer,
            .detail = json::write(detail) });
}

Acting acting(Graph const& graph, Caller const& caller, http::Request const& request)
{
    return { .app = caller.app.id,
        .correlation = CorrelationId(request.correlation_id),
        .address = request.peer,
        .now = graph.clock.now() };
}

Answer<json::Object> read_body(http::Request const& request)
{
    auto body = json::parse_object(request.body);
    if (!body)
        return std::unexpected(bad_request("The body is not a JSON object: " + body.error().detail));
    return std::move(*body);
}

json::Object with_context(http::Request const& request, std::string const& of, json::Object const& body)
{
    json::Object out{ { "@odata.context", context(request, of) } };
    for (json::Member const& member : body.members())
        out.set(member.name, member.value);
    return out;
}

} // namespace gatehouse::graph
