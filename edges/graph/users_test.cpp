#include "core/directory/identity.h"
#include "core/flows/parts.h"
#include "edges/graph/graph_world_test.h"

namespace gatehouse::graph {
namespace {

using http::Method;

std::string escaped(std::string_view text)
{
    return url::encode(text);
}

class UsersTest : public GraphWorld {
protected:
    UsersTest()
    {
        allow({ directory_role::kWriteUsers, directory_role::kManageIdentities, directory_role::kSetPasswords });
        content_type = "application/json";
        declare("extension_loyaltyNumber", policy::AttributeType::Text);
        declare("extension_Points", policy::AttributeType::Integer);
        declare("extension_Member", policy::AttributeType::Boolean);
        declare("extension_Tag", policy::AttributeType::Text);
    }
    void declare(std::string id, policy::AttributeType type)
    {
        Tenant tenant;
        tenant.id = TenantId(kTenant);
        write([&](Ports& ports) -> Result<void> {
            TRY(flows::save_attribute(ports, { tenant, {} }, { .id = std::move(id), .settings = { .type = type } }));
            return {};
        });
    }
    static json::Object local(std::string const& display_name, std::string const& email)
    {
        return { { "accountEnabled", true }, { "displayName", display_name },
            { "identities",
                json::Array{ json::Object{ { "signInType", "emailAddress" }, { "issuer", "contoso.onmicrosoft.com" },
                    { "issuerAssignedId", email } } } },
            { "passwordProfile",
                json::Object{ { "password", "xWwvJ]6NMw+bWH-d" }, { "forceChangePasswordNextSignIn", false } } },
            { "passwordPolicies", "DisablePasswordExpiration" } };
    }
    http::Response post(json::Object const& body) { return send(Method::Post, "/v1.0/users", json::write(body)); }
    std::string create(json::Object const& body)
    {
        http::Response const created = post(body);
        EXPECT_EQ(created.status, 201) << created.body;
        return parsed(created).text("id").value_or("");
    }
    http::Response patch(std::string const& id, std::string const& body)
    {
        return send(Method::Patch, "/v1.0/users/" + id, body);
    }
    json::Object person(std::string const& id) { return parsed(get("/beta/users/" + id)); }
    User stored(std::string const& id)
    {
        return read<std::optional<User>>(
            *store, [&](Ports& ports) { return ports.users.find(TenantId(kTenant), UserId(id)); })
            .value()
            .value();
    }
    // Display names of what a filter finds, in order of it, by "eventual" where the filter needs it.
    std::string found(std::string const& filter)
    {
        headers = { { "ConsistencyLevel", "eventual" } };
        http::Response const response = get("/v1.0/users?$count=true&$orderby=displayName&$filter=" + escaped(filter));
        headers.clear();
        if (response.status != 200)
            return std::to_string(response.status) + " "
                + json::parse_object(response.body).value().object("error")->text("message").value_or("");
        std::string names;
        for (json::Value const& one : values(response))
            names += one.as_object()->text("displayName").value_or("?") + " ";
        return names;
    }
    static std::string prefix_of_tenant()
    {
        Tenant tenant;
        tenant.id = TenantId(kTenant);
        return extension_prefix(tenant);
    }
    std::string const prefix = prefix_of_tenant();
};

TEST_F(UsersTest, APersonIsCreatedShownAndFoundAsTheDocumentationDoes)
{
    json::Object body = local("Ann Lee", "ann@example.org");
    body.set(prefix + "loyaltyNumber", "212342");
    http::Response const created = post(body);
    EXPECT_EQ(created.status, 201) << created.body;
    json::Object const shown = parsed(created);
    std::string const id = shown.text("id").value_or("");
    EXPECT_EQ(created.headers.get("Location"), "http://login.example/v1.0/users/" + id);
    EXPECT_EQ(shown.text("@odata.context"), "http://login.example/v1.0/$metadata#users/$entity");
    EXPECT_EQ(shown.text("displayName"), "Ann Lee");
    EXPECT_EQ(shown.text("userPrincipalName"), id + "@contoso.onmicrosoft.com");
    EXPECT_TRUE(shown.find("mail") && shown.find("mail")->is_null());
    EXPECT_FALSE(shown.find("identities"));
    EXPECT_FALSE(shown.find(prefix + "loyaltyNumber"));

    http::Response const list = get("/v1.0/users?$filter="
        + escaped("identities/any(c:c/issuerAssignedId eq 'ANN@example.org' and c/issuer eq 'contoso.onmicrosoft.com')")
        + "&$select=id,identities," + prefix + "loyaltyNumber");
    EXPECT_EQ(list.status, 200) << list.body;
    json::Array const people = values(list);
    ASSERT_EQ(people.size(), 1U);
    json::Object const& one = *people[0].as_object();
    EXPECT_EQ(one.members().size(), 3U);
    EXPECT_EQ(one.text("id"), id);
    EXPECT_EQ(one.text(prefix + "loyaltyNumber"), "212342");
    ASSERT_EQ(one.array("identities")->size(), 2U);
    EXPECT_EQ((*one.array("identities"))[1].as_object()->text("signInType"), "userPrincipalName");

    EXPECT_EQ(get("/v1.0/users/" + id + "@contoso.onmicrosoft.com").status, 200);
    expect_error(
        get("/v1.0/users/" + id + "@fabrikam.onmicrosoft.com"), 404, "Request_ResourceNotFound", "does not exist");
    // The password is of no answer and no audit.
    EXPECT_EQ(get("/beta/users/" + id).body.find("argon2"), std::string::npos);
    User const user = stored(id);
    EXPECT_TRUE(user.password_hash.starts_with("$argon2id$"));
    auto const events = read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
        return ports.audit.list(TenantId(kTenant), { .user = user.id });
    }).value();
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, AuditKind::UserCreated);
    EXPECT_EQ(events[0].client, ClientId(kApp));
    EXPECT_NE(events[0].detail.find("passwordProfile"), std::string::npos);
    EXPECT_EQ(events[0].detail.find("xWwvJ"), std::string::npos);
}

