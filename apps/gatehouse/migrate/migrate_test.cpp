#include "apps/gatehouse/migrate/declaration.h"
#include "apps/gatehouse/migrate/people.h"
#include "apps/gatehouse/migrate/stand_in_test.h"
#include "apps/gatehouse/tenant_file.h"
#include "core/directory/users.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace gatehouse::app {
namespace {

B2cTenant read(StandIn& graph)
{
    return read_b2c_tenant(graph, [](std::string const&) { }).value();
}

bool tells(Migration const& migration, std::string_view words)
{
    return std::ranges::any_of(
        migration.notes, [&](std::string const& note) { return note.find(words) != std::string::npos; });
}

TenantDeclaration declared(Migration const& migration)
{
    auto read = read_tenant_file(migration.declaration, "tenant.toml", {});
    std::string problems;
    if (!read)
        for (toml::Problem const& problem : read.error())
            problems += toml::text(problem) + "\n";
    EXPECT_TRUE(read.has_value()) << problems << migration.declaration;
    return read ? std::move(*read) : TenantDeclaration();
}

TEST(Migrate, TheDeclarationIsOneThatApplyTakes)
{
    StandIn graph = contoso();
    Migration const migration = declare_tenant(read(graph), { "B2C_1_ROPC", "44444444-4444-4444-8444-444444444444" });
    TenantDeclaration const tenant = declared(migration);
    EXPECT_EQ(tenant.tenant.id, TenantId("4b43d8e9-68c2-4f4a-8ab3-1cbb7a4b0b8a"));
    EXPECT_EQ(tenant.tenant.domain, "contoso.onmicrosoft.com");
    EXPECT_EQ(tenant.tenant.display_name, "Contoso \"B2C\"");
    EXPECT_EQ(tenant.tenant.extensions_app, ClientId("831374b3-bd50-41bf-aa54-263ec9e050fc"));
    ASSERT_TRUE(tenant.tenant.old_directory);
    EXPECT_EQ(tenant.tenant.old_directory->token_endpoint,
        "https://contoso.b2clogin.com/contoso.onmicrosoft.com/B2C_1_ROPC/oauth2/v2.0/token");

    ASSERT_EQ(tenant.apps.size(), 3U);
    auto const app = [&](std::string_view key) -> DeclaredApp const& {
        return *std::ranges::find(tenant.apps, key, &DeclaredApp::key);
    };
    DeclaredApp const& api = app("Tasks API");
    EXPECT_EQ(api.client_id, "11111111-1111-4111-8111-111111111111");
    ASSERT_EQ(api.scopes.size(), 1U);
    EXPECT_EQ(api.scopes[0].id, "aaaaaaaa-0000-4000-8000-000000000001");
    EXPECT_EQ(api.scopes[0].description, "Read ${tasks}");
    EXPECT_EQ(api.roles.at(0).name, "Tasks.All");
    DeclaredApp const& web = app("Web");
    std::vector<RedirectUri> const uris{ { "https://web.contoso.example/cb", AppKind::Web },
        { "https://spa.contoso.example/", AppKind::Spa } };
    EXPECT_EQ(web.redirect_uris, uris);
    EXPECT_EQ(web.kind, AppKind::Web);
    EXPECT_EQ(web.front_channel_logout_uri, "https://web.contoso.example/out");
    EXPECT_TRUE(web.implicit_id_token);
    EXPECT_FALSE(web.implicit_token);
    std::string permissions;
    for (DeclaredPermission const& one : web.permissions)
        permissions += one.app + " " + one.scope + (one.consent ? " consented; " : "; ");
    EXPECT_EQ(
        permissions, "Tasks API tasks.read consented; Tasks API Tasks.All; microsoft-graph User.Read.All consented; ");
    EXPECT_EQ(app("Web 2").client_id, "33333333-3333-4333-8333-333333333333");

    ASSERT_EQ(tenant.attributes.size(), 2U);
    EXPECT_EQ(tenant.attributes.at("extension_loyaltyNumber").label, "Loyalty number");
    // Nothing but a custom policy knows of it.
    EXPECT_EQ(tenant.attributes.at("extension_visits").type, policy::AttributeType::Integer);
    ASSERT_EQ(tenant.flows.size(), 1U);
    policy::UserFlow const& flow = tenant.flows[0];
    ASSERT_EQ(flow.identity_providers.size(), 1U);
    EXPECT_EQ(flow.collect, (std::vector<std::string>{ "displayName", "extension_loyaltyNumber" }));
    EXPECT_TRUE(flow.attributes.at("displayName").required);
    EXPECT_FALSE(flow.attributes.at("extension_loyaltyNumber").required);
    EXPECT_EQ(flow.attributes.at("extension_loyaltyNumber").options.at(0).value, "1");
    ASSERT_TRUE(flow.before_creating_user);
    EXPECT_EQ(flow.before_creating_user->url, "https://api.contoso.example/check");
    ASSERT_EQ(flow.languages.size(), 1U);
    EXPECT_EQ(flow.languages[0].strings.at(0).second, "Suivant");
    EXPECT_EQ(flow.languages[0].strings.size(), 1U);
}

TEST(Migrate, WhatCannotComeAlongIsSaid)
{
    StandIn graph = contoso();
    graph.answers.erase("/beta/trustFramework/keySets");
    graph.answers.erase("/beta/identity/b2cUserFlows/B2C_1_susi/apiConnectorConfiguration");
    graph.answers["/beta/identity/b2cUserFlows/B2C_1_susi/languages/fr/overridesPages/selfasserted/$value"] = "<html>";
    Migration const migration = declare_tenant(read(graph), {});
    for (char const* words : { "the secret prod (6gy...)", "Mail.Send", "its password cannot be read",
             "Identity provider google: its secret", "Identity provider Apple-Managed-OIDC", "1 custom policies",
             "policy keys: Insufficient privileges", "B2C_1_susi: API connectors: Insufficient privileges",
             "B2C_1_susi: texts in fr, page selfasserted: the answer is no JSON object", "Passwords stay behind",
             "Authenticator apps" })
        EXPECT_TRUE(tells(migration, words)) << words;
    EXPECT_FALSE(declared(migration).tenant.old_directory);
}

class PeopleTest : public testing::Test {
protected:
    PeopleTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-migrate-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        folder = name;
        graph.answers["/v1.0/users?$top=999"]
            = R"({"value":[{"id":"p1","displayName":"Ann","identities":[{"signInType":"emailAddress","issuerAssignedId":"ann@example.test"}]},
            {"id":"p2","displayName":"Bob","identities":[{"signInType":"federated","issuer":"google.com","issuerAssignedId":"1"}]}],"@odata.nextLink":"/v1.0/users?page=2"})";
        graph.answers["/v1.0/users?page=2"]
            = R"({"value":[{"id":"p3","identities":[{"signInType":"userName","issuerAssignedId":"cat"}]}]})";
    }
    ~PeopleTest() override { std::filesystem::remove_all(folder); }
    Result<PeopleCount> fetch(bool factors = false)
    {
        return fetch_people(graph,
            { .extension_properties = { "extension_831374b3bd5041bfaa54263ec9e050fc_loyaltyNumber" },
                .passwords_elsewhere = true,
                .factors = factors,
                .wait = [this](std::chrono::milliseconds time) { waited.push_back(time); } },
            folder / "users.jsonl", [](PeopleCount const&) {});
    }
    std::vector<json::Object> rows() const
    {
        std::vector<json::Object> all;
        std::ifstream file(folder / "users.jsonl");
        for (std::string line; std::getline(file, line);)
            all.push_back(json::parse_object(line).value());
        return all;
    }
    std::filesystem::path file() const { return folder / "users.jsonl"; }
    StandIn graph;
    std::filesystem::path folder;
    std::vector<std::chrono::milliseconds> waited;
};

