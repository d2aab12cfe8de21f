// The phone page: enrol a number as a second factor, prove the one on record, or prove the number that signs in. B2C:
// PhoneFactorProtocolProvider.
#include "core/directory/identity.h"
#include "core/journey/captcha.h"
#include "core/journey/claims.h"
#include "core/journey/factor.h"
#include "core/journey/pages.h"
#include "core/journey/texts.h"
#include "core/journey/verification.h"
#include "libs/phone/phone.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// What the page remembers between requests: State::page_note.
struct Note {
    std::string number; // a code was asked for this one
    bool typed_in = false;
};

Note read_note(Run const& run)
{
    auto const object = json::parse_object(run.state.page_note.empty() ? "{}" : run.state.page_note);
    if (!object.has_value())
        return {};
    return Note{ .number = object->text("number").value_or(""), .typed_in = object->boolean("typed").value_or(false) };
}

void write_note(Run& run, Note const& note)
{
    run.state.page_note = json::write(json::Object{ { "number", note.number }, { "typed", note.typed_in } });
}

std::string purpose_of(policy::Profile const& profile)
{
    return profile.id + "/phone";
}

// What people type, with the country chosen beside it, in the form +491701234567.
std::optional<std::string> to_e164(std::string_view country, std::string_view typed_number)
{
    std::string number(trim(typed_number));
    if (number.starts_with("00"))
        number.replace(0, 2, "+");
    if (!number.starts_with('+')) {
        if (number.starts_with('0'))
            number.erase(0, 1); // the trunk prefix
        number.insert(0, country);
    }
    return normalize_phone(number);
}

std::string masked(std::string_view number)
{
    std::string const end(number.size() > 4 ? number.substr(number.size() - 4) : number);
    return "XXX-XXX-" + end;
}

// The number is the first factor: it says who somebody is, so none is on record yet, and any may be typed.
bool signs_in(policy::Profile const& profile)
{
    return profile.flag("gatehouse.SignsIn", false);
}

// What the journey has heard of a number: text that nobody has proven.
std::string suggested_number(Run const& run, policy::Profile const& profile)
{
    for (auto const& [partner, value] : input_values(run, profile, profile.inputs, run.state.bag))
        return text_of(value);
    return {};
}

// The numbers on record: every input claim but the user's id.
std::vector<std::string> known_numbers(Run const& run, policy::Profile const& profile)
{
    std::vector<std::string> numbers;
    if (signs_in(profile))
        return numbers;
    for (auto const& [partner, value] : input_values(run, profile, profile.inputs, run.state.bag))
        if (!equals_ignoring_case(partner, "UserId") && !equals_ignoring_case(partner, "objectId"))
            if (auto number = to_e164("", text_of(value));
                number && std::ranges::find(numbers, *number) == numbers.end())
                numbers.push_back(*number);
    return numbers;
}

bool is_waiting_for_code(Run const& run, policy::Profile const& profile)
{
    Challenge const* challenge = find_challenge(run, purpose_of(profile));
    return challenge && challenge->live();
}

// B2C: setting.authenticationMode. Differs from B2C, where a call asks for a key and not for a code: a call says it.
bool may_text(policy::Profile const& profile)
{
    return !equals_ignoring_case(profile.meta("setting.authenticationMode"), "phone");
}
bool may_call(policy::Profile const& profile)
{
    std::string const mode = profile.meta("setting.authenticationMode");
    return equals_ignoring_case(mode, "phone") || equals_ignoring_case(mode, "mixed");
}
Channel channel_of(Run const& run, policy::Profile const& profile)
{
    bool const wants_call = equals_ignoring_case(run.input.form.get("auth_type"), "phone");
    return may_call(profile) && (wants_call || !may_text(profile)) ? Channel::Call : Channel::Sms;
}

struct Words {
    std::string error = {};
    std::string notice = {};
    std::string captcha = {}; // what is wrong with its answer
};

std::vector<PageOption> countries(Run const& run, Texts const& texts)
{
    std::string const language = run.state.language;
    size_t const dash = language.rfind('-');
    std::string const region = to_upper(
        dash == std::string::npos ? std::string_view(language) : std::string_view(language).substr(dash + 1));
    // English names a language, not a country.
    std::string const wanted = region == "EN" ? "US" : region;
    // B2C: one text with the names of all countries, as JSON by region. Those without a name are not offered.
    auto const names = json::parse_object(texts.page("countryList", "{}"));
    std::vector<PageOption> options;
    bool const named = names.has_value() && !names->members().empty();
    for (phone::Country const& country : phone::countries()) {
        auto const own = named ? names->text(country.region) : std::nullopt;
        if (named && !own)
            continue;
        std::string const code = "+" + std::string(country.code);
        options.push_back(
            { code, own.value_or(std::string(country.region)) + " (" + code + ")", country.region == wanted });
    }
    std::ranges::sort(options, {}, &PageOption::text);
    return options;
}

