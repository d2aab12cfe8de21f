#include "edges/console/console_world_test.h"

#include "core/trace/trace.h"

namespace gatehouse::console {
namespace {

class ConsoleAudit : public ConsoleWorld {
protected:
    void happen_to(UserId const& user, AuditKind kind, std::string const& correlation, std::string const& detail = "{}")
    {
        write([&](Ports& ports) {
            return ports.audit.append(TenantId(kTenant),
                { .kind = kind,
                    .time = clock.now(),
                    .correlation = CorrelationId(correlation),
                    .user = user,
                    .client = ClientId("aaaaaaaa-0000-4000-8000-000000000001"),
                    .policy = PolicyId("B2C_1_x"),
                    .address = "192.0.2.77",
                    .detail = detail });
        });
    }
};

constexpr char const* kJourney = "12345678-0000-4000-8000-aaaaaaaaaaa1";

TEST_F(ConsoleAudit, EventsAreFilteredByWhatTheyAre)
{
    happen_to({}, AuditKind::SignInFailed, kJourney);
    happen_to({}, AuditKind::CodeSent, "12345678-0000-4000-8000-aaaaaaaaaaa2");
    sign_in_as(AdminRole::Auditor);
    auto const shown = [&](std::string const& filter) {
        browser.get(at("/audit?" + filter));
        EXPECT_EQ(browser.page.status, 200) << filter;
        return std::pair(browser.shows("aaaaaaaaaaa1\"><code"), browser.shows("aaaaaaaaaaa2\"><code"));
    };
    EXPECT_EQ(shown("kind=sign_in_failed"), std::pair(true, false));
    EXPECT_EQ(shown("kind=code_sent"), std::pair(false, true));
    EXPECT_EQ(shown("correlation=" + std::string(kJourney)), std::pair(true, false));
    EXPECT_EQ(shown("policy=B2C_1_x"), std::pair(true, true));
    EXPECT_EQ(shown("policy=B2C_1_y"), std::pair(false, false));
    EXPECT_EQ(shown("client=aaaaaaaa-0000-4000-8000-000000000001"), std::pair(true, true));
    EXPECT_EQ(shown("user=" + ada.text()), std::pair(false, false));
    EXPECT_EQ(shown("since=2100-01-01"), std::pair(false, false));
    EXPECT_EQ(shown("until=2100-01-01T10:00"), std::pair(true, true));
    EXPECT_EQ(browser.get(at("/audit?kind=none")).status, 400);
    EXPECT_EQ(browser.get(at("/audit?since=yesterday")).status, 400);
}

TEST_F(ConsoleAudit, WhoDidItAndWhatChangedIsReadAndLinked)
{
    happen_to(UserId("00000000-0000-4000-8000-00000000dead"), AuditKind::UserUpdated, kJourney,
        R"({"by":"console","administrator":")" + ada.text()
            + R"(","changed":["displayName","<b>"],"new":true,"some":{"count":2}})");
    happen_to({}, AuditKind::UserUpdated, kJourney, "no JSON");
    sign_in_as(AdminRole::Global);
    browser.get(at("/audit?kind=user_updated"));
    EXPECT_EQ(browser.page.status, 200);
    std::string const link = "<a href=\"" + at("/users/" + ada.text()) + "\">";
    EXPECT_TRUE(browser.shows("by: console · administrator: " + link)) << browser.html();
    EXPECT_TRUE(browser.shows("· changed: displayName, &lt;b&gt; · new: yes · some: {&quot;count&quot;:2}"))
        << browser.html();
    sign_in_as(AdminRole::Policy);
    browser.get(at("/audit?kind=user_updated"));
    EXPECT_TRUE(browser.shows("administrator: <code>" + ada.text() + "</code>")) << "a role that sees no people";
}

// Attack 55: a page's token is text from outside.
TEST_F(ConsoleAudit, Attack55TheListGoesOnByPagesAndAForgedOneIsRefused)
{
    for (int i = 0; i < 60; ++i) {
        happen(AuditKind::CodeSent, "00000000-0000-4000-8000-0000000000" + std::to_string(10 + i));
        clock.advance(1s);
    }
    sign_in_as(AdminRole::Auditor);
    browser.get(at("/audit?kind=code_sent"));
    EXPECT_TRUE(browser.shows("0000000069\"><code"));
    EXPECT_FALSE(browser.shows("0000000010\"><code"));
    std::string const next = testkit::between(browser.html(), "<p class=\"pager\"><a href=\"", "\"");
    std::string address = next;
    for (size_t at = address.find("&amp;"); at != std::string::npos; at = address.find("&amp;"))
        address.replace(at, 5, "&");
    browser.get(address);
    EXPECT_TRUE(browser.shows("0000000010\"><code")) << address;
    EXPECT_FALSE(browser.shows("0000000069\"><code"));
    for (char const* forged : { "1", "1,2,3", "a,b", "1'%20or%201=1,2" })
        EXPECT_EQ(browser.get(at("/audit?after=" + std::string(forged))).status, 400) << forged;
}

