// Response types whose tokens pass through the browser, and the modes they are answered in.
#include "edges/oidc/world_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::oidc {
namespace {

class FrontChannelTest : public testing::Test, public World {
protected:
    FrontChannelTest()
    {
        change_app(kWeb, [](Application& app) { app.implicit_id_token = app.implicit_token = true; });
    }
    static Fields asking(std::string const& type, Fields const& changes = {})
    {
        return changed(changed(web_request(), { { "response_type", type } }), changes);
    }
    // The names of what was answered, in order, and the separator it stands behind.
    std::vector<std::string> answered(char separator)
    {
        std::vector<std::string> names;
        size_t const at = browser.away.find(separator);
        EXPECT_NE(at, std::string::npos) << browser.away;
        if (at == std::string::npos)
            return names;
        auto const form = url::parse_form(browser.away.substr(at + 1));
        for (auto const& [name, value] : form->pairs())
            names.push_back(name);
        return names;
    }
    static std::string half(std::string const& text) { return base64url_encode(crypto::sha256(text).substr(0, 16)); }
};

using Names = std::vector<std::string>;

TEST_F(FrontChannelTest, EachTypeAnswersWithItsFieldsInB2CsOrder)
{
    struct Case {
        char const* type;
        Names names;
    };
    for (Case const& one : { Case{ "code", { "state", "client_info", "code" } },
             Case{ "id_token", { "id_token", "state", "client_info" } },
             Case{ "token", { "access_token", "token_type", "expires_in", "scope", "state", "client_info" } },
             Case{ "token id_token",
                 { "access_token", "token_type", "expires_in", "scope", "id_token", "state", "client_info" } },
             Case{ "id_token code", { "code", "id_token", "state", "client_info" } },
             Case{ "code token",
                 { "code", "access_token", "token_type", "expires_in", "scope", "state", "client_info" } },
             Case{ "code id_token token",
                 { "code", "access_token", "token_type", "expires_in", "scope", "id_token", "state",
                     "client_info" } } }) {
        sign_in(asking(one.type, { { "client_info", "1" } }));
        EXPECT_EQ(answered(std::string(one.type) == "code" ? '?' : '#'), one.names) << one.type;
    }
}

TEST_F(FrontChannelTest, TokensAreThePersonsAndBoundToWhatComesWithThem)
{
    sign_in(asking("code id_token token"));
    json::Object const id = claims(browser.answer("id_token"));
    EXPECT_EQ(id.text("sub"), ada.text());
    EXPECT_EQ(id.text("aud"), kWeb);
    EXPECT_EQ(id.text("nonce"), "n1");
    EXPECT_EQ(id.text("iss"), std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/");
    EXPECT_EQ(id.text("c_hash"), half(browser.answer("code")));
    EXPECT_EQ(id.text("at_hash"), half(browser.answer("access_token")));
    json::Object const access = claims(browser.answer("access_token"));
    EXPECT_EQ(access.text("aud"), kApi);
    EXPECT_EQ(access.text("scp"), "Read");
    EXPECT_EQ(access.text("azp"), kWeb);
    EXPECT_EQ(browser.answer("token_type"), "Bearer");
    EXPECT_EQ(browser.answer("expires_in"), "3600");
    EXPECT_EQ(browser.answer("scope"), kRead);
    // The same subject from the back channel, without hashes.
    json::Object const later = claims(*token(redeem(browser.answer("code"))).text("id_token"));
    EXPECT_EQ(later.text("sub"), id.text("sub"));
    EXPECT_FALSE(later.find("c_hash"));
}

TEST_F(FrontChannelTest, AHashStandsOnlyForWhatIsThere)
{
    sign_in(asking("id_token"));
    EXPECT_FALSE(claims(browser.answer("id_token")).find("c_hash"));
    EXPECT_FALSE(claims(browser.answer("id_token")).find("at_hash"));
    EXPECT_EQ(browser.answer("code"), "");
    EXPECT_EQ(audited(AuditKind::CodeRedeemed), 0u);
}

TEST_F(FrontChannelTest, EachSwitchOpensItsTokenOnly)
{
    change_app(kWeb, [](Application& app) { app.implicit_token = false; });
    ask(asking("token id_token"));
    EXPECT_EQ(error_code(), "AADB2C90057") << "before anybody is asked to sign in";
    sign_in(asking("code id_token"));
    EXPECT_NE(browser.answer("id_token"), "");
    ask(asking("token id_token"));
    EXPECT_EQ(error_code(), "AADB2C90057");
    EXPECT_EQ(browser.away.find(std::string(kWebReturn) + "#error=unauthorized_client&"), 0u) << browser.away;
    change_app(kWeb, [](Application& app) { app.implicit_id_token = false; });
    ask(asking("code id_token"));
    EXPECT_EQ(error_code(), "AADB2C90057");
}

// attack-42: a client cannot check what it never sent.
TEST_F(FrontChannelTest, Attack42AnIdTokenInFrontNeedsANonce)
{
    for (char const* type : { "id_token", "token id_token", "code id_token", "code id_token token" }) {
        ask(asking(type, { { "nonce", "" } }));
        EXPECT_EQ(error_code(), "AADB2C90009") << type;
        EXPECT_EQ(browser.answer("error"), "invalid_request");
    }
    sign_in(asking("code token", { { "nonce", "" } }));
    EXPECT_NE(browser.answer("access_token"), "");
}

TEST_F(FrontChannelTest, TokensNeverGoIntoAQuery)
{
    for (char const* type : { "id_token", "token", "code id_token" }) {
        ask(asking(type, { { "response_mode", "query" } }));
        EXPECT_EQ(error_code(), "AADB2C90014") << type;
        EXPECT_EQ(browser.away.find(std::string(kWebReturn) + "#error=invalid_request&"), 0u) << browser.away;
    }
}

TEST_F(FrontChannelTest, TheScopeMustAllowTheToken)
{
    ask(asking("token", { { "scope", "openid" } }));
    EXPECT_EQ(error_code(), "AADB2C90123");
    ask(asking("id_token", { { "scope", kRead } }));
    EXPECT_EQ(error_code(), "AADB2C90110");
    sign_in(asking("token", { { "scope", kWeb } }));
    EXPECT_EQ(claims(browser.answer("access_token")).text("aud"), kWeb);
}

TEST_F(FrontChannelTest, AFormPostCarriesTheTokens)
{
    sign_in(asking("code id_token", { { "response_mode", "form_post" } }));
    auto const form = testkit::first_form(browser.html());
    ASSERT_TRUE(form.has_value());
    EXPECT_EQ(form->action, kWebReturn);
    EXPECT_EQ(form->fields.pairs().front().first, "state");
    EXPECT_EQ(claims(form->fields.get("id_token")).text("c_hash"), half(form->fields.get("code")));
}

TEST_F(FrontChannelTest, ASinglePageAppNeedsPkceForACodeOnly)
{
    change_app(kSpa, [](Application& app) { app.implicit_id_token = true; });
    Fields const spa = { { "client_id", kSpa }, { "redirect_uri", kSpaReturn } };
    sign_in(asking("id_token", spa));
    EXPECT_NE(browser.answer("id_token"), "");
    ask(asking("code id_token", spa));
    EXPECT_EQ(error_code(), "AADB2C99059");
}

// attack-22
TEST_F(FrontChannelTest, Attack22AnAppThatIsDisabledDuringTheJourneyGetsNoToken)
{
    ask(asking("id_token"));
    change_app(kWeb, [](Application& app) { app.enabled = false; });
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_EQ(browser.answer("id_token"), "");
    EXPECT_EQ(browser.answer("error"), "unauthorized_client");
}

// attack-41
TEST_F(FrontChannelTest, Attack41ConsentThatIsTakenBackDuringTheJourneyNarrowsTheToken)
{
    ask(asking("token", { { "scope", std::string(kRead) + " " + kWrite } }));
    change_app(kWeb, [](Application& app) { app.permissions[1].consented = false; });
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_EQ(claims(browser.answer("access_token")).text("scp"), "Read");
    EXPECT_EQ(browser.answer("scope"), kRead);
}

// RFC 9207 §2: errors carry it, too.
TEST_F(FrontChannelTest, AnswersNameTheIssuerWhenTheTenantWantsIt)
{
    std::string const issuer = std::string(kOrigin) + "/" + kTenantGuid + "/v2.0/";
    sign_in(web_request());
    EXPECT_EQ(browser.answer("iss"), "");
    tenant.iss_in_answers = true;
    write([&](Ports& ports) { return ports.tenants.save(tenant); });
    refresh();
    sign_in(web_request());
    EXPECT_EQ(browser.answer("iss"), issuer);
    ask(changed(web_request(), { { "scope", "" } }));
    EXPECT_EQ(browser.answer("iss"), issuer);
    EXPECT_EQ(browser.answer("error"), "invalid_request");
}

} // namespace
} // namespace gatehouse::oidc
