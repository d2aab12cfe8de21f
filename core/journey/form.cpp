#include "core/journey/form.h"

#include "core/journey/captcha.h"
#include "core/journey/claims.h"
#include "core/journey/pages.h"
#include "core/journey/passkeys.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

using Kind = policy::DisplayControl::Kind;

bool is_code(FormField const& field)
{
    return equals_ignoring_case(field.control_kind, "VerificationCode");
}

bool comes_from_validation(policy::Plan const& plan, policy::Profile const& profile, policy::Slot claim)
{
    return std::ranges::any_of(profile.validations, [&](policy::Validation const& validation) {
        return std::ranges::any_of(
            plan.profiles[validation.profile].outputs, [&](policy::ClaimUse const& use) { return use.claim == claim; });
    });
}

bool is_verified_partner(std::string_view partner)
{
    constexpr std::string_view kPrefix = "Verified.";
    return partner.size() > kPrefix.size() && starts_with_ignoring_case(partner, kPrefix);
}

void add_control(policy::DisplayControl const& control, std::vector<FormField>& fields)
{
    // One field, whatever claims it goes by.
    if (control.kind == Kind::Captcha) {
        fields.push_back(FormField{
            .claim = 0, .required = false, .control = &control, .control_kind = {}, .verified_inline = false });
        return;
    }
    for (size_t index = 0; index < control.display.size(); ++index)
        fields.push_back(FormField{ .claim = control.display[index].claim,
            .required = control.display[index].required,
            .control = &control,
            .control_kind = index < control.display_kinds.size() ? control.display_kinds[index] : "",
            .verified_inline = false });
    if (control.display.empty())
        fields.push_back(FormField{
            .claim = 0, .required = false, .control = &control, .control_kind = {}, .verified_inline = false });
}

// What browsers and password managers fill in. Source: HTML standard, autofill field names.
std::string autocomplete_of(policy::ClaimType const& claim)
{
    struct Row {
        std::string_view claim;
        std::string_view name;
    };
    constexpr Row kRows[] = {
        { "email", "email" },
        { "signInName", "username" },
        { "password", "current-password" },
        { "newPassword", "new-password" },
        { "givenName", "given-name" },
        { "surname", "family-name" },
        { "displayName", "name" },
        { "city", "address-level2" },
        { "state", "address-level1" },
        { "postalCode", "postal-code" },
        { "country", "country-name" },
        { "reenterPassword", "new-password" },
        { "jobTitle", "organization-title" },
        { "streetAddress", "street-address" },
        { "otpCode", "one-time-code" },
        { "phoneNumber", "tel" },
        { "formerPhoneNumber", "tel" },
    };
    for (Row const& row : kRows)
        if (equals_ignoring_case(row.claim, claim.id))
            return std::string(row.name);
    if (claim.input == InputKind::EmailBox)
        return "email";
    return claim.input == InputKind::Password ? "current-password" : std::string();
}

Verification widget_of(Run const& run, policy::Profile const& profile, std::vector<FormField> const& fields,
    FormField const& field, FormErrors const& errors)
{
    Verification widget;
    widget.target = field.target(run.plan);
    widget.code_field = code_field(run.plan, fields, field);
    std::string const purpose = proof_purpose(run.plan, profile, field);
    if (find_proof(run, purpose))
        widget.phase = Verification::Phase::Verified;
    else if (Challenge const* challenge = find_challenge(run, purpose)) {
        widget.phase = challenge->live() ? Verification::Phase::CodeSent : Verification::Phase::NotSent;
        widget.can_retry = challenge->sent < CodeRules{}.generations;
    }
    if (auto const error = errors.widgets.find(widget.target); error != errors.widgets.end())
        widget.error = error->second;
    if (auto const notice = errors.notices.find(widget.target); notice != errors.notices.end())
        widget.info = notice->second;
    return widget;
}

// A proven or pending address is shown as it was when it was sent, whatever the form says now.
std::optional<std::string> widget_value(Run const& run, std::string const& purpose)
{
    if (Proof const* proof = find_proof(run, purpose))
        return proof->subject;
    Challenge const* challenge = find_challenge(run, purpose);
    return challenge && challenge->live() ? std::optional(challenge->subject) : std::nullopt;
}

