// Collects what is wrong. Inside core/policy only.
#pragma once

#include "core/policy/compile.h"
#include "core/policy/document.h"

namespace gatehouse::policy {

class Diagnostics {
public:
    // Paths are those of elements of this tree, which must stay where it is until leave().
    void within(Element const& root) { root_ = &root; }
    void leave() { root_ = nullptr; }

    void error(Element const& at, std::string message, std::string hint = {});
    void warning(Element const& at, std::string message, std::string hint = {});
    void add(Severity severity, Element const& at, std::string message, std::string hint = {});
    void error(Origin origin, std::string message, std::string hint = {});

    bool failed() const { return failed_; }
    // In order of file (as read), line and column; each only once.
    std::vector<Diagnostic> take(std::vector<std::string> const& files) &&;

private:
    Element const* root_ = nullptr;
    std::vector<Diagnostic> items_;
    bool failed_ = false;
};

} // namespace gatehouse::policy
