#include "core/journey/pages.h"

#include "core/journey/claims.h"
#include "core/journey/form.h"
#include "core/journey/sso.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using policy::HandlerKind;

policy::Profile const* find_exchange_from(Run const& run, size_t first, std::string_view exchange)
{
    auto const& steps = run.plan.journeys[run.state.frames.back().journey].steps;
    for (size_t at = first; at < steps.size(); ++at)
        for (policy::Exchange const& one : steps[at].exchanges)
            if (equals_ignoring_case(one.id, exchange))
                return &run.plan.profiles[one.profile];
    return nullptr;
}

bool is_offered(Run const& run, std::string_view exchange)
{
    policy::Profile const* profile = find_exchange(run, exchange);
    return profile && is_enabled(*profile, run.state.bag);
}

// What else could have been chosen before this page.
std::vector<PageChoice> alternatives(Run const& run, policy::Profile const& profile)
{
    std::vector<PageChoice> found;
    auto const behind = selection_behind(run, &profile);
    if (!behind)
        return found;
    Texts const texts(run.plan, profile.content_definition, run.state.language);
    for (policy::Selection const& selection :
        run.plan.journeys[run.state.frames.back().journey].steps[*behind].selections) {
        policy::Profile const* target = find_exchange_from(run, *behind, selection.target_exchange);
        if (target && is_enabled(*target, run.state.bag)
            && !equals_ignoring_case(selection.target_exchange, profile.meta("gatehouse.alternativesTo")))
            found.push_back({ selection.target_exchange,
                texts.find("ClaimsProvider", "", selection.target_exchange, target->display_name) });
    }
    return found;
}

} // namespace

Outcome end(Run& run, Refusal refusal, std::string const& message)
{
    run.state.phase = Phase::Ended;
    json::Object detail{ { "code", refusal.code } };
    if (!message.empty())
        detail.set("message", message);
    audit(run, refusal.code == 90091 ? AuditKind::JourneyCancelled : AuditKind::JourneyFailed, detail);
    return Refused{ std::move(refusal) };
}

Outcome accept(Run& run, policy::Profile const& profile)
{
    remember(run, profile);
    drop_proofs_of_step(run);
    run.state.page_note.clear();
    run.state.retries = 0;
    run.state.phase = Phase::Accepted;
    return FormAccepted{};
}

Result<Outcome> open_page(Run& run, policy::Profile const& profile)
{
    if (is_silent(run))
        return end(run, interaction_required(run));
    run.state.phase = Phase::OnPage;
    run.state.retries = 0;
    run.state.page_note.clear();
    if (auto const failure = run_transforms(run, profile, profile.input_transforms, run.state.bag))
        return end(run, failure->refusal.value_or(internal_refusal()));
    if (profile.handler == HandlerKind::PhoneFactor)
        return open_phone(run, profile);
    return draw_self_asserted(run, profile);
}

Result<Outcome> draw_page(Run& run, policy::Profile const& profile)
{
    if (profile.handler == HandlerKind::PhoneFactor)
        return draw_phone(run, profile);
    return draw_self_asserted(run, profile);
}

Result<Outcome> act_on_page(Run& run, policy::Profile const& profile)
{
    if (profile.handler == HandlerKind::PhoneFactor)
        return act_on_phone(run, profile);
    return act_on_self_asserted(run, profile);
}

policy::Profile const* find_exchange(Run const& run, std::string_view exchange)
{
    return find_exchange_from(run, run.state.frames.back().step, exchange);
}

std::optional<std::uint32_t> selection_behind(Run const& run, policy::Profile const* profile)
{
    std::string const exchange = profile ? profile->meta("gatehouse.alternativesTo") : std::string();
    if (exchange.empty())
        return std::nullopt;
    Frame const& frame = run.state.frames.back();
    auto const& steps = run.plan.journeys[frame.journey].steps;
    for (std::uint32_t at = frame.step; at-- > 0;)
        for (policy::Selection const& selection : steps[at].selections)
            if (equals_ignoring_case(selection.target_exchange, exchange))
                return at;
    return std::nullopt;
}

