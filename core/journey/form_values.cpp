// What was typed, checked. The browser checks the same for comfort; only this counts.
#include "core/directory/identity.h"
#include "core/journey/claims.h"
#include "core/journey/form.h"
#include "core/journey/verification.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// "2026-02-29" is none. Source: ISO 8601 calendar dates.
std::optional<std::chrono::sys_days> parse_date(std::string_view text)
{
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    auto const year = parse_integer(text.substr(0, 4));
    auto const month = parse_integer(text.substr(5, 2));
    auto const day = parse_integer(text.substr(8, 2));
    if (!year || !month || !day || *month < 0 || *day < 0)
        return std::nullopt;
    std::chrono::year_month_day const date{ std::chrono::year(static_cast<int>(*year)),
        std::chrono::month(static_cast<unsigned>(*month)), std::chrono::day(static_cast<unsigned>(*day)) };
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<std::chrono::sys_days> bound(std::string_view text, Time now)
{
    if (equals_ignoring_case(text, "Today"))
        return std::chrono::floor<std::chrono::days>(now);
    return parse_date(text);
}

bool in_date_range(policy::Predicate const& predicate, std::string const& text, Time now)
{
    auto const date = parse_date(text);
    if (!date)
        return false;
    auto const minimum = bound(predicate.date_minimum, now);
    auto const maximum = bound(predicate.date_maximum, now);
    return (!minimum || *minimum <= *date) && (!maximum || *date <= *maximum);
}

// "a-z0-9@": ranges and single characters.
bool includes_character(std::string_view set, std::string_view text)
{
    auto const in_set = [&](char c) {
        for (size_t at = 0; at < set.size(); ++at) {
            if (at + 2 < set.size() && set[at + 1] == '-') {
                if (set[at] <= c && c <= set[at + 2])
                    return true;
                at += 2;
            } else if (set[at] == c) {
                return true;
            }
        }
        return false;
    };
    return std::ranges::any_of(text, in_set);
}

bool holds(policy::Predicate const& predicate, std::string const& text, Time now)
{
    using Method = policy::Predicate::Method;
    switch (predicate.method) {
    case Method::IsLengthRange: {
        auto const length = static_cast<long long>(count_code_points(text));
        return length >= predicate.minimum && length <= predicate.maximum;
    }
    case Method::MatchesRegex:
        return predicate.pattern && predicate.pattern->search(text) == regex::Answer::Match;
    case Method::IncludesCharacters:
        return includes_character(predicate.character_set, text);
    case Method::IsDateRange:
        return in_date_range(predicate, text, now);
    }
    return false;
}

std::string not_the_form(Texts const& texts)
{
    return texts.find("ErrorMessage", "", "UserMessageIfIncorrectPattern", "The value does not have the right form.");
}

std::optional<std::string> group_error(Texts const& texts, policy::ClaimType const& claim,
    policy::PredicateGroup const& group, std::string const& text, Time now)
{
    size_t matching = 0;
    std::string bullets;
    for (policy::Predicate const& predicate : group.predicates) {
        if (holds(predicate, text, now)) {
            ++matching;
            continue;
        }
        std::string const help = texts.find("Predicate", predicate.id, "HelpText", predicate.help);
        if (!help.empty())
            bullets += "\n - " + help;
    }
    if (matching >= group.match_at_least)
        return std::nullopt;
    std::string said = texts.find("PredicateValidation", claim.predicate_validation, group.id, group.help) + bullets;
    return said.empty() ? not_the_form(texts) : said;
}

std::optional<std::string> type_error(Texts const& texts, policy::ClaimType const& claim, std::string const& text)
{
    using policy::DataType;
    bool right = true;
    if (claim.type == DataType::Int || claim.type == DataType::Long)
        right = parse_integer(text).has_value();
    else if (claim.type == DataType::Boolean)
        right = equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false");
    else if (claim.type == DataType::Date || claim.input == InputKind::DateTimeDropdown)
        right = parse_date(text).has_value();
    if (right && claim.input == InputKind::EmailBox)
        right = is_email_address(text);
    if (right)
        return std::nullopt;
    if (claim.input == InputKind::EmailBox)
        return texts.page("ver_incorrect_format", "The email address is not valid. Please check it and try again.");
    return texts.find("ErrorMessage", "", "UserMessageIfInvalidInput", "The value is not valid.");
}

bool is_option(Texts const& texts, policy::ClaimType const& claim, std::string const& text)
{
    std::vector<PageOption> const options = texts.options(claim);
    auto const known = [&](std::string const& value) {
        auto const same = [&](PageOption const& option) { return option.value == value; };
        return std::ranges::any_of(options, same) || std::ranges::any_of(claim.options, same);
    };
    return claim.input == InputKind::CheckboxMultiSelect ? std::ranges::all_of(split(text, ','), known) : known(text);
}

class Reading {
public:
    Reading(Run& run, policy::Profile const& profile, Texts const& texts, Bag& values)
        : run_(run)
        , profile_(profile)
        , texts_(texts)
        , values_(values)
    {
    }

    FormErrors read()
    {
        for (FormField const& field : fields())
            read(field);
        compare_passwords();
        return std::move(errors_);
    }

private:
    // Who answers with a passkey need not fill in the rest, and it is not looked at.
    std::vector<FormField> fields() const
    {
        std::vector<FormField> shown = shown_fields(run_.plan, profile_);
        auto const answered = [&](FormField const& field) {
            policy::ClaimType const& claim = run_.plan.claims[field.claim];
            return claim.input == InputKind::Passkey && !run_.input.form.get(claim.id).empty();
        };
        if (auto const passkey = std::ranges::find_if(shown, answered); passkey != shown.end())
            return { *passkey };
        return shown;
    }

    void read(FormField const& field)
    {
        policy::ClaimType const& claim = run_.plan.claims[field.claim];
        bool const display = field.control && field.control->kind != policy::DisplayControl::Kind::Verification;
        // Not writable, whatever is posted (attack-78). The code of a control was used by its own action.
        std::string const target = field.target(run_.plan);
        bool const fixed = is_fixed(claim);
        if (fixed && !target.empty() && !display)
            check_proof(field, target, widget_address(run_, profile_, field));
        if (display || fixed || equals_ignoring_case(field.control_kind, "VerificationCode"))
            return;
        if (claim.input == InputKind::Button) {
            read_button(field, claim);
            return;
        }
        std::string const text = text_for(field, claim, target);
        if (text.empty()) {
            take_empty(field, claim);
            return;
        }
        if (auto error
            = choice_error(claim, text).or_else([&] { return value_error(texts_, claim, text, run_.now); })) {
            complain(claim, std::move(*error), "error_fieldIncorrect",
                "One or more fields are filled out incorrectly. Please check your entries and try again.");
            return;
        }
        if (target.empty() || check_proof(field, target, text))
            values_.set(field.claim, typed(claim.type, text));
    }

    // Pressed or not; what it says is the policy's, whatever is posted (attack-78).
    void read_button(FormField const& field, policy::ClaimType const& claim)
    {
        if (run_.input.form.has(claim.id))
            values_.set(field.claim, typed(claim.type, button_value(run_, profile_, field)));
        else
            values_.erase(field.claim);
        if (field.required && !run_.input.form.has(claim.id))
            take_empty(field, claim);
    }

    std::optional<std::string> choice_error(policy::ClaimType const& claim, std::string const& text) const
    {
        auto const own = journey_options(run_, profile_, claim);
        auto const offered = [&](std::string const& value) {
            return std::ranges::find(*own, value, &PageOption::value) != own->end();
        };
        if (!own || std::ranges::all_of(split(text, ','), offered))
            return std::nullopt;
        return texts_.find("ErrorMessage", "", "UserMessageIfInvalidInput", "The value is not valid.");
    }

    bool check_proof(FormField const& field, std::string const& target, std::string const& address)
    {
        Proof const* proof = find_proof(run_, proof_purpose(run_.plan, profile_, field));
        if (proof && !address.empty() && same_address(proof->subject, address))
            return true;
        std::string const text = message(texts_, &profile_, nullptr, not_verified());
        errors_.widgets.insert_or_assign(target, text);
        if (errors_.page.empty())
            errors_.page = text;
        return false;
    }

    std::string text_for(FormField const& field, policy::ClaimType const& claim, std::string const& target) const
    {
        auto const text = posted(run_.input.form, claim);
        // A proven address need not be posted again: its input may be disabled.
        if (!text && !target.empty())
            if (Proof const* proof = find_proof(run_, proof_purpose(run_.plan, profile_, field)))
                return proof->subject;
        if (!text)
            return {};
        return claim.input == InputKind::Password ? *text : std::string(trim(*text));
    }

    void take_empty(FormField const& field, policy::ClaimType const& claim)
    {
        if (field.required) {
            complain(claim, texts_.page("required_field", "This information is required."),
                "error_requiredFieldMissing",
                "A required field is missing. Please fill out all required fields and try again.");
            return;
        }
        // B2C: a prefilled field that the person empties becomes an empty claim, unless the profile says otherwise.
        bool const was_there = run_.input.form.has(claim.id) && prefill(run_, profile_, field);
        if (was_there && profile_.flag("AllowGenerationOfClaimsWithNullValues", true))
            values_.set(field.claim, std::string());
        else if (claim.input == InputKind::CheckboxMultiSelect && prefill(run_, profile_, field))
            values_.set(field.claim, std::string());
    }

    static Failure not_verified()
    {
        return Failure{ .message_id = "UserMessageIfClaimNotVerified",
            .text = "The claims have not been verified. Please verify your email address first.",
            .code = {},
            .refusal = {} };
    }

    // B2C compares the two by name.
    void compare_passwords()
    {
        auto const first = run_.plan.slot("newPassword");
        auto const second = run_.plan.slot("reenterPassword");
        ClaimValue const* typed_once = first ? values_.find(*first) : nullptr;
        ClaimValue const* typed_again = second ? values_.find(*second) : nullptr;
        if (typed_once && typed_again && text_of(*typed_once) != text_of(*typed_again))
            complain(run_.plan.claims[*second],
                texts_.page("error_passwordEntryMismatch",
                    "The password entry fields do not match. Please enter the same password in both fields and try "
                    "again."),
                "error_passwordEntryMismatch",
                "The password entry fields do not match. Please enter the same password in both fields and try again.");
    }

    void complain(
        policy::ClaimType const& claim, std::string text, std::string_view page_id, std::string_view page_text)
    {
        errors_.fields.insert_or_assign(claim.id, std::move(text));
        if (errors_.page.empty())
            errors_.page = texts_.page(page_id, page_text);
    }

    Run& run_;
    policy::Profile const& profile_;
    Texts const& texts_;
    Bag& values_;
    FormErrors errors_;
};

} // namespace

