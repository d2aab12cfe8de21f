#include "core/flows/flows.h"

#include "core/flows/parts.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::flows {
namespace {

using policy::FlowType;
using policy::UserFlow;

class FlowsTest : public testing::Test {
protected:
    FlowsTest()
        : store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
        tenant.domain = "contoso.onmicrosoft.com";
        done([&](Ports& ports) { return ports.tenants.save(tenant); });
    }

    Change change() const { return { .tenant = tenant, .acting = { .app = ClientId("an app"), .now = clock.now() } }; }
    template <class Work>
    void done(Work const& work)
    {
        auto const result = store->transact([&](Ports& ports) -> Result<void> {
            TRY(work(ports));
            return {};
        });
        EXPECT_TRUE(result) << (result ? "" : result.error().detail);
    }
    // The error of something that must be refused.
    template <class Work>
    Error refused(Work const& work)
    {
        auto const result = store->transact([&](Ports& ports) -> Result<void> {
            TRY(work(ports));
            return {};
        });
        EXPECT_FALSE(result);
        return result ? Error{} : result.error();
    }
    UserFlow stored(std::string const& name)
    {
        auto found = read<std::optional<UserFlow>>(*store, [&](Ports& ports) { return find(ports, tenant.id, name); });
        return found.value().value();
    }
    std::string xml(std::string const& name)
    {
        return read<std::optional<StoredPolicy>>(
            *store, [&](Ports& ports) { return ports.policies.find(tenant.id, PolicyId(name)); })
            .value()
            .value()
            .xml;
    }
    std::vector<std::string> audited(AuditKind kind)
    {
        std::vector<std::string> details;
        for (AuditEvent const& event : read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
                 return ports.audit.list(tenant.id, { .kind = kind });
             }).value())
            details.push_back(event.detail);
        return details;
    }
    static UserFlow flow(std::string name = "B2C_1_susi")
    {
        UserFlow flow;
        flow.name = std::move(name);
        flow.collect = { "displayName" };
        flow.claims = { "displayName", "objectId" };
        return flow;
    }
    static policy::IdentityProvider google()
    {
        return { .name = "google", .kind = policy::ProviderKind::Google, .client_id = "at-google" };
    }
    void with_google()
    {
        done([&](Ports& ports) { return save_provider(ports, change(), google(), PolicySecret("s3cret")); });
    }
    static Connector connector()
    {
        return { .connector = { .name = "check", .url = "https://api.contoso.example/check", .header = "" },
            .display_name = "Check" };
    }
    static ConnectorSecrets basic()
    {
        ConnectorSecrets secrets;
        secrets.emplace("User", PolicySecret("u"));
        secrets.emplace("Password", PolicySecret("p"));
        return secrets;
    }

    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    Tenant tenant;
};

TEST_F(FlowsTest, AFlowIsStoredWithItsXmlAndFoundInAnyCase)
{
    done([&](Ports& ports) { return create(ports, change(), flow()); });
    EXPECT_EQ(stored("b2c_1_SUSI").name, "B2C_1_susi");
    EXPECT_NE(xml("B2C_1_susi").find("SelfAsserted-SignUp"), std::string::npos);
    EXPECT_EQ(audited(AuditKind::FlowSaved),
        std::vector<std::string>{ R"({"by":"directory API","app":"an app","flow":"B2C_1_susi","new":true})" });
    EXPECT_EQ(refused([&](Ports& ports) { return create(ports, change(), flow()); }).fault, Fault::Conflict);
}

TEST_F(FlowsTest, SavingTheSameAgainChangesNothing)
{
    done([&](Ports& ports) { return create(ports, change(), flow()); });
    done([&](Ports& ports) -> Result<void> {
        EXPECT_EQ(TRY(save(ports, change(), flow())), Saved::Unchanged);
        UserFlow other = flow("b2c_1_susi");
        other.keep_me_signed_in_days = 7;
        EXPECT_EQ(TRY(save(ports, change(), other)), Saved::Changed);
        return {};
    });
    EXPECT_EQ(stored("B2C_1_susi").keep_me_signed_in_days, 7);
    EXPECT_EQ(audited(AuditKind::FlowSaved).size(), 2U);
}

TEST_F(FlowsTest, ACustomPolicyIsNeverOverwritten)
{
    done([&](Ports& ports) {
        return ports.policies.save(tenant.id, { PolicyId("B2C_1_susi"), "<TrustFrameworkPolicy />", "", clock.now() });
    });
    EXPECT_EQ(refused([&](Ports& ports) { return save(ports, change(), flow()); }).fault, Fault::Conflict);
    done([&](Ports& ports) -> Result<void> {
        EXPECT_FALSE(TRY(remove(ports, change(), "B2C_1_susi")));
        EXPECT_TRUE(TRY(list(ports, tenant.id)).empty());
        return {};
    });
}