std::string shown_value(Run const& run, policy::Profile const& profile, FormField const& field)
{
    policy::ClaimType const& claim = run.plan.claims[field.claim];
    if (claim.input == InputKind::Password)
        return {};
    if (claim.input == InputKind::Button)
        return button_value(run, profile, field);
    if (!is_fixed(claim)) {
        if (!field.target(run.plan).empty())
            if (auto value = widget_value(run, proof_purpose(run.plan, profile, field)))
                return *value;
        if (auto typed_text = posted(run.input.form, claim);
            typed_text && is_utf8(*typed_text) && typed_text->size() <= 4096)
            return *typed_text;
    }
    auto const value = prefill(run, profile, field);
    return value ? text_of(*value) : std::string();
}

std::vector<PageOption> options_of(
    Run const& run, policy::Profile const& profile, Texts const& texts, policy::ClaimType const& claim)
{
    if (auto own = journey_options(run, profile, claim))
        return std::move(*own);
    return claim.options.empty() ? std::vector<PageOption>() : texts.options(claim);
}

// B2C: Mask. For what is only shown: a field that is posted holds what it says.
std::string masked(policy::ClaimType const& claim, std::string text)
{
    using Mask = policy::ClaimType::Mask;
    if (!is_fixed(claim) || claim.mask == Mask::None)
        return text;
    // What cannot be masked is not shown.
    if (claim.mask == Mask::Regex)
        return claim.mask_pattern ? claim.mask_pattern->replace(text, claim.mask_text).value_or(claim.mask_text)
                                  : claim.mask_text;
    size_t const covered = count_code_points(claim.mask_text);
    size_t seen = 0;
    size_t at = 0;
    for (; at < text.size(); ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && seen++ == covered)
            break;
    return claim.mask_text + text.substr(at);
}

PageField draw_field(Run const& run, policy::Profile const& profile, Texts const& texts, FormField const& field)
{
    policy::ClaimType const& claim = run.plan.claims[field.claim];
    PageField out;
    out.id = claim.id;
    out.label = texts.find("ClaimType", claim.id, "DisplayName", claim.display_name);
    out.help = texts.find("ClaimType", claim.id, "UserHelpText", claim.help);
    out.input = claim.input.value_or(InputKind::Readonly);
    out.required = field.required;
    out.pattern = claim.pattern_text;
    out.pattern_help = texts.find("ClaimType", claim.id, "PatternHelpText", claim.pattern_help);
    out.max_length = longest(out.input);
    out.autocomplete = autocomplete_of(claim);
    out.value = shown_value(run, profile, field);
    if (!out.value.empty())
        out.value = masked(claim, std::move(out.value));
    if (out.input == InputKind::Paragraph && out.value.empty())
        out.value = out.help;
    out.options = options_of(run, profile, texts, claim);
    if (!out.options.empty()) {
        std::vector<std::string> const chosen
            = out.input == InputKind::CheckboxMultiSelect ? split(out.value, ',') : std::vector{ out.value };
        if (!out.value.empty())
            for (PageOption& option : out.options)
                option.selected = std::ranges::find(chosen, option.value) != chosen.end();
    }
    return out;
}

// Controls that only show something: one field, with the claim to draw as its value.
PageField draw_display(Run const& run, policy::Profile const& profile, Texts const& texts, FormField const& field)
{
    PageField out = draw_field(run, profile, texts, field);
    policy::DisplayControl const& control = *field.control;
    out.required = false;
    out.pattern.clear();
    out.max_length = 0;
    if (control.display.empty()) {
        out.value.clear();
        out.id = control.id;
        out.label.clear();
        out.help.clear();
    } else {
        auto const value = prefill(run, profile, field);
        out.value = value ? text_of(*value) : std::string();
    }
    out.input = control.kind == Kind::QrCode      ? InputKind::QrCode
        : control.kind == Kind::AuthenticatorInfo ? InputKind::AuthenticatorInfo
                                                  : InputKind::AppIcons;
    return out;
}

bool is_drawn_by_another(FormField const& field)
{
    if (!field.control)
        return false;
    if (field.control->kind == Kind::Verification)
        return is_code(field);
    // B2C: the last display claim of an AuthenticatorInfoControl is the secret; the others name the account.
    return field.control->kind == Kind::AuthenticatorInfo && field.control->display.back().claim != field.claim;
}

// HTML standard, autofill: browsers list passkeys where the name is typed.
void offer_passkeys_at_the_name(Page& page)
{
    bool const passkeys = std::ranges::any_of(
        page.fields, [](PageField const& field) { return field.input == InputKind::Passkey && !field.value.empty(); });
    for (PageField& field : page.fields)
        if (passkeys && field.autocomplete == "username")
            field.autocomplete = "username webauthn";
}

} // namespace

