// OAuth 1.0a providers in policies, from the application's request to its token.
#include "edges/oidc/browser.h"
#include "edges/oidc/provider_world_test.h"

namespace gatehouse::oidc {
namespace {

using identity_provider::Answer;
using identity_provider::Person;

class OAuth1Test : public testing::Test, public ProviderWorld {
protected:
    OAuth1Test() { use_oauth1(); }
    void use_oauth1(Fields metadata = {})
    {
        Social social;
        social.protocol = "OAuth1";
        social.metadata = std::move(metadata);
        use(social);
    }
    json::Object sign_in(Person const& person = {})
    {
        bring(provider.sign_in_oauth1(choose(), person));
        std::string const got = browser.answer("code");
        EXPECT_NE(got, "") << browser.html() << browser.away;
        return claims(token(redeem(got), {}, kSocial).text("id_token").value_or(""));
    }
    // The same answer with other values; "" takes one away.
    static Answer with(Answer const& answer, Fields const& changes)
    {
        Answer other = answer;
        other.fields = url::Form();
        for (auto const& [name, value] : answer.fields.pairs()) {
            auto const change = std::ranges::find(changes, name, &Fields::value_type::first);
            if (change == changes.end() || !change->second.empty())
                other.fields.add(name, change == changes.end() ? value : change->second);
        }
        return other;
    }
};

TEST_F(OAuth1Test, SignsUpAndSignsInTheSamePerson)
{
    json::Object const first = sign_in();
    EXPECT_EQ(first.text("name"), "Ada Lovelace");
    EXPECT_EQ(first.text("given_name"), "Ada");
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    EXPECT_EQ(sign_in().text("sub"), first.text("sub"));
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    EXPECT_NE(sign_in({ .id = "another" }).text("sub"), first.text("sub"));
    auto const found = read<std::optional<User>>(*store, [&](Ports& ports) {
        return ports.users.find_by_identity(tenant.id, SignInType::Federated, "provider.example", "1234567890");
    }).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id.text(), first.text("sub"));
}

TEST_F(OAuth1Test, TheReturnAddressHasThePolicyAndTheTokenIsAllTheBrowserBrings)
{
    std::string const away = choose();
    EXPECT_TRUE(away.starts_with(std::string(kProvider) + "/oauth1/authenticate?oauth_token=")) << away;
    EXPECT_EQ(away.find("state="), std::string::npos);
    Answer const answer = provider.sign_in_oauth1(away);
    EXPECT_TRUE(
        answer.redirect_uri.starts_with(std::string(kOrigin) + "/" + kDomain + "/b2c_1a_social/oauth1/authresp?state="))
        << answer.redirect_uri;
}

TEST_F(OAuth1Test, WithoutAClaimsEndpointTheTokensAnswerIsAll)
{
    use_oauth1({ { "ClaimsEndpoint", "" } });
    json::Object const signed_in = sign_in();
    EXPECT_NE(signed_in.text("sub"), std::nullopt);
    EXPECT_EQ(signed_in.text("name"), std::nullopt);
    EXPECT_EQ(provider.count("/oauth1/me"), 0);
}

TEST_F(OAuth1Test, SayingNoThereIsToldToTheApplication)
{
    bring(provider.cancel_oauth1(choose()));
    EXPECT_EQ(browser.answer("error"), "access_denied") << browser.html();
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(provider.count("/oauth1/access_token"), 0);
}

// attack-42, attack-43: whose token the answer is about, which journey it belongs to and which browser brings it.
TEST_F(OAuth1Test, Attack43AnAnswerAboutAnotherTokenIsNotTaken)
{
    Answer const strangers = provider.sign_in_oauth1(choose(), { .id = "eve" });
    browser.cookies.clear();
    Answer const own = provider.sign_in_oauth1(choose());
    bring(with(own,
        { { "oauth_token", strangers.fields.get("oauth_token") },
            { "oauth_verifier", strangers.fields.get("oauth_verifier") } }));
    EXPECT_EQ(error_code(), "AADB2C90273") << browser.away << browser.html();
    EXPECT_EQ(provider.count("/oauth1/access_token"), 0) << "nothing is redeemed for it";
    // A stranger's whole answer, in this browser.
    browser.cookies.clear();
    choose();
    bring(strangers);
    EXPECT_EQ(browser.answer("code"), "");
    EXPECT_EQ(provider.count("/oauth1/access_token"), 0);
    EXPECT_EQ(people(), 0U);
}

// Attack33: an equal e-mail address links nothing; a policy that signs somebody in first does.
TEST_F(OAuth1Test, AnAccountIsLinkedAsThePolicyWritesIt)
{
    EXPECT_NE(sign_in({ .id = "eve", .email = kEmail }).text("sub"), ada.text());
    Social social;
    social.protocol = "OAuth1";
    social.steps = sign_in_step("") + exchange_step(2, "", "ProviderExchange", "Provider")
        + exchange_step(3, "", "LinkExchange", "Link") + exchange_step(4, skip_when("objectId"), "NoExchange", "Read");
    use(social);
    browser.cookies.clear();
    ask(web_request(), kSocial);
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    bring(provider.sign_in_oauth1(std::string(browser.away)));
    EXPECT_NE(browser.answer("code"), "") << browser.away << browser.html();
    use_oauth1();
    browser.cookies.clear();
    EXPECT_EQ(sign_in().text("sub"), ada.text());
}

TEST_F(OAuth1Test, AnAnswerIsTakenOnce)
{
    Answer const answer = provider.sign_in_oauth1(choose());
    bring(answer);
    EXPECT_NE(browser.answer("code"), "");
    int const before = provider.count("/oauth1/access_token");
    bring(answer);
    EXPECT_EQ(provider.count("/oauth1/access_token"), before);
}

TEST_F(OAuth1Test, AnAnswerWithoutVerifierOrWithAWrongOneIsNone)
{
    bring(with(provider.sign_in_oauth1(choose()), { { "oauth_verifier", "" } }));
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(provider.count("/oauth1/access_token"), 0);
    browser.cookies.clear();
    bring(with(provider.sign_in_oauth1(choose()), { { "oauth_verifier", "guessed" } }));
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(people(), 0U);
}

// RFC 5849 §2.1: what tells the revised protocol from the first, in which a stranger's sign-in could be planted.
TEST_F(OAuth1Test, AProviderOfTheFirstEditionIsNotUsed)
{
    provider.confirms_callback = false;
    ask(web_request(), kSocial);
    browser.follow("ProviderExchange");
    EXPECT_EQ(error_code(), "AADB2C90273") << browser.away << browser.html();
}

TEST_F(OAuth1Test, AProviderThatIsDownIsSaidSo)
{
    std::string const address = choose();
    Answer const answer = provider.sign_in_oauth1(address);
    provider.down = true;
    bring(answer);
    EXPECT_EQ(error_code(), "AADB2C90289");
}

} // namespace
} // namespace gatehouse::oidc
