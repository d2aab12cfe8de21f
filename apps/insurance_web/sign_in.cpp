#include "apps/insurance_web/portal.h"
#include "libs/base/log.h"

#include <algorithm>
#include <array>

namespace gatehouse::insurance_web {
namespace {

// Where a sign-in may lead. A list and no check of form: an address from a query is never followed (attack-5).
std::string allowed_return(std::string const& wanted)
{
    constexpr std::array<std::string_view, 5> kPlaces{ "/acctinfo", "/claims", "/publicapi", "/change", "/changeben" };
    return std::ranges::find(kPlaces, wanted) != kPlaces.end() ? wanted : "/";
}

std::string start_path(Purpose purpose)
{
    switch (purpose) {
    case Purpose::StepUp:
        return "/change";
    case Purpose::EditProfile:
        return "/editprofile";
    case Purpose::ResetPassword:
        return "/resetpassword";
    case Purpose::SignIn:
    case Purpose::SignOut:
        break;
    }
    return "/login/start";
}

http::Response stale(Visit& visit, std::string again)
{
    return visit.error(400,
        { .what = visit.words().error_stale,
            .next = visit.words().error_stale_next,
            .correlation_id = "",
            .again = std::move(again) });
}

http::Response start(Visit& visit, Purpose purpose, auth::AuthCodeRequest const& request, std::string return_to = "/")
{
    Journey journey;
    journey.purpose = purpose;
    journey.return_to = std::move(return_to);
    return begin(visit, visit.portal().application.initiate_auth_code_flow(request), std::move(journey));
}

// The identity server kept an old sign-in although a fresh one was asked for: this time it is told to show its page.
http::Response insist(Visit& visit, Journey journey)
{
    auth::AuthCodeRequest request = request_for(visit, journey.purpose);
    request.prompt = "login";
    ++journey.attempt;
    return begin(visit, visit.portal().application.initiate_auth_code_flow(request), std::move(journey));
}

http::Response refused(Visit& visit, Journey journey, auth::AuthError const& error)
{
    switch (error.code) {
    case auth::ErrorCode::Cancelled:
        visit.leave_notice(Notice::Cancelled);
        return visit.go(journey.purpose == Purpose::StepUp ? "/acctinfo" : "/");
    case auth::ErrorCode::ForgotPassword: {
        auth::AuthCodeRequest request = request_for(visit, Purpose::ResetPassword);
        request.login_hint = error.login_hint;
        return start(visit, Purpose::ResetPassword, request);
    }
    case auth::ErrorCode::AuthenticationTooOld:
        if (journey.attempt == 0)
            return insist(visit, std::move(journey));
        break;
    case auth::ErrorCode::StateMismatch:
    case auth::ErrorCode::FlowExpired:
    case auth::ErrorCode::GrantExpired:
    case auth::ErrorCode::GrantRefused:
        return stale(visit, start_path(journey.purpose));
    case auth::ErrorCode::NetworkFault:
        return identity_trouble(visit, error, start_path(journey.purpose));
    default:
        break;
    }
    log::warning("sign-in refused",
        { { "code", auth::name(error.code) }, { "detail", error.message },
            { "correlation_id", error.correlation_id } });
    return visit.error(400,
        { .what = visit.words().error_refused,
            .next = visit.words().error_refused_next,
            .correlation_id = error.correlation_id,
            .again = start_path(journey.purpose) });
}

void remember(SessionData& data, auth::AuthenticationResult const& result)
{
    data.oid = result.claims.object_id();
    // Pains row 3: what the newest sign-in says counts, not what the first one said.
    data.name = result.claims.text("name").value_or("");
    data.claims = result.claims.to_json();
    std::erase_if(
        data.signed_in_at, [&](SignedInAt const& place) { return place.authority == result.account.authority; });
    data.signed_in_at.push_back({ .authority = result.account.authority, .id_token = result.id_token });
}

http::Response signed_in(
    Visit& visit, Journey const& journey, auth::AuthenticationResult const& result, auth::TokenCache const& tokens)
{
    SessionData data;
    // The same person again: their other policies are still to be left at sign-out.
    if (visit.session()->data.oid == result.claims.object_id())
        data.signed_in_at = visit.session()->data.signed_in_at;
    remember(data, result);
    data.tokens = tokens.serialize();
    // attack-18: what a stranger may have planted before the sign-in is worthless after it.
    auto session = visit.portal().sessions->rotate(visit.session()->id, std::move(data));
    if (!session)
        return visit.internal_error();
    visit.carry(std::move(*session));
    return visit.go(journey.return_to);
}

// After step-up and profile edit: the same person, more or newer tokens.
http::Response confirmed(
    Visit& visit, Journey const& journey, auth::AuthenticationResult const& result, auth::TokenCache const& tokens)
{
    // attack-20: the second factor of somebody else confirms nothing here.
    if (!visit.signed_in() || visit.session()->data.oid != result.claims.object_id())
        return visit.error(403,
            { .what = visit.words().error_other_person,
                .next = visit.words().error_other_person_next,
                .correlation_id = "",
                .again = start_path(journey.purpose) });
    SessionData data = visit.session()->data;
    remember(data, result);
    data.tokens = tokens.serialize();
    if (journey.purpose == Purpose::EditProfile)
        data.notice = Notice::ProfileUpdated;
    auto session = visit.portal().sessions->rotate(visit.session()->id, std::move(data));
    if (!session)
        return visit.internal_error();
    visit.carry(std::move(*session));
    if (journey.purpose == Purpose::EditProfile)
        return visit.go("/");
    if (journey.beneficiary.empty())
        return visit.go("/changeben");
    return change_beneficiary(visit, journey.beneficiary, journey.if_match, journey.attempt + 1);
}

http::Response arrived(
    Visit& visit, Journey const& journey, auth::AuthenticationResult const& result, auth::TokenCache const& tokens)
{
    switch (journey.purpose) {
    case Purpose::SignIn:
        return signed_in(visit, journey, result, tokens);
    case Purpose::StepUp:
    case Purpose::EditProfile:
        return confirmed(visit, journey, result, tokens);
    // The tokens of a reset are not kept: a later renewal would go to the reset policy.
    case Purpose::ResetPassword:
        visit.leave_notice(Notice::PasswordChanged);
        return visit.go("/");
    case Purpose::SignOut:
        break;
    }
    return stale(visit, "");
}

} // namespace

auth::AuthCodeRequest request_for(Visit const& visit, Purpose purpose)
{
    Config const& config = visit.portal().config;
    auth::AuthCodeRequest request;
    request.ui_locales = std::string(tag(visit.language()));
    request.redirect_uri = config.public_url + (purpose == Purpose::StepUp ? "/getATokenMFA" : "/getAToken");
    switch (purpose) {
    case Purpose::StepUp:
        request.authority = config.authority(config.mfa_policy);
        request.scopes = config.scopes();
        request.max_age = config.step_up_max_age;
        break;
    case Purpose::EditProfile:
        request.authority = config.authority(config.edit_policy);
        break;
    case Purpose::ResetPassword:
        request.authority = config.authority(config.reset_policy);
        break;
    case Purpose::SignIn:
    case Purpose::SignOut:
        request.authority = config.authority(config.policy);
        request.scopes = config.scopes();
        break;
    }
    return request;
}

http::Response identity_trouble(Visit& visit, auth::AuthError const& error, std::string again)
{
    log::warning("identity server failed",
        { { "code", auth::name(error.code) }, { "detail", error.message },
            { "correlation_id", visit.request().correlation_id } });
    return visit.error(502,
        { .what = visit.words().error_identity,
            .next = visit.words().error_identity_next,
            .correlation_id = error.correlation_id,
            .again = std::move(again) });
}

http::Response begin(Visit& visit, auth::Result<auth::AuthCodeFlow> const& flow, Journey journey)
{
    if (!flow)
        return identity_trouble(visit, flow.error(), start_path(journey.purpose));
    journey.flow = flow->to_json();
    if (!visit.ensure_session() || !visit.portal().sessions->keep(visit.session()->id, flow->state, journey))
        return visit.internal_error();
    return visit.go(flow->auth_uri);
}

http::Response show_login(Visit& visit)
{
    if (visit.signed_in())
        return visit.go("/");
    return visit.page(login_page(visit.frame()));
}

http::Response start_sign_in(Visit& visit)
{
    auto const query = visit.request().query();
    return start(
        visit, Purpose::SignIn, request_for(visit, Purpose::SignIn), allowed_return(query ? query->get("next") : ""));
}

http::Response start_profile_edit(Visit& visit)
{
    if (!visit.signed_in())
        return visit.go("/login");
    return start(visit, Purpose::EditProfile, request_for(visit, Purpose::EditProfile));
}

http::Response start_password_reset(Visit& visit)
{
    return start(visit, Purpose::ResetPassword, request_for(visit, Purpose::ResetPassword));
}

http::Response start_step_up(Visit& visit)
{
    if (!visit.signed_in())
        return visit.go("/login");
    return start(visit, Purpose::StepUp, request_for(visit, Purpose::StepUp));
}

http::Response come_back(Visit& visit)
{
    auto const query = visit.request().query();
    if (!query || !visit.session() || query->get("state").empty())
        return stale(visit, "/login/start");
    // Pains row 11: the journey knows its policy, so one return address serves all flows.
    auto journey = visit.portal().sessions->take(visit.session()->id, query->get("state"));
    if (!journey)
        return visit.internal_error();
    if (!*journey || (*journey)->purpose == Purpose::SignOut)
        return stale(visit, visit.signed_in() ? "" : "/login/start");
    auto const flow = auth::AuthCodeFlow::from_json((*journey)->flow);
    if (!flow)
        return stale(visit, start_path((*journey)->purpose));
    auto const tokens = std::make_shared<auth::TokenCache>();
    // A sign-in begins with an empty cache: tokens of another person must not stay.
    bool const fresh = (*journey)->purpose == Purpose::SignIn || visit.session()->data.tokens.empty();
    if (!fresh && !tokens->deserialize(visit.session()->data.tokens))
        return visit.internal_error();
    auto const result
        = visit.portal().application.with_token_cache(tokens).acquire_token_by_auth_code_flow(*flow, query->pairs());
    if (!result)
        return refused(visit, std::move(**journey), result.error());
    return arrived(visit, **journey, *result, *tokens);
}

} // namespace gatehouse::insurance_web
