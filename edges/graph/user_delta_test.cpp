#include "edges/graph/graph_world_test.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::graph {
namespace {

using http::Method;

constexpr char const* kDelta = "/v1.0/users/delta";

class UserDeltaTest : public GraphWorld {
protected:
    UserDeltaTest()
    {
        allow({ directory_role::kWriteUsers });
        content_type = "application/json";
    }
    std::string create(std::string const& name)
    {
        User user;
        user.id = UserId(random_guid(random));
        user.created = clock.now();
        user.identities = { { SignInType::UserName, "contoso.onmicrosoft.com", name } };
        user.attributes["displayName"] = name;
        write([&](Ports& ports) { return ports.users.insert(TenantId(kTenant), user); });
        return user.id.text();
    }
    // What a round tells: "Ann -changed -deleted", sorted; `link` is then the one for the next round.
    std::string round(std::string& link)
    {
        std::vector<std::string> told;
        for (int pages = 0; pages < 9; ++pages) {
            http::Response const response = get(link);
            EXPECT_EQ(response.status, 200) << response.body;
            json::Object const page = parsed(response);
            for (json::Value const& one : values(response)) {
                auto const* removed = one.as_object()->object("@removed");
                told.push_back(removed ? "-" + removed->text("reason").value_or("?")
                                       : one.as_object()->text("displayName").value_or("?"));
            }
            bool const is_last = !page.text("@odata.nextLink");
            link = page.text(is_last ? "@odata.deltaLink" : "@odata.nextLink").value_or("");
            EXPECT_TRUE(link.starts_with("http://login.example")) << response.body;
            link = link.substr(std::min(link.size(), std::string("http://login.example").size()));
            if (is_last)
                break;
        }
        std::ranges::sort(told);
        return join(told, " ");
    }
};

TEST_F(UserDeltaTest, ARoundTellsEverybodyAndTheNextOnesWhatChanged)
{
    std::string const ann = create("Ann");
    std::string const bob = create("Bob");
    std::string const gone = create("Gone");
    EXPECT_EQ(send(Method::Delete, "/v1.0/users/" + gone).status, 204);
    std::string link = std::string(kDelta) + "?$select=displayName";
    EXPECT_EQ(round(link), "Ann Bob");
    EXPECT_NE(link.find("$select=displayName&$deltatoken="), std::string::npos);
    EXPECT_EQ(round(link), "");
    create("Cat");
    EXPECT_EQ(send(Method::Patch, "/v1.0/users/" + ann, R"({"displayName":"Anna"})").status, 204);
    EXPECT_EQ(send(Method::Delete, "/v1.0/users/" + bob).status, 204);
    EXPECT_EQ(send(Method::Delete, "/v1.0/directory/deletedItems/" + gone).status, 204);
    std::string again = link;
    EXPECT_EQ(round(link), "-changed -deleted Anna Cat");
    EXPECT_EQ(round(again), "-changed -deleted Anna Cat");
    EXPECT_EQ(send(Method::Post, "/v1.0/directory/deletedItems/" + bob + "/restore").status, 200);
    EXPECT_EQ(round(link), "Bob");
}

TEST_F(UserDeltaTest, ThousandsComeInPages)
{
    for (int i = 0; i < 201; ++i)
        create("user" + std::to_string(i));
    json::Object const first = parsed(get(std::string(kDelta) + "?$select=displayName"));
    EXPECT_EQ(first.array("value")->size(), 200u);
    EXPECT_FALSE(first.text("@odata.deltaLink"));
    EXPECT_TRUE(first.array("value")->front().as_object()->text("id"));
    std::string link = std::string(kDelta);
    EXPECT_EQ(split_words(round(link)).size(), 201u);
}

TEST_F(UserDeltaTest, ARoundMayBeginNow)
{
    create("Ann");
    std::string link = std::string(kDelta) + "?$deltatoken=latest";
    EXPECT_EQ(round(link), "");
    create("Bob");
    EXPECT_EQ(round(link), "Bob");
}

TEST_F(UserDeltaTest, TheFunctionHasSeveralNames)
{
    for (char const* path :
        { "/v1.0/users/delta()", "/beta/users/microsoft.graph.delta", "/v1.0/users/Microsoft.Graph.Delta()" })
        EXPECT_EQ(get(path).status, 200) << path;
    for (char const* option : { "$top=5", "$filter=accountEnabled%20eq%20true", "$orderby=displayName", "$count=true",
             "$expand=manager", "$search=%22displayName:a%22" })
        expect_error(get(std::string(kDelta) + "?" + option), 400, "Request_UnsupportedQuery",
            "which takes $select, $skiptoken, $deltatoken.");
    EXPECT_EQ(get(std::string(kDelta) + "?$select=shoeSize").status, 200);
    create("Ann");
    EXPECT_EQ(get(std::string(kDelta) + "?$select=shoeSize").status, 400);
}

TEST_F(UserDeltaTest, Attack55AForgedOrForeignDeltaTokenIsRefused)
{
    create("Ann");
    std::string link = std::string(kDelta) + "?$select=displayName";
    round(link);
    std::string const token_text = link.substr(link.find("$deltatoken=") + 12);
    auto const refused = [&](std::string const& path, char const* tenant) {
        expect_error(send(Method::Get, path, "", token(claims(tenant), tenant)), 400, "Request_BadRequest",
            "Badly formed token.");
    };
    refused(link, kOther);
    refused(std::string(kDelta) + "?$select=displayName,identities&$deltatoken=" + token_text, kTenant);
    refused("/beta/users/delta?$select=displayName&$deltatoken=" + token_text, kTenant);
    refused(std::string(kDelta) + "?$select=displayName&$deltatoken=A" + token_text.substr(1), kTenant);
    refused(std::string(kDelta) + "?$deltatoken=x", kTenant);
    expect_error(
        get("/v1.0/users?$select=displayName&$skiptoken=" + token_text), 400, "Directory_ExpiredPageToken", "");
}

TEST_F(UserDeltaTest, AnOldTokenIsGoneAndSaysWhereToBegin)
{
    create("Ann");
    std::string link = std::string(kDelta) + "?$select=displayName";
    round(link);
    clock.advance(24h * 30);
    EXPECT_EQ(get(link).status, 200);
    clock.advance(1s);
    http::Response const gone = get(link);
    expect_error(gone, 410, "syncStateNotFound", "too old");
    EXPECT_EQ(gone.headers.get("Location"), "http://login.example/v1.0/users/delta?$select=displayName");
}

} // namespace
} // namespace gatehouse::graph
