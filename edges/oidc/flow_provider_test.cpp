// Identity providers in built-in user flows, from the application's request to its token.
#include "edges/oidc/browser.h"
#include "edges/oidc/provider_world_test.h"

namespace gatehouse::oidc {
namespace {

using identity_provider::Person;

constexpr char const* kExchange = "OIDC-corpExchange";

policy::IdentityProvider corp()
{
    return { .name = "corp",
        .display_name = "Contoso staff",
        .client_id = std::string(identity_provider::kClient),
        .metadata = std::string(kProvider) + "/.well-known/openid-configuration",
        .domain_hint = "corp.example" };
}

policy::ApiConnector connector(std::string name)
{
    return { .name = std::move(name),
        .url = "https://api.example.test/",
        .authentication = policy::ApiConnector::Authentication::None,
        .header = {} };
}

// The provider, and an API beside it.
class Callers final : public journey::RestCaller {
public:
    explicit Callers(journey::RestCaller& provider)
        : provider_(provider)
    {
    }
    journey::RestResult call(journey::RestRequest const& asked) override
    {
        if (!asked.url.starts_with("https://api.example.test/"))
            return provider_.call(asked);
        told.push_back(json::parse_object(asked.body).value());
        return journey::RestReply{ 200, answer };
    }
    std::vector<json::Object> told;
    std::string answer = R"({"version":"1.0.0","action":"Continue"})";

private:
    journey::RestCaller& provider_;
};

class FlowProviderTest : public testing::Test, public ProviderWorld {
protected:
    FlowProviderTest()
    {
        services.rest = &callers;
        write([&](Ports& ports) {
            return ports.policy_secrets.save(
                tenant.id, policy::secret_name(corp()), PolicySecret(std::string(identity_provider::kSecret)));
        });
        with([](policy::UserFlow&) { });
    }
    void with(std::function<void(policy::UserFlow&)> const& change)
    {
        change_flow([&](policy::UserFlow& flow) {
            flow.collect = {};
            flow.claims = { "emails", "displayName", "givenName", "surname", "identityProvider", "newUser" };
            flow.identity_providers = { corp() };
            change(flow);
        });
    }
    // To the provider and back.
    void go(Person const& person = {}, Fields const& request = web_request())
    {
        ask(request);
        browser.follow(kExchange);
        bring(provider.sign_in(browser.away, person));
    }
    json::Object tokens()
    {
        std::string const got = browser.answer("code");
        EXPECT_NE(got, "") << browser.html() << browser.away;
        return claims(token(redeem(got)).text("id_token").value_or(""));
    }

