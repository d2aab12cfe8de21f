#include "apps/author/tools_test.h"
#include "apps/gatehouse/tenant_file.h"
#include "core/plans/plans.h"
#include "core/policy/differences.h"
#include "core/policy/inspect.h"

namespace gatehouse::author {
namespace {

class ExportTest : public ToolsTest {
protected:
    int export_flow(std::string const& flow, std::string const& tenant = "demo/tenant.toml")
    {
        return run({ "export", "--flow", flow, "--tenant", tenant, (folder / "out").string() });
    }
    // What was written.
    policy::FindSource exported() const
    {
        return [this](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
            auto const path = folder / "out" / (id + ".xml");
            if (!std::filesystem::exists(path))
                return id == policy::kCatalogue ? builtin_source(id) : std::nullopt;
            return policy::SourceFile{ id, read_text(path).value() };
        };
    }
};

TEST_F(ExportTest, EveryFlowOfTheDemoChecksCleanAndGivesTheSamePlan)
{
    auto const declaration = app::read_tenant_file(testkit::read_file("demo/tenant.toml"), "demo/tenant.toml", {});
    ASSERT_TRUE(declaration.has_value());
    ASSERT_GE(declaration->flows.size(), 4U);
    for (policy::UserFlow const& flow : declaration->flows) {
        ASSERT_EQ(export_flow(flow.name), 0) << errors;
        std::string const id = "B2C_1A_" + flow.name.substr(6);
        EXPECT_EQ(out, "out/B2C_1A_GatehouseBase.xml\nout/" + id + ".xml\n");
        policy::FindSource const own = [&](std::string const& wanted) -> Result<std::optional<policy::SourceFile>> {
            if (wanted == flow.name)
                return policy::SourceFile{ "flow", policy::leaf_xml(flow, declaration->tenant.domain) };
            return builtin_source(wanted);
        };
        auto const compared = policy::compare({ flow.name, own }, { id, exported() }).value();
        EXPECT_TRUE(compared.parts.empty()) << flow.name;
        EXPECT_TRUE(compared.errors.empty()) << flow.name;
        for (policy::Difference const& one : compared.elements)
            EXPECT_TRUE(one.attribute == "PolicyId" || one.attribute == "PublicPolicyUri") << policy::text(one);
        EXPECT_EQ(compared.elements.size(), 2U) << flow.name;
    }
    EXPECT_EQ(run({ "check", (folder / "out").string() }), 0);
    EXPECT_EQ(out, std::to_string(declaration->flows.size()) + " policies checked: 0 errors, 0 warnings\n");
}

TEST_F(ExportTest, TheFilesAreTheTenantsOwn)
{
    ASSERT_EQ(export_flow("b2c_1_signupsignin1"), 0) << errors;
    for (char const* name : { "B2C_1A_GatehouseBase", "B2C_1A_signupsignin1" }) {
        auto const inspection
            = policy::inspect({ name, read_text(folder / "out" / (std::string(name) + ".xml")).value() });
        EXPECT_EQ(inspection.policy_id, name);
        EXPECT_EQ(inspection.tenant, "insurance.onmicrosoft.com");
    }
    EXPECT_EQ(read_text(folder / "out/B2C_1A_GatehouseBase.xml").value().find("<PolicyConstraints"), std::string::npos);
}

TEST_F(ExportTest, AWrongCallSaysWhatIsMissing)
{
    EXPECT_EQ(run({ "export", "out" }), 2);
    EXPECT_EQ(errors, "gatehouse policy: export needs --flow NAME and --tenant TENANT.TOML\n");
    EXPECT_EQ(export_flow("B2C_1_none"), 2);
    EXPECT_NE(errors.find("there is no flow B2C_1_none in demo/tenant.toml: it has B2C_1_"), std::string::npos);
    EXPECT_EQ(export_flow("B2C_1_none", "nowhere.toml"), 2);
    EXPECT_EQ(errors, "gatehouse policy: cannot read nowhere.toml\n");
    write("bad.toml", "[tenant]\ncolour = 1\n");
    EXPECT_EQ(export_flow("B2C_1_none", (folder / "bad.toml").string()), 2);
    EXPECT_NE(errors.find("colour"), std::string::npos);
}

} // namespace
} // namespace gatehouse::author
