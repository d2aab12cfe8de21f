#include "edges/graph/key_sets.h"

#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr std::string_view kPrefix = "B2C_1A_";
constexpr size_t kLongestId = 64;
// B2C makes keys of 256 bits.
constexpr size_t kKeyBytes = 32;

// B2C's prefix, added where it is missing.
std::string full_id(std::string_view id)
{
    bool const has_prefix = id.size() > kPrefix.size() && equals_ignoring_case(id.substr(0, kPrefix.size()), kPrefix);
    return has_prefix ? std::string(id) : std::string(kPrefix) + std::string(id);
}

bool is_plain_id(std::string_view id)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    return !id.empty() && id.size() <= kLongestId && id.find_first_not_of(kPlain) == std::string_view::npos;
}

// Keys begin at once and do not end here.
Answer<std::string> read_use(json::Object const& body, Time now)
{
    std::string const use = body.text("use").value_or("");
    if (use != "sig" && use != "enc")
        return std::unexpected(bad_request("The property use is sig or enc."));
    if (body.integer("nbf").value_or(0) > unix_seconds(now) || body.integer("exp"))
        return std::unexpected(
            bad_request("Keys begin at once and do not expire: leave out exp, and an nbf that is to come."));
    return use;
}

// The public members of the key that the tenant signs with now.
json::Object signing_jwk(Graph const& graph, TenantId const& tenant)
{
    auto const key = graph.keys.signing(tenant);
    auto const published = graph.keys.published(tenant);
    auto const set = published ? json::parse_object(*published) : Result<json::Object>(json::Object());
    json::Array const* keys = key && set ? set->array("keys") : nullptr;
    if (keys)
        for (json::Value const& one : *keys)
            if (one.as_object() && one.as_object()->text("kid") == key->kid)
                return *one.as_object();
    return {};
}

json::Object describe_key(Graph const& graph, Caller const& caller, PolicyKeySet const& set)
{
    json::Object key;
    if (set.type == "RSA")
        key = signing_jwk(graph, caller.tenant.id);
    else
        key = { { "kid", set.kid }, { "kty", set.type }, { "nbf", unix_seconds(set.changed) } };
    key.set("use", set.use);
    return key;
}

json::Object describe(Graph const& graph, Caller const& caller, PolicyKeySet const& set)
{
    json::Array keys;
    if (!set.kid.empty())
        keys.emplace_back(describe_key(graph, caller, set));
    return { { "id", set.id }, { "keys", std::move(keys) } };
}

Answer<PolicyKeySet> named_set(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const id = full_id(request.path_value("id"));
    auto set = TRY(ports.policy_secrets.find_set(caller.tenant.id, id));
    if (!set)
        return std::unexpected(not_found(id));
    return std::move(*set);
}

Answer<PolicyKeySet> read_set(Graph& graph, Caller const& caller, http::Request const& request)
{
    return look<PolicyKeySet>(graph, [&](Ports& ports) { return named_set(ports, caller, request); });
}

Result<void> record_set(Ports& ports, Graph const& graph, Caller const& caller, http::Request const& request,
    std::string_view what, std::string const& set)
{
    return record(
        ports, graph, caller, request, AuditKind::TenantApplied, {}, json::Object{ { std::string(what), set } });
}

// The new key of the set in the address. `secret` is empty for a set that stands for the tenant's keys.
Answer<http::Response> give_key(Graph& graph, Caller const& caller, http::Request const& request, std::string use,
    std::optional<PolicySecret> const& secret)
{
    auto const set = TRY(write<PolicyKeySet>(graph, [&](Ports& ports) -> Answer<PolicyKeySet> {
        PolicyKeySet changed = TRY(named_set(ports, caller, request));
        changed.kid = random_token(graph.random);
        changed.type = secret ? "oct" : "RSA";
        changed.use = std::move(use);
        changed.changed = graph.clock.now();
        if (secret)
            TRY(ports.policy_secrets.save(caller.tenant.id, changed.id, *secret));
        TRY(ports.policy_secrets.save_set(caller.tenant.id, changed));
        TRY(record_set(ports, graph, caller, request, "policy_key", changed.id));
        return changed;
    }));
    return json_response(
        200, with_context(request, "microsoft.graph.trustFrameworkKey", describe_key(graph, caller, set)));
}

} // namespace

