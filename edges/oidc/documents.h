// Discovery and keys as ready bytes: made when tenants, policies or keys change, served on the I/O loop without a look
// into the store. Facts: b2c_wire.md §1.2, §1.3.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>

namespace gatehouse::oidc {

class Documents {
public:
    explicit Documents(Edge& edge) : edge_(edge) {}

    http::Response discovery(http::Request const& request) const;
    http::Response keys(http::Request const& request) const;

    // The discovery document of one policy, for one origin and form of the tenant segment.
    static std::string write_discovery(std::string const& origin, std::string const& tenant_segment, Tenant const& tenant, policy::Plan const& plan);

private:
    struct Cache {
        std::uint64_t generation = 0;
        // "origin|tenant segment|policy", lower case.
        std::unordered_map<std::string, std::shared_ptr<std::string const>> discovery;
    };
    std::shared_ptr<Cache const> cache() const;

    Edge& edge_;
    mutable std::atomic<std::shared_ptr<Cache const>> cache_;
};

} // namespace gatehouse::oidc
