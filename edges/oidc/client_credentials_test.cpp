#include "core/applications/directory_api.h"
#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

constexpr char const* kDefault = "https://contoso.onmicrosoft.com/api/.default";

class ClientCredentialsTest : public testing::Test, public World {
protected:
    ClientCredentialsTest()
    {
        change_app(kApi, [](Application& app) { app.roles = { { "Export", "" }, { "Import", "" }, { "Purge", "" } }; });
        change_app(kWeb, [](Application& app) {
            ClientId const api(kApi);
            app.permissions.push_back({ api, "Export", true, PermissionKind::Role });
            app.permissions.push_back({ api, "Import", true, PermissionKind::Role });
            app.permissions.push_back({ api, "Purge", false, PermissionKind::Role });
        });
    }
    static Fields credentials()
    {
        return { { "grant_type", "client_credentials" }, { "client_id", kWeb }, { "client_secret", kSecret },
            { "scope", kDefault } };
    }
    std::string error_of(Fields const& fields)
    {
        return token(fields).text("error_description").value_or("").substr(0, 11);
    }
};

TEST_F(ClientCredentialsTest, GrantedRolesAreInScpAndTheAnswerHasB2CsFields)
{
    json::Object const body = token(credentials());
    EXPECT_EQ(member_names(body),
        (std::vector<std::string>{
            "access_token", "token_type", "not_before", "expires_in", "expires_on", "resource" }));
    EXPECT_EQ(body.text("resource"), kApi);
    json::Object const access = claims(*body.text("access_token"));
    EXPECT_EQ(access.text("scp"), "Export Import");
    EXPECT_EQ(access.text("aud"), kApi);
    EXPECT_EQ(access.text("azp"), kWeb);
    EXPECT_EQ(access.text("sub"), service_principal(tenant.id, ClientId(kWeb)));
    EXPECT_EQ(access.text("iss"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
}

TEST_F(ClientCredentialsTest, EachTokenHasItsRowInTheAuditAndARefusalHasNone)
{
    EXPECT_EQ(error_of(changed(credentials(), { { "client_secret", "wrong" } })), "AADB2C90081");
    EXPECT_EQ(audited(AuditKind::AppTokenIssued), 0u);
    token(credentials());
    auto const events = read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
        return ports.audit.list(
            tenant.id, { .correlation = {}, .user = {}, .kind = AuditKind::AppTokenIssued, .limit = 10 });
    });
    ASSERT_EQ(events->size(), 1u);
    EXPECT_EQ(events->front().client, ClientId(kWeb));
    EXPECT_EQ(events->front().detail, R"({"resource":")" + std::string(kApi) + R"("})");
}

// attack-73: an API that wants the policy with a second factor finds none here.
TEST_F(ClientCredentialsTest, Attack73NoPolicyVouchesForAnAppAlone)
{
    json::Object const access = claims(*token(credentials()).text("access_token"));
    for (char const* name : { "tfp", "acr", "auth_time", "oid", "nonce" })
        EXPECT_FALSE(access.find(name)) << name;
}

