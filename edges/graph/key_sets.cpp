#include "edges/graph/key_sets.h"

#include "core/policies/key_sets.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/public_pem.h"
#include "libs/jose/jwk.h"

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
Answer<NewPolicyKey> read_key(json::Object const& body)
{
    NewPolicyKey key;
    key.use = body.text("use").value_or("");
    if (key.use != "sig" && key.use != "enc")
        return std::unexpected(bad_request("The property use is sig or enc."));
    key.begins = TRY(read_seconds(body, "nbf"));
    key.expires = TRY(read_seconds(body, "exp"));
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

json::Object describe_certificate(
    Graph const& graph, Caller const& caller, std::string const& set, PolicyKey const& key)
{
    auto const secret = gatehouse::read<std::optional<PolicySecret>>(
        graph.store, [&](Ports& ports) { return ports.policy_secrets.find(caller.tenant.id, set, key.kid); });
    return secret && *secret ? certificate_jwk((*secret)->reveal()) : json::Object();
}

json::Object describe_key(Graph const& graph, Caller const& caller, std::string const& set, PolicyKey const& key)
{
    json::Object jwk;
    if (key.type == "RSA")
        jwk = signing_jwk(graph, caller.tenant.id);
    else if (key.type == kCertificateType)
        jwk = describe_certificate(graph, caller, set, key);
    else
        jwk = { { "kid", key.kid }, { "kty", key.type } };
    if (key.type != "RSA")
        jwk.set("nbf", unix_seconds(begin_of(key)));
    if (key.expires)
        jwk.set("exp", unix_seconds(*key.expires));
    jwk.set("use", key.use);
    return jwk;
}

json::Object describe(Graph const& graph, Caller const& caller, PolicyKeySet const& set)
{
    json::Array keys;
    for (PolicyKey const& key : set.keys)
        keys.emplace_back(describe_key(graph, caller, set.id, key));
    return { { "id", set.id }, { "keys", std::move(keys) } };
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

struct GivenKey {
    std::string set;
    PolicyKey key;
};

// A new key of the set in the address.
Answer<http::Response> give_key(
    Graph& graph, Caller const& caller, http::Request const& request, NewPolicyKey const& key)
{
    auto const given = TRY(write<GivenKey>(graph, [&](Ports& ports) -> Answer<GivenKey> {
        PolicyKeySet set = TRY(named_set(ports, caller, request));
        auto added
            = gatehouse::give_key(ports.policy_secrets, caller.tenant.id, set, key, graph.clock.now(), graph.random);
        if (!added && added.error().fault == Fault::Invalid)
            return std::unexpected(bad_request(added.error().detail));
        PolicyKey one = TRY(std::move(added));
        TRY(record_set(ports, graph, caller, request, "policy_key", set.id));
        return GivenKey{ std::move(set.id), std::move(one) };
    }));
    json::Object const shown = describe_key(graph, caller, given.set, given.key);
    return json_response(200, with_context(request, "microsoft.graph.trustFrameworkKey", shown));
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
    PolicyKeySet const set{ full_key_set_id(id), graph.clock.now() };
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
    NewPolicyKey key = TRY(read_key(body));
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
    NewPolicyKey key = TRY(read_key(body));
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
    PolicyKey const* active = gatehouse::active_key(set, graph.clock.now());
    if (!active)
        return std::unexpected(not_found(set.id + "/getActiveKey"));
    odata::Query const query = TRY(read_query(request));
    json::Object const key = describe_key(graph, caller, set.id, *active);
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
