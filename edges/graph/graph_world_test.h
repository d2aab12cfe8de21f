// A directory with two tenants and an app of each that calls it.
#pragma once

#include "edges/graph/graph.h"

#include "core/applications/directory_api.h"
#include "core/directory/hash_pool.h"
#include "core/ports/ports.h"
#include "libs/jose/jwt.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse::graph {

using namespace std::chrono_literals;

inline constexpr char const* kTenant = "11111111-1111-4111-8111-111111111111";
inline constexpr char const* kOther = "22222222-2222-4222-8222-222222222222";
inline std::string const kHost = "http://login.example";
inline constexpr char const* kApp = "33333333-3333-4333-8333-333333333333";

class GraphWorld : public testing::Test {
protected:
    GraphWorld()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        for (char const* id : { kTenant, kOther }) {
            Tenant tenant;
            tenant.id = TenantId(id);
            tenant.domain = id == std::string(kTenant) ? "contoso.onmicrosoft.com" : "fabrikam.onmicrosoft.com";
            // Made in a moment, where an RSA key takes long.
            tenant.signing_algorithm = crypto::Algorithm::Es256;
            write([&](Ports& ports) { return ports.tenants.save(tenant); });
            EXPECT_TRUE(keys.refresh(tenant).has_value());
        }
        allow({ directory_role::kWritePolicies });
        EXPECT_TRUE(plans.refresh().has_value());
        mount(router, graph);
    }

    template <class Work>
    void write(Work const& work)
    {
        ASSERT_TRUE(store->transact(work).has_value());
    }
    void allow(std::vector<std::string_view> const& roles, bool consented = true, bool enabled = true)
    {
        Application app;
        app.id = ClientId(kApp);
        app.name = "pipeline";
        app.enabled = enabled;
        for (std::string_view const role : roles)
            app.permissions.push_back({ directory_api().id, std::string(role), consented, PermissionKind::Role });
        for (char const* tenant : { kTenant, kOther })
            write([&](Ports& ports) { return ports.applications.save(TenantId(tenant), app); });
    }
    json::Object claims(char const* tenant = kTenant) const
    {
        return { { "aud", std::string(kDirectoryApiId) }, { "tid", tenant }, { "appid", kApp }, { "idtyp", "app" },
            { "iat", unix_seconds(clock.now()) }, { "nbf", unix_seconds(clock.now()) },
            { "exp", unix_seconds(clock.now() + 1h) } };
    }
    std::string token(json::Object const& content, char const* signed_by = kTenant, std::string_view typ = "JWT")
    {
        auto const key = keys.signing(TenantId(signed_by)).value();
        return jose::sign_jwt(content, key.kid, key.key, typ).value();
    }
    http::Response send(http::Method method, std::string const& path, std::string body = "",
        std::optional<std::string> const& bearer = std::nullopt)
    {
        http::Request request;
        request.method = method;
        request.target = path;
        request.path = path.substr(0, path.find('?'));
        if (request.path.size() < path.size())
            request.query_text = path.substr(request.path.size() + 1);
        request.body = std::move(body);
        request.correlation_id = "00000000-0000-4000-8000-000000000009";
        request.headers.set("Host", "login.example");
        request.headers.set("Content-Type", content_type);
        for (auto const& [name, value] : headers)
            request.headers.set(name, value);
        request.headers.set("client-request-id", "mine-1");
        std::string const text = bearer ? *bearer : token(claims());
        if (!text.empty())
            request.headers.set("Authorization", "Bearer " + text);
        return router.handle(std::move(request));
    }
    http::Response get(std::string const& path) { return send(http::Method::Get, path); }
    static json::Object parsed(http::Response const& response)
    {
        auto body = json::parse_object(response.body);
        EXPECT_TRUE(body.has_value()) << response.body;
        return body.value_or(json::Object());
    }
    static json::Array values(http::Response const& response)
    {
        json::Object const body = parsed(response);
        auto const* value = body.array("value");
        EXPECT_TRUE(value) << response.body;
        return value ? *value : json::Array();
    }
    static void expect_error(
        http::Response const& response, int status, std::string const& code, std::string const& message)
    {
        EXPECT_EQ(response.status, status) << response.body;
        auto const body = json::parse_object(response.body);
        ASSERT_TRUE(body.has_value()) << response.body;
        json::Object const* error = body->object("error");
        ASSERT_TRUE(error);
        EXPECT_EQ(error->text("code"), code);
        EXPECT_NE(error->text("message").value_or("").find(message), std::string::npos) << response.body;
        ASSERT_TRUE(error->object("innerError"));
        EXPECT_EQ(error->object("innerError")->text("request-id"), "00000000-0000-4000-8000-000000000009");
        EXPECT_EQ(error->object("innerError")->text("client-request-id"), "mine-1");
    }
    static json::Object changed(json::Object content, std::string_view name, json::Value value)
    {
        content.set(name, std::move(value));
        return content;
    }

    // Of the next requests.
    std::string content_type = "application/xml";
    std::vector<std::pair<std::string, std::string>> headers;

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    Plans plans{ *store };
    KeyRings keys{ *store, clock };
    HashPool hasher{ {} };
    Graph graph{ *store, plans, keys, clock, random, hasher, std::string(32, 'p') };
    http::Router router;
};

} // namespace gatehouse::graph
