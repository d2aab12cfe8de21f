#include "edges/console/console_world_test.h"

#include "core/directory/sign_in.h"

namespace gatehouse::console {
namespace {

class ConsoleUsers : public ConsoleWorld {
protected:
    ConsoleUsers()
    {
        eve = add_user(kTenant, "eve@example.test", "Eve Example");
        foreign = add_user(kOther, "fay@example.test", "Fay Foreign");
    }
    std::string of(UserId const& user, std::string const& below = "") const
    {
        return at("/users/" + user.text() + below);
    }
    SignInOutcome::Kind try_password(std::string_view password, std::string const& email = "eve@example.test")
    {
        Tenant const tenant
            = *read<std::optional<Tenant>>(*store, [&](Ports& ports) { return ports.tenants.find(kTenant); }).value();
        return gatehouse::sign_in(*store, hasher, tenant, email, Password(std::string(password)), clock.now())
            .value()
            .kind;
    }
    UserId eve;
    UserId foreign;
};

TEST_F(ConsoleUsers, PeopleAreFoundByIdNameAndTheirBeginnings)
{
    sign_in_as(AdminRole::User);
    for (std::string const& asked : { eve.text(), std::string("eve@example.test"), std::string("eve@"),
             std::string("EVE"), std::string("Eve%20Ex") }) {
        browser.get(at("/users?q=" + asked));
        EXPECT_TRUE(browser.shows("Eve Example")) << asked;
        EXPECT_FALSE(browser.shows("Fay Foreign")) << asked;
    }
    browser.get(at("/users?q=zzz"));
    EXPECT_TRUE(browser.shows("Nobody was found."));
}

TEST_F(ConsoleUsers, PeopleAreFoundByTheirIdAtAProvider)
{
    write([&](Ports& ports) -> Result<void> {
        User user = *TRY(ports.users.find(TenantId(kTenant), eve));
        user.identities.push_back({ SignInType::Federated, "google.com", "118123456789" });
        return ports.users.update(TenantId(kTenant), user);
    });
    sign_in_as(AdminRole::User);
    browser.get(at("/users?q=118123456789"));
    EXPECT_TRUE(browser.shows("Eve Example"));
    EXPECT_TRUE(browser.shows("google.com: 118123456789"));
    browser.get(at("/users?q=11812345678"));
    EXPECT_TRUE(browser.shows("Nobody was found."));
    http::Response const found = browser.get(at("/search?q=118123456789"));
    EXPECT_TRUE(browser.shows("Eve Example")) << found.status;
}

TEST_F(ConsoleUsers, TheListGoesOnByPages)
{
    for (int i = 0; i < 60; ++i)
        add_user(kTenant, "p" + std::to_string(i) + "@example.test", "Person " + std::to_string(100 + i));
    sign_in_as(AdminRole::User);
    browser.get(at("/users"));
    EXPECT_TRUE(browser.shows("Person 100"));
    EXPECT_FALSE(browser.shows("Person 159"));
    std::string const next = testkit::between(browser.html(), "<p class=\"pager\"><a href=\"", "\"");
    ASSERT_NE(next, "");
    browser.get(next);
    EXPECT_TRUE(browser.shows("Person 159"));
    EXPECT_FALSE(browser.shows("Person 100"));
}

TEST_F(ConsoleUsers, ReadingAPersonIsOnRecord)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve));
    EXPECT_TRUE(browser.shows("Authenticator app"));
    auto const events = audited(AuditKind::PersonalDataRead);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].user, eve);
    EXPECT_NE(events[0].detail.find(ada.text()), std::string::npos);
}

TEST_F(ConsoleUsers, NoPageShowsASecret)
{
    sign_in_as(AdminRole::Global);
    browser.get(of(eve));
    EXPECT_FALSE(browser.shows("argon2"));
    EXPECT_FALSE(browser.shows(kTotpSecret));
    EXPECT_FALSE(browser.shows("GEZDGNBVGY3TQOJQ"));
}

