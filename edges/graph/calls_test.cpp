// What is about people beside /users itself: their factors, the audit, batches.
#include "core/audit/acting.h"
#include "edges/graph/graph_world_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::graph {
namespace {

using http::Method;

class CallsTest : public GraphWorld {
protected:
    CallsTest()
    {
        allow({ directory_role::kWriteUsers, directory_role::kWriteMethods, directory_role::kReadAudit,
            directory_role::kReadOrganization, directory_role::kReadDomains });
        content_type = "application/json";
        // The keys that were made at the start.
        write([&](Ports& ports) -> Result<void> {
            TRY(ports.audit.remove_before(TenantId(kTenant), clock.now() + 1us, 1000));
            return {};
        });
        User user;
        user.id = UserId(kAnn);
        user.created = clock.now();
        user.identities.push_back({ SignInType::EmailAddress, "contoso.onmicrosoft.com", "ann@example.org" });
        user.attributes["displayName"] = std::string("Ann");
        user.password_hash = "$argon2id$x";
        user.totp_secret = "12345678901234567890";
        write([&](Ports& ports) { return ports.users.insert(TenantId(kTenant), user); });
        Passkey passkey;
        passkey.user = user.id;
        passkey.id = "raw id";
        passkey.name = "Laptop";
        write([&](Ports& ports) { return ports.passkeys.insert(TenantId(kTenant), passkey); });
    }
    static constexpr char const* kAnn = "44444444-4444-4444-8444-444444444444";
    static constexpr char const* kMobile = "3179e48a-750b-4051-897c-87b9720928f7";
    static constexpr char const* kAlternate = "b6332ec1-7057-4abe-9331-3d72feddfe41";
    static constexpr char const* kEmail = "3ddfcfc8-9383-446f-83cc-3ab9be4be18f";
    static std::string factors(std::string const& rest)
    {
        return "/v1.0/users/" + std::string(kAnn) + "/authentication/" + rest;
    }
    User ann()
    {
        return read<std::optional<User>>(
            *store, [&](Ports& ports) { return ports.users.find(TenantId(kTenant), UserId(kAnn)); })
            .value()
            .value();
    }
    std::string kinds()
    {
        auto const events = read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
            return ports.audit.list(TenantId(kTenant), {});
        }).value();
        std::string all;
        for (AuditEvent const& event : events)
            all += std::string(name(event.kind)) + " ";
        return all;
    }
    http::Response batch(json::Array requests)
    {
        return send(Method::Post, "/v1.0/$batch", json::write(json::Object{ { "requests", std::move(requests) } }));
    }
};

TEST_F(CallsTest, PhonesAreRegisteredChangedAndRemoved)
{
    http::Response const created
        = send(Method::Post, factors("phoneMethods"), R"({"phoneNumber":"+1 2065551234","phoneType":"mobile"})");
    EXPECT_EQ(created.status, 201) << created.body;
    EXPECT_EQ(parsed(created).text("id"), kMobile);
    EXPECT_EQ(parsed(created).text("phoneNumber"), "+1 2065551234");
    EXPECT_EQ(text_of(ann().attributes.at("strongAuthenticationPhoneNumber")), "+12065551234");
    EXPECT_EQ(
        send(Method::Post, factors("phoneMethods"), R"({"phoneNumber":"+1 2065551234","phoneType":"mobile"})").status,
        400);
    EXPECT_EQ(
        send(Method::Patch, factors(std::string("phoneMethods/") + kMobile), R"({"phoneNumber":"+49 1701234567"})")
            .status,
        200);
    EXPECT_EQ(values(get(factors("phoneMethods")))[0].as_object()->text("phoneNumber"), "+49 1701234567");
    EXPECT_EQ(
        send(Method::Post, factors("phoneMethods"), R"({"phoneNumber":"+4930123456","phoneType":"alternateMobile"})")
            .status,
        201);
    EXPECT_EQ(send(Method::Delete, factors(std::string("phoneMethods/") + kMobile)).status, 400);
    EXPECT_EQ(send(Method::Delete, factors(std::string("phoneMethods/") + kAlternate)).status, 204);
    EXPECT_EQ(send(Method::Delete, factors(std::string("phoneMethods/") + kMobile)).status, 204);
    EXPECT_EQ(get(factors(std::string("phoneMethods/") + kMobile)).status, 404);
    EXPECT_EQ(kinds(), "factor_removed factor_removed factor_enrolled factor_enrolled factor_enrolled ");
    for (char const* body : { "{}", R"({"phoneNumber":"206","phoneType":"mobile"})",
             R"({"phoneNumber":"+1 2065551234"})", R"({"phoneNumber":"+1 2065551234","phoneType":"office"})",
             R"({"phoneNumber":"+1 2065551234","phoneType":"alternateMobile"})" })
        EXPECT_EQ(send(Method::Post, factors("phoneMethods"), body).status, 400) << body;
}

