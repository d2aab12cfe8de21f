#include "core/policy/merge.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

using enum MergeMode;

// B2C: identifiers compare without case.
constexpr auto kRules = std::to_array<MergeRule>({
    { "Action", "Id", Overlay },
    { "Candidate", "SubJourneyReferenceId", Overlay },
    { "ClaimType", "Id", Overlay },
    { "ClaimsExchange", "Id", Overlay },
    { "ClaimsProviderSelection", "TargetClaimsExchangeId ValidationClaimsExchangeId", Overlay },
    { "ClaimsTransformation", "Id", Overlay },
    { "ClientDefinition", "Id", Overlay },
    { "Contact", "Id", Overlay },
    { "ContentDefinition", "Id", Overlay },
    { "DisplayClaim", "ClaimTypeReferenceId DisplayControlReferenceId", Overlay },
    { "DisplayControl", "Id", Overlay },
    { "DocumentReference", "Id", Overlay },
    { "Endpoint", "Id", Overlay },
    { "Enumeration", "Value", Overlay },
    { "ErrorHandler", "", Append },
    { "InputClaim", "ClaimTypeReferenceId PartnerClaimType TransformationClaimType", Overlay },
    { "InputClaimsTransformation", "ReferenceId", Overlay },
    { "InputParameter", "Id", Overlay },
    { "InputValidation", "Id", Overlay },
    { "Item", "Key Value", Overlay },
    { "JourneyList", "", Replace },
    { "Key", "Id", Overlay },
    { "LocalizedCollection", "ElementType ElementId TargetCollection", Replace },
    { "LocalizedResources", "Id", Overlay },
    { "LocalizedResourcesReference", "Language", Overlay },
    { "LocalizedResourcesReferences", "", Behavior },
    { "LocalizedString", "ElementType ElementId StringId", Overlay },
    { "OrchestrationStep", "Order", Overlay },
    { "OutputClaim", "ClaimTypeReferenceId PartnerClaimType TransformationClaimType", Overlay },
    { "OutputClaimsTransformation", "ReferenceId", Overlay },
    { "Parameter", "Id Name", Overlay },
    { "PersistedClaim", "ClaimTypeReferenceId PartnerClaimType", Overlay },
    // Repeated inside lists that are replaced as a whole.
    { "Precondition", "", Append },
    { "Preconditions", "", Replace },
    { "Predicate", "Id", Overlay },
    { "PredicateGroup", "Id", Overlay },
    { "PredicateReference", "Id", Overlay },
    { "PredicateReferences", "Id", Replace },
    { "PredicateValidation", "Id", Overlay },
    { "Protocol", "Name", Overlay },
    { "Restriction", "", Behavior },
    { "SubJourney", "Id", Overlay },
    { "SupportedLanguage", "#text", Overlay },
    { "SupportedLanguages", "", Behavior },
    { "TechnicalProfile", "Id", Overlay },
    { "UserJourney", "Id", Overlay },
    { "UserJourneyBehaviors", "", Replace },
    // A reference given twice runs twice, as in Azure.
    { "ValidationClaimsExchangeTechnicalProfile", "", Append },
    { "ValidationTechnicalProfile", "", Append },
    { "Value", "", Append },
});
static_assert(std::ranges::is_sorted(kRules, {}, &MergeRule::element));

constexpr MergeRule kOnce{ "", "", Overlay };

MergeRule const& rule_of(std::string_view element)
{
    auto const found = std::ranges::lower_bound(kRules, element, {}, &MergeRule::element);
    return found != kRules.end() && found->element == element ? *found : kOnce;
}

// An attribute that is not there is as good as an empty one.
bool same_value(std::string const* left, std::string const* right)
{
    return equals_ignoring_case(
        left ? std::string_view(*left) : std::string_view(), right ? std::string_view(*right) : std::string_view());
}

bool same_key(MergeRule const& rule, Element const& left, Element const& right)
{
    if (left.name != right.name)
        return false;
    // Protocol is a list by Name inside DefaultPartnerClaimTypes and single inside a technical profile.
    if (left.name == "Protocol")
        return !left.find("PartnerClaimType") || !right.find("PartnerClaimType")
            || equals_ignoring_case(left.value("Name"), right.value("Name"));
    if (rule.key == "#text")
        return equals_ignoring_case(left.text, right.text);
    // Without an allocation: long lists are compared pair by pair.
    for (std::string_view rest = rule.key; !rest.empty();) {
        std::string_view const attribute = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), attribute.size() + 1));
        if (!same_value(left.find(attribute), right.find(attribute)))
            return false;
    }
    return true;
}

void take_attributes(Element& base, Element const& child)
{
    std::vector<std::string> const key = split_words(rule_of(child.name).key);
    for (Attribute const& item : child.attributes) {
        std::string const* present = base.find(item.name);
        // An id in another spelling is the same id.
        if (present && (*present == item.value || std::ranges::find(key, item.name) != key.end()))
            continue;
        base.set(item.name, item.value);
        base.origin = child.origin;
    }
}

void overlay(Element& base, Element const& child);

void put(Element& parent, Element const& child)
{
    MergeRule const& rule = rule_of(child.name);
    auto const found = rule.mode == Append
        ? parent.children.end()
        : std::ranges::find_if(parent.children, [&](Element const& item) { return same_key(rule, item, child); });
    if (found != parent.children.end()) {
        if (rule.mode == Replace)
            *found = child;
        else
            overlay(*found, child);
        return;
    }
    // Merged as well: two entries of one key inside one file become one.
    Element fresh{ child.name, child.attributes, child.text, {}, child.origin };
    for (Element const& inner : child.children)
        put(fresh, inner);
    parent.children.push_back(std::move(fresh));
}

// B2C: MergeBehavior of Restriction, SupportedLanguages and LocalizedResourcesReferences.
void merge_by_behavior(Element& base, Element const& child)
{
    std::string const behavior = child.value("MergeBehavior");
    bool const prepend = equals_ignoring_case(behavior, "Prepend");
    if (!prepend && !equals_ignoring_case(behavior, "Append")) {
        base = child;
        return;
    }
    take_attributes(base, child);
    std::vector<Element> before = prepend ? std::exchange(base.children, {}) : std::vector<Element>();
    for (Element const& item : child.children)
        put(base, item);
    // Prepended: what the child says comes first and wins, the rest of the base follows.
    for (Element& item : before) {
        MergeRule const& rule = rule_of(item.name);
        if (std::ranges::none_of(base.children, [&](Element const& have) { return same_key(rule, have, item); }))
            base.children.push_back(std::move(item));
    }
}

void overlay(Element& base, Element const& child)
{
    if (rule_of(child.name).mode == Behavior)
        return merge_by_behavior(base, child);
    take_attributes(base, child);
    if (child.children.empty() && base.children.empty() && base.text != child.text) {
        base.text = child.text;
        base.origin = child.origin;
    }
    for (Element const& item : child.children)
        put(base, item);
}

} // namespace

std::span<MergeRule const> merge_rules()
{
    return kRules;
}

bool is_same(Element const& left, Element const& right)
{
    return same_key(rule_of(left.name), left, right);
}

void merge(Element& base, Element const& child)
{
    overlay(base, child);
}

} // namespace gatehouse::policy
