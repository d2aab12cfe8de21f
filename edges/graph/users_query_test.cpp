// Pages, searches and filters of people.
#include "edges/graph/users_world_test.h"

#include <atomic>

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

// Reading everybody takes seconds among millions of people. Here the clock goes on by a second each time it is asked.
class HurriedClock final : public Clock {
public:
    Time now() const override { return Time(seconds(kStart + ++asked_)); }

private:
    static constexpr std::int64_t kStart = 1'795'348'800;
    mutable std::atomic<int> asked_ = 0;
};

TEST_F(UsersTest, ASearchThatReadsTooManyPeopleIsGivenUp)
{
    write([&](Ports& ports) -> Result<void> {
        for (int i = 0; i < 2000; ++i) {
            User user;
            user.id = UserId("p" + std::to_string(i));
            user.attributes["displayName"] = "P" + std::to_string(i);
            TRY(ports.users.insert(TenantId(kTenant), user));
        }
        return {};
    });
    allow({ directory_role::kWriteUsers, directory_role::kReadOrganization });
    HurriedClock hurried;
    Graph impatient{ *store, plans, keys, hurried, random, hasher, std::string(32, 'p') };
    impatient.patience = 0s; // given up when it is first asked
    Tenant tenant;
    tenant.id = TenantId(kTenant);
    impatient.owner = tenant;
    http::Router calls;
    mount(calls, impatient);
    auto const ask = [&](std::string const& path) {
        http::Request request;
        request.correlation_id = "00000000-0000-4000-8000-000000000009";
        request.path = path.substr(0, path.find('?'));
        request.query_text = path.substr(std::min(path.find('?') + 1, path.size()));
        request.headers.set("ConsistencyLevel", "eventual");
        request.headers.set("client-request-id", "mine-1");
        return calls.handle(std::move(request));
    };
    for (char const* slow : { "/v1.0/users?$filter=mail%20eq%20'a'", "/v1.0/users/$count?$filter=mail%20eq%20'a'",
             "/v1.0/users?$search=%22displayName:x%22" })
        expect_error(ask(slow), 400, "Request_UnsupportedQuery", "Narrow the filter");
    for (char const* quick : { "/v1.0/users?$filter=id%20eq%20'p7'", "/v1.0/users?$filter=displayName%20eq%20'p7'",
             "/v1.0/users?$top=5", "/v1.0/organization?$select=directorySizeQuota" })
        EXPECT_EQ(ask(quick).status, 200) << quick;
    impatient.patience = 24h;
    EXPECT_EQ(ask("/v1.0/users?$filter=mail%20eq%20'a'").status, 200);
}

} // namespace
} // namespace gatehouse::graph
