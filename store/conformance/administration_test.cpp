#include "store/conformance/store_test.h"

namespace gatehouse::store {
namespace {

using namespace std::chrono_literals;

class AdministratorsContract : public StoreTest {
protected:
    std::vector<AdminRole> roles(TenantId const& tenant, std::string const& user)
    {
        return read([&](Ports& ports) { return ports.administrators.roles(tenant, UserId(user)); }).value();
    }
    void set_roles(std::string const& user, std::vector<AdminRole> const& roles)
    {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.administrators.set_roles(tenant_, UserId(user), roles); }));
    }
    void begin_session(std::string const& digest, std::string const& user)
    {
        AdminSession const session{ SessionDigest(digest), UserId(user), "form key", now(), now() + 30min, now() + 8h };
        ASSERT_TRUE(write([&](Ports& ports) { return ports.administrators.insert_session(tenant_, session); }));
    }
    bool has_session(std::string const& digest)
    {
        return read(
            [&](Ports& ports) { return ports.administrators.find_session(tenant_, SessionDigest(digest), now()); })
            .value()
            .has_value();
    }
};
ON_EVERY_DRIVER(AdministratorsContract);

TEST_P(AdministratorsContract, RolesBelongToAPersonOfATenant)
{
    set_roles("a", { AdminRole::User, AdminRole::Auditor });
    set_roles("b", { AdminRole::Global });
    EXPECT_EQ(roles(tenant_, "a"), (std::vector{ AdminRole::Auditor, AdminRole::User }));
    EXPECT_EQ(roles(tenant_, "c"), std::vector<AdminRole>());
    EXPECT_EQ(roles(other_tenant_, "a"), std::vector<AdminRole>());
    set_roles("a", { AdminRole::Policy });
    auto const all = read([&](Ports& ports) { return ports.administrators.list(tenant_); }).value();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].user, UserId("a"));
    EXPECT_EQ(all[0].roles, std::vector{ AdminRole::Policy });
    EXPECT_EQ(all[1].roles, std::vector{ AdminRole::Global });
}

TEST_P(AdministratorsContract, ASessionEndsByIdlenessByAgeAndWithTheLastRole)
{
    set_roles("a", { AdminRole::User });
    begin_session("one", "a");
    clock().advance(29min);
    ASSERT_TRUE(write(
        [&](Ports& ports) { return ports.administrators.keep_session(tenant_, SessionDigest("one"), now() + 30min); }));
    clock().advance(29min);
    EXPECT_TRUE(has_session("one"));
    clock().advance(1min);
    EXPECT_FALSE(has_session("one"));

    begin_session("two", "a");
    ASSERT_TRUE(write(
        [&](Ports& ports) { return ports.administrators.keep_session(tenant_, SessionDigest("two"), now() + 24h); }));
    clock().advance(8h);
    EXPECT_FALSE(has_session("two"));

    begin_session("three", "a");
    set_roles("a", {});
    EXPECT_FALSE(has_session("three"));
}

class FlowPartsContract : public StoreTest { };
ON_EVERY_DRIVER(FlowPartsContract);

TEST_P(FlowPartsContract, FoundInAnyCaseUnderTheirKind)
{
    FlowPart const google{ FlowPartKind::IdentityProvider, "Google-OAUTH", R"({"clientId":"1"})", now() };
    FlowPart const hobby{ FlowPartKind::Attribute, "extension_Hobby", "{}", now() };
    for (FlowPart const& part : { google, hobby })
        ASSERT_TRUE(write([&](Ports& ports) { return ports.flow_parts.save(tenant_, part); }));
    auto const find = [&](TenantId const& tenant, FlowPartKind kind, std::string const& id) {
        return read([&](Ports& ports) { return ports.flow_parts.find(tenant, kind, id); }).value();
    };
    auto const found = find(tenant_, FlowPartKind::IdentityProvider, "google-oauth");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, "Google-OAUTH");
    EXPECT_EQ(found->document, google.document);
    EXPECT_FALSE(find(tenant_, FlowPartKind::Attribute, "google-oauth"));
    EXPECT_FALSE(find(other_tenant_, FlowPartKind::IdentityProvider, "google-oauth"));
    ASSERT_TRUE(write([&](Ports& ports) {
        return ports.flow_parts.remove(tenant_, FlowPartKind::IdentityProvider, "GOOGLE-oauth");
    }));
    EXPECT_FALSE(find(tenant_, FlowPartKind::IdentityProvider, "google-oauth"));
    auto const left
        = read([&](Ports& ports) { return ports.flow_parts.list(tenant_, FlowPartKind::Attribute); }).value();
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].id, "extension_Hobby");
}

} // namespace
} // namespace gatehouse::store