Result<Outcome> draw(Run& run, policy::Profile const& profile, Words const& words)
{
    Texts const texts(run.plan, profile.content_definition, run.state.language);
    Page page;
    page.kind = PageKind::PhoneFactor;
    name_page(run, profile.content_definition, page);
    page.error = words.error;
    page.notice = words.notice;
    page.cancel_button = profile.flag("setting.showCancelButton", true);
    PhoneStep step;
    step.texts = may_text(profile);
    step.calls = may_call(profile);
    std::vector<std::string> const numbers = known_numbers(run, profile);
    Note const note = read_note(run);
    if (is_waiting_for_code(run, profile)) {
        step.phase = PhoneStep::Phase::EnterCode;
        step.sent_to = masked(note.number);
    } else {
        step.phase = numbers.empty() ? PhoneStep::Phase::EnterNumber : PhoneStep::Phase::ChooseNumber;
    }
    for (size_t index = 0; index < numbers.size(); ++index)
        step.numbers.push_back({ std::to_string(index + 1), masked(numbers[index]), index == 0 });
    if (numbers.empty()) {
        step.countries = countries(run, texts);
        step.number = run.input.form.get("number");
        if (step.number.empty() && signs_in(profile))
            step.number = note.number.empty() ? suggested_number(run, profile) : note.number;
        if (auto const chosen = run.input.form.find("countryCode"))
            for (PageOption& option : step.countries)
                option.selected = option.value == *chosen;
    }
    // It stands in front of the message.
    policy::DisplayControl const* captcha = captcha_of(run, profile);
    if (captcha && step.phase != PhoneStep::Phase::EnterCode)
        page.fields.push_back(captcha_field(run, *captcha, texts));
    page.phone = std::move(step);
    run.state.phase = Phase::OnPage;
    if (auto refusal = TRY(show_captcha(run, profile, page, words.captcha)))
        return end(run, std::move(*refusal));
    return ShowPage{ std::move(page) };
}

Result<Outcome> complain(
    Run& run, policy::Profile const& profile, std::string_view string_id, std::string_view otherwise)
{
    Texts const texts(run.plan, profile.content_definition, run.state.language);
    return draw(run, profile, { .error = texts.page(string_id, otherwise) });
}

// The number the person asks a code for, or nothing when it is none.
std::optional<Note> wanted_number(Run const& run, policy::Profile const& profile)
{
    std::vector<std::string> const numbers = known_numbers(run, profile);
    if (numbers.empty()) {
        auto const number = to_e164(run.input.form.get("countryCode"), run.input.form.get("number"));
        return number ? std::optional(Note{ *number, true }) : std::nullopt;
    }
    // A number on record cannot be replaced by typing another: that would be no second factor.
    Note const before = read_note(run);
    auto const chosen = parse_integer(run.input.form.get("id"));
    size_t const index = chosen && *chosen >= 1 && static_cast<size_t>(*chosen) <= numbers.size()
        ? static_cast<size_t>(*chosen) - 1
        : 0;
    bool const again = !chosen && std::ranges::find(numbers, before.number) != numbers.end();
    return Note{ again ? before.number : numbers[index], false };
}

Result<Outcome> send_to(Run& run, policy::Profile const& profile, Note const& wanted)
{
    Channel const channel = channel_of(run, profile);
    if (TRY(is_flooded(run, channel, wanted.number)))
        return complain(run, profile, "error_449", "That did not work. Please wait a while, then try again.");
    auto const made = make_code(run, purpose_of(profile), wanted.number, CodeRules{});
    if (made.result != SendResult::Made)
        return complain(run, profile, "error_449", "That did not work. Please wait a while, then try again.");
    queue_code(run, channel, wanted.number, made.code, profile.content_definition);
    write_note(run, wanted);
    Texts const texts(run.plan, profile.content_definition, run.state.language);
    return draw(run, profile, { .notice = texts.page("verification_control_code_sent", "We have sent you a code.") });
}

Result<Outcome> send(Run& run, policy::Profile const& profile)
{
    Note const before = read_note(run);
    auto wanted = wanted_number(run, profile);
    // "Send a new code" from the code page posts no number.
    if (!wanted && before.typed_in && !run.input.form.has("number"))
        wanted = before;
    if (!wanted)
        return complain(run, profile, "invalid_number", "Please enter a valid phone number.");
    return send_to(run, profile, *wanted);
}

