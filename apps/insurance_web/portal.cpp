#include "apps/insurance_web/portal.h"

#include "insurance_web_files.h"
#include "libs/url/url.h"

#include <gatehouse/token_validator.h>

namespace gatehouse::insurance_web {
namespace {

using Page = http::Response (*)(Visit&);

// The portal has no script, no frame and no foreign part. A form's answer may be a redirect to the sign-in pages, and
// Chromium applies form-action to those too.
std::string content_policy(Config const& config)
{
    return "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' " + config.host
        + "; frame-ancestors 'none'; base-uri 'none'";
}

void add_protection(Config const& config, http::Response& response)
{
    response.headers.set("Content-Security-Policy", content_policy(config));
    response.headers.set("X-Content-Type-Options", "nosniff");
    response.headers.set("X-Frame-Options", "DENY");
    // The callback's address holds a code.
    response.headers.set("Referrer-Policy", "same-origin");
    if (config.is_https())
        response.headers.set("Strict-Transport-Security", "max-age=31536000");
}

// "localhost" and "127.0.0.1" are two sites to a browser: a cookie set at one is missing when the identity server sends
// the browser back to the other. Only ever to the address in the settings, and only between names of this machine.
std::optional<http::Response> to_public_name(Config const& config, http::Request const& request)
{
    if (request.method != http::Method::Get || request.path == "/health")
        return std::nullopt;
    auto const ours = url::parse(config.public_url);
    auto const theirs = url::parse("http://" + request.headers.get("Host"));
    bool const both_here = ours && theirs && url::is_loopback_host(ours->host) && url::is_loopback_host(theirs->host);
    if (!both_here || ours->host == theirs->host || ours->effective_port() != theirs->effective_port()
        || ours->scheme != "http")
        return std::nullopt;
    return http::redirect(config.public_url + request.target);
}

http::Handler page(std::shared_ptr<Portal const> const& portal, Page show)
{
    return [portal, show](http::Request const& request) {
        Visit visit(*portal, request);
        http::Response response = visit.broken() ? visit.internal_error() : show(visit);
        visit.finish(response);
        return response;
    };
}

http::Handler file(std::string const& path, std::string const& type)
{
    auto const bytes = std::make_shared<std::string const>(embedded::insurance_web_files(path).value_or(""));
    return [bytes, type](http::Request const&) {
        http::Response response;
        response.shared_body = bytes;
        response.headers.set("Content-Type", type);
        response.headers.set("Cache-Control", "public, max-age=86400");
        return response;
    };
}

http::Response health(Portal const& portal)
{
    if (!portal.sessions->ping())
        return http::json_response(503, R"({"status":"sessions unavailable"})");
    return http::json_response(200, R"({"status":"ok"})");
}

http::Response nothing_here(Portal const& portal, http::Request const& request, int status)
{
    Visit visit(portal, request);
    Texts const& words = visit.words();
    http::Response response = visit.error(status,
        { .what = status == 405 ? words.error_method : words.error_not_found,
            .next = words.error_not_found_next,
            .correlation_id = "",
            .again = "" });
    visit.finish(response);
    return response;
}

} // namespace

auth::ClientConfig client_config(Config const& config)
{
    auth::ClientConfig out;
    out.client_id = config.client_id;
    out.client_secret = config.client_secret;
    out.authority = config.authority(config.policy);
    if (!config.tenant_id.empty())
        out.issuers = auth::b2c_issuers(config.host, config.tenant_id,
            { config.policy, config.mfa_policy, config.edit_policy, config.reset_policy });
    return out;
}

http::Router make_router(std::shared_ptr<Portal const> portal)
{
    http::Router router;
    router.get("/", page(portal, show_home));
    router.get("/login", page(portal, show_login));
    router.get("/login/start", page(portal, start_sign_in));
    router.get("/getAToken", page(portal, come_back));
    router.get("/getATokenMFA", page(portal, come_back));
    router.get("/editprofile", page(portal, start_profile_edit));
    router.get("/resetpassword", page(portal, start_password_reset));
    router.get("/logout", page(portal, sign_out));
    router.get("/publicapi", page(portal, show_public_api));
    router.get("/acctinfo", page(portal, show_account));
    router.get("/claims", page(portal, show_claims));
    router.get("/change", page(portal, start_step_up));
    router.get("/changeben", page(portal, show_change_form));
    router.post("/changeben", page(portal, submit_change));
    router.get("/health", [portal](http::Request const&) { return health(*portal); });
    router.on(
        http::Method::Get, "/static/style.css", http::RunsOn::Loop, file("web/style.css", "text/css; charset=utf-8"));
    router.on(http::Method::Get, "/static/logo.svg", http::RunsOn::Loop, file("web/logo.svg", "image/svg+xml"));
    router.otherwise(
        [portal](http::Request const& request, int status) { return nothing_here(*portal, request, status); });
    router.wrap([portal](http::Request const& request, http::Handler const& next) {
        auto elsewhere = to_public_name(portal->config, request);
        http::Response response = elsewhere ? std::move(*elsewhere) : next(request);
        add_protection(portal->config, response);
        return response;
    });
    return router;
}

} // namespace gatehouse::insurance_web