TEST_F(UsersTest, AWrongBodyIsToldByProperty)
{
    struct Case {
        char const* property;
        char const* value;
        char const* words;
    };
    constexpr Case kCases[] = {
        { "displayName", "7", "at most 256 characters" },
        { "displayName", "\"\"", "not empty" },
        { "displayName", "\"<script>\"", "neither \\u003c nor" },
        { "displayName", "null", "cannot be cleared" },
        { "accountEnabled", "\"yes\"", "true or false" },
        { "givenName", "\"0123456789012345678901234567890123456789012345678901234567890123456789\"", "at most 64" },
        { "otherMails", "\"a@b.test\"", "a list of texts" },
        { "otherMails", "[7]", "at most 256" },
        { "passwordPolicies", "\"Weak\"", "DisablePasswordExpiration and DisableStrongPassword" },
        { "passwordProfile", "\"x\"", "an object" },
        { "passwordProfile", "{\"password\":7}", "a text" },
        { "passwordProfile", "{\"passwort\":\"x\"}", "no such property" },
        { "passwordProfile", "{\"password\":\"x\",\"forceChangePasswordNextSignInWithMfa\":true}", "not offered" },
        { "passwordProfile", "{\"password\":\"short\"}", "password complexity" },
        { "passwordProfile", "{\"password\":\"alllowercase\"}", "password complexity" },
        { "identities", "{}", "does not match schema" },
        { "identities", "[7]", "does not match schema" },
        { "identities", "[]", "at least one" },
        { "identities",
            R"([{"signInType":"emailAddress","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"ann"}])",
            "does not match schema" },
        { "identities",
            R"([{"signInType":"emailAddress","issuer":"fabrikam.onmicrosoft.com","issuerAssignedId":"a@b.test"}])",
            "does not match schema" },
        { "identities", R"([{"signInType":"badge","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"a"}])",
            "does not match schema" },
        { "userPrincipalName", "\"a@contoso.onmicrosoft.com\"", "read-only" },
        { "id", "\"a\"", "read-only" },
        { "createdDateTime", "\"2020-01-01T00:00:00Z\"", "read-only" },
        { "favouriteColour", "\"red\"", "Property 'favouriteColour' does not exist" },
        { "extension_00000000000000000000000000000000_x", "\"a\"",
            "The following extension properties are not available" },
    };
    for (Case const& one : kCases) {
        json::Object body = local("Ann", "ann@example.org");
        body.set(one.property, json::parse(one.value).value());
        http::Response const response = post(body);
        EXPECT_EQ(response.status, 400) << one.property << one.value;
        EXPECT_NE(response.body.find(one.words), std::string::npos) << one.property << ": " << response.body;
    }
    expect_error(send(Method::Post, "/v1.0/users", "[1]"), 400, "Request_BadRequest", "not a JSON object");
    json::Object nameless = local("Ann", "ann@example.org");
    nameless.erase("displayName");
    EXPECT_NE(post(nameless).body.find("displayName"), std::string::npos);
    json::Object open = local("Ann", "ann@example.org");
    open.erase("passwordProfile");
    EXPECT_EQ(post(open).status, 400);
    EXPECT_EQ(values(get("/v1.0/users")).size(), 0U);
}

TEST_F(UsersTest, ANameThatIsTakenIsA400AsInGraph)
{
    create(local("Ann", "ann@example.org"));
    expect_error(post(local("Another", "ANN@example.org")), 400, "Request_BadRequest",
        "Another object with the same value for property identities already exists.");
}

