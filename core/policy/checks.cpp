#include "core/policy/checks.h"

namespace gatehouse::policy {

Element const& element_of(Build const& build, Journey const& journey, Step const& step)
{
    Element const& whole = *(journey.sub_journey ? build.index.sub_journeys : build.index.journeys).at(journey.id);
    if (Element const* const steps = whole.child("OrchestrationSteps"))
        for (Element const& element : steps->children)
            if (parse_integer(element.value("Order")) == step.order)
                return element;
    return whole;
}

Element const& element_of(Build const& build, Profile const& profile, std::string_view key)
{
    Element const& whole = *build.index.profiles.at(profile.id);
    Element const* found = nullptr;
    if (Element const* const items = whole.child("Metadata"))
        for (Element const& item : items->children)
            if (equals_ignoring_case(item.value("Key"), key))
                found = &item;
    return found ? *found : whole;
}

std::string title(Profile const& profile)
{
    return "Technical profile \"" + profile.id + "\"";
}

std::string title(Journey const& journey, Step const& step)
{
    return "Step " + std::to_string(step.order) + (journey.sub_journey ? " of sub-journey \"" : " of user journey \"")
        + journey.id + "\"";
}

} // namespace gatehouse::policy
