// A test for each module, in every variant of every plan that has it, and one for their table in docs/compat.md.
#include "libs/testkit/golden.h"
#include "tests/conformance/plans.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::conformance {
namespace {

// A provider takes longer to make than to ask: the modules of one program share it, each with a browser of its own.
Provider& provider()
{
    static Provider provider;
    return provider;
}

bool has(Plan const& plan, Variant const& variant, Module const& module)
{
    auto const names = plan.modules(variant);
    return std::ranges::find(names, module.name) != names.end();
}

std::string outcome_of(Run const& run)
{
    if (!run.skipped.empty())
        return "skipped: " + run.skipped;
    std::string text;
    for (std::string const& warning : run.warnings)
        text += (text.empty() ? "warning: " : "; ") + warning;
    return text;
}

class ModuleTest final : public testing::Test {
public:
    explicit ModuleTest(Module const& module)
        : module_(module)
    {
    }
    void TestBody() override
    {
        for (Plan const& plan : plans())
            for (Variant const& variant : plan.variants) {
                if (!has(plan, variant, module_))
                    continue;
                testing::ScopedTrace const trace(
                    __FILE__, __LINE__, std::string(plan.name) + ", response_type " + variant.response_type);
                conformance::Run run(provider(), variant);
                module_.play(run);
                // What follows a failure says nothing.
                if (HasFailure())
                    return;
                EXPECT_EQ(outcome_of(run), module_.outcome);
            }
    }

private:
    Module const& module_;
};

void register_tests()
{
    for (Module const& module : modules())
        testing::RegisterTest(camel_case(module.name).c_str(), "InEveryPlan", nullptr, nullptr, __FILE__, __LINE__,
            [&module]() -> testing::Test* { return new ModuleTest(module); });
}

// "Basic, Hybrid (code token), Form Post": the plans that have the module, with the variants if not all do. Form Post
// repeats the three flows' plans.
std::string plans_of(Module const& module)
{
    std::string text;
    bool form_post = false;
    for (Plan const& plan : plans()) {
        std::vector<std::string> with;
        for (Variant const& variant : plan.variants)
            if (has(plan, variant, module))
                with.push_back("`" + variant.response_type + "`");
        form_post = form_post || (!with.empty() && plan.title.starts_with("Form Post"));
        if (with.empty() || plan.title.starts_with("Form Post"))
            continue;
        text += (text.empty() ? "" : ", ") + std::string(plan.title);
        if (with.size() < plan.variants.size())
            text += " (" + join(with, ", ") + ")";
    }
    return text + (form_post ? ", Form Post" : "");
}

std::string table()
{
    std::string text = "| Module | Plans | Result |\n|---|---|---|\n";
    for (Module const& module : modules())
        text += "| " + std::string(module.name) + " | " + plans_of(module) + " | "
            + (module.outcome.empty() ? "passed" : std::string(module.outcome)) + " |\n";
    return text;
}

TEST(CompatTable, IsThatOfTheTests)
{
    constexpr std::string_view kBegin = "<!-- openid plans: written by GATEHOUSE_UPDATE_GOLDEN=1 -->\n";
    constexpr std::string_view kEnd = "<!-- end of openid plans -->";
    std::string const document = testkit::read_file("docs/compat.md");
    size_t const begin = document.find(kBegin);
    size_t const end = document.find(kEnd);
    ASSERT_NE(begin, std::string::npos);
    ASSERT_NE(end, std::string::npos);
    std::string const expected = document.substr(0, begin + kBegin.size()) + table() + document.substr(end);
    EXPECT_EQ(testkit::compare_golden("docs/compat.md", expected), "");
}

TEST(ConformanceModules, AreSortedAndInPlans)
{
    for (Plan const& plan : plans())
        for (Variant const& variant : plan.variants)
            for (std::string_view const name : plan.modules(variant))
                EXPECT_NE(std::ranges::find(modules(), name, &Module::name), modules().end()) << name;
    EXPECT_TRUE(std::ranges::is_sorted(modules(), {}, &Module::name));
    for (Module const& module : modules())
        EXPECT_NE(plans_of(module), "") << module.name;
}

} // namespace
} // namespace gatehouse::conformance

int main(int count, char** arguments)
{
    testing::InitGoogleTest(&count, arguments);
    gatehouse::conformance::register_tests();
    return RUN_ALL_TESTS();
}