TEST_F(UsersTest, SomebodyHasSeveralAddressesAndIsFoundByEach)
{
    auto const identity = [](std::string const& type, std::string const& name) {
        return json::Value(json::Object{
            { "signInType", type }, { "issuer", "contoso.onmicrosoft.com" }, { "issuerAssignedId", name } });
    };
    json::Object body = local("Ann", "ann@example.org");
    body.set("identities",
        json::Array{ identity("emailAddress", "ann@example.org"), identity("emailAddress1", "ann@home.test"),
            identity("emailAddress", "ann@work.test") });
    std::string const id = create(body);
    for (char const* name : { "ann@example.org", "ANN@home.test", "ann@work.test" })
        EXPECT_EQ(found("identities/any(c:c/issuerAssignedId eq '" + std::string(name)
                      + "' and c/issuer eq 'contoso.onmicrosoft.com')"),
            "Ann ")
            << name;
    for (std::string const& twice : { std::string("userName"), std::string("emailAddress2") }) {
        std::string const name = twice == "userName" ? "ann" : "A@b.test";
        json::Array const alike{ identity(twice, name), identity("userName", "bob"), identity(twice, to_lower(name)) };
        http::Response const answer = patch(id, json::write(json::Object{ { "identities", alike } }));
        EXPECT_EQ(answer.status, 400) << answer.body;
        EXPECT_NE(answer.body.find("one of each name"), std::string::npos) << answer.body;
    }
}

TEST_F(UsersTest, TheExtensionAttributesOfPeopleAreListed)
{
    std::string told;
    for (json::Value const& one :
        values(send(Method::Post, "/v1.0/directoryObjects/getAvailableExtensionProperties", "{}")))
        told += one.as_object()->text("name").value_or("").substr(prefix.size()) + " "
            + one.as_object()->text("dataType").value_or("") + "; ";
    EXPECT_EQ(told, "loyaltyNumber String; Member Boolean; Points LargeInteger; Tag String; ");
}

TEST_F(UsersTest, AnExtensionAttributeTakesValuesOfItsType)
{
    struct Case {
        std::string name;
        std::string value;
        std::string words; // of the refusal; "" when it is taken
    };
    std::string const id = create(local("Ann", "ann@example.org"));
    for (Case const& one : { Case{ "Points", "7", "" }, { "points", "8", "" },
             { "Points", "\"abc\"", "The value is a whole number. Null clears it." },
             { "Points", "\"7\"", "a whole number" }, { "Member", "\"true\"", "true or false" },
             { "Member", "true", "" }, { "loyaltyNumber", "7", "a text" }, { "loyaltyNumber", "\"7\"", "" },
             { "Undeclared", "\"x\"",
                 "The following extension properties are not available: " + prefix + "Undeclared." },
             { "Undeclared", "null", "are not available" } }) {
        http::Response const answer = patch(id, "{\"" + prefix + one.name + "\":" + one.value + "}");
        EXPECT_EQ(answer.status, one.words.empty() ? 204 : 400) << one.name << " " << one.value << answer.body;
        EXPECT_NE(answer.body.find(one.words), std::string::npos) << answer.body;
    }
    User const ann = stored(id);
    EXPECT_EQ(std::get<std::int64_t>(ann.attributes.at("extension_Points")), 8);
    EXPECT_EQ(text_of(ann.attributes.at("extension_loyaltyNumber")), "7");
    EXPECT_FALSE(ann.attributes.contains("extension_Undeclared"));
    expect_error(patch(id, "{\"" + prefix + "A\":1,\"" + prefix + "B\":2}"), 400, "Request_BadRequest",
        prefix + "A, " + prefix + "B");
}

TEST_F(UsersTest, AChangeIsWrittenAndNullClears)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    EXPECT_EQ(patch(id,
                  R"({"givenName":"Ann","otherMails":["a@b.test"],")" + prefix + R"(Points":7,")" + prefix
                      + R"(Member":true})")
                  .status,
        204);
    json::Object shown = person(id);
    EXPECT_EQ(shown.text("givenName"), "Ann");
    EXPECT_EQ(shown.integer(prefix + "Points"), 7);
    EXPECT_EQ(shown.boolean(prefix + "Member"), true);
    EXPECT_EQ(std::get<std::int64_t>(stored(id).attributes.at("extension_Points")), 7);
    EXPECT_EQ(patch(id, R"({"givenName":null,")" + prefix + R"(Points":null})").status, 204);
    shown = person(id);
    EXPECT_FALSE(shown.text("givenName"));
    EXPECT_FALSE(shown.find(prefix + "Points"));
    expect_error(patch("nobody", "{}"), 404, "Request_ResourceNotFound", "'nobody'");
}

