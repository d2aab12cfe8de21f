#include "core/flows/texts.h"
#include "edges/console/flow_world_test.h"

namespace gatehouse::console {
namespace {

using policy::UserFlow;

class ConsoleFlowLanguages : public FlowWorld {
protected:
    ConsoleFlowLanguages()
    {
        sign_in_as(AdminRole::Policy);
        create("signin");
        browser.get(kLanguages);
    }
    int remove(std::string const& code)
    {
        browser.get(kLanguages);
        return post(kLanguages + "/" + code + "/remove").status;
    }
    int change(testkit::Browser::Pairs const& values) { return post(kLanguages, values).status; }
    std::string own(std::string const& key, std::string const& language = "fr")
    {
        UserFlow const flow = *find("B2C_1_signin");
        auto const* found = flows::find_language(flow, language);
        if (!found || !found->pages.contains("api.signuporsignin"))
            return "";
        for (auto const& [id, text] : found->pages.at("api.signuporsignin"))
            if (id == key)
                return text;
        return "";
    }

    std::string const kLanguages = at("/flows/B2C_1_signin/languages");
    std::string const kFrench = kLanguages + "/fr/api.signuporsignin";
};

TEST_F(ConsoleFlowLanguages, AreAddedMadeTheDefaultAndRemoved)
{
    EXPECT_EQ(change({ { "action", "add" }, { "language", "fr" } }), 200);
    EXPECT_TRUE(browser.shows("French (fr)</a>")) << browser.html();
    EXPECT_EQ(change({ { "action", "default" }, { "default", "fr" } }), 200);
    EXPECT_EQ(find("B2C_1_signin")->default_language, "fr");
    EXPECT_EQ(remove("fr"), 400);
    EXPECT_TRUE(browser.shows("English, German and the default language stay."));
    EXPECT_EQ(change({ { "action", "default" }, { "default", "de" } }), 200);
    EXPECT_TRUE(flows::speaks(*find("B2C_1_signin"), "fr"));
    EXPECT_EQ(remove("fr"), 200);
    EXPECT_FALSE(flows::speaks(*find("B2C_1_signin"), "fr"));
    for (char const* bad : { "", "xx", "<b>", "FR" })
        EXPECT_EQ(change({ { "action", "add" }, { "language", bad } }), 400) << bad;
    EXPECT_EQ(change({ { "action", "default" }, { "default", "xx" } }), 400);
    EXPECT_EQ(change({ { "action", "explode" } }), 400);
}

TEST_F(ConsoleFlowLanguages, TextsAreWrittenKeptAndTakenBack)
{
    change({ { "action", "add" }, { "language", "fr" } });
    browser.get(kFrench);
    EXPECT_TRUE(browser.shows("name=\"text.UxElement//button_signin\"")) << browser.html();
    EXPECT_TRUE(browser.shows("name=\"text.ClaimType/signInName/DisplayName\""));
    EXPECT_FALSE(browser.shows("name=\"text.ErrorMessage//UserMessageIfInvalidPassword\""));
    post(kFrench,
        { { "text.UxElement//button_signin", "Se connecter" }, { "text.UxElement//heading", " Bonjour <b> " } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(own("UxElement//button_signin"), "Se connecter");
    EXPECT_EQ(own("UxElement//heading"), "Bonjour <b>");
    EXPECT_TRUE(browser.shows("value=\"Bonjour &lt;b&gt;\""));
    // What a form does not have stays.
    browser.get(kFrench + "?q=invalidpassword");
    EXPECT_TRUE(browser.shows("name=\"text.ErrorMessage//UserMessageIfInvalidPassword\"")) << browser.html();
    EXPECT_FALSE(browser.shows("name=\"text.UxElement//button_signin\""));
    post(kFrench, { { "q", "invalidpassword" }, { "text.ErrorMessage//UserMessageIfInvalidPassword", "Non." } });
    EXPECT_EQ(own("ErrorMessage//UserMessageIfInvalidPassword"), "Non.");
    EXPECT_EQ(own("UxElement//button_signin"), "Se connecter");
    browser.get(kFrench);
    post(kFrench, { { "text.UxElement//button_signin", "" } });
    EXPECT_EQ(own("UxElement//button_signin"), "");
    EXPECT_EQ(own("UxElement//heading"), "Bonjour <b>");
}

TEST_F(ConsoleFlowLanguages, ATextOfAllPagesHoldsWhereAPageHasNoneOfItsOwn)
{
    change({ { "action", "add" }, { "language", "fr" } });
    std::string const all = kLanguages + "/fr/all";
    browser.get(all);
    EXPECT_TRUE(browser.shows("name=\"text.UxElement//button_signin\"")) << browser.html();
    browser.get(all + "?q=wrong%20code");
    post(all, { { "text.UxElement//cancel", "Annuler" }, { "text.UxElement//button_signin", "Entrer" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(flows::find_language(*find("B2C_1_signin"), "fr")->strings,
        (policy::FlowLanguage::Strings{
            { "UxElement//button_signin", "Entrer" }, { "UxElement//cancel", "Annuler" } }));
    EXPECT_EQ(own("UxElement//button_signin"), "");
    browser.get(kFrench + "/preview");
    EXPECT_TRUE(browser.shows("Entrer")) << browser.html();
    // The page that the preview shows is the first one, with what is typed.
    browser.get(all);
    post(all + "/preview", { { "text.UxElement//button_signin", "Aller" } });
    EXPECT_TRUE(browser.shows("Aller"));
    browser.get(kFrench);
    post(kFrench, { { "text.UxElement//button_signin", "Se connecter" } });
    browser.get(kFrench + "/preview");
    EXPECT_TRUE(browser.shows("Se connecter"));

    browser.get(all + "/file");
    auto const file = json::parse_object(browser.html());
    ASSERT_TRUE(file) << browser.html();
    EXPECT_EQ(flows::texts_of_file(*file)->size(), 2U);
    browser.get(all + "/upload");
    post(all + "/upload", { { "file", R"({"LocalizedStrings":[]})" } });
    EXPECT_TRUE(flows::find_language(*find("B2C_1_signin"), "fr")->strings.empty());
}

TEST_F(ConsoleFlowLanguages, AFaultyTextChangesNothing)
{
    change({ { "action", "add" }, { "language", "fr" } });
    browser.get(kFrench);
    for (auto const& [key, words] : { std::pair<std::string, std::string>("no-key", "x"),
             std::pair<std::string, std::string>("UxElement//heading", std::string(3000, 'x')) }) {
        post(kFrench, { { "text." + key, words } });
        EXPECT_EQ(browser.page.status, 400) << key;
    }
    EXPECT_EQ(own("UxElement//heading"), "");
    EXPECT_EQ(browser.get(kLanguages + "/xx/api.signuporsignin").status, 404);
    EXPECT_EQ(browser.get(kLanguages + "/fr/api.nothing").status, 404);
    EXPECT_EQ(browser.get(kLanguages + "/es/api.signuporsignin/preview").status, 404);
}

TEST_F(ConsoleFlowLanguages, APreviewShowsWhatIsTypedAndStoresNothing)
{
    change({ { "action", "add" }, { "language", "fr" } });
    browser.get(kFrench);
    EXPECT_TRUE(browser.shows("sandbox></iframe>"));
    size_t const events = audited(AuditKind::FlowSaved).size();
    post(kFrench + "/preview", { { "text.UxElement//button_signin", "Entrer <script>x" } });
    EXPECT_EQ(browser.page.status, 200);
    EXPECT_TRUE(browser.shows("<html lang=\"fr\">")) << browser.html();
    EXPECT_TRUE(browser.shows("Entrer &lt;script&gt;x"));
    EXPECT_FALSE(browser.shows("<script"));
    EXPECT_FALSE(browser.shows("autofocus"));
    std::string const csp = browser.page.headers.get("content-security-policy");
    EXPECT_NE(csp.find("frame-ancestors 'self'"), std::string::npos) << csp;
    EXPECT_EQ(own("UxElement//button_signin"), "");
    EXPECT_EQ(audited(AuditKind::FlowSaved).size(), events);
    browser.get(kFrench + "/preview");
    EXPECT_FALSE(browser.shows("Entrer"));
}

TEST_F(ConsoleFlowLanguages, EveryPageOfEveryTypeHasAPreview)
{
    for (auto const& [name, type] :
        { std::pair("a", "SignUpOrSignIn"), std::pair("b", "ProfileEdit"), std::pair("c", "PasswordReset") }) {
        browser.get(at("/flows/new"));
        post(at("/flows/new"),
            { { "name", name }, { "type", type }, { "accounts", "email" }, { "mfa", "always" }, { "collect", "city" },
                { "claims", "objectId" } });
        std::string const languages = at("/flows/B2C_1_") + name + "/languages/en";
        browser.get(languages);
        std::string html(browser.html());
        int pages = 0;
        for (size_t from = html.find("<code>api."); from != std::string::npos;
            from = html.find("<code>api.", from + 1)) {
            std::string const page = html.substr(from + 6, html.find('<', from + 6) - from - 6);
            EXPECT_EQ(browser.get(languages + "/" + page + "/preview").status, 200) << page;
            EXPECT_EQ(browser.get(languages + "/" + page).status, 200) << page;
            ++pages;
        }
        EXPECT_GT(pages, 2) << html;
    }
}

TEST_F(ConsoleFlowLanguages, TextsGoOutAndComeBackAsB2csFile)
{
    change({ { "action", "add" }, { "language", "fr" } });
    browser.get(kFrench);
    post(kFrench, { { "text.UxElement//button_signin", "Se connecter" } });
    browser.get(kFrench + "/file");
    EXPECT_EQ(browser.page.headers.get("content-type"), "application/json; charset=utf-8");
    auto const file = json::parse_object(browser.html());
    ASSERT_TRUE(file) << browser.html();
    auto const texts = flows::texts_of_file(*file);
    ASSERT_TRUE(texts);
    EXPECT_EQ(*texts, (policy::FlowLanguage::Strings{ { "UxElement//button_signin", "Se connecter" } }));
    EXPECT_GT(file->array("LocalizedStrings")->size(), 50U);

    browser.get(kFrench + "/upload");
    post(kFrench + "/upload",
        { { "file",
            R"({"LocalizedStrings":[{"ElementType":"UxElement","ElementId":null,"StringId":"heading","Override":true,"Value":"Salut"}]})" } });
    ASSERT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_EQ(own("UxElement//heading"), "Salut");
    EXPECT_EQ(own("UxElement//button_signin"), "");
    for (char const* bad : { "", "none", "[]", "{}", R"({"LocalizedStrings":[{"StringId":"x"}]})", "{\"a\":1}}" }) {
        post(kFrench + "/upload", { { "file", bad } });
        EXPECT_EQ(browser.page.status, 400) << bad;
    }
    EXPECT_EQ(own("UxElement//heading"), "Salut");
}

TEST_F(ConsoleFlowLanguages, AnAuditorReadsAndSeesThePreview)
{
    change({ { "action", "add" }, { "language", "fr" } });
    browser.cookies.clear();
    sign_in_as(AdminRole::Auditor);
    for (std::string const& path : { kLanguages, kLanguages + "/fr", kFrench, kFrench + "/preview", kFrench + "/file" })
        EXPECT_EQ(browser.get(path).status, 200) << path;
    browser.get(kFrench);
    EXPECT_FALSE(browser.shows("name=\"text."));
    post(kFrench, { { "text.UxElement//heading", "x" } });
    EXPECT_EQ(browser.page.status, 403);
    EXPECT_EQ(own("UxElement//heading"), "");
}

} // namespace
} // namespace gatehouse::console
