#include "store/conformance/store_test.h"

namespace gatehouse::store {
namespace {

using namespace std::chrono_literals;

class RecordsContract : public StoreTest {
protected:
    Result<void> append(AuditKind kind, char const* user, char const* correlation = "")
    {
        return write([&](Ports& ports) {
            return ports.audit.append(tenant_,
                { .kind = kind,
                    .time = now(),
                    .correlation = CorrelationId(correlation),
                    .user = UserId(user),
                    .client = ClientId("client"),
                    .policy = PolicyId("policy"),
                    .address = "192.0.2.1",
                    .detail = "{}" });
        });
    }
    std::string kinds(Audit::Query const& query)
    {
        std::string text;
        for (AuditEvent const& event : read([&](Ports& ports) { return ports.audit.list(tenant_, query); }).value())
            text += std::string(name(event.kind)) + " ";
        return text;
    }
    Message message(std::string id, std::string to = "ada@example.test") const
    {
        return { .id = std::move(id),
            .channel = Channel::Sms,
            .to = std::move(to),
            .subject = "subject",
            .text = "your code",
            .html = "<p>your code",
            .created = now(),
            .attempts = 0,
            .sent = {},
            .error = {} };
    }
    void send(Message const& row)
    {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.messages.append(tenant_, row); }));
    }
    std::string due(int limit = 10)
    {
        std::string ids;
        for (Message const& row : read([&](Ports& ports) { return ports.messages.due(now(), limit); }).value())
            ids += row.id + " ";
        return ids;
    }
};
ON_EVERY_DRIVER(RecordsContract);

TEST_P(RecordsContract, AuditEventsComeNewestFirstAlsoWithinOneMicrosecond)
{
    ASSERT_TRUE(append(AuditKind::SignInFailed, "ada", "c1"));
    ASSERT_TRUE(append(AuditKind::AccountLocked, "ada", "c1"));
    ASSERT_TRUE(append(AuditKind::SignInSucceeded, "bob", "c2"));
    clock().advance(1us);
    ASSERT_TRUE(append(AuditKind::SignedOut, "ada", "c3"));
    EXPECT_EQ(kinds({}), "signed_out sign_in_succeeded account_locked sign_in_failed ");
    EXPECT_EQ(
        kinds({ .correlation = {}, .user = UserId("ada"), .kind = {} }), "signed_out account_locked sign_in_failed ");
    EXPECT_EQ(kinds({ .correlation = CorrelationId("c1"), .user = {}, .kind = {} }), "account_locked sign_in_failed ");
    EXPECT_EQ(kinds({ .correlation = CorrelationId("c1"), .user = UserId("ada"), .kind = AuditKind::SignInFailed }),
        "sign_in_failed ");
    EXPECT_EQ(kinds({ .correlation = {}, .user = {}, .kind = {}, .limit = 2 }), "signed_out sign_in_succeeded ");
    EXPECT_TRUE(read([&](Ports& ports) { return ports.audit.list(other_tenant_, {}); }).value().empty());
    EXPECT_EQ(kinds({ .since = now() }), "signed_out ");
    EXPECT_EQ(kinds({ .until = now() }), "sign_in_succeeded account_locked sign_in_failed ");
    auto const first = read([&](Ports& ports) { return ports.audit.list(tenant_, { .limit = 2 }); }).value();
    EXPECT_EQ(kinds({ .after = std::pair(first[1].time, first[1].number) }), "account_locked sign_in_failed ");
}

TEST_P(RecordsContract, AnAuditEventComesBackAsItWasUntilItIsOld)
{
    ASSERT_TRUE(append(AuditKind::KeyRotated, "", ""));
    auto const event = read([&](Ports& ports) { return ports.audit.list(tenant_, {}); }).value().at(0);
    EXPECT_EQ(event.time, now());
    EXPECT_TRUE(event.user.empty());
    EXPECT_EQ(event.client, ClientId("client"));
    EXPECT_EQ(event.policy, PolicyId("policy"));
    EXPECT_EQ(event.address, "192.0.2.1");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.audit.remove_before(other_tenant_, now() + 1us, 100); }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.audit.remove_before(tenant_, now(), 100); }));
    EXPECT_NE(kinds({}), "");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.audit.remove_before(tenant_, now() + 1us, 100); }));
    EXPECT_EQ(kinds({}), "");
}