TEST_F(UsersTest, DisablingAndANewPasswordEndWhatWasGiven)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    Time const before = stored(id).tokens_valid_from;
    std::string const hash = stored(id).password_hash;
    clock.advance(1h);
    ASSERT_EQ(patch(id, R"({"jobTitle":"Clerk"})").status, 204);
    EXPECT_EQ(stored(id).tokens_valid_from, before);
    ASSERT_EQ(
        patch(id,
            R"({"passwordPolicies":"DisablePasswordExpiration,DisableStrongPassword","passwordProfile":{"forceChangePasswordNextSignIn":true,"password":"simple"}})")
            .status,
        204);
    EXPECT_EQ(stored(id).tokens_valid_from, clock.now());
    EXPECT_NE(stored(id).password_hash, hash);
    EXPECT_TRUE(stored(id).must_change_password);
    clock.advance(1h);
    ASSERT_EQ(patch(id, R"({"accountEnabled":false})").status, 204);
    EXPECT_EQ(stored(id).tokens_valid_from, clock.now());
    EXPECT_FALSE(stored(id).enabled);
    clock.advance(1h);
    http::Response const revoked = send(Method::Post, "/v1.0/users/" + id + "/revokeSignInSessions");
    EXPECT_EQ(parsed(revoked).boolean("value"), true);
    EXPECT_EQ(stored(id).tokens_valid_from, clock.now());
}

TEST_F(UsersTest, SessionsEndWithTheAccountAndWithTheOldPassword)
{
    for (bool const by_deleting : { false, true }) {
        std::string const id = create(local("Ann", by_deleting ? "b@example.org" : "a@example.org"));
        Session session;
        session.digest = SessionDigest(id);
        session.user = UserId(id);
        session.expires = clock.now() + 1h;
        write([&](Ports& ports) { return ports.sessions.insert(TenantId(kTenant), session); });
        auto const sessions = [&] {
            return read<std::vector<Session>>(*store,
                [&](Ports& ports) { return ports.sessions.list_user(TenantId(kTenant), UserId(id), clock.now()); })
                .value()
                .size();
        };
        ASSERT_EQ(patch(id, R"({"jobTitle":"Clerk"})").status, 204);
        ASSERT_EQ(sessions(), 1U);
        clock.advance(1s);
        ASSERT_EQ(by_deleting ? send(Method::Delete, "/v1.0/users/" + id).status
                              : patch(id, R"({"passwordProfile":{"password":"xWwvJ]6NMw+bWH-d"}})").status,
            204);
        EXPECT_EQ(sessions(), 0U);
    }
}

TEST_F(UsersTest, IdentitiesAreReplacedAsAWhole)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    write([&](Ports& ports) -> Result<void> {
        User user = TRY(ports.users.find(TenantId(kTenant), UserId(id))).value();
        user.attributes["emailVerified"] = true;
        return ports.users.update(TenantId(kTenant), user);
    });
    std::string const both = R"({"identities":[
        {"signInType":"emailAddress","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"new@example.org"},
        {"signInType":"federated","issuer":"google.com","issuerAssignedId":"123"},
        {"signInType":"userPrincipalName","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"x@contoso.onmicrosoft.com"}]})";
    EXPECT_EQ(patch(id, both).status, 204);
    EXPECT_EQ(stored(id).identities.size(), 2U);
    EXPECT_FALSE(stored(id).attributes.contains("emailVerified"));
    EXPECT_EQ(
        found("identities/any(c:c/issuerAssignedId eq 'ann@example.org' and c/issuer eq 'contoso.onmicrosoft.com')"),
        "");
    EXPECT_EQ(found("identities/any(c:c/issuer eq 'google.com')"), "Ann ");
    EXPECT_EQ(patch(id, R"({"identities":[]})").status, 400);
    std::string const social = create({ { "displayName", "Sol" },
        { "identities",
            json::Array{ json::Object{
                { "signInType", "federated" }, { "issuer", "facebook.com" }, { "issuerAssignedId", "9" } } } } });
    EXPECT_TRUE(person(social).text("userPrincipalName").value_or("").starts_with("cpim_"));
    EXPECT_EQ(get("/v1.0/users/" + person(social).text("userPrincipalName").value_or("")).status, 200);
    EXPECT_NE(patch(social, both).body.find("cannot be given one"), std::string::npos);
    EXPECT_NE(
        patch(social, R"({"passwordProfile":{"password":"xWwvJ]6NMw+bWH-d"}})").body.find("without a local identity"),
        std::string::npos);
}

