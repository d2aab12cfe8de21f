#include "edges/graph/graph_world_test.h"

#include "core/policies/key_sets.h"
#include "libs/crypto/pkcs12_sample_test.h"
#include "libs/crypto/signing_key.h"

namespace gatehouse::graph {
namespace {

constexpr char const* kPolicies = "/beta/trustFramework/policies";

std::string policy_file(std::string const& id, std::string const& base, std::string const& inner = "")
{
    return R"(<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" )"
           R"(PolicySchemaVersion="0.3.0.0" TenantId="contoso.onmicrosoft.com" PolicyId=")"
        + id + R"(" PublicPolicyUri="http://contoso.onmicrosoft.com/)" + id
        + R"("><BasePolicy><TenantId>contoso.onmicrosoft.com</TenantId><PolicyId>)" + base + "</PolicyId></BasePolicy>"
        + inner + "</TrustFrameworkPolicy>";
}

std::string const kBase = policy_file("B2C_1A_Base", "B2C_1_gatehouse_base");

class GraphTest : public GraphWorld {
protected:
    http::Response put(std::string const& id, std::string const& xml)
    {
        return send(http::Method::Put, kPolicies + ("/" + id) + "/$value", xml);
    }
    void expect_refused(std::string const& bearer, int status, std::string const& message)
    {
        expect_error(send(http::Method::Get, kPolicies, "", bearer), status,
            status == 401 ? "InvalidAuthenticationToken" : "Authorization_RequestDenied", message);
    }
};