TEST_P(RecordsContract, AuditEventsOlderThanTheTenantKeepsThemGo)
{
    Tenant tenant;
    tenant.id = tenant_;
    tenant.domain = "contoso.test";
    tenant.audit_kept = 48h;
    ASSERT_TRUE(write([&](Ports& ports) { return ports.tenants.save(tenant); }));
    ASSERT_TRUE(append(AuditKind::KeyRotated, "", ""));
    clock().advance(1h);
    ASSERT_TRUE(append(AuditKind::SignedOut, "ada", ""));
    clock().advance(48h);
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(kinds({}), "signed_out ");
}

TEST_P(RecordsContract, AuditEventsAreCountedInSteps)
{
    auto const counts = [&] {
        std::string told;
        for (AuditCount const& count :
            read([&](Ports& ports) { return ports.audit.count(tenant_, now() - 24h, now() + 1s, 1h); }).value())
            told += rfc3339(count.from).substr(11, 5) + " " + std::string(name(count.kind)) + " "
                + std::to_string(count.events) + "; ";
        return told;
    };
    EXPECT_EQ(counts(), "");
    std::string const first = rfc3339(now()).substr(11, 3) + "00 ";
    ASSERT_TRUE(append(AuditKind::SignInFailed, "ada", ""));
    ASSERT_TRUE(append(AuditKind::SignInFailed, "bob", ""));
    ASSERT_TRUE(append(AuditKind::SignedOut, "bob", ""));
    clock().advance(1h);
    std::string const second = rfc3339(now()).substr(11, 3) + "00 ";
    ASSERT_TRUE(append(AuditKind::SignInFailed, "bob", ""));
    EXPECT_EQ(counts(), first + "sign_in_failed 2; " + first + "signed_out 1; " + second + "sign_in_failed 1; ");
}

TEST_P(RecordsContract, WhatEventsSayOfAPersonCanBeForgotten)
{
    ASSERT_TRUE(append(AuditKind::SignInFailed, "ada", "c1"));
    ASSERT_TRUE(append(AuditKind::SignInFailed, "bob", "c1"));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.audit.forget(tenant_, UserId("ada")); }));
    auto const events = read([&](Ports& ports) { return ports.audit.list(tenant_, {}); }).value();
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].address, "192.0.2.1");
    EXPECT_EQ(events[1].user, UserId("ada"));
    EXPECT_EQ(events[1].address, "");
    EXPECT_EQ(events[1].detail, "");
}

TEST_P(RecordsContract, MessagesAreDueOldestFirstUntilSent)
{
    send(message("1"));
    send(message("2"));
    clock().advance(1s);
    send(message("3"));
    EXPECT_EQ(due(), "1 2 3 ");
    EXPECT_EQ(due(1), "1 ");
    auto const first = read([&](Ports& ports) { return ports.messages.due(now(), 1); }).value().at(0);
    EXPECT_EQ(first.text, "your code");
    EXPECT_EQ(first.html, "<p>your code");
    EXPECT_EQ(first.channel, Channel::Sms);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.messages.mark_sent("1", now(), false); }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.messages.mark_sent("2", now(), true); }));
    EXPECT_EQ(due(), "3 ");
    auto const all = read([&](Ports& ports) { return ports.messages.list(10); }).value();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].id, "3");
    EXPECT_EQ(all[1].text, "your code");
    EXPECT_EQ(all[2].text, "");
    EXPECT_EQ(all[2].sent, now());
}

