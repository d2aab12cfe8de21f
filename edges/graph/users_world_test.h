// The calls of /users, and people to make them with.
#pragma once

#include "core/directory/identity.h"
#include "core/flows/parts.h"
#include "edges/graph/graph_world_test.h"

namespace gatehouse::graph {

class UsersTest : public GraphWorld {
protected:
    UsersTest()
    {
        allow({ directory_role::kWriteUsers, directory_role::kManageIdentities, directory_role::kSetPasswords });
        content_type = "application/json";
        declare("extension_loyaltyNumber", policy::AttributeType::Text);
        declare("extension_Points", policy::AttributeType::Integer);
        declare("extension_Member", policy::AttributeType::Boolean);
        declare("extension_Tag", policy::AttributeType::Text);
    }
    void declare(std::string id, policy::AttributeType type)
    {
        Tenant tenant;
        tenant.id = TenantId(kTenant);
        write([&](Ports& ports) -> Result<void> {
            TRY(flows::save_attribute(ports, { tenant, {} }, { .id = std::move(id), .settings = { .type = type } }));
            return {};
        });
    }
    static json::Object local(std::string const& display_name, std::string const& email)
    {
        return { { "accountEnabled", true }, { "displayName", display_name },
            { "identities",
                json::Array{ json::Object{ { "signInType", "emailAddress" }, { "issuer", "contoso.onmicrosoft.com" },
                    { "issuerAssignedId", email } } } },
            { "passwordProfile",
                json::Object{ { "password", "xWwvJ]6NMw+bWH-d" }, { "forceChangePasswordNextSignIn", false } } },
            { "passwordPolicies", "DisablePasswordExpiration" } };
    }
    http::Response post(json::Object const& body) { return send(http::Method::Post, "/v1.0/users", json::write(body)); }
    std::string create(json::Object const& body)
    {
        http::Response const created = post(body);
        EXPECT_EQ(created.status, 201) << created.body;
        return parsed(created).text("id").value_or("");
    }
    http::Response patch(std::string const& id, std::string const& body)
    {
        return send(http::Method::Patch, "/v1.0/users/" + id, body);
    }
    json::Object person(std::string const& id) { return parsed(get("/beta/users/" + id)); }
    User stored(std::string const& id)
    {
        return read<std::optional<User>>(
            *store, [&](Ports& ports) { return ports.users.find(TenantId(kTenant), UserId(id)); })
            .value()
            .value();
    }
    // Display names of what a filter finds, in order of it, by "eventual" where the filter needs it.
    std::string found(std::string const& filter)
    {
        headers = { { "ConsistencyLevel", "eventual" } };
        http::Response const response
            = get("/v1.0/users?$count=true&$orderby=displayName&$filter=" + url::encode(filter));
        headers.clear();
        if (response.status != 200)
            return std::to_string(response.status) + " "
                + json::parse_object(response.body).value().object("error")->text("message").value_or("");
        std::string names;
        for (json::Value const& one : values(response))
            names += one.as_object()->text("displayName").value_or("?") + " ";
        return names;
    }
    static std::string prefix_of_tenant()
    {
        Tenant tenant;
        tenant.id = TenantId(kTenant);
        return extension_prefix(tenant);
    }
    std::string const prefix = prefix_of_tenant();
};

} // namespace gatehouse::graph
