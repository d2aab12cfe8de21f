#include "core/journey/captcha.h"

#include "core/journey/controls.h"
#include "core/journey/form.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// B2C: ControlClaimType.
std::optional<policy::Slot> claim_of(policy::DisplayControl const& control, std::string_view kind)
{
    for (size_t i = 0; i < control.display.size() && i < control.display_kinds.size(); ++i)
        if (equals_ignoring_case(control.display_kinds[i], kind))
            return control.display[i].claim;
    return std::nullopt;
}

std::string purpose_of(policy::Profile const& profile, policy::DisplayControl const& control)
{
    return profile.id + "/" + control.id;
}

// B2C: claims that a policy sets switch its captchas. Differs from B2C, where they must be set to "true": who writes
// nothing has one here.
bool is_switched_off(Run const& run, policy::Profile const& profile)
{
    std::string_view const flag = profile.handler == policy::HandlerKind::PhoneFactor ? "mfaCaptchaEnabled"
        : run.step().type == policy::StepType::CombinedSignInAndSignUp                ? "signinCaptchaEnabled"
                                                                                      : "signupCaptchaEnabled";
    auto const slot = run.plan.slot(flag);
    ClaimValue const* value = slot ? run.state.bag.find(*slot) : nullptr;
    return value && equals_ignoring_case(text_of(*value), "false");
}

policy::DisplayControlAction const* find_action(policy::DisplayControl const& control, std::string_view id)
{
    auto const found
        = std::ranges::find_if(control.actions, [&](auto const& one) { return equals_ignoring_case(one.id, id); });
    return found == control.actions.end() ? nullptr : &*found;
}

bool asks_our_provider(Run const& run, policy::DisplayControlAction const& action)
{
    return std::ranges::any_of(action.exchanges, [&](policy::Validation const& one) {
        return run.plan.profiles[one.profile].handler == policy::HandlerKind::Captcha;
    });
}

std::string posted_value(Run const& run, std::optional<policy::Slot> claim, std::string_view otherwise)
{
    auto const own = claim ? run.input.form.find(run.plan.claims[*claim].id) : std::nullopt;
    return std::string(own ? *own : std::string_view(run.input.form.get(otherwise)));
}

// Which one is not a secret: who cannot see may listen.
std::string wanted_kind(Run const& run, policy::DisplayControl const& control)
{
    return equals_ignoring_case(posted_value(run, claim_of(control, "ChallengeType"), "challengeType"), "Audio")
        ? "Audio"
        : "Visual";
}

void put(std::optional<policy::Slot> claim, std::string value, Bag& values)
{
    if (claim)
        values.set(*claim, std::move(value));
}

// The claims of the control as B2C's page posts them.
void read_answer(Run const& run, policy::DisplayControl const& control, Bag& values)
{
    std::string const kind = wanted_kind(run, control);
    Challenge const* asked = find_challenge(run, "Captcha/" + kind);
    std::string challenge = posted_value(run, claim_of(control, "ChallengeId"), "challengeId");
    if (challenge.empty() && asked)
        challenge = asked->subject;
    CaptchaWidget const* widget = run.services.captcha->widget();
    std::string answer
        = posted_value(run, claim_of(control, "CaptchaEntered"), widget ? widget->answer_field : "captchaEntered");
    put(claim_of(control, "ChallengeType"), kind, values);
    put(claim_of(control, "ChallengeId"), std::move(challenge), values);
    auto const entered = claim_of(control, "CaptchaEntered");
    if (entered)
        values.erase(*entered);
    if (!answer.empty() && !has_control_characters(answer))
        put(entered, std::move(answer), values);
}

void set_media(PageCaptcha& captcha, std::string_view kind, std::string media)
{
    bool const sound = kind == "Audio";
    captcha.shows = media.empty() ? PageCaptcha::Shows::Widget
        : sound                   ? PageCaptcha::Shows::Sound
                                  : PageCaptcha::Shows::Picture;
    // A page loads nothing from elsewhere, whatever an author's API answers.
    if (media.starts_with(sound ? "data:audio/" : "data:image/"))
        captcha.media = std::move(media);
}

Result<std::optional<Failure>> ask(Run& run, policy::DisplayControl const& control, PageField& field)
{
    policy::DisplayControlAction const* action = find_action(control, "GetChallenge");
    if (!action)
        return std::nullopt;
    Bag values = run.state.bag;
    std::string const kind = wanted_kind(run, control);
    put(claim_of(control, "ChallengeType"), kind, values);
    policy::Profile const* failed = nullptr;
    if (auto failure = TRY(execute_all(run, action->exchanges, values, &failed)))
        return failure;
    auto const text = claim_of(control, "ChallengeString");
    ClaimValue const* media = text ? values.find(*text) : nullptr;
    set_media(*field.captcha, kind, media ? text_of(*media) : std::string());
    if (CaptchaWidget const* widget = run.services.captcha->widget())
        field.captcha->widget = *widget;
    return std::nullopt;
}