TEST_P(RecordsContract, AFailedMessageWaitsLongerEachTimeAndIsGivenUp)
{
    send(message("1"));
    auto wait = 2s;
    for (int attempt = 1; attempt < 8; ++attempt, wait *= 2) {
        ASSERT_TRUE(write([&](Ports& ports) { return ports.messages.mark_failed("1", now(), "refused"); }));
        clock().advance(wait - 1us);
        EXPECT_EQ(due(), "") << attempt;
        clock().advance(1us);
        EXPECT_EQ(due(), "1 ") << attempt;
    }
    ASSERT_TRUE(write([&](Ports& ports) { return ports.messages.mark_failed("1", now(), "refused"); }));
    clock().advance(1h);
    EXPECT_EQ(due(), "");
    auto const row = read([&](Ports& ports) { return ports.messages.list(1); }).value().at(0);
    EXPECT_EQ(row.attempts, 8);
    EXPECT_EQ(row.error, "refused");
}

TEST_P(RecordsContract, MessagesToOneAddressAreCountedInAnyCase)
{
    send(message("1", "ada@example.test"));
    clock().advance(1min);
    send(message("2", "ADA@example.test"));
    send(message("3", "bob@example.test"));
    auto const count = [&](Time since) {
        return read([&](Ports& ports) {
            return ports.messages.count_since(tenant_, "Ada@example.test", since);
        }).value();
    };
    EXPECT_EQ(count(now() - 1min), 2);
    EXPECT_EQ(count(now()), 1);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.messages.remove_before(now()); }));
    EXPECT_EQ(count(now() - 1min), 1);
}

TEST_P(RecordsContract, ATenantIsFoundByIdOrDomainInAnyCase)
{
    Tenant tenant{ .id = TenantId("ABCD-1"),
        .domain = "Insurance.test",
        .display_name = "Insurance",
        .signing_algorithm = crypto::Algorithm::Es256,
        .key_lifetime = 48h,
        .key_published_before = 3h,
        .hash_cost = { .memory_kib = 8192, .passes = 3 },
        .lockout = { .threshold = 5, .first_lock = 30s },
        .origins = { "https://login.insurance.test", "https://id.insurance.test:8443" },
        .refresh_grace = 7s,
        .iss_in_answers = true,
        .dpop_nonces = true,
        .texts_per_hour = 7,
        .extensions_app = ClientId("831374b3-bd50-41bf-aa54-263ec9e050fc") };
    ASSERT_TRUE(write([&](Ports& ports) { return ports.tenants.save(tenant); }));
    tenant.display_name = "Renamed";
    ASSERT_TRUE(write([&](Ports& ports) { return ports.tenants.save(tenant); }));
    for (char const* name : { "abcd-1", "ABCD-1", "insurance.TEST" }) {
        auto const found = read([&](Ports& ports) { return ports.tenants.find(name); }).value().value();
        EXPECT_EQ(found.id, TenantId("abcd-1"));
        EXPECT_EQ(found.domain, "insurance.test");
        EXPECT_EQ(found.display_name, "Renamed");
        EXPECT_EQ(found.signing_algorithm, crypto::Algorithm::Es256);
        EXPECT_EQ(found.key_lifetime, 48h);
        EXPECT_EQ(found.key_published_before, 3h);
        EXPECT_EQ(found.hash_cost, tenant.hash_cost);
        EXPECT_EQ(found.lockout.threshold, 5);
        EXPECT_EQ(found.lockout.first_lock, 30s);
        EXPECT_EQ(found.origins, tenant.origins);
        EXPECT_TRUE(found.iss_in_answers);
        EXPECT_TRUE(found.dpop_nonces);
        EXPECT_EQ(found.texts_per_hour, 7);
        EXPECT_EQ(extension_prefix(found), "extension_831374b3bd5041bfaa54263ec9e050fc_");
        EXPECT_EQ(found.refresh_grace, 7s);
    }
    EXPECT_FALSE(read([&](Ports& ports) { return ports.tenants.find("other"); }).value());
    EXPECT_EQ(read([&](Ports& ports) { return ports.tenants.list(); }).value().size(), 1U);
    tenant.id = TenantId("ABCD-2");
    EXPECT_EQ(write([&](Ports& ports) { return ports.tenants.save(tenant); }).error().fault, Fault::Conflict);
}

