#include "apps/insurance_web/portal.h"
#include "libs/base/log.h"
#include "libs/base/random.h"

#include <gatehouse/ports.h>

namespace gatehouse::insurance_web {
namespace {

std::string make_state()
{
    SystemRandom random;
    return random_token(random);
}

// Sends the browser to the next policy's sign-out. A tenant may keep one session per policy, so each is left; the
// identity server gives `state` back at the one return address that is registered for certain.
http::Response leave_next(Visit& visit, std::vector<SignedInAt> places)
{
    Config const& config = visit.portal().config;
    SignedInAt const next = places.back();
    places.pop_back();
    auth::ConfidentialClientApplication::LogoutOptions options;
    options.post_logout_redirect_uri = config.public_url + "/";
    options.id_token_hint = next.id_token;
    options.authority = next.authority;
    if (!places.empty()) {
        options.state = make_state();
        Journey journey;
        journey.purpose = Purpose::SignOut;
        journey.still_to_leave = std::move(places);
        if (!visit.portal().sessions->keep(visit.session()->id, options.state, journey))
            return visit.internal_error();
    }
    auto const address = visit.portal().application.logout_url(options);
    if (address)
        return visit.go(*address);
    log::warning("sign-out at the identity server failed",
        { { "detail", address.error().message }, { "correlation_id", visit.request().correlation_id } });
    return visit.error(502,
        { .what = visit.words().error_logout,
            .next = visit.words().error_logout_next,
            .correlation_id = address.error().correlation_id,
            .again = "" });
}

} // namespace

http::Response sign_out(Visit& visit)
{
    if (!visit.session())
        return visit.go("/login");
    std::vector<SignedInAt> places = visit.session()->data.signed_in_at;
    // Pains row 15: first the session here, under any circumstances, then each policy with its id_token_hint.
    SessionData left;
    left.notice = Notice::SignedOut;
    if (!visit.portal().sessions->remove(visit.session()->id))
        return visit.internal_error();
    auto session = visit.portal().sessions->create(std::move(left));
    if (!session)
        return visit.internal_error();
    visit.carry(std::move(*session));
    if (places.empty())
        return visit.go("/login");
    return leave_next(visit, std::move(places));
}

std::optional<http::Response> continue_sign_out(Visit& visit)
{
    auto const query = visit.request().query();
    if (!query || !visit.session() || query->get("state").empty())
        return std::nullopt;
    auto const journey = visit.portal().sessions->take(visit.session()->id, query->get("state"));
    if (!journey || !*journey || (*journey)->purpose != Purpose::SignOut || (*journey)->still_to_leave.empty())
        return std::nullopt;
    return leave_next(visit, (*journey)->still_to_leave);
}

} // namespace gatehouse::insurance_web
