#include "edges/console/console_world_test.h"

#include "core/policies/key_sets.h"
#include "libs/base/encoding.h"
#include "libs/base/text.h"
#include "libs/crypto/certificate.h"
#include "libs/crypto/pkcs12_sample_test.h"
#include "libs/crypto/public_pem.h"

namespace gatehouse::console {
namespace {

std::string file(
    std::string const& id, std::string const& base, std::string const& inside = "", std::string const& tenant = kDomain)
{
    return "<TrustFrameworkPolicy xmlns=\"http://schemas.microsoft.com/online/cpim/schemas/2013/06\" "
           "PolicySchemaVersion=\"0.3.0.0\" TenantId=\""
        + tenant + "\" PolicyId=\"" + id + "\" PublicPolicyUri=\"http://" + tenant + "/" + id
        + "\"><BasePolicy><TenantId>gatehouse.onmicrosoft.com</TenantId><PolicyId>" + base + "</PolicyId></BasePolicy>"
        + inside + "</TrustFrameworkPolicy>";
}

class ConsolePolicies : public ConsoleWorld {
protected:
    void upload(std::string const& xml, std::string const& action = "upload")
    {
        browser.get(at("/policies/upload"));
        post(at("/policies/upload"), { { "xml", xml }, { "action", action } });
    }
    size_t stored()
    {
        return read<std::vector<StoredPolicy>>(
            *store, [](Ports& ports) { return ports.policies.list(TenantId(kTenant)); })
            .value()
            .size();
    }
};

TEST_F(ConsolePolicies, AFileIsCheckedUploadedShownAndDeleted)
{
    sign_in_as(AdminRole::Policy);
    std::string const xml = file("B2C_1A_Mine", "B2C_1_gatehouse_base");
    upload(xml, "check");
    EXPECT_TRUE(browser.shows("The file can be uploaded. Nothing was stored.")) << browser.html();
    EXPECT_EQ(stored(), 0U);
    upload(xml);
    EXPECT_TRUE(browser.shows("Stored.")) << browser.html();
    EXPECT_EQ(stored(), 1U);
    ASSERT_EQ(audited(AuditKind::PolicySaved).size(), 1U);
    EXPECT_EQ(audited(AuditKind::PolicySaved)[0].policy, PolicyId("B2C_1A_Mine"));
    EXPECT_NE(audited(AuditKind::PolicySaved)[0].detail.find(ada.text()), std::string::npos);
    browser.get(at("/policies"));
    EXPECT_TRUE(browser.shows("B2C_1A_Mine"));
    browser.get(at("/policies/B2C_1A_Mine/effective"));
    EXPECT_TRUE(browser.shows("SelfAsserted-SignIn"));
    browser.get(at("/policies/B2C_1A_Mine/delete"));
    post(at("/policies/B2C_1A_Mine/delete"));
    EXPECT_EQ(stored(), 0U);
    EXPECT_EQ(audited(AuditKind::PolicyDeleted).size(), 1U);
}

TEST_F(ConsolePolicies, AFileMayHaveWhatThePolicyApiTakes)
{
    http::Request request;
    request.path = at("/policies/upload");
    std::string const longest(size_t{ 1024 } << 10, 'x');
    EXPECT_GT(largest_body(request), url::encode(longest).size());
    request.path = at("/users/new");
    EXPECT_LT(largest_body(request), longest.size());
}

TEST_F(ConsolePolicies, EveryFaultIsShownAndTheFileStaysInTheField)
{
    sign_in_as(AdminRole::Policy);
    upload(file("B2C_1A_Broken", "B2C_1_gatehouse_base",
        "<RelyingParty><DefaultUserJourney ReferenceId=\"None&lt;b&gt;\"/></RelyingParty>"));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("The file has errors; nothing was stored."));
    EXPECT_TRUE(browser.shows("B2C_1A_Broken.xml:1"));
    EXPECT_TRUE(browser.shows("&lt;TrustFrameworkPolicy"));
    EXPECT_FALSE(browser.shows("<b>"));
    EXPECT_EQ(stored(), 0U);
    upload("no xml at all");
    EXPECT_TRUE(browser.shows("This is no policy file"));
}

TEST_F(ConsolePolicies, Attack54AFileOfAnotherTenantIsRefused)
{
    sign_in_as(AdminRole::Policy);
    upload(file("B2C_1A_Mine", "B2C_1_gatehouse_base", "", kOtherDomain));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("is not this tenant"));
    auto const other = read<std::vector<StoredPolicy>>(*store, [](Ports& ports) {
        return ports.policies.list(TenantId(kOther));
    }).value();
    EXPECT_TRUE(other.empty());
}

TEST_F(ConsolePolicies, TheFlowOfAdministratorsCannotBeReplaced)
{
    sign_in_as(AdminRole::Policy);
    upload(file(std::string(kConsolePolicy), "B2C_1_gatehouse_base"));
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_EQ(stored(), 0U);
}