// Another tenant's ids are nobody's here.
TEST_F(ConsoleUsers, Attack54AnotherTenantsPeopleAreNobody)
{
    sign_in_as(AdminRole::Global);
    for (char const* below :
        { "", "/edit", "/block", "/reset-password", "/delete", "/sign-out", "/factors/authenticator" }) {
        browser.get(of(foreign, below));
        EXPECT_EQ(browser.page.status, 404) << below;
    }
    browser.get(at(""));
    for (char const* below : { "/block", "/delete", "/sign-out", "/factors/authenticator" }) {
        browser.get(at("/sign-out"));
        EXPECT_EQ(post(of(foreign, below)).status, 404) << below;
    }
    EXPECT_TRUE(load(foreign, kOther)->enabled);
    EXPECT_FALSE(load(foreign, kOther)->totp_secret.empty());
}

TEST_F(ConsoleUsers, BlockingEndsWhatWasGivenAndUnblockingLetsIn)
{
    sign_in_as(AdminRole::User);
    clock.advance(1s);
    browser.get(of(eve, "/block"));
    EXPECT_TRUE(browser.shows("will not be able to sign in"));
    post(of(eve, "/block"));
    EXPECT_TRUE(browser.shows("Eve Example is blocked")) << browser.html();
    EXPECT_FALSE(load(eve)->enabled);
    EXPECT_EQ(load(eve)->tokens_valid_from, clock.now());
    browser.get(of(eve));
    EXPECT_FALSE(browser.shows("Eve Example is blocked")) << "a notice is shown once";
    post(of(eve, "/unblock"));
    EXPECT_TRUE(load(eve)->enabled);
    EXPECT_EQ(audited(AuditKind::UserUpdated).size(), 2U);
}

TEST_F(ConsoleUsers, ATemporaryPasswordIsShownOnceAndHasToBeChanged)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve, "/reset-password"));
    post(of(eve, "/reset-password"), { { "way", "temporary" } });
    std::string const password = testkit::text_of(browser.html(), "temporaryPassword").value_or("");
    EXPECT_EQ(password.size(), 19U);
    EXPECT_EQ(try_password(password), SignInOutcome::Kind::MustChangePassword);
    EXPECT_EQ(try_password(kPassword), SignInOutcome::Kind::WrongPassword);
    browser.get(of(eve));
    EXPECT_FALSE(browser.shows(password));
    for (AuditEvent const& event : audited(AuditKind::PasswordChanged))
        EXPECT_EQ(event.detail.find(password), std::string::npos);
    EXPECT_EQ(audited(AuditKind::PasswordChanged).size(), 1U);
}

TEST_F(ConsoleUsers, AResetByMailTellsNobodyAPassword)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve, "/reset-password"));
    post(of(eve, "/reset-password"), { { "way", "mail" } });
    EXPECT_TRUE(browser.shows("a mail is on its way"));
    EXPECT_EQ(try_password(kPassword), SignInOutcome::Kind::WrongPassword);
    auto const mails = read<std::vector<Message>>(*store, [](Ports& ports) { return ports.messages.list(10); }).value();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].to, "eve@example.test");
    EXPECT_NE(mails[0].text.find("Forgot your password?"), std::string::npos);
}

// Attack 28: the session alone is no proof that the administrator is still there.
TEST_F(ConsoleUsers, Attack28ResettingAPasswordAsksForAFreshSignIn)
{
    sign_in_as(AdminRole::User);
    clock.advance(16min);
    browser.get(of(eve, "/reset-password"));
    EXPECT_TRUE(browser.has_element("password")) << "the sign-in page";
    EXPECT_EQ(try_password(kPassword), SignInOutcome::Kind::Ok);
    prove();
    EXPECT_TRUE(browser.shows("Make a temporary password")) << browser.html();
    clock.advance(16min);
    post(of(eve, "/reset-password"), { { "way", "temporary" } });
    EXPECT_EQ(try_password(kPassword), SignInOutcome::Kind::Ok);
}

// Whoever may reset an administrator's password is that administrator.
TEST_F(ConsoleUsers, AdministratorsAreChangedByGlobalOnly)
{
    give({ AdminRole::Global }, eve);
    sign_in_as(AdminRole::User);
    for (char const* below : { "/edit", "/block", "/reset-password", "/delete", "/factors/authenticator", "/sign-out" })
        EXPECT_EQ(browser.get(of(eve, below)).status, 403) << below;
    browser.get(at("/sign-out"));
    EXPECT_EQ(post(of(eve, "/block")).status, 403);
    EXPECT_TRUE(load(eve)->enabled);
    give({ AdminRole::Global }, ada);
    EXPECT_EQ(browser.get(of(eve, "/block")).status, 200);
}

