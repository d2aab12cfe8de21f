#include "edges/oidc/edge.h"

#include "edges/oidc/authorize.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/documents.h"
#include "edges/oidc/logout.h"
#include "edges/oidc/token.h"

#include <memory>

namespace gatehouse::oidc {

void mount(http::Router& router, Edge& edge)
{
    auto const documents = std::make_shared<Documents>(edge);
    // B2C's URL forms: policy in the path, in the query as `p`, behind /tfp/ (MSAL.NET), and the old /te/.
    for (std::string const& prefix :
        { "/{tenant}/{policy}", "/{tenant}", "/tfp/{tenant}/{policy}", "/te/{tenant}/{policy}" }) {
        router.on(http::Method::Get, prefix + "/v2.0/.well-known/openid-configuration", http::RunsOn::Loop,
            [documents](http::Request const& request) { return documents->discovery(request); });
        router.on(http::Method::Get, prefix + "/discovery/v2.0/keys", http::RunsOn::Loop,
            [documents](http::Request const& request) { return documents->keys(request); });
        router.get(prefix + "/oauth2/v2.0/authorize",
            [&edge](http::Request const& request) { return authorize(edge, request); });
        router.post(prefix + "/oauth2/v2.0/authorize",
            [&edge](http::Request const& request) { return authorize(edge, request); });
        router.post(
            prefix + "/oauth2/v2.0/token", [&edge](http::Request const& request) { return token(edge, request); });
        router.get(
            prefix + "/oauth2/v2.0/logout", [&edge](http::Request const& request) { return logout(edge, request); });
        router.post(
            prefix + "/oauth2/v2.0/logout", [&edge](http::Request const& request) { return logout(edge, request); });
    }
    mount_browser(router, edge);
}

} // namespace gatehouse::oidc
