#include "edges/graph/graph.h"

#include "core/applications/directory_api.h"
#include "edges/graph/key_sets.h"
#include "edges/graph/policies.h"

#include <span>
#include <string>
#include <vector>

namespace gatehouse::graph {
namespace {

using Call = Answer<http::Response> (*)(Graph&, Caller const&, http::Request const&);

constexpr std::string_view kReadPolicies[] = { directory_role::kReadPolicies, directory_role::kWritePolicies };
constexpr std::string_view kWritePolicies[] = { directory_role::kWritePolicies };
constexpr std::string_view kReadKeySets[] = { directory_role::kReadKeySets, directory_role::kWriteKeySets };
constexpr std::string_view kWriteKeySets[] = { directory_role::kWriteKeySets };

// Roles and call stand side by side, so that no route can be without roles.
struct Route {
    http::Method method;
    std::string path;
    std::span<std::string_view const> roles; // one of them is enough
    Call call;
};

std::vector<Route> routes()
{
    using enum http::Method;
    std::string const policies = "/trustFramework/policies";
    std::string const sets = "/trustFramework/keySets";
    return {
        { Get, policies, kReadPolicies, list_policies },
        { Post, policies, kWritePolicies, create_policy },
        { Get, policies + "/{id}", kReadPolicies, find_policy },
        { Delete, policies + "/{id}", kWritePolicies, delete_policy },
        { Get, policies + "/{id}/$value", kReadPolicies, read_policy },
        { Put, policies + "/{id}/$value", kWritePolicies, replace_policy },
        { Get, sets, kReadKeySets, list_key_sets },
        { Post, sets, kWriteKeySets, create_key_set },
        { Get, sets + "/{id}", kReadKeySets, find_key_set },
        { Delete, sets + "/{id}", kWriteKeySets, delete_key_set },
        { Get, sets + "/{id}/getActiveKey", kReadKeySets, active_key },
        { Post, sets + "/{id}/uploadSecret", kWriteKeySets, upload_secret },
        { Post, sets + "/{id}/generateKey", kWriteKeySets, generate_key },
        { Post, sets + "/{id}/uploadCertificate", kWriteKeySets, refuse_certificate },
        { Post, sets + "/{id}/uploadPkcs12", kWriteKeySets, refuse_certificate },
    };
}

http::Response finish(Graph const& graph, http::Request const& request, Answer<http::Response> answer)
{
    http::Response response = answer ? std::move(*answer) : error_response(answer.error(), request, graph.clock.now());
    add_common_fields(response, request);
    return response;
}

} // namespace

void mount(http::Router& router, Graph& graph)
{
    using enum http::Method;
    for (std::string const version : { "/v1.0", "/beta" }) {
        for (Route const& route : routes())
            router.on(route.method, version + route.path, http::RunsOn::Workers,
                [&graph, roles = route.roles, call = route.call](http::Request const& request) {
                    auto const answer = [&]() -> Answer<http::Response> {
                        Caller const caller = TRY(find_caller(graph, request, roles));
                        return call(graph, caller, request);
                    };
                    return finish(graph, request, answer());
                });
        for (http::Method const method : { Get, Post, Put, Patch, Delete })
            router.on(method, version + "/{path...}", http::RunsOn::Loop, [&graph](http::Request const& request) {
                return finish(graph, request,
                    std::unexpected(GraphError(404, "BadRequest",
                        "Resource not found for the segment '" + request.path_value("path") + "'.")));
            });
    }
}

} // namespace gatehouse::graph