TEST_F(CallsTest, TheAddressForCodesIsRegisteredChangedAndRemoved)
{
    EXPECT_EQ(send(Method::Post, factors("emailMethods"), R"({"emailAddress":"ann"})").status, 400);
    EXPECT_EQ(send(Method::Post, factors("emailMethods"), R"({"emailAddress":"ann@home.test"})").status, 201);
    EXPECT_EQ(
        send(Method::Patch, factors(std::string("emailMethods/") + kEmail), R"({"emailAddress":"b@home.test"})").status,
        200);
    EXPECT_EQ(parsed(get(factors(std::string("emailMethods/") + kEmail))).text("emailAddress"), "b@home.test");
    EXPECT_EQ(send(Method::Delete, factors(std::string("emailMethods/") + kEmail)).status, 204);
    EXPECT_EQ(values(get(factors("emailMethods"))).size(), 0U);
    EXPECT_EQ(send(Method::Delete, factors("emailMethods/1")).status, 404);
}

TEST_F(CallsTest, AppsAndPasskeysAreSeenWithoutSecretsAndTakenAway)
{
    EXPECT_EQ(values(get(factors("methods"))).size(), 3U);
    json::Array const oath = values(get(factors("softwareOathMethods")));
    ASSERT_EQ(oath.size(), 1U);
    EXPECT_TRUE(oath[0].as_object()->find("secretKey")->is_null());
    std::string const id = oath[0].as_object()->text("id").value_or("");
    EXPECT_EQ(get(factors("softwareOathMethods/" + id)).status, 200);
    EXPECT_EQ(send(Method::Delete, factors("softwareOathMethods/other")).status, 404);
    EXPECT_EQ(send(Method::Delete, factors("softwareOathMethods/" + id)).status, 204);
    EXPECT_EQ(ann().totp_secret, "");
    json::Array const passkeys = values(get(factors("fido2Methods")));
    ASSERT_EQ(passkeys.size(), 1U);
    EXPECT_EQ(passkeys[0].as_object()->text("displayName"), "Laptop");
    EXPECT_EQ(send(Method::Delete, factors("fido2Methods/other")).status, 404);
    EXPECT_EQ(
        send(Method::Delete, factors("fido2Methods/" + passkeys[0].as_object()->text("id").value_or(""))).status, 204);
    EXPECT_EQ(values(get(factors("fido2Methods"))).size(), 0U);
    EXPECT_EQ(values(get(factors("passwordMethods"))).size(), 1U);
    allow({ directory_role::kWriteUsers });
    EXPECT_EQ(get(factors("methods")).status, 403);
    allow({ directory_role::kReadMethods });
    EXPECT_EQ(get(factors("methods")).status, 200);
    EXPECT_EQ(send(Method::Post, factors("emailMethods"), R"({"emailAddress":"ann@home.test"})").status, 403);
}

TEST_F(CallsTest, EachMethodIsReadByItsIdAlone)
{
    send(Method::Post, factors("phoneMethods"), R"({"phoneNumber":"+1 2065551234","phoneType":"mobile"})");
    send(Method::Post, factors("emailMethods"), R"({"emailAddress":"ann@home.test"})");
    size_t seen = 0;
    for (char const* kind :
        { "methods", "passwordMethods", "phoneMethods", "emailMethods", "softwareOathMethods", "fido2Methods" })
        for (json::Value const& listed : values(get(factors(kind)))) {
            std::string const id = listed.as_object()->text("id").value_or("");
            json::Object alone = parsed(get(factors(std::string(kind) + "/" + id)));
            EXPECT_TRUE(alone.text("@odata.context").value_or("").ends_with(std::string(kind) + "/$entity"));
            alone.erase("@odata.context");
            EXPECT_EQ(json::write(alone), json::write(*listed.as_object())) << kind;
            EXPECT_EQ(get(factors(std::string(kind) + "/x" + id)).status, 404);
            ++seen;
        }
    EXPECT_EQ(seen, 10U);
    json::Object const chosen = parsed(get(factors("methods/28c10230-6103-485e-b985-444c60001490?$select=id")));
    EXPECT_EQ(chosen.text("@odata.type"), "#microsoft.graph.passwordAuthenticationMethod");
    EXPECT_FALSE(chosen.find("password"));
}

