#include "core/applications/directory_api.h"
#include "edges/console/console_world_test.h"

namespace gatehouse::console {
namespace {

constexpr char const* kPortal = "33333333-3333-4333-8333-333333333333";
constexpr char const* kTasks = "44444444-4444-4444-8444-444444444444";
constexpr char const* kReturn = "https://portal.example.org/consented";

class ConsoleConsent : public ConsoleWorld {
protected:
    ConsoleConsent()
    {
        Application portal;
        portal.id = ClientId(kPortal);
        portal.name = "Portal <1>";
        portal.redirect_uris = { { kReturn } };
        portal.permissions
            = { { ClientId(kTasks), "Tasks.Read" }, { ClientId(kTasks), "Tasks.Export", false, PermissionKind::Role } };
        save(portal);
        Application tasks;
        tasks.id = ClientId(kTasks);
        tasks.name = "tasks";
        tasks.app_id_uri = "https://contoso.onmicrosoft.com/tasks";
        tasks.scopes = { { "Tasks.Read", "Read" }, { "Tasks.Write", "Write" } };
        tasks.roles = { { "Tasks.Export", "Export" } };
        save(tasks);
    }
    void save(Application const& app)
    {
        write([&](Ports& ports) { return ports.applications.save(TenantId(kTenant), app); });
    }
    Application portal()
    {
        return read<std::optional<Application>>(
            *store, [&](Ports& ports) { return ports.applications.find(TenantId(kTenant), ClientId(kPortal)); })
            .value()
            .value();
    }
    // "Tasks.Read Tasks.Export"
    std::string consented()
    {
        std::string all;
        for (Permission const& one : portal().permissions)
            if (one.consented)
                all += (all.empty() ? "" : " ") + one.scope;
        return all;
    }
    static std::string address(std::string const& more = "", std::string const& redirect = kReturn)
    {
        return "/" + std::string(kDomain) + "/adminconsent?client_id=" + kPortal
            + "&state=a%20b&redirect_uri=" + url::encode(redirect) + more;
    }
    // Presses one of the page's buttons.
    void answer(std::string const& with)
    {
        testkit::Browser::Pairs values{ { "answer", with } };
        for (std::string const name : { "client_id", "redirect_uri", "state", "scope" })
            values.emplace_back(name, testkit::between(browser.html(), "name=\"" + name + "\" value=\"", "\""));
        post(at("/consent"), values);
    }
};

TEST_F(ConsoleConsent, AnAdministratorSignsInAcceptsAndReturns)
{
    sign_in_as(AdminRole::Application, address());
    EXPECT_TRUE(browser.shows("Portal &lt;1&gt; asks for consent for everybody")) << browser.html();
    EXPECT_TRUE(browser.shows("Tasks.Export"));
    EXPECT_EQ(browser.page.headers.get("Content-Security-Policy").find("form-action"), std::string::npos)
        << "Chromium applies it to the way back";
    answer("accept");
    ASSERT_TRUE(browser.is_away()) << browser.html();
    EXPECT_TRUE(browser.away.starts_with(std::string(kReturn) + "?")) << browser.away;
    EXPECT_EQ(browser.answer("admin_consent"), "True");
    EXPECT_EQ(browser.answer("tenant"), kTenant);
    EXPECT_EQ(browser.answer("state"), "a b");
    EXPECT_EQ(browser.answer("error"), "");
    EXPECT_EQ(consented(), "Tasks.Read Tasks.Export");
    ASSERT_EQ(audited(AuditKind::ConsentGranted).size(), 2U);
    EXPECT_NE(audited(AuditKind::ConsentGranted)[0].detail.find(ada.text()), std::string::npos);
}

TEST_F(ConsoleConsent, WhoCancelsGrantsNothingAndReturnsWithAnError)
{
    sign_in_as(AdminRole::Global, address());
    answer("cancel");
    EXPECT_TRUE(browser.away.starts_with(kReturn)) << browser.away;
    EXPECT_EQ(browser.answer("error"), "access_denied");
    EXPECT_EQ(browser.answer("state"), "a b");
    EXPECT_EQ(consented(), "");
    EXPECT_TRUE(audited(AuditKind::ConsentGranted).empty());
}

TEST_F(ConsoleConsent, TheNewerAddressNamesScopes)
{
    std::string query = address("&scope=openid%20https%3A%2F%2Fcontoso.onmicrosoft.com%2Ftasks%2FTasks.Write");
    query.replace(query.find("/adminconsent"), 0, "/v2.0");
    sign_in_as(AdminRole::Application, query);
    answer("accept");
    EXPECT_EQ(browser.answer("scope"), "openid https://contoso.onmicrosoft.com/tasks/Tasks.Write") << browser.html();
    EXPECT_EQ(consented(), "Tasks.Write");
    browser.get(address("&scope=https%3A%2F%2Fcontoso.onmicrosoft.com%2Ftasks%2F.default"));
    answer("accept");
    EXPECT_EQ(consented(), "Tasks.Read Tasks.Export Tasks.Write");
    browser.get(address("&scope=https%3A%2F%2Fcontoso.onmicrosoft.com%2Ftasks%2FTasks.Burn"));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("which no API of this tenant has"));
    browser.get(address("&scope=nonsense"));
    EXPECT_EQ(browser.page.status, 400);
}

TEST_F(ConsoleConsent, Attack01NobodyIsSentToAnAddressThatTheAppDidNotRegister)
{
    sign_in_as(AdminRole::Application);
    for (char const* redirect : { "", "https://evil.example/", "https://portal.example.org/consented/../x" }) {
        browser.get(address("", redirect));
        EXPECT_EQ(browser.page.status, 400) << redirect;
        EXPECT_FALSE(browser.is_away());
    }
    browser.get(address());
    url::Form form;
    form.add("form_key", form_key());
    form.add("client_id", kPortal);
    form.add("redirect_uri", "https://evil.example/");
    form.add("answer", "cancel");
    EXPECT_EQ(browser.post(at("/consent"), form).status, 400);
    browser.get("/" + std::string(kDomain) + "/adminconsent?client_id=nobody&redirect_uri=x");
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(browser.get("/nobody.example/adminconsent?client_id=x").status, 404);
}

TEST_F(ConsoleConsent, Attack50RolesInTheDirectoryAreForGlobalToGrant)
{
    Application app = portal();
    app.permissions.push_back({ directory_api().id, "User.ReadWrite.All", false, PermissionKind::Role });
    save(app);
    sign_in_as(AdminRole::Application, address());
    EXPECT_TRUE(browser.shows("Somebody with the role Global can grant it."));
    EXPECT_FALSE(browser.shows("value=\"accept\""));
    url::Form form;
    form.add("form_key", form_key());
    form.add("client_id", kPortal);
    form.add("redirect_uri", kReturn);
    form.add("answer", "accept");
    EXPECT_EQ(browser.post(at("/consent"), form).status, 403);
    EXPECT_EQ(consented(), "");
    give({ AdminRole::Global }, ada);
    browser.get(address());
    answer("accept");
    EXPECT_EQ(consented(), "Tasks.Read Tasks.Export User.ReadWrite.All");
}

TEST_F(ConsoleConsent, Attack23AFormOfSomebodyElseGrantsNothing)
{
    sign_in_as(AdminRole::Application);
    url::Form form;
    form.add("client_id", kPortal);
    form.add("redirect_uri", kReturn);
    form.add("answer", "accept");
    EXPECT_EQ(browser.post(at("/consent"), form).status, 403);
    EXPECT_EQ(consented(), "");
}

} // namespace
} // namespace gatehouse::console
