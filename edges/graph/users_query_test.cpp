// Pages, searches and filters of people.
#include "edges/graph/users_world_test.h"

namespace gatehouse::graph {
namespace {

using http::Method;

std::string escaped(std::string_view text)
{
    return url::encode(text);
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