TEST_F(CallsTest, TheAuditIsReadByTimePersonAndActivity)
{
    auto const append = [&](AuditKind kind, char const* user) {
        clock.advance(1h);
        AuditEvent event;
        event.kind = kind;
        event.time = clock.now();
        event.user = UserId(user);
        event.client = ClientId(kApp);
        event.correlation = CorrelationId("55555555-5555-4555-8555-555555555555");
        write([&](Ports& ports) { return ports.audit.append(TenantId(kTenant), event); });
    };
    append(AuditKind::SignInSucceeded, kAnn);
    append(AuditKind::SignInFailed, kAnn);
    append(AuditKind::UserUpdated, "bob");
    auto const names = [&](std::string const& filter) {
        http::Response const response = get("/v1.0/auditLogs/directoryAudits?$filter=" + url::encode(filter));
        if (response.status != 200)
            return std::to_string(response.status);
        std::string all;
        for (json::Value const& one : values(response))
            all += one.as_object()->text("activityDisplayName").value_or("?") + ", ";
        return all;
    };
    json::Array const all = values(get("/v1.0/auditLogs/directoryAudits?$orderby=activityDateTime%20desc"));
    ASSERT_EQ(all.size(), 3U);
    json::Object const& newest = *all[0].as_object();
    EXPECT_EQ(newest.text("loggedByService"), "Core Directory");
    EXPECT_EQ(newest.text("activityDateTime"), rfc3339(clock.now()));
    EXPECT_EQ(newest.object("initiatedBy")->object("app")->text("appId"), kApp);
    EXPECT_EQ((*newest.array("targetResources"))[0].as_object()->text("id"), "bob");
    constexpr char const* kBoth = "Validate local account credentials, Validate local account credentials, ";
    EXPECT_EQ(names("loggedByService eq 'B2C'"), kBoth);
    EXPECT_EQ(names("loggedByService eq 'B2C' and activityDateTime gt " + rfc3339(clock.now() - 2h)),
        "Validate local account credentials, ");
    EXPECT_EQ(names("activityDateTime ge " + rfc3339(clock.now())), "Update user, ");
    EXPECT_EQ(names("activityDateTime lt " + rfc3339(clock.now())), kBoth);
    EXPECT_EQ(names("activityDateTime le " + rfc3339(clock.now() - 2h)), "Validate local account credentials, ");
    EXPECT_EQ(names("targetResources/any(t:t/id eq '" + std::string(kAnn) + "')"), kBoth);
    EXPECT_EQ(names("activityDisplayName eq 'update user'"), "Update user, ");
    EXPECT_EQ(names("result eq 'failure'"), "Validate local account credentials, ");
    EXPECT_EQ(names("category eq 'UserManagement'"), "Update user, ");
    EXPECT_EQ(names("initiatedBy/app/appId eq 'other'"), "");
    EXPECT_EQ(names("correlationId eq '55555555-5555-4555-8555-555555555555'"), "Update user, " + std::string(kBoth));
    for (char const* filter :
        { "result ne 'failure'", "result eq 'a' or result eq 'b'", "not result eq 'a'", "colour eq 'red'",
            "activityDateTime ge 'soon'", "activityDateTime eq 2026-01-01", "targetResources/any(t:t/type eq 'User')" })
        EXPECT_EQ(names(filter), "400") << filter;
    EXPECT_EQ(get("/v1.0/auditLogs/directoryAudits?$orderby=category").status, 400);
    // Pages.
    std::string link = "/v1.0/auditLogs/directoryAudits?$top=2";
    size_t count = 0;
    for (int pages = 0; !link.empty() && pages < 5; ++pages) {
        json::Object const page = parsed(get(link));
        count += page.array("value")->size();
        link = page.text("@odata.nextLink").value_or("");
        link = link.substr(std::min(link.size(), std::string("http://login.example").size()));
    }
    EXPECT_EQ(count, 3U);
    // One event.
    std::string const id = newest.text("id").value_or("");
    json::Object const alone = parsed(get("/v1.0/auditLogs/directoryAudits/" + id));
    EXPECT_EQ(alone.text("activityDisplayName"), "Update user");
    for (std::string const& other :
        { std::string("B2C_0"), std::string("B2C_x"), id.substr(0, 4), id.substr(4), id + "0" })
        EXPECT_EQ(get("/v1.0/auditLogs/directoryAudits/" + other).status, 404) << other;
    EXPECT_EQ(
        send(Method::Get, "/v1.0/auditLogs/directoryAudits/" + id, "", token(claims(kOther), kOther)).status, 404);
    allow({ directory_role::kWriteUsers });
    EXPECT_EQ(get("/v1.0/auditLogs/directoryAudits").status, 403);
    EXPECT_EQ(get("/v1.0/auditLogs/directoryAudits/" + id).status, 403);
}