TEST_F(PeopleTest, EverybodyIsInTheFileAndPasswordsAreMarked)
{
    auto const count = fetch(true);
    ASSERT_TRUE(count.has_value()) << count.error().detail;
    EXPECT_EQ(count->people, 3);
    EXPECT_EQ(count->with_password, 2);
    EXPECT_NE(graph.asked.at(0).find("loyaltyNumber"), std::string::npos);
    ASSERT_EQ(rows().size(), 3U);
    EXPECT_EQ(rows()[0].text("passwordHash"), kElsewhere);
    EXPECT_EQ(rows()[0].text("strongAuthenticationPhoneNumber"), "+12065551234");
    EXPECT_FALSE(rows()[1].find("passwordHash"));
    EXPECT_EQ(fetch()->people, 3) << "until whoever asked has written down what came of it";
    EXPECT_EQ(rows().size(), 3U);
    forget_rest(file());
    EXPECT_FALSE(fetch().has_value()) << "a finished file is not written again";
}

constexpr char const* kBusy
    = R"({"status":429,"headers":{"retry-after":"17"},"body":{"error":{"message":"Too many requests."}}})";
constexpr char const* kRefused = R"({"status":403,"body":{"error":{"message":"Insufficient privileges."}}})";

TEST_F(PeopleTest, WhatIsTooBusyInABatchIsAskedForAgain)
{
    graph.in_batch["/users/p1/authentication/phoneMethods"] = { kBusy, R"({"status":503})" };
    graph.in_batch["/users/p2/authentication/emailMethods"]
        = { kBusy, R"({"status":200,"body":{"value":[{"emailAddress":"bob@home.test"}]}})" };
    graph.in_batch["/users/p2/authentication/phoneMethods"] = { R"({"status":404})" };
    auto const count = fetch(true);
    ASSERT_TRUE(count.has_value()) << count.error().detail;
    EXPECT_EQ(rows().at(0).text("strongAuthenticationPhoneNumber"), "+12065551234");
    EXPECT_EQ(rows().at(1).text("strongAuthenticationEmailAddress"), "bob@home.test");
    EXPECT_FALSE(rows().at(1).find("strongAuthenticationPhoneNumber"));
    using std::chrono::seconds;
    EXPECT_EQ(waited, (std::vector<std::chrono::milliseconds>{ seconds(17), seconds(4), seconds(17) }));
    EXPECT_TRUE(notes_on(*count).empty());
}

