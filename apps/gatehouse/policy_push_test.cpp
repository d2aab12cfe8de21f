#include "core/plans/push.h"

#include "apps/gatehouse/apply.h"
#include "core/directory/hash_pool.h"
#include "core/plans/plans.h"
#include "core/policies/secrets.h"
#include "edges/oidc/provider_world_test.h"
#include "libs/testkit/fakes.h"
#include "libs/testkit/golden.h"
#include "store/open.h"

namespace gatehouse::app {
namespace {

constexpr char const* kTenant = R"([tenant]
domain = "test.onmicrosoft.com"

[apps.web]
secret = true
redirect_uris = ["https://web.example/cb"]

[flows.B2C_1_susi]
claims = ["emails"]
)";

std::string file(std::string const& id, std::string const& base, std::string const& inner)
{
    std::string const tenant = "test.onmicrosoft.com";
    return R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" )"
           R"(PolicySchemaVersion="0.3.0.0" TenantId=")"
        + tenant + R"(" PolicyId=")" + id + R"(" PublicPolicyUri="http://)" + tenant + "/" + id
        + R"("><BasePolicy><TenantId>)" + tenant + "</TenantId><PolicyId>" + base + "</PolicyId></BasePolicy>" + inner
        + "</TrustFrameworkPolicy>";
}

class PushTest : public testing::Test {
protected:
    PushTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        auto declaration = read_tenant_file(kTenant, "tenant.toml", {}).value();
        EXPECT_TRUE(apply(*store, declaration, {}, hasher, clock, random).has_value());
        // A leaf as B2C has them, over the flow's base.
        std::string leaf = stored("B2C_1_susi")->xml;
        for (size_t at = leaf.find("B2C_1_susi"); at != std::string::npos; at = leaf.find("B2C_1_susi", at))
            leaf.replace(at, 10, "B2C_1A_susi");
        susi = leaf;
    }
    std::optional<StoredPolicy> stored(std::string const& id)
    {
        return read<std::optional<StoredPolicy>>(*store, [&](Ports& ports) -> Result<std::optional<StoredPolicy>> {
            auto const tenant = TRY(ports.tenants.find("test.onmicrosoft.com"));
            return ports.policies.find(tenant->id, PolicyId(id));
        }).value();
    }
    Result<PolicyPush> push(std::vector<policy::SourceFile> const& files)
    {
        return push_policies(*store, files, { .now = clock.now() });
    }
    bool runs(std::string const& id)
    {
        Plans plans(*store);
        EXPECT_TRUE(plans.refresh().has_value());
        return plans.snapshot()->find_tenant("test.onmicrosoft.com")->plans.contains(id);
    }
    // The same policy through a file between it and the base.
    std::string above(std::string const& base) const
    {
        return std::string(susi).replace(susi.find("B2C_1_gatehouse_base"), 20, base);
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    HashPool hasher{ { .threads = 1, .queue = 16 } };
    std::string susi;
};

TEST_F(PushTest, AChainIsStoredInWhateverOrderItsFilesCome)
{
    std::vector<policy::SourceFile> const files{ { "susi.xml", above("B2C_1A_extensions") },
        { "extensions.xml", file("B2C_1A_extensions", "B2C_1_gatehouse_base", "") } };
    auto const pushed = push(files);
    ASSERT_TRUE(pushed.has_value()) << pushed.error().detail;
    EXPECT_FALSE(pushed->refused());
    ASSERT_EQ(pushed->changes.size(), 2U);
    EXPECT_EQ(pushed->changes[0].what, "created");
    EXPECT_TRUE(runs("B2C_1A_susi"));
    Time const before = stored("B2C_1A_susi")->updated;
    clock.advance(std::chrono::hours(1));
    EXPECT_EQ(push(files)->changes[1].what, "unchanged");
    EXPECT_EQ(stored("B2C_1A_susi")->updated, before);
}

TEST_F(PushTest, OneFaultKeepsEverythingOut)
{
    auto const pushed = push({ { "susi.xml", susi },
        { "broken.xml",
            file("B2C_1A_broken", "B2C_1_gatehouse_base",
                R"(<RelyingParty><DefaultUserJourney ReferenceId="Nowhere" /></RelyingParty>)") } });
    ASSERT_TRUE(pushed.has_value()) << pushed.error().detail;
    EXPECT_TRUE(pushed->refused());
    EXPECT_TRUE(pushed->changes.empty());
    EXPECT_FALSE(stored("B2C_1A_susi"));
}

