#include "edges/oidc/trusted_return.h"

#include "core/administration/console_app.h"
#include "core/applications/redirect_uri.h"
#include "edges/pages/pages.h"
#include "libs/base/log.h"

namespace gatehouse::oidc {
namespace {

// .NET's encoding, as B2C writes it: some applications look for the text in its encoded form.
std::string with_fields(std::string const& address, url::Form const& fields, ResponseMode mode)
{
    std::string out = address;
    char separator = mode == ResponseMode::Fragment ? '#' : address.find('?') == std::string::npos ? '?' : '&';
    for (auto const& [key, value] : fields.pairs()) {
        out += separator + url::encode_dotnet(key) + "=" + url::encode_dotnet(value);
        separator = '&';
    }
    return out;
}

// The flow of administrators answers the console at this origin and nobody else. No registration stands for the
// console.
Result<std::optional<Application>> find_client(Ports& ports, Address const& address, ClientId const& id)
{
    bool const is_console = id == ClientId(std::string(kConsoleId));
    if (is_console != is_console_policy(address.plan->id))
        return std::optional<Application>();
    if (is_console)
        return std::optional(console_app(address.origin));
    if (id == ClientId(std::string(kTrialId)))
        return std::optional(trial_app(address.origin, address.tenant->tenant.domain));
    return ports.applications.find(address.tenant->tenant.id, id);
}

} // namespace

Result<TrustedClient, PageError> trust_return(Ports& ports, Address const& address, url::Form const& form)
{
    auto const fail_page
        = [](int code, std::string text) { return std::unexpected(PageError{ 400, code, std::move(text) }); };
    Tenant const& tenant = address.tenant->tenant;
    std::string const client_id = form.get("client_id");
    if (client_id.empty())
        return fail_page(90008, "The provided request does not contain a client ID parameter.");
    auto client = find_client(ports, address, ClientId(to_lower(client_id)));
    if (!client) {
        log::error("the application could not be read", { { "detail", client.error().detail } });
        return std::unexpected(PageError{ 500, 90085, "An internal error has occurred. Try again." });
    }
    // A disabled application is as good as none (attack-22).
    if (!*client || !(*client)->enabled)
        return fail_page(90018, "The client ID provided in the request is not registered in this tenant.");
    std::string const redirect_uri = form.get("redirect_uri");
    if (redirect_uri.empty())
        return fail_page(90004, "The request does not contain a redirect URI parameter.");
    if ((*client)->redirect_uris.empty())
        return fail_page(90007, "The application has no registered redirect URIs.");
    auto const kind = find_redirect(**client, redirect_uri);
    if (!kind)
        return fail_page(90006, "The redirect URI provided in the request is not registered for the client ID.");
    (*client)->kind = *kind;
    TrustedReturn back(redirect_uri, form.get("state"), mode_for(form.get("response_type"), form.get("response_mode")),
        tenant.iss_in_answers ? address.issuer() : std::string());
    return TrustedClient{ std::move(**client), std::move(back) };
}

TrustedReturn restore_return(journey::Request const& request, Tenant const& tenant)
{
    return TrustedReturn(request.redirect_uri, request.state, mode_for(request.response_type, request.response_mode),
        tenant.iss_in_answers ? request.issuer : std::string());
}

http::Response respond(TrustedReturn const& back, url::Form fields, std::string const& script_nonce,
    std::vector<std::string> const& framed_by)
{
    if (!back.issuer().empty())
        fields.add("iss", back.issuer());
    if (back.mode() == ResponseMode::FormPost)
        return pages::render_form_post(back.redirect_uri(), fields, script_nonce, framed_by);
    return http::redirect(with_fields(back.redirect_uri(), fields, back.mode()));
}

http::Response redirect_error(TrustedReturn const& back, Refusal const& refusal, std::string const& correlation_id,
    Time now, std::string const& script_nonce, std::vector<std::string> const& framed_by)
{
    url::Form fields;
    fields.add("error", refusal.error);
    fields.add("error_description", describe(refusal.code, refusal.text, correlation_id, now));
    if (!back.state().empty())
        fields.add("state", back.state());
    return respond(back, std::move(fields), script_nonce, framed_by);
}

} // namespace gatehouse::oidc
