#include "edges/graph/policies.h"

#include "core/plans/push.h"
#include "core/policy/inspect.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr char const* kXml = "application/xml; charset=utf-8";

http::Response xml_response(int status, std::string const& xml)
{
    http::Response response = http::text_response(status, xml);
    response.headers.set("Content-Type", kXml);
    return response;
}

Answer<std::optional<StoredPolicy>> find_stored(Graph& graph, Caller const& caller, PolicyId const& id)
{
    auto found = TRY(read<std::optional<StoredPolicy>>(
        graph.store, [&](Ports& ports) { return ports.policies.find(caller.tenant.id, id); }));
    // B2C: user flows are not among the policies of the trust framework.
    if (found && !found->user_flow.empty())
        found.reset();
    return found;
}

Answer<StoredPolicy> named_policy(Graph& graph, Caller const& caller, http::Request const& request)
{
    PolicyId const id(request.path_value("id"));
    auto found = TRY(find_stored(graph, caller, id));
    if (!found)
        return std::unexpected(not_found(id.text()));
    return std::move(*found);
}

// B2C's wording around ours: every fault at once.
GraphError refusal(policy::Inspection const& file, Caller const& caller, std::vector<policy::Diagnostic> const& all)
{
    std::string text;
    size_t errors = 0;
    for (policy::Diagnostic const& diagnostic : all)
        if (diagnostic.severity == policy::Severity::Error) {
            ++errors;
            text += "\n" + policy::text(diagnostic);
        }
    return { 400, "AADB2C",
        "Validation failed: " + std::to_string(errors) + " validation error(s) found in policy \"" + file.policy_id
            + "\" of tenant \"" + caller.tenant.domain + "\"." + text };
}

struct Upload {
    policy::SourceFile file;
    policy::Inspection inspection;
};

Answer<Upload> read_upload(Caller const& caller, http::Request const& request)
{
    std::string const type = to_lower(request.headers.get("content-type"));
    if (!type.starts_with("application/xml") && !type.starts_with("text/xml"))
        return std::unexpected(bad_request("A policy is sent as application/xml."));
    Upload upload;
    upload.file = { "policy.xml", request.body };
    upload.inspection = policy::inspect(upload.file);
    if (upload.inspection.policy_id.empty())
        return std::unexpected(refusal(upload.inspection, caller, upload.inspection.diagnostics));
    std::string const tenant = to_lower(upload.inspection.tenant);
    if (tenant != caller.tenant.domain && tenant != caller.tenant.id.text())
        return std::unexpected(bad_request("TenantId in the policy xml '" + upload.inspection.tenant
            + "' is not same as the one in login tenant '" + caller.tenant.domain + "'."));
    upload.file.name = upload.inspection.policy_id + ".xml";
    return upload;
}

Answer<void> store(Graph& graph, Caller const& caller, http::Request const& request, Upload const& upload)
{
    auto const pushed = push_policies(graph.store, { upload.file }, acting(graph, caller, request));
    // Its detail was written for whoever pushes.
    if (!pushed && pushed.error().fault == Fault::Invalid)
        return std::unexpected(bad_request(pushed.error().detail));
    if (!pushed && pushed.error().fault == Fault::Conflict)
        return std::unexpected(GraphError(409, "Conflict", pushed.error().detail));
    if (!pushed)
        return std::unexpected(GraphError(pushed.error()));
    if (pushed->refused())
        return std::unexpected(refusal(upload.inspection, caller, pushed->diagnostics));
    return {};
}

} // namespace

Answer<http::Response> list_policies(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const all = TRY(read<std::vector<StoredPolicy>>(
        graph.store, [&](Ports& ports) { return ports.policies.list(caller.tenant.id); }));
    SmallList list{ .set = "trustFramework/policies", .type = "TrustFrameworkPolicy", .items = {}, .texts = { "id" } };
    for (StoredPolicy const& policy : all)
        if (policy.user_flow.empty())
            list.items.push_back({ { "id", policy.id.text() } });
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> find_policy(Graph& graph, Caller const& caller, http::Request const& request)
{
    StoredPolicy const policy = TRY(named_policy(graph, caller, request));
    return answer_one(request, 200, "trustFramework/policies", { { "id", policy.id.text() } });
}

Answer<http::Response> read_policy(Graph& graph, Caller const& caller, http::Request const& request)
{
    return xml_response(200, TRY(named_policy(graph, caller, request)).xml);
}

Answer<http::Response> create_policy(Graph& graph, Caller const& caller, http::Request const& request)
{
    Upload const upload = TRY(read_upload(caller, request));
    if (TRY(find_stored(graph, caller, PolicyId(upload.inspection.policy_id))))
        return std::unexpected(bad_request("Another object with the same value for property id already exists."));
    TRY(store(graph, caller, request, upload));
    http::Response response = xml_response(201, upload.file.text);
    response.headers.set("Location", request.path + "/" + upload.inspection.policy_id);
    return response;
}

Answer<http::Response> replace_policy(Graph& graph, Caller const& caller, http::Request const& request)
{
    Upload const upload = TRY(read_upload(caller, request));
    std::string const id = request.path_value("id");
    if (!equals_ignoring_case(upload.inspection.policy_id, id))
        return std::unexpected(bad_request("The PolicyId in the policy xml '" + upload.inspection.policy_id
            + "' is not the one in the address '" + id + "'."));
    bool const is_there = TRY(find_stored(graph, caller, PolicyId(id))).has_value();
    TRY(store(graph, caller, request, upload));
    return xml_response(is_there ? 200 : 201, upload.file.text);
}

Answer<http::Response> delete_policy(Graph& graph, Caller const& caller, http::Request const& request)
{
    StoredPolicy const policy = TRY(named_policy(graph, caller, request));
    auto const removed = remove_policy(graph.store, caller.tenant.id, policy.id, acting(graph, caller, request));
    if (!removed && removed.error().fault == Fault::Invalid)
        return std::unexpected(bad_request(removed.error().detail));
    if (!removed)
        return std::unexpected(GraphError(removed.error()));
    return no_content();
}

} // namespace gatehouse::graph