    Callers callers{ caller };
};

TEST_F(FlowProviderTest, TheFirstSignInSignsUpAndTheSecondFindsTheSamePerson)
{
    go();
    json::Object const first = tokens();
    EXPECT_EQ(first.text("name"), "Ada Lovelace");
    EXPECT_EQ(first.text("given_name"), "Ada");
    EXPECT_EQ(first.text("idp"), kProvider);
    EXPECT_EQ(first.boolean("newUser"), true);
    EXPECT_EQ(json::write(*first.array("emails")), R"(["ada@social.example"])");
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    go();
    json::Object const second = tokens();
    EXPECT_EQ(second.text("sub"), first.text("sub"));
    EXPECT_EQ(second.text("idp"), kProvider);
    EXPECT_FALSE(second.find("newUser"));
    EXPECT_EQ(people(), 1U);
}

TEST_F(FlowProviderTest, TheAccountIsFoundByIssuerAndSubjectAndNeverByTheAddress)
{
    // The provider says that its person has Ada's address.
    go({ .id = "somebody else", .given_name = "Eve", .family_name = "", .email = kEmail });
    json::Object const eve = tokens();
    EXPECT_NE(eve.text("sub"), ada.text());
    auto const found = read<std::optional<User>>(*store, [&](Ports& ports) {
        return ports.users.find_by_identity(tenant.id, SignInType::Federated, kProvider, "somebody else");
    }).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id.text(), eve.text("sub"));
}

TEST_F(FlowProviderTest, LocalAccountsSignInBeside)
{
    ask(web_request());
    EXPECT_TRUE(browser.has_element(kExchange));
    EXPECT_NE(browser.html().find("Contoso staff"), std::string::npos);
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    json::Object const local = tokens();
    EXPECT_EQ(local.text("sub"), ada.text());
    EXPECT_FALSE(local.find("idp"));
}

TEST_F(FlowProviderTest, WhatTheFlowCollectsIsAskedOnceAndFilledInFromTheProvider)
{
    with([](policy::UserFlow& flow) {
        flow.collect = { "displayName", "city" };
        flow.claims.push_back("city");
    });
    go();
    EXPECT_NE(browser.html().find("Ada Lovelace"), std::string::npos);
    EXPECT_EQ(people(), 0U);
    browser.press("continue", { { "displayName", "Countess" }, { "city", "London" } });
    json::Object const first = tokens();
    EXPECT_EQ(first.text("name"), "Countess");
    EXPECT_EQ(first.text("city"), "London");
    browser.cookies.clear();
    go();
    EXPECT_EQ(tokens().text("name"), "Countess");
}

TEST_F(FlowProviderTest, TheSessionAnswersTheNextRequest)
{
    go();
    json::Object const first = tokens();
    int const before = provider.count("/token");
    ask(web_request());
    json::Object const again = tokens();
    EXPECT_EQ(again.text("sub"), first.text("sub"));
    EXPECT_EQ(again.text("idp"), kProvider);
    EXPECT_EQ(provider.count("/token"), before);
}

TEST_F(FlowProviderTest, DomainHintGoesStraightThereAndLoginHintGoesAlong)
{
    ask(changed(web_request(), { { "domain_hint", "corp.example" }, { "login_hint", "ada@corp.example" } }));
    ASSERT_TRUE(browser.away.starts_with(std::string(kProvider) + "/authorize?")) << browser.html();
    bring(provider.sign_in(browser.away));
    EXPECT_EQ(provider.asked.get("login_hint"), "ada@corp.example");
    EXPECT_EQ(tokens().text("idp"), kProvider);
}

TEST_F(FlowProviderTest, WhoCancelsThereGoesBackToTheApplication)
{
    ask(web_request());
    browser.follow(kExchange);
    bring(provider.cancel(browser.away));
    EXPECT_EQ(browser.answer("error"), "access_denied");
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(people(), 0U);
}

TEST_F(FlowProviderTest, AnUnusableAnswerSignsNobodyIn)
{
    provider.lies.unknown_key = true;
    go();
    EXPECT_EQ(browser.answer("error"), "server_error");
    EXPECT_EQ(error_code(), "AADB2C90273");
    EXPECT_EQ(people(), 0U);
}

TEST_F(FlowProviderTest, ADisabledAccountStaysOutside)
{
    go();
    change_user(UserId(tokens().text("sub").value_or("")), [](User& user) { user.enabled = false; });
    browser.cookies.clear();
    go();
    EXPECT_EQ(browser.answer("code"), "");
}

TEST_F(FlowProviderTest, TheApiAfterFederationIsAskedOfNewPeopleOnlyAndSeesWhatTheProviderSaid)
{
    with([](policy::UserFlow& flow) { flow.after_federation = connector("after"); });
    callers.answer = R"({"version":"1.0.0","action":"Continue","displayName":"By the API"})";
    go();
    EXPECT_EQ(tokens().text("name"), "By the API");
    ASSERT_EQ(callers.told.size(), 1U);
    EXPECT_EQ(callers.told[0].text("step"), "PostFederationSignup");
    EXPECT_EQ(callers.told[0].text("email"), "ada@social.example");
    EXPECT_EQ(callers.told[0].text("displayName"), "Ada Lovelace");
    browser.cookies.clear();
    go();
    EXPECT_EQ(tokens().text("name"), "By the API");
    EXPECT_EQ(callers.told.size(), 1U);
}

TEST_F(FlowProviderTest, WhomTheApiAfterFederationBlocksHasNoAccount)
{
    with([](policy::UserFlow& flow) {
        flow.after_federation = connector("after");
        flow.collect = { "city" };
    });
    callers.answer = R"({"version":"1.0.0","action":"ShowBlockPage","userMessage":"Not from here."})";
    go();
    EXPECT_NE(browser.html().find("Not from here."), std::string::npos) << browser.html();
    EXPECT_EQ(people(), 0U);
}

TEST_F(FlowProviderTest, WhomTheApiBlocksAfterTheFormHasNoAccount)
{
    with([](policy::UserFlow& flow) {
        flow.before_creating_user = connector("before");
        flow.collect = { "city" };
    });
    callers.answer = R"({"version":"1.0.0","action":"ShowBlockPage","userMessage":"Not from there."})";
    go();
    browser.press("continue", { { "city", "London" } });
    EXPECT_NE(browser.html().find("Not from there."), std::string::npos) << browser.html();
    EXPECT_EQ(people(), 0U);
}

TEST_F(FlowProviderTest, ASecondFactorIsAskedOfThemToo)
{
    with([](policy::UserFlow& flow) {
        flow.mfa = policy::Mfa::Always;
        flow.mfa_methods = { policy::MfaMethod::Email };
    });
    go();
    EXPECT_EQ(browser.answer("code"), "");
    EXPECT_NE(browser.html().find("ada@social.example"), std::string::npos) << browser.html();
}

TEST_F(FlowProviderTest, EditingTheProfileFindsThemAndMakesNobody)
{
    auto const editing = [](policy::UserFlow& flow) {
        flow.type = policy::FlowType::ProfileEdit;
        flow.collect = { "displayName" };
    };
    with(editing);
    go();
    EXPECT_EQ(browser.answer("code"), "") << "nobody is known by that yet";
    EXPECT_EQ(people(), 0U);
    with([](policy::UserFlow&) { });
    browser.cookies.clear();
    go();
    json::Object const first = tokens();
    with(editing);
    browser.cookies.clear();
    go();
    browser.press("continue", { { "displayName", "Countess" } });
    json::Object const edited = tokens();
    EXPECT_EQ(edited.text("sub"), first.text("sub"));
    EXPECT_EQ(edited.text("name"), "Countess");
}

TEST_F(FlowProviderTest, WithoutAccountsOfItsOwnOneProviderNeedsNoPageAndTwoHaveButtonsOnly)
{
    with([](policy::UserFlow& flow) { flow.accounts = policy::AccountKind::None; });
    ask(web_request());
    ASSERT_TRUE(browser.away.starts_with(kProvider)) << browser.html();
    with([](policy::UserFlow& flow) {
        flow.accounts = policy::AccountKind::None;
        flow.identity_providers.push_back(
            { .name = "google", .kind = policy::ProviderKind::Google, .client_id = "at-google" });
    });
    browser.cookies.clear();
    ask(web_request());
    EXPECT_TRUE(browser.has_element("GoogleExchange")) << browser.html();
    EXPECT_FALSE(browser.has_element("password"));
    browser.follow(kExchange);
    bring(provider.sign_in(browser.away));
    EXPECT_EQ(tokens().text("name"), "Ada Lovelace");
}

TEST_F(FlowProviderTest, TheProvidersAccessTokenIsGivenOnWhenTheFlowSaysSo)
{
    with([](policy::UserFlow& flow) { flow.claims.push_back("identityProviderAccessToken"); });
    go();
    EXPECT_NE(tokens().text("idp_access_token").value_or(""), "");
}

TEST_F(FlowProviderTest, AnIdTokenThroughTheBrowserNeedsNoSecret)
{
    with([](policy::UserFlow& flow) { flow.identity_providers[0].response_type = "id_token"; });
    write([&](Ports& ports) { return ports.policy_secrets.remove_set(tenant.id, policy::secret_name(corp())); });
    go();
    EXPECT_EQ(tokens().text("name"), "Ada Lovelace");
    EXPECT_EQ(provider.count("/token"), 0);
}

// --- flows that only sign in or only sign up

TEST_F(FlowProviderTest, AFlowThatOnlySignsInTakesWhoIsThereAlready)
{
    with([](policy::UserFlow& flow) { flow.type = policy::FlowType::SignIn; });
    ask(web_request());
    EXPECT_FALSE(browser.has_element("createAccount")) << browser.html();
    browser.press("continue", { { "signInName", kEmail }, { "password", kPassword } });
    EXPECT_EQ(tokens().text("sub"), ada.text());
    browser.cookies.clear();
    go();
    EXPECT_EQ(error_code(), "AADB2C99002") << "nobody is signed up by a provider either";
    EXPECT_EQ(people(), 0U);
    with([](policy::UserFlow&) { });
    browser.cookies.clear();
    go();
    EXPECT_EQ(people(), 1U);
    with([](policy::UserFlow& flow) { flow.type = policy::FlowType::SignIn; });
    browser.cookies.clear();
    go();
    EXPECT_EQ(tokens().text("idp"), kProvider);
}

TEST_F(FlowProviderTest, AFlowThatOnlySignsUpBeginsWithTheForm)
{
    auto const sign_up_only = [this](bool with_provider) {
        with([&](policy::UserFlow& flow) {
            flow.type = policy::FlowType::SignUp;
            flow.collect = { "displayName" };
            flow.email_verification = false;
            if (!with_provider)
                flow.identity_providers.clear();
        });
    };
    auto const form = [](char const* email, char const* name) {
        return Fields{ { "email", email }, { "newPassword", kPassword }, { "reenterPassword", kPassword },
            { "displayName", name } };
    };
    sign_up_only(false);
    ask(web_request());
    EXPECT_FALSE(browser.has_element("signInName")) << browser.html();
    browser.press("continue", form("new@example.test", "New"));
    json::Object const made = tokens();
    EXPECT_EQ(made.text("name"), "New");
    EXPECT_EQ(made.boolean("newUser"), true);
    browser.cookies.clear();
    ask(web_request());
    browser.press("continue", form(kEmail, "Eve"));
    EXPECT_EQ(browser.answer("code"), "") << "the address is taken";

    sign_up_only(true);
    browser.cookies.clear();
    ask(web_request());
    EXPECT_NE(browser.html().find("How would you like to sign up?"), std::string::npos) << browser.html();
    browser.follow("SignUpWithLogonEmailExchange");
    browser.press("continue", form("next@example.test", "Next"));
    EXPECT_EQ(tokens().text("name"), "Next");
    browser.cookies.clear();
    go();
    browser.press("continue", { { "displayName", "Countess" } });
    EXPECT_EQ(tokens().text("name"), "Countess");
}

} // namespace
} // namespace gatehouse::oidc