TEST_F(GraphTest, APolicyIsUploadedReadListedAndDeleted)
{
    http::Response const created = put("B2C_1A_Base", kBase);
    EXPECT_EQ(created.status, 201) << created.body;
    EXPECT_EQ(created.body, kBase);
    EXPECT_EQ(put("b2c_1a_base", kBase).status, 200);
    http::Response const file = get(std::string(kPolicies) + "/B2C_1A_Base/$value");
    EXPECT_EQ(file.body, kBase);
    EXPECT_EQ(file.headers.get("Content-Type"), "application/xml; charset=utf-8");
    http::Response const list = get(kPolicies);
    EXPECT_EQ(list.body,
        R"({"@odata.context":"http://login.example/beta/$metadata#trustFramework/policies","value":[{"id":"B2C_1A_Base"}]})");
    EXPECT_EQ(list.headers.get("OData-Version"), "4.0");
    EXPECT_EQ(list.headers.get("request-id"), "00000000-0000-4000-8000-000000000009");
    EXPECT_EQ(list.headers.get("client-request-id"), "mine-1");
    EXPECT_EQ(get("/v1.0/trustFramework/policies/B2C_1A_Base").status, 200);
    EXPECT_EQ(send(http::Method::Delete, std::string(kPolicies) + "/B2C_1A_Base").status, 204);
    expect_error(get(std::string(kPolicies) + "/B2C_1A_Base/$value"), 404, "Request_ResourceNotFound", "'B2C_1A_Base'");
    for (AuditKind const kind : { AuditKind::PolicySaved, AuditKind::PolicyDeleted }) {
        auto const events = read<std::vector<AuditEvent>>(*store, [&](Ports& ports) {
            return ports.audit.list(TenantId(kTenant), { .kind = kind });
        }).value();
        ASSERT_EQ(events.size(), 1U) << "what changes nothing is not on record";
        EXPECT_EQ(events[0].policy, PolicyId("B2C_1A_Base"));
        EXPECT_NE(events[0].detail.find(kApp), std::string::npos) << events[0].detail;
    }
}

TEST_F(GraphTest, APostMakesANewPolicyOnly)
{
    http::Response const created = send(http::Method::Post, kPolicies, kBase);
    EXPECT_EQ(created.status, 201) << created.body;
    EXPECT_EQ(created.headers.get("Location"), kHost + std::string(kPolicies) + "/B2C_1A_Base");
    expect_error(send(http::Method::Post, kPolicies, kBase), 400, "Request_BadRequest", "already exists");
}

TEST_F(GraphTest, EveryFaultOfAnUploadIsTold)
{
    std::string const broken = policy_file("B2C_1A_x", "B2C_1_gatehouse_base",
        R"(<RelyingParty><DefaultUserJourney ReferenceId="Nowhere" />)"
        R"(<TechnicalProfile Id="PolicyProfile"><Protocol Name="OpenIdConnect" />)"
        R"(<OutputClaims><OutputClaim ClaimTypeReferenceId="unheardOf" /></OutputClaims>)"
        R"(<SubjectNamingInfo ClaimType="sub" /></TechnicalProfile></RelyingParty>)");
    http::Response const refused = put("B2C_1A_x", broken);
    expect_error(refused, 400, "AADB2C",
        "validation error(s) found in policy \"B2C_1A_x\" of tenant \"contoso.onmicrosoft.com\".");
    EXPECT_NE(refused.body.find("Nowhere"), std::string::npos);
    EXPECT_NE(refused.body.find("unheardOf"), std::string::npos);
    EXPECT_EQ(get(std::string(kPolicies) + "/B2C_1A_x").status, 404);
    expect_error(put("B2C_1A_x", "<a"), 400, "AADB2C", "1 validation error(s)");
    expect_error(put("B2C_1A_y", kBase), 400, "Request_BadRequest", "'B2C_1A_Base' is not the one in the address");
    expect_error(put("B2C_1A_x", policy_file("B2C_1A_x", "B2C_1A_gone")), 400, "AADB2C", "B2C_1A_gone");
}

TEST_F(GraphTest, ABaseStaysWhileOthersStandOnIt)
{
    ASSERT_EQ(put("B2C_1A_Base", kBase).status, 201);
    ASSERT_EQ(put("B2C_1A_Ext", policy_file("B2C_1A_Ext", "B2C_1A_Base")).status, 201);
    expect_error(send(http::Method::Delete, std::string(kPolicies) + "/B2C_1A_Base"), 400, "Request_BadRequest",
        "B2C_1A_Ext stands on B2C_1A_Base");
    EXPECT_EQ(send(http::Method::Delete, std::string(kPolicies) + "/B2C_1A_Ext").status, 204);
    EXPECT_EQ(send(http::Method::Delete, std::string(kPolicies) + "/B2C_1A_Base").status, 204);
}

TEST_F(GraphTest, UserFlowsAreNotAmongThePolicies)
{
    write([&](Ports& ports) {
        return ports.policies.save(TenantId(kTenant), { PolicyId("B2C_1_flow"), kBase, "{}", clock.now() });
    });
    EXPECT_EQ(get(kPolicies).body.find("B2C_1_flow"), std::string::npos);
    EXPECT_EQ(get(std::string(kPolicies) + "/B2C_1_flow/$value").status, 404);
    EXPECT_EQ(send(http::Method::Delete, std::string(kPolicies) + "/B2C_1_flow").status, 404);
    expect_error(put("B2C_1_flow", policy_file("B2C_1_flow", "B2C_1_gatehouse_base")), 400, "Request_BadRequest",
        "is a user flow");
}

TEST_F(GraphTest, OnlyXmlIsAPolicy)
{
    http::Request request;
    request.method = http::Method::Put;
    request.path = request.target = std::string(kPolicies) + "/B2C_1A_Base/$value";
    request.body = kBase;
    request.headers.set("Content-Type", "application/json");
    request.headers.set("Authorization", "Bearer " + token(claims()));
    EXPECT_EQ(router.handle(request).status, 400);
}

TEST_F(GraphTest, Attack52NoCallIsOpen)
{
    for (char const* path : { "/beta/trustFramework/policies", "/v1.0/trustFramework/policies/B2C_1A_Base/$value" })
        expect_error(
            send(http::Method::Get, path, "", ""), 401, "InvalidAuthenticationToken", "Access token is empty.");
    http::Response const refused = send(http::Method::Delete, std::string(kPolicies) + "/B2C_1A_Base", "", "");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.headers.get("WWW-Authenticate"), "Bearer");
    expect_error(get("/beta/groups"), 404, "BadRequest", "Resource not found for the segment 'groups'.");
}

TEST_F(GraphTest, Attack53ATokenOfAnUnknownTenantOrAnotherKeyIsRefused)
{
    expect_refused("rubbish", 401, "not a signed JWT");
    expect_refused(token(changed(claims(), "tid", "99999999-9999-4999-8999-999999999999")), 401, "no tenant");
    // Whoever owns one tenant writes the name of another into a token of his own.
    expect_refused(token(claims(kTenant), kOther), 401, "signature is not valid");
    expect_refused(token(claims(), kTenant, "logout+jwt"), 401, "signature is not valid");
}

