#include "core/tokens/scope.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

namespace gatehouse {
namespace {

constexpr char const* kUri = "https://contoso.onmicrosoft.com/api";

class ScopeTest : public testing::Test {
protected:
    ScopeTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        client.id = ClientId("11111111-0000-4000-8000-000000000001");
        client.permissions = { { ClientId("api"), "Read", true }, { ClientId("api"), "Write", false },
            { ClientId("api"), "Retired", true } };
        Application api;
        api.id = ClientId("api");
        api.app_id_uri = kUri;
        api.scopes = { { "Read", "" }, { "Write", "" } };
        Application closed = api;
        closed.id = ClientId("closed");
        closed.app_id_uri = "https://contoso.onmicrosoft.com/closed";
        closed.enabled = false;
        Tenant owner;
        owner.id = tenant;
        owner.domain = "contoso.onmicrosoft.com";
        auto const saved = store->transact([&](Ports& ports) -> Result<void> {
            TRY(ports.tenants.save(owner));
            TRY(ports.applications.save(tenant, api));
            return ports.applications.save(tenant, closed);
        });
        EXPECT_TRUE(saved.has_value());
    }
    std::expected<GrantedScope, Refusal> grant(std::string const& requested)
    {
        return read<std::expected<GrantedScope, Refusal>>(*store, [&](Ports& ports) {
            return grant_scope(ports, tenant, client, requested);
        }).value();
    }
    int refused(std::string const& requested)
    {
        auto const granted = grant(requested);
        return granted ? 0 : granted.error().code;
    }
    static std::string full(std::string const& name) { return std::string(kUri) + "/" + name; }

    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    TenantId tenant{ "11111111-2222-4333-8444-555555555555" };
    Application client;
};

TEST_F(ScopeTest, ReservedNamesAskForNoResource)
{
    auto const granted = grant("openid profile email phone profile address offline_access");
    ASSERT_TRUE(granted.has_value());
    EXPECT_TRUE(granted->openid);
    EXPECT_TRUE(granted->offline_access);
    EXPECT_FALSE(granted->resource.has_value());
    EXPECT_EQ(granted->text, "openid offline_access profile email phone address");
    EXPECT_EQ(granted->answer, "openid");
}

TEST_F(ScopeTest, OnlyWhatAnAdministratorConsentedToIsGranted)
{
    auto const granted = grant(full("Read") + " " + full("Write") + " " + full("Read"));
    ASSERT_TRUE(granted.has_value());
    EXPECT_EQ(granted->names, std::vector<std::string>{ "Read" });
    EXPECT_EQ(granted->answer, full("Read"));
    EXPECT_EQ(granted->text, full("Read"));
    EXPECT_EQ(granted->resource, ClientId("api"));
}

TEST_F(ScopeTest, NothingGrantedIsARefusal)
{
    EXPECT_EQ(refused(full("Write")), 90205);
}

TEST_F(ScopeTest, UnknownScopesAreARefusal)
{
    EXPECT_EQ(refused(full("Nothing")), 90117);
    EXPECT_EQ(refused("Read"), 90117);
    EXPECT_EQ(refused("https://contoso.onmicrosoft.com/none/Read"), 90117);
    EXPECT_EQ(refused(full("Read") + "/"), 90117);
}

// A permission outlives the scope it was for.
TEST_F(ScopeTest, AScopeThatTheApiNoLongerExposesIsUnknown)
{
    EXPECT_EQ(refused(full("Retired")), 90117);
}

// attack-22
TEST_F(ScopeTest, Attack22ADisabledApiIsUnknown)
{
    EXPECT_EQ(refused("https://contoso.onmicrosoft.com/closed/Read"), 90117);
}

TEST_F(ScopeTest, OneApiARequest)
{
    EXPECT_EQ(refused(full("Read") + " https://contoso.onmicrosoft.com/closed/Read"), 90146);
    EXPECT_EQ(refused(client.id.text() + " " + full("Read")), 90146);
}

TEST_F(ScopeTest, TheClientsOwnIdAsksForATokenForItself)
{
    auto const granted = grant("openid " + client.id.text());
    ASSERT_TRUE(granted.has_value());
    EXPECT_EQ(granted->resource, client.id);
    EXPECT_TRUE(granted->names.empty());
    EXPECT_EQ(granted->answer, client.id.text());
}

} // namespace
} // namespace gatehouse
