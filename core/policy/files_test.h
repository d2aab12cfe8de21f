// Where the tests of core/policy find policies.
#pragma once

#include "core/policy/compile.h"
#include "libs/testkit/golden.h"

#include <regex>

namespace gatehouse::policy {

// Policies by id, from texts or from folders.
class TestFiles {
public:
    void add(std::string const& name, std::string const& text) { by_id_[id_of(text)] = { name, text }; }
    void add_folder(std::string const& folder)
    {
        for (std::string const& path : testkit::files_in(folder, ".xml"))
            add(path.substr(path.rfind('/') + 1), testkit::read_file(path));
    }
    FindSource find() const
    {
        return [this](std::string const& id) -> Result<std::optional<SourceFile>> {
            auto const found = by_id_.find(id == kCatalogue ? "B2C_1_gatehouse_strings" : id);
            if (found == by_id_.end())
                return std::nullopt;
            return found->second;
        };
    }
    CaseMap<SourceFile> const& all() const { return by_id_; }
    static std::string id_of(std::string const& text)
    {
        std::smatch match;
        return std::regex_search(text, match, std::regex("\\sPolicyId=\"([^\"]*)\"")) ? match[1].str() : std::string();
    }

private:
    CaseMap<SourceFile> by_id_;
};

// One diagnostic a line, each with its path below.
inline std::string text_of(std::vector<Diagnostic> const& diagnostics)
{
    std::string out;
    for (Diagnostic const& item : diagnostics)
        out += text(item) + "\n" + (item.path.empty() ? "" : "    in " + item.path + "\n");
    return out;
}

inline std::string errors_of(std::vector<Diagnostic> const& diagnostics)
{
    std::string out;
    for (Diagnostic const& item : diagnostics)
        if (item.severity == Severity::Error)
            out += text(item) + "\n";
    return out;
}

} // namespace gatehouse::policy
