#include "core/applications/registration.h"

#include "core/applications/directory_api.h"
#include "core/applications/secrets.h"
#include "core/ports/ports.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using namespace std::chrono_literals;

class RegistrationTest : public testing::Test {
protected:
    RegistrationTest()
    {
        web_.name = "portal";
        web_.redirect_uris = { { "https://portal.example.org/signin-oidc" } };
        api_.name = "tasks";
        api_.app_id_uri = "https://contoso.onmicrosoft.com/tasks";
        api_.scopes = { { "Tasks.Read", "Read tasks" }, { "Tasks.Write", "Write tasks" } };
        api_.roles = { { "Tasks.Export", "Export tasks" } };
    }
    // What the work objects to; nothing when it does not.
    template <class Work>
    std::optional<Objection> objection(Work const& work)
    {
        std::optional<Objection> found;
        EXPECT_TRUE(store_->transact([&](Ports& ports) -> Result<void> {
            auto const done = work(ports);
            if (!done)
                found = done.error();
            return {};
        }));
        return found;
    }
    Application registered(Application const& wanted)
    {
        Application app;
        EXPECT_FALSE(objection([&](Ports& ports) {
            auto done = register_app(ports, tenant_, acting(), random_, wanted);
            if (done)
                app = *done;
            return done;
        }));
        return app;
    }
    Application stored(ClientId const& id)
    {
        return read<std::optional<Application>>(
            *store_, [&](Ports& ports) { return ports.applications.find(tenant_, id); })
            .value()
            .value_or(Application());
    }
    std::optional<Objection> update(ClientId const& id, std::function<void(Application&)> const& edit)
    {
        return objection([&](Ports& ports) -> Judged<void> {
            Application const before = TRY(load_app(ports, tenant_, id));
            Application after = before;
            edit(after);
            return update_app(ports, tenant_, acting(), before, after, { "displayName" });
        });
    }
    std::optional<Objection> grant(ClientId const& id, Consent const& consent)
    {
        return objection([&](Ports& ports) -> Judged<Application> {
            Application app = TRY(load_app(ports, tenant_, id));
            return grant_consent(ports, tenant_, acting(), std::move(app), consent);
        });
    }
    Acting acting() const
    {
        return {
            .app = ClientId("script"), .correlation = CorrelationId("c"), .address = "192.0.2.1", .now = clock_.now()
        };
    }
    // "app_created {...}", newest first.
    std::string newest_event()
    {
        auto const events
            = read<std::vector<AuditEvent>>(*store_, [&](Ports& ports) { return ports.audit.list(tenant_, {}); });
        return std::string(name(events->front().kind)) + " " + events->front().detail;
    }

    testkit::FakeClock clock_;
    testkit::FakeRandom random_;
    TenantId tenant_{ "tenant" };
    std::unique_ptr<Store> store_
        = open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random_).value();
    Application web_;
    Application api_;
};

TEST_F(RegistrationTest, ANewAppHasAnIdAndNothingThatOthersGive)
{
    web_.secrets = { { "mine", SecretDigest("d"), "abc", clock_.now() + 1h } };
    web_.permissions = { { directory_api().id, "User.Read.All", true, PermissionKind::Role } };
    Application const app = stored(registered(web_).id);
    EXPECT_EQ(app.name, "portal");
    EXPECT_EQ(app.created, clock_.now());
    EXPECT_TRUE(app.secrets.empty());
    ASSERT_EQ(app.permissions.size(), 1u);
    EXPECT_FALSE(app.permissions[0].consented);
    EXPECT_EQ(newest_event(), R"(app_created {"by":"directory API","app":"script","name":"portal"})");
}

