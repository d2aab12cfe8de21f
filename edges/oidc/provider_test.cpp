// Identity providers in policies, from the application's request to its token.
#include "edges/oidc/browser.h"
#include "edges/oidc/provider_world_test.h"

namespace gatehouse::oidc {
namespace {

using identity_provider::Answer;
using identity_provider::Person;

class ProviderTest : public testing::Test, public ProviderWorld {
protected:
    static Social oauth2(Fields metadata = {})
    {
        Social social;
        social.protocol = "OAuth2";
        social.metadata = std::move(metadata);
        return social;
    }
    static Social open_id(Fields metadata = {})
    {
        Social social;
        social.metadata = std::move(metadata);
        return social;
    }
    void expect_unusable()
    {
        EXPECT_EQ(error_code(), "AADB2C90273") << browser.away << browser.html();
        EXPECT_EQ(browser.answer("error"), "server_error");
        EXPECT_EQ(people(), 0U);
    }
};

// --- the way there and back -----------------------------------------------------------------------------------------

TEST_F(ProviderTest, OpenIdConnectSignsUpAndSignsInTheSamePerson)
{
    json::Object const first = sign_in_there();
    EXPECT_EQ(first.text("name"), "Ada Lovelace");
    EXPECT_EQ(first.text("idp"), "provider.example");
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    EXPECT_EQ(sign_in_there().text("sub"), first.text("sub"));
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    EXPECT_NE(sign_in_there({ .id = "another" }).text("sub"), first.text("sub"));
    EXPECT_EQ(people(), 2U);
}

TEST_F(ProviderTest, TheAccountIsLinkedInTheDirectory)
{
    json::Object const signed_in = sign_in_there();
    auto const found = read<std::optional<User>>(*store, [&](Ports& ports) {
        return ports.users.find_by_identity(tenant.id, SignInType::Federated, "provider.example", "1234567890");
    }).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id.text(), signed_in.text("sub"));
    EXPECT_EQ(std::get<std::string>(found->attributes.at("surname")), "Lovelace");
}

TEST_F(ProviderTest, TheRequestSaysWhatTheProviderHasToKnow)
{
    provider.sign_in(choose());
    EXPECT_TRUE(browser.away.empty() || browser.away.starts_with(std::string(kProvider) + "/authorize?"));
    EXPECT_EQ(provider.asked.get("redirect_uri"), std::string(kOrigin) + "/" + kDomain + "/oauth2/authresp");
    EXPECT_EQ(provider.asked.get("response_type"), "code");
    EXPECT_EQ(provider.asked.get("response_mode"), "form_post");
    EXPECT_EQ(provider.asked.get("scope"), "openid profile email");
    EXPECT_EQ(provider.asked.get("code_challenge_method"), "S256");
    EXPECT_EQ(provider.asked.get("nonce").size(), 43U);
}

TEST_F(ProviderTest, WithoutPkceAtTheProviderNoneIsSent)
{
    provider.takes_pkce = false;
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_FALSE(provider.asked.has("code_challenge"));
    EXPECT_FALSE(provider.redeemed.has("code_verifier"));
}

TEST_F(ProviderTest, ThePolicyMayStandInTheReturnAddress)
{
    use(open_id({ { "UsePolicyInRedirectUri", "true" } }));
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_EQ(
        provider.asked.get("redirect_uri"), std::string(kOrigin) + "/" + kDomain + "/b2c_1a_social/oauth2/authresp");
}

TEST_F(ProviderTest, AnIdTokenMayComeThroughTheBrowser)
{
    use(open_id({ { "response_types", "id_token" } }));
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_EQ(provider.count("/token"), 0);
}

// B2C: ReadBodyClaimsOnIdpRedirect, as Apple does it.
TEST_F(ProviderTest, ClaimsOfThePostedFormAreTakenWhereTheTokenHasNone)
{
    Social social = open_id({ { "ReadBodyClaimsOnIdpRedirect", "user.name.firstName user.email" } });
    social.outputs = R"(<OutputClaim ClaimTypeReferenceId="providerToken" PartnerClaimType="user.name.firstName" />)";
    use(social);
    provider.lies.answer.set("user", R"({"name":{"firstName":"Augusta"},"sub":"somebody else"})");
    json::Object const signed_in = sign_in_there();
    EXPECT_EQ(signed_in.text("idp_access_token"), "Augusta");
    EXPECT_EQ(signed_in.text("given_name"), "Ada");
}

TEST_F(ProviderTest, QueryAnswersAndBasicCredentialsWork)
{
    use(open_id({ { "response_mode", "query" }, { "token_endpoint_auth_method", "client_secret_basic" } }));
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_FALSE(provider.redeemed.has("client_secret"));
}

TEST_F(ProviderTest, InputClaimsBecomeParametersButNeverThoseThatBindTheAnswer)
{
    Social social;
    social.inputs
        = R"(<InputClaim ClaimTypeReferenceId="loginHint" PartnerClaimType="login_hint" DefaultValue="{OIDC:LoginHint}" AlwaysUseDefaultValue="true" />)"
          R"(<InputClaim ClaimTypeReferenceId="domainHint" PartnerClaimType="state" DefaultValue="chosen by the policy" />)";
    use(social);
    provider.sign_in(choose(changed(web_request(), { { "login_hint", "ada@provider.example" } })));
    EXPECT_EQ(provider.asked.get("login_hint"), "ada@provider.example");
    EXPECT_NE(provider.asked.get("state"), "chosen by the policy");
}

TEST_F(ProviderTest, DomainHintGoesStraightToTheProvider)
{
    ask(changed(web_request(), { { "domain_hint", "Provider.Example" } }), kSocial);
    EXPECT_TRUE(browser.away.starts_with(std::string(kProvider) + "/authorize?")) << browser.html();
    browser.cookies.clear();
    ask(changed(web_request(), { { "domain_hint", "other.example" } }), kSocial);
    EXPECT_TRUE(browser.has_element("ProviderExchange"));
}

TEST_F(ProviderTest, ASessionOfTheProviderAnswersTheNextSignIn)
{
    json::Object const first = sign_in_there();
    int const before = provider.count("/token");
    ask(web_request(), kSocial);
    std::string const got = browser.answer("code");
    ASSERT_NE(got, "") << browser.html();
    EXPECT_EQ(claims(token(redeem(got), {}, kSocial).text("id_token").value_or("")).text("sub"), first.text("sub"));
    EXPECT_EQ(provider.count("/token"), before);
    ask(changed(web_request(), { { "prompt", "login" } }), kSocial);
    EXPECT_TRUE(browser.has_element("ProviderExchange"));
}

TEST_F(ProviderTest, WhoTakesTimeToSignUpHasASessionToo)
{
    Social social;
    social.steps = sign_in_step(R"(<ClaimsProviderSelection TargetClaimsExchangeId="ProviderExchange" />)")
        + exchange_step(2, skip_when("objectId"), "ProviderExchange", "Provider")
        + exchange_step(3, skip_when("objectId"), "ReadExchange", "Read")
        + exchange_step(4, skip_when("objectId"), "AskExchange", "Ask");
    use(social);
    bring(provider.sign_in(choose()));
    clock.advance(std::chrono::minutes(5));
    browser.press("continue", { { "displayName", "Countess" } });
    ASSERT_NE(browser.answer("code"), "") << browser.html();
    ask(web_request(), kSocial);
    std::string const got = browser.answer("code");
    ASSERT_NE(got, "") << browser.html();
    EXPECT_EQ(claims(token(redeem(got), {}, kSocial).text("id_token").value_or("")).text("name"), "Countess");
}

TEST_F(ProviderTest, PromptNoneNeverLeavesForTheProvider)
{
    ask(changed(web_request(), { { "prompt", "none" }, { "domain_hint", "provider.example" } }), kSocial);
    EXPECT_EQ(browser.answer("error"), "interaction_required");
}

TEST_F(ProviderTest, TheBrowsersBackLeadsToThePageThatWasLeft)
{
    ask(web_request(), kSocial);
    http::Response const page = browser.page;
    browser.follow("ProviderExchange");
    ASSERT_TRUE(browser.is_away());
    browser.page = page;
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_NE(browser.answer("code"), "") << browser.html();
}

TEST_F(ProviderTest, MetadataAndKeysAreAskedForOnce)
{
    sign_in_there();
    browser.cookies.clear();
    sign_in_there();
    EXPECT_EQ(provider.count("/.well-known/openid-configuration"), 1);
    EXPECT_EQ(provider.count("/keys"), 1);
}

// --- OAuth 2.0 ------------------------------------------------------------------------------------------------------

TEST_F(ProviderTest, OAuth2AsksTheClaimsEndpoint)
{
    Social social = oauth2({ { "external_user_identity_claim_id", "id" } });
    social.outputs = R"(<OutputClaim ClaimTypeReferenceId="providerToken" PartnerClaimType="{oauth2:access_token}" />)";
    use(social);
    json::Object const signed_in = sign_in_there();
    EXPECT_EQ(signed_in.text("name"), "Ada Lovelace");
    EXPECT_EQ(signed_in.text("idp_access_token").value_or("").size(), 43U);
    EXPECT_FALSE(provider.asked.has("nonce"));
    EXPECT_EQ(caller.urls.back(), std::string(kProvider) + "/me");
}

TEST_F(ProviderTest, AnOAuth2ProviderMayTakePkce)
{
    use(oauth2({ { "gatehouse.UsePkce", "true" } }));
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_EQ(provider.asked.get("code_challenge_method"), "S256");
    EXPECT_EQ(provider.redeemed.get("code_verifier").size(), 43U);
}

TEST_F(ProviderTest, AResolverYieldsTheProvidersToken)
{
    Social social = oauth2();
    social.outputs
        = R"(<OutputClaim ClaimTypeReferenceId="providerToken" DefaultValue="{OAuth2:token_type} {oauth2:expires_in}" AlwaysUseDefaultValue="true" />)";
    use(social);
    EXPECT_EQ(sign_in_there().text("idp_access_token"), "Bearer 3600");
}

TEST_F(ProviderTest, WhatAProviderWantsInTheAddressGoesThere)
{
    use(oauth2({ { "HttpBinding", "GET" }, { "BearerTokenTransmissionMethod", "QueryString" },
        { "ClaimsEndpointFormat", "json" }, { "AdditionalRequestQueryParameters", "display=popup&state=x" } }));
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    EXPECT_EQ(provider.asked.get("display"), "popup");
    EXPECT_NE(provider.asked.get("state"), "x");
    EXPECT_NE(caller.urls.back().find("access_token="), std::string::npos);
    EXPECT_NE(caller.urls.back().find("format=json"), std::string::npos);
}

TEST_F(ProviderTest, ClaimsMayBeNamedByPath)
{
    Social social = oauth2({ { "ResolveJsonPathsInJsonTokens", "true" } });
    social.outputs = R"(<OutputClaim ClaimTypeReferenceId="providerToken" PartnerClaimType="names.localized[0]" />)";
    use(social);
    EXPECT_EQ(sign_in_there().text("idp_access_token"), "Ada");
}

TEST_F(ProviderTest, AnAccountWithoutAnIdIsNobody)
{
    use(oauth2({ { "external_user_identity_claim_id", "no_such_claim" } }));
    bring(provider.sign_in(choose()));
    expect_unusable();
}

// --- what goes wrong ------------------------------------------------------------------------------------------------

TEST_F(ProviderTest, ARefusalThereIsTheApplicationsAnswer)
{
    bring(provider.cancel(choose()));
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(browser.answer("error"), "access_denied");
    EXPECT_NE(browser.answer("error_description").find("The person said no."), std::string::npos);
    EXPECT_EQ(browser.answer("state"), "s1");
    EXPECT_EQ(audited(AuditKind::SignInFailed), 1U);
}

TEST_F(ProviderTest, ARefusalThereMayLeadBackToThePage)
{
    use(open_id({ { "gatehouse.RefusalReturnsToPage", "true" } }));
    bring(provider.cancel(choose()));
    EXPECT_TRUE(browser.has_element("password")) << browser.away;
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_NE(browser.answer("code"), "");
}

TEST_F(ProviderTest, AProviderThatIsDownCannotBeReached)
{
    provider.down = true;
    choose();
    EXPECT_EQ(error_code(), "AADB2C90289");
}

TEST_F(ProviderTest, AWrongSecretIsTheTenantsOwnMistake)
{
    write([&](Ports& ports) {
        return ports.policy_secrets.save(tenant.id, "B2C_1A_ProviderSecret", PolicySecret("wrong"));
    });
    bring(provider.sign_in(choose()));
    EXPECT_EQ(error_code(), "AADB2C90243");
}

TEST_F(ProviderTest, AnAnswerIsTakenOnce)
{
    Answer const answer = provider.sign_in(choose());
    bring(answer);
    ASSERT_NE(browser.answer("code"), "");
    bring(answer);
    EXPECT_EQ(error_code(), "AADB2C90046");
    EXPECT_EQ(provider.count("/token"), 1);
}

// --- attacks --------------------------------------------------------------------------------------------------------

TEST_F(ProviderTest, Attack43AnAnswerIsOfTheBrowserThatWasSent)
{
    Answer const answer = provider.sign_in(choose());
    testkit::Browser other(router, kOrigin);
    other.get(url::with_query(answer.redirect_uri, answer.fields));
    EXPECT_EQ(testkit::text_of(other.html(), "errorCode"), "AADB2C90211");
    other.cookies[std::string(kBrowserCookie)] = std::string(43, 'a');
    other.get(url::with_query(answer.redirect_uri, answer.fields));
    EXPECT_EQ(testkit::text_of(other.html(), "errorCode"), "AADB2C90046");
    EXPECT_EQ(provider.count("/token"), 0);
    bring(answer);
    EXPECT_NE(browser.answer("code"), "");
}

TEST_F(ProviderTest, Attack43AnAnswerToAnotherErrandChangesNothing)
{
    Answer forged = provider.sign_in(choose());
    Answer const right = forged;
    std::string state = forged.fields.get("state");
    state.back() = state.back() == 'A' ? 'B' : 'A';
    forged.fields.set("state", state);
    bring(forged);
    EXPECT_EQ(error_code(), "AADB2C90212");
    forged.fields.set("state", "x");
    bring(forged);
    EXPECT_EQ(error_code(), "AADB2C90212");
    EXPECT_EQ(provider.count("/token"), 0);
    bring(right);
    EXPECT_NE(browser.answer("code"), "");
}

TEST_F(ProviderTest, Attack19TheStateOpensNothingElse)
{
    Answer const answer = provider.sign_in(choose());
    browser.cookies.clear();
    browser.cookies[session_cookie_name(tenant)] = answer.fields.get("state");
    browser.cookies[std::string(kBrowserCookie)] = answer.fields.get("state");
    ask(web_request(), kSocial);
    EXPECT_TRUE(browser.has_element("password"));
}

TEST_F(ProviderTest, MixUpAnotherServersAnswerIsRefused)
{
    provider.lies.answer.set("iss", "https://attacker.example");
    bring(provider.sign_in(choose()));
    expect_unusable();
    EXPECT_EQ(provider.count("/token"), 0);
}

TEST_F(ProviderTest, MixUpAnAnswerWithoutThePromisedIssuerIsRefused)
{
    provider.lies.answer.set("iss", nullptr);
    bring(provider.sign_in(choose()));
    expect_unusable();
}

TEST_F(ProviderTest, MixUpIsSeenWithoutMetadataToo)
{
    use(oauth2());
    provider.lies.answer.set("iss", "https://attacker.example");
    bring(provider.sign_in(choose()));
    expect_unusable();
    EXPECT_EQ(provider.count("/token"), 0);
}

struct Lie {
    char const* name;
    json::Object id_token;
    std::string algorithm = {};
    bool unknown_key = false;
};
void PrintTo(Lie const& lie, std::ostream* out)
{
    *out << lie.name;
}

class LyingProvider : public testing::TestWithParam<Lie>, public ProviderWorld { };

TEST_P(LyingProvider, Attack42And44To46GetsNobodyIn)
{
    provider.lies.id_token = GetParam().id_token;
    provider.lies.algorithm = GetParam().algorithm;
    provider.lies.unknown_key = GetParam().unknown_key;
    bring(provider.sign_in(choose()));
    EXPECT_EQ(error_code(), "AADB2C90273") << browser.away << browser.html();
    EXPECT_EQ(people(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Tokens, LyingProvider,
    testing::Values(Lie{ "no nonce", { { "nonce", nullptr } } }, Lie{ "another nonce", { { "nonce", "n" } } },
        Lie{ "another issuer", { { "iss", "https://attacker.example" } } },
        Lie{ "another audience", { { "aud", "somebody-else" } } }, Lie{ "expired", { { "exp", 1 } } },
        Lie{ "no expiry", { { "exp", nullptr } } }, Lie{ "nobody", { { "sub", nullptr } } },
        Lie{ "algorithm none", {}, "none" }, Lie{ "the public key as a secret", {}, "HS256" },
        Lie{ "a key nobody published", {}, {}, true }));

TEST_F(ProviderTest, Attack46IssuersAreThoseOfThePolicysPrefixes)
{
    use(open_id(
        { { "ValidTokenIssuerPrefixes", "https://provider.example" }, { "DiscoverMetadataByTokenIssuer", "true" } }));
    EXPECT_EQ(sign_in_there().text("name"), "Ada Lovelace");
    browser.cookies.clear();
    provider.lies.id_token.set("iss", "https://provider.example.attacker.test");
    bring(provider.sign_in(choose()));
    EXPECT_EQ(error_code(), "AADB2C90273");
    for (std::string const& url : caller.urls)
        EXPECT_EQ(url.find("attacker"), std::string::npos);
}

TEST_F(ProviderTest, Attack33AnEqualEmailIsNotTheSamePerson)
{
    std::string const stranger = sign_in_there({ .id = "eve", .email = kEmail }).text("sub").value_or("");
    EXPECT_NE(stranger, ada.text());
    EXPECT_EQ(people(), 1U);
}

// A policy that signs somebody in with their password and then writes who they are at the provider.
class LinkTest : public ProviderTest {
protected:
    LinkTest()
    {
        Social social;
        social.steps = sign_in_step("") + exchange_step(2, "", "ProviderExchange", "Provider")
            + exchange_step(3, "", "LinkExchange", "Link")
            + exchange_step(4, skip_when("objectId"), "NoExchange", "Read");
        use(social);
    }
    void link(std::string const& email)
    {
        browser.cookies.clear();
        ask(web_request(), kSocial);
        browser.press("continue", { { "signInName", email }, { "password", kPassword } });
        ASSERT_TRUE(browser.is_away()) << browser.html();
        bring(provider.sign_in(std::string(browser.away)));
    }
};

TEST_F(LinkTest, AnAccountThatIsLinkedIsSignedInByTheProvider)
{
    link(kEmail);
    EXPECT_NE(browser.answer("code"), "") << browser.away << browser.html();
    browser.cookies.clear();
    use({});
    EXPECT_EQ(sign_in_there().text("sub"), ada.text());
    EXPECT_EQ(people(), 0U);
}

TEST_F(LinkTest, Attack31WhoSomebodyIsThereBelongsToOneAccount)
{
    add_user("eve@example.test");
    link(kEmail);
    link("eve@example.test");
    EXPECT_EQ(error_code(), "AADB2C90085") << browser.away;
    browser.cookies.clear();
    use({});
    EXPECT_EQ(sign_in_there().text("sub"), ada.text());
}

TEST_F(LinkTest, Attack32WithoutTheFirstFactorNothingIsLinked)
{
    ask(web_request(), kSocial);
    testkit::HtmlForm const form = testkit::first_form(browser.html()).value();
    std::string const csrf = form.fields.get("csrf_token");
    std::string const tx = testkit::between(form.action + "&", "tx=", "&");
    browser.get("/" + std::string(kDomain) + "/" + kSocial + "/api/CombinedSigninAndSignup/unified?"
        + "social=ProviderExchange&csrf_token=" + csrf + "&tx=" + tx);
    EXPECT_TRUE(browser.has_element("password")) << browser.away << browser.html();
}

TEST_F(ProviderTest, Attack21ADisabledPersonStaysOut)
{
    std::string const id = sign_in_there().text("sub").value_or("");
    browser.cookies.clear();
    change_user(UserId(id), [](User& user) { user.enabled = false; });
    bring(provider.sign_in(choose()));
    EXPECT_EQ(error_code(), "AADB2C90111");
}

} // namespace
} // namespace gatehouse::oidc