std::string FormField::target(policy::Plan const& plan) const
{
    if (verified_inline)
        return plan.claims[claim].id;
    if (!control || control->kind != Kind::Verification || is_code(*this))
        return {};
    // One widget a control, at its first address.
    for (size_t index = 0; index < control->display.size(); ++index)
        if (!equals_ignoring_case(control->display_kinds[index], "VerificationCode"))
            return control->display[index].claim == claim ? control->id : std::string();
    return {};
}

std::vector<FormField> shown_fields(policy::Plan const& plan, policy::Profile const& profile)
{
    bool const enforced = profile.flag("EnforceEmailVerification", true);
    std::vector<FormField> fields;
    for (policy::ClaimUse const& use : profile.display) {
        if (!use.display_control.empty()) {
            if (policy::DisplayControl const* control = find_control(plan, use.display_control))
                add_control(*control, fields);
            continue;
        }
        // B2C: Verified.X stands at the OutputClaim also when the page lists DisplayClaims.
        bool const verified = std::ranges::any_of(profile.outputs, [&](policy::ClaimUse const& output) {
            return output.claim == use.claim && is_verified_partner(output.partner);
        });
        fields.push_back(FormField{ .claim = use.claim,
            .required = use.required,
            .control = nullptr,
            .control_kind = {},
            .verified_inline = enforced && verified });
    }
    if (!profile.display.empty())
        return fields;
    for (policy::ClaimUse const& use : profile.outputs)
        if (plan.claims[use.claim].input && !use.has_default && !comes_from_validation(plan, profile, use.claim))
            fields.push_back(FormField{ .claim = use.claim,
                .required = use.required,
                .control = nullptr,
                .control_kind = {},
                .verified_inline = enforced && is_verified_partner(use.partner) });
    return fields;
}

bool is_fixed(policy::ClaimType const& claim)
{
    return !claim.input || claim.input == InputKind::Readonly || claim.input == InputKind::Paragraph
        || claim.input == InputKind::CodeList;
}

policy::DisplayControl const* find_control(policy::Plan const& plan, std::string_view id)
{
    auto const found = std::ranges::find_if(
        plan.display_controls, [&](auto const& one) { return equals_ignoring_case(one.id, id); });
    return found == plan.display_controls.end() ? nullptr : &*found;
}

FormField const* find_widget(policy::Plan const& plan, std::vector<FormField> const& fields, std::string_view target)
{
    auto const found = std::ranges::find_if(fields, [&](FormField const& field) {
        std::string const own = field.target(plan);
        return !own.empty() && equals_ignoring_case(own, target);
    });
    return found == fields.end() ? nullptr : &*found;
}

std::string code_field(policy::Plan const& plan, std::vector<FormField> const& fields, FormField const& widget)
{
    // B2C: the classic widget's input is called "email_ver_input".
    if (widget.verified_inline)
        return plan.claims[widget.claim].id + "_ver_input";
    for (FormField const& field : fields)
        if (field.control == widget.control && is_code(field))
            return plan.claims[field.claim].id;
    return {};
}

std::string proof_purpose(policy::Plan const& plan, policy::Profile const& profile, FormField const& widget)
{
    return profile.id + "/" + widget.target(plan);
}

std::optional<ClaimValue> prefill(Run const& run, policy::Profile const& profile, FormField const& field)
{
    auto const from = [&](std::vector<policy::ClaimUse> const& uses) -> std::optional<ClaimValue> {
        for (policy::ClaimUse const& use : uses) {
            if (use.claim != field.claim)
                continue;
            ClaimValue const* present = run.state.bag.find(use.claim);
            if (present && !(use.has_default && use.always_default))
                return *present;
            return default_value(run, &profile, use, Resolving::AsProfileSays);
        }
        return std::nullopt;
    };
    if (field.control)
        if (auto value = from(field.control->inputs))
            return value;
    return from(profile.inputs);
}

std::string button_value(Run const& run, policy::Profile const& profile, FormField const& field)
{
    auto const given = prefill(run, profile, field);
    return given ? text_of(*given) : "true";
}

