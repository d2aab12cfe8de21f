#include "edges/oidc/documents.h"
#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

class DocumentsTest : public testing::Test, public World {
protected:
    http::Response fetch(std::string const& target, std::string const& host = "localhost:8400", bool tls = false)
    {
        http::Request request;
        request.target = target;
        request.path = target.substr(0, target.find('?'));
        if (request.path.size() < target.size())
            request.query_text = target.substr(request.path.size() + 1);
        request.headers.set("Host", host);
        request.headers.set("Origin", "https://spa.example");
        request.tls = tls;
        return router.handle(std::move(request));
    }
    json::Object discovery(std::string const& target, std::string const& host = "localhost:8400", bool tls = false)
    {
        http::Response const response = fetch(target + "/v2.0/.well-known/openid-configuration", host, tls);
        EXPECT_EQ(response.status, 200) << target;
        return json::parse_object(response.content()).value_or(json::Object());
    }
};

TEST_F(DocumentsTest, DiscoveryHasB2CsMembersInItsOrder)
{
    json::Object const document = discovery("/contoso.onmicrosoft.com/B2C_1_SignIn");
    EXPECT_EQ(member_names(document),
        (std::vector<std::string>{ "issuer", "authorization_endpoint", "token_endpoint", "end_session_endpoint",
            "jwks_uri", "response_modes_supported", "response_types_supported", "scopes_supported",
            "subject_types_supported", "id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported",
            "claims_supported", "grant_types_supported", "code_challenge_methods_supported", "prompt_values_supported",
            "claims_parameter_supported", "pushed_authorization_request_endpoint", "request_parameter_supported",
            "request_uri_parameter_supported", "request_object_signing_alg_values_supported", "userinfo_endpoint",
            "revocation_endpoint", "introspection_endpoint", "token_endpoint_auth_signing_alg_values_supported",
            "dpop_signing_alg_values_supported", "frontchannel_logout_supported",
            "frontchannel_logout_session_supported", "backchannel_logout_supported",
            "backchannel_logout_session_supported" }));
    EXPECT_EQ(document.text("issuer"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
    EXPECT_EQ(document.array("id_token_signing_alg_values_supported")->size(), 1u);
    EXPECT_EQ(*document.array("id_token_signing_alg_values_supported")->front().as_text(), "RS256");
}

TEST_F(DocumentsTest, EndpointsArePrintedWithThePolicyInLowerCase)
{
    json::Object const document = discovery("/contoso.onmicrosoft.com/B2C_1_SignIn");
    std::string const prefix = std::string(kOrigin) + "/contoso.onmicrosoft.com/b2c_1_signin/";
    EXPECT_EQ(document.text("authorization_endpoint"), prefix + "oauth2/v2.0/authorize");
    EXPECT_EQ(document.text("token_endpoint"), prefix + "oauth2/v2.0/token");
    EXPECT_EQ(document.text("end_session_endpoint"), prefix + "oauth2/v2.0/logout");
    EXPECT_EQ(document.text("jwks_uri"), prefix + "discovery/v2.0/keys");
}

TEST_F(DocumentsTest, ClaimsOfThePolicyStandBeforeThoseOfTheProtocol)
{
    json::Object const document = discovery("/contoso.onmicrosoft.com/B2C_1_SignIn");
    json::Array const* claims = document.array("claims_supported");
    ASSERT_TRUE(claims);
    std::vector<std::string> names;
    for (json::Value const& claim : *claims)
        names.push_back(*claim.as_text());
    for (char const* name : { "emails", "name", "given_name", "oid", "sub", "iss", "nonce", "auth_time" })
        EXPECT_NE(std::ranges::find(names, name), names.end()) << name;
    EXPECT_LT(std::ranges::find(names, "emails"), std::ranges::find(names, "iss"));
}

TEST_F(DocumentsTest, TheTenantIsAnsweredInTheFormItWasAskedIn)
{
    std::string const by_guid = std::string("/") + kTenantGuid + "/b2c_1_signin";
    EXPECT_EQ(discovery(by_guid).text("token_endpoint"), kOrigin + by_guid + "/oauth2/v2.0/token");
}

TEST_F(DocumentsTest, EveryUrlFormIsAnsweredInAnyCase)
{
    for (std::string const& prefix :
        { "/CONTOSO.onmicrosoft.com/b2c_1_SIGNIN", "/tfp/contoso.onmicrosoft.com/B2C_1_SignIn",
            "/TFP/contoso.onmicrosoft.com/b2c_1_signin", "/te/contoso.onmicrosoft.com/B2C_1_SignIn" })
        EXPECT_EQ(discovery(prefix).text("issuer"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/") << prefix;
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration?p=B2C_1_signin").status, 200);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/B2C_1_SignIn/V2.0/.well-known/OpenID-configuration").status, 200);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/discovery/v2.0/keys?p=b2c_1_signin").status, 200);
    EXPECT_EQ(fetch("/tfp/contoso.onmicrosoft.com/B2C_1_SignIn/discovery/v2.0/keys").status, 200);
}

TEST_F(DocumentsTest, UnknownTenantAndPolicyAreNotFound)
{
    EXPECT_EQ(fetch("/fabrikam.onmicrosoft.com/B2C_1_SignIn/v2.0/.well-known/openid-configuration").status, 404);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/B2C_1_none/v2.0/.well-known/openid-configuration").status, 404);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration?p=B2C_1_none").status, 404);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/B2C_1_none/discovery/v2.0/keys").status, 404);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/B2C_1_SignIn/v2.0/.well-known/openid-configuration?%zz").status, 200);
}