size_t longest(InputKind kind)
{
    switch (kind) {
    case InputKind::EmailBox:
        return 254;
    case InputKind::Password:
        return 256;
    case InputKind::NumericTextBox:
        return 20;
    case InputKind::Passkey:
        return 16 * 1024;
    default:
        return 1024;
    }
}

bool passes_predicates(policy::ClaimType const& claim, std::string const& text, Time now)
{
    return std::ranges::all_of(claim.predicate_groups, [&](policy::PredicateGroup const& group) {
        auto const matching = std::ranges::count_if(
            group.predicates, [&](policy::Predicate const& predicate) { return holds(predicate, text, now); });
        return static_cast<size_t>(matching) >= group.match_at_least;
    });
}

bool pattern_matches(policy::ClaimType const& claim, std::string const& text)
{
    return !claim.pattern || claim.pattern->search(text) == regex::Answer::Match;
}

std::optional<std::string> value_error(
    Texts const& texts, policy::ClaimType const& claim, std::string const& text, Time now)
{
    if (!is_utf8(text) || has_control_characters(text) || count_code_points(text) > longest(*claim.input))
        return texts.find("ErrorMessage", "", "UserMessageIfInvalidInput", "The value is not valid.");
    if (auto error = type_error(texts, claim, text))
        return error;
    if (!claim.options.empty() && !is_option(texts, claim, text))
        return texts.find("ErrorMessage", "", "UserMessageIfInvalidInput", "The value is not valid.");
    if (!pattern_matches(claim, text)) {
        std::string const help = texts.find("ClaimType", claim.id, "PatternHelpText", claim.pattern_help);
        return help.empty() ? not_the_form(texts) : help;
    }
    for (policy::PredicateGroup const& group : claim.predicate_groups)
        if (auto error = group_error(texts, claim, group, text, now))
            return error;
    return std::nullopt;
}

FormErrors read_form(Run& run, policy::Profile const& profile, Texts const& texts, Bag& values)
{
    return Reading(run, profile, texts, values).read();
}

} // namespace gatehouse::journey
