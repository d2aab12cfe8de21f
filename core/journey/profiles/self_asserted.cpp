// Forms that the person fills in. B2C: SelfAssertedAttributeProvider; policy_language.md §3.2.
#include "core/directory/identity.h"
#include "core/journey/captcha.h"
#include "core/journey/claims.h"
#include "core/journey/controls.h"
#include "core/journey/form.h"
#include "core/journey/pages.h"
#include "core/journey/profiles/handler.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using policy::StepType;

Texts texts_of(Run const& run, policy::Profile const& profile)
{
    return Texts(run.plan, profile.content_definition, run.state.language);
}

// A sign-in page is a form with ways out of it.
void add_sign_in(Run& run, policy::Profile const& profile, Page& page)
{
    Offer const offer = offer_of(run, &profile);
    page.kind = PageKind::SignIn;
    page.providers = offer.providers;
    page.sign_up_exchange = offer.sign_up_exchange;
    page.forgot_password_exchange = offer.forgot_password_exchange;
    page.forgot_password
        = !equals_ignoring_case(profile.meta("setting.forgotPasswordLinkLocation", "AfterLabel"), "None");
    page.remember_me = profile.flag("setting.enableRememberMe", false) && run.plan.relying_party.keep_alive_days > 0;
    page.cancel_button = profile.flag("setting.showCancelButton", false);
    page.operating_mode = profile.meta("setting.operatingMode", page.operating_mode);
    if (equals_ignoring_case(profile.meta("ClaimsProviderSelectionDisplayType"), "TextLink"))
        page.providers_as = Page::ProvidersAs::Links;
}

Result<Outcome> draw(Run& run, policy::Profile const& profile, FormErrors const& errors)
{
    run.state.phase = Phase::OnPage;
    Page page = draw_form(run, profile, texts_of(run, profile), errors);
    if (run.step().type == StepType::CombinedSignInAndSignUp)
        add_sign_in(run, profile, page);
    else
        page.providers = offer_of(run, &profile).providers;
    if (auto refusal = TRY(show_captcha(run, profile, page, errors.captcha)))
        return end(run, std::move(*refusal));
    return ShowPage{ std::move(page) };
}

// --- the widgets ----------------------------------------------------------------------------------------------------

Result<Outcome> send_inline(Run& run, policy::Profile const& profile, FormField const& widget)
{
    Texts const texts = texts_of(run, profile);
    std::string const target = widget.target(run.plan);
    policy::ClaimType const& claim = run.plan.claims[widget.claim];
    std::string const address = widget_address(run, profile, widget);
    FormErrors errors;
    if (!is_email_address(address) || (claim.input && value_error(texts, claim, address, run.now))) {
        errors.widgets.insert_or_assign(target,
            texts.page("ver_incorrect_format", "The email address is not valid. Please check it and try again."));
        return draw(run, profile, errors);
    }
    if (TRY(is_flooded(run, Channel::Email, address))) {
        errors.widgets.insert_or_assign(target,
            texts.page("ver_fail_throttled",
                "There have been too many requests to verify this email address. Please wait a while, then try "
                "again."));
        return draw(run, profile, errors);
    }
    auto const made = make_code(run, proof_purpose(run.plan, profile, widget), address, CodeRules{});
    if (made.result == SendResult::Made) {
        queue_code(run, Channel::Email, address, made.code, profile.content_definition);
        errors.notices.insert_or_assign(target,
            texts.page("ver_info_msg",
                "Verification code has been sent to your inbox. Please copy it to the input box below."));
    } else {
        errors.widgets.insert_or_assign(target,
            texts.page("ver_fail_no_retry", "You've made too many incorrect attempts. Please try again later."));
    }
    return draw(run, profile, errors);
}

Result<Outcome> verify_inline(Run& run, policy::Profile const& profile, FormField const& widget)
{
    Texts const texts = texts_of(run, profile);
    std::string const target = widget.target(run.plan);
    std::string const purpose = proof_purpose(run.plan, profile, widget);
    Challenge const* challenge = find_challenge(run, purpose);
    // The code is for the address it was sent to; the form may show another by now (attack-31).
    std::string const sent_to = challenge ? challenge->subject : std::string();
    std::string shown = widget_address(run, profile, widget);
    if (shown.empty())
        shown = sent_to;
    std::string const code = run.input.form.get(target + "_ver_input");
    FormErrors errors;
    switch (check_code(run, purpose, shown, code, CodeRules{})) {
    case CodeCheck::Right:
        add_proof(run, purpose, sent_to);
        prove(run);
        audit(run, AuditKind::FactorVerified, json::Object{ { "factor", "email" } });
        errors.notices.insert_or_assign(
            target, texts.page("ver_success_msg", "E-mail address verified. You can now continue."));
        break;
    case CodeCheck::Wrong:
        audit(run, AuditKind::CodeFailed, json::Object{ { "factor", "email" } });
        errors.widgets.insert_or_assign(
            target, texts.page("ver_fail_retry", "That code is incorrect. Please try again."));
        break;
    case CodeCheck::Dead:
        audit(run, AuditKind::CodeFailed, json::Object{ { "factor", "email" } });
        errors.widgets.insert_or_assign(target,
            texts.page("ver_fail_no_retry", "You've made too many incorrect attempts. Please ask for a new code."));
        break;
    case CodeCheck::Expired:
    case CodeCheck::None:
        errors.widgets.insert_or_assign(
            target, texts.page("ver_fail_code_expired", "That code is expired. Please request a new code."));
        break;
    }
    return draw(run, profile, errors);
}

