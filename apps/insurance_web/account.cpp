#include "apps/insurance_web/portal.h"
#include "libs/base/log.h"
#include "libs/base/secret.h"
#include "libs/base/text.h"
#include "libs/json/json.h"

#include <algorithm>

namespace gatehouse::insurance_web {
namespace {

constexpr std::int64_t kLeeway = 60;

// Which sign-in a token must come from.
enum class Strength { Plain, Strong };

std::optional<auth::Account> account_for(
    Visit& visit, auth::ConfidentialClientApplication const& application, std::string const& policy)
{
    // Pains row 9: the account of this person at this policy, never "the first one".
    for (auth::Account& account : application.accounts(visit.portal().config.authority(policy))) {
        if (account.local_account_id == visit.session()->data.oid)
            return std::move(account);
    }
    return std::nullopt;
}

void save(Visit& visit, auth::TokenCache const& tokens)
{
    if (!tokens.has_state_changed())
        return;
    // Merged, because another tab may have signed in at another policy meanwhile.
    auto const saved = visit.portal().sessions->update(visit.session()->id, [&](SessionData& data) {
        auth::TokenCache stored;
        if (!data.tokens.empty() && !stored.deserialize(data.tokens))
            return;
        stored.merge(tokens);
        data.tokens = stored.serialize();
    });
    if (!saved)
        log::warning("renewed tokens were lost", { { "correlation_id", visit.request().correlation_id } });
}

// An access token for the API, or the answer that must come first. Strong falls back to plain: the API then asks for
// more, which is its decision.
Result<std::string, http::Response> token_for(Visit& visit, Strength strength)
{
    Config const& config = visit.portal().config;
    auto const tokens = std::make_shared<auth::TokenCache>();
    if (!tokens->deserialize(visit.session()->data.tokens))
        return std::unexpected(visit.go("/login/start"));
    auto const application = visit.portal().application.with_token_cache(tokens);
    std::optional<auth::Account> account;
    if (strength == Strength::Strong)
        account = account_for(visit, application, config.mfa_policy);
    if (!account)
        account = account_for(visit, application, config.policy);
    if (!account)
        return std::unexpected(visit.go("/login/start?next=/acctinfo"));
    auto const result = application.acquire_token_silent(config.scopes(), *account);
    save(visit, *tokens);
    if (result)
        return result->access_token;
    if (result.error().code == auth::ErrorCode::NetworkFault)
        return std::unexpected(identity_trouble(visit, result.error(), "/acctinfo"));
    // The refresh token has ended: a new sign-in, which single sign-on often makes silent.
    return std::unexpected(visit.go("/login/start?next=/acctinfo"));
}

http::Response api_trouble(Visit& visit, ApiError const& error, std::string again)
{
    Texts const& words = visit.words();
    log::warning(
        "insurance API failed", { { "detail", error.detail }, { "correlation_id", visit.request().correlation_id } });
    ErrorPage page{ .what = words.error_api_down,
        .next = words.error_api_next,
        .correlation_id = error.correlation_id,
        .again = std::move(again) };
    int status = 502;
    switch (error.fault) {
    case ApiFault::TooSlow:
        page.what = words.error_api_slow;
        status = 504;
        break;
    case ApiFault::Nonsense:
        page.what = words.error_api_nonsense;
        break;
    case ApiFault::Unavailable:
        status = 503;
        break;
    case ApiFault::TokenRefused:
    case ApiFault::StepUpNeeded:
        page.what = words.error_api_refused;
        page.next = words.error_api_refused_next;
        status = 403;
        break;
    case ApiFault::Unreachable:
    case ApiFault::Refused:
    case ApiFault::Outdated:
        break;
    }
    return visit.error(status, std::move(page));
}

// The last sign-in was at the policy with the second factor, and not too long ago.
bool has_stepped_up(Visit& visit)
{
    Config const& config = visit.portal().config;
    json::Object const claims = json::parse_object(visit.session()->data.claims).value_or(json::Object());
    std::string const policy = claims.text("tfp").value_or(claims.text("acr").value_or(""));
    auto const at = claims.integer("auth_time");
    return equals_ignoring_case(policy, config.mfa_policy) && at
        && unix_seconds(visit.portal().clock.now()) - *at <= config.step_up_max_age + kLeeway;
}

http::Response show_form(Visit& visit, ChangeForm form, int status)
{
    auto const token = token_for(visit, Strength::Plain);
    if (!token)
        return token.error();
    auto const contract = visit.portal().api().read(*token);
    if (!contract)
        return api_trouble(visit, contract.error(), "/changeben");
    form.csrf = visit.session()->data.csrf;
    form.today = contract->beneficiary;
    form.tag = contract->tag;
    return visit.page(change_page(visit.frame(), form), status);
}

// The API has the last word; this keeps a person from going through a second factor for nothing.
bool is_acceptable_name(std::string_view name)
{
    constexpr size_t kLongest = 100;
    return !name.empty() && is_utf8(name) && !has_control_characters(name) && count_code_points(name) <= kLongest;
}

http::Response step_up_for(Visit& visit, auth::StepUpChallenge const& challenge, Journey journey)
{
    constexpr std::int64_t kMostAttempts = 2;
    if (journey.attempt >= kMostAttempts)
        return visit.error(403,
            { .what = visit.words().error_step_up,
                .next = visit.words().error_step_up_next,
                .correlation_id = "",
                .again = "" });
    auth::AuthCodeRequest request = request_for(visit, Purpose::StepUp);
    // A sign-in that was too old once will be so again unless the pages are shown.
    if (journey.attempt > 0)
        request.prompt = "login";
    return begin(
        visit, visit.portal().application.initiate_step_up_flow(challenge, std::move(request)), std::move(journey));
}

} // namespace

http::Response show_home(Visit& visit)
{
    if (auto next = continue_sign_out(visit))
        return std::move(*next);
    if (!visit.signed_in())
        return visit.go("/login");
    return visit.page(home_page(visit.frame(), visit.session()->data.name));
}

http::Response show_public_api(Visit& visit)
{
    auto const answer = visit.portal().api().read_public();
    if (!answer)
        return api_trouble(visit, answer.error(), "/publicapi");
    return visit.page(api_page(visit.frame(), *answer));
}

http::Response show_account(Visit& visit)
{
    if (!visit.signed_in())
        return visit.go("/login");
    auto const token = token_for(visit, Strength::Plain);
    if (!token)
        return token.error();
    auto const contract = visit.portal().api().read(*token);
    if (!contract)
        return api_trouble(visit, contract.error(), "/acctinfo");
    return visit.page(account_page(visit.frame(), *contract));
}

http::Response show_claims(Visit& visit)
{
    if (!visit.signed_in())
        return visit.go("/login");
    return visit.page(claims_page(visit.frame(), visit.session()->data.claims));
}

http::Response show_change_form(Visit& visit)
{
    if (!visit.signed_in())
        return visit.go("/login");
    if (!has_stepped_up(visit))
        return visit.go("/change");
    return show_form(visit, {}, 200);
}

http::Response submit_change(Visit& visit)
{
    auto const form = visit.request().form();
    bool const genuine = form && visit.signed_in() && !form->duplicate()
        && constant_time_equal(form->get("csrf"), visit.session()->data.csrf);
    if (!genuine)
        return visit.error(403,
            { .what = visit.words().error_form,
                .next = visit.words().error_form_next,
                .correlation_id = "",
                .again = "/acctinfo" });
    std::string const name(trim(form->get("beneficiary_name")));
    if (!is_acceptable_name(name))
        return show_form(
            visit, { .csrf = "", .today = "", .entered = name, .tag = "", .trouble = Trouble::Mistake }, 400);
    return change_beneficiary(visit, name, form->get("tag"), 0);
}

http::Response change_beneficiary(Visit& visit, std::string const& name, std::string const& tag, std::int64_t attempt)
{
    auto const token = token_for(visit, Strength::Strong);
    if (!token)
        return token.error();
    auto const changed = visit.portal().api().change_beneficiary(*token, name, tag);
    if (changed) {
        visit.leave_notice(Notice::BeneficiaryChanged);
        return visit.go("/acctinfo");
    }
    switch (changed.error().fault) {
    case ApiFault::StepUpNeeded: {
        Journey journey;
        journey.purpose = Purpose::StepUp;
        journey.beneficiary = name;
        journey.if_match = tag;
        journey.attempt = attempt;
        return step_up_for(visit, *changed.error().challenge, std::move(journey));
    }
    case ApiFault::Refused:
        return show_form(
            visit, { .csrf = "", .today = "", .entered = name, .tag = "", .trouble = Trouble::Mistake }, 400);
    case ApiFault::Outdated:
        return show_form(
            visit, { .csrf = "", .today = "", .entered = name, .tag = "", .trouble = Trouble::Outdated }, 409);
    default:
        return api_trouble(visit, changed.error(), "/acctinfo");
    }
}

} // namespace gatehouse::insurance_web