TEST_F(UsersTest, EachKindOfChangeNeedsItsPermission)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    allow({ directory_role::kReadUsers });
    EXPECT_EQ(get("/v1.0/users/" + id).status, 200);
    expect_error(patch(id, "{}"), 403, "Authorization_RequestDenied", "Insufficient privileges");
    EXPECT_EQ(post(local("Bob", "bob@example.org")).status, 403);
    EXPECT_EQ(send(Method::Delete, "/v1.0/users/" + id).status, 403);
    allow({ directory_role::kWriteUsers });
    EXPECT_EQ(patch(id, R"({"jobTitle":"Clerk"})").status, 204);
    EXPECT_EQ(patch(id, R"({"passwordProfile":{"password":"xWwvJ]6NMw+bWH-d"}})").status, 403);
    EXPECT_EQ(
        patch(id,
            R"({"identities":[{"signInType":"userName","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"ann"}]})")
            .status,
        403);
    allow({ directory_role::kReadPolicies });
    EXPECT_EQ(get("/v1.0/users").status, 403);
}

TEST_F(UsersTest, Attack54PeopleOfAnotherTenantAreNotThere)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    json::Object other = claims(kOther);
    std::string const bearer = token(other, kOther);
    EXPECT_EQ(send(Method::Get, "/v1.0/users/" + id, "", bearer).status, 404);
    EXPECT_EQ(send(Method::Patch, "/v1.0/users/" + id, R"({"displayName":"Mine"})", bearer).status, 404);
    EXPECT_EQ(send(Method::Delete, "/v1.0/users/" + id, "", bearer).status, 404);
    EXPECT_EQ(values(send(Method::Get, "/v1.0/users", "", bearer)).size(), 0U);
}

TEST_F(UsersTest, ADeletedPersonIsKeptForThirtyDays)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    EXPECT_EQ(send(Method::Delete, "/v1.0/users/" + id).status, 204);
    EXPECT_EQ(get("/v1.0/users/" + id).status, 404);
    json::Object const deleted = parsed(get("/v1.0/directory/deletedItems/microsoft.graph.user"));
    ASSERT_EQ(deleted.array("value")->size(), 1U);
    EXPECT_EQ((*deleted.array("value"))[0].as_object()->text("deletedDateTime"), rfc3339(clock.now()));
    EXPECT_EQ(parsed(get("/v1.0/directory/deletedItems/" + id)).text("displayName"), "Ann");
    EXPECT_EQ(send(Method::Post, "/v1.0/directory/deletedItems/" + id + "/restore").status, 200);
    EXPECT_EQ(person(id).text("displayName"), "Ann");
    EXPECT_EQ(send(Method::Post, "/v1.0/directory/deletedItems/" + id + "/restore").status, 404);

    EXPECT_EQ(send(Method::Delete, "/v1.0/users/" + id).status, 204);
    std::string const successor = create(local("New Ann", "ann@example.org"));
    expect_error(send(Method::Post, "/v1.0/directory/deletedItems/" + id + "/restore"), 400, "Request_BadRequest",
        "already exists");
    EXPECT_EQ(send(Method::Delete, "/v1.0/directory/deletedItems/" + id).status, 204);
    EXPECT_EQ(get("/v1.0/directory/deletedItems/" + id).status, 404);
    EXPECT_EQ(get("/v1.0/users/" + successor).status, 200);
}

TEST_F(UsersTest, APasswordIsResetToOneThatHasToBeChanged)
{
    allow({ directory_role::kWriteUsers, directory_role::kSetPasswords, directory_role::kWriteMethods });
    std::string const id = create(local("Ann", "ann@example.org"));
    std::string const factors = "/v1.0/users/" + id + "/authentication";
    std::string const path = factors + "/methods/28c10230-6103-485e-b985-444c60001490/resetPassword";
    std::string const before = stored(id).password_hash;
    http::Response const ours = send(Method::Post, path, "");
    EXPECT_EQ(ours.status, 202) << ours.body;
    EXPECT_GE(parsed(ours).text("newPassword").value_or("").size(), 16U);
    std::string const operation = ours.headers.get("Location");
    ASSERT_TRUE(operation.starts_with(kHost + factors + "/operations/")) << operation;
    EXPECT_EQ(parsed(get(operation.substr(kHost.size()))).text("status"), "succeeded");
    User const user = stored(id);
    EXPECT_NE(user.password_hash, before);
    EXPECT_TRUE(user.must_change_password);
    EXPECT_EQ(user.tokens_valid_from, clock.now());
    http::Response const given = send(Method::Post, path, R"({"newPassword":"xWwvJ]6NMw+bWH-e"})");
    EXPECT_EQ(given.status, 202);
    EXPECT_EQ(given.body, "");
    expect_error(send(Method::Post, path, R"({"newPassword":"short"})"), 400, "Request_BadRequest",
        "The specified password does not comply with password complexity requirements. Please provide a different "
        "password.");
    EXPECT_EQ(send(Method::Post, path, R"({"newPassword":5})").status, 400);
    EXPECT_EQ(send(Method::Post, factors + "/methods/other/resetPassword", "").status, 404);
    for (std::string_view const role : { directory_role::kWriteMethods, directory_role::kSetPasswords }) {
        allow({ role });
        EXPECT_EQ(send(Method::Post, path, "").status, 403);
    }
}