TEST_F(ConsoleUsers, AttributesAreEditedAndWhatSomebodyElseSavedIsKept)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve, "/edit"));
    std::string const version = testkit::between(browser.html(), "name=\"version\" value=\"", "\"");
    post(of(eve, "/edit"), { { "version", version }, { "displayName", "Eve <b>New</b>" }, { "city", "Wien" } });
    EXPECT_TRUE(browser.shows("Saved.")) << browser.html();
    EXPECT_TRUE(browser.shows("Eve &lt;b&gt;New&lt;/b&gt;"));
    EXPECT_EQ(std::get<std::string>(load(eve)->attributes["city"]), "Wien");
    browser.get(of(eve, "/edit"));
    post(of(eve, "/edit"), { { "version", version }, { "displayName", "Lost" } });
    EXPECT_EQ(browser.page.status, 409);
    browser.get(of(eve, "/edit"));
    post(of(eve, "/edit"), { { "version", version }, { "displayName", "" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("Everybody has one."));
}

TEST_F(ConsoleUsers, SignInNamesAndOtherAddressesAreEdited)
{
    sign_in_as(AdminRole::User);
    auto const save = [&](testkit::Browser::Pairs fields) {
        browser.get(of(eve, "/edit"));
        fields.emplace_back("version", testkit::between(browser.html(), "name=\"version\" value=\"", "\""));
        fields.emplace_back("displayName", "Eve");
        post(of(eve, "/edit"), fields);
        return browser.page.status;
    };
    clock.advance(1s);
    EXPECT_EQ(save({ { "signInEmail", "new@example.test" }, { "signInUserName", "eve" }, { "signInPhone", "" },
                  { "otherMails", "a@home.test\r\n\r\n b@home.test" } }),
        200)
        << browser.html();
    User const now = *load(eve);
    EXPECT_EQ(now.identities,
        (std::vector<Identity>{
            { SignInType::EmailAddress, kDomain, "new@example.test" }, { SignInType::UserName, kDomain, "eve" } }));
    EXPECT_EQ(std::get<std::vector<std::string>>(now.attributes.at("otherMails")),
        (std::vector<std::string>{ "a@home.test", "b@home.test" }));
    EXPECT_EQ(now.tokens_valid_from, clock.now()) << "what was given under the old name has ended";
    EXPECT_NE(audited(AuditKind::UserUpdated)[0].detail.find("identities"), std::string::npos);

    EXPECT_EQ(save({ { "signInEmail", kEmail } }), 400);
    EXPECT_TRUE(browser.shows("Somebody else signs in with this name."));
    EXPECT_EQ(save({ { "signInPhone", "12" } }), 400);
    EXPECT_TRUE(browser.shows("This is no phone number"));
    EXPECT_EQ(save({ { "signInEmail", "" }, { "signInUserName", "" } }), 400);
    EXPECT_TRUE(browser.shows("Everybody signs in with something."));
    EXPECT_EQ(save({ { "otherMails", "no address" } }), 400);
    EXPECT_TRUE(browser.shows("An e-mail address a line"));
    EXPECT_EQ(load(eve)->identities, now.identities);
}

TEST_F(ConsoleUsers, OnlyTheFieldsOfThePageAreSaved)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve, "/edit"));
    std::string const version = testkit::between(browser.html(), "name=\"version\" value=\"", "\"");
    post(of(eve, "/edit"),
        { { "version", version }, { "displayName", "Eve" }, { "passwordPolicies", "DisableStrongPassword" },
            { "strongAuthenticationPhoneNumber", "+43123" } });
    EXPECT_FALSE(load(eve)->attributes.contains("passwordPolicies"));
    EXPECT_FALSE(load(eve)->attributes.contains("strongAuthenticationPhoneNumber"));
}

TEST_F(ConsoleUsers, SomebodyNewGetsATemporaryPassword)
{
    sign_in_as(AdminRole::User);
    browser.get(at("/users/new"));
    post(at("/users/new"), { { "displayName", "Neo" }, { "email", "no address" } });
    EXPECT_EQ(browser.page.status, 400);
    EXPECT_TRUE(browser.shows("This is no e-mail address"));
    post(at("/users/new"), { { "displayName", "Neo" }, { "email", "eve@example.test" } });
    EXPECT_TRUE(browser.shows("Somebody else signs in with this name."));
    post(at("/users/new"), { { "displayName", "Neo" }, { "email", "neo@example.test" } });
    std::string const password = testkit::text_of(browser.html(), "temporaryPassword").value_or("");
    EXPECT_EQ(try_password(password, "neo@example.test"), SignInOutcome::Kind::MustChangePassword);
    EXPECT_EQ(audited(AuditKind::UserCreated).size(), 1U);
}

