// What tells two policies apart: element by element of the merged chains, and part by part of the plans.
#pragma once

#include "core/policy/compile.h"

#include <string>
#include <vector>

namespace gatehouse::policy {

struct Difference {
    enum class Kind { Added, Removed, Changed, Moved } kind = Kind::Changed;
    std::string path; // "ClaimsProviders/TechnicalProfile[X]/Metadata/Item[client_id]"
    // Of Changed: the attribute, or "" for the text. Moved: the children stand in another order.
    std::string attribute;
    std::string before; // of Changed; of an element without children: its text
    std::string after;
    Origin from; // where `before` was written; nothing for Added
    Origin to; // where `after` was written; nothing for Removed
};
// `~ path: "a" -> "b"  (Base.xml:12, Base.xml:13)`.
std::string text(Difference const& difference);

struct Comparison {
    std::vector<Difference> elements;
    // Parts of the plans that are not the same, as explain() calls them: "profile SignIn (SelfAsserted)".
    std::vector<std::string> parts;
    // Errors of a side that does not compile: it has no plan, and parts are not compared.
    std::vector<Diagnostic> errors;
    bool same() const { return elements.empty() && parts.empty() && errors.empty(); }
};

struct Version {
    std::string leaf; // PolicyId
    FindSource find;
};
// Error only when a `find` fails.
Result<Comparison> compare(Version const& before, Version const& after);

} // namespace gatehouse::policy
