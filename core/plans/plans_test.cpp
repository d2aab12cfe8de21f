#include "core/plans/plans.h"

#include "core/branding/branding.h"
#include "core/policy/user_flow.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

class PlansTest : public testing::Test {
protected:
    PlansTest()
    {
        tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
        tenant.domain = "contoso.onmicrosoft.com";
        write([&](Ports& ports) { return ports.tenants.save(tenant); });
        refresh();
    }
    template <class Work>
    void write(Work const& work)
    {
        auto const done = store->transact(work);
        EXPECT_TRUE(done.has_value()) << (done.has_value() ? "" : done.error().detail);
    }
    void refresh() { EXPECT_TRUE(plans.refresh().has_value()); }
    void save_policy(std::string const& xml)
    {
        write([&](Ports& ports) {
            return ports.policies.save(tenant.id, { PolicyId("B2C_1_x"), xml, "", from_unix_seconds(++saved) });
        });
        refresh();
    }
    std::string good() const
    {
        policy::UserFlow flow;
        flow.name = "B2C_1_x";
        return policy::leaf_xml(flow, tenant.domain);
    }
    std::shared_ptr<TenantPlans const> now() const { return plans.snapshot()->find_tenant(tenant.domain); }

    testkit::FakeRandom random;
    std::unique_ptr<Store> store
        = open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random).value();
    Plans plans{ *store };
    Tenant tenant;
    std::int64_t saved = 0;
};

TEST_F(PlansTest, WithoutAChangeTheSnapshotStays)
{
    auto const before = plans.snapshot();
    refresh();
    EXPECT_EQ(plans.snapshot(), before);
}

TEST_F(PlansTest, ANewLookCompilesNoPolicyAgain)
{
    save_policy(good());
    auto const before = now();
    ASSERT_TRUE(before->plans.contains("B2C_1_x"));
    Branding branding;
    branding.background = "#112233";
    write([&](Ports& ports) { return save_branding(ports, tenant.id, {}, std::string(kAnyLanguage), branding); });
    tenant.display_name = "Contoso";
    write([&](Ports& ports) { return ports.tenants.save(tenant); });
    refresh();
    auto const after = now();
    EXPECT_NE(after, before);
    EXPECT_EQ(after->tenant.display_name, "Contoso");
    ASSERT_EQ(after->brandings.size(), 1U);
    EXPECT_EQ(after->brandings.begin()->second->background, "#112233");
    EXPECT_EQ(after->plans.at("B2C_1_x"), before->plans.at("B2C_1_x"));
}

TEST_F(PlansTest, AChangedPolicyIsCompiledAgain)
{
    save_policy(good());
    auto const before = now();
    save_policy(good());
    EXPECT_NE(now()->plans.at("B2C_1_x"), before->plans.at("B2C_1_x"));
    save_policy("<RelyingParty");
    EXPECT_FALSE(now()->plans.contains("B2C_1_x"));
    EXPECT_EQ(now()->broken.size(), 1U);
}

} // namespace
} // namespace gatehouse
