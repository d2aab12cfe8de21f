// What the flows of a tenant are put together from: attributes, identity providers and API connectors as the directory
// API and the console keep them. A flow has a copy of each part that it uses, so whoever changes a part writes its
// flows again; branding, which all pages share, is read beside the flows. Facts: directory.md §1.5, §1.8, §2.1.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace gatehouse {

enum class FlowPartKind { Attribute, IdentityProvider, ApiConnector, Branding };

struct FlowPart {
    FlowPartKind kind = FlowPartKind::Attribute;
    std::string id; // "extension_loyaltyNumber", "Google-OAUTH", "check-customer", "de"; found in any case
    std::string document; // JSON object; secrets are elsewhere, as policy keys
    Time changed;
};

class FlowParts {
public:
    virtual ~FlowParts() = default;
    virtual Result<std::optional<FlowPart>> find(TenantId const& tenant, FlowPartKind kind, std::string const& id) = 0;
    // In order of id.
    virtual Result<std::vector<FlowPart>> list(TenantId const& tenant, FlowPartKind kind) = 0;
    // Inserts or replaces.
    virtual Result<void> save(TenantId const& tenant, FlowPart const& part) = 0;
    virtual Result<void> remove(TenantId const& tenant, FlowPartKind kind, std::string const& id) = 0;
};

} // namespace gatehouse