TEST_P(RecordsContract, AnApplicationComesBackAsItWas)
{
    Application app{ .id = ClientId("web"),
        .name = "Portal",
        .kind = AppKind::Native,
        .enabled = false,
        .redirect_uris = { { "https://a.test/cb", AppKind::Web }, { "http://localhost", AppKind::Native } },
        .secrets = { { "first", SecretDigest("d"), "abc", now() } },
        .app_id_uri = "https://insurance.test/api",
        .scopes = { { "Read", "reads" } },
        .roles = { { "Export", "exports" } },
        .permissions
        = { { ClientId("api"), "Read", true }, { ClientId("api"), "Export", false, PermissionKind::Role } },
        .implicit_id_token = true,
        .implicit_token = true,
        .keys = R"({"keys":[]})",
        .front_channel_logout_uri = "https://a.test/out",
        .back_channel_logout_uri = "https://a.test/told",
        .pushed_requests = Use::Allowed,
        .request_objects = Use::Required,
        .dpop = Use::Allowed };
    ASSERT_TRUE(write([&](Ports& ports) { return ports.applications.save(tenant_, app); }));
    auto const found
        = read([&](Ports& ports) { return ports.applications.find(tenant_, ClientId("web")); }).value().value();
    EXPECT_EQ(found.name, "Portal");
    EXPECT_EQ(found.kind, AppKind::Native);
    EXPECT_FALSE(found.enabled);
    EXPECT_EQ(found.redirect_uris, app.redirect_uris);
    ASSERT_EQ(found.secrets.size(), 1U);
    EXPECT_EQ(found.secrets[0].digest, SecretDigest("d"));
    EXPECT_EQ(found.secrets[0].hint, "abc");
    EXPECT_EQ(found.secrets[0].expires, now());
    ASSERT_EQ(found.scopes.size(), 1U);
    EXPECT_EQ(found.scopes[0].description, "reads");
    ASSERT_EQ(found.permissions.size(), 2U);
    EXPECT_TRUE(found.permissions[0].consented);
    EXPECT_FALSE(found.permissions[1].consented);
    EXPECT_EQ(found.permissions[1].resource, ClientId("api"));
    EXPECT_EQ(found.permissions[0].kind, PermissionKind::Scope);
    EXPECT_EQ(found.permissions[1].kind, PermissionKind::Role);
    ASSERT_EQ(found.roles.size(), 1U);
    EXPECT_EQ(found.roles[0].name, "Export");
    EXPECT_EQ(found.roles[0].description, "exports");
    EXPECT_EQ(found.dpop, Use::Allowed);
    EXPECT_TRUE(found.implicit_id_token);
    EXPECT_TRUE(found.implicit_token);
    EXPECT_EQ(found.keys, app.keys);
    EXPECT_EQ(found.front_channel_logout_uri, app.front_channel_logout_uri);
    EXPECT_EQ(found.back_channel_logout_uri, app.back_channel_logout_uri);
    EXPECT_EQ(found.pushed_requests, Use::Allowed);
    EXPECT_EQ(found.request_objects, Use::Required);
    auto const by_uri = read([&](Ports& ports) {
        return ports.applications.find_by_uri(tenant_, "https://insurance.test/api");
    }).value();
    EXPECT_EQ(by_uri.value().id, ClientId("web"));
    EXPECT_FALSE(read([&](Ports& ports) { return ports.applications.find(other_tenant_, ClientId("web")); }).value());
}