class ConsoleKeys : public ConsoleWorld {
protected:
    std::string secret(std::string const& set)
    {
        auto const found = read<std::optional<PolicySecret>>(
            *store, [&](Ports& ports) { return ports.policy_secrets.find(TenantId(kTenant), set); });
        return found.value() ? std::string((*found.value()).reveal()) : "";
    }
};

TEST_F(ConsoleKeys, ASetIsMadeGivenASecretAndNeverShowsIt)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    post(at("/keys/new"), { { "id", "RestKey" } });
    EXPECT_TRUE(browser.shows("B2C_1A_RestKey was created."));
    post(at("/keys/B2C_1A_RestKey/key"), { { "way", "upload" }, { "secret", "very-secret-value" }, { "use", "sig" } });
    EXPECT_TRUE(browser.shows("The key set has a new key."));
    EXPECT_FALSE(browser.shows("very-secret-value"));
    EXPECT_EQ(secret("B2C_1A_RestKey"), "very-secret-value");
    post(at("/keys/B2C_1A_RestKey/key"), { { "way", "generate" }, { "type", "oct" }, { "generated_use", "enc" } });
    EXPECT_EQ(secret("B2C_1A_RestKey").size(), 43U);
    EXPECT_FALSE(browser.shows(secret("B2C_1A_RestKey")));
    EXPECT_EQ(audited(AuditKind::PolicyKeySaved).size(), 3U);
    for (AuditEvent const& event : audited(AuditKind::PolicyKeySaved))
        EXPECT_EQ(event.detail.find("secret-value"), std::string::npos);
    browser.get(at("/keys/B2C_1A_RestKey/delete"));
    post(at("/keys/B2C_1A_RestKey/delete"));
    EXPECT_EQ(secret("B2C_1A_RestKey"), "");
}

TEST_F(ConsoleKeys, AKeyWaitsForItsTimeBesideTheOneThatIsUsed)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    post(at("/keys/new"), { { "id", "RestKey" } });
    auto const upload = [&](std::string const& secret, std::string const& begins, std::string const& ends) {
        browser.get(at("/keys/B2C_1A_RestKey"));
        return post(at("/keys/B2C_1A_RestKey/key"),
            { { "way", "upload" }, { "secret", secret }, { "use", "sig" }, { "begins", begins }, { "ends", ends } })
            .status;
    };
    auto const in = [&](auto time) { return rfc3339(clock.now() + time).substr(0, 16); };
    EXPECT_EQ(upload("first", "", in(3h)), 200) << browser.html();
    EXPECT_TRUE(browser.shows(">Used<"));
    EXPECT_EQ(upload("second", in(2h), ""), 200);
    EXPECT_TRUE(browser.shows(">Used<") && browser.shows(">Next<")) << browser.html();
    auto const active = [&] {
        auto const set = read<std::optional<PolicyKeySet>>(
            *store, [&](Ports& ports) { return ports.policy_secrets.find_set(TenantId(kTenant), "B2C_1A_RestKey"); })
                             .value()
                             .value();
        PolicyKey const* key = active_key(set, clock.now());
        return key ? key - set.keys.data() : -1;
    };
    EXPECT_EQ(active(), 0);
    clock.advance(2h);
    EXPECT_EQ(active(), 1);
    sign_in_as(AdminRole::Policy);
    for (auto const& [begins, ends, said] :
        { std::tuple{ std::string("soon"), std::string(), "A time is written like" },
            { in(2h), in(1h), "would have expired" }, { std::string(), in(-1h), "would have expired" } }) {
        EXPECT_EQ(upload("third", begins, ends), 400) << said;
        EXPECT_TRUE(browser.shows(said)) << browser.html();
    }
    browser.get(at("/keys/B2C_1A_RestKey"));
    post(at("/keys/B2C_1A_RestKey/key"),
        { { "way", "generate" }, { "type", "RSA" }, { "generated_use", "sig" }, { "generated_begins", in(1h) } });
    EXPECT_EQ(browser.page.status, 400);
    clock.advance(24h);
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    EXPECT_TRUE(browser.shows("Never")) << browser.html();
}