TEST_F(PushTest, AStoredPolicyIsNotBrokenByANewBase)
{
    std::string const good = file("B2C_1A_extensions", "B2C_1_gatehouse_base", "");
    ASSERT_FALSE(push({ { "susi.xml", above("B2C_1A_extensions") }, { "extensions.xml", good } })->refused());
    auto const pushed = push({ { "extensions.xml", file("B2C_1A_extensions", "B2C_1A_gone", "") } });
    ASSERT_TRUE(pushed.has_value()) << pushed.error().detail;
    EXPECT_TRUE(pushed->refused());
    EXPECT_EQ(stored("B2C_1A_extensions")->xml, good);
}

TEST_F(PushTest, FlowsBuiltInFilesAndForeignTenantsAreRefused)
{
    std::string const flow = stored("B2C_1_susi")->xml;
    EXPECT_NE(push({ { "flow.xml", flow } }).error().detail.find("is a user flow"), std::string::npos);
    EXPECT_NE(push({ { "base.xml", builtin_source("B2C_1_gatehouse_base")->text } }).error().detail.find("built-in"),
        std::string::npos);
    std::string foreign = susi;
    for (size_t at = foreign.find("test.on"); at != std::string::npos; at = foreign.find("test.on", at))
        foreign.replace(at, 4, "else");
    EXPECT_NE(
        push({ { "foreign.xml", foreign } }).error().detail.find("there is no tenant else.on"), std::string::npos);
    EXPECT_NE(push({ { "foreign.xml", foreign }, { "ours.xml", file("B2C_1A_x", "B2C_1_gatehouse_base", "") } })
                  .error()
                  .detail.find("one tenant at a time"),
        std::string::npos);
    EXPECT_NE(
        push({ { "one.xml", susi }, { "two.xml", susi } }).error().detail.find("same PolicyId"), std::string::npos);
    EXPECT_TRUE(push({ { "nothing.xml", "<a/>" } })->refused());
}

TEST_F(PushTest, AKeyThatIsNotThereIsAWarning)
{
    std::string const xml = replace_all(oidc::social_policy({}), oidc::kDomain, "test.onmicrosoft.com");
    auto const told = [&] {
        auto const pushed = push({ { "social.xml", xml } });
        EXPECT_TRUE(pushed && !pushed->refused() && pushed->changes.size() == 1);
        return std::ranges::count_if(pushed ? pushed->diagnostics : std::vector<policy::Diagnostic>(),
            [](auto const& item) { return item.message.find("\"B2C_1A_ProviderSecret\"") != std::string::npos; });
    };
    EXPECT_EQ(told(), 1);
    EXPECT_TRUE(store->transact([](Ports& ports) -> Result<void> {
        auto const tenant = TRY(ports.tenants.find("test.onmicrosoft.com"));
        return ports.policy_secrets.save(tenant->id, "B2C_1A_ProviderSecret", PolicySecret("s"));
    }));
    EXPECT_EQ(told(), 0);
}

// Whoever may write policies could send it anywhere.
TEST_F(PushTest, Attack50APolicyCannotNameTheSecretOfAProviderOfFlows)
{
    std::string const xml = replace_all(replace_all(oidc::social_policy({}), oidc::kDomain, "test.onmicrosoft.com"),
        "B2C_1A_ProviderSecret", "B2C_1A_identityprovider_google_Secret");
    auto const pushed = push({ { "social.xml", xml } });
    ASSERT_TRUE(pushed.has_value()) << pushed.error().detail;
    EXPECT_TRUE(pushed->refused());
    EXPECT_TRUE(std::ranges::any_of(pushed->diagnostics,
        [](auto const& item) { return item.message.find("a secret of an identity provider") != std::string::npos; }));
    EXPECT_TRUE(pushed->changes.empty());
}

TEST_F(PushTest, TheStarterPackOfLocalAccountsRuns)
{
    char const* const corpus = std::getenv("GATEHOUSE_CORPUS");
    if (!corpus)
        GTEST_SKIP() << "GATEHOUSE_CORPUS is not set";
    std::vector<policy::SourceFile> files;
    for (std::string const& path : testkit::files_in(std::string(corpus) + "/starterpack/LocalAccounts", ".xml")) {
        std::string text = testkit::read_file(path);
        for (size_t at = text.find("yourtenant."); at != std::string::npos; at = text.find("yourtenant.", at))
            text.replace(at, 10, "test");
        files.push_back({ path, std::move(text) });
    }
    auto const pushed = push(files);
    ASSERT_TRUE(pushed.has_value()) << pushed.error().detail;
    for (policy::Diagnostic const& item : pushed->diagnostics)
        EXPECT_NE(item.severity, policy::Severity::Error) << policy::text(item);
    EXPECT_EQ(pushed->changes.size(), 6U);
    for (std::string const id : { "B2C_1A_signup_signin", "B2C_1A_ProfileEdit", "B2C_1A_PasswordReset" })
        EXPECT_TRUE(runs(id)) << id;
}

} // namespace
} // namespace gatehouse::app