TEST_F(CallsTest, Attack50WhoAdministersIsNotTakenOverByAnApp)
{
    std::vector<std::string_view> roles{ directory_role::kWriteUsers, directory_role::kWriteMethods,
        directory_role::kSetPasswords, directory_role::kManageIdentities };
    allow(roles);
    std::string const ann_path = "/v1.0/users/" + std::string(kAnn);
    std::string const password = R"({"passwordProfile":{"password":"xWwvJ]6NMw+bWH-d"}})";
    std::string const reset = factors("methods/28c10230-6103-485e-b985-444c60001490/resetPassword");
    std::tuple<Method, std::string, std::string> const calls[] = { { Method::Patch, ann_path, password },
        { Method::Patch, ann_path,
            R"({"identities":[{"signInType":"emailAddress","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"me@example.org"}]})" },
        { Method::Patch, ann_path, R"({"accountEnabled":false})" }, { Method::Post, reset, "" },
        { Method::Post, factors("phoneMethods"), R"({"phoneNumber":"+1 2065551234","phoneType":"mobile"})" },
        { Method::Post, factors("emailMethods"), R"({"emailAddress":"me@example.org"})" },
        { Method::Delete, factors("softwareOathMethods/" + std::string(kAnn)), "" },
        { Method::Delete, factors("fido2Methods/" + base64url_encode("raw id")), "" },
        { Method::Delete, ann_path, "" } };
    write([&](Ports& ports) {
        return ports.administrators.set_roles(TenantId(kTenant), UserId(kAnn), { AdminRole::Auditor });
    });
    for (auto const& [method, path, body] : calls)
        expect_error(send(method, path, body), 403, "Authorization_RequestDenied", "Insufficient privileges");
    EXPECT_EQ(send(Method::Patch, ann_path, R"({"jobTitle":"Clerk"})").status, 204);
    roles.push_back(directory_role::kGrantRoles);
    allow(roles);
    for (auto const& [method, path, body] : calls)
        EXPECT_LT(send(method, path, body).status, 300) << path;
}

TEST_F(CallsTest, EveryKindOfEventHasAnActivity)
{
    int kinds = 0;
    for (int kind = 0; kind <= static_cast<int>(AuditKind::PersonalDataExported); ++kind, ++kinds) {
        AuditEvent event;
        event.kind = static_cast<AuditKind>(kind);
        event.time = clock.now();
        write([&](Ports& ports) { return ports.audit.append(TenantId(kTenant), event); });
    }
    EXPECT_EQ(values(get("/v1.0/auditLogs/directoryAudits")).size(), static_cast<size_t>(kinds));
}

