#include "edges/oidc/edge.h"

#include "edges/oidc/address.h"
#include "edges/oidc/authorize.h"
#include "edges/oidc/brand_files.h"
#include "edges/oidc/browser.h"
#include "edges/oidc/cors.h"
#include "edges/oidc/documents.h"
#include "edges/oidc/logout.h"
#include "edges/oidc/provider_answer.h"
#include "edges/oidc/pushed_request.h"
#include "edges/oidc/request_limit.h"
#include "edges/oidc/revoke.h"
#include "edges/oidc/token.h"
#include "edges/oidc/userinfo.h"

#include <memory>

namespace gatehouse::oidc {

namespace {

// Below "/v2.0" as B2C has it, and below the bare authority, where MSAL looks in its OIDC mode; with RFC 8414's name,
// too, behind the address (as OpenID Connect does) and before it (RFC 8414 §3.1, where the issuer's last slash may
// stay).
void mount_discovery(http::Router& router, std::string const& prefix, http::Handler const& discovery)
{
    std::string const inserted(kServerMetadata);
    std::vector<std::string> paths{ inserted + prefix + "/v2.0/" };
    for (char const* tail : { "", "/v2.0" }) {
        paths.push_back(prefix + tail + "/.well-known/openid-configuration");
        paths.push_back(prefix + tail + inserted);
        paths.push_back(inserted + prefix + tail);
    }
    for (std::string const& path : paths)
        router.on(http::Method::Get, path, http::RunsOn::Loop, discovery);
}

} // namespace

void mount(http::Router& router, Edge& edge)
{
    auto const documents = std::make_shared<Documents>(edge);
    auto const discovery = [documents](http::Request const& request) { return documents->discovery(request); };
    for (std::string_view const form : kUrlForms) {
        std::string const prefix(form);
        router.on(http::Method::Get, prefix + "/discovery/v2.0/keys", http::RunsOn::Loop,
            [documents](http::Request const& request) { return documents->keys(request); });
        router.get(prefix + "/oauth2/v2.0/authorize",
            [&edge](http::Request const& request) { return authorize(edge, request); });
        router.post(prefix + "/oauth2/v2.0/authorize",
            [&edge](http::Request const& request) { return authorize(edge, request); });
        router.post(
            prefix + "/oauth2/v2.0/token", [&edge](http::Request const& request) { return token(edge, request); });
        router.post(
            prefix + "/oauth2/v2.0/par", [&edge](http::Request const& request) { return push_request(edge, request); });
        router.post(
            prefix + "/oauth2/v2.0/revoke", [&edge](http::Request const& request) { return revoke(edge, request); });
        router.post(prefix + "/oauth2/v2.0/introspect",
            [&edge](http::Request const& request) { return introspect(edge, request); });
        for (http::Method const method : { http::Method::Get, http::Method::Post })
            router.on(method, prefix + "/openid/v2.0/userinfo", http::RunsOn::Workers,
                [&edge](http::Request const& request) { return userinfo(edge, request); });
        for (char const* path :
            { "/oauth2/v2.0/token", "/oauth2/v2.0/par", "/oauth2/v2.0/revoke", "/openid/v2.0/userinfo" })
            router.on(http::Method::Options, prefix + path, http::RunsOn::Workers,
                [&edge](http::Request const& request) { return preflight(edge, request); });
        router.get(
            prefix + "/oauth2/v2.0/logout", [&edge](http::Request const& request) { return logout(edge, request); });
        router.post(
            prefix + "/oauth2/v2.0/logout", [&edge](http::Request const& request) { return logout(edge, request); });
        // That of the strict form is the tfp form's below "/v2.0".
        if (!prefix.ends_with("/v2.0"))
            mount_discovery(router, prefix, discovery);
    }
    router.post(
        "/{tenant}/oauth2/token", [&edge](http::Request const& request) { return token_for_resource(edge, request); });
    mount_browser(router, edge);
    mount_brand_files(router, edge);
    for (std::string const prefix : { "/{tenant}", "/{tenant}/{policy}" })
        for (http::Method const method : { http::Method::Get, http::Method::Post })
            router.on(method, prefix + std::string(kProviderAnswer), http::RunsOn::Workers,
                [&edge](http::Request const& request) { return take_provider_answer(edge, request); });
    router.get("/{tenant}/{policy}" + std::string(kOAuth1Answer),
        [&edge](http::Request const& request) { return take_provider_answer(edge, request); });
    router.wrap([&edge](http::Request const& request, http::Handler const& next) {
        return limit_requests(edge, request, next);
    });
}

} // namespace gatehouse::oidc