TEST_P(RecordsContract, ADeletedApplicationIsFoundByNothingElseAndComesBackAsItWas)
{
    Application app;
    app.id = ClientId("web");
    app.name = "Portal";
    app.app_id_uri = "https://insurance.test/api";
    app.secrets = { { .name = "first", .digest = SecretDigest("digest"), .hint = "abc", .expires = now() } };
    Permission const permission{ ClientId("web"), "Read", true, PermissionKind::Role };
    auto const find = [&](TenantId const& tenant) {
        return read([&](Ports& ports) { return ports.deleted_applications.find(tenant, app.id); }).value();
    };
    ASSERT_TRUE(write([&](Ports& ports) {
        return ports.deleted_applications.save(tenant_, { app, now(), { { ClientId("script"), permission } } });
    }));
    EXPECT_FALSE(read([&](Ports& ports) { return ports.applications.find(tenant_, app.id); }).value());
    EXPECT_FALSE(read([&](Ports& ports) {
        return ports.applications.find_by_uri(tenant_, "https://insurance.test/api");
    }).value());
    EXPECT_FALSE(find(other_tenant_));
    auto const kept = find(tenant_);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->app.name, "Portal");
    EXPECT_EQ(kept->app.secrets.at(0).digest, SecretDigest("digest"));
    EXPECT_EQ(kept->deleted, now());
    ASSERT_EQ(kept->held.size(), 1U);
    EXPECT_EQ(kept->held[0].holder, ClientId("script"));
    EXPECT_EQ(kept->held[0].permission.resource, app.id);
    EXPECT_EQ(kept->held[0].permission.kind, PermissionKind::Role);
    EXPECT_TRUE(kept->held[0].permission.consented);
    // Deleted once more: the last one counts.
    app.name = "Portal 2";
    ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_applications.save(tenant_, { app, now(), {} }); }));
    EXPECT_EQ(find(tenant_)->app.name, "Portal 2");
    EXPECT_TRUE(find(tenant_)->held.empty());
    ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_applications.remove(tenant_, app.id); }));
    EXPECT_FALSE(find(tenant_));
}

TEST_P(RecordsContract, ADeletedApplicationIsKeptForThirtyDays)
{
    auto const keep = [&](char const* id, std::string const& name) {
        Application app;
        app.id = ClientId(id);
        app.name = name;
        ASSERT_TRUE(write([&](Ports& ports) { return ports.deleted_applications.save(tenant_, { app, now(), {} }); }));
    };
    auto const names = [&] {
        std::string all;
        for (DeletedApplication const& one :
            read([&](Ports& ports) { return ports.deleted_applications.list(tenant_); }).value())
            all += one.app.name;
        return all;
    };
    keep("1", "b");
    clock().advance(kDeletedApplicationsKept - std::chrono::hours(1));
    keep("2", "a");
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(names(), "ab");
    clock().advance(std::chrono::hours(1));
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(names(), "a");
}

TEST_P(RecordsContract, TwoApplicationsMayExposeNothingButNotTheSameUri)
{
    auto const save = [&](char const* id, char const* uri) {
        Application app;
        app.id = ClientId(id);
        app.app_id_uri = uri;
        return write([&](Ports& ports) { return ports.applications.save(tenant_, app); });
    };
    EXPECT_TRUE(save("a", ""));
    EXPECT_TRUE(save("b", ""));
    EXPECT_TRUE(save("a", "https://insurance.test/api"));
    EXPECT_EQ(save("b", "https://insurance.test/api").error().fault, Fault::Conflict);
    EXPECT_EQ(read([&](Ports& ports) { return ports.applications.list(tenant_); }).value().size(), 2U);
}

TEST_P(RecordsContract, SigningKeysComeBackUntilTheyVerifyNoMore)
{
    StoredSigningKey key;
    key.kid = "k1";
    key.created = now();
    key.signs_from = now() + 1h;
    key.signs_until = now() + 2h;
    key.verifies_until = now() + 3h;
    key.private_bytes = crypto::PrivateKeyBytes("private");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.signing_keys.insert(tenant_, key); }));
    EXPECT_EQ(
        write([&](Ports& ports) { return ports.signing_keys.insert(tenant_, key); }).error().fault, Fault::Conflict);
    auto const list = [&] { return read([&](Ports& ports) { return ports.signing_keys.list(tenant_); }).value(); };
    auto const keys = list();
    ASSERT_EQ(keys.size(), 1U);
    EXPECT_EQ(keys[0].kid, "k1");
    EXPECT_EQ(keys[0].container, key.container);
    EXPECT_EQ(keys[0].signs_from, key.signs_from);
    EXPECT_EQ(keys[0].signs_until, key.signs_until);
    EXPECT_EQ(keys[0].verifies_until, key.verifies_until);
    EXPECT_TRUE(keys[0].private_bytes.equals("private"));
    ASSERT_TRUE(
        write([&](Ports& ports) { return ports.signing_keys.set_ends(tenant_, "k1", now() + 90min, now() + 150min); }));
    EXPECT_EQ(list()[0].signs_until, now() + 90min);
    EXPECT_EQ(list()[0].verifies_until, now() + 150min);
    ASSERT_TRUE(
        write([&](Ports& ports) { return ports.signing_keys.set_ends(tenant_, "k1", now() + 2h, now() + 3h); }));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.signing_keys.remove_expired(tenant_, now() + 3h - 1us); }));
    EXPECT_EQ(list().size(), 1U);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.signing_keys.remove_expired(tenant_, now() + 3h); }));
    EXPECT_EQ(list().size(), 0U);
}

