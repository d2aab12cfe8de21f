// SendClaims: what goes into the token. policy_language.md §5.
#include "core/journey/claims.h"
#include "core/journey/pages.h"
#include "core/journey/people.h"
#include "core/journey/sso.h"
#include "core/journey/steps.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr size_t kLongestError = 1000; // of a code or message of the policy's own, in bytes

bool is_empty(ClaimValue const& value)
{
    if (auto const* text = std::get_if<std::string>(&value))
        return text->empty();
    auto const* items = std::get_if<std::vector<std::string>>(&value);
    return items && items->empty();
}

json::Value token_value(Run const& run, policy::ClaimUse const& use, ClaimValue const& value)
{
    // B2C: a dateTime is UNIX seconds in a JWT.
    if (run.plan.claims[use.claim].type == policy::DataType::DateTime)
        if (auto const time = parse_rfc3339(text_of(value)))
            return unix_seconds(*time);
    if (std::holds_alternative<std::int64_t>(value) && !run.plan.tokens.json_numbers)
        return text_of(value);
    return to_json(value);
}

json::Object token_claims(Run const& run)
{
    policy::RelyingParty const& party = run.plan.relying_party;
    json::Object claims;
    for (policy::ClaimUse const& use : party.outputs) {
        ClaimValue const* present = run.state.bag.find(use.claim);
        bool const forced = use.has_default && use.always_default;
        std::optional<ClaimValue> value;
        if (present && !forced)
            value = *present;
        else
            value = default_value(run, nullptr, use, Resolving::Always);
        if (value && !is_empty(*value))
            claims.set(use.partner, token_value(run, use, *value));
    }
    return claims;
}

// Of the contexts that the request asked for, the one that the journey has met. The policy's claim says so: it is set
// where a factor was proven or its session stood in.
std::string met_context(Run const& run)
{
    auto const slot = run.plan.slot(run.plan.tokens.acr_claim);
    ClaimValue const* met = slot ? run.state.bag.find(*slot) : nullptr;
    auto const asked = split_words(run.state.request.acr_values);
    return met && std::ranges::find(asked, text_of(*met)) != asked.end() ? text_of(*met) : std::string();
}

// attack-21: somebody who was disabled or removed while the journey was under way gets nothing.
Result<std::optional<Refusal>> check_user(Run& run, UserId const& id)
{
    if (id.empty())
        return std::nullopt;
    auto const user = TRY(find_user(run, id));
    if (!user)
        return refuse(90053, "access_denied", "The specified user could not be found.");
    if (!user->enabled)
        return refuse(90111, "access_denied",
            "Your account has been locked. Contact your support person to unlock it, then try again.");
    return std::nullopt;
}

// B2C: OAuth2Error. The words are the policy's own and go to the application as they are.
Result<Outcome> finish_with_error(Run& run, policy::Profile const& issuer)
{
    if (auto failure = run_transforms(run, issuer, issuer.input_transforms, run.state.bag))
        return end(run, failure->refusal.value_or(internal_refusal()));
    Values const values = input_values(run, issuer, issuer.inputs, run.state.bag);
    auto const text = [&](std::string_view partner) {
        auto const found = values.find(partner);
        return found == values.end() ? std::string() : text_of(found->second).substr(0, kLongestError);
    };
    return end(run, refuse(0, "access_denied", "AAD_Custom_" + text("errorCode") + ": " + text("errorMessage")));
}

// B2C: the InputClaims of the JSON issuer are the answer of userinfo.
Result<Outcome> finish_user_info(Run& run, policy::Profile const& issuer)
{
    UserId const known = known_user(run, run.state.bag);
    if (auto refusal = TRY(check_user(run, known)))
        return end(run, std::move(*refusal));
    if (auto failure = run_transforms(run, issuer, issuer.input_transforms, run.state.bag))
        return end(run, failure->refusal.value_or(internal_refusal()));
    Values const values = input_values(run, issuer, issuer.inputs, run.state.bag);
    json::Object claims;
    for (policy::ClaimUse const& use : issuer.inputs)
        if (auto const found = values.find(use.partner); found != values.end() && !is_empty(found->second))
            claims.set(use.partner, token_value(run, use, found->second));
    run.state.phase = Phase::Ended;
    return Finished{ .claims = std::move(claims), .user = known, .auth_time = {}, .tokens = run.plan.tokens };
}

