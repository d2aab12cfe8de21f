#include "tests/conformance/plans.h"

#include "libs/base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace gatehouse::conformance::module {
namespace {

std::vector<std::string> list(Run const& run, std::string_view name)
{
    std::vector<std::string> items;
    json::Array const* array = run.discovery.array(name);
    EXPECT_TRUE(array) << name << " is no array";
    if (array)
        for (json::Value const& item : *array) {
            EXPECT_TRUE(item.as_text()) << name;
            items.push_back(item.as_text() ? *item.as_text() : "");
        }
    EXPECT_FALSE(items.empty()) << name;
    return items;
}

bool holds(std::vector<std::string> const& items, std::string_view item)
{
    return std::ranges::find(items, item) != items.end();
}

// RFC 7517: what the keys are for is public, and nothing else is.
void check_keys(Run const& run)
{
    auto program = run.provider.browser();
    auto const set = json::parse_object(program.get(run.endpoint("jwks_uri")).content()).value_or(json::Object());
    json::Array const* keys = set.array("keys");
    ASSERT_TRUE(keys);
    EXPECT_FALSE(keys->empty());
    std::set<std::string> kids;
    for (json::Value const& key : *keys) {
        json::Object const* members = key.as_object();
        ASSERT_TRUE(members);
        EXPECT_TRUE(kids.insert(members->text("kid").value_or("")).second) << "two keys with one kid";
        EXPECT_NE(members->text("kty"), "oct");
        for (char const* secret : { "d", "p", "q", "dp", "dq", "qi", "k" })
            EXPECT_FALSE(members->find(secret)) << secret;
    }
}

} // namespace

// OIDC Discovery §3, §4.
void discovery(Run& run)
{
    auto program = run.provider.browser();
    std::string const address = std::string(kIssuer) + ".well-known/openid-configuration";
    EXPECT_TRUE(address.starts_with("https://"));
    EXPECT_EQ(program.get(address).status, 200);
    EXPECT_TRUE(program.page.headers.get("Content-Type").starts_with("application/json"));
    EXPECT_EQ(run.discovery.text("issuer"), kIssuer);
    for (auto const& [name, value] : run.discovery.members())
        if (name.ends_with("_endpoint") || name == "jwks_uri")
            EXPECT_TRUE(value.as_text() && value.as_text()->starts_with("https://")) << name;
    for (char const* name : { "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri" })
        EXPECT_NE(run.endpoint(name), "") << name;
    auto const types = list(run, "response_types_supported");
    for (char const* type :
        { "code", "id_token", "id_token token", "code id_token", "code token", "code id_token token" })
        EXPECT_TRUE(holds(types, type)) << type;
    list(run, "subject_types_supported");
    EXPECT_TRUE(holds(list(run, "id_token_signing_alg_values_supported"), "RS256"));
    EXPECT_TRUE(holds(list(run, "scopes_supported"), "openid"));
    EXPECT_TRUE(holds(list(run, "response_modes_supported"), "form_post"));
    EXPECT_TRUE(holds(list(run, "token_endpoint_auth_methods_supported"), "client_secret_basic"));
    EXPECT_TRUE(holds(list(run, "grant_types_supported"), "authorization_code"));
    EXPECT_TRUE(holds(list(run, "code_challenge_methods_supported"), "S256"));
    EXPECT_FALSE(holds(list(run, "code_challenge_methods_supported"), "plain"));
    list(run, "claims_supported");
    if (!holds(list(run, "request_object_signing_alg_values_supported"), "RS256"))
        run.warn("request_object_signing_alg_values_supported lacks RS256");
    if (run.discovery.find("ui_locales_supported"))
        for (std::string const& tag : list(run, "ui_locales_supported"))
            EXPECT_TRUE(std::ranges::all_of(tag, [](char c) {
                return c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            })) << tag;
    check_keys(run);
}

// OIDC RP-Initiated Logout §2.1.
void logout_discovery(Run& run)
{
    EXPECT_TRUE(run.endpoint("end_session_endpoint").starts_with("https://"));
}

} // namespace gatehouse::conformance::module