bool Offer::may_choose(std::string_view exchange) const
{
    return (!sign_up_exchange.empty() && equals_ignoring_case(exchange, sign_up_exchange))
        || (!forgot_password_exchange.empty() && equals_ignoring_case(exchange, forgot_password_exchange))
        || std::ranges::any_of(
            providers, [&](PageChoice const& one) { return equals_ignoring_case(one.exchange, exchange); });
}

Offer offer_of(Run const& run, policy::Profile const* profile)
{
    Offer offer;
    policy::Step const& step = run.step();
    if (profile && step.type == policy::StepType::ClaimsExchange) {
        offer.providers = alternatives(run, *profile);
        return offer;
    }
    if (profile) {
        auto const content = run.plan.content_definitions.find(profile->content_definition);
        auto const setting = [&](std::string_view key) {
            std::string own = profile->meta(key);
            if (!own.empty() || content == run.plan.content_definitions.end())
                return own;
            auto const found = content->second.metadata.find(key);
            return found == content->second.metadata.end() ? std::string() : found->second;
        };
        if (profile->flag("setting.showSignupLink", true))
            offer.sign_up_exchange = setting("SignUpTarget");
        offer.forgot_password_exchange = setting("setting.forgotPasswordLinkOverride");
    }
    for (std::string* exchange : { &offer.sign_up_exchange, &offer.forgot_password_exchange })
        if (!is_offered(run, *exchange))
            exchange->clear();
    Texts const texts(run.plan, profile ? profile->content_definition : step.content_definition, run.state.language);
    for (policy::Selection const& selection : step.selections) {
        std::string const& target = selection.target_exchange;
        bool const is_link = equals_ignoring_case(target, offer.sign_up_exchange)
            || equals_ignoring_case(target, offer.forgot_password_exchange);
        if (target.empty() || is_link || !is_offered(run, target))
            continue;
        // A link that the page hides is no button either.
        if (profile
            && (equals_ignoring_case(target, profile->meta("SignUpTarget"))
                || equals_ignoring_case(target, profile->meta("setting.forgotPasswordLinkOverride"))))
            continue;
        offer.providers.push_back(
            { target, texts.find("ClaimsProvider", "", target, find_exchange(run, target)->display_name) });
    }
    return offer;
}

void name_page(Run const& run, std::string const& content_definition, Page& page)
{
    page.content_definition = content_definition;
    page.language = run.state.language;
    page.strings = Texts(run.plan, content_definition, run.state.language).page_strings();
    page.framed_by = run.plan.relying_party.framed_by;
    auto const found = run.plan.content_definitions.find(content_definition);
    if (found == run.plan.content_definitions.end() || !found->second.has_own_page())
        return;
    policy::ContentDefinition const& content = found->second;
    // B2C: the page is told the language, also when its address does not ask for it.
    url::Form told;
    for (auto const& [name, value] : run.plan.relying_party.page_parameters)
        told.add(name, expand(run, value));
    told.add("ui_locales", run.state.language);
    auto const sources = content.metadata.find("gatehouse.sources");
    page.own = OwnPage{ .address = url::with_query(expand_address(run, content.load_uri), told),
        .sources = sources == content.metadata.end() ? std::vector<std::string>() : split_words(sources->second),
        .scripts = run.plan.relying_party.scripts_allowed ? OwnPage::Scripts::Allowed : OwnPage::Scripts::Dropped };
}

Outcome draw_selection(Run& run)
{
    policy::Step const& step = run.step();
    Page page;
    page.kind = PageKind::ProviderSelection;
    name_page(run, step.content_definition, page);
    page.providers = offer_of(run, nullptr).providers;
    page.continue_button = false;
    return ShowPage{ std::move(page) };
}

} // namespace gatehouse::journey