CaptchaGate wrong(std::string error)
{
    return { .next = CaptchaGate::Next::Draw, .error = std::move(error) };
}

Result<CaptchaGate> check_answer(Run& run, policy::Profile const& profile, policy::DisplayControl const& control)
{
    Texts const texts(run.plan, profile.content_definition, run.state.language);
    policy::DisplayControlAction const* action = find_action(control, "VerifyChallenge");
    check(action, "a captcha that can be verified: the compiler says so");
    Bag values = run.state.bag;
    read_answer(run, control, values);
    drop_proof(run, kCaptchaSolved);
    policy::Profile const* failed = nullptr;
    auto const failure = TRY(execute_all(run, action->exchanges, values, &failed));
    if (failure && failure->refusal)
        return CaptchaGate{ .next = CaptchaGate::Next::End, .refusal = failure->refusal };
    if (failure)
        return wrong(message(texts, &profile, failed, *failure));
    // A policy may tolerate a failed exchange; the captcha is not solved by it.
    if (asks_our_provider(run, *action) && !find_proof(run, kCaptchaSolved))
        return wrong(texts.page("captcha_wrong", "That did not match. Please try again."));
    add_proof(run, purpose_of(profile, control), control.id);
    if (profile.handler == policy::HandlerKind::SelfAsserted)
        keep_control_outputs(run, control, values);
    return CaptchaGate{};
}

} // namespace

policy::DisplayControl const* captcha_of(Run const& run, policy::Profile const& profile)
{
    if (!profile.flag("setting.enableCaptchaChallenge", false) || is_switched_off(run, profile))
        return nullptr;
    for (policy::ClaimUse const& use : profile.display) {
        policy::DisplayControl const* control
            = use.display_control.empty() ? nullptr : find_control(run.plan, use.display_control);
        if (control && control->kind == policy::DisplayControl::Kind::Captcha)
            return control;
    }
    return nullptr;
}

PageField captcha_field(Run const& run, policy::DisplayControl const& control, Texts const& texts)
{
    PageField field;
    auto const entered = claim_of(control, "CaptchaEntered");
    field.id = entered ? run.plan.claims[*entered].id : control.id;
    field.label = texts.find(
        "DisplayControl", control.id, "DisplayName", texts.page("captcha_label", "Show that you are here"));
    field.input = InputKind::Captcha;
    field.required = true;
    field.captcha = PageCaptcha{ .target = control.id, .media = {}, .widget = {} };
    return field;
}

Result<std::optional<Refusal>> show_captcha(
    Run& run, policy::Profile const& profile, Page& page, std::string const& error)
{
    policy::DisplayControl const* control = captcha_of(run, profile);
    auto const field = std::ranges::find(page.fields, InputKind::Captcha, &PageField::input);
    if (!control || field == page.fields.end())
        return std::nullopt;
    field->error = error;
    if (find_proof(run, purpose_of(profile, *control))) {
        field->captcha->shows = PageCaptcha::Shows::Solved;
        return std::nullopt;
    }
    auto const failure = TRY(ask(run, *control, *field));
    if (failure && failure->refusal)
        return failure->refusal;
    if (failure && field->error.empty())
        field->error
            = message(Texts(run.plan, profile.content_definition, run.state.language), &profile, nullptr, *failure);
    return std::nullopt;
}

Result<CaptchaGate> pass_captcha(Run& run, policy::Profile const& profile, CaptchaNeed need)
{
    policy::DisplayControl const* control = captcha_of(run, profile);
    if (!control)
        return CaptchaGate{};
    bool const alone = equals_ignoring_case(control->id, run.input.target);
    bool const solved = find_proof(run, purpose_of(profile, *control)) != nullptr;
    if (alone && (solved || run.input.action != Action::VerifyCode))
        return wrong({});
    if (solved || (!alone && need == CaptchaNeed::None))
        return CaptchaGate{};
    auto gate = TRY(check_answer(run, profile, *control));
    if (alone && gate.next == CaptchaGate::Next::GoOn)
        return wrong({});
    return gate;
}

void spend_captcha(Run& run, policy::Profile const& profile)
{
    if (policy::DisplayControl const* control = captcha_of(run, profile))
        drop_proof(run, purpose_of(profile, *control));
}

} // namespace gatehouse::journey
