#include "core/policy/merge.h"

#include <algorithm>
#include <map>
#include <set>

namespace gatehouse::policy {
namespace {

// The order of a technical profile's children is fixed by the schema, so one that came by inclusion may stand anywhere:
// every reader goes by name.
class Inclusion {
public:
    Inclusion(Element& profiles, Diagnostics& diagnostics)
        : diagnostics_(diagnostics)
    {
        for (Element& profile : profiles.children)
            by_id_.emplace(profile.value("Id"), &profile);
    }

    void resolve(Element& profile)
    {
        std::string const id = profile.value("Id");
        if (done_.contains(id))
            return;
        Element const* include = profile.child("IncludeTechnicalProfile");
        if (include) {
            under_way_.insert(id);
            if (Element* base = included(id, *include))
                join(profile, *base);
            under_way_.erase(id);
        }
        done_.insert(id);
    }

private:
    Element* included(std::string const& id, Element const& include)
    {
        std::string const wanted = include.value("ReferenceId");
        auto const found = by_id_.find(wanted);
        if (found == by_id_.end()) {
            diagnostics_.error(include,
                "Technical profile \"" + id + "\" includes the technical profile \"" + wanted
                    + "\", which does not exist.");
            return nullptr;
        }
        if (under_way_.contains(wanted)) {
            diagnostics_.error(include,
                "Technical profile \"" + id + "\" includes \"" + wanted + "\", which includes it again.",
                "an inclusion must not be circular");
            return nullptr;
        }
        resolve(*found->second);
        return found->second;
    }

    static void join(Element& profile, Element const& base)
    {
        Element merged = base;
        std::erase_if(merged.children, [](Element const& item) { return item.name == "IncludeTechnicalProfile"; });
        merge(merged, profile);
        merged.set("Id", profile.value("Id"));
        merged.origin = profile.origin;
        profile = std::move(merged);
    }

    Diagnostics& diagnostics_;
    CaseMap<Element*> by_id_;
    std::set<std::string, LessIgnoringCase> under_way_;
    std::set<std::string, LessIgnoringCase> done_;
};

} // namespace

void include_profiles(Element& root, Diagnostics& diagnostics)
{
    for (Element& providers : root.children) {
        if (providers.name != "ClaimsProviders")
            continue;
        Inclusion inclusion(providers, diagnostics);
        for (Element& profile : providers.children)
            inclusion.resolve(profile);
    }
}

} // namespace gatehouse::policy