Result<Outcome> finish_for_app(Run& run)
{
    run.state.phase = Phase::Ended;
    return Finished{ .claims = token_claims(run), .user = {}, .auth_time = {}, .tokens = run.plan.tokens };
}

// The claims that a journey's profiles and transformations may set.
std::vector<bool> may_set(policy::Plan const& plan, policy::Journey const& journey)
{
    std::vector<bool> slots(plan.claims.size());
    for (policy::Step const& step : journey.steps)
        for (policy::Exchange const& exchange : step.exchanges) {
            policy::Profile const& profile = plan.profiles[exchange.profile];
            for (policy::ClaimUse const& use : profile.outputs)
                slots[use.claim] = true;
            for (auto const* list : { &profile.input_transforms, &profile.output_transforms })
                for (policy::TransformIndex const index : *list)
                    for (policy::TransformInput const& output : plan.transforms[index].outputs)
                        slots[output.claim] = true;
        }
    return slots;
}

} // namespace

json::Object refreshed_claims(policy::Plan const& plan, json::Object const& before, json::Object const& sent)
{
    policy::RelyingParty const& party = plan.relying_party;
    std::vector<bool> const set = may_set(plan, plan.journeys[*party.refresh_journey]);
    json::Object claims = before;
    for (policy::ClaimUse const& use : party.outputs) {
        // The subject of a grant stays whom the application knows it by.
        if (use.partner == "sub" || use.partner == party.subject_claim)
            continue;
        json::Value const* now = sent.find(use.partner);
        if (now && (before.find(use.partner) || !plan.tokens.strict))
            claims.set(use.partner, *now);
        else if (!now && set[use.claim])
            claims.erase(use.partner);
    }
    return claims;
}

Result<Outcome> finish(Run& run, policy::Profile const& issuer)
{
    if (issuer.handler == policy::HandlerKind::ErrorIssuer)
        return finish_with_error(run, issuer);
    // Each way in has its way out: an answer in JSON is for userinfo, and userinfo gets no tokens.
    bool const is_json = issuer.handler == policy::HandlerKind::JsonIssuer;
    if (is_json != (run.state.entrance == Entrance::UserInfo))
        return end(run, internal_refusal());
    if (is_json)
        return finish_user_info(run, issuer);
    if (run.state.entrance == Entrance::App)
        return finish_for_app(run);

    UserId const known = known_user(run, run.state.bag);
    if (auto refusal = TRY(check_user(run, known)))
        return end(run, std::move(*refusal));
    json::Object claims = token_claims(run);
    // SubjectNamingInfo names the output claim that is the subject.
    auto subject = claims.text(run.plan.relying_party.subject_claim);
    if (!subject && !known.empty())
        subject = known.text();
    if (!subject)
        return end(run, internal_refusal());
    claims.set("sub", *subject);
    TRY(keep_session(run, known, *subject));
    run.state.phase = Phase::Ended;
    policy::TokenSettings tokens = run.plan.tokens;
    tokens.acr = met_context(run);
    if (run.state.entrance == Entrance::Browser)
        audit(run, AuditKind::SignInSucceeded, json::Object{ { "session", !run.state.interactive } });
    return Finished{ .claims = std::move(claims),
        .user = known.empty() ? UserId(*subject) : known,
        .auth_time = run.state.auth_time > Time() ? run.state.auth_time : run.state.started,
        .tokens = std::move(tokens) };
}

} // namespace gatehouse::journey