TEST_F(ConsoleUsers, FactorsAreRemoved)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve, "/factors/authenticator"));
    post(of(eve, "/factors/authenticator"));
    EXPECT_TRUE(browser.shows("The factor was removed."));
    EXPECT_EQ(load(eve)->totp_secret, "");
    EXPECT_EQ(audited(AuditKind::FactorRemoved).size(), 1U);
}

TEST_F(ConsoleUsers, SigningOutEverywhereVoidsWhatWasGiven)
{
    sign_in_as(AdminRole::User);
    clock.advance(1s);
    browser.get(of(eve, "/sign-out"));
    post(of(eve, "/sign-out"));
    EXPECT_EQ(load(eve)->tokens_valid_from, clock.now());
    EXPECT_EQ(audited(AuditKind::SessionsRevoked).size(), 1U);
}

TEST_F(ConsoleUsers, ADeletedPersonIsRestoredOrErased)
{
    sign_in_as(AdminRole::Global);
    std::string const deleted = at("/deleted-users/" + eve.text());
    browser.get(of(eve, "/delete"));
    post(of(eve, "/delete"));
    EXPECT_FALSE(load(eve));
    browser.get(at("/deleted-users"));
    EXPECT_TRUE(browser.shows("Eve Example"));
    browser.get(deleted + "/restore");
    post(deleted + "/restore");
    EXPECT_TRUE(load(eve));
    browser.get(of(eve, "/delete"));
    post(of(eve, "/delete"));
    browser.get(deleted + "/erase");
    post(deleted + "/erase");
    EXPECT_TRUE(browser.shows("Erased."));
    EXPECT_FALSE(browser.shows("Eve Example"));
    ASSERT_EQ(audited(AuditKind::UserErased).size(), 1U);
    EXPECT_EQ(audited(AuditKind::UserErased)[0].user, eve);
}

TEST_F(ConsoleUsers, APersonsDataIsExportedAndTheLogSaysByWhom)
{
    sign_in_as(AdminRole::User);
    browser.get(of(eve));
    EXPECT_TRUE(browser.shows("Export data"));
    EXPECT_EQ(post(of(eve, "/data")).status, 200);
    EXPECT_EQ(browser.page.headers.get("Content-Disposition"), "attachment; filename=\"person.json\"");
    EXPECT_TRUE(browser.shows("\"signsInWith\"")) << browser.page.body;
    ASSERT_EQ(audited(AuditKind::PersonalDataExported).size(), 1U);
    EXPECT_NE(audited(AuditKind::PersonalDataExported)[0].detail.find(ada.text()), std::string::npos);
}

TEST_F(ConsoleUsers, NobodyLocksThemselvesOut)
{
    sign_in_as(AdminRole::Global);
    browser.get(of(ada, "/block"));
    EXPECT_EQ(post(of(ada, "/block")).status, 409);
    EXPECT_EQ(post(of(ada, "/delete")).status, 409);
    EXPECT_TRUE(load(ada)->enabled);
}

TEST_F(ConsoleUsers, NamesAreTextEverywhere)
{
    gatehouse::User user = *load(eve);
    std::string const evil = "\"><img src=x onerror=alert(1)>";
    user.attributes["displayName"] = evil;
    user.attributes["city"] = evil;
    write([&](Ports& ports) { return ports.users.update(TenantId(kTenant), user); });
    sign_in_as(AdminRole::Global);
    for (std::string const& page :
        { at("/users"), of(eve), of(eve, "/edit"), of(eve, "/block"), of(eve, "/reset-password") }) {
        browser.get(page);
        EXPECT_EQ(browser.page.status, 200) << page;
        EXPECT_FALSE(browser.shows("<img")) << page;
    }
    browser.get(at("/users?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"));
    EXPECT_FALSE(browser.shows("<script>alert"));
}

} // namespace
} // namespace gatehouse::console