TEST_F(GraphTest, Attack54ACallReachesItsOwnTenantOnly)
{
    ASSERT_EQ(put("B2C_1A_Base", kBase).status, 201);
    std::string const other = token(claims(kOther), kOther);
    std::string const path = std::string(kPolicies) + "/B2C_1A_Base";
    EXPECT_EQ(send(http::Method::Get, path, "", other).status, 404);
    EXPECT_EQ(send(http::Method::Delete, path, "", other).status, 404);
    expect_error(send(http::Method::Put, path + "/$value", kBase, other), 400, "Request_BadRequest",
        "TenantId in the policy xml 'contoso.onmicrosoft.com' is not same as the one in login tenant "
        "'fabrikam.onmicrosoft.com'.");
    EXPECT_EQ(get(path).status, 200);
}

TEST_F(GraphTest, OnlyATokenForTheDirectoryAndAnAppWillDo)
{
    expect_refused(token(changed(claims(), "aud", kApp)), 401, "Invalid audience");
    expect_refused(token(changed(claims(), "exp", unix_seconds(clock.now()))), 401, "has expired");
    expect_refused(token(changed(claims(), "tfp", "B2C_1_flow")), 403, "Insufficient privileges");
    expect_refused(token(changed(claims(), "acr", "b2c_1_flow")), 403, "Insufficient privileges");
    expect_refused(token(changed(claims(), "idtyp", "user")), 403, "Insufficient privileges");
    expect_refused(token(changed(claims(), "cnf", json::Object{ { "jkt", "x" } })), 401, "bound to a key");
    expect_refused(token(changed(claims(), "appid", "nobody")), 401, "disabled or was removed");
}

TEST_F(GraphTest, TheAppsRolesOfTodayCount)
{
    std::string const bearer = token(claims());
    allow({ directory_role::kReadPolicies });
    EXPECT_EQ(send(http::Method::Get, kPolicies, "", bearer).status, 200);
    expect_error(send(http::Method::Post, kPolicies, kBase, bearer), 403, "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.");
    allow({ directory_role::kWritePolicies }, false);
    expect_refused(bearer, 403, "Insufficient privileges");
    allow({ directory_role::kWritePolicies }, true, false);
    expect_refused(bearer, 401, "disabled");
}

TEST_F(GraphTest, TheCallersIdIsNotMoreThanAnId)
{
    http::Request request;
    request.method = http::Method::Get;
    request.path = request.target = "/beta/groups";
    request.headers.set("client-request-id", "\"><script>");
    http::Response const response = router.handle(request);
    EXPECT_FALSE(response.headers.find("client-request-id"));
    EXPECT_EQ(response.body.find("script"), std::string::npos);
}

// --- key sets
// ----------------------------------------------------------------------------------------------------------

TEST_F(GraphTest, APolicyMayBeLongerThanOtherBodies)
{
    http::Request request;
    request.correlation_id = "00000000-0000-4000-8000-000000000009";
    request.headers.set("client-request-id", "mine-1");
    std::pair<char const*, size_t> const paths[] = { { "/v1.0/users", 256 }, { "/beta/$batch", 256 },
        { "/beta/trustFramework/policies/B2C_1A_x/$value", 1024 }, { "/V1.0/TrustFramework/Policies", 1024 },
        { "/x/trustFramework/policies", 256 }, { "/beta/users/trustFramework/policies", 256 } };
    for (auto const& [path, kilobytes] : paths) {
        request.path = path;
        EXPECT_EQ(largest_body(request), kilobytes * 1024) << path;
    }
    request.path = "/v1.0/users";
    expect_error(too_large(request, clock.now()), 413, "RequestEntityTooLarge", "may have 256 KB");
    request.path = "/beta/trustFramework/policies/B2C_1A_x/$value";
    expect_error(too_large(request, clock.now()), 413, "RequestEntityTooLarge", "may have 1024 KB");
    request.path = "/contoso.onmicrosoft.com/oauth2/v2.0/token";
    EXPECT_EQ(too_large(request, clock.now()).headers.get("Content-Type"), "text/plain; charset=utf-8");
    std::string const longest
        = "<!--" + std::string((size_t{ 1 } << 20) - kBase.size() - std::string("<!---->").size(), 'x') + "-->" + kBase;
    EXPECT_EQ(send(http::Method::Post, "/beta/trustFramework/policies", longest).status, 201);
}

class KeySetTest : public GraphTest {
protected:
    KeySetTest() { allow({ directory_role::kWriteKeySets }); }
    static constexpr char const* kSets = "/beta/trustFramework/keySets";

