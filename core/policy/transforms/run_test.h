// How the tests of transformations run one.
#pragma once

#include "core/policy/transforms/table.h"
#include "libs/testkit/fakes.h"

namespace gatehouse::policy {

using Inputs = std::vector<std::pair<std::string, std::optional<ClaimValue>>>;
using Parameters = std::vector<std::pair<std::string, std::string>>;
using List = std::vector<std::string>;

struct Ran {
    Result<void, TransformFailure> result;
    CaseMap<std::optional<ClaimValue>> outputs;

    // "(none)" when nothing was set, "(null)" when the claim is removed, "!id" when it failed.
    std::string text(std::string_view name) const
    {
        if (!result)
            return "!" + result.error().message_id;
        auto const found = outputs.find(name);
        if (found == outputs.end())
            return "(none)";
        return found->second ? gatehouse::text_of(*found->second) : "(null)";
    }
};

// A journey in German.
class FakeContext final : public TransformContext {
public:
    std::optional<std::string> text(std::string_view element_type, std::string_view string_id) const override
    {
        if (element_type == "FormatLocalizedStringTransformationClaimType" && string_id == "greeting")
            return "Hallo {0} {1}";
        if (element_type == "GetLocalizedStringsTransformationClaimType" && string_id == "subject")
            return "Ihr Code";
        return std::nullopt;
    }
    std::vector<PageOption> options(std::string_view output) const override
    {
        if (output == "restrictionValueClaim")
            return { { "de", "Deutschland", false }, { "at", "Österreich", false } };
        return {};
    }
    bool satisfies(std::string_view output, std::string const& value) const override
    {
        return output == "outputClaim" && value.starts_with("+");
    }
};

inline Ran run(std::string_view method, Inputs inputs, Parameters parameters = {}, List outputs = {})
{
    testkit::FakeClock clock;
    testkit::FakeRandom random;
    TransformCall const* call = find_transform(method);
    check(call != nullptr, "the method is not in the table");
    TransformArguments arguments;
    arguments.inputs = std::move(inputs);
    arguments.parameters = std::move(parameters);
    arguments.output_names = std::move(outputs);
    arguments.clock = &clock;
    arguments.random = &random;
    FakeContext const context;
    arguments.context = &context;
    auto result = call->run(arguments);
    return { std::move(result), std::move(arguments.outputs) };
}

inline std::string const kOut = "outputClaim";

} // namespace gatehouse::policy
