// A self-asserted form: which fields it shows, and what was typed into them.
#pragma once

#include "core/journey/run.h"
#include "core/journey/texts.h"

namespace gatehouse::journey {

struct FormField {
    policy::Slot claim = 0;
    bool required = false;
    // The display control it belongs to, and B2C's ControlClaimType there.
    policy::DisplayControl const* control = nullptr;
    std::string control_kind;
    // The classic send-code widget: an OutputClaim with the partner "Verified.X".
    bool verified_inline = false;

    // What names the widget in Input::target, "" when the field has none.
    std::string target(policy::Plan const& plan) const;
};

// DisplayClaims when there are any; else the OutputClaims that have an input type and come from the person.
std::vector<FormField> shown_fields(policy::Plan const& plan, policy::Profile const& profile);
// Not writable, whatever is posted (attack-78).
bool is_fixed(policy::ClaimType const& claim);
policy::DisplayControl const* find_control(policy::Plan const& plan, std::string_view id);
// The field that holds the address of a widget.
FormField const* find_widget(policy::Plan const& plan, std::vector<FormField> const& fields, std::string_view target);
// The name of the input that takes a widget's code.
std::string code_field(policy::Plan const& plan, std::vector<FormField> const& fields, FormField const& widget);
// What a proof made through the widget is good for.
std::string proof_purpose(policy::Plan const& plan, policy::Profile const& profile, FormField const& widget);

// The value the page starts with: InputClaims only.
std::optional<ClaimValue> prefill(Run const& run, policy::Profile const& profile, FormField const& field);
// What the claim of a button becomes when it is pressed: the value that it was given beforehand, else "true".
std::string button_value(Run const& run, policy::Profile const& profile, FormField const& field);
// The choices of a claim that the journey holds in another one, "VALUE text" each: metadata "gatehouse.options.CLAIM".
// Nothing when the profile names none; without any choice the field is not shown.
std::optional<std::vector<PageOption>> journey_options(
    Run const& run, policy::Profile const& profile, policy::ClaimType const& claim);
// One value from the posted form: several boxes joined by ",", three parts of a date joined by "-".
std::optional<std::string> posted(url::Form const& form, policy::ClaimType const& claim);

// The address a widget is about: of a field that cannot be edited it is the journey's own, whatever is posted.
std::string widget_address(Run const& run, policy::Profile const& profile, FormField const& field);

struct FormErrors {
    CaseMap<std::string> fields = {}; // by claim id
    CaseMap<std::string> widgets = {}; // by target
    CaseMap<std::string> notices = {}; // by target
    std::string page = {};
    std::string code = {};
    std::string captcha = {};
    bool any() const { return !fields.empty() || !widgets.empty() || !page.empty(); }
};

// Reads what the page showed and nothing else (attack-78) into `values`, a copy of the journey's bag. Passwords stay
// there; they never get into the journey's own bag.
FormErrors read_form(Run& run, policy::Profile const& profile, Texts const& texts, Bag& values);
// The shown and editable fields as they were typed, unchecked, for a widget's exchanges.
void read_control(Run const& run, policy::DisplayControl const& control, Bag& values);

// The page for this profile at the present step.
Page draw_form(Run& run, policy::Profile const& profile, Texts const& texts, FormErrors const& errors);

// What is wrong with a value of this claim, or nothing. `text` is not empty.
std::optional<std::string> value_error(
    Texts const& texts, policy::ClaimType const& claim, std::string const& text, Time now);
// Whether the claim's predicate validation holds.
bool passes_predicates(policy::ClaimType const& claim, std::string const& text, Time now);
bool pattern_matches(policy::ClaimType const& claim, std::string const& text);
size_t longest(InputKind kind);

} // namespace gatehouse::journey
