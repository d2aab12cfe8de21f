#include "core/policy/build.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

struct TypeName {
    std::string_view name;
    DataType type;
};
constexpr auto kTypes = std::to_array<TypeName>({
    { "string", DataType::String },
    { "boolean", DataType::Boolean },
    { "int", DataType::Int },
    { "long", DataType::Long },
    { "date", DataType::Date },
    { "dateTime", DataType::DateTime },
    { "duration", DataType::Duration },
    { "stringCollection", DataType::StringCollection },
    { "phoneNumber", DataType::PhoneNumber },
    { "alternativeSecurityIdCollection", DataType::Json },
    { "userIdentity", DataType::Json },
    { "userIdentityCollection", DataType::Json },
    { "objectIdentity", DataType::Json },
    { "objectIdentityCollection", DataType::Json },
});

struct InputName {
    std::string_view name;
    InputKind kind;
};
constexpr auto kInputs = std::to_array<InputName>({
    { "TextBox", InputKind::TextBox },
    { "EmailBox", InputKind::EmailBox },
    { "Password", InputKind::Password },
    { "NumericTextBox", InputKind::NumericTextBox },
    { "DateTimeDropdown", InputKind::DateTimeDropdown },
    { "RadioSingleSelect", InputKind::RadioSingleSelect },
    { "DropdownSingleSelect", InputKind::DropdownSingleSelect },
    { "CheckboxMultiSelect", InputKind::CheckboxMultiSelect },
    { "Readonly", InputKind::Readonly },
    { "Paragraph", InputKind::Paragraph },
    { "Button", InputKind::Button },
    // Not of B2C: the page's part of passkeys and recovery codes.
    { "Passkey", InputKind::Passkey },
    { "CodeList", InputKind::CodeList },
});

template <class Table>
auto const* find_name(Table const& table, std::string_view name)
{
    auto const found
        = std::ranges::find_if(table, [&](auto const& row) { return equals_ignoring_case(row.name, name); });
    return found == table.end() ? nullptr : &*found;
}

void compile_type(Build& build, Element const& element, ClaimType& claim)
{
    Element const* type = element.child("DataType");
    if (!type) {
        build.diagnostics.error(element, "Claim type \"" + claim.id + "\" does not specify a DataType.");
        return;
    }
    if (auto const known = find_data_type(type->text))
        claim.type = *known;
    else
        build.diagnostics.error(
            *type, "Claim type \"" + claim.id + "\" specifies the unknown DataType \"" + type->text + "\".");
}

void compile_input(Build& build, Element const& element, ClaimType& claim)
{
    Element const* input = element.child("UserInputType");
    if (!input)
        return;
    auto const* known = find_name(kInputs, input->text);
    if (known)
        claim.input = known->kind;
    else if (equals_ignoring_case(input->text, "Button"))
        build.diagnostics.warning(*input, "The UserInputType \"Button\" has no effect.");
    else
        build.diagnostics.error(
            *input, "Claim type \"" + claim.id + "\" specifies the unknown UserInputType \"" + input->text + "\".");
}

void compile_restriction(Build& build, Element const& element, ClaimType& claim)
{
    Element const* restriction = element.child("Restriction");
    if (!restriction)
        return;
    for (Element const& item : restriction->children) {
        if (item.name == "Enumeration")
            claim.options.push_back({ item.value("Value"), item.value("Text"), item.flag("SelectByDefault", false) });
        if (item.name == "Pattern") {
            claim.pattern_text = item.value("RegularExpression");
            claim.pattern_help = trim(item.value("HelpText"));
            claim.pattern = compile_pattern(build, item, claim.pattern_text);
        }
    }
}

void compile_mask(Build& build, Element const& element, ClaimType& claim)
{
    Element const* mask = element.child("Mask");
    if (!mask)
        return;
    claim.mask_text = mask->text;
    if (equals_ignoring_case(mask->value("Type"), "Simple")) {
        claim.mask = ClaimType::Mask::Simple;
    } else if (equals_ignoring_case(mask->value("Type"), "Regex")) {
        claim.mask = ClaimType::Mask::Regex;
        claim.mask_pattern = compile_pattern(build, *mask, mask->value("Regex"));
    } else {
        build.diagnostics.error(
            *mask, "The mask type \"" + mask->value("Type") + "\" is not known.", "Simple or Regex");
    }
}

} // namespace

std::optional<DataType> find_data_type(std::string_view name)
{
    auto const* known = find_name(kTypes, name);
    return known ? std::optional(known->type) : std::nullopt;
}

void compile_claims(Build& build)
{
    for (auto const& [id, element] : build.index.claims) {
        // Slots first: predicates and restrictions may name other claims.
        build.plan.slots.emplace(id, static_cast<Slot>(build.plan.slots.size()));
    }
    build.plan.claims.resize(build.plan.slots.size());
    for (auto const& [id, element] : build.index.claims) {
        ClaimType& claim = build.plan.claims[build.plan.slots.at(id)];
        claim.id = id;
        claim.display_name = element->child_text("DisplayName");
        claim.help = element->child_text("UserHelpText");
        compile_type(build, *element, claim);
        compile_input(build, *element, claim);
        compile_restriction(build, *element, claim);
        compile_mask(build, *element, claim);
        claim.predicate_groups = compile_predicates(build, *element);
        if (Element const* reference = element->child("PredicateValidationReference"))
            claim.predicate_validation = reference->value("Id");
    }
}

std::string default_partner(Build const& build, Element const& use, std::string_view protocol)
{
    std::string const id = use.value("ClaimTypeReferenceId");
    auto const found = build.index.claims.find(id);
    if (found == build.index.claims.end())
        return id;
    if (Element const* partners = found->second->child("DefaultPartnerClaimTypes"))
        for (Element const& item : partners->children)
            if (equals_ignoring_case(item.value("Name"), protocol))
                return item.value("PartnerClaimType");
    // As the claim type spells it: references differ in case.
    return found->first;
}

} // namespace gatehouse::policy
