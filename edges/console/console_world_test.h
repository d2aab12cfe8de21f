// The console over the real store and the real sign-in; only clock and chance are fakes. A person with an
// authenticator app, and whatever role a test gives them.
#pragma once

#include "edges/console/console.h"

#include "core/administration/console_app.h"
#include "core/directory/hash_pool.h"
#include "core/directory/totp.h"
#include "core/journey/advance.h"
#include "core/ports/ports.h"
#include "edges/oidc/edge.h"
#include "libs/testkit/browser.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <gtest/gtest.h>

namespace gatehouse::console {

using namespace std::chrono_literals;

inline constexpr char const* kTenant = "11111111-1111-4111-8111-111111111111";
inline constexpr char const* kOther = "22222222-2222-4222-8222-222222222222";
inline constexpr char const* kDomain = "contoso.onmicrosoft.com";
inline constexpr char const* kOtherDomain = "fabrikam.onmicrosoft.com";
inline constexpr char const* kOrigin = "http://localhost:8400";
inline constexpr char const* kEmail = "ada@example.test";
inline constexpr char const* kPassword = "Correct-horse-1";
inline std::string const kTotpSecret = "12345678901234567890";

class ConsoleWorld : public testing::Test {
protected:
    explicit ConsoleWorld(std::string const& at_origin = kOrigin)
        : origin(at_origin)
        , store(open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random)
                  .value())
    {
        for (char const* id : { kTenant, kOther }) {
            Tenant tenant;
            tenant.id = TenantId(id);
            tenant.domain = id == std::string(kTenant) ? kDomain : kOtherDomain;
            tenant.signing_algorithm = crypto::Algorithm::Es256; // made in a moment
            tenant.hash_cost = { .memory_kib = 8, .passes = 1 };
            write([&](Ports& ports) { return ports.tenants.save(tenant); });
            EXPECT_TRUE(keys.refresh(tenant).has_value());
        }
        ada = add_user(kTenant, kEmail, "Ada");
        EXPECT_TRUE(plans.refresh().has_value());
        oidc::mount(router, edge);
        mount(router, console);
    }

    template <class Work>
    void write(Work const& work)
    {
        auto const done = store->transact(work);
        ASSERT_TRUE(done.has_value()) << done.error().detail;
    }
    UserId add_user(char const* tenant, std::string const& email, std::string const& name)
    {
        User user;
        user.id = UserId(random_guid(random));
        user.identities = { { SignInType::EmailAddress, kDomain, email } };
        user.attributes["displayName"] = name;
        user.password_hash = hasher.hash(Password(kPassword), { .memory_kib = 8, .passes = 1 }).value();
        user.totp_secret = kTotpSecret;
        user.created = user.tokens_valid_from = clock.now();
        write([&](Ports& ports) { return ports.users.insert(TenantId(tenant), user); });
        return user.id;
    }
    void give(std::vector<AdminRole> const& roles, UserId const& user, char const* tenant = kTenant)
    {
        write([&](Ports& ports) { return ports.administrators.set_roles(TenantId(tenant), user, roles); });
    }
    static std::string at(std::string const& path) { return "/admin/" + std::string(kDomain) + path; }

    // Begins at a page of the console; ends where the flow ends.
    void sign_in(std::string const& page = at(""), std::string const& email = kEmail)
    {
        browser.get(page);
        prove(email);
    }
    // From the sign-in page on, with the code that the app shows now.
    void prove(std::string const& email = kEmail)
    {
        clock.advance(31s); // a code works once
        browser.press("continue", { { "signInName", email }, { "password", kPassword } });
        if (browser.has_element("MfaAppExchange"))
            browser.follow("MfaAppExchange");
        std::int64_t const step = unix_seconds(clock.now()) / 30;
        browser.press("continue", { { "otpCode", totp_code(kTotpSecret, step) } });
    }
    void sign_in_as(AdminRole role, std::string const& page = at(""))
    {
        give({ role }, ada);
        sign_in(page);
    }
    // A form of the page that has this action, with its form key, as a browser sends it.
    http::Response const& post(std::string const& path, testkit::Browser::Pairs const& values = {})
    {
        url::Form form;
        form.add("form_key", form_key());
        for (auto const& [name, value] : values)
            form.add(name, value);
        return browser.post(path, form);
    }
    std::string form_key() { return testkit::between(browser.html(), "name=\"form_key\" value=\"", "\""); }
    void happen(AuditKind kind, std::string const& correlation = "", char const* tenant = kTenant)
    {
        AuditEvent event;
        event.kind = kind;
        event.time = clock.now();
        event.correlation = CorrelationId(correlation);
        event.detail = "{}";
        write([&](Ports& ports) { return ports.audit.append(TenantId(tenant), event); });
    }
    std::vector<AuditEvent> audited(AuditKind kind, char const* tenant = kTenant)
    {
        return read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
            return ports.audit.list(TenantId(tenant), { .kind = kind, .limit = 1000 });
        }).value();
    }
    std::optional<User> load(UserId const& id, char const* tenant = kTenant)
    {
        return read<std::optional<User>>(*store, [&](Ports& ports) {
            return ports.users.find(TenantId(tenant), id);
        }).value();
    }
    bool is_in() const { return browser.page.status == 200 && browser.shows("class=\"menu\""); }

    std::string origin;
    testkit::FakeClock clock;
    testkit::FakeRandom random;
    std::unique_ptr<Store> store;
    HashPool hasher{ { .threads = 1, .queue = 16 } };
    Plans plans{ *store };
    KeyRings keys{ *store, clock };
    journey::Services services{ *store, hasher, clock, random };
    oidc::Edge edge{ { .origins = { origin } }, *store, plans, keys, services, clock, random,
        Secret<oidc::CsrfKeyTag>("a key for forms") };
    Console console{ *store, plans, keys, clock, random, hasher, std::string(32, 'c'), { origin } };
    http::Router router;
    testkit::Browser browser{ router, origin };
    UserId ada;
};

} // namespace gatehouse::console