TEST_F(ConsoleAudit, TheExportIsAFileWithoutFormulasAndOnRecord)
{
    happen_to({}, AuditKind::SignInFailed, kJourney, R"({"name":"a \"quoted\" one"})");
    happen_to({}, AuditKind::SignInFailed, "=HYPERLINK(1)");
    sign_in_as(AdminRole::Auditor);
    browser.get(at("/audit/export.csv?kind=sign_in_failed"));
    EXPECT_EQ(browser.page.headers.get("Content-Disposition"), "attachment; filename=\"audit.csv\"");
    EXPECT_TRUE(browser.shows("time,event,user,client,policy,address,correlation,detail\r\n"));
    EXPECT_TRUE(browser.shows("\"sign_in_failed\""));
    EXPECT_TRUE(browser.shows("\"'=hyperlink(1)\"") || browser.shows("\"'=HYPERLINK(1)\""));
    EXPECT_TRUE(browser.shows("a \\\"\"quoted\\\"\" one")) << browser.html();
    EXPECT_FALSE(browser.shows("administrator_signed_in"));
    ASSERT_EQ(audited(AuditKind::PersonalDataExported).size(), 1U);
}

TEST_F(ConsoleAudit, EveryKindCanBeAskedFor)
{
    sign_in_as(AdminRole::Auditor);
    browser.get(at("/audit"));
    for (char const* kind : { "sign_in_succeeded", "personal_data_exported", "people_imported", "people_exported" })
        EXPECT_TRUE(browser.shows("<option value=\"" + std::string(kind) + "\"")) << kind;
}

TEST_F(ConsoleAudit, AnEventLeadsToItsAppAndItsPolicyAndAGroupHasAllItsKinds)
{
    write([&](Ports& ports) -> Result<void> {
        Application app;
        app.id = ClientId("aaaaaaaa-0000-4000-8000-000000000001");
        app.name = "Portal app";
        StoredPolicy policy;
        policy.id = PolicyId("B2C_1_x");
        TRY(ports.policies.save(TenantId(kTenant), policy));
        return ports.applications.save(TenantId(kTenant), app);
    });
    for (AuditKind const kind : { AuditKind::SignInFailed, AuditKind::UserCreated, AuditKind::AccountLocked })
        happen_to({}, kind, kJourney);
    sign_in_as(AdminRole::Auditor);
    std::string const group = testkit::between(browser.html(), "/audit?kind=failures", "\"");
    EXPECT_EQ(group, "&amp;since=2026-11-21T13%3A00&amp;until=2026-11-22T13%3A00") << browser.html();
    browser.get(at("/audit?kind=failures&since=2026-11-21T13%3A00&until=2026-11-22T13%3A00"));
    EXPECT_TRUE(browser.shows("Sign-in failed</span>")) << browser.html();
    EXPECT_TRUE(browser.shows("Account locked</span>"));
    EXPECT_FALSE(browser.shows("User created</span>"));
    EXPECT_TRUE(browser.shows(at("/apps/aaaaaaaa-0000-4000-8000-000000000001") + "\">Portal app</a>"));
    EXPECT_TRUE(browser.shows(at("/policies/B2C_1_x") + "\">B2C_1_x</a>"));
    browser.get(at("/audit/export.csv?kind=failures"));
    EXPECT_TRUE(browser.shows("account_locked"));
    EXPECT_FALSE(browser.shows("user_created"));
    browser.cookies.clear();
    sign_in_as(AdminRole::User, at("/audit?kind=failures"));
    EXPECT_TRUE(browser.shows("Portal app")) << browser.html();
    EXPECT_FALSE(browser.shows("/apps/")) << "the role does not reach apps";
}

TEST_F(ConsoleAudit, AnEventLeadsToItsJourneyAndTheLookIsOnRecord)
{
    happen_to(ada, AuditKind::SignInSucceeded, kJourney);
    trace::Event event{ .kind = trace::Kind::Profile, .journey = "SignUpOrSignIn", .step = 1, .name = "Login<b>" };
    event.changes
        = { { "displayName", std::nullopt, "Ada" }, { "password", std::nullopt, std::string(trace::kMasked) } };
    trace::Leg const leg{ .time = clock.now(),
        .correlation = CorrelationId(kJourney),
        .policy = PolicyId("B2C_1_x"),
        .tenant = kDomain,
        .action = "begin",
        .events = { event } };
    write([&](Ports& ports) {
        return ports.journey_traces.append(
            TenantId(kTenant), { CorrelationId(kJourney), clock.now(), trace::write(leg) });
    });
    sign_in_as(AdminRole::Policy);
    browser.get(at("/audit/" + std::string(kJourney)));
    EXPECT_TRUE(browser.shows("Login&lt;b&gt;")) << browser.html();
    EXPECT_TRUE(browser.shows("displayName"));
    EXPECT_TRUE(browser.shows("***"));
    EXPECT_FALSE(browser.shows("style=\""));
    ASSERT_EQ(audited(AuditKind::PersonalDataRead).size(), 1U);
    EXPECT_EQ(audited(AuditKind::PersonalDataRead)[0].user, ada);
    EXPECT_EQ(browser.get(at("/audit/12345678-0000-4000-8000-00000000ffff")).status, 404);
}