TEST_F(DocumentsTest, EndpointsKeepTheFormTheyWereAskedIn)
{
    for (std::string const& prefix : { std::string("/tfp/contoso.onmicrosoft.com/b2c_1_signin"),
             std::string("/te/contoso.onmicrosoft.com/b2c_1_signin"),
             std::string("/") + kTenantGuid + "/b2c_1_signin" }) {
        EXPECT_EQ(discovery(prefix).text("authorization_endpoint"), kOrigin + prefix + "/oauth2/v2.0/authorize");
        EXPECT_EQ(discovery(prefix).text("jwks_uri"), kOrigin + prefix + "/discovery/v2.0/keys");
    }
    // `p` becomes the path: passport looks for the policy in path and query.
    auto const by_query = json::parse_object(
        fetch("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration?x-client-SKU=a&p=B2C_1_SIGNIN")
            .content());
    EXPECT_EQ(by_query->text("token_endpoint"),
        std::string(kOrigin) + "/contoso.onmicrosoft.com/b2c_1_signin/oauth2/v2.0/token");
}

TEST_F(DocumentsTest, TheTfpFormWithTheGuidIsAnIssuerOfItsOwn)
{
    std::string const issuer = std::string("/tfp/") + kTenantGuid + "/b2c_1_signin/v2.0";
    json::Object const document = discovery(std::string("/TFP/") + kTenantGuid + "/B2C_1_SignIn");
    EXPECT_EQ(document.text("issuer"), kOrigin + issuer + "/");
    for (char const* endpoint : { "authorization_endpoint", "token_endpoint", "jwks_uri" })
        EXPECT_EQ(document.text(endpoint)->find(kOrigin + issuer + "/"), 0u) << endpoint;
    EXPECT_EQ(fetch(document.text("jwks_uri")->substr(std::string(kOrigin).size())).status, 200);
    // RFC 8414 §3.1, with and without the issuer's last slash.
    for (char const* tail : { "", "/" }) {
        auto const metadata
            = json::parse_object(fetch("/.well-known/oauth-authorization-server" + issuer + tail).content());
        EXPECT_EQ(metadata->text("issuer"), kOrigin + issuer + "/");
    }
    // Without "/v2.0" it is the form that MSAL.NET builds its addresses in, which wants the tenant's issuer.
    auto const bare = json::parse_object(
        fetch(std::string("/tfp/") + kTenantGuid + "/B2C_1_SignIn/.well-known/openid-configuration").content());
    EXPECT_EQ(bare->text("issuer"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
}

TEST_F(DocumentsTest, TokensAreIssuedByTheIssuerOfTheirDocument)
{
    auto const issuer_by = [&](std::string const& prefix) {
        browser.get(prefix + "/oauth2/v2.0/authorize?" + build(web_request()));
        if (browser.has_element("password"))
            browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
        http::Request request;
        request.method = http::Method::Post;
        request.path = request.target = prefix + "/oauth2/v2.0/token";
        request.body = build(redeem(browser.answer("code")));
        request.headers.set("Host", "localhost:8400");
        request.headers.set("Content-Type", "application/x-www-form-urlencoded");
        auto const body = json::parse_object(router.handle(std::move(request)).content());
        return claims(body->text("id_token").value_or("")).text("iss").value_or("");
    };
    std::string const guid = kTenantGuid;
    for (std::string const& prefix : { "/tfp/" + guid + "/b2c_1_signin/v2.0", "/tfp/" + guid + "/b2c_1_signin",
             std::string("/tfp/contoso.onmicrosoft.com/b2c_1_signin"), "/" + guid + "/b2c_1_signin" }) {
        std::string const issuer
            = prefix.ends_with("/v2.0") ? kOrigin + prefix + "/" : kOrigin + ("/" + guid + "/v2.0/");
        EXPECT_EQ(issuer_by(prefix), issuer) << prefix;
    }
}

TEST_F(DocumentsTest, TheTenantHasADocumentOfItsOwnForClientsWithoutAPolicy)
{
    for (std::string const& tenant_form : { std::string(kTenantGuid), std::string("contoso.onmicrosoft.com") }) {
        json::Object const document = discovery("/" + tenant_form);
        EXPECT_EQ(document.text("issuer"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
        EXPECT_EQ(document.text("token_endpoint"), kOrigin + ("/" + tenant_form + "/oauth2/v2.0/token"));
        EXPECT_EQ(document.text("jwks_uri"), kOrigin + ("/" + tenant_form + "/discovery/v2.0/keys"));
        EXPECT_EQ(fetch("/" + tenant_form + "/discovery/v2.0/keys").status, 200);
    }
    // The issuer's own addresses, by OpenID Connect Discovery §4 and by RFC 8414 §3.1.
    for (std::string const& path : { std::string("/") + kTenantGuid + "/v2.0/.well-known/openid-configuration",
             std::string("/.well-known/oauth-authorization-server/") + kTenantGuid + "/v2.0/",
             std::string("/.well-known/oauth-authorization-server/") + kTenantGuid + "/v2.0" })
        EXPECT_EQ(json::parse_object(fetch(path).content())->text("issuer"),
            std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/")
            << path;
}

TEST_F(DocumentsTest, EveryNameOfTheDocumentLeadsToTheSameOne)
{
    std::string const prefix = "/contoso.onmicrosoft.com/B2C_1_SignIn";
    std::string const expected(fetch(prefix + "/v2.0/.well-known/openid-configuration").content());
    for (std::string const& path :
        { prefix + "/.well-known/openid-configuration", prefix + "/v2.0/.well-known/oauth-authorization-server",
            prefix + "/.well-known/oauth-authorization-server", "/.well-known/oauth-authorization-server" + prefix,
            "/.well-known/oauth-authorization-server" + prefix + "/v2.0",
            "/.WELL-KNOWN/oauth-authorization-server" + prefix + "/V2.0/" })
        EXPECT_EQ(fetch(path).content(), expected) << path;
    EXPECT_EQ(fetch("/.well-known/oauth-authorization-server/contoso.onmicrosoft.com/B2C_1_none").status, 404);
    EXPECT_EQ(fetch("/.well-known/oauth-authorization-server").status, 404);
}

// attack-11: the host of one tenant says nothing for another.
TEST_F(DocumentsTest, Attack11ATenantsOwnHostAnswersForThatTenantOnly)
{
    tenant.origins = { "https://login.contoso.com" };
    Tenant other = tenant;
    other.id = TenantId("99999999-2222-4333-8444-555555555555");
    other.domain = "fabrikam.onmicrosoft.com";
    other.origins = {};
    write([&](Ports& ports) -> Result<void> {
        TRY(ports.tenants.save(tenant));
        return ports.tenants.save(other);
    });
    refresh();
    std::string const target = "/contoso.onmicrosoft.com/B2C_1_SignIn";
    std::string const own = std::string("https://login.contoso.com/") + kTenantGuid + "/v2.0/";
    EXPECT_EQ(discovery(target, "login.contoso.com", true).text("issuer"), own);
    EXPECT_EQ(discovery(target, "evil.example", true).text("issuer"), own);
    EXPECT_EQ(discovery(target, "localhost:8400").text("issuer"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
    EXPECT_EQ(discovery("/fabrikam.onmicrosoft.com", "login.contoso.com", true).text("issuer"),
        std::string(kOrigin) + "/" + other.id.text() + "/v2.0/");
}

// attack-76
TEST_F(DocumentsTest, Attack76APolicyOfAnotherTenantOrAPathIsNotFound)
{
    write([&](Ports& ports) -> Result<void> {
        Tenant other = tenant;
        other.id = TenantId("99999999-2222-4333-8444-555555555555");
        other.domain = "fabrikam.onmicrosoft.com";
        return ports.tenants.save(other);
    });
    refresh();
    EXPECT_EQ(fetch("/fabrikam.onmicrosoft.com/B2C_1_SignIn/v2.0/.well-known/openid-configuration").status, 404);
    EXPECT_EQ(fetch("/contoso.onmicrosoft.com/B2C_1_gatehouse_base/v2.0/.well-known/openid-configuration").status, 404);
    for (char const* policy :
        { "..%2FB2C_1_SignIn", "../contoso.onmicrosoft.com/B2C_1_SignIn", "B2C_1_SignIn%00", "B2C_1_SignIn%2F" })
        EXPECT_EQ(
            fetch(std::string("/contoso.onmicrosoft.com/") + policy + "/v2.0/.well-known/openid-configuration").status,
            404)
            << policy;
}

// attack-10, attack-11
TEST_F(DocumentsTest, Attack10AndAttack11TheHostHeaderOnlyChoosesAmongConfiguredOrigins)
{
    std::string const target = "/contoso.onmicrosoft.com/B2C_1_SignIn";
    EXPECT_EQ(discovery(target, "evil.example").text("token_endpoint")->find(kOrigin), 0u);
    EXPECT_EQ(discovery(target, "login.example").text("token_endpoint")->find(kOrigin), 0u); // not by plain http
    EXPECT_EQ(discovery(target, "login.example", true).text("token_endpoint")->find("https://login.example/"), 0u);
    EXPECT_EQ(discovery(target, "LOGIN.example", true).text("issuer"),
        std::string("https://login.example/") + kTenantGuid + "/v2.0/");
}

TEST_F(DocumentsTest, BothDocumentsMayBeReadFromAnyOriginAndCached)
{
    for (char const* path : { "/v2.0/.well-known/openid-configuration", "/discovery/v2.0/keys" }) {
        http::Response const response = fetch(std::string("/contoso.onmicrosoft.com/B2C_1_SignIn") + path);
        EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "*") << path;
        EXPECT_EQ(response.headers.get("Content-Type"), "application/json; charset=utf-8");
        EXPECT_NE(response.headers.get("Cache-Control").find("max-age"), std::string::npos);
        EXPECT_FALSE(response.headers.find("Access-Control-Allow-Credentials")); // attack-56
    }
}

TEST_F(DocumentsTest, KeysHaveB2CsMembersAndNothingPrivate)
{
    auto const set = json::parse_object(fetch("/contoso.onmicrosoft.com/B2C_1_SignIn/discovery/v2.0/keys").content());
    ASSERT_TRUE(set.has_value());
    ASSERT_TRUE(set->array("keys"));
    ASSERT_FALSE(set->array("keys")->empty());
    for (json::Value const& key : *set->array("keys")) {
        EXPECT_EQ(member_names(*key.as_object()), (std::vector<std::string>{ "kid", "nbf", "use", "kty", "e", "n" }));
        EXPECT_EQ(key.as_object()->text("kid")->size(), 43u);
    }
}

TEST_F(DocumentsTest, DocumentsFollowAChangedTenant)
{
    tenant.signing_algorithm = crypto::Algorithm::Es256;
    discovery("/contoso.onmicrosoft.com/B2C_1_SignIn");
    write([&](Ports& ports) { return ports.tenants.save(tenant); });
    refresh();
    json::Object const document = discovery("/contoso.onmicrosoft.com/B2C_1_SignIn");
    EXPECT_EQ(*document.array("id_token_signing_alg_values_supported")->front().as_text(), "ES256");
    EXPECT_EQ(claims(*token(redeem(code())).text("id_token")).text("ver"), "1.0");
}

} // namespace
} // namespace gatehouse::oidc