TEST_F(CallsTest, WhoAdministeredIsToldApartFromWhatTheyChanged)
{
    Acting acting{ .app = ClientId(kApp), .now = clock.now() };
    AuditEvent event = event_of(acting, AuditKind::AppUpdated);
    event.client = ClientId("changed");
    write([&](Ports& ports) { return ports.audit.append(TenantId(kTenant), event); });
    std::string const path = "/v1.0/auditLogs/directoryAudits";
    json::Object const by_app = *values(get(path)).at(0).as_object();
    EXPECT_EQ(by_app.object("initiatedBy")->object("app")->text("appId"), kApp);
    json::Object const& target = *(*by_app.array("targetResources"))[0].as_object();
    EXPECT_EQ(target.text("type"), "Application");
    EXPECT_EQ(target.text("id"), object_id(TenantId(kTenant), ClientId("changed")));
    acting = { .administrator = UserId(kAnn), .now = clock.now() + 1h };
    event = event_of(acting, AuditKind::AppUpdated);
    write([&](Ports& ports) { return ports.audit.append(TenantId(kTenant), event); });
    json::Object const by_person = *values(get(path)).at(0).as_object();
    EXPECT_EQ(by_person.object("initiatedBy")->object("user")->text("id"), kAnn);
    EXPECT_TRUE(by_person.object("initiatedBy")->find("app")->is_null());
    EXPECT_EQ(values(get(path + "?$filter=initiatedBy/app/appId%20eq%20'" + kApp + "'")).size(), 1U);
}

TEST_F(CallsTest, TheOrganizationTellsItsSize)
{
    EXPECT_FALSE(values(get("/v1.0/organization"))[0].as_object()->find("directorySizeQuota"));
    json::Array const all = values(get("/v1.0/organization?$select=directorySizeQuota"));
    ASSERT_EQ(all.size(), 1U);
    ASSERT_EQ(all[0].as_object()->members().size(), 1U);
    EXPECT_EQ(all[0].as_object()->object("directorySizeQuota")->integer("used"), 1);
    std::string const organization = "/v1.0/organization/" + std::string(kTenant);
    EXPECT_EQ(parsed(get(organization)).text("tenantType"), "AAD B2C");
    EXPECT_EQ(
        parsed(get(organization + "?$select=directorySizeQuota")).object("directorySizeQuota")->integer("used"), 1);
    EXPECT_EQ(get("/v1.0/organization/" + std::string(kOther)).status, 404);
    EXPECT_EQ(values(get("/v1.0/domains"))[0].as_object()->text("id"), "contoso.onmicrosoft.com");
    EXPECT_EQ(parsed(get("/v1.0/domains/Contoso.onmicrosoft.com")).boolean("isDefault"), true);
    EXPECT_EQ(get("/v1.0/domains/fabrikam.onmicrosoft.com").status, 404);
}

TEST_F(CallsTest, Attack10AndAttack11LinksFollowTheConfiguredOriginsOnly)
{
    graph.origins = { "https://login.contoso.test", "http://inner.test:8400" };
    std::string const person = R"({"displayName":"Bob","identities":[{"signInType":"federated",)"
                               R"("issuer":"google.com","issuerAssignedId":"1"}]})";
    auto const links = [&] {
        json::Object const page = parsed(get("/v1.0/users?$top=1"));
        json::Object const changes = parsed(get("/v1.0/users/delta"));
        http::Response const batched
            = batch({ json::Object{ { "id", "1" }, { "method", "GET" }, { "url", "/users?$top=1" } } });
        json::Object const inner = *(*parsed(batched).array("responses"))[0].as_object()->object("body");
        return std::vector<std::string>{ page.text("@odata.context").value_or(""),
            page.text("@odata.nextLink").value_or(""), changes.text("@odata.deltaLink").value_or(""),
            inner.text("@odata.nextLink").value_or("") };
    };
    headers = { { "Content-Type", "application/json" } };
    ASSERT_EQ(send(Method::Post, "/v1.0/users", person).status, 201);
    for (auto const& [host, origin] : { std::pair{ "evil.example", "https://login.contoso.test/v1.0/" },
             { "inner.test:8400", "http://inner.test:8400/v1.0/" },
             { "login.contoso.test.evil.example", "https://login.contoso.test/v1.0/" } }) {
        headers = { { "Host", host }, { "Content-Type", "application/json" } };
        for (std::string const& link : links())
            EXPECT_TRUE(link.starts_with(origin)) << host << ": " << link;
        http::Response const created
            = send(Method::Post, "/v1.0/users", replace_all(person, "\"1\"", "\"" + std::string(host) + "\""));
        EXPECT_EQ(created.status, 201) << created.body;
        EXPECT_TRUE(created.headers.get("Location").starts_with(origin + std::string("users/")))
            << created.headers.get("Location");
    }
}

