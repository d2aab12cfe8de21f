#include "edges/oidc/world_test.h"

namespace gatehouse::oidc {
namespace {

constexpr char const* kOwnerFlow = "B2C_1_Owner";

class PasswordTest : public testing::Test, public World {
protected:
    PasswordTest()
    {
        policy::UserFlow flow;
        flow.name = kOwnerFlow;
        flow.type = policy::FlowType::ResourceOwner;
        flow.claims = { "emails", "displayName", "objectId" };
        write([&](Ports& ports) {
            return ports.policies.save(tenant.id,
                { PolicyId(flow.name), policy::leaf_xml(flow, kDomain), json::write(policy::to_json(flow)),
                    clock.now() });
        });
        refresh();
        for (char const* id : { kNative, kSpa })
            change_app(id, [](Application& app) { app.implicit_id_token = app.implicit_token = true; });
    }
    static Fields password(std::string const& value = kPassword)
    {
        return { { "grant_type", "password" }, { "client_id", kNative }, { "username", kEmail }, { "password", value },
            { "scope", std::string("openid offline_access ") + kNative }, { "response_type", "token id_token" } };
    }
    json::Object ask_owner(Fields const& fields) { return token(fields, {}, kOwnerFlow); }
    std::string error_of(Fields const& fields, std::string const& policy = kOwnerFlow)
    {
        json::Object const body = token(fields, {}, policy);
        return body.text("error").value_or("") + " " + body.text("error_description").value_or("").substr(0, 11);
    }
};

TEST_F(PasswordTest, APasswordBringsTokensOfTheFlow)
{
    json::Object const body = ask_owner(password());
    json::Object const id = claims(*body.text("id_token"));
    EXPECT_EQ(id.text("sub"), ada.text());
    EXPECT_EQ(id.text("tfp"), kOwnerFlow);
    EXPECT_EQ(id.text("name"), "Ada");
    EXPECT_EQ(id.integer("auth_time"), unix_seconds(clock.now()));
    EXPECT_EQ(claims(*body.text("access_token")).text("aud"), kNative);
    EXPECT_EQ(audited(AuditKind::SignInSucceeded), 1u);
    json::Object const next = token({ { "grant_type", "refresh_token" },
                                        { "refresh_token", *body.text("refresh_token") }, { "client_id", kNative } },
        {}, kOwnerFlow);
    EXPECT_TRUE(next.find("access_token"));
}

TEST_F(PasswordTest, WrongPairsAreOneError)
{
    EXPECT_EQ(error_of(password("wrong")), "access_denied AADB2C90225");
    EXPECT_EQ(error_of(changed(password(), { { "username", "nobody@example.test" } })), "access_denied AADB2C90225");
    EXPECT_EQ(audited(AuditKind::SignInFailed), 2u);
    change_user(ada, [](User& user) { user.enabled = false; });
    EXPECT_EQ(error_of(password()), "access_denied AADB2C90111");
    change_user(ada, [](User& user) {
        user.enabled = true;
        user.must_change_password = true;
    });
    EXPECT_EQ(error_of(password()), "interaction_required AADB2C90077");
}

// attack-24, attack-26: one counter, whoever asks.
TEST_F(PasswordTest, Attack24And26GuessesCountForTheAccountWhereverTheyAreMade)
{
    for (int i = 0; i < tenant.lockout.threshold; ++i)
        EXPECT_EQ(error_of(password("wrong" + std::to_string(i))), "access_denied AADB2C90225") << i;
    EXPECT_EQ(error_of(password()), "access_denied AADB2C90114");
    sign_in(web_request());
    EXPECT_EQ(browser.answer("code"), "");
    clock.advance(tenant.lockout.first_lock);
    EXPECT_TRUE(ask_owner(password()).find("access_token"));
}

TEST_F(PasswordTest, OnlyPublicAppsThatMayHaveTokensAtOnce)
{
    Fields const confidential = changed(password(), { { "client_id", kWeb }, { "client_secret", kSecret } });
    EXPECT_EQ(error_of(confidential), "unauthorized_client AADB2C90224");
    change_app(kNative, [](Application& app) { app.implicit_token = false; });
    EXPECT_EQ(error_of(password()), "unauthorized_client AADB2C90057");
}

TEST_F(PasswordTest, OnlyAtAFlowThatIsMadeForIt)
{
    EXPECT_EQ(error_of(password(), kPolicy), "unsupported_grant_type AADB2C90086");
}

TEST_F(PasswordTest, ShapeOfTheRequest)
{
    EXPECT_EQ(error_of(changed(password(), { { "password", "" } })), "invalid_request AADB2C99015");
    EXPECT_EQ(error_of(changed(password(), { { "username", "" } })), "invalid_request AADB2C99015");
    EXPECT_EQ(error_of(changed(password(), { { "scope", "" } })), "invalid_request AADB2C90010");
    EXPECT_EQ(
        error_of(changed(password(), { { "scope", std::string("openid ") + kAdmin } })), "invalid_request AADB2C90205");
    EXPECT_EQ(audited(AuditKind::SignInFailed), 0u);
}

} // namespace
} // namespace gatehouse::oidc
