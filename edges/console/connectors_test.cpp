#include "edges/console/flow_parts_world_test.h"
#include "libs/crypto/pkcs12_sample_test.h"

namespace gatehouse::console {
namespace {

using Authentication = policy::ApiConnector::Authentication;

class ConsoleConnectors : public ConsoleFlowParts {
protected:
    static constexpr char const* kUrl = "https://api.example.org/check";

    void add_basic()
    {
        fill_in("/connectors/basic/new",
            { { "displayName", "Check" }, { "url", kUrl }, { "blocking", "yes" }, { "user", "u53r" },
                { "password", "pa55word" } });
        EXPECT_TRUE(browser.shows("Check was added.")) << browser.html();
    }
    policy::ApiConnector only() { return connectors().at(0).connector; }
    std::string page() { return "/connectors/" + only().name; }
    std::string kept(std::string_view part) { return secret(policy::secret_name(only(), part)); }
};

TEST_F(ConsoleConnectors, OneIsAddedUsedChangedAndRemoved)
{
    sign_in_as(AdminRole::Policy);
    browser.get(at("/connectors"));
    EXPECT_TRUE(browser.shows(">Bearer token</a>"));
    add_basic();
    EXPECT_FALSE(browser.shows("pa55word") || browser.shows("u53r"));
    ASSERT_EQ(connectors().size(), 1U);
    EXPECT_EQ(only().url, kUrl);
    EXPECT_TRUE(only().blocking);
    EXPECT_EQ(kept("User") + "/" + kept("Password"), "u53r/pa55word");
    save_flow([&](policy::UserFlow& flow) { flow.before_token = only(); });
    browser.get(at("/connectors"));
    EXPECT_TRUE(browser.shows("href=\"" + at("/flows/B2C_1_susi") + "\""));

    fill_in(page() + "/change", { { "displayName", "Check 2" }, { "url", "https://api.example.org/v2" } });
    EXPECT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(flow().before_token->url, "https://api.example.org/v2");
    EXPECT_FALSE(flow().before_token->blocking);
    EXPECT_EQ(kept("Password"), "pa55word");

    browser.get(at(page() + "/remove"));
    EXPECT_TRUE(browser.shows("B2C_1_susi"));
    EXPECT_EQ(post(at(page() + "/remove")).status, 409);
    save_flow([](policy::UserFlow&) { });
    std::string const password = policy::secret_name(only(), "Password");
    fill_in(page() + "/remove", {});
    EXPECT_TRUE(browser.shows("Check 2 was removed.")) << browser.html();
    EXPECT_TRUE(connectors().empty());
    EXPECT_EQ(secret(password), "");
    EXPECT_EQ(audited(AuditKind::FlowPartDeleted).size(), 1U);
}

TEST_F(ConsoleConnectors, OtherCredentialsTakeTheOldOnesPlace)
{
    sign_in_as(AdminRole::Policy);
    add_basic();
    save_flow([&](policy::UserFlow& flow) { flow.before_token = only(); });
    fill_in(page() + "/credentials/apiKeyHeader", { { "header", "X-Api-Key" }, { "key", "k3y" } });
    EXPECT_TRUE(browser.shows("The new credentials are kept.")) << browser.html();
    EXPECT_EQ(only().authentication, Authentication::ApiKeyHeader);
    EXPECT_EQ(flow().before_token->header, "X-Api-Key");
    EXPECT_EQ(kept("Key"), "k3y");
    EXPECT_EQ(kept("Password"), "") << "what nobody uses is not kept";
    fill_in(page() + "/credentials/bearer", { { "token", "t0ken" } });
    EXPECT_EQ(kept("Token"), "t0ken");
    // Broken into lines, as tools do.
    std::string file(crypto::kPkcs12Sample);
    file.insert(64, "\r\n");
    fill_in(page() + "/credentials/clientCertificate", { { "pkcs12", file }, { "password", "hush" } });
    EXPECT_EQ(only().authentication, Authentication::ClientCertificate) << browser.html();
    EXPECT_NE(kept("Certificate").find("BEGIN CERTIFICATE"), std::string::npos);
    EXPECT_NE(kept("Certificate").find("PRIVATE KEY"), std::string::npos);
    fill_in(page() + "/credentials/none", {});
    EXPECT_EQ(only().authentication, Authentication::None);
    EXPECT_EQ(kept("Certificate"), "");
    for (AuditEvent const& event : audited(AuditKind::FlowPartSaved))
        for (char const* hidden : { "pa55word", "k3y", "t0ken", "BEGIN" })
            EXPECT_EQ(event.detail.find(hidden), std::string::npos) << event.detail;
}

TEST_F(ConsoleConnectors, WhatIsWrongIsSaidBesideItsFieldAndNothingIsStored)
{
    sign_in_as(AdminRole::Policy);
    struct Case {
        char const* way;
        testkit::Browser::Pairs values;
        char const* field;
        char const* said;
    };
    for (Case const& wrong : std::vector<Case>{ { "none", { { "url", kUrl } }, "displayName", "Enter a name." },
             { "none", { { "displayName", "a" } }, "url", "Enter the address" },
             { "none", { { "displayName", "a" }, { "url", "http://api.example.org" } }, "url", "an https address" },
             { "none", { { "displayName", "a" }, { "url", "javascript:alert(1)" } }, "url", "an https address" },
             { "basic", { { "user", "a:b" }, { "password", "p" } }, "user", "no colon" },
             { "basic", { { "user", "a" } }, "password", "It must be filled in." },
             { "bearer", { { "token", std::string(9000, 'x') } }, "token", "One line of at most 8192" },
             { "apiKeyHeader", { { "header", "a b" }, { "key", "k" } }, "header", "The name of a header" },
             { "apiKeyHeader", { { "header", "A" }, { "key", "k\r\nB: c" } }, "key", "One line" },
             { "clientCertificate", { { "pkcs12", "%%%" } }, "pkcs12", "no base64" },
             { "clientCertificate", { { "pkcs12", "AAAA" } }, "pkcs12", "cannot be used" },
             { "clientCertificate", { { "pkcs12", std::string(crypto::kPkcs12Sample) }, { "password", "wrong" } },
                 "pkcs12", "The password does not open" } }) {
        testkit::Browser::Pairs values = wrong.values;
        if (std::string_view(wrong.way) != "none") {
            values.emplace_back("displayName", "Check");
            values.emplace_back("url", kUrl);
        }
        EXPECT_EQ(fill_in("/connectors/" + std::string(wrong.way) + "/new", values).status, 400) << wrong.said;
        EXPECT_TRUE(browser.shows(wrong.said)) << browser.html();
        EXPECT_TRUE(browser.shows("id=\"" + std::string(wrong.field) + "-error\"")) << wrong.said;
    }
    EXPECT_TRUE(connectors().empty());
    EXPECT_EQ(browser.get(at("/connectors/magic/new")).status, 404);
    add_basic();
    EXPECT_EQ(fill_in(page() + "/change", { { "displayName", "x" }, { "url", "x" } }).status, 400);
    EXPECT_EQ(browser.get(at(page() + "/credentials/magic")).status, 404);
    EXPECT_EQ(browser.get(at("/connectors/none-such/change")).status, 404);
    EXPECT_EQ(only().url, kUrl);
}

TEST_F(ConsoleConnectors, Attack28WhereThePasswordGoesAsksForAFreshSignIn)
{
    sign_in_as(AdminRole::Policy);
    add_basic();
    std::string const path = page();
    clock.advance(kRecent + 1min);
    for (char const* below : { "/change", "/credentials/basic", "/remove" }) {
        browser.get(at(path + below));
        EXPECT_TRUE(browser.has_element("signInName")) << below;
    }
}

TEST_F(ConsoleConnectors, WhoOnlyReadsSeesNoFormAndChangesNothing)
{
    sign_in_as(AdminRole::Policy);
    add_basic();
    give({ AdminRole::Auditor }, ada);
    browser.get(at("/connectors"));
    EXPECT_FALSE(browser.shows("/new"));
    browser.get(at(page()));
    EXPECT_FALSE(browser.shows("/credentials"));
    EXPECT_EQ(post(at(page() + "/change"), { { "displayName", "x" }, { "url", kUrl } }).status, 403);
    EXPECT_EQ(connectors()[0].display_name, "Check");
    EXPECT_TRUE(connectors(kOther).empty());
}

} // namespace
} // namespace gatehouse::console
