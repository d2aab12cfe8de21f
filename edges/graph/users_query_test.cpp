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
    refused("/v1.0/users?$expand=manager", "'$expand' is not offered");
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

} // namespace
} // namespace gatehouse::graph