// B2C: setting.autodial.
std::optional<Note> number_to_dial(Run const& run, policy::Profile const& profile)
{
    // Nobody is sent a message before a person has shown up.
    if (!profile.flag("setting.autodial", false) || captcha_of(run, profile))
        return std::nullopt;
    if (signs_in(profile)) {
        auto const number = to_e164("", suggested_number(run, profile));
        return number ? std::optional(Note{ *number, true }) : std::nullopt;
    }
    std::vector<std::string> const numbers = known_numbers(run, profile);
    return numbers.size() == 1 ? std::optional(Note{ numbers.front(), false }) : std::nullopt;
}

// Whose wrong codes are counted together. A number that signs in counts for itself, whether it has an account or not.
UserId counted_user(Run const& run, policy::Profile const& profile, Note const& note)
{
    UserId const user = known_user(run, run.state.bag);
    return user.empty() && signs_in(profile) ? UserId("phone:" + note.number) : user;
}

Outcome succeed(Run& run, policy::Profile const& profile, Note const& note)
{
    prove(run);
    bool const enrols = note.typed_in && !signs_in(profile);
    run.state.phone_signed_in = run.state.phone_signed_in || signs_in(profile);
    Values outputs;
    outputs.insert_or_assign("Verified.OfficePhone", note.number);
    if (enrols)
        outputs.insert_or_assign("newPhoneNumberEntered", true);
    apply_outputs(run, profile, profile.outputs, outputs, run.state.bag);
    audit(run, enrols ? AuditKind::FactorEnrolled : AuditKind::FactorVerified, json::Object{ { "factor", "phone" } });
    if (auto const failure = run_transforms(run, profile, profile.output_transforms, run.state.bag))
        return end(run, failure->refusal.value_or(internal_refusal()));
    return accept(run, profile);
}

Result<Outcome> verify(Run& run, policy::Profile const& profile)
{
    constexpr std::string_view kExpired = "That code is expired. Please request a new code.";
    if (!is_waiting_for_code(run, profile))
        return complain(run, profile, "ver_fail_code_expired", kExpired);
    Note const note = read_note(run);
    UserId const user = counted_user(run, profile, note);
    if (TRY(begin_factor_try(run, user)) == FactorGate::Locked)
        return end(run, factor_locked());
    switch (check_code(run, purpose_of(profile), note.number, run.input.form.get("verificationCode"), CodeRules{})) {
    case CodeCheck::Right:
        TRY(factor_was_right(run, user));
        return succeed(run, profile, note);
    case CodeCheck::Wrong:
    case CodeCheck::Dead:
        if (auto refusal = factor_was_wrong(run, "phone"))
            return end(run, std::move(*refusal));
        return complain(run, profile, "error_incorrect_code",
            "The verification code you have entered does not match our records. Please try again, or request a new "
            "code.");
    case CodeCheck::Expired:
    case CodeCheck::None:
        break;
    }
    return complain(run, profile, "ver_fail_code_expired", kExpired);
}

Result<Outcome> give_up_number(Run& run, policy::Profile const& profile)
{
    drop_challenge(run, purpose_of(profile));
    run.state.page_note.clear();
    return draw(run, profile, {});
}

} // namespace

Result<Outcome> open_phone(Run& run, policy::Profile const& profile)
{
    if (known_numbers(run, profile).empty() && !profile.flag("ManualPhoneNumberEntryAllowed", true))
        return end(run,
            refuse(90145, "server_error",
                "No unverified phone numbers have been found and policy does not allow a user entered number."));
    if (auto const number = number_to_dial(run, profile))
        return send_to(run, profile, *number);
    return draw_phone(run, profile);
}

Result<Outcome> draw_phone(Run& run, policy::Profile const& profile)
{
    return draw(run, profile, {});
}

Result<Outcome> act_on_phone(Run& run, policy::Profile const& profile)
{
    bool const sends = run.input.action == Action::SendCode
        || (run.input.action == Action::Submit && !is_waiting_for_code(run, profile));
    auto gate = TRY(pass_captcha(run, profile, sends ? CaptchaNeed::Action : CaptchaNeed::None));
    if (gate.next == CaptchaGate::Next::End)
        return end(run, std::move(*gate.refusal));
    if (gate.next == CaptchaGate::Next::Draw)
        return draw(run, profile, { .error = gate.error, .captcha = gate.error });
    switch (run.input.action) {
    case Action::SendCode:
        return send(run, profile);
    case Action::VerifyCode:
        return verify(run, profile);
    case Action::Submit:
        // The page's one button without scripts.
        return is_waiting_for_code(run, profile) ? verify(run, profile) : send(run, profile);
    case Action::ChangeValue:
        return give_up_number(run, profile);
    default:
        return draw(run, profile, {});
    }
}

} // namespace gatehouse::journey
