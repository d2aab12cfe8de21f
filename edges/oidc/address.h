// B2C's URL forms: which tenant and policy a request is for, and the public addresses to answer with.
// Facts: b2c_wire.md §1.1.
#pragma once

#include "core/plans/plans.h"
#include "edges/oidc/edge.h"
#include "libs/http/message.h"

#include <memory>
#include <optional>
#include <string>

namespace gatehouse::oidc {

struct Address {
    std::shared_ptr<TenantPlans const> tenant;
    policy::SharedPlan plan;
    // The tenant as the request wrote it, domain or GUID, in lower case: answers keep the form.
    std::string tenant_segment;
    std::string origin; // one of Settings::origins

    // "/insurance.onmicrosoft.com/B2C_1_signupsignin1": pages keep the stored case.
    std::string page_prefix() const;
    // "http://localhost:8400/insurance.onmicrosoft.com/b2c_1_signupsignin1": documents use lower case.
    std::string document_prefix() const;
};

// The public origin for this request: the configured one that equals scheme and Host, else the first.
std::string const& public_origin(Settings const& settings, http::Request const& request);

// From the path's {tenant} and {policy}, or the query's `p`. Nothing when either is unknown.
std::optional<Address> find_address(Edge const& edge, http::Request const& request);

} // namespace gatehouse::oidc
