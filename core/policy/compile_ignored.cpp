// What B2C acts on and we do not: an author who writes it is told so, with the line. What has no effect there either is
// passed over in silence.
#include "core/policy/build.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

constexpr auto kElements = std::to_array<std::string_view>({
    "Extensions",
    "IncludeClaimsFromTechnicalProfile",
    "InputTokenSources",
    "SubjectAuthenticationRequirements",
});

struct Item {
    std::string_view key;
    std::string_view harmless; // the value with which nothing is missed
    std::string_view instead;
};
constexpr auto kMetadata = std::to_array<Item>({
    { "allowTestEmailAddressPassThrough", "false",
        "nobody has described it, and it would let an address pass that nobody has proven: every address gets a code" },
});

} // namespace

void warn_of_ignored_parts(Build& build, Element const& element, Profile const& profile)
{
    if (!build.reached)
        return;
    for (Element const& child : element.children)
        if (std::ranges::find(kElements, std::string_view(child.name)) != kElements.end())
            build.diagnostics.warning(child,
                "The element \"" + child.name + "\" of the technical profile \"" + profile.id + "\" has no effect.");
    for (Item const& item : kMetadata)
        if (std::string const value = profile.meta(item.key, item.harmless);
            !equals_ignoring_case(value, item.harmless))
            build.diagnostics.warning(element,
                "The metadata item \"" + std::string(item.key) + "\" of the technical profile \"" + profile.id
                    + "\" has no effect.",
                std::string(item.instead));
}

} // namespace gatehouse::policy