std::string address_of(FormField const& widget, Bag const& values)
{
    ClaimValue const* value = values.find(widget.claim);
    return value ? text_of(*value) : std::string();
}

FormErrors notice(std::string const& target, std::string text)
{
    FormErrors notices;
    notices.notices.insert_or_assign(target, std::move(text));
    return notices;
}

FormErrors note_sent(Run& run, policy::Profile const& profile, FormField const& widget, std::string const& address)
{
    std::string const purpose = proof_purpose(run.plan, profile, widget);
    drop_proof(run, purpose);
    drop_control_outputs(run, *widget.control);
    note_code_sent(run, purpose, address);
    Texts const texts = texts_of(run, profile);
    std::string const common
        = texts.page("verification_control_code_sent", "We have sent you a code. Please enter it below.");
    return notice(widget.control->id, texts.find("DisplayControl", widget.control->id, "code_sent", common));
}

FormErrors note_verified(Run& run, policy::Profile const& profile, FormField const& widget, Bag const& values)
{
    std::string const purpose = proof_purpose(run.plan, profile, widget);
    add_proof(run, purpose, address_of(widget, values));
    drop_challenge(run, purpose);
    keep_control_outputs(run, *widget.control, values);
    Texts const texts = texts_of(run, profile);
    std::string const common = texts.page("ver_success_msg", "Verified. You can now continue.");
    return notice(widget.control->id, texts.find("DisplayControl", widget.control->id, "code_verified", common));
}

// Runs an action of a display control: its exchanges see the posted claims of the control and nothing else of the form.
Result<Outcome> act_on_control(
    Run& run, policy::Profile const& profile, FormField const& widget, std::string_view action_id)
{
    policy::DisplayControl const& control = *widget.control;
    Texts const texts = texts_of(run, profile);
    auto const action = std::ranges::find_if(
        control.actions, [&](auto const& one) { return equals_ignoring_case(one.id, action_id); });
    if (action == control.actions.end())
        return draw(run, profile, {});
    bool const sends = equals_ignoring_case(action_id, "SendCode");
    Bag values = run.state.bag;
    read_control(run, control, values);
    std::string const address = address_of(widget, values);
    FormErrors errors;
    policy::Profile const* failed = nullptr;
    auto const failure = TRY(execute_all(run, action->exchanges, values, &failed));
    if (failure && failure->refusal)
        return end(run, *failure->refusal);
    if (address.empty() || failure) {
        std::string const otherwise
            = texts.find("DisplayControl", control.id, sends ? "fail_send_code" : "fail_verify_code",
                "That did not work. Please check what you typed and try again.");
        errors.widgets.insert_or_assign(control.id, failure ? message(texts, &profile, failed, *failure) : otherwise);
        return draw(run, profile, errors);
    }
    return draw(
        run, profile, sends ? note_sent(run, profile, widget, address) : note_verified(run, profile, widget, values));
}

Result<Outcome> give_up_value(Run& run, policy::Profile const& profile, FormField const& widget)
{
    std::string const purpose = proof_purpose(run.plan, profile, widget);
    drop_proof(run, purpose);
    drop_challenge(run, purpose);
    if (widget.control)
        drop_control_outputs(run, *widget.control);
    return draw(run, profile, {});
}

// --- the form -------------------------------------------------------------------------------------------------------

Result<Outcome> fail_submit(
    Run& run, policy::Profile const& profile, policy::Profile const* failed, Failure const& failure)
{
    if (failure.refusal)
        return end(run, *failure.refusal);
    spend_captcha(run, profile);
    auto const limit = parse_integer(profile.meta("setting.retryLimit"));
    if (++run.state.retries; limit && *limit > 0 && run.state.retries >= *limit)
        return end(run,
            refuse(90157, "access_denied",
                "The user has exceeded the number of retries allowed for a self-asserted step."));
    FormErrors errors;
    errors.page = message(texts_of(run, profile), &profile, failed, failure);
    errors.code = failure.code;
    return draw(run, profile, errors);
}

// What was accepted goes into the journey's bag: output claims only, and never a password.
void take_outputs(Run& run, policy::Profile const& profile, Bag const& values)
{
    for (policy::ClaimUse const& use : profile.outputs) {
        std::optional<InputKind> const input = run.plan.claims[use.claim].input;
        if (input == InputKind::Password || input == InputKind::Passkey || input == InputKind::CodeList)
            continue;
        bool const forced = use.has_default && use.always_default;
        if (ClaimValue const* value = values.find(use.claim); value && !forced)
            run.state.bag.set(use.claim, *value);
        else if (auto otherwise = default_value(run, &profile, use, Resolving::AsProfileSays))
            run.state.bag.set(use.claim, std::move(*otherwise));
    }
}

