#include "edges/graph/key_sets.h"

#include "core/policies/key_sets.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/public_pem.h"
#include "libs/jose/jwk.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

Answer<std::optional<Time>> read_seconds(json::Object const& body, std::string_view property)
{
    json::Value const* value = body.find(property);
    if (!value || value->is_null())
        return std::nullopt;
    auto const seconds = value->as_integer();
    // Years of four digits: what is behind them was meant as milliseconds.
    constexpr std::int64_t kMost = 253'402'300'799;
    if (!seconds || *seconds < 0 || *seconds > kMost)
        return std::unexpected(
            bad_request("The property " + std::string(property) + " is a time in seconds since 1970, or null."));
    return from_unix_seconds(*seconds);
}

// What generateKey and uploadSecret say of a key beside what it is.
Answer<NewPolicyKey> read_key(json::Object const& body, Time now)
{
    NewPolicyKey key;
    key.use = body.text("use").value_or("");
    if (key.use != "sig" && key.use != "enc")
        return std::unexpected(bad_request("The property use is sig or enc."));
    key.begins = TRY(read_seconds(body, "nbf"));
    key.expires = TRY(read_seconds(body, "exp"));
    if (key.expires && *key.expires <= std::max(key.begins.value_or(now), now))
        return std::unexpected(
            bad_request("The key would have expired before it begins: exp lies behind nbf and now."));
    return key;
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

// The public members of the first certificate of a set. RFC 7517 §4.7, §4.8.
json::Object certificate_jwk(std::string_view pem)
{
    std::string_view const block = first_certificate(pem);
    auto const read = crypto::read_public_pem(block);
    if (!read)
        return {};
    json::Object jwk;
    std::visit(
        [&](auto const& key) {
            jwk.set("kid", jose::thumbprint(key));
            jose::add_members(jwk, key);
        },
        read->front().key);
    jwk.set("x5t", base64url_encode(read->front().certificate_sha1));
    std::string body;
    for (std::string const& line : split(block, '\n'))
        body += line.starts_with("-----") ? "" : line;
    jwk.set("x5c", json::Array{ json::Value(body) });
    return jwk;
}

json::Object describe_certificate(Graph const& graph, Caller const& caller, PolicyKeySet const& set)
{
    auto const secret = gatehouse::read<std::optional<PolicySecret>>(
        graph.store, [&](Ports& ports) { return ports.policy_secrets.find(caller.tenant.id, set.id); });
    json::Object key = secret && *secret ? certificate_jwk((*secret)->reveal()) : json::Object();
    return key;
}

json::Object describe_key(Graph const& graph, Caller const& caller, PolicyKeySet const& set)
{
    json::Object key;
    if (set.type == "RSA")
        key = signing_jwk(graph, caller.tenant.id);
    else if (set.type == kCertificateType)
        key = describe_certificate(graph, caller, set);
    else
        key = { { "kid", set.kid }, { "kty", set.type } };
    if (set.type != "RSA")
        key.set("nbf", unix_seconds(set.begins.value_or(set.changed)));
    if (set.expires)
        key.set("exp", unix_seconds(*set.expires));
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

bool has_active_key(PolicyKeySet const& set, Time now)
{
    return !set.kid.empty() && is_in_time(set, now);
}

Answer<PolicyKeySet> named_set(Ports& ports, Caller const& caller, http::Request const& request)
{
    std::string const id = full_key_set_id(request.path_value("id"));
    auto set = TRY(ports.policy_secrets.find_set(caller.tenant.id, id));
    if (!set || !is_key_set_of_policies(id))
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

// The new key of the set in the address.
Answer<http::Response> give_key(
    Graph& graph, Caller const& caller, http::Request const& request, NewPolicyKey const& key)
{
    auto const set = TRY(write<PolicyKeySet>(graph, [&](Ports& ports) -> Answer<PolicyKeySet> {
        PolicyKeySet changed = TRY(named_set(ports, caller, request));
        Time const now = graph.clock.now();
        if (key.begins.value_or(now) > now && has_active_key(changed, now))
            return std::unexpected(bad_request("A set has one key here, and '" + changed.id
                + "' has one that is used now: send the new one when it is to begin, or into another set."));
        TRY(gatehouse::give_key(ports.policy_secrets, caller.tenant.id, changed, key, graph.clock.now(), graph.random));
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
    SmallList list{ .set = "trustFramework/keySets", .type = "TrustFrameworkKeySet", .items = {}, .texts = { "id" } };
    for (PolicyKeySet const& set : all)
        if (is_key_set_of_policies(set.id))
            list.items.push_back(describe(graph, caller, set));
    return answer_list(graph, caller, request, std::move(list));
}

Answer<http::Response> find_key_set(Graph& graph, Caller const& caller, http::Request const& request)
{
    PolicyKeySet const set = TRY(read_set(graph, caller, request));
    return answer_one(request, 200, "trustFramework/keySets", describe(graph, caller, set));
}

Answer<http::Response> create_key_set(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    std::string const id = body.text("id").value_or("");
    if (!is_key_set_id(id))
        return std::unexpected(bad_request("The id of a key set has at most 64 letters, digits, '-' and '_'."));
    PolicyKeySet const set{ full_key_set_id(id), "", "", "", graph.clock.now() };
    if (is_of_flow_part(set.id))
        return std::unexpected(bad_request("The id '" + set.id
            + "' is kept for a secret of an identity provider or an API connector. Choose another."));
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
    NewPolicyKey key = TRY(read_key(body, graph.clock.now()));
    std::string secret = body.text("k").value_or("");
    if (secret.empty())
        return std::unexpected(bad_request("The property k is the secret, and it is missing or empty."));
    key.type = "oct";
    key.secret = PolicySecret(std::move(secret));
    return give_key(graph, caller, request, key);
}

Answer<http::Response> generate_key(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    NewPolicyKey key = TRY(read_key(body, graph.clock.now()));
    std::string const type = body.text("kty").value_or("");
    if (equals_ignoring_case(type, "oct")) {
        key.type = "oct";
        key.secret = PolicySecret(random_token(graph.random, kPolicyKeyBytes));
        return give_key(graph, caller, request, key);
    }
    if (equals_ignoring_case(type, "RSA")) {
        if (key.begins.value_or(Time()) > graph.clock.now() || key.expires)
            return std::unexpected(
                bad_request("A set of RSA keys stands for those that the tenant signs with, which "
                            "begin and end by themselves: leave out exp, and an nbf that is to come."));
        key.type = "RSA";
        return give_key(graph, caller, request, key);
    }
    return std::unexpected(bad_request("The property kty is RSA or oct."));
}

Answer<http::Response> active_key(Graph& graph, Caller const& caller, http::Request const& request)
{
    PolicyKeySet const set = TRY(read_set(graph, caller, request));
    if (!has_active_key(set, graph.clock.now()))
        return std::unexpected(not_found(set.id + "/getActiveKey"));
    odata::Query const query = TRY(read_query(request));
    json::Object const key = describe_key(graph, caller, set);
    json::Object const shown = query.select.empty() ? key : TRY(choose(key, query.select, {}));
    return json_response(200, with_context(request, "microsoft.graph.trustFrameworkKey", shown));
}

Answer<http::Response> upload_certificate(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    auto const der = base64_decode(body.text("key").value_or(""));
    auto const key = der ? certificate_key(*der) : fail(Fault::Invalid, "no base64");
    if (!key)
        return std::unexpected(bad_request("The property key is the certificate as base64, of an RSA or P-256 key."));
    return give_key(graph, caller, request, *key);
}

Answer<http::Response> upload_pkcs12(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const body = TRY(read_body(request));
    auto const file = base64_decode(body.text("key").value_or(""));
    if (!file || file->empty())
        return std::unexpected(bad_request("The property key is the PKCS #12 file as base64."));
    auto const key = pkcs12_key(*file, body.text("password").value_or(""));
    if (!key)
        return std::unexpected(bad_request(key.error().detail));
    return give_key(graph, caller, request, *key);
}

} // namespace gatehouse::graph
