// A console with user flows.
#pragma once

#include "core/flows/flows.h"
#include "edges/console/console_world_test.h"

#include <optional>
#include <string>

namespace gatehouse::console {

class FlowWorld : public ConsoleWorld {
protected:
    std::optional<policy::UserFlow> find(std::string const& name, char const* tenant = kTenant)
    {
        return read<std::optional<policy::UserFlow>>(*store, [&](Ports& ports) {
            return flows::find(ports, TenantId(tenant), name);
        }).value();
    }
    void create(std::string const& name, testkit::Browser::Pairs values = {})
    {
        browser.get(at("/flows/new"));
        values.insert(values.end(),
            { { "name", name }, { "type", "SignUpOrSignIn" }, { "accounts", "email" }, { "mfa", "off" },
                { "collect", "displayName" }, { "claims", "displayName" }, { "claims", "objectId" } });
        post(at("/flows/new"), values);
    }
};

} // namespace gatehouse::console