struct Validated {
    std::optional<Failure> failure;
    policy::Profile const* failed = nullptr;
};

// What a validation that fails must not leave behind. Counted tries, audit of failures and messages stay.
class Undo {
public:
    explicit Undo(Run const& run)
        : bag_(run.state.bag)
        , interactive_(run.state.interactive)
        , password_changed_(run.state.password_changed)
        , auth_time_(run.state.auth_time)
        , users_(run.writes.users)
        , passkeys_(run.writes.passkeys)
        , recovery_codes_(run.writes.recovery_codes)
        , revoked_(run.writes.revoked)
        , unlocked_(run.writes.unlocked)
    {
    }
    void apply(Run& run) const
    {
        run.state.bag = bag_;
        run.state.interactive = interactive_;
        run.state.password_changed = password_changed_;
        run.state.auth_time = auth_time_;
        run.proved = run.proved_password = false;
        run.writes.users = users_;
        run.writes.passkeys = passkeys_;
        run.writes.recovery_codes = recovery_codes_;
        run.writes.revoked = revoked_;
        run.writes.unlocked = unlocked_;
        std::erase_if(run.writes.audit, [](AuditEvent const& event) {
            return event.kind == AuditKind::UserCreated || event.kind == AuditKind::UserUpdated
                || event.kind == AuditKind::PasswordChanged || event.kind == AuditKind::FactorEnrolled
                || event.kind == AuditKind::FactorRemoved;
        });
    }

private:
    Bag bag_;
    bool interactive_;
    bool password_changed_;
    Time auth_time_;
    std::vector<UserWrite> users_;
    std::vector<PasskeyWrite> passkeys_;
    std::vector<RecoveryWrite> recovery_codes_;
    std::vector<UserId> revoked_;
    std::vector<UserId> unlocked_;
};

// Validation profiles, output claims, output transformations: all or nothing.
Result<Validated> validate(Run& run, policy::Profile const& profile, Bag& values)
{
    Undo const undo(run);
    Validated validated;
    validated.failure = TRY(execute_all(run, profile.validations, values, &validated.failed));
    if (!validated.failure) {
        take_outputs(run, profile, values);
        validated.failure = run_transforms(run, profile, profile.output_transforms, run.state.bag);
    }
    if (validated.failure)
        undo.apply(run);
    return validated;
}

Result<Outcome> submit(Run& run, policy::Profile const& profile)
{
    Texts const texts = texts_of(run, profile);
    Bag values = run.state.bag;
    FormErrors const errors = read_form(run, profile, texts, values);
    if (errors.any())
        return draw(run, profile, errors);
    take_control_outputs(run, shown_fields(run.plan, profile), values);
    if (run.step().type == StepType::CombinedSignInAndSignUp)
        run.state.remember_me = equals_ignoring_case(run.input.form.get("rememberMe"), "true");
    auto const validated = TRY(validate(run, profile, values));
    if (validated.failure)
        return fail_submit(run, profile, validated.failed, *validated.failure);
    return accept(run, profile);
}

} // namespace

Result<Outcome> draw_self_asserted(Run& run, policy::Profile const& profile)
{
    return draw(run, profile, {});
}

Result<std::optional<Failure>> run_self_asserted_silently(Run& run, policy::Profile const& profile)
{
    Bag values = run.state.bag;
    return TRY(validate(run, profile, values)).failure;
}

Result<Outcome> act_on_self_asserted(Run& run, policy::Profile const& profile)
{
    bool const needs = run.input.action == Action::Submit || run.input.action == Action::SendCode;
    auto gate = TRY(pass_captcha(run, profile, needs ? CaptchaNeed::Action : CaptchaNeed::None));
    if (gate.next == CaptchaGate::Next::End)
        return end(run, std::move(*gate.refusal));
    if (gate.next == CaptchaGate::Next::Draw)
        return draw(run, profile, { .page = gate.error, .captcha = gate.error });
    if (run.input.action == Action::Submit)
        return submit(run, profile);
    std::vector<FormField> const fields = shown_fields(run.plan, profile);
    FormField const* widget = find_widget(run.plan, fields, run.input.target);
    if (!widget)
        return draw(run, profile, {});
    switch (run.input.action) {
    case Action::SendCode:
        return widget->control ? act_on_control(run, profile, *widget, "SendCode") : send_inline(run, profile, *widget);
    case Action::VerifyCode:
        return widget->control ? act_on_control(run, profile, *widget, "VerifyCode")
                               : verify_inline(run, profile, *widget);
    case Action::ChangeValue:
        return give_up_value(run, profile, *widget);
    default:
        return draw(run, profile, {});
    }
}

} // namespace gatehouse::journey
