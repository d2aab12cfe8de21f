// The starter packs for social accounts as strangers wrote them, but for the names of the tenant and of the provider's
// addresses: from the application's request to its token. Where GATEHOUSE_CORPUS names a folder with them.
#include "edges/oidc/provider_world_test.h"
#include "libs/testkit/golden.h"

#include <cstdlib>

namespace gatehouse::oidc {
namespace {

constexpr char const* kSignIn = "B2C_1A_signup_signin";
constexpr char const* kEdit = "B2C_1A_ProfileEdit";

class StarterPack : public testing::TestWithParam<char const*>, public ProviderWorld {
protected:
    void SetUp() override
    {
        char const* corpus = std::getenv("GATEHOUSE_CORPUS");
        if (!corpus)
            GTEST_SKIP() << "GATEHOUSE_CORPUS is not set";
        write([&](Ports& ports) -> Result<void> {
            for (std::string const& path :
                testkit::files_in(std::string(corpus) + "/starterpack/" + GetParam(), ".xml")) {
                std::string const text = told_of_the_provider(testkit::read_file(path));
                std::string const id = testkit::between(text, " PolicyId=\"", "\"");
                TRY(ports.policies.save(tenant.id, { PolicyId(id), text, "", clock.now() }));
            }
            return ports.policy_secrets.save(
                tenant.id, "B2C_1A_FacebookSecret", PolicySecret(std::string(identity_provider::kSecret)));
        });
        refresh();
    }

    // A person at the pages of the journey, up to the application.
    json::Object walk(std::string const& policy)
    {
        ask(changed(web_request(), { { "prompt", "login" } }), policy);
        for (int pages = 0; pages < 8 && browser.answer("code").empty(); ++pages) {
            if (browser.is_away())
                bring(provider.sign_in(std::string(browser.away)));
            else if (browser.has_element("FacebookExchange"))
                browser.follow("FacebookExchange");
            else if (browser.has_element("countryCode"))
                browser.press("send:phone", { { "countryCode", "+49" }, { "number", "1701234567" } });
            else if (browser.has_element("verificationCode"))
                browser.press("verify:phone", { { "verificationCode", last_code() } });
            else
                browser.press("continue");
        }
        std::string const got = browser.answer("code");
        EXPECT_NE(got, "") << browser.away << browser.html();
        return claims(token(redeem(got), {}, policy).text("id_token").value_or(""));
    }

private:
    static std::string told_of_the_provider(std::string text)
    {
        std::string const origin(kProvider);
        text = replace_all(std::move(text), "yourtenant.onmicrosoft.com", kDomain);
        text = replace_all(std::move(text), "https://www.facebook.com/dialog/oauth", origin + "/authorize");
        text = replace_all(std::move(text), "https://graph.facebook.com/oauth/access_token", origin + "/token");
        text = replace_all(std::move(text), "https://graph.facebook.com/me", origin + "/me");
        return replace_all(std::move(text), "facebook_clientid", identity_provider::kClient);
    }
    std::string last_code()
    {
        auto const sent
            = read<std::vector<Message>>(*store, [](Ports& ports) { return ports.messages.list(1); }).value();
        std::string digits;
        for (char const c : sent.empty() ? std::string() : sent.front().text)
            if (c >= '0' && c <= '9')
                digits += c;
            else if (digits.size() < 6)
                digits.clear();
        return digits.substr(0, 6);
    }
};

TEST_P(StarterPack, SignsUpAndInWithTheProviderAndEditsTheProfile)
{
    json::Object const first = walk(kSignIn);
    EXPECT_EQ(first.text("name"), "Ada Lovelace");
    EXPECT_EQ(first.text("idp"), "facebook.com");
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    EXPECT_EQ(walk(kSignIn).text("sub"), first.text("sub"));
    EXPECT_EQ(people(), 1U);
    browser.cookies.clear();
    EXPECT_EQ(walk(kEdit).text("sub"), first.text("sub"));
}

INSTANTIATE_TEST_SUITE_P(Social, StarterPack,
    testing::Values("SocialAccounts", "SocialAndLocalAccounts", "SocialAndLocalAccountsWithMfa",
        "Display Controls Starterpack/SocialAccounts", "Display Controls Starterpack/SocialAndLocalAccounts",
        "Display Controls Starterpack/SocialAndLocalAccountsWithMfa"));

} // namespace
} // namespace gatehouse::oidc