    http::Response post(std::string const& path, std::string const& body)
    {
        return send(http::Method::Post, kSets + path, body);
    }
    http::Response get_set(std::string const& rest) { return get(kSets + rest); }
    std::string secret_of(std::string const& name)
    {
        std::string text;
        EXPECT_TRUE(store->read([&](Ports& ports) -> Result<void> {
            if (auto const found = TRY(ports.policy_secrets.find(TenantId(kTenant), name)))
                text = found->reveal();
            return {};
        }));
        return text;
    }
};

TEST_F(KeySetTest, ASecretIsUploadedAndNeverComesBack)
{
    http::Response const created = post("", R"({"id":"RestApiKey"})");
    EXPECT_EQ(created.status, 201) << created.body;
    EXPECT_EQ(created.headers.get("Location"), kHost + std::string(kSets) + "/B2C_1A_RestApiKey");
    EXPECT_EQ(json::parse_object(created.body)->text("id"), "B2C_1A_RestApiKey");
    expect_error(post("", R"({"id":"B2C_1A_restapikey"})"), 400, "Request_BadRequest", "already exists");
    expect_error(get_set("/RestApiKey/getActiveKey"), 404, "Request_ResourceNotFound", "getActiveKey");
    http::Response const uploaded = post("/B2C_1A_RestApiKey/uploadSecret", R"({"use":"sig","k":"hush-hush"})");
    EXPECT_EQ(uploaded.status, 200) << uploaded.body;
    EXPECT_EQ(secret_of("B2C_1A_RestApiKey"), "hush-hush");
    for (http::Response const& response :
        { uploaded, get_set(""), get_set("/B2C_1A_RestApiKey"), get_set("/B2C_1A_RestApiKey/getActiveKey") }) {
        EXPECT_EQ(response.status, 200);
        EXPECT_NE(response.body.find(R"("kty":"oct")"), std::string::npos) << response.body;
        EXPECT_EQ(response.body.find("hush-hush"), std::string::npos);
        EXPECT_EQ(response.body.find("\"k\""), std::string::npos);
    }
    EXPECT_EQ(send(http::Method::Delete, std::string(kSets) + "/B2C_1A_RestApiKey").status, 204);
    EXPECT_EQ(get_set("/B2C_1A_RestApiKey").status, 404);
    EXPECT_EQ(secret_of("B2C_1A_RestApiKey"), "");
}

TEST_F(KeySetTest, AKeyBeginsAndEndsWhenItSays)
{
    post("", R"({"id":"a"})");
    std::int64_t const now = unix_seconds(clock.now());
    auto const upload = [&](std::string const& times) {
        http::Response const response = post("/a/uploadSecret", R"({"use":"sig","k":"x",)" + times + "}");
        EXPECT_EQ(response.status, 200) << response.body;
        return json::parse_object(response.body)->text("kid").value_or("");
    };
    auto const keys_of_set = [&] {
        std::vector<std::string> kids;
        for (json::Value const& key : *json::parse_object(get_set("/a").body)->array("keys"))
            kids.push_back(key.as_object()->text("kid").value_or(""));
        return kids;
    };
    auto const active = [&] {
        http::Response const response = get_set("/a/getActiveKey");
        return response.status == 404 ? "none" : json::parse_object(response.body)->text("kid").value_or("");
    };
    std::string const times = "\"nbf\":" + std::to_string(now + 3600) + ",\"exp\":" + std::to_string(now + 7200);
    std::string const first = upload(times);
    for (http::Response const& response : { get_set(""), get_set("/a") })
        EXPECT_NE(response.body.find(times), std::string::npos) << response.body;
    EXPECT_EQ(active(), "none");
    clock.advance(1h);
    EXPECT_EQ(active(), first);
    std::string const second = upload("\"nbf\":" + std::to_string(now + 5400));
    EXPECT_EQ(active(), first) << "the second one waits for its time";
    EXPECT_EQ(keys_of_set(), (std::vector{ first, second }));
    clock.advance(30min);
    EXPECT_EQ(active(), second) << "the first one has not expired, but this one began later";
    std::string const third = upload("\"nbf\":null,\"exp\":" + std::to_string(now + 6000));
    EXPECT_EQ(active(), third);
    std::string const next = upload("\"nbf\":" + std::to_string(now + 9000));
    EXPECT_EQ(keys_of_set(), (std::vector{ third, next })) << "what was replaced is gone";
    clock.advance(10min);
    EXPECT_EQ(active(), "none") << "the third one has expired, and no older one comes back";
    EXPECT_EQ(keys_of_set(), (std::vector{ third, next }));
    std::string const last = upload("\"nbf\":null");
    EXPECT_EQ(active(), last);
    EXPECT_EQ(keys_of_set(), (std::vector{ next, last }));
}