TEST_F(UsersTest, PagesAreFollowedByTheirLinksOnly)
{
    for (char const* name : { "Ann", "Bob", "Cat", "Dan", "Eve" })
        create(local(name, std::string(name) + "@example.org"));
    std::string names;
    std::string link = "/v1.0/users?$top=2&$select=displayName&$orderby=displayName%20desc";
    int pages = 0;
    while (!link.empty() && ++pages < 9) {
        json::Object const page = parsed(get(link));
        for (json::Value const& one : *page.array("value"))
            names += one.as_object()->text("displayName").value_or("?") + " ";
        link = page.text("@odata.nextLink").value_or("");
        EXPECT_TRUE(
            link.empty() || link.starts_with("http://login.example/v1.0/users?$top=2&$select=displayName&$orderby="));
        link = link.substr(link.empty() ? 0 : std::string("http://login.example").size());
    }
    EXPECT_EQ(names, "Eve Dan Cat Bob Ann ");
    EXPECT_EQ(pages, 3);
}

TEST_F(UsersTest, Attack55AForgedOrForeignPageTokenIsRefused)
{
    for (char const* name : { "Ann", "Bob", "Cat" })
        create(local(name, std::string(name) + "@example.org"));
    std::string const link = parsed(get("/v1.0/users?$top=1")).text("@odata.nextLink").value();
    std::string const token_text = link.substr(link.find("$skiptoken=") + 11);
    auto const expired = [&](std::string const& path) {
        expect_error(get(path), 400, "Directory_ExpiredPageToken", "page token value has expired");
    };
    EXPECT_EQ(get("/v1.0/users?$top=1&$skiptoken=" + token_text).status, 200);
    expired("/v1.0/users?$top=2&$skiptoken=" + token_text);
    expired("/v1.0/users?$top=1&$filter=accountEnabled%20eq%20true&$skiptoken=" + token_text);
    expired("/beta/users?$top=1&$skiptoken=" + token_text);
    expired("/v1.0/users?$top=1&$skiptoken=A" + token_text.substr(1));
    expired("/v1.0/users?$top=1&$skiptoken=");
    expired("/v1.0/users?$top=1&$skiptoken=" + escaped("' or 1=1 --"));
    http::Response const foreign
        = send(Method::Get, "/v1.0/users?$top=1&$skiptoken=" + token_text, "", token(claims(kOther), kOther));
    EXPECT_EQ(foreign.status, 400);
}

TEST_F(UsersTest, AdvancedQueriesAskForTheirHeader)
{
    create(local("Ann", "ann@example.org"));
    auto const refused = [&](std::string const& path, std::string const& words) {
        expect_error(get(path), 400, "Request_UnsupportedQuery", words);
    };
    refused("/v1.0/users?$filter=" + escaped("displayName ne 'a'"), "Unsupported Query");
    refused("/v1.0/users?$filter=" + escaped("endsWith(mail,'a')") + "&$count=true", "Unsupported Query");
    refused("/v1.0/users?$filter=" + escaped("displayName eq 'a'") + "&$orderby=displayName", "Unsupported Query");
    refused("/v1.0/users?$search=%22displayName:a%22", "ConsistencyLevel");
    refused("/v1.0/users?$orderby=surname", "Sorting is supported by");
    expect_error(get("/v1.0/users/$count"), 400, "Request_BadRequest", "$count is not currently supported.");
    expect_error(
        get("/v1.0/users?filter=a"), 400, "Request_BadRequest", "Unrecognized query argument specified: 'filter'.");
    expect_error(get("/v1.0/users?$expand=manager"), 400, "Request_BadRequest", "'manager'");
    expect_error(get("/v1.0/users?$select=shoeSize"), 400, "BadRequest", "'shoeSize'");
    EXPECT_FALSE(parsed(get("/v1.0/users?$count=true")).find("@odata.count"));
    headers = { { "ConsistencyLevel", "eventual" } };
    EXPECT_EQ(parsed(get("/v1.0/users?$count=true")).integer("@odata.count"), 1);
    EXPECT_EQ(get("/v1.0/users/$count").body, "1");
    EXPECT_EQ(get("/v1.0/users/$count?$filter=" + escaped("displayName ne 'Ann'")).body, "0");
    EXPECT_EQ(values(get("/v1.0/users?$search=%22displayName:NN%22")).size(), 1U);
    refused("/v1.0/users?$search=%22surname:a%22", "'surname'");
    EXPECT_EQ(values(get("/v1.0/users?$search=%22identities:ANN@example.org%22")).size(), 1U);
    EXPECT_EQ(values(get("/v1.0/users?$search=%22identities:ann%22")).size(), 0U);
}

