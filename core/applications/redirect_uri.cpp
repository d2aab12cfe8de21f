#include "core/applications/redirect_uri.h"

#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse {
namespace {

bool is_private_scheme(std::string_view scheme)
{
    return scheme.find('.') != std::string_view::npos || scheme.starts_with("msal");
}

// The address without its port, when it is http on loopback.
std::optional<std::string> without_port(std::string_view uri)
{
    auto parsed = url::parse(uri);
    if (!parsed || parsed->scheme != "http" || !url::is_loopback_host(parsed->host))
        return std::nullopt;
    parsed->port = 0;
    return parsed->text();
}

} // namespace

Result<void> validate_redirect_uri(AppKind kind, std::string_view uri)
{
    auto const parsed = url::parse(uri);
    if (!parsed)
        return fail(Fault::Invalid, "it is not a well-formed address: " + parsed.error().detail);
    if (parsed->fragment)
        return fail(Fault::Invalid, "a redirect address has no fragment");
    if (uri.find('*') != std::string_view::npos)
        return fail(Fault::Invalid, "wildcards are not supported; register each address");
    if (parsed->scheme == "https")
        return {};
    if (parsed->scheme == "http") {
        if (url::is_loopback_host(parsed->host))
            return {};
        return fail(Fault::Invalid, "http is for localhost only; use https");
    }
    if (kind == AppKind::Native && is_private_scheme(parsed->scheme))
        return {};
    return fail(Fault::Invalid, "the scheme '" + parsed->scheme + "' is not allowed here");
}

std::optional<AppKind> find_redirect(Application const& application, std::string_view uri)
{
    auto const exact = std::ranges::find(application.redirect_uris, uri, &RedirectUri::uri);
    if (exact != application.redirect_uris.end())
        return exact->kind;
    auto const asked = without_port(uri);
    bool const native = asked && std::ranges::any_of(application.redirect_uris, [&](RedirectUri const& known) {
        return known.kind == AppKind::Native && without_port(known.uri) == asked;
    });
    return native ? std::optional(AppKind::Native) : std::nullopt;
}

} // namespace gatehouse