TEST_F(ClientCredentialsTest, TheDirectoryEndpointNeedsNoPolicy)
{
    for (std::string const& path :
        { "/" + std::string(kTenantGuid) + "/oauth2/v2.0/token", "/" + std::string(kDomain) + "/oauth2/v2.0/token" }) {
        auto const body = json::parse_object(post_to(path, credentials()).content());
        ASSERT_TRUE(body && body->find("access_token")) << path;
        EXPECT_EQ(claims(*body->text("access_token")).text("iss"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
        auto const other = json::parse_object(post_to(path, redeem("x")).content());
        EXPECT_EQ(other->text("error_description")->find("AADB2C90066"), 0u);
    }
}

// attack-41
TEST_F(ClientCredentialsTest, Attack41AnAppGetsTheRolesItWasGrantedAndCannotAskForMore)
{
    std::string const api = kApiUri;
    for (std::string const& scope : { api + "/Purge", api + "/Export", api + "/.default " + api + "/Purge",
             std::string("openid"), std::string(".default"), api + "2/none/.default" })
        EXPECT_EQ(error_of(changed(credentials(), { { "scope", scope } })), "AADB2C90117") << scope;
    EXPECT_EQ(error_of(changed(credentials(), { { "scope", "" } })), "AADB2C90010");
    // Consent to act for people is none to act alone.
    EXPECT_EQ(error_of(changed(credentials(), { { "scope", api + "2/.default" } })), "AADB2C90205");
    change_app(kWeb, [](Application& app) {
        std::erase_if(app.permissions, [](Permission const& one) { return one.kind == PermissionKind::Role; });
    });
    EXPECT_EQ(error_of(credentials()), "AADB2C90205");
}

TEST_F(ClientCredentialsTest, ARoleIsNoScopeForPeople)
{
    ask(changed(web_request(), { { "scope", std::string(kApiUri) + "/Export" } }));
    EXPECT_EQ(error_code(), "AADB2C90117");
}

TEST_F(ClientCredentialsTest, OnlyAConfidentialAppThatProvesItself)
{
    EXPECT_EQ(error_of(changed(credentials(), { { "client_secret", "wrong" } })), "AADB2C90081");
    EXPECT_EQ(error_of(changed(credentials(), { { "client_secret", "" } })), "AADB2C90079");
    EXPECT_EQ(error_of(changed(credentials(), { { "client_secret", "" }, { "client_id", kSpa } })), "AADB2C90058");
    change_app(kApi, [](Application& app) { app.enabled = false; });
    EXPECT_EQ(error_of(credentials()), "AADB2C90117");
}

// --- tokens for the directory API
// --------------------------------------------------------------------------------------

class DirectoryTokenTest : public ClientCredentialsTest {
protected:
    DirectoryTokenTest()
    {
        change_app(kWeb, [](Application& app) {
            for (std::string_view const role : { directory_role::kReadPolicies, directory_role::kWritePolicies })
                app.permissions.push_back({ directory_api().id, std::string(role),
                    role == directory_role::kReadPolicies, PermissionKind::Role });
        });
    }
    static Fields for_directory()
    {
        return changed(credentials(), { { "scope", "https://graph.microsoft.com/.default" } });
    }
    http::Response ask(std::string const& rest, Fields const& fields)
    {
        return post_to(std::string("/") + kDomain + rest, fields);
    }
};

TEST_F(DirectoryTokenTest, TheTenantsEndpointGivesTheRolesThatWereConsentedTo)
{
    http::Response const response = ask("/oauth2/v2.0/token", for_directory());
    ASSERT_EQ(response.status, 200) << response.body;
    json::Object const access = claims(*json::parse_object(response.body)->text("access_token"));
    EXPECT_EQ(access.text("aud"), kDirectoryApiId);
    EXPECT_EQ(access.text("tid"), kTenantGuid);
    EXPECT_EQ(access.text("appid"), kWeb);
    EXPECT_EQ(access.text("idtyp"), "app");
    EXPECT_EQ(access.text("oid"), access.text("sub"));
    ASSERT_TRUE(access.array("roles"));
    EXPECT_EQ(*access.array("roles"), json::Array{ "Policy.Read.All" });
    EXPECT_FALSE(access.find("scp"));
    EXPECT_FALSE(access.find("tfp"));
}

TEST_F(DirectoryTokenTest, TheOlderEndpointNamesTheApiAsResource)
{
    Fields const older = changed(for_directory(), { { "scope", "" } });
    for (char const* resource : { "https://graph.microsoft.com", "https://graph.microsoft.com/" }) {
        Fields fields = older;
        fields.emplace_back("resource", resource);
        EXPECT_EQ(ask("/oauth2/token", fields).status, 200) << resource;
    }
    EXPECT_NE(ask("/oauth2/token", older).body.find("AADB2C90010"), std::string::npos);
}

TEST_F(DirectoryTokenTest, NoPolicyGivesATokenForTheDirectory)
{
    EXPECT_EQ(error_of(for_directory()), "AADB2C90117");
}

TEST_F(DirectoryTokenTest, WithoutConsentThereIsNone)
{
    change_app(kWeb, [](Application& app) {
        for (Permission& permission : app.permissions)
            permission.consented = false;
    });
    EXPECT_NE(ask("/oauth2/v2.0/token", for_directory()).body.find("AADB2C90205"), std::string::npos);
}

} // namespace
} // namespace gatehouse::oidc
