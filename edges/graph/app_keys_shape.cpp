#include "edges/graph/app_keys_shape.h"

#include "core/applications/app_keys.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/digest.h"
#include "libs/crypto/public_pem.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

constexpr size_t kMostKeys = 20;

json::Array keys_in(std::string const& set)
{
    auto const parsed = json::parse_object(set);
    auto const* keys = parsed ? parsed->array("keys") : nullptr;
    return keys ? *keys : json::Array();
}

std::string key_id(json::Object const& jwk)
{
    return crypto::digest_guid("app key\n" + jwk.text("kid").value_or(json::write(jwk)));
}

GraphError wrong_key(std::string why)
{
    return invalid_value("keyCredentials", std::move(why));
}

Answer<json::Array> read_certificate(json::Object const& fields)
{
    if (!equals_ignoring_case(fields.text("usage").value_or("Verify"), "Verify")
        || !equals_ignoring_case(fields.text("type").value_or("AsymmetricX509Cert"), "AsymmetricX509Cert"))
        return std::unexpected(wrong_key("A key is of type AsymmetricX509Cert and usage Verify."));
    auto const der = base64_decode(fields.text("key").value_or(""));
    auto const set = der && !der->empty() ? read_app_keys(crypto::certificate_pem(*der))
                                          : Result<std::string>(fail(Fault::Invalid, "it is no base64"));
    if (!set)
        return std::unexpected(wrong_key("key is a certificate of an RSA or P-256 key, as base64."));
    json::Array keys = keys_in(*set);
    auto const name = fields.text("displayName");
    if (name && !name->empty())
        for (json::Value& key : keys) {
            json::Object named = *key.as_object();
            named.set("name", *name);
            key = std::move(named);
        }
    return keys;
}

json::Value name_of(json::Object const& jwk)
{
    for (char const* member : { "name", "kid" })
        if (auto const text = jwk.text(member); text && !text->empty())
            return *text;
    return {};
}

json::Value time_of(json::Object const& jwk, std::string_view member)
{
    auto const seconds = jwk.integer(member);
    return seconds ? json::Value(rfc3339(from_unix_seconds(*seconds))) : json::Value();
}

} // namespace

json::Array write_keys(Application const& app)
{
    json::Array all;
    for (json::Value const& one : keys_in(app.keys)) {
        json::Object const& jwk = *one.as_object();
        auto const thumbprint = base64url_decode(jwk.text("x5t").value_or(""));
        bool const is_certificate = thumbprint && !thumbprint->empty();
        all.emplace_back(json::Object{
            { "customKeyIdentifier", is_certificate ? json::Value(to_upper(hex_encode(*thumbprint))) : json::Value() },
            { "displayName", name_of(jwk) }, { "endDateTime", time_of(jwk, "exp") }, { "key", nullptr },
            { "keyId", key_id(jwk) }, { "startDateTime", time_of(jwk, "nbf") },
            { "type", is_certificate ? "AsymmetricX509Cert" : "AsymmetricKey" }, { "usage", "Verify" } });
    }
    return all;
}

Answer<std::string> read_keys(json::Value const& value, std::string const& keys)
{
    auto const* items = value.as_array();
    if (!items || items->size() > kMostKeys)
        return std::unexpected(wrong_key("It is a list of at most 20 keys."));
    json::Array const known = keys_in(keys);
    json::Array all;
    for (json::Value const& item : *items) {
        auto const* fields = item.as_object();
        if (!fields)
            return std::unexpected(wrong_key("Each key is an object."));
        auto const same = std::ranges::find_if(known, [&](json::Value const& one) {
            return equals_ignoring_case(key_id(*one.as_object()), fields->text("keyId").value_or(""));
        });
        if (same != known.end())
            all.push_back(*same);
        else
            for (json::Value const& key : TRY(read_certificate(*fields)))
                all.push_back(key);
    }
    if (all.empty())
        return std::string();
    auto const set = read_app_keys(json::write(json::Object{ { "keys", std::move(all) } }));
    if (!set)
        return std::unexpected(wrong_key(set.error().detail + "."));
    return *set;
}

} // namespace gatehouse::graph
