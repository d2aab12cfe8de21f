#include "tests/compat/small_policies.h"

#include "libs/base/result.h"
#include "libs/base/text.h"
#include "libs/testkit/golden.h"

#include <algorithm>
#include <array>
#include <map>

namespace gatehouse::compat {
namespace {

struct Form {
    std::string_view of; // a table, or the kind of a row
    std::string_view text; // with $ for the name
};

constexpr std::array kForms = {
    Form{ "transformations", "TransformationMethod=\"$\"" },
    Form{ "handlers", ".$," },
    Form{ "metadata", "Key=\"$\"" },
    Form{ "DataType", "<DataType>$<" },
    Form{ "UserInputType", "<UserInputType>$<" },
    Form{ "Predicate", "Method=\"$\"" },
    Form{ "DisplayControl", "UserInterfaceControlType=\"$\"" },
    Form{ "Step", " Type=\"$\"" },
    Form{ "Precondition", "<Precondition Type=\"$\"" },
    Form{ "EnabledForUserJourneys", ">$</EnabledForUserJourneys>" },
    Form{ "Endpoint", "<Endpoint Id=\"$\"" },
    Form{ "Behavior", "<$" },
    Form{ "Operation", "\"Operation\">$<" },
    Form{ "REST authentication", "\"AuthenticationType\">$<" },
    Form{ "REST claims in", "\"SendClaimsIn\">$<" },
    Form{ "REST", "Key=\"$\"" },
    Form{ "Relying party", "<Protocol Name=\"$\"" },
};

std::map<std::string, std::string> const& policies()
{
    static std::map<std::string, std::string> const kAll = [] {
        std::map<std::string, std::string> all;
        for (std::string const& path : testkit::files_in("tests/policies/features", ".xml"))
            all[path.substr(path.rfind('/') + 1, path.size() - path.rfind('/') - 5)] = testkit::read_file(path);
        return all;
    }();
    return kAll;
}

} // namespace

std::string written_as(std::string_view table, std::string_view kind, std::string_view name)
{
    // "OAUTH-KV:name" stands for any name.
    if (table == "resolvers")
        return "{" + (name.ends_with(":name") ? std::string(name.substr(0, name.size() - 4)) : std::string(name) + "}");
    auto const form = std::ranges::find_if(kForms, [&](Form const& one) { return one.of == table || one.of == kind; });
    check(form != kForms.end(), "a kind of name that policies write somehow");
    return replace_all(std::string(form->text), "$", name);
}

std::vector<std::string> policies_with(std::string_view text)
{
    std::vector<std::string> found;
    for (auto const& [name, policy] : policies())
        if (policy.find(text) != std::string::npos)
            found.push_back(name);
    return found;
}

} // namespace gatehouse::compat