TEST_F(FlowsTest, AFlowThatPoliciesStandOnStays)
{
    done([&](Ports& ports) { return create(ports, change(), flow()); });
    done([&](Ports& ports) {
        return ports.policies.save(tenant.id,
            { PolicyId("B2C_1A_own"),
                R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicySchemaVersion="0.3.0.0" TenantId="contoso.onmicrosoft.com" PolicyId="B2C_1A_own" PublicPolicyUri="http://x/"><BasePolicy><TenantId>contoso.onmicrosoft.com</TenantId><PolicyId>b2c_1_susi</PolicyId></BasePolicy></TrustFrameworkPolicy>)",
                "", clock.now() });
    });
    Error const error = refused([&](Ports& ports) { return remove(ports, change(), "B2C_1_susi"); });
    EXPECT_EQ(error.fault, Fault::Conflict);
    EXPECT_NE(error.detail.find("B2C_1A_own"), std::string::npos);
    done([&](Ports& ports) { return ports.policies.remove(tenant.id, PolicyId("B2C_1A_own")); });
    done([&](Ports& ports) { return remove(ports, change(), "B2C_1_susi"); });
    EXPECT_EQ(audited(AuditKind::FlowDeleted).size(), 1U);
}

TEST_F(FlowsTest, PartsThatTheTenantDoesNotHaveAreNamed)
{
    UserFlow wanted = flow();
    wanted.identity_providers = { google() };
    EXPECT_NE(refused([&](Ports& ports) { return save(ports, change(), wanted); }).detail.find("\"google\""),
        std::string::npos);
    wanted = flow();
    wanted.before_token = connector().connector;
    EXPECT_NE(refused([&](Ports& ports) { return save(ports, change(), wanted); }).detail.find("\"check\""),
        std::string::npos);
    wanted = flow();
    wanted.collect.push_back("extension_hobby");
    EXPECT_NE(refused([&](Ports& ports) { return save(ports, change(), wanted); }).detail.find("\"extension_hobby\""),
        std::string::npos);
}

TEST_F(FlowsTest, AProvidersNewClientIdReachesTheFlowsThatUseIt)
{
    with_google();
    UserFlow wanted = flow();
    wanted.identity_providers = { { .name = "google" } };
    done([&](Ports& ports) { return save(ports, change(), wanted); });
    EXPECT_EQ(stored("B2C_1_susi").identity_providers.front(), google());
    policy::IdentityProvider moved = google();
    moved.client_id = "another";
    done([&](Ports& ports) { return save_provider(ports, change(), moved, std::nullopt); });
    EXPECT_EQ(stored("B2C_1_susi").identity_providers.front().client_id, "another");
    EXPECT_NE(xml("B2C_1_susi").find("another"), std::string::npos);
    EXPECT_EQ(audited(AuditKind::FlowSaved).size(), 2U);
}

TEST_F(FlowsTest, APartInUseStaysAndItsFlowsAreNamed)
{
    with_google();
    UserFlow wanted = flow();
    wanted.identity_providers = { google() };
    done([&](Ports& ports) { return save(ports, change(), wanted); });
    Error const error = refused([&](Ports& ports) { return remove_provider(ports, change(), "google"); });
    EXPECT_EQ(error.fault, Fault::Conflict);
    EXPECT_NE(error.detail.find("B2C_1_susi"), std::string::npos);
    done([&](Ports& ports) { return save(ports, change(), flow()); });
    done([&](Ports& ports) -> Result<void> {
        EXPECT_TRUE(TRY(remove_provider(ports, change(), "GOOGLE")));
        EXPECT_FALSE(TRY(ports.policy_secrets.find(tenant.id, policy::secret_name(google()))).has_value());
        EXPECT_FALSE(TRY(remove_provider(ports, change(), "google")));
        return {};
    });
    EXPECT_EQ(audited(AuditKind::FlowPartDeleted).size(), 1U);
}

TEST_F(FlowsTest, WithoutItsSecretAPartIsNotSaved)
{
    EXPECT_NE(refused([&](Ports& ports) {
        return save_provider(ports, change(), google(), std::nullopt);
    }).detail.find("client secret"),
        std::string::npos);
    ConnectorSecrets half;
    half.emplace("User", PolicySecret("u"));
    EXPECT_NE(refused([&](Ports& ports) {
        return save_connector(ports, change(), connector(), half);
    }).detail.find("Password"),
        std::string::npos);
    policy::IdentityProvider open{ .name = "corp",
        .client_id = "c",
        .metadata = "https://login.corp.example/.well-known/openid-configuration",
        .response_type = "id_token" };
    done([&](Ports& ports) { return save_provider(ports, change(), open, std::nullopt); });
}

