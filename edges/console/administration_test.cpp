#include "edges/console/console_world_test.h"

namespace gatehouse::console {
namespace {

class ConsoleAdministrators : public ConsoleWorld {
protected:
    ConsoleAdministrators() { eve = add_user(kTenant, "eve@example.test", "Eve"); }
    std::string of(UserId const& user) const { return at("/administrators/" + user.text()); }
    std::vector<AdminRole> roles(UserId const& user)
    {
        return read<std::vector<AdminRole>>(*store, [&](Ports& ports) {
            return ports.administrators.roles(TenantId(kTenant), user);
        }).value();
    }
    UserId eve;
};

TEST_F(ConsoleAdministrators, ARoleIsGivenAndTakenOnRecord)
{
    sign_in_as(AdminRole::Global);
    browser.get(at("/administrators/find?q=eve@example.test"));
    EXPECT_TRUE(browser.shows("Roles of Eve")) << browser.html();
    post(of(eve), { { "role", "user" }, { "role", "auditor" } });
    EXPECT_TRUE(browser.shows("Eve has the roles user, auditor."));
    EXPECT_EQ(roles(eve), (std::vector{ AdminRole::Auditor, AdminRole::User }));
    browser.get(of(eve));
    post(of(eve));
    EXPECT_TRUE(roles(eve).empty());
    auto const events = audited(AuditKind::RolesChanged);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].user, eve);
    EXPECT_NE(events[0].detail.find(ada.text()), std::string::npos);
}

TEST_F(ConsoleAdministrators, TheLastGlobalStays)
{
    sign_in_as(AdminRole::Global);
    browser.get(of(ada));
    EXPECT_EQ(post(of(ada), { { "role", "user" } }).status, 409);
    EXPECT_TRUE(browser.shows("the last person with the role Global"));
    EXPECT_EQ(roles(ada), std::vector{ AdminRole::Global });
    give({ AdminRole::Global }, eve);
    browser.get(of(ada));
    post(of(ada), { { "role", "user" } });
    EXPECT_EQ(roles(ada), std::vector{ AdminRole::User });
}

TEST_F(ConsoleAdministrators, AnAdministratorIsNotDeletedBeforeTheRoles)
{
    give({ AdminRole::User }, eve);
    sign_in_as(AdminRole::Global);
    browser.get(at("/users/" + eve.text() + "/delete"));
    EXPECT_EQ(post(at("/users/" + eve.text() + "/delete")).status, 409);
    EXPECT_TRUE(load(eve));
}

// An auditor sees who has which role, and cannot make themselves more.
TEST_F(ConsoleAdministrators, ReadingIsNotChanging)
{
    sign_in_as(AdminRole::Auditor);
    browser.get(at("/administrators"));
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_FALSE(browser.shows("Give somebody a role"));
    post(of(ada), { { "role", "global" } });
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_EQ(roles(ada), std::vector{ AdminRole::Auditor });
}

TEST_F(ConsoleAdministrators, Attack28RolesAskForAFreshSignIn)
{
    sign_in_as(AdminRole::Global);
    browser.get(at("/administrators"));
    std::string const key = form_key();
    clock.advance(16min);
    url::Form form;
    form.add("form_key", key);
    form.add("role", "global");
    browser.post(of(eve), form);
    EXPECT_TRUE(browser.has_element("password")) << "the sign-in page";
    EXPECT_TRUE(roles(eve).empty());
}

TEST_F(ConsoleAdministrators, AnUnknownRoleOrPersonIsRefused)
{
    sign_in_as(AdminRole::Global);
    browser.get(of(eve));
    EXPECT_EQ(post(of(eve), { { "role", "root" } }).status, 400);
    EXPECT_EQ(browser.get(at("/administrators/find?q=nobody")).status, 404);
    for (UserId const& one : { eve, ada })
        write([&](Ports& ports) -> Result<void> {
            User user = *TRY(ports.users.find(TenantId(kTenant), one));
            user.identities.push_back({ SignInType::Federated, "issuer of " + one.text(), "118123" });
            return ports.users.update(TenantId(kTenant), user);
        });
    EXPECT_EQ(browser.get(at("/administrators/find?q=118123")).status, 400);
    EXPECT_TRUE(browser.shows("Several people are called 118123."));
}

class ConsoleSettings : public ConsoleWorld {
protected:
    Tenant tenant()
    {
        return *read<std::optional<Tenant>>(*store, [](Ports& ports) { return ports.tenants.find(kTenant); }).value();
    }
    static testkit::Browser::Pairs fields(std::string const& threshold)
    {
        return { { "display_name", "Contoso <b>" }, { "lockout_threshold", threshold }, { "first_lock", "90" },
            { "texts_per_hour", "10" }, { "refresh_grace", "0" }, { "audit_days", "30" }, { "iss_in_answers", "yes" } };
    }
};

TEST_F(ConsoleSettings, SimpleOnesAreChanged)
{
    sign_in_as(AdminRole::Global);
    browser.get(at("/settings"));
    post(at("/settings"), fields("5"));
    EXPECT_TRUE(browser.shows("Saved.")) << browser.html();
    Tenant const now = tenant();
    EXPECT_EQ(now.display_name, "Contoso <b>");
    EXPECT_EQ(now.lockout.threshold, 5);
    EXPECT_EQ(now.lockout.first_lock, 90s);
    EXPECT_EQ(now.audit_kept, 24h * 30);
    EXPECT_TRUE(now.iss_in_answers);
    EXPECT_FALSE(now.dpop_nonces);
    ASSERT_EQ(audited(AuditKind::TenantChanged).size(), 1U);
}

TEST_F(ConsoleSettings, AWrongNumberIsToldAndNothingIsSaved)
{
    sign_in_as(AdminRole::Global);
    for (char const* threshold : { "0", "many", "", "99999999999999999999" }) {
        browser.get(at("/settings"));
        post(at("/settings"), fields(threshold));
        EXPECT_EQ(browser.page.status, 400) << threshold;
        EXPECT_TRUE(browser.shows("A whole number from 1 to 50.")) << threshold;
    }
    EXPECT_EQ(tenant().lockout.threshold, 10);
}

// A link fills in no form: whoever follows it and saves would save what the link says.
TEST_F(ConsoleSettings, ALinkFillsInNothing)
{
    sign_in_as(AdminRole::Global);
    browser.get(at("/settings?texts_per_hour=0&display_name=Evil"));
    EXPECT_FALSE(browser.shows("Evil"));
    EXPECT_TRUE(browser.shows("value=\"1000\""));
}

} // namespace
} // namespace gatehouse::console