TEST_F(RegistrationTest, WhatCannotBeRegisteredIsSaidWithItsProperty)
{
    struct Case {
        std::function<void(Application&)> edit;
        std::string property;
        std::string reason;
    };
    auto const redirect = [](std::string uri) { return [uri](Application& app) { app.redirect_uris = { { uri } }; }; };
    auto const app_id_uri = [](std::string uri) { return [uri](Application& app) { app.app_id_uri = uri; }; };
    auto const scope = [](std::string name) { return [name](Application& app) { app.scopes = { { name, "" } }; }; };
    Case const cases[] = {
        { [](Application& app) { app.name = " "; }, "displayName", "1 to 256" },
        { [](Application& app) { app.name = std::string(257, 'x'); }, "displayName", "1 to 256" },
        { redirect("http://portal.example.org/"), "web/redirectUris", "use https" },
        { redirect("https://*.example.org/"), "web/redirectUris", "" },
        { redirect("https://portal.example.org/a*"), "web/redirectUris", "wildcards" },
        { redirect("https://portal.example.org/#x"), "web/redirectUris", "fragment" },
        { redirect("javascript:alert(1)"), "web/redirectUris", "" },
        { redirect("https://portal.example.org/" + std::string(256, 'x')), "web/redirectUris", "at most 256" },
        { [](Application& app) { app.redirect_uris.resize(2, app.redirect_uris[0]); }, "web/redirectUris", "twice" },
        { [](Application& app) { app.redirect_uris.push_back({ app.redirect_uris[0].uri, AppKind::Spa }); },
            "spa/redirectUris", "twice" },
        { [](Application& app) { app.redirect_uris.push_back({ "myapp.test://auth", AppKind::Spa }); },
            "spa/redirectUris", "not allowed" },
        { [](Application& app) {
             for (int i = 0; i < 100; ++i)
                 app.redirect_uris.push_back({ "https://portal.example.org/" + std::to_string(i) });
         },
            "web/redirectUris", "at most 100" },
        { [](Application& app) { app.front_channel_logout_uri = "https://other.example.org/out"; }, "web/logoutUrl",
            "scheme, host and port" },
        { app_id_uri("tasks"), "identifierUris", "begins with https://" },
        { app_id_uri("https://contoso.onmicrosoft.com/tasks/"), "identifierUris", "slash" },
        { app_id_uri("https://contoso.onmicrosoft.com/ta sks"), "identifierUris", "no space" },
        { app_id_uri("https://contoso.onmicrosoft.com/*"), "identifierUris", "wildcard" },
        { app_id_uri("https://graph.microsoft.com"), "identifierUris", "belongs to the directory API" },
        { scope("Tasks Read"), "api/oauth2PermissionScopes", "no space" },
        { scope("tasks/read"), "api/oauth2PermissionScopes", "slash" },
        { scope(".default"), "api/oauth2PermissionScopes", "dot" },
        { scope(std::string(121, 'x')), "api/oauth2PermissionScopes", "120" },
        { [](Application& app) { app.scopes = { { "a", "" }, { "A", "" } }; }, "api/oauth2PermissionScopes", "twice" },
        { [](Application& app) { app.scopes = { { "a", "", "1" } }; }, "api/oauth2PermissionScopes", "no GUID" },
        { [](Application& app) { app.roles = { { "", "" } }; }, "appRoles", "1 to 120" },
    };
    for (Case const& one : cases) {
        Application app = web_;
        one.edit(app);
        auto const judged = check_registration(app);
        ASSERT_FALSE(judged) << one.property << " " << one.reason;
        EXPECT_EQ(judged.error().property, one.property);
        EXPECT_NE(judged.error().reason.find(one.reason), std::string::npos) << judged.error().reason;
    }
    EXPECT_TRUE(check_registration(api_));
}

