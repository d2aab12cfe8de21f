// B2C's URL forms: which tenant and policy a request is for, and the public addresses to answer with.
// Facts: b2c_wire.md §1.1.
#pragma once

#include "core/plans/plans.h"
#include "edges/oidc/edge.h"
#include "libs/http/message.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace gatehouse::oidc {

// How a request wrote tenant and policy.
enum class UrlForm {
    Path, // /{tenant}/{policy}/...
    Query, // /{tenant}/...?p={policy}
    Tfp, // /tfp/{tenant}/{policy}/...: MSAL.NET
    Te, // /te/{tenant}/{policy}/...: before 2020
    // /tfp/{tenant guid}/{policy}/v2.0/...: everything below the policy's own issuer, for clients that want the issuer
    // to be the address they were given. docs/decisions/2026-11-25-tfp-issuer.md.
    Strict,
};
// The router's prefix of each.
inline constexpr std::array<std::string_view, 5> kUrlForms{ "/{tenant}/{policy}", "/{tenant}", "/tfp/{tenant}/{policy}",
    "/te/{tenant}/{policy}", "/tfp/{tenant}/{policy}/v2.0" };
// RFC 8414 §3.1 puts this before the issuer's path.
inline constexpr std::string_view kServerMetadata = "/.well-known/oauth-authorization-server";

struct Address {
    std::shared_ptr<TenantPlans const> tenant;
    policy::SharedPlan plan; // null for find_directory() alone
    // The tenant as the request wrote it, domain or GUID, in lower case: answers keep the form.
    std::string tenant_segment;
    std::string origin; // of the tenant or of Settings::origins
    UrlForm form = UrlForm::Path;

    // "/insurance.onmicrosoft.com/B2C_1_signupsignin1": pages keep the stored case.
    std::string page_prefix() const;
    // "http://localhost:8400/insurance.onmicrosoft.com/b2c_1_signupsignin1": documents use lower case and the form they
    // were asked in; `p` becomes the path.
    std::string document_prefix() const;
    // `iss` of what is issued at this address.
    std::string issuer(policy::TokenSettings const& settings) const;
    std::string issuer() const { return issuer(plan ? plan->tokens : policy::TokenSettings()); }
};

// Every origin that answers for a tenant: its own first, then the server's.
std::vector<std::string> public_origins(Settings const& settings, Tenant const& tenant);
// The one for this request: that which equals scheme and Host, else the first (attack-10, attack-11).
std::string public_origin(Settings const& settings, Tenant const& tenant, http::Request const& request);

// From the path's {tenant} and {policy}, or the query's `p`. Nothing when either is unknown.
std::optional<Address> find_address(Edge const& edge, http::Request const& request);
// The tenant alone, for a request that names no policy: client credentials and the tenant's own documents.
std::optional<Address> find_directory(Edge const& edge, http::Request const& request);

// True for `iss` of tokens that this tenant issues by this policy, whatever host and form they were asked by.
bool is_own_issuer(Settings const& settings, Tenant const& tenant, PolicyId const& policy, std::string_view issuer);

} // namespace gatehouse::oidc