std::optional<std::vector<PageOption>> journey_options(
    Run const& run, policy::Profile const& profile, policy::ClaimType const& claim)
{
    std::string const source = profile.meta("gatehouse.options." + claim.id);
    if (source.empty())
        return std::nullopt;
    std::vector<PageOption> options;
    auto const slot = run.plan.slot(source);
    ClaimValue const* value = slot ? run.state.bag.find(*slot) : nullptr;
    auto const* items = value ? std::get_if<std::vector<std::string>>(value) : nullptr;
    for (std::string const& item : items ? *items : std::vector<std::string>())
        if (size_t const space = item.find(' '); space != std::string::npos)
            options.push_back({ item.substr(0, space), item.substr(space + 1) });
    return options;
}

std::optional<std::string> posted(url::Form const& form, policy::ClaimType const& claim)
{
    if (claim.input == InputKind::CheckboxMultiSelect) {
        std::vector<std::string> values;
        for (auto const& [name, value] : form.pairs())
            if (name == claim.id && !value.empty())
                values.push_back(value);
        return values.empty() ? std::nullopt : std::optional(join(values, ","));
    }
    if (auto const value = form.find(claim.id))
        return std::string(*value);
    auto const year = form.find(claim.id + "_year");
    auto const month = form.find(claim.id + "_month");
    auto const day = form.find(claim.id + "_day");
    if (claim.input != InputKind::DateTimeDropdown || !year || !month || !day
        || (year->empty() && month->empty() && day->empty()))
        return std::nullopt;
    auto const padded
        = [](std::string_view part) { return part.size() == 1 ? "0" + std::string(part) : std::string(part); };
    return std::string(*year) + "-" + padded(*month) + "-" + padded(*day);
}

std::string widget_address(Run const& run, policy::Profile const& profile, FormField const& field)
{
    policy::ClaimType const& claim = run.plan.claims[field.claim];
    if (!is_fixed(claim))
        return std::string(trim(posted(run.input.form, claim).value_or("")));
    auto const value = prefill(run, profile, field);
    return value ? text_of(*value) : std::string();
}

void read_control(Run const& run, policy::DisplayControl const& control, Bag& values)
{
    for (policy::ClaimUse const& use : control.display) {
        policy::ClaimType const& claim = run.plan.claims[use.claim];
        if (claim.input == InputKind::Readonly || claim.input == InputKind::Paragraph)
            continue;
        auto const text = posted(run.input.form, claim);
        std::string const value(text ? trim(*text) : std::string_view());
        if (value.empty() || count_code_points(value) > longest(claim.input.value_or(InputKind::TextBox))
            || has_control_characters(value))
            values.erase(use.claim);
        else
            values.set(use.claim, typed(claim.type, value));
    }
}

Page draw_form(Run& run, policy::Profile const& profile, Texts const& texts, FormErrors const& errors)
{
    Page page;
    page.kind = PageKind::SelfAsserted;
    name_page(run, profile.content_definition, page);
    constexpr std::string_view kOverride = "language.";
    for (auto const& [key, value] : profile.metadata)
        if (key.size() > kOverride.size()
            && equals_ignoring_case(std::string_view(key).substr(0, kOverride.size()), kOverride))
            page.strings.insert_or_assign(key.substr(kOverride.size()), value.source);
    std::vector<FormField> const fields = shown_fields(run.plan, profile);
    policy::DisplayControl const* captcha = captcha_of(run, profile);
    for (FormField const& field : fields) {
        if (field.control && field.control->kind == Kind::Captcha) {
            if (field.control == captcha)
                page.fields.push_back(captcha_field(run, *captcha, texts));
            continue;
        }
        auto const own = journey_options(run, profile, run.plan.claims[field.claim]);
        if (is_drawn_by_another(field) || (own && own->empty()))
            continue;
        bool const display = field.control && field.control->kind != Kind::Verification;
        PageField out = display ? draw_display(run, profile, texts, field) : draw_field(run, profile, texts, field);
        if (out.input == InputKind::Passkey)
            out.value = passkey_options(run, profile);
        if (auto const error = errors.fields.find(out.id); error != errors.fields.end())
            out.error = error->second;
        if (!field.target(run.plan).empty())
            out.verification = widget_of(run, profile, fields, field, errors);
        page.fields.push_back(std::move(out));
    }
    offer_passkeys_at_the_name(page);
    page.error = errors.page;
    page.error_code = errors.code;
    page.continue_button = profile.flag("setting.showContinueButton", true);
    page.cancel_button = profile.flag("setting.showCancelButton", true);
    return page;
}

} // namespace gatehouse::journey
