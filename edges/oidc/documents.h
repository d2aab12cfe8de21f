// Discovery and keys as ready bytes, served on the I/O loop without a look into the store. Each loop keeps the answers
// it has given until tenants, policies or keys change. Facts: b2c_wire.md §1.2, §1.3.
#pragma once

#include "edges/oidc/edge.h"
#include "libs/http/message.h"

#include <cstdint>
#include <memory>
#include <string>

namespace gatehouse::oidc {

class Documents {
public:
    explicit Documents(Edge& edge);

    http::Response discovery(http::Request const& request) const;
    http::Response keys(http::Request const& request) const;

private:
    using Body = std::shared_ptr<std::string const>;
    // What `make` yields for this target and host, from the loop's cache when it is there. Null is not kept: a
    // stranger's made-up addresses must not push out real ones.
    Body cached(http::Request const& request, Body (Documents::*make)(http::Request const&) const) const;
    Body make_discovery(http::Request const& request) const;
    Body make_keys(http::Request const& request) const;

    Edge& edge_;
    // Tells the caches of two servers in one process apart.
    std::uint64_t instance_;
};

} // namespace gatehouse::oidc
