#include "edges/oidc/logout.h"

#include "core/applications/redirect_uri.h"
#include "edges/oidc/address.h"
#include "edges/oidc/browser.h"
#include "edges/pages/pages.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

namespace gatehouse::oidc {
namespace {

// Differs from B2C: by default the address must be a redirect address of one of the tenant's apps; B2C takes any.
Result<bool> may_return_to(Ports& ports, Edge const& edge, TenantId const& tenant, std::string const& address)
{
    auto const parsed = url::parse(address);
    if (!parsed || (parsed->scheme != "https" && parsed->scheme != "http"))
        return false;
    if (edge.settings.logout_return == LogoutReturn::Any)
        return true;
    for (Application const& app : TRY(ports.applications.list(tenant)))
        if (app.enabled && is_registered_redirect(app, address))
            return true;
    return false;
}

Result<void> end_session(Edge& edge, Address const& address, http::Request const& request, std::string const& cookie)
{
    TenantId const& tenant = address.tenant->tenant.id;
    SessionDigest const digest(crypto::sha256_text(cookie));
    return edge.store.transact([&](Ports& ports) -> Result<void> {
        auto const session = TRY(ports.sessions.find(tenant, digest, edge.clock.now()));
        if (!session)
            return {};
        TRY(ports.sessions.remove(tenant, digest));
        return ports.audit.append(tenant,
            { .kind = AuditKind::SignedOut,
                .time = edge.clock.now(),
                .correlation = CorrelationId(request.correlation_id),
                .user = session->user,
                .client = {},
                .policy = address.plan->id,
                .address = request.peer,
                .detail = "{}" });
    });
}

} // namespace

http::Response logout(Edge& edge, http::Request const& request)
{
    auto const address = find_address(edge, request);
    if (!address)
        return error_page(edge, request, { 404, 90066, "There is no such tenant or policy here." });
    auto const form = request.method == http::Method::Post ? request.form() : request.query();
    if (!form)
        return error_page(edge, request, { 400, 90122, "The request is not well-formed: " + form.error().detail });
    Tenant const& tenant = address->tenant->tenant;
    std::string const target = form->get("post_logout_redirect_uri");
    auto const allowed = read<bool>(edge.store, [&](Ports& ports) -> Result<bool> {
        if (target.empty())
            return true;
        return may_return_to(ports, edge, tenant.id, target);
    });
    if (!allowed) {
        log::error(
            "a logout failed", { { "correlation", request.correlation_id }, { "detail", allowed.error().detail } });
        return error_page(edge, request, { 500, 90085, "An internal error has occurred. Try again." });
    }
    if (auto const cookie = request.cookie(session_cookie_name(tenant)); cookie && !cookie->empty()) {
        if (auto const ended = end_session(edge, *address, request, *cookie); !ended) {
            log::error("a session could not be ended",
                { { "correlation", request.correlation_id }, { "detail", ended.error().detail } });
            return error_page(edge, request, { 500, 90085, "You could not be signed out. Try again." });
        }
    }
    http::Response response;
    if (!*allowed) {
        response = error_page(edge, request,
            { 400, 90067,
                "You are signed out. The post_logout_redirect_uri of the request is not registered, so you were not "
                "sent there." });
    } else if (target.empty()) {
        response = pages::render_signed_out(request.headers.get("accept-language"));
    } else {
        url::Form fields;
        if (form->has("state"))
            fields.add("state", form->get("state"));
        response = http::redirect(fields.empty() ? target : url::with_query(target, fields));
    }
    http::set_cookie(response,
        { .name = session_cookie_name(tenant),
            .value = "",
            .secure = request.tls,
            .same_site = request.tls ? http::SameSite::None : http::SameSite::Lax,
            .max_age = 0 });
    return response;
}

} // namespace gatehouse::oidc
