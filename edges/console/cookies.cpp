#include "edges/console/cookies.h"

#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/crypto/digest.h"

namespace gatehouse::console {
namespace {

constexpr size_t kLongestNotice = 1500;

std::string_view suffix(CookieKind kind)
{
    switch (kind) {
    case CookieKind::Session:
        return "";
    case CookieKind::SignIn:
        return "-sign-in";
    case CookieKind::Trial:
        return "-trial";
    case CookieKind::Notice:
        break;
    }
    return "-notice";
}

std::string notice_proof(Console const& console, AdminSession const& session, std::string_view text)
{
    return authenticate(console, "notice", session.form_key + "|" + std::string(text));
}

} // namespace

std::string cookie_name(http::Request const& request, CookieKind kind)
{
    return std::string(request.tls ? "__Host-" : "") + "gatehouse-admin" + std::string(suffix(kind));
}

std::string read_cookie(http::Request const& request, CookieKind kind)
{
    return request.cookie(cookie_name(request, kind)).value_or("");
}

void write_cookie(http::Response& response, http::Request const& request, CookieKind kind, std::string value,
    std::optional<std::int64_t> max_age)
{
    http::set_cookie(response,
        { .name = cookie_name(request, kind),
            .value = std::move(value),
            .secure = request.tls,
            .same_site = http::SameSite::Lax,
            .max_age = max_age });
}

void drop_cookie(http::Response& response, http::Request const& request, CookieKind kind)
{
    write_cookie(response, request, kind, "", 0);
}

std::string authenticate(Console const& console, std::string_view purpose, std::string_view text)
{
    return base64url_encode(crypto::hmac_sha256(console.key, std::string(purpose) + "|" + std::string(text)));
}

void set_notice(http::Response& response, Visit const& visit, std::string_view text)
{
    std::string const kept(text.substr(0, kLongestNotice));
    write_cookie(response, visit.request, CookieKind::Notice,
        base64url_encode(kept) + "." + notice_proof(visit.console, visit.session, kept), 60);
}

std::string read_notice(Console const& console, http::Request const& request, AdminSession const& session)
{
    std::string const cookie = read_cookie(request, CookieKind::Notice);
    size_t const dot = cookie.find('.');
    if (dot == std::string::npos)
        return "";
    auto const text = base64url_decode(std::string_view(cookie).substr(0, dot));
    bool const is_ours
        = text && constant_time_equal(std::string_view(cookie).substr(dot + 1), notice_proof(console, session, *text));
    return is_ours ? *text : "";
}

} // namespace gatehouse::console