TEST_F(PeopleTest, AGraphThatStaysBusyOrAnswersNonsenseEndsTheRunWhichGoesOnLater)
{
    graph.in_batch["/users/p3/authentication/phoneMethods"] = std::deque<std::string>(8, kBusy);
    auto const busy = fetch(true);
    ASSERT_FALSE(busy.has_value());
    EXPECT_NE(busy.error().detail.find("too busy to tell phoneMethods"), std::string::npos) << busy.error().detail;
    EXPECT_EQ(waited.size(), 7U);
    graph.in_batch["/users/p3/authentication/phoneMethods"]
        = { R"({"status":400,"body":{"error":{"message":"Resource not found for the segment."}}})" };
    auto const wrong = fetch(true);
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().detail, "phoneMethods of p3: Resource not found for the segment.");
    auto const count = fetch(true);
    ASSERT_TRUE(count.has_value()) << count.error().detail;
    EXPECT_TRUE(count->went_on);
    ASSERT_EQ(rows().size(), 3U);
    EXPECT_EQ(rows()[2].text("strongAuthenticationPhoneNumber"), "+12065551234");
}

TEST_F(PeopleTest, FactorsThatStayBehindAreSaidOnceAndAfterAnInterruptionToo)
{
    graph.in_batch["/users/p1/authentication/phoneMethods"] = { kRefused };
    graph.in_batch["/users/p2/authentication/phoneMethods"]
        = { R"({"status":200,"body":{"value":[{"id":"3179e48a-750b-4051-897c-87b9720928f7","phoneNumber":"+1 206"},)"
            R"({"id":"b6332ec1-7057-4abe-9331-3d72feddfe41","phoneNumber":"+1 207"}]}})" };
    graph.in_batch["/users/p3/authentication/phoneMethods"] = { kRefused };
    graph.answers.extract("/v1.0/users?page=2");
    ASSERT_FALSE(fetch(true).has_value());
    graph.answers["/v1.0/users?page=2"] = R"({"value":[{"id":"p3"}]})";
    auto const count = fetch(true);
    ASSERT_TRUE(count.has_value()) << count.error().detail;
    auto const notes = notes_on(*count);
    ASSERT_EQ(notes.size(), 2U);
    EXPECT_NE(notes[0].find("phoneMethods of 2 people are not readable: Insufficient privileges."), std::string::npos)
        << notes[0];
    EXPECT_NE(notes[1].find("1 alternate mobile and office numbers"), std::string::npos) << notes[1];
    EXPECT_EQ(rows().at(1).text("strongAuthenticationPhoneNumber"), "+1206");
}

TEST_F(PeopleTest, AnInterruptedRunGoesOnWithoutDoubles)
{
    graph.fails_at = 2;
    auto const first = fetch();
    ASSERT_FALSE(first.has_value());
    // Half a row that no page counts.
    std::ofstream(folder / "users.jsonl", std::ios::app) << "{\"id\":\"half";
    graph.fails_at = 0;
    auto const second = fetch();
    ASSERT_TRUE(second.has_value()) << second.error().detail;
    EXPECT_TRUE(second->went_on);
    EXPECT_EQ(second->people, 3);
    ASSERT_EQ(rows().size(), 3U);
    EXPECT_EQ(rows()[2].text("id"), "p3");
}

} // namespace
} // namespace gatehouse::app