TEST_F(FlowsTest, ASecretIsNeverInTheAudit)
{
    with_google();
    done([&](Ports& ports) { return save_connector(ports, change(), connector(), basic()); });
    auto const told = audited(AuditKind::FlowPartSaved);
    EXPECT_EQ(
        told.back(), R"({"by":"directory API","app":"an app","identityProvider":"google","new":true,"secret":true})");
    EXPECT_EQ(told.size(), 2U);
    // The same once more is no news.
    with_google();
    EXPECT_EQ(audited(AuditKind::FlowPartSaved).size(), 2U);
}

TEST_F(FlowsTest, AConnectorsAddressReachesTheStepsThatAskIt)
{
    done([&](Ports& ports) { return save_connector(ports, change(), connector(), basic()); });
    UserFlow wanted = flow();
    wanted.before_creating_user = wanted.before_token = connector().connector;
    done([&](Ports& ports) { return save(ports, change(), wanted); });
    Connector moved = connector();
    moved.connector.url = "https://api.contoso.example/v2";
    done([&](Ports& ports) { return save_connector(ports, change(), moved, {}); });
    EXPECT_EQ(stored("B2C_1_susi").before_token->url, "https://api.contoso.example/v2");
    EXPECT_EQ(stored("B2C_1_susi").before_creating_user->url, "https://api.contoso.example/v2");
    EXPECT_EQ(refused([&](Ports& ports) { return remove_connector(ports, change(), "check"); }).fault, Fault::Conflict);
}

TEST_F(FlowsTest, AnAttributesLabelReachesFlowsThatSayNothingElse)
{
    Attribute hobby{ "extension_hobby", "What people like", { .label = "Hobby" } };
    done([&](Ports& ports) { return save_attribute(ports, change(), hobby); });
    UserFlow plain = flow("B2C_1_plain");
    plain.collect.push_back("extension_hobby");
    UserFlow own = plain;
    own.name = "B2C_1_own";
    own.attributes["extension_hobby"] = { .required = true, .label = "Your hobby" };
    done([&](Ports& ports) { return save(ports, change(), plain); });
    done([&](Ports& ports) { return save(ports, change(), own); });
    EXPECT_EQ(stored("B2C_1_plain").attributes.at("extension_hobby").label, "Hobby");
    hobby.settings.label = "Pastime";
    hobby.settings.help = "One of them";
    done([&](Ports& ports) { return save_attribute(ports, change(), hobby); });
    EXPECT_EQ(stored("B2C_1_plain").attributes.at("extension_hobby").label, "Pastime");
    auto const kept = stored("B2C_1_own").attributes.at("extension_hobby");
    EXPECT_EQ(kept.label, "Your hobby");
    EXPECT_EQ(kept.help, "One of them");
    EXPECT_TRUE(kept.required);
    hobby.settings.type = policy::AttributeType::Integer;
    EXPECT_EQ(refused([&](Ports& ports) { return save_attribute(ports, change(), hobby); }).fault, Fault::Invalid);
    EXPECT_EQ(refused([&](Ports& ports) { return remove_attribute(ports, change(), "extension_hobby"); }).fault,
        Fault::Conflict);
}

TEST_F(FlowsTest, WhatDoesNotCompileIsNotStored)
{
    UserFlow wanted = flow();
    wanted.languages = { { "en", { { "a/b/c", "text" } } } };
    wanted.default_language = "xx";
    wanted.attributes["city"] = { .label = "Town" };
    EXPECT_NE(refused([&](Ports& ports) { return save(ports, change(), wanted); }).detail.find("\"city\""),
        std::string::npos);
    wanted = flow();
    wanted.after_federation = connector().connector;
    done([&](Ports& ports) { return save_connector(ports, change(), connector(), basic()); });
    EXPECT_NE(refused([&](Ports& ports) { return save(ports, change(), wanted); }).detail.find("never asked"),
        std::string::npos);
}

TEST_F(FlowsTest, EveryBuiltInAttributeOfTheBaseIsListed)
{
    for (std::string_view const name : policy::built_in_attributes())
        EXPECT_TRUE(std::ranges::any_of(built_in_attributes(), [&](BuiltInAttribute const& one) {
            return one.id == name && one.collectable;
        })) << name;
}

} // namespace
} // namespace gatehouse::flows
