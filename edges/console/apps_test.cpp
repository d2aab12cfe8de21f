#include "core/applications/directory_api.h"
#include "core/applications/secrets.h"
#include "edges/console/console_world_test.h"
#include "libs/crypto/certificate.h"

namespace gatehouse::console {
namespace {

class ConsoleApps : public ConsoleWorld {
protected:
    std::vector<Application> stored(char const* tenant = kTenant)
    {
        return read<std::vector<Application>>(*store, [&](Ports& ports) {
            return ports.applications.list(TenantId(tenant));
        }).value();
    }
    void save(Application const& app, char const* tenant = kTenant)
    {
        write([&](Ports& ports) { return ports.applications.save(TenantId(tenant), app); });
    }
    Application portal()
    {
        Application app;
        app.id = ClientId("33333333-3333-4333-8333-333333333333");
        app.name = "portal";
        app.redirect_uris = { { "https://portal.example.org/signin" } };
        save(app);
        return app;
    }
    Application tasks()
    {
        Application app;
        app.id = ClientId("44444444-4444-4444-8444-444444444444");
        app.name = "tasks";
        app.app_id_uri = "https://contoso.onmicrosoft.com/tasks";
        app.scopes = { { "Tasks.Read", "Read" } };
        app.roles = { { "Tasks.Export", "Export" } };
        save(app);
        return app;
    }
    static std::string page(Application const& app, std::string const& below = "")
    {
        return at("/apps/" + app.id.text() + below);
    }
    Application again(Application const& app)
    {
        for (Application const& one : stored())
            if (one.id == app.id)
                return one;
        return {};
    }
};

TEST_F(ConsoleApps, AnAppIsRegisteredFoundAndDeleted)
{
    sign_in_as(AdminRole::Application);
    browser.get(at("/apps/new"));
    post(at("/apps/new"), { { "name", "Shop" }, { "kind", "spa" }, { "redirect_uri", "https://shop.example.org/" } });
    EXPECT_TRUE(browser.shows("Shop was registered.")) << browser.html();
    ASSERT_EQ(stored().size(), 1U);
    Application const app = stored().front();
    EXPECT_EQ(app.kind, AppKind::Spa);
    EXPECT_TRUE(browser.shows(app.id.text()));
    EXPECT_TRUE(browser.shows(object_id(TenantId(kTenant), app.id)));
    ASSERT_EQ(audited(AuditKind::AppCreated).size(), 1U);
    EXPECT_EQ(audited(AuditKind::AppCreated)[0].client, app.id);
    EXPECT_NE(audited(AuditKind::AppCreated)[0].detail.find(ada.text()), std::string::npos);
    for (std::string const& asked : { std::string("sho"), app.id.text(), object_id(TenantId(kTenant), app.id) }) {
        browser.get(at("/apps?q=" + asked));
        EXPECT_TRUE(browser.shows(">Shop</a>")) << asked;
    }
    browser.get(at("/apps?q=zzz"));
    EXPECT_FALSE(browser.shows(">Shop</a>"));
    browser.get(page(app, "/delete"));
    post(page(app, "/delete"));
    EXPECT_TRUE(browser.shows("Shop was deleted."));
    EXPECT_TRUE(stored().empty());
    EXPECT_EQ(browser.get(page(app)).status, 404);
}

TEST_F(ConsoleApps, ADeletedAppIsRestoredOrGoneForGood)
{
    Application const app = portal();
    sign_in_as(AdminRole::Application);
    browser.get(page(app, "/delete"));
    post(page(app, "/delete"));
    browser.get(at("/deleted-apps"));
    EXPECT_TRUE(browser.shows("portal"));
    std::string const deleted = at("/deleted-apps/" + app.id.text());
    browser.get(deleted + "/restore");
    post(deleted + "/restore");
    EXPECT_TRUE(browser.shows("portal was restored.")) << browser.html();
    EXPECT_EQ(again(app).redirect_uris, app.redirect_uris);
    EXPECT_EQ(audited(AuditKind::AppRestored).size(), 1U);
    EXPECT_EQ(browser.get(deleted + "/restore").status, 404);
    browser.get(page(app, "/delete"));
    post(page(app, "/delete"));
    browser.get(deleted + "/erase");
    post(deleted + "/erase");
    EXPECT_TRUE(browser.shows("Deleted for good.")) << browser.html();
    EXPECT_TRUE(browser.shows("No app was deleted"));
    EXPECT_EQ(audited(AuditKind::AppErased).size(), 1U);
    EXPECT_EQ(browser.get(at("/deleted-apps/x/erase")).status, 404);
}

TEST_F(ConsoleApps, Attack50AnAppWithRolesInTheDirectoryIsForGlobalToRestore)
{
    Application app = portal();
    app.permissions.push_back({ directory_api().id, "User.ReadWrite.All", true, PermissionKind::Role });
    save(app);
    sign_in_as(AdminRole::Application);
    browser.get(page(app, "/delete"));
    post(page(app, "/delete"));
    std::string const restore = at("/deleted-apps/" + app.id.text() + "/restore");
    EXPECT_EQ(browser.get(restore).status, 403);
    browser.get(at("/apps/new"));
    EXPECT_EQ(post(restore).status, 403);
    EXPECT_TRUE(stored().empty());
    give({ AdminRole::Global }, ada);
    browser.get(restore);
    post(restore);
    EXPECT_EQ(stored().size(), 1U);
}

TEST_F(ConsoleApps, WhatIsWrongIsSaidAndWhatWasEnteredStays)
{
    sign_in_as(AdminRole::Application);
    browser.get(at("/apps/new"));
    post(at("/apps/new"), { { "name", "Shop<b>" }, { "kind", "web" }, { "redirect_uri", "http://shop.example.org/" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("http is for localhost only; use https."));
    EXPECT_TRUE(browser.shows("value=\"Shop&lt;b&gt;\""));
    EXPECT_TRUE(stored().empty());
    Application const app = portal();
    browser.get(page(app, "/authentication"));
    post(page(app, "/authentication"), { { "kind", "web" }, { "web_redirect_uris", "https://a.test/*" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("wildcards are not supported"));
    EXPECT_TRUE(browser.shows("https://a.test/*</textarea>"));
    EXPECT_EQ(again(app).redirect_uris, app.redirect_uris);
}

TEST_F(ConsoleApps, SettingsAreSaved)
{
    Application const app = portal();
    sign_in_as(AdminRole::Application);
    browser.get(page(app, "/authentication"));
    post(page(app, "/authentication"),
        { { "kind", "native" }, { "native_redirect_uris", "http://localhost\r\n\r\nmyapp.test://auth" },
            { "spa_redirect_uris", "https://portal.example.org/" }, { "implicit_id_token", "yes" } });
    EXPECT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(again(app).kind, AppKind::Native);
    EXPECT_EQ(again(app).redirect_uris,
        (std::vector<RedirectUri>{ { "https://portal.example.org/", AppKind::Spa },
            { "http://localhost", AppKind::Native }, { "myapp.test://auth", AppKind::Native } }));
    browser.get(page(app, ""));
    EXPECT_TRUE(browser.shows("Single-page application, Mobile and desktop")) << browser.html();
    browser.get(page(app, "/authentication"));
    EXPECT_TRUE(browser.shows("myapp.test://auth</textarea>"));
    EXPECT_TRUE(again(app).implicit_id_token);
    browser.get(page(app, "/properties"));
    post(page(app, "/properties"), { { "name", "Portal 2" } });
    EXPECT_EQ(again(app).name, "Portal 2");
    EXPECT_FALSE(again(app).enabled);
}

TEST_F(ConsoleApps, Attack50ASecretIsShownOnceAndToNobodyElse)
{
    Application const app = portal();
    sign_in_as(AdminRole::Application);
    browser.get(page(app, "/secrets"));
    post(page(app, "/secrets"), { { "what", "secret" }, { "description", "Server 1" }, { "months", "12" } });
    ASSERT_EQ(again(app).secrets.size(), 1U);
    std::string const secret = testkit::between(browser.html(), "aria-label=\"New client secret\">", "<");
    EXPECT_TRUE(check_secret(again(app), secret, clock.now()));
    EXPECT_FALSE(check_secret(again(app), secret, clock.now() + 24h * 366));
    EXPECT_EQ(audited(AuditKind::AppSecretAdded).size(), 1U);
    EXPECT_EQ(audited(AuditKind::AppSecretAdded)[0].detail.find(secret), std::string::npos);
    browser.get(page(app, "/secrets"));
    EXPECT_FALSE(browser.shows(secret));
    EXPECT_FALSE(browser.shows(again(app).secrets[0].digest.text()));
    EXPECT_TRUE(browser.shows("Server 1"));
    std::string const remove = page(app, "/secrets/" + again(app).secrets[0].key_id + "/remove");
    browser.get(remove);
    post(remove);
    EXPECT_TRUE(again(app).secrets.empty());
    std::string const certificate = crypto::make_authority("App", clock.now()).value().certificate_pem;
    post(page(app, "/secrets"), { { "what", "keys" }, { "keys", certificate } });
    EXPECT_FALSE(again(app).keys.empty()) << browser.html();
    post(page(app, "/secrets"), { { "what", "keys" }, { "keys", "x" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_FALSE(again(app).keys.empty());
    browser.get(page(app, "/secrets"));
    post(page(app, "/secrets"), { { "what", "keys" } });
    EXPECT_TRUE(again(app).keys.empty());
}

TEST_F(ConsoleApps, AnApiIsExposedAndItsScopesAreDisabledBeforeTheyGo)
{
    Application const app = portal();
    sign_in_as(AdminRole::Application);
    browser.get(page(app, "/api"));
    auto const act = [&](testkit::Browser::Pairs const& values) { post(page(app, "/api"), values); };
    act({ { "action", "uri" }, { "uri", "https://contoso.onmicrosoft.com/portal" } });
    act({ { "action", "add-scope" }, { "scope_name", "Read" }, { "scope_description", "Reads" } });
    act({ { "action", "add-role" }, { "role_name", "Export" } });
    EXPECT_EQ(again(app).app_id_uri, "https://contoso.onmicrosoft.com/portal");
    ASSERT_EQ(again(app).scopes.size(), 1U);
    ASSERT_EQ(again(app).roles.size(), 1U);
    act({ { "action", "remove-scope" }, { "name", "Read" } });
    EXPECT_TRUE(browser.shows("is enabled; disable it before you remove it.")) << browser.html();
    act({ { "action", "disable-scope" }, { "name", "Read" } });
    EXPECT_FALSE(again(app).scopes.at(0).enabled);
    act({ { "action", "enable-scope" }, { "name", "Read" } });
    EXPECT_TRUE(again(app).scopes.at(0).enabled);
    act({ { "action", "disable-scope" }, { "name", "Read" } });
    act({ { "action", "remove-scope" }, { "name", "Read" } });
    EXPECT_TRUE(again(app).scopes.empty());
    act({ { "action", "add-scope" }, { "scope_name", "a b" } });
    EXPECT_EQ(browser.page.status, 400);
    act({ { "action", "dance" } });
    EXPECT_EQ(browser.page.status, 400);
}

TEST_F(ConsoleApps, PermissionsAreAskedForGrantedAndTakenBack)
{
    Application const app = portal();
    Application const api = tasks();
    sign_in_as(AdminRole::Application);
    browser.get(page(app, "/permissions"));
    auto const act = [&](std::string const& action, std::string const& permission = "") {
        post(page(app, "/permissions"), { { "action", action }, { "permission", permission } });
    };
    std::string const scope = api.id.text() + " scope Tasks.Read";
    act("add", scope);
    act("add", api.id.text() + " role Tasks.Export");
    EXPECT_TRUE(browser.shows("Not granted"));
    EXPECT_EQ(again(app).permissions.size(), 2U);
    act("grant-all");
    EXPECT_TRUE(browser.shows("Consent was granted.")) << browser.html();
    EXPECT_TRUE(again(app).permissions[0].consented && again(app).permissions[1].consented);
    EXPECT_EQ(audited(AuditKind::ConsentGranted).size(), 2U);
    act("add", scope);
    EXPECT_EQ(again(app).permissions.size(), 2U);
    act("revoke", scope);
    EXPECT_EQ(audited(AuditKind::ConsentRevoked).size(), 1U);
    act("remove", scope);
    EXPECT_EQ(again(app).permissions.size(), 1U);
    act("grant", api.id.text() + " scope None");
    EXPECT_EQ(browser.page.status, 404);
    browser.get(page(app, "/permissions"));
    act("grant", "nonsense");
    EXPECT_EQ(browser.page.status, 400);
}

TEST_F(ConsoleApps, Attack50RolesInTheDirectoryAreForGlobalToGive)
{
    Application const app = portal();
    std::string const role = directory_api().id.text() + " role User.ReadWrite.All";
    sign_in_as(AdminRole::Application);
    auto const act = [&](std::string const& action, std::string const& permission = "") {
        browser.get(page(app, "/permissions"));
        post(page(app, "/permissions"), { { "action", action }, { "permission", permission } });
    };
    act("add", role);
    act("grant", role);
    EXPECT_EQ(browser.page.status, 403);
    act("grant-all");
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_FALSE(again(app).permissions.at(0).consented);
    give({ AdminRole::Global }, ada);
    act("grant", role);
    EXPECT_TRUE(again(app).permissions.at(0).consented);
    // From now on a credential of the app is worth its role.
    give({ AdminRole::Application }, ada);
    browser.get(page(app, "/secrets"));
    post(page(app, "/secrets"), { { "what", "secret" }, { "months", "12" } });
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_TRUE(again(app).secrets.empty());
    std::string const certificate = crypto::make_authority("App", clock.now()).value().certificate_pem;
    browser.get(page(app, "/secrets"));
    post(page(app, "/secrets"), { { "what", "keys" }, { "keys", certificate } });
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_TRUE(again(app).keys.empty());
}

TEST_F(ConsoleApps, Attack54AppsOfAnotherTenantAreNotThere)
{
    Application app = portal();
    app.id = ClientId("55555555-5555-4555-8555-555555555555");
    app.name = "foreign";
    save(app, kOther);
    sign_in_as(AdminRole::Application);
    EXPECT_EQ(browser.get(page(app)).status, 404);
    browser.get(at("/apps"));
    EXPECT_FALSE(browser.shows("foreign"));
    EXPECT_EQ(post(page(app, "/properties"), { { "name", "mine" } }).status, 404);
    EXPECT_EQ(stored(kOther).front().name, "foreign");
}

TEST_F(ConsoleApps, AnAuditorReadsOnly)
{
    Application const app = portal();
    sign_in_as(AdminRole::Auditor);
    for (char const* below : { "", "/properties", "/authentication", "/secrets", "/api", "/permissions" }) {
        browser.get(page(app, below));
        EXPECT_EQ(browser.page.status, 200) << below;
        EXPECT_FALSE(browser.shows("method=\"post\" action=\"" + page(app))) << below;
    }
    EXPECT_EQ(post(page(app, "/properties"), { { "name", "mine" } }).status, 403);
    EXPECT_EQ(again(app).name, "portal");
}

} // namespace
} // namespace gatehouse::console
