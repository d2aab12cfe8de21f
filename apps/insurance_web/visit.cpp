#include "apps/insurance_web/portal.h"
#include "libs/base/log.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::insurance_web {
namespace {

constexpr std::string_view kLanguageCookie = "lang";
constexpr std::int64_t kLanguageSeconds = 31'536'000;

// The prefix makes browsers refuse the cookie from a sub-domain or over plain http (attack-18).
std::string session_cookie(Config const& config)
{
    return config.is_https() ? "__Host-session" : "session";
}

std::optional<Language> language_of(std::string_view text)
{
    if (text == "de")
        return Language::German;
    if (text == "en")
        return Language::English;
    return std::nullopt;
}

// Pages that a language link may lead back to. Others cannot be asked for twice.
bool is_page(http::Request const& request)
{
    constexpr std::array<std::string_view, 6> kPages{ "/", "/login", "/acctinfo", "/changeben", "/claims",
        "/publicapi" };
    return request.method == http::Method::Get && std::ranges::find(kPages, request.path) != kPages.end();
}

http::Cookie make_cookie(Config const& config, std::string name, std::string value)
{
    http::Cookie cookie;
    cookie.name = std::move(name);
    cookie.value = std::move(value);
    cookie.secure = config.is_https();
    // Lax: the browser comes back from the identity server by a cross-site link, and the cookie must come along.
    cookie.same_site = http::SameSite::Lax;
    return cookie;
}

} // namespace

Visit::Visit(Portal const& portal, http::Request const& request)
    : portal_(portal)
    , request_(request)
{
    auto const query = request.query();
    std::optional<Language> chosen = query ? language_of(query->get("lang")) : std::nullopt;
    language_chosen_ = chosen.has_value();
    if (!chosen)
        chosen = language_of(request.cookie(kLanguageCookie).value_or(""));
    language_ = chosen.value_or(choose_language(request.headers.get("Accept-Language")));
    auto const id = request.cookie(session_cookie(portal.config));
    if (!id || id->empty())
        return;
    had_cookie_ = true;
    auto found = portal.sessions->find(*id);
    if (found)
        session_ = std::move(*found);
    else {
        log::error(
            "sessions failed", { { "detail", found.error().detail }, { "correlation_id", request.correlation_id } });
        broken_ = true;
    }
}

Result<void> Visit::ensure_session()
{
    if (!session_)
        carry(TRY(portal_.sessions->create({})));
    return {};
}

void Visit::carry(Session session)
{
    session_ = std::move(session);
    carried_ = true;
}

void Visit::leave_notice(Notice notice)
{
    // A sentence that gets lost must not spoil what it tells of.
    if (session_ && !portal_.sessions->update(session_->id, [&](SessionData& data) { data.notice = notice; }))
        log::warning("a notice was lost", { { "correlation_id", request_.correlation_id } });
}

Frame Visit::frame()
{
    Frame frame{ .language = language_,
        .signed_in = signed_in(),
        .path = is_page(request_) ? request_.path : "/",
        .notice = Notice::None };
    if (session_ && session_->data.notice != Notice::None) {
        frame.notice = session_->data.notice;
        leave_notice(Notice::None);
    }
    return frame;
}

http::Response Visit::page(std::string html, int status) const
{
    http::Response response = http::html_response(status, std::move(html));
    response.headers.set("Cache-Control", "no-store");
    return response;
}

http::Response Visit::error(int status, ErrorPage error)
{
    if (error.correlation_id.empty())
        error.correlation_id = request_.correlation_id;
    return page(error_page(frame(), error), status);
}

http::Response Visit::internal_error()
{
    Frame const plain{ .language = language_, .signed_in = signed_in(), .path = "/", .notice = Notice::None };
    return page(error_page(plain,
                    { .what = words().error_internal,
                        .next = words().error_internal_next,
                        .correlation_id = request_.correlation_id,
                        .again = "" }),
        503);
}

http::Response Visit::go(std::string const& path) const
{
    return http::redirect(path, request_.method == http::Method::Post ? 303 : 302);
}

void Visit::finish(http::Response& response) const
{
    Config const& config = portal_.config;
    if (language_chosen_) {
        http::Cookie cookie = make_cookie(config, std::string(kLanguageCookie), std::string(tag(language_)));
        cookie.max_age = kLanguageSeconds;
        http::set_cookie(response, cookie);
    }
    if (carried_ || (had_cookie_ && !session_ && !broken_)) {
        http::Cookie cookie = make_cookie(config, session_cookie(config), session_ ? session_->id : "");
        if (!session_)
            cookie.max_age = 0;
        http::set_cookie(response, cookie);
    }
    response.headers.set("Content-Language", std::string(tag(language_)));
}

} // namespace gatehouse::insurance_web