TEST_F(KeySetTest, ASetHasRoomForTwentyKeysThatWait)
{
    post("", R"({"id":"a"})");
    std::int64_t const soon = unix_seconds(clock.now()) + 60;
    auto const upload = [&](size_t number) {
        return post("/a/uploadSecret",
            R"({"use":"sig","k":"x","nbf":)" + std::to_string(soon + static_cast<std::int64_t>(number)) + "}");
    };
    for (size_t number = 0; number < kMostKeysOfASet; ++number)
        ASSERT_EQ(upload(number).status, 200);
    expect_error(upload(kMostKeysOfASet), 400, "Request_BadRequest", "no room for more");
    clock.advance(1h);
    EXPECT_EQ(upload(0).status, 200) << "the others were replaced";
    EXPECT_EQ(json::parse_object(get_set("/a").body)->array("keys")->size(), 2U);
}

TEST_F(KeySetTest, AGeneratedSecretIsANewOneEachTime)
{
    post("", R"({"id":"Made"})");
    EXPECT_EQ(post("/Made/generateKey", R"({"use":"sig","kty":"oct"})").status, 200);
    std::string const first = secret_of("B2C_1A_Made");
    EXPECT_GE(first.size(), 43U);
    EXPECT_EQ(post("/Made/generateKey", R"({"use":"sig","kty":"OCT"})").status, 200);
    EXPECT_NE(secret_of("B2C_1A_Made"), first);
}

TEST_F(KeySetTest, AnRsaSetStandsForTheKeysOfTheTenant)
{
    post("", R"({"id":"TokenSigningKeyContainer"})");
    EXPECT_EQ(post("/TokenSigningKeyContainer/generateKey", R"({"use":"sig","kty":"RSA"})").status, 200);
    auto const key = json::parse_object(get_set("/B2C_1A_TokenSigningKeyContainer/getActiveKey").body);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key->text("kid"), keys.signing(TenantId(kTenant))->kid);
    EXPECT_EQ(key->text("use"), "sig");
    EXPECT_FALSE(key->find("d"));
}

TEST_F(KeySetTest, ACertificateIsUploadedWithAndWithoutItsKey)
{
    post("", R"({"id":"Cert"})");
    http::Response const with_key
        = post("/Cert/uploadPkcs12", "{\"key\":\"" + std::string(crypto::kPkcs12Sample) + R"(","password":"hush"})");
    EXPECT_EQ(with_key.status, 200) << with_key.body;
    EXPECT_TRUE(crypto::SigningKey::load_pem(secret_of("B2C_1A_Cert"))) << "what a client signs or shows itself with";
    for (http::Response const& response : { with_key, get_set("/Cert"), get_set("/Cert/getActiveKey") }) {
        EXPECT_NE(response.body.find(R"("kty":"EC")"), std::string::npos) << response.body;
        EXPECT_NE(response.body.find(crypto::kCertificateSample), std::string::npos) << response.body;
        EXPECT_EQ(response.body.find("PRIVATE"), std::string::npos);
        EXPECT_EQ(response.body.find("\"d\""), std::string::npos);
    }
    http::Response const alone
        = post("/Cert/uploadCertificate", "{\"key\":\"" + std::string(crypto::kCertificateSample) + "\"}");
    EXPECT_EQ(alone.status, 200) << alone.body;
    EXPECT_EQ(json::parse_object(alone.body)->text("x5t"), json::parse_object(with_key.body)->text("x5t"));
    EXPECT_FALSE(crypto::SigningKey::load_pem(secret_of("B2C_1A_Cert")));
    EXPECT_NE(alone.body.find(R"("exp":4949543656)"), std::string::npos) << "when the certificate ends: " << alone.body;
}

