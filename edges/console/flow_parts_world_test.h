// The console with user flows that are put together from parts.
#pragma once

#include "core/flows/flows.h"
#include "core/flows/parts.h"
#include "edges/console/console_world_test.h"

namespace gatehouse::console {

class ConsoleFlowParts : public ConsoleWorld {
protected:
    static constexpr char const* kFlow = "B2C_1_susi";

    // A flow of the tenant's that has whatever `edit` gives it.
    void save_flow(std::function<void(policy::UserFlow&)> const& edit)
    {
        write([&](Ports& ports) -> Result<void> {
            Tenant const tenant = TRY(ports.tenants.find(kTenant)).value();
            policy::UserFlow flow = flows::fresh_flow(kFlow, policy::FlowType::SignUpOrSignIn);
            edit(flow);
            TRY(flows::save(ports, { .tenant = tenant, .acting = { .now = clock.now() } }, flow));
            return {};
        });
    }
    policy::UserFlow flow()
    {
        return read<std::optional<policy::UserFlow>>(
            *store, [&](Ports& ports) { return flows::find(ports, TenantId(kTenant), kFlow); })
            .value()
            .value();
    }
    // "" when there is none.
    std::string secret(std::string const& name, char const* tenant = kTenant)
    {
        auto const found = read<std::optional<PolicySecret>>(*store, [&](Ports& ports) {
            return ports.policy_secrets.find(TenantId(tenant), name);
        }).value();
        return found ? std::string(found->reveal()) : "";
    }
    std::vector<policy::IdentityProvider> providers(char const* tenant = kTenant)
    {
        return read<std::vector<policy::IdentityProvider>>(*store, [&](Ports& ports) {
            return flows::list_providers(ports, TenantId(tenant));
        }).value();
    }
    std::vector<flows::Attribute> attributes(char const* tenant = kTenant)
    {
        return read<std::vector<flows::Attribute>>(*store, [&](Ports& ports) {
            return flows::list_attributes(ports, TenantId(tenant));
        }).value();
    }
    std::vector<flows::Connector> connectors(char const* tenant = kTenant)
    {
        return read<std::vector<flows::Connector>>(*store, [&](Ports& ports) {
            return flows::list_connectors(ports, TenantId(tenant));
        }).value();
    }
    // The page's form is sent to where the page is.
    http::Response const& fill_in(std::string const& path, testkit::Browser::Pairs const& values)
    {
        browser.get(at(path));
        EXPECT_EQ(browser.page.status, 200) << path;
        return post(at(path), values);
    }
};

} // namespace gatehouse::console