TEST_F(ConsoleAudit, Attack54AnotherTenantsJourneyIsNobodys)
{
    happen(AuditKind::SignInFailed, kJourney, kOther);
    sign_in_as(AdminRole::Global);
    EXPECT_EQ(browser.get(at("/audit/" + std::string(kJourney))).status, 404);
    browser.get(at("/audit?correlation=" + std::string(kJourney)));
    EXPECT_TRUE(browser.shows("No such event."));
}

class ConsoleSearch : public ConsoleWorld {
protected:
    void keep_an_app_and_a_policy()
    {
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.policies.save(TenantId(kTenant), { PolicyId("B2C_1A_Mine"), "<x/>", "", clock.now() }));
            Application app;
            app.id = ClientId(kApp);
            app.name = "Portal app";
            return ports.applications.save(TenantId(kTenant), app);
        });
    }

    static constexpr auto kApp = "aaaaaaaa-0000-4000-8000-000000000001";
};

TEST_F(ConsoleSearch, OneBoxTakesAnyId)
{
    keep_an_app_and_a_policy();
    sign_in_as(AdminRole::Global);
    std::string const correlation = audited(AuditKind::AdministratorSignedIn)[0].correlation.text();
    auto const heading = [&](std::string const& asked) {
        browser.get(at("/search?q=" + asked));
        return testkit::between(browser.html(), "<h1 class=\"heading\">", "</h1>");
    };
    EXPECT_EQ(heading(ada.text()), "Ada");
    EXPECT_EQ(heading(kEmail), "Ada");
    EXPECT_EQ(heading("B2C_1A_mine"), "B2C_1A_Mine");
    EXPECT_EQ(heading(correlation), "Journey " + correlation);
    EXPECT_EQ(heading(kApp), "Portal app");
    EXPECT_EQ(heading("ortal"), "Portal app");
    EXPECT_EQ(heading("1a_MI"), "B2C_1A_Mine");
    EXPECT_EQ(heading("nothing-at-all"), "Search");
    EXPECT_TRUE(browser.shows("Nothing that you may see"));
}

TEST_F(ConsoleSearch, WhatTheRoleDoesNotReachIsNotFound)
{
    sign_in_as(AdminRole::Auditor);
    browser.get(at("/search?q=" + std::string(kEmail)));
    EXPECT_TRUE(browser.shows("Nothing that you may see"));
    EXPECT_FALSE(browser.shows(ada.text()));
}

TEST_F(ConsoleSearch, WhoLooksAfterPeopleFindsNoAppsAndPolicies)
{
    keep_an_app_and_a_policy();
    sign_in_as(AdminRole::User);
    for (std::string const asked : { kApp, "B2C_1A_Mine" }) {
        browser.get(at("/search?q=" + asked));
        EXPECT_TRUE(browser.shows("Nothing that you may see")) << asked;
    }
}

using ConsoleDashboard = ConsoleWorld;

TEST_F(ConsoleDashboard, WhatHappenedIsDrawnAndSaid)
{
    for (int i = 0; i < 3; ++i)
        happen(AuditKind::UserCreated);
    sign_in_as(AdminRole::Auditor);
    EXPECT_TRUE(browser.shows("Sign-ups: 3 in all, at most 3 an hour")) << browser.html();
    EXPECT_TRUE(browser.shows("<svg"));
    browser.get(at("?span=month"));
    EXPECT_TRUE(browser.shows("Sign-ups: 3 in all, at most 3 a day"));
    EXPECT_TRUE(browser.shows("<summary>Numbers</summary>"));
    EXPECT_FALSE(browser.shows("Time to answer")) << "nothing is measured";
}

TEST_F(ConsoleDashboard, HowLongRequestsTakeIsDrawnOverTime)
{
    Time const now = clock.now();
    console.latencies = [&](TenantId const& tenant, std::string_view endpoint) {
        std::map<Time, metrics::Histogram> slots;
        if (tenant == TenantId(kTenant) && endpoint == "token") {
            for (double const seconds : { 0.004, 0.004, 0.2 })
                slots[now - 20min].add(seconds);
            slots[now].add(0.004);
        }
        return slots;
    };
    sign_in_as(AdminRole::Auditor);
    std::string const page(browser.html());
    EXPECT_TRUE(browser.shows("Tokens: half of the requests within 3.8 ms and 95 of 100 within 4.9 ms at 12:00, the "
                              "latest; the slowest were 228 ms at 11:40."))
        << page;
    EXPECT_TRUE(browser.shows("Sign-in pages: no request."));
    std::string const curves = page.substr(page.find("aria-labelledby=\"plot-latency-token\""));
    EXPECT_EQ(testkit::between(curves, "<path class=\"curve slow\" d=\"", "\""), "M293.75 59.06h2.08M297.91 94.23h2.08")
        << "two points with nothing between them";
    EXPECT_TRUE(browser.shows("data-label=\"95 of 100\">228 ms"));
}

} // namespace
} // namespace gatehouse::console