TEST_F(UsersTest, FiltersFindWhomTheyDescribe)
{
    clock.advance(1h);
    Time const start = clock.now();
    auto const add = [&](std::string const& name, std::string const& rest) {
        clock.advance(1h);
        std::string const id = create(local(name, to_lower(name) + "@example.org"));
        EXPECT_EQ(patch(id, replace_all(rest, "EXT_", prefix)).status, 204);
        return id;
    };
    std::string const ann
        = add("Ann", R"({"surname":"Lee","city":"Bonn","EXT_Points":5,"otherMails":["A@home.test","b@home.test"]})");
    add("Bob", R"({"surname":"O'Neill","accountEnabled":false,"EXT_Points":50,"EXT_Member":true})");
    add("Cat", R"({"surname":"lee","mail":"cat@example.org","businessPhones":["+49 30"],"EXT_Tag":"x"})");
    struct Case {
        std::string filter;
        char const* names;
    };
    std::string const third = rfc3339(start + 3h);
    std::vector<Case> const cases{
        { "displayName eq 'Ann'", "Ann " },
        { "displayName eq 'ANN'", "Ann " },
        { "DISPLAYNAME eq 'ann'", "Ann " },
        { "displayName eq 'An'", "" },
        { "displayName ne 'Ann'", "Bob Cat " },
        { "displayName gt 'Ann'", "Bob Cat " },
        { "displayName ge 'Bob'", "Bob Cat " },
        { "displayName lt 'Bob'", "Ann " },
        { "displayName le 'bob'", "Ann Bob " },
        { "displayName in ('Ann','Cat','Dan')", "Ann Cat " },
        { "startsWith(displayName,'c')", "Cat " },
        { "startsWith(displayName,'')", "Ann Bob Cat " },
        { "endsWith(displayName,'N')", "Ann " },
        { "contains(displayName,'a')", "Ann Cat " },
        { "surname eq 'Lee'", "Ann Cat " },
        { "surname eq 'O''Neill'", "Bob " },
        { "not (surname eq 'Lee')", "Bob " },
        { "city eq null", "Bob Cat " },
        { "city ne null", "Ann " },
        { "city ne 'Bonn'", "Bob Cat " },
        { "not (city eq 'Bonn')", "Bob Cat " },
        { "mail eq 'CAT@example.org'", "Cat " },
        { "accountEnabled eq false", "Bob " },
        { "accountEnabled ne false", "Ann Cat " },
        { "id eq '" + ann + "'", "Ann " },
        { "id eq " + ann, "Ann " },
        { "id in ('" + ann + "')", "Ann " },
        { "userPrincipalName eq '" + ann + "@contoso.onmicrosoft.com'", "Ann " },
        { "userPrincipalName eq '" + ann + "@elsewhere.test'", "" },
        { "createdDateTime ge " + third, "Cat " },
        { "createdDateTime gt " + third, "" },
        { "createdDateTime lt " + third, "Ann Bob " },
        { "createdDateTime eq " + third, "Cat " },
        { "createdDateTime le 2999-01-01", "Ann Bob Cat " },
        { "otherMails/any(x:x eq 'a@HOME.test')", "Ann " },
        { "otherMails/any(x:startsWith(x,'b@'))", "Ann " },
        { "otherMails/any(x:x eq 'z')", "" },
        { "businessPhones/any(p:p eq '+49 30')", "Cat " },
        { prefix + "Points eq 5", "Ann " },
        { prefix + "Points gt 5", "Bob " },
        { prefix + "Points ge 5", "Ann Bob " },
        { prefix + "Points lt 50", "Ann " },
        { prefix + "Points ne 5", "Bob Cat " },
        { prefix + "Points eq null", "Cat " },
        { prefix + "Member eq true", "Bob " },
        { prefix + "Member eq false", "" },
        { prefix + "Tag eq 'X'", "Cat " },
        { "startsWith(" + prefix + "Tag,'x')", "Cat " },
        { "identities/any(i:i/issuer eq 'contoso.onmicrosoft.com' and i/issuerAssignedId eq 'bob@example.org')",
            "Bob " },
        { "identities/any(i:i/issuerAssignedId eq 'bob@example.org' and i/issuer eq 'somewhere.test')", "Bob " },
        { "identities/any(i:i/signInType eq 'emailAddress' and i/issuerAssignedId eq 'bob@example.org' and i/issuer eq "
          "'contoso.onmicrosoft.com')",
            "Bob " },
        { "identities/any(i:i/signInType eq 'userName' and i/issuerAssignedId eq 'bob@example.org' and i/issuer eq "
          "'contoso.onmicrosoft.com')",
            "" },
        { "identities/any(i:i/signInType eq 'userPrincipalName' and i/issuerAssignedId eq '" + ann
                + "@contoso.onmicrosoft.com' and i/issuer eq 'contoso.onmicrosoft.com')",
            "Ann " },
        { "identities/any(c:c/issuer eq 'google.com')", "" },
        { "displayName eq 'Ann' or displayName eq 'Bob' and accountEnabled eq true", "Ann " },
        { "(displayName eq 'Ann' or displayName eq 'Bob') and accountEnabled eq false", "Bob " },
        { "not (displayName eq 'Ann' or displayName eq 'Bob')", "Cat " },
        { "not not displayName eq 'Ann'", "Ann " },
        { "displayName eq ''' or 1 eq 1'", "" },
        { "displayName eq '%'", "" },
        { "startsWith(displayName,'_')", "" },
        // Refusals.
        { "displayName eq 5",
            "400 Invalid filter clause: A binary operator with incompatible types was detected. The property "
            "'displayName' is compared with a text in single quotes." },
        { "accountEnabled eq 'true'",
            "400 Invalid filter clause: A binary operator with incompatible types was detected. The property "
            "'accountEnabled' is compared with true or false." },
        { "accountEnabled gt true",
            "400 Unsupported or invalid query filter clause specified for property 'accountEnabled' of resource "
            "'User'." },
        { "createdDateTime ge 'soon'",
            "400 Invalid filter clause: A binary operator with incompatible types was detected. The property "
            "'createdDateTime' is compared with an instant like 2026-01-31T00:00:00Z." },
        { "startsWith(createdDateTime,'2')",
            "400 Invalid filter clause: A binary operator with incompatible types was detected. The property "
            "'createdDateTime' is compared with an instant like 2026-01-31T00:00:00Z." },
        { "startsWith(id,'a')",
            "400 Unsupported or invalid query filter clause specified for property 'id' of resource 'User'." },
        { "startsWith(userPrincipalName,'a')",
            "400 Unsupported or invalid query filter clause specified for property 'userPrincipalName' of resource "
            "'User'." },
        { "city gt null",
            "400 Unsupported or invalid query filter clause specified for property 'city' of resource 'User'." },
        { "otherMails eq 'a'",
            "400 Unsupported or invalid query filter clause specified for property 'otherMails' of resource 'User'." },
        { "displayName/any(x:x eq 'a')",
            "400 Unsupported or invalid query filter clause specified for property 'displayName' of resource 'User'." },
        { "otherMails/any(x:endsWith(x,'a'))",
            "400 Unsupported or invalid query filter clause specified for property 'otherMails' of resource 'User'." },
        { "otherMails/any(x:y eq 'a')",
            "400 Unsupported or invalid query filter clause specified for property 'otherMails' of resource 'User'." },
        { "shoes/any(x:x eq 'a')", "400 Could not find a property named 'shoes' on type 'microsoft.graph.user'." },
        { "shoeSize eq 'a'", "400 Could not find a property named 'shoeSize' on type 'microsoft.graph.user'." },
        { "passwordProfile eq 'a'",
            "400 Unsupported or invalid query filter clause specified for property 'passwordProfile' of resource "
            "'User'." },
        { "extension_00000000000000000000000000000000_Points eq 5",
            "400 Could not find a property named 'extension_00000000000000000000000000000000_Points' on type "
            "'microsoft.graph.user'." },
        { "identities/any(c:c/issuerAssignedId eq 'a')",
            "400 Unsupported query on property 'ObjectIdentity': issuer and issuerAssignedId are both needed." },
        { "identities/any(c:c/issuer eq 'contoso.onmicrosoft.com')",
            "400 Unsupported query on property 'ObjectIdentity': issuer and issuerAssignedId are both needed." },
        { "identities/any(c:startsWith(c/issuerAssignedId,'a') and c/issuer eq 'b')",
            "400 Unsupported property or property value or combination of property and operation occured: identities "
            "are compared by eq with texts." },
        { "identities/any(c:c/colour eq 'a')",
            "400 Unsupported or invalid query filter clause specified for property 'identities' of resource 'User'." },
        { "identities/any(c:d/issuer eq 'a')",
            "400 Unsupported or invalid query filter clause specified for property 'identities' of resource 'User'." },
        { "displayName eq", "400 Invalid filter clause: a value is expected at position 14 in 'displayName eq'." },
    };
    for (Case const& one : cases)
        EXPECT_EQ(found(one.filter), one.names) << one.filter;
}

} // namespace
} // namespace gatehouse::graph
