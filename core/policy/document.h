// The XML of a policy as a generic tree in which every element knows where it was written. Inside core/policy only.
#pragma once

#include "core/policy/compile.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::policy {

inline constexpr std::string_view kNamespace = "http://schemas.microsoft.com/online/cpim/schemas/2013/06";

struct Attribute {
    std::string name;
    std::string value;
};

struct Element {
    std::string name;
    std::vector<Attribute> attributes;
    std::string text; // trimmed
    std::vector<Element> children;
    // Where it was written; after merging: where its text or an attribute got the present value.
    Origin origin;

    std::string const* find(std::string_view attribute) const;
    // "" when absent.
    std::string value(std::string_view attribute) const;
    bool flag(std::string_view attribute, bool otherwise) const;
    Element const* child(std::string_view wanted) const;
    // Text of a child, "" when absent.
    std::string child_text(std::string_view wanted) const;
    void set(std::string_view attribute, std::string value);
};

// "TechnicalProfile[SignIn]": what tells siblings of one name apart, for people.
std::string label(Element const& element);

// "UserJourneys/UserJourney[SignUpOrSignIn]/OrchestrationSteps/OrchestrationStep[2]" of an element of the tree; "" when
// it is the root or not part of the tree. Searches: only for diagnostics.
std::string path_of(Element const& root, Element const& wanted);

// One file. `root` is TrustFrameworkPolicy with ClaimsProviders flattened: technical profiles are children of
// ClaimsProviders, since their ids are global and the grouping means nothing for merging.
struct Document {
    std::string file;
    std::string id; // PolicyId
    std::string tenant; // TenantId
    std::string base; // BasePolicy/PolicyId, "" for the root of a chain
    std::string base_tenant; // BasePolicy/TenantId
    // B2C: PolicyConstraints/Inheritance DerivingPolicies="All": any tenant may build on it.
    bool open_to_all = false;
    Element root;
};

} // namespace gatehouse::policy
