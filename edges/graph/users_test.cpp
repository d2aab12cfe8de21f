#include "edges/graph/users_world_test.h"

namespace gatehouse::graph {
namespace {

using http::Method;

std::string escaped(std::string_view text)
{
    return url::encode(text);
}

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
        { "identities", R"([{"signInType":"a badge","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"a"}])",
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

json::Value identity(std::string const& type, std::string const& name)
{
    return json::Object{ { "signInType", type }, { "issuer", "contoso.onmicrosoft.com" },
        { "issuerAssignedId", name } };
}

TEST_F(UsersTest, SomebodyHasSeveralAddressesAndIsFoundByEach)
{
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

TEST_F(UsersTest, ATenantHasSignInTypesOfItsOwn)
{
    json::Object body = local("Ann", "ann@example.org");
    body.set("identities",
        json::Array{ identity("emailAddress", "ann@example.org"), identity("emailAddress1", "ann@home.test"),
            identity("customerNumber", "K-17") });
    std::string const id = create(body);
    std::string told;
    for (json::Value const& one :
        *json::parse_object(get("/v1.0/users/" + id + "?$select=identities").body)->array("identities"))
        told += one.as_object()->text("signInType").value_or("") + " ";
    EXPECT_EQ(told, "emailAddress emailAddress1 customerNumber userPrincipalName ");
    auto const by = [&](std::string const& type) {
        return found("identities/any(c:c/signInType eq '" + type
            + "' and c/issuerAssignedId eq 'k-17' and c/issuer eq 'contoso.onmicrosoft.com')");
    };
    EXPECT_EQ(by("CustomerNumber"), "Ann ");
    EXPECT_EQ(by("userName"), "");
    for (char const* wrong : { "customer number", "customer'number", "" }) {
        http::Response const answer
            = patch(id, json::write(json::Object{ { "identities", json::Array{ identity(wrong, "K-18") } } }));
        EXPECT_EQ(answer.status, 400) << wrong;
        EXPECT_NE(answer.body.find("signInType is emailAddress"), std::string::npos) << answer.body;
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

TEST_F(UsersTest, AgeAndConsentHaveTheValuesThatGraphLists)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    EXPECT_EQ(
        patch(id, R"({"ageGroup":"NOTADULT","consentProvidedForMinor":"granted","businessPhones":["+49 30"]})").status,
        204);
    EXPECT_EQ(person(id).text("ageGroup"), "notAdult");
    EXPECT_EQ(person(id).text("consentProvidedForMinor"), "granted");
    EXPECT_EQ(person(id).text("legalAgeGroupClassification"), "notAdult");
    for (auto const& [consent, meant] : { std::pair{ "granted", "minorWithParentalConsent" },
             { "notRequired", "minorNoParentalConsentRequired" }, { "denied", "minorWithoutParentalConsent" } }) {
        patch(id, R"({"ageGroup":"minor","consentProvidedForMinor":")" + std::string(consent) + "\"}");
        EXPECT_EQ(person(id).text("legalAgeGroupClassification"), meant);
    }
    EXPECT_EQ(patch(id, R"({"ageGroup":null,"consentProvidedForMinor":null,"businessPhones":[]})").status, 204);
    for (char const* body : { R"({"ageGroup":"old"})", R"({"ageGroup":""})", R"({"consentProvidedForMinor":"yes"})",
             R"({"businessPhones":["1","2"]})" })
        expect_error(patch(id, body), 400, "Request_BadRequest", "One or more properties contains invalid values.");
}

TEST_F(UsersTest, ThePasswordsAgeIsShown)
{
    std::string const id = create(local("Ann", "ann@example.org"));
    std::string const made = rfc3339(clock.now());
    auto const changed = [&] { return person(id).text("lastPasswordChangeDateTime"); };
    EXPECT_EQ(changed(), made);
    clock.advance(1h);
    EXPECT_EQ(patch(id, R"({"displayName":"Anna"})").status, 204);
    EXPECT_EQ(changed(), made);
    EXPECT_EQ(
        patch(id, R"({"passwordProfile":{"password":"New-horse-22","forceChangePasswordNextSignIn":false}})").status,
        204);
    EXPECT_EQ(changed(), rfc3339(clock.now()));
    EXPECT_EQ(send(http::Method::Delete, "/v1.0/users/" + id).status, 204);
    EXPECT_EQ(send(http::Method::Post, "/v1.0/directory/deletedItems/" + id + "/restore", "").status, 200);
    EXPECT_EQ(changed(), rfc3339(clock.now())) << "a person who was set aside comes back whole";
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

} // namespace
} // namespace gatehouse::graph