TEST_P(RecordsContract, Attack76APolicyIsFoundInAnyCaseAndInItsTenantOnly)
{
    StoredPolicy const policy{ .id = PolicyId("B2C_1_SignIn"), .xml = "<a/>", .user_flow = "{}", .updated = now() };
    ASSERT_TRUE(write([&](Ports& ports) { return ports.policies.save(tenant_, policy); }));
    auto const find = [&](TenantId const& tenant, char const* id) {
        return read([&](Ports& ports) { return ports.policies.find(tenant, PolicyId(id)); }).value();
    };
    EXPECT_EQ(find(tenant_, "b2c_1_signin").value().id, PolicyId("B2C_1_SignIn"));
    EXPECT_EQ(find(tenant_, "b2c_1_signin").value().xml, "<a/>");
    EXPECT_FALSE(find(other_tenant_, "B2C_1_SignIn"));
    EXPECT_FALSE(find(tenant_, "B2C_1_%"));
    EXPECT_EQ(read([&](Ports& ports) { return ports.policies.list(tenant_); }).value().size(), 1U);
    ASSERT_TRUE(write([&](Ports& ports) { return ports.policies.remove(tenant_, PolicyId("b2c_1_SIGNIN")); }));
    EXPECT_FALSE(find(tenant_, "B2C_1_SignIn"));
}

TEST_P(RecordsContract, APolicySecretIsFoundInAnyCaseAndOnlyInItsTenant)
{
    ASSERT_TRUE(
        write([&](Ports& ports) { return ports.policy_secrets.save(tenant_, "B2C_1A_Api", PolicySecret("first")); }));
    ASSERT_TRUE(
        write([&](Ports& ports) { return ports.policy_secrets.save(tenant_, "b2c_1a_api", PolicySecret("second")); }));
    auto const text_of = [&](TenantId const& tenant, std::string const& name) {
        std::string text;
        EXPECT_TRUE(store().read([&](Ports& ports) -> gatehouse::Result<void> {
            if (auto const found = TRY(ports.policy_secrets.find(tenant, name)))
                text = found->reveal();
            return {};
        }));
        return text;
    };
    EXPECT_EQ(text_of(tenant_, "B2C_1A_API"), "second");
    EXPECT_EQ(text_of(tenant_, "B2C_1A_Other"), "");
    EXPECT_EQ(text_of(other_tenant_, "B2C_1A_Api"), "");
}

