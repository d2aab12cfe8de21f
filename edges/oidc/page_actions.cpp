// What pages post and link to: the journey is loaded, advanced and committed, and the next page drawn.
#include "edges/oidc/browser.h"

#include "edges/pages/pages.h"
#include "libs/base/log.h"
#include "libs/crypto/digest.h"

namespace gatehouse::oidc {
namespace {

constexpr int kConflictRetries = 5;

// Tenant, policy, journey, cookie and anti-forgery token of a page action, before anything is loaded.
Result<Transaction, PageError> read_page_action(
    Edge const& edge, http::Request const& request, url::Form const& query, std::string const& csrf)
{
    auto address = find_address(edge, request);
    if (!address)
        return std::unexpected(PageError{ 404, 90066, "There is no such tenant or policy here." });
    auto const id = read_transaction(query.get("tx"));
    if (!id)
        return std::unexpected(PageError{
            400, 90212, "The state of this sign-in is missing or not valid. Start again from the application." });
    std::string const browser = request.cookie(kBrowserCookie).value_or("");
    if (browser.empty())
        return std::unexpected(PageError{
            400, 90211, "The cookie of this sign-in is missing. Allow cookies and start again from the application." });
    std::string const page = csrf.substr(0, csrf.find('~'));
    if (!constant_time_equal(csrf, csrf_token(edge, *id, browser, page)))
        return std::unexpected(
            PageError{ 400, 90212, "This form does not belong to your sign-in. Go back and try again." });
    return Transaction{ std::move(*address), *id, { browser, false }, page };
}

std::unexpected<PageError> busy_or_broken(Error const& error, http::Request const& request)
{
    log::error("a page action failed", { { "correlation", request.correlation_id }, { "detail", error.detail } });
    if (error.fault == Fault::Unavailable)
        return std::unexpected(PageError{ 429, 90229, "The server is busy. Try again in a few seconds." });
    return std::unexpected(PageError{ 500, 90085, "An internal error has occurred. Try again." });
}

// The plan that a journey began with: a newer one may have replaced it.
policy::SharedPlan find_plan(Edge const& edge, Address const& address, std::string const& hash)
{
    if (address.plan && address.plan->hash == hash)
        return address.plan;
    for (auto const& [id, plan] : address.tenant->plans)
        if (plan->hash == hash)
            return plan;
    return edge.plans.find_retired(hash);
}

// Loads the journey, which must be this browser's and of this policy, with the plan it began with.
Result<journey::State, PageError> load(Edge& edge, http::Request const& request, Transaction& transaction)
{
    auto const gone = [] {
        return std::unexpected(
            PageError{ 400, 90046, "This sign-in has ended or expired. Start again from the application." });
    };
    TenantId const& tenant = transaction.address.tenant->tenant.id;
    auto const stored = read<std::optional<StoredJourney>>(
        edge.store, [&](Ports& ports) { return ports.journeys.find(tenant, transaction.id, edge.clock.now()); });
    if (!stored)
        return busy_or_broken(stored.error(), request);
    if (!*stored)
        return gone();
    policy::SharedPlan const& asked = transaction.address.plan;
    auto const plan = find_plan(edge, transaction.address, journey::plan_hash((*stored)->state));
    if (!plan || (asked && !equals_ignoring_case(plan->id.text(), asked->id.text())))
        return gone();
    transaction.address.plan = plan;
    auto state = journey::read((*stored)->state, *transaction.address.plan);
    if (!state)
        return busy_or_broken(state.error(), request);
    state->version = (*stored)->version;
    // Another tab may have signed in or out since: what counts is the session that the browser has now.
    auto const cookie = request.cookie(session_cookie_name(transaction.address.tenant->tenant));
    state->session = cookie && !cookie->empty() ? crypto::sha256_text(*cookie) : std::string();
    if (!constant_time_equal(state->browser, crypto::sha256_text(transaction.browser.value))
        || state->phase == journey::Phase::Ended)
        return gone();
    return std::move(*state);
}

http::Response act(
    Edge& edge, http::Request const& request, url::Form const& query, std::string const& csrf, journey::Input input)
{
    auto transaction = read_page_action(edge, request, query, csrf);
    if (!transaction)
        return error_page(edge, request, transaction.error());
    return continue_journey(edge, request, std::move(*transaction), std::move(input));
}

// Of an earlier try, or of somebody else's making: the journey goes on as if it had not come.
bool is_stray_answer(journey::State const& state, journey::Input const& input)
{
    return input.action == journey::Action::Answer && state.phase == journey::Phase::Away
        && !journey::answers_errand(state, input.form);
}

journey::Input make_input(journey::Action action, url::Form form, std::string target)
{
    journey::Input input;
    input.action = action;
    input.form = std::move(form);
    input.target = std::move(target);
    return input;
}

http::Response act_by_link(Edge& edge, http::Request const& request, journey::Action action, std::string target = {})
{
    auto const query = request.query();
    if (!query)
        return error_page(edge, request, { 400, 90122, "The address of this page is not well-formed." });
    return act(edge, request, *query, query->get("csrf_token"), make_input(action, *query, std::move(target)));
}

journey::Action action_of(std::string_view request)
{
    if (request == "send")
        return journey::Action::SendCode;
    if (request == "verify")
        return journey::Action::VerifyCode;
    if (request == "change")
        return journey::Action::ChangeValue;
    if (request == "cancel")
        return journey::Action::Cancel;
    return journey::Action::Submit;
}

http::Response post_page(Edge& edge, http::Request const& request)
{
    auto const query = request.query();
    auto const form = request.form();
    if (!query || !form)
        return error_page(edge, request, { 400, 90122, "The form is not well-formed. Go back and try again." });
    auto const post = pages::read_page_post(*form);
    if (!post)
        return error_page(edge, request, { 400, 90122, "The form is not complete. Go back and try again." });
    std::string csrf = request.headers.get("x-csrf-token");
    if (csrf.empty())
        csrf = post->csrf;
    return act(edge, request, *query, csrf, make_input(action_of(post->request), post->values, post->target));
}

// The address bar after a form was refused: drawing again changes nothing, so the cookie is proof enough.
http::Response show_again(Edge& edge, http::Request const& request)
{
    auto const query = request.query();
    auto const id = query ? read_transaction(query->get("tx")) : std::nullopt;
    if (!id)
        return error_page(edge, request,
            { 400, 90212, "The state of this sign-in is missing or not valid. Start again from the application." });
    std::string const csrf = csrf_token(edge, *id, request.cookie(kBrowserCookie).value_or(""), "");
    return act(edge, request, *query, csrf, make_input(journey::Action::Show, {}, {}));
}

http::Response follow_link(Edge& edge, http::Request const& request)
{
    auto const query = request.query();
    if (!query)
        return error_page(edge, request, { 400, 90122, "The address of this page is not well-formed." });
    std::string exchange = query->get("claimsexchange");
    if (exchange.empty())
        exchange = query->get("social");
    if (exchange.empty() && query->get("local") == "signup")
        return act_by_link(edge, request, journey::Action::SignUp);
    return act_by_link(edge, request, exchange.empty() ? journey::Action::Show : journey::Action::Choose, exchange);
}

} // namespace

http::Response continue_journey(Edge& edge, http::Request const& request, Transaction transaction, journey::Input input)
{
    input.address = request.peer;
    input.device = request.cookie(kDeviceCookie).value_or("");
    input.page = transaction.page;
    journey::RememberedCalls calls(edge.services.rest);
    journey::Services services = edge.services;
    services.rest = &calls;
    for (int attempt = 0;; ++attempt) {
        calls.begin();
        auto state = load(edge, request, transaction);
        if (!state)
            return error_page(edge, request, state.error());
        if (is_stray_answer(*state, input))
            return error_page(edge, request,
                { 400, 90212, "This answer does not belong to your sign-in. Start again from the application." });
        auto const step = journey::advance(
            transaction.address.plan, transaction.address.tenant->tenant, std::move(*state), input, services);
        if (!step)
            return error_page(edge, request, busy_or_broken(step.error(), request).error());
        auto response = conclude(edge, request, transaction.address, transaction.browser, *step);
        if (response)
            return std::move(*response);
        if (response.error().fault != Fault::Conflict || attempt == kConflictRetries)
            return error_page(edge, request, busy_or_broken(response.error(), request).error());
    }
}

void mount_browser(http::Router& router, Edge& edge)
{
    std::string const prefix = "/{tenant}/{policy}/";
    router.post(prefix + "SelfAsserted", [&edge](http::Request const& request) { return post_page(edge, request); });
    router.get(prefix + "SelfAsserted", [&edge](http::Request const& request) { return show_again(edge, request); });
    router.post(
        prefix + "Phonefactor/verify", [&edge](http::Request const& request) { return post_page(edge, request); });
    router.get(prefix + "api/{page}/confirmed",
        [&edge](http::Request const& request) { return act_by_link(edge, request, journey::Action::Confirm); });
    router.get(
        prefix + "api/{page}/unified", [&edge](http::Request const& request) { return follow_link(edge, request); });
    router.get(prefix + "api/{page}/forgotPassword",
        [&edge](http::Request const& request) { return act_by_link(edge, request, journey::Action::ForgotPassword); });
    router.get(prefix + "api/{page}/cancelled",
        [&edge](http::Request const& request) { return act_by_link(edge, request, journey::Action::Cancel); });
}

} // namespace gatehouse::oidc