TEST_F(ConsoleKeys, ACertificateIsUploadedAsAFileOrPasted)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    post(at("/keys/new"), { { "id", "Client" } });
    auto const upload = [&](std::string const& file, std::string const& password = "") {
        browser.get(at("/keys/B2C_1A_Client"));
        return post(at("/keys/B2C_1A_Client/key"),
            { { "way", "certificate" }, { "certificate", file }, { "password", password } })
            .status;
    };
    EXPECT_EQ(upload(std::string(crypto::kPkcs12Sample), "hush"), 200) << browser.html();
    EXPECT_TRUE(crypto::SigningKey::load_pem(secret("B2C_1A_Client"))) << "with its private key";
    EXPECT_TRUE(browser.shows("Certificate"));
    EXPECT_TRUE(browser.shows("Certificate of test for signature"));
    EXPECT_TRUE(browser.shows("2126-11-05 09:14:16"));
    EXPECT_FALSE(browser.shows("PRIVATE"));
    std::string const pem = crypto::certificate_pem(base64_decode(crypto::kCertificateSample).value());
    for (std::string const& file : { std::string(crypto::kCertificateSample), base64_encode("subject=x\n" + pem),
             "words before\r\n" + replace_all(pem, "\n", "\r\n") }) {
        EXPECT_EQ(upload(file), 200) << browser.html();
        EXPECT_TRUE(crypto::read_public_pem(secret("B2C_1A_Client")));
        EXPECT_TRUE(secret("B2C_1A_Client").starts_with("-----BEGIN CERTIFICATE-----"));
        EXPECT_FALSE(crypto::SigningKey::load_pem(secret("B2C_1A_Client")));
    }
    EXPECT_EQ(audited(AuditKind::PolicyKeySaved).size(), 5U);
}

TEST_F(ConsoleKeys, AFileThatIsNoCertificateIsSaidSoAtItsField)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    post(at("/keys/new"), { { "id", "Client" } });
    std::string const own = crypto::make_authority("A", clock.now())->key_pem;
    std::string const old = crypto::make_authority("A", clock.now() - std::chrono::years(100))->certificate_pem;
    struct Case {
        std::string file;
        char const* password;
        char const* said;
    };
    for (Case const& wrong : { Case{ "", "", "neither PEM nor base64" }, { "%%", "", "neither PEM nor base64" },
             { "eA==", "", "The certificate cannot be used" }, { own, "", "The certificate cannot be used" },
             { std::string(crypto::kPkcs12Sample), "wrong", "The password does not open the PKCS #12 file." },
             { std::string(crypto::kPkcs12Sample), "", "has a password: enter it below" },
             { old, "", "would have expired before it is used" } }) {
        browser.get(at("/keys/B2C_1A_Client"));
        http::Response const& page = post(at("/keys/B2C_1A_Client/key"),
            { { "way", "certificate" }, { "certificate", wrong.file }, { "password", wrong.password } });
        EXPECT_EQ(page.status, 400) << wrong.said;
        EXPECT_NE(
            testkit::text_of(browser.html(), "certificate-error").value_or("").find(wrong.said), std::string::npos)
            << browser.html();
        EXPECT_FALSE(browser.shows("PRIVATE")) << "what was given is not shown again";
    }
    EXPECT_EQ(secret("B2C_1A_Client"), "");
}

TEST_F(ConsoleKeys, WhatIsNoKeySetIsRefused)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    EXPECT_EQ(post(at("/keys/new"), { { "id", "a b" } }).status, 400);
    EXPECT_EQ(browser.get(at("/keys/B2C_1A_None")).status, 404);
}

TEST_F(ConsoleKeys, Attack50SecretsOfProvidersAndConnectorsAreNoKeySets)
{
    std::string const name = "B2C_1A_IdentityProvider_google_Secret";
    write([&](Ports& ports) { return ports.policy_secrets.save(TenantId(kTenant), name, PolicySecret("kept")); });
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    EXPECT_FALSE(browser.shows(name));
    EXPECT_EQ(post(at("/keys/new"), { { "id", name } }).status, 400);
    EXPECT_EQ(browser.get(at("/keys/" + name)).status, 404);
    EXPECT_EQ(
        post(at("/keys/" + name + "/key"), { { "way", "upload" }, { "secret", "x" }, { "use", "sig" } }).status, 404);
    EXPECT_EQ(post(at("/keys/" + name + "/delete")).status, 404);
    EXPECT_EQ(secret(name), "kept");
}

TEST_F(ConsoleKeys, Attack50AnAuditorSeesNamesAndChangesNothing)
{
    write([&](Ports& ports) {
        return ports.policy_secrets.save(TenantId(kTenant), "B2C_1A_Held", PolicySecret("kept-from-all"));
    });
    sign_in_as(AdminRole::Auditor);
    browser.get(at("/keys"));
    EXPECT_TRUE(browser.shows("B2C_1A_Held"));
    browser.get(at("/keys/B2C_1A_Held"));
    EXPECT_FALSE(browser.shows("kept-from-all"));
    post(at("/keys/B2C_1A_Held/key"), { { "way", "upload" }, { "secret", "mine" }, { "use", "sig" } });
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_EQ(secret("B2C_1A_Held"), "kept-from-all");
}

TEST_F(ConsoleKeys, TheNextSigningKeyIsPublishedEarlier)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/keys"));
    EXPECT_TRUE(browser.shows("Signs"));
    browser.get(at("/keys/rotate"));
    post(at("/keys/rotate"));
    EXPECT_TRUE(browser.shows("A new key is published.")) << browser.html();
    EXPECT_TRUE(browser.shows(">Next<"));
}

} // namespace
} // namespace gatehouse::console