TEST_F(KeySetTest, WhatCannotBeKeptIsRefused)
{
    post("", R"({"id":"a"})");
    for (char const* body : { R"({"use":"sig"})", R"({"use":"sig","k":""})" })
        expect_error(post("/a/uploadSecret", body), 400, "Request_BadRequest", "property k");
    expect_error(post("/a/uploadSecret", R"({"k":"x"})"), 400, "Request_BadRequest", "property use");
    expect_error(
        post("/a/uploadSecret", R"({"use":"sig","k":"x","exp":1})"), 400, "Request_BadRequest", "have expired");
    expect_error(post("/a/uploadSecret", R"({"use":"sig","k":"x","nbf":5000000000,"exp":4000000000})"), 400,
        "Request_BadRequest", "have expired");
    for (char const* time : { "\"soon\"", "-1", "1.5", "1795348800000", "true" })
        expect_error(post("/a/uploadSecret", R"({"use":"sig","k":"x","exp":)" + std::string(time) + "}"), 400,
            "Request_BadRequest", "exp is a time in seconds");
    for (char const* time : { R"("nbf":4000000000)", R"("exp":4000000000)" })
        expect_error(post("/a/generateKey", R"({"use":"sig","kty":"RSA",)" + std::string(time) + "}"), 400,
            "Request_BadRequest", "begin and end by themselves");
    expect_error(post("/a/generateKey", R"({"use":"sig","kty":"EC"})"), 400, "Request_BadRequest", "kty");
    expect_error(post("/a/uploadSecret", "k=x"), 400, "Request_BadRequest", "not a JSON object");
    expect_error(post("/b/uploadSecret", R"({"use":"sig","k":"x"})"), 404, "Request_ResourceNotFound", "B2C_1A_b");
    std::string const file(crypto::kPkcs12Sample);
    expect_error(post("/a/uploadPkcs12", R"({"key":"x","password":"y"})"), 400, "Request_BadRequest", "base64");
    expect_error(
        post("/a/uploadPkcs12", R"({"key":"eA==","password":"y"})"), 400, "Request_BadRequest", "cannot be used");
    expect_error(post("/a/uploadPkcs12", "{\"key\":\"" + file + "\",\"password\":\"y\"}"), 400, "Request_BadRequest",
        "password does not open");
    expect_error(post("/a/uploadCertificate", R"({"key":"eA=="})"), 400, "Request_BadRequest", "certificate as base64");
    EXPECT_EQ(secret_of("B2C_1A_a"), "");
    for (char const* id : { "", "a b", "../x", "x.y" })
        expect_error(post("", std::string(R"({"id":")") + id + "\"}"), 400, "Request_BadRequest", "id of a key set");
}

TEST_F(KeySetTest, Attack50RolesForPoliciesOpenNoKeys)
{
    post("", R"({"id":"a"})");
    allow({ directory_role::kWritePolicies });
    EXPECT_EQ(get_set("").status, 403);
    allow({ directory_role::kReadKeySets });
    EXPECT_EQ(get_set("").status, 200);
    EXPECT_EQ(post("/a/uploadSecret", R"({"use":"sig","k":"x"})").status, 403);
    EXPECT_EQ(get(kPolicies).status, 403);
}

// They are changed where providers and connectors are, which takes another role.
TEST_F(KeySetTest, Attack50SecretsOfProvidersAndConnectorsAreNoKeySets)
{
    for (std::string const name : { "B2C_1A_IdentityProvider_google_Secret", "b2c_1a_apiconnector_check_Password" }) {
        write([&](Ports& ports) { return ports.policy_secrets.save(TenantId(kTenant), name, PolicySecret("kept")); });
        EXPECT_EQ(get_set("").body.find(name), std::string::npos);
        EXPECT_EQ(get_set("/" + name).status, 404);
        EXPECT_EQ(get_set("/" + name + "/getActiveKey").status, 404);
        EXPECT_EQ(post("/" + name + "/uploadSecret", R"({"use":"sig","k":"mine"})").status, 404);
        EXPECT_EQ(post("/" + name.substr(7) + "/generateKey", R"({"use":"sig","kty":"oct"})").status, 404);
        EXPECT_EQ(send(http::Method::Delete, kSets + ("/" + name)).status, 404);
        EXPECT_EQ(secret_of(name), "kept");
    }
    expect_error(
        post("", R"({"id":"IdentityProvider_github_Secret"})"), 400, "Request_BadRequest", "identity provider");
}

TEST_F(KeySetTest, OnlyPolicyKeysAreListed)
{
    write([&](Ports& ports) {
        return ports.policy_secrets.save(TenantId(kTenant), "connector of a flow", PolicySecret("x"));
    });
    EXPECT_EQ(get_set("").body.find("connector"), std::string::npos);
}

} // namespace
} // namespace gatehouse::graph