TEST_F(RegistrationTest, AnAppIdUriIsOneAppsOnly)
{
    ClientId const id = registered(api_).id;
    auto const refused = objection([&](Ports& ports) { return register_app(ports, tenant_, acting(), random_, api_); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, Objection::Kind::Taken);
    EXPECT_FALSE(update(id, [](Application& app) { app.name = "tasks 2"; }));
}

TEST_F(RegistrationTest, AnUpdateGivesNeitherSecretNorConsent)
{
    ClientId const api = registered(api_).id;
    ClientId const id = registered(web_).id;
    EXPECT_FALSE(update(id, [&](Application& app) {
        app.secrets = { { "mine", SecretDigest("d"), "abc", clock_.now() + 1h } };
        app.permissions = { { api, "Tasks.Read", true, PermissionKind::Scope } };
    }));
    EXPECT_TRUE(stored(id).secrets.empty());
    EXPECT_FALSE(stored(id).permissions.at(0).consented);
    EXPECT_EQ(newest_event(), R"(app_updated {"by":"directory API","app":"script","properties":["displayName"]})");
    EXPECT_FALSE(grant(id, { api, PermissionKind::Scope, { "Tasks.Read" } }));
    EXPECT_FALSE(update(id, [](Application& app) { app.name = "portal 2"; }));
    EXPECT_TRUE(stored(id).permissions.at(0).consented);
}

TEST_F(RegistrationTest, AScopeIsDisabledBeforeItIsRemovedAndItsConsentEnds)
{
    ClientId const api = registered(api_).id;
    ClientId const id = registered(web_).id;
    EXPECT_FALSE(grant(id, { api, PermissionKind::Scope, { "Tasks.Read", "Tasks.Write" } }));
    EXPECT_FALSE(grant(id, { api, PermissionKind::Role, { "Tasks.Export" } }));
    auto const refused = update(api, [](Application& app) { app.scopes.erase(app.scopes.begin()); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->kind, Objection::Kind::Enabled);
    EXPECT_EQ(refused->reason, "'Tasks.Read' is enabled; disable it before you remove it.");
    EXPECT_TRUE(update(api, [](Application& app) { app.roles.clear(); }));
    EXPECT_FALSE(update(api, [](Application& app) { app.scopes[0].enabled = false; }));
    EXPECT_TRUE(grant(id, { api, PermissionKind::Scope, { "Tasks.Read" } }));
    EXPECT_EQ(stored(id).permissions.size(), 3u);
    EXPECT_FALSE(update(api, [](Application& app) { app.scopes.erase(app.scopes.begin()); }));
    ASSERT_EQ(stored(id).permissions.size(), 2u);
    EXPECT_EQ(stored(id).permissions[0].scope, "Tasks.Write");
}

TEST_F(RegistrationTest, ASecretIsShownOnceAndSeveralLive)
{
    ClientId const id = registered(web_).id;
    std::vector<std::string> texts;
    for (int i = 0; i < 2; ++i)
        EXPECT_FALSE(objection([&](Ports& ports) -> Judged<void> {
            Application const app = TRY(load_app(ports, tenant_, id));
            NewSecret const made = TRY(add_secret(ports, tenant_, acting(), random_, app, { .name = "s1" }));
            EXPECT_EQ(made.kept.hint, made.text.reveal().substr(0, 3));
            EXPECT_EQ(made.kept.expires, clock_.now() + 24h * 365 * 2);
            texts.emplace_back(made.text.reveal());
            return {};
        }));
    Application const app = stored(id);
    ASSERT_EQ(app.secrets.size(), 2u);
    for (std::string const& text : texts) {
        EXPECT_EQ(text.size(), 43u);
        EXPECT_TRUE(check_secret(app, text, clock_.now()));
        EXPECT_EQ(newest_event().find(text), std::string::npos);
    }
    EXPECT_EQ(newest_event(),
        R"(app_secret_added {"by":"directory API","app":"script","keyId":")" + app.secrets[1].key_id + "\"}");
    auto const remove = [&](std::string const& key_id) {
        return objection([&](Ports& ports) { return remove_secret(ports, tenant_, acting(), stored(id), key_id); });
    };
    EXPECT_FALSE(remove(app.secrets[0].key_id));
    EXPECT_FALSE(check_secret(stored(id), texts[0], clock_.now()));
    EXPECT_TRUE(check_secret(stored(id), texts[1], clock_.now()));
    ASSERT_TRUE(remove(app.secrets[0].key_id));
    EXPECT_EQ(remove("nobody")->kind, Objection::Kind::Missing);
}

TEST_F(RegistrationTest, WhoCannotKeepASecretGetsNone)
{
    auto const add = [&](Application const& app, SecretWish const& wish) {
        return objection([&](Ports& ports) { return add_secret(ports, tenant_, acting(), random_, app, wish); });
    };
    Application const web = registered(web_);
    EXPECT_EQ(add(web, { .expires = clock_.now() })->property, "endDateTime");
    EXPECT_EQ(add(web, { .name = std::string(257, 'x') })->property, "displayName");
    Application full = web;
    full.secrets.resize(kMostSecrets);
    EXPECT_EQ(add(full, {})->property, "passwordCredentials");
    web_.kind = AppKind::Spa;
    EXPECT_FALSE(add(registered(web_), {})) << "a part of it is a web app";
    web_.redirect_uris.front().kind = AppKind::Spa;
    EXPECT_EQ(add(registered(web_), {})->property, "passwordCredentials");
}

TEST_F(RegistrationTest, ConsentIsForWhatThereIsAndCanBeTakenBack)
{
    ClientId const api = registered(api_).id;
    ClientId const id = registered(web_).id;
    EXPECT_EQ(grant(id, { api, PermissionKind::Scope, { "Tasks.Delete" } })->kind, Objection::Kind::Missing);
    EXPECT_EQ(grant(id, { api, PermissionKind::Role, { "Tasks.Read" } })->kind, Objection::Kind::Missing);
    EXPECT_EQ(grant(id, { ClientId("nobody"), PermissionKind::Role, { "x" } })->kind, Objection::Kind::Missing);
    EXPECT_FALSE(grant(id, { directory_api().id, PermissionKind::Role, { "User.Read.All" } }));
    EXPECT_EQ(newest_event(),
        R"(consent_granted {"by":"directory API","app":"script","resource":"00000003-0000-0000-c000-000000000000",)"
        R"("kind":"role","names":["User.Read.All"]})");
    EXPECT_TRUE(stored(id).permissions.at(0).consented);
    EXPECT_FALSE(objection([&](Ports& ports) {
        return revoke_consent(ports, tenant_, acting(), stored(id),
            { directory_api().id, PermissionKind::Role, { "User.Read.All", "User.ReadWrite.All" } });
    }));
    ASSERT_EQ(stored(id).permissions.size(), 1u);
    EXPECT_FALSE(stored(id).permissions[0].consented);
}

TEST_F(RegistrationTest, ARemovedAppIsGoneFromWhatOthersWereGranted)
{
    ClientId const api = registered(api_).id;
    ClientId const id = registered(web_).id;
    EXPECT_FALSE(grant(id, { api, PermissionKind::Scope, { "Tasks.Read" } }));
    EXPECT_FALSE(objection([&](Ports& ports) { return remove_app(ports, tenant_, acting(), stored(api)); }));
    EXPECT_TRUE(stored(api).name.empty());
    EXPECT_TRUE(stored(id).permissions.empty());
    EXPECT_EQ(newest_event(), R"(app_deleted {"by":"directory API","app":"script","name":"tasks"})");
}

TEST_F(RegistrationTest, ADeletedAppComesBackWithWhatItHadAndWithWhatOthersHadOfIt)
{
    ClientId const api = registered(api_).id;
    ClientId const id = registered(web_).id;
    EXPECT_FALSE(grant(id, { api, PermissionKind::Scope, { "Tasks.Read" } }));
    Application const before = stored(api);
    EXPECT_FALSE(objection([&](Ports& ports) { return remove_app(ports, tenant_, acting(), before); }));
    auto const restore = [&](Ports& ports) -> Judged<void> {
        DeletedApplication const deleted = TRY(load_deleted_app(ports, tenant_, api));
        TRY(restore_app(ports, tenant_, acting(), deleted));
        return {};
    };
    // Its address is somebody else's meanwhile.
    Application squatter = registered(web_);
    squatter.app_id_uri = before.app_id_uri;
    ASSERT_TRUE(store_->transact([&](Ports& ports) { return ports.applications.save(tenant_, squatter); }));
    EXPECT_EQ(objection(restore)->kind, Objection::Kind::Taken);
    squatter.app_id_uri = "";
    ASSERT_TRUE(store_->transact([&](Ports& ports) { return ports.applications.save(tenant_, squatter); }));

    EXPECT_FALSE(objection(restore));
    EXPECT_EQ(newest_event(), R"(app_restored {"by":"directory API","app":"script","name":"tasks"})");
    EXPECT_EQ(stored(api).app_id_uri, before.app_id_uri);
    ASSERT_EQ(stored(id).permissions.size(), 1U);
    EXPECT_TRUE(stored(id).permissions[0].consented);
    EXPECT_EQ(objection(restore)->kind, Objection::Kind::Missing);
}

TEST_F(RegistrationTest, ADeletedAppThatIsErasedDoesNotComeBack)
{
    ClientId const id = registered(web_).id;
    EXPECT_FALSE(objection([&](Ports& ports) { return remove_app(ports, tenant_, acting(), stored(id)); }));
    EXPECT_FALSE(objection([&](Ports& ports) -> Judged<void> {
        return erase_app(ports, tenant_, acting(), TRY(load_deleted_app(ports, tenant_, id)));
    }));
    EXPECT_EQ(newest_event().substr(0, 10), "app_erased");
    EXPECT_EQ(objection([&](Ports& ports) -> Judged<void> {
        TRY(load_deleted_app(ports, tenant_, id));
        return {};
    })->kind,
        Objection::Kind::Missing);
}

TEST(DirectoryApi, WhoIsGivenASecretOfAnAppCanBeNoMoreThanTheGiver)
{
    auto const with = [](char const* id, std::vector<std::string> const& roles, bool consented = true) {
        Application app;
        app.id = ClientId(id);
        for (std::string const& role : roles)
            app.permissions.push_back({ directory_api().id, role, consented, PermissionKind::Role });
        return app;
    };
    Application const caller = with("caller", { "Application.ReadWrite.All", "User.Read.All" });
    EXPECT_TRUE(is_within_reach(with("plain", {}), caller));
    EXPECT_TRUE(is_within_reach(with("reader", { "User.Read.All" }), caller));
    EXPECT_FALSE(is_within_reach(with("writer", { "User.Read.All", "User.ReadWrite.All" }), caller));
    EXPECT_TRUE(is_within_reach(with("asks", { "User.ReadWrite.All" }, false), caller));
    EXPECT_TRUE(is_within_reach(
        with("writer", { "User.ReadWrite.All" }), with("granter", { "AppRoleAssignment.ReadWrite.All" })));
    EXPECT_TRUE(is_within_reach(with("self", { "User.ReadWrite.All" }), with("self", {})));
}

} // namespace
} // namespace gatehouse