TEST_P(RecordsContract, AKeySetHasItsKeysInTheOrderTheyCameIn)
{
    auto const sets = [&](TenantId const& tenant) {
        return read([&](Ports& ports) { return ports.policy_secrets.list_sets(tenant); }).value();
    };
    auto const secret = [&](std::string const& kid) {
        auto const found = read([&](Ports& ports) { return ports.policy_secrets.find(tenant_, "B2C_1A_API", kid); });
        return found.value() ? std::string((*found.value()).reveal()) : "none";
    };
    PolicyKey const first{ .kid = "z", .type = "oct", .use = "enc", .added = now(), .begins = now() + 1h };
    PolicyKey const second{ .kid = "a", .type = "RSA", .use = "sig", .added = now(), .expires = now() + 2h };
    ASSERT_TRUE(write([&](Ports& ports) -> gatehouse::Result<void> {
        TRY(ports.policy_secrets.save_set(tenant_, { "B2C_1A_Api", now() }));
        TRY(ports.policy_secrets.save_set(tenant_, { "B2C_1A_Mail", now() }));
        TRY(ports.policy_secrets.add_key(tenant_, "b2c_1a_api", first, PolicySecret("hush")));
        return ports.policy_secrets.add_key(tenant_, "B2C_1A_Api", second, std::nullopt);
    }));
    ASSERT_EQ(sets(tenant_).size(), 2U);
    EXPECT_TRUE(sets(tenant_)[1].keys.empty());
    auto const found = read([&](Ports& ports) { return ports.policy_secrets.find_set(tenant_, "b2c_1a_API"); });
    for (PolicyKeySet const& set : { sets(tenant_)[0], found.value().value() }) {
        EXPECT_EQ(set.id, "B2C_1A_Api");
        EXPECT_EQ(set.changed, now());
        ASSERT_EQ(set.keys.size(), 2U);
        EXPECT_EQ(set.keys[0].kid, "z");
        EXPECT_EQ(set.keys[0].use, "enc");
        EXPECT_EQ(set.keys[0].added, now());
        EXPECT_EQ(set.keys[0].begins, now() + 1h);
        EXPECT_EQ(set.keys[0].expires, std::nullopt);
        EXPECT_EQ(set.keys[1].type, "RSA");
        EXPECT_EQ(set.keys[1].begins, std::nullopt);
        EXPECT_EQ(set.keys[1].expires, now() + 2h);
    }
    EXPECT_EQ(secret("z"), "hush");
    EXPECT_EQ(secret("a"), "none") << "it stands for the tenant's keys";
    EXPECT_EQ(secret("other"), "none");
    ASSERT_TRUE(write([&](Ports& ports) { return ports.policy_secrets.remove_key(tenant_, "B2C_1A_Api", "z"); }));
    EXPECT_EQ(sets(tenant_)[0].keys.size(), 1U);
    EXPECT_EQ(secret("z"), "none");
    EXPECT_TRUE(sets(other_tenant_).empty());
}

TEST_P(RecordsContract, ASecretAloneIsTheOnlyKeyOfItsSetAndGoesWithIt)
{
    auto const sets
        = [&] { return read([&](Ports& ports) { return ports.policy_secrets.list_sets(tenant_); }).value(); };
    ASSERT_TRUE(write([&](Ports& ports) -> gatehouse::Result<void> {
        TRY(ports.policy_secrets.save_set(tenant_, { "B2C_1A_Api", now() }));
        TRY(ports.policy_secrets.add_key(
            tenant_, "B2C_1A_Api", { .kid = "k", .type = "oct", .use = "enc", .added = now() }, PolicySecret("old")));
        TRY(ports.policy_secrets.save(tenant_, "b2c_1a_API", PolicySecret("secret")));
        return ports.policy_secrets.save(tenant_, "B2C_1A_Mail", PolicySecret("secret"));
    }));
    ASSERT_EQ(sets().size(), 2U);
    EXPECT_EQ(sets()[0].id, "B2C_1A_Api");
    EXPECT_EQ(sets()[0].changed, now());
    EXPECT_EQ(sets()[1].id, "B2C_1A_Mail");
    for (PolicyKeySet const& set : sets()) {
        ASSERT_EQ(set.keys.size(), 1U);
        EXPECT_EQ(set.keys[0].type, "oct");
        EXPECT_EQ(set.keys[0].begins, std::nullopt);
        EXPECT_EQ(set.keys[0].expires, std::nullopt);
    }
    ASSERT_TRUE(write([&](Ports& ports) { return ports.policy_secrets.remove_set(tenant_, "b2c_1a_api"); }));
    EXPECT_FALSE(read([&](Ports& ports) { return ports.policy_secrets.find_set(tenant_, "B2C_1A_Api"); }).value());
    EXPECT_FALSE(read([&](Ports& ports) { return ports.policy_secrets.find(tenant_, "B2C_1A_Api"); }).value());
    EXPECT_EQ(sets().size(), 1U);
}

} // namespace
} // namespace gatehouse::store
