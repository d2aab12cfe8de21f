#include "core/policy/build.h"

namespace gatehouse::policy {
namespace {

std::string parameter(Element const& predicate, std::string_view id)
{
    if (Element const* list = predicate.child("Parameters"))
        for (Element const& item : list->children)
            if (equals_ignoring_case(item.value("Id"), id))
                return item.text;
    return {};
}

void compile_length(Build& build, Element const& element, Predicate& predicate)
{
    auto const number = [&](std::string_view id, long long otherwise) {
        std::string const text = parameter(element, id);
        if (text.empty())
            return otherwise;
        auto const value = parse_integer(text);
        if (!value || *value < 0)
            build.diagnostics.error(element,
                "Predicate \"" + predicate.id + "\" defines an invalid value \"" + text + "\" for the parameter \""
                    + std::string(id) + "\".");
        return value.value_or(otherwise);
    };
    predicate.minimum = number("Minimum", 0);
    predicate.maximum = number("Maximum", 1'000'000);
}

void compile_method(Build& build, Element const& element, Predicate& predicate)
{
    std::string const method = element.value("Method");
    if (equals_ignoring_case(method, "IsLengthRange")) {
        predicate.method = Predicate::Method::IsLengthRange;
        compile_length(build, element, predicate);
    } else if (equals_ignoring_case(method, "MatchesRegex")) {
        predicate.method = Predicate::Method::MatchesRegex;
        predicate.pattern = compile_pattern(build, element, parameter(element, "RegularExpression"));
    } else if (equals_ignoring_case(method, "IncludesCharacters")) {
        predicate.method = Predicate::Method::IncludesCharacters;
        predicate.character_set = parameter(element, "CharacterSet");
        if (predicate.character_set.empty())
            build.diagnostics.error(element, "Predicate \"" + predicate.id + "\" has no parameter \"CharacterSet\".");
    } else if (equals_ignoring_case(method, "IsDateRange")) {
        predicate.method = Predicate::Method::IsDateRange;
        predicate.date_minimum = parameter(element, "Minimum");
        predicate.date_maximum = parameter(element, "Maximum");
    } else {
        build.diagnostics.error(element,
            "Predicate \"" + predicate.id + "\" has the unknown method \"" + method + "\".",
            "IsLengthRange, MatchesRegex, IncludesCharacters or IsDateRange");
    }
}

std::optional<Predicate> compile_predicate(Build& build, Element const& reference)
{
    auto const found = build.index.predicates.find(reference.value("Id"));
    if (found == build.index.predicates.end()) {
        build.dangling(reference, "Predicate", reference.value("Id"));
        return std::nullopt;
    }
    Element const& element = *found->second;
    Predicate predicate;
    predicate.id = found->first;
    predicate.help = element.child("UserHelpText") ? element.child_text("UserHelpText") : element.value("HelpText");
    compile_method(build, element, predicate);
    return predicate;
}

// `list` is PredicateReferences, of a group or of an InputValidation.
void fill_group(Build& build, Element const& list, PredicateGroup& group)
{
    for (Element const& reference : list.children)
        if (auto predicate = compile_predicate(build, reference))
            group.predicates.push_back(std::move(*predicate));
    group.match_at_least = group.predicates.size();
    if (std::string const* least = list.find("MatchAtLeast")) {
        auto const value = parse_integer(*least);
        if (value && *value >= 0 && static_cast<size_t>(*value) <= group.predicates.size())
            group.match_at_least = static_cast<size_t>(*value);
        else
            build.diagnostics.error(
                list, "MatchAtLeast \"" + *least + "\" is not a number between 0 and the number of predicates.");
    }
}

void groups_of_validation(Build& build, Element const& reference, std::vector<PredicateGroup>& groups)
{
    auto const found = build.index.predicate_validations.find(reference.value("Id"));
    if (found == build.index.predicate_validations.end())
        return build.dangling(reference, "PredicateValidation", reference.value("Id"));
    Element const* list = found->second->child("PredicateGroups");
    if (!list)
        return;
    for (Element const& item : list->children) {
        PredicateGroup group;
        group.id = item.value("Id");
        group.help = item.child_text("UserHelpText");
        if (Element const* references = item.child("PredicateReferences"))
            fill_group(build, *references, group);
        groups.push_back(std::move(group));
    }
}

// The older form: each PredicateReferences is a group of its own.
void groups_of_input_validation(Build& build, Element const& reference, std::vector<PredicateGroup>& groups)
{
    auto const found = build.index.input_validations.find(reference.value("Id"));
    if (found == build.index.input_validations.end())
        return build.dangling(reference, "InputValidation", reference.value("Id"));
    for (Element const& list : found->second->children) {
        if (list.flag("Reject", false))
            build.not_executable(list, "PredicateReferences with Reject=\"true\"");
        PredicateGroup group;
        group.id = list.value("Id");
        group.help = list.value("HelpText");
        fill_group(build, list, group);
        groups.push_back(std::move(group));
    }
}

} // namespace

std::optional<regex::Pattern> compile_pattern(Build& build, Element const& at, std::string const& pattern)
{
    auto made = regex::Pattern::make(pattern);
    if (made)
        return std::move(*made);
    build.diagnostics.error(at, "The regular expression \"" + pattern + "\" is not valid: " + made.error().detail);
    return std::nullopt;
}

std::vector<PredicateGroup> compile_predicates(Build& build, Element const& claim_type)
{
    std::vector<PredicateGroup> groups;
    if (Element const* reference = claim_type.child("InputValidationReference"))
        groups_of_input_validation(build, *reference, groups);
    if (Element const* reference = claim_type.child("PredicateValidationReference"))
        groups_of_validation(build, *reference, groups);
    return groups;
}

} // namespace gatehouse::policy