TEST_F(CallsTest, ABatchAnswersEachCallByItself)
{
    http::Response const answer = batch({
        json::Object{
            { "id", "1" }, { "method", "GET" }, { "url", "/users/" + std::string(kAnn) + "?$select=displayName" } },
        json::Object{ { "id", "2" }, { "method", "patch" }, { "url", "users/" + std::string(kAnn) },
            { "headers", json::Object{ { "Content-Type", "application/json" }, { "Authorization", "Bearer x" } } },
            { "body", json::Object{ { "jobTitle", "Clerk" } } } },
        json::Object{ { "id", "3" }, { "method", "GET" }, { "url", "/users/nobody" } },
        json::Object{ { "id", "4" }, { "method", "DELETE" }, { "url", "/users/" + std::string(kAnn) },
            { "dependsOn", json::Array{ "3" } } },
        json::Object{ { "id", "5" }, { "method", "GET" }, { "url", "/policies" } },
    });
    EXPECT_EQ(answer.status, 200) << answer.body;
    json::Object const body = parsed(answer);
    json::Array const& responses = *body.array("responses");
    ASSERT_EQ(responses.size(), 5U);
    std::string statuses;
    for (json::Value const& one : responses)
        statuses += std::to_string(one.as_object()->integer("status").value_or(0)) + " ";
    EXPECT_EQ(statuses, "200 204 404 424 404 ");
    EXPECT_EQ(responses[0].as_object()->object("body")->text("displayName"), "Ann");
    EXPECT_EQ(text_of(ann().attributes.at("jobTitle")), "Clerk");
}

TEST_F(CallsTest, AMalformedBatchIsRefusedAsAWhole)
{
    auto const refused = [&](json::Array requests, char const* words) {
        expect_error(batch(std::move(requests)), 400, "BadRequest", words);
    };
    auto const call = [](char const* id, char const* method, char const* address) {
        return json::Object{ { "id", id }, { "method", method }, { "url", address } };
    };
    refused({}, "1 to 20 requests");
    refused(json::Array(21, call("1", "GET", "/users")), "1 to 20 requests");
    refused({ "x" }, "has no id");
    refused({ call("1", "GET", "/users"), call("1", "GET", "/users") }, "has the id of another one");
    refused({ call("1", "HEAD", "/users") }, "has no method");
    refused({ call("1", "GET", "https://elsewhere.test/") }, "no relative url");
    refused({ call("1", "POST", "/$batch") }, "is a batch itself");
    json::Object early = call("1", "GET", "/users");
    early.set("dependsOn", json::Array{ "2" });
    refused({ early, call("2", "GET", "/users") }, "does not stand before it");
    json::Object untyped = call("1", "PATCH", "/users/x");
    untyped.set("body", json::Object());
    refused({ untyped }, "no Content-Type");
}

TEST_F(CallsTest, WhoCallsTooOftenIsToldWhenToComeBack)
{
    graph.allowance = { 2, 10s };
    EXPECT_EQ(get("/v1.0/domains").status, 200);
    EXPECT_EQ(get("/v1.0/domains").status, 200);
    http::Response const refused = get("/v1.0/domains");
    expect_error(refused, 429, "TooManyRequests", "Please retry again later.");
    EXPECT_EQ(refused.headers.get("Retry-After"), "5");
    EXPECT_EQ(send(Method::Get, "/v1.0/domains", "", token(claims(kOther), kOther)).status, 200);
    clock.advance(5s);
    EXPECT_EQ(get("/v1.0/domains").status, 200);
}

TEST_F(CallsTest, AKeyMayStandInParentheses)
{
    EXPECT_EQ(get("/v1.0/users('" + std::string(kAnn) + "')").status, 200);
    EXPECT_EQ(get("/v1.0/users(%27" + std::string(kAnn) + "%27)/authentication/methods").status, 200);
    EXPECT_EQ(get("/v1.0/users('").status, 404);
    EXPECT_EQ(get("/v1.0/users('')").status, 404);
    EXPECT_EQ(send(Method::Get, "/v1.0/users('" + std::string(kAnn) + "')", "", "").status, 401);
}

} // namespace
} // namespace gatehouse::graph