Answer<http::Response> list_key_sets(Graph& graph, Caller const& caller, http::Request const& request)
{
    auto const all = TRY(read<std::vector<PolicyKeySet>>(
        graph.store, [&](Ports& ports) { return ports.policy_secrets.list_sets(caller.tenant.id); }));
    json::Array value;
    for (PolicyKeySet const& set : all)
        // The secrets of a flow's API connectors have names of another kind.
        if (full_id(set.id) == set.id)
            value.emplace_back(describe(graph, caller, set));
    return json_response(200, with_context(request, "trustFramework/keySets", { { "value", std::move(value) } }));
}

Answer<http::Response> find_key_set(Graph& graph, Caller const& caller, http::Request const& request)
{
    PolicyKeySet const set = TRY(read_set(graph, caller, request));
    return json_response(200, with_context(request, "trustFramework/keySets/$entity", describe(graph, caller, set)));
}

Answer<http::Response> create_key_set(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string const id = body.text("id").value_or("");
    if (!is_plain_id(id))
        return std::unexpected(bad_request("The id of a key set has at most 64 letters, digits, '-' and '_'."));
    PolicyKeySet const set{ full_id(id), "", "", "", graph.clock.now() };
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        if (TRY(ports.policy_secrets.find_set(caller.tenant.id, set.id)))
            return std::unexpected(bad_request("Another object with the same value for property id already exists."));
        TRY(ports.policy_secrets.save_set(caller.tenant.id, set));
        TRY(record_set(ports, graph, caller, request, "policy_key_set", set.id));
        return {};
    }));
    http::Response response
        = json_response(201, with_context(request, "trustFramework/keySets/$entity", describe(graph, caller, set)));
    response.headers.set("Location", request.path + "/" + set.id);
    return response;
}

Answer<http::Response> delete_key_set(Graph& graph, Caller const& caller, http::Request const& request)
{
    TRY(write<void>(graph, [&](Ports& ports) -> Answer<void> {
        PolicyKeySet const set = TRY(named_set(ports, caller, request));
        TRY(ports.policy_secrets.remove_set(caller.tenant.id, set.id));
        TRY(record_set(ports, graph, caller, request, "removed_policy_key_set", set.id));
        return {};
    }));
    return no_content();
}

Answer<http::Response> upload_secret(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string use = TRY(read_use(body, graph.clock.now()));
    std::string secret = body.text("k").value_or("");
    if (secret.empty())
        return std::unexpected(bad_request("The property k is the secret, and it is missing or empty."));
    return give_key(graph, caller, request, std::move(use), PolicySecret(std::move(secret)));
}

Answer<http::Response> generate_key(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string use = TRY(read_use(body, graph.clock.now()));
    std::string const type = body.text("kty").value_or("");
    if (equals_ignoring_case(type, "oct"))
        return give_key(graph, caller, request, std::move(use), PolicySecret(random_token(graph.random, kKeyBytes)));
    if (equals_ignoring_case(type, "RSA"))
        return give_key(graph, caller, request, std::move(use), std::nullopt);
    return std::unexpected(bad_request("The property kty is RSA or oct."));
}

Answer<http::Response> active_key(Graph& graph, Caller const& caller, http::Request const& request)
{
    PolicyKeySet const set = TRY(read_set(graph, caller, request));
    if (set.kid.empty())
        return std::unexpected(not_found(set.id + "/getActiveKey"));
    return json_response(
        200, with_context(request, "microsoft.graph.trustFrameworkKey", describe_key(graph, caller, set)));
}

Answer<http::Response> refuse_certificate(Graph&, Caller const&, http::Request const&)
{
    return std::unexpected(GraphError(501, "NotImplemented",
        "This operation target is not yet supported. Declare certificates in the tenant's file, as PEM."));
}

} // namespace gatehouse::graph
