#include "edges/graph/graph.h"

#include "core/applications/directory_api.h"
#include "edges/graph/key_sets.h"
#include "edges/graph/policies.h"

#include <string>
#include <vector>

namespace gatehouse::graph {
namespace {

using Call = Answer<http::Response> (*)(Graph&, Caller const&, http::Request const&);
using Roles = std::vector<std::string_view>;

http::Response finish(Graph const& graph, http::Request const& request, Answer<http::Response> answer)
{
    http::Response response = answer ? std::move(*answer) : error_response(answer.error(), request, graph.clock.now());
    add_common_fields(response, request);
    return response;
}

// Roles and call stand side by side, so that no route can be without roles.
void mount_call(
    http::Router& router, Graph& graph, http::Method method, std::string const& path, Roles const& roles, Call call)
{
    for (char const* version : { "/v1.0", "/beta" })
        router.on(method, version + path, http::RunsOn::Workers, [&graph, roles, call](http::Request const& request) {
            auto const answer = [&]() -> Answer<http::Response> {
                Caller const caller = TRY(find_caller(graph, request, roles));
                return call(graph, caller, request);
            };
            return finish(graph, request, answer());
        });
}

void mount_key_sets(http::Router& router, Graph& graph)
{
    using enum http::Method;
    Roles const read = { directory_role::kReadKeySets, directory_role::kWriteKeySets };
    Roles const write = { directory_role::kWriteKeySets };
    std::string const sets = "/trustFramework/keySets";
    mount_call(router, graph, Get, sets, read, list_key_sets);
    mount_call(router, graph, Post, sets, write, create_key_set);
    mount_call(router, graph, Get, sets + "/{id}", read, find_key_set);
    mount_call(router, graph, Delete, sets + "/{id}", write, delete_key_set);
    mount_call(router, graph, Get, sets + "/{id}/getActiveKey", read, active_key);
    mount_call(router, graph, Post, sets + "/{id}/uploadSecret", write, upload_secret);
    mount_call(router, graph, Post, sets + "/{id}/generateKey", write, generate_key);
    for (char const* certificate : { "/{id}/uploadCertificate", "/{id}/uploadPkcs12" })
        mount_call(router, graph, Post, sets + certificate, write, refuse_certificate);
}

} // namespace

void mount(http::Router& router, Graph& graph)
{
    using enum http::Method;
    Roles const read = { directory_role::kReadPolicies, directory_role::kWritePolicies };
    Roles const write = { directory_role::kWritePolicies };
    std::string const policies = "/trustFramework/policies";
    mount_call(router, graph, Get, policies, read, list_policies);
    mount_call(router, graph, Post, policies, write, create_policy);
    mount_call(router, graph, Get, policies + "/{id}", read, find_policy);
    mount_call(router, graph, Delete, policies + "/{id}", write, delete_policy);
    mount_call(router, graph, Get, policies + "/{id}/$value", read, read_policy);
    mount_call(router, graph, Put, policies + "/{id}/$value", write, replace_policy);
    mount_key_sets(router, graph);
    for (char const* version : { "/v1.0", "/beta" })
        for (http::Method const method : { Get, Post, Put, Patch, Delete })
            router.on(method, version + std::string("/{path...}"), http::RunsOn::Loop,
                [&graph](http::Request const& request) {
                    return finish(graph, request,
                        std::unexpected(GraphError(404, "BadRequest",
                            "Resource not found for the segment '" + request.path_value("path") + "'.")));
                });
}

} // namespace gatehouse::graph
