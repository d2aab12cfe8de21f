// People see and remove their passkeys, and get new recovery codes; what a token says of how they have signed in.
#include "core/journey/passkey_world_test.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

std::string managed(std::vector<std::string> const& fields, std::string const& more = {})
{
    std::string displayed;
    for (std::string const& field : fields)
        displayed += "<DisplayClaim ClaimTypeReferenceId=\"" + field + "\" />";
    return enabled("Factors-Manage") + enabled("Mfa-OfferPasskey")
        + R"(<TechnicalProfile Id="SelfAsserted-Factors"><DisplayClaims>)" + displayed
        + "</DisplayClaims></TechnicalProfile>" + more;
}
std::string editing()
{
    return R"(<TechnicalProfile Id="SelfAsserted-ProfileUpdate"><InputClaims><InputClaim ClaimTypeReferenceId="displayName" /></InputClaims><OutputClaims><OutputClaim ClaimTypeReferenceId="displayName" /></OutputClaims></TechnicalProfile>)";
}
// The flow in which profiles are edited and factors managed.
Leaf profile_edit(std::string const& more = {})
{
    return with_journey(
        "ProfileEdit", editing() + managed({ "passkeysToRemove", "addPasskey", "newRecoveryCodes" }, more));
}

class FactorsTest : public testing::Test, public PasskeyWorld {
protected:
    FactorsTest()
        : PasskeyWorld(with_passkey_factor(recovery_codes()))
    {
    }
    // Ada has a passkey and recovery codes, and no session.
    void have_a_passkey()
    {
        open_and_sign_in();
        enrol();
        ASSERT_TRUE(field("recoveryCodes"));
        old_codes = split(field("recoveryCodes")->value, ',');
        send({});
        ASSERT_TRUE(finished());
        session_digest.clear();
    }
    void choose_factors()
    {
        ASSERT_TRUE(page() && page()->kind == PageKind::ProviderSelection);
        act(Action::Choose, {}, "ManageFactorsExchange");
    }
    void prove_passkey() { answer(device.get(challenge())); }
    // Up to the page of the factors, with password and passkey.
    void open_factors()
    {
        open_and_sign_in();
        choose_factors();
        prove_passkey();
        ASSERT_TRUE(field("addPasskey")) << reason();
    }
    std::string first_choice() { return field("passkeysToRemove")->options.at(0).value; }

    std::vector<std::string> old_codes;
};

TEST_F(FactorsTest, APersonSeesAndRemovesAPasskey)
{
    have_a_passkey();
    use(profile_edit());
    open_factors();
    ASSERT_TRUE(field("passkeysToRemove"));
    ASSERT_EQ(field("passkeysToRemove")->options.size(), 1U);
    EXPECT_EQ(field("passkeysToRemove")->options[0].text, "Passkey 2026-11-22, last used on 2026-11-22");
    send({ { "passkeysToRemove", first_choice() } });
    ASSERT_TRUE(finished());
    EXPECT_TRUE(passkeys(ada).empty());
    EXPECT_EQ(audited(AuditKind::FactorRemoved).size(), 1U);
    EXPECT_EQ(audited(AuditKind::FactorRemoved)[0].user, ada);
}

TEST_F(FactorsTest, WhoOnlyEditsTheProfileIsNotAskedForMore)
{
    have_a_passkey();
    use(profile_edit());
    open_and_sign_in();
    act(Action::Choose, {}, "ProfileUpdateExchange");
    send({ { "displayName", "Ada" } });
    EXPECT_TRUE(finished());
    // Without passkeys in the flow there is nothing to choose.
    use(with_journey("ProfileEdit", editing()));
    open();
    EXPECT_TRUE(field("displayName"));
}

// attack-25
TEST_F(FactorsTest, Attack25APasswordAloneRemovesNothing)
{
    have_a_passkey();
    use(profile_edit());
    open_and_sign_in();
    choose_factors();
    ASSERT_TRUE(field("passkeyAnswer")) << "the passkey must be proven first";
    send({ { "passkeysToRemove", base64url_encode(device.credential_id()) } });
    act(Action::Confirm);
    EXPECT_FALSE(finished());
    EXPECT_EQ(passkeys(ada).size(), 1U);
}

TEST_F(FactorsTest, ASessionIsNotEnoughAndAnotherPersonIsRefused)
{
    have_a_passkey();
    add_user(kEve, kPassword);
    // A session that remembers both factors.
    open_and_sign_in();
    act(Action::Choose, {}, "MfaPasskeyExchange");
    prove_passkey();
    ASSERT_TRUE(finished());
    use(profile_edit());
    open();
    choose_factors();
    ASSERT_TRUE(field("password")) << "sign in again";
    EXPECT_EQ(page()->content_definition, "api.signinagain");
    EXPECT_EQ(field("signInName")->value, kAda);
    sign_in(kEve, kPassword);
    ASSERT_TRUE(page());
    EXPECT_NE(page()->error.find("another account"), std::string::npos) << page()->error;
    act(Action::Confirm);
    ASSERT_TRUE(field("password"));
    sign_in(kAda, kPassword);
    ASSERT_TRUE(field("passkeyAnswer")) << "and the factor, which the session remembers";
    prove_passkey();
    ASSERT_TRUE(field("passkeysToRemove"));
    send({ { "passkeysToRemove", first_choice() } });
    ASSERT_TRUE(finished());
    EXPECT_EQ(finished()->user, ada);
    EXPECT_TRUE(passkeys(ada).empty());
}

TEST_F(FactorsTest, AFactorThatTheSessionRemembersIsProvenAgain)
{
    have_a_passkey();
    use(profile_edit(enabled("Mfa-Require")));
    open_and_sign_in();
    prove_passkey();
    ASSERT_TRUE(page() && page()->kind == PageKind::ProviderSelection);
    act(Action::Choose, {}, "ProfileUpdateExchange");
    send({ { "displayName", "Ada" } });
    ASSERT_TRUE(finished());
    open();
    choose_factors();
    sign_in(kAda, kPassword);
    EXPECT_TRUE(field("passkeyAnswer"));
}

TEST_F(FactorsTest, AProofGrowsOldBeforeItRemovesAnything)
{
    have_a_passkey();
    use(profile_edit());
    open_factors();
    clock.advance(std::chrono::minutes(11));
    send({ { "passkeysToRemove", first_choice() } });
    ASSERT_TRUE(page());
    EXPECT_NE(page()->error.find("sign in again"), std::string::npos) << page()->error;
    EXPECT_EQ(passkeys(ada).size(), 1U);
    EXPECT_TRUE(audited(AuditKind::FactorRemoved).empty());
}

TEST_F(FactorsTest, OnlyWhatThePageOffersCanBeRemoved)
{
    have_a_passkey();
    use(profile_edit());
    open_factors();
    for (std::string const& id : { base64url_encode("somebody's"), first_choice() + ",x", std::string("%") }) {
        send({ { "passkeysToRemove", id } });
        ASSERT_TRUE(field("passkeysToRemove")) << id;
        EXPECT_FALSE(field("passkeysToRemove")->error.empty()) << id;
    }
    EXPECT_EQ(passkeys(ada).size(), 1U);
}

TEST_F(FactorsTest, AnotherPasskeyIsAddedAndTheOldOneReplaced)
{
    have_a_passkey();
    use(profile_edit());
    open_factors();
    testkit::Authenticator const old = device;
    send({ { "addPasskey", "True" }, { "passkeysToRemove", first_choice() } });
    ASSERT_TRUE(field("passkeyAnswer"));
    EXPECT_TRUE(options().array("excludeCredentials")->empty()) << "what was removed may come back";
    device = testkit::Authenticator("login.example.test", std::string(kOrigin));
    enrol();
    ASSERT_TRUE(finished());
    ASSERT_EQ(passkeys(ada).size(), 1U);
    EXPECT_NE(passkeys(ada)[0].id, old.credential_id());
    // A third, beside the second: the browser is told of that.
    session_digest.clear();
    open_factors();
    send({ { "addPasskey", "True" } });
    EXPECT_EQ(options().array("excludeCredentials")->size(), 1U);
}

TEST_F(FactorsTest, RecoveryCodesAreRenewedAndTheOldOnesStopWorking)
{
    have_a_passkey();
    use(profile_edit(recovery_codes()));
    open_and_sign_in();
    choose_factors();
    act(Action::Choose, {}, "MfaPasskeyExchange");
    prove_passkey();
    ASSERT_TRUE(field("newRecoveryCodes"));
    send({ { "newRecoveryCodes", "True" } });
    ASSERT_TRUE(field("recoveryCodes"));
    std::vector<std::string> const fresh = split(field("recoveryCodes")->value, ',');
    EXPECT_EQ(fresh.size(), 10U);
    send({});
    ASSERT_TRUE(finished());
    use(with_passkey_factor(recovery_codes()));
    auto const works = [&](std::string const& code) {
        session_digest.clear();
        open_and_sign_in();
        act(Action::Choose, {}, "MfaRecoveryCodeExchange");
        send({ { "recoveryCode", code } });
        return finished() != nullptr;
    };
    EXPECT_FALSE(works(old_codes[0]));
    EXPECT_TRUE(works(fresh[0]));
}

TEST_F(FactorsTest, SignedInWithAPasskeyOneMayManageThemAtOnce)
{
    have_a_passkey();
    use(profile_edit(
        R"(<TechnicalProfile Id="SelfAsserted-SignIn"><OutputClaims><OutputClaim ClaimTypeReferenceId="passkeyAnswer" /></OutputClaims></TechnicalProfile>)"));
    open();
    prove_passkey();
    choose_factors();
    ASSERT_TRUE(field("passkeysToRemove")) << reason(AuditKind::SignInFailed);
    send({ { "passkeysToRemove", first_choice() } });
    EXPECT_TRUE(finished());
    EXPECT_TRUE(passkeys(ada).empty());
}

// --- a password that must be changed --------------------------------------------------------------------------------

TEST_F(FactorsTest, APasskeySignsInWhoMustChangeThePasswordWhereTheFlowCannotAskForIt)
{
    have_a_passkey();
    change_user(kAda, [](User& user) { user.must_change_password = true; });
    use(with_passkey_sign_in());
    open();
    prove_passkey();
    ASSERT_TRUE(finished());
    EXPECT_TRUE(find_user(kAda)->must_change_password) << "the password is still one that must be changed";
}

TEST_F(FactorsTest, AfterAPasskeyTheForcedResetAsksForTheNewPassword)
{
    have_a_passkey();
    change_user(kAda, [](User& user) { user.must_change_password = true; });
    use(with_passkey_sign_in(
        R"(<TechnicalProfile Id="login-NonInteractive"><Metadata><Item Key="gatehouse.PasswordMayHaveToChange">true</Item></Metadata></TechnicalProfile>)"
        + enabled("ForcedReset-Require")));
    open();
    prove_passkey();
    ASSERT_TRUE(field("newPassword"));
    send({ { "newPassword", "Another-horse-2" }, { "reenterPassword", "Another-horse-2" } });
    ASSERT_TRUE(finished());
    EXPECT_FALSE(find_user(kAda)->must_change_password);
    EXPECT_EQ(passkeys(ada).size(), 1U);
}

// --- amr ------------------------------------------------------------------------------------------------------------

TEST_F(FactorsTest, AmrNamesWhatWasProvenAndTheSessionRemembersIt)
{
    Leaf const amr = [] {
        Leaf leaf = with_passkey_sign_in(enabled("Amr-Write"));
        leaf.outputs = R"(<OutputClaim ClaimTypeReferenceId="amr" />)";
        return leaf;
    }();
    auto const named = [&] {
        std::string names;
        json::Array const* list = finished() ? finished()->claims.array("amr") : nullptr;
        for (json::Value const& name : list ? *list : json::Array())
            names += *name.as_text() + " ";
        return names;
    };
    have_a_passkey();
    use(amr);
    open_and_sign_in();
    EXPECT_EQ(named(), "pwd ");
    open();
    EXPECT_EQ(named(), "pwd ") << "by the session";
    session_digest.clear();
    open();
    prove_passkey();
    EXPECT_EQ(named(), "pop mfa ");
    open();
    EXPECT_EQ(named(), "pop mfa ");
    Leaf both = amr;
    both.providers += second_factor("Passkey");
    use(both);
    session_digest.clear();
    open_and_sign_in();
    prove_passkey();
    EXPECT_EQ(named(), "pwd pop mfa ");
    open();
    EXPECT_EQ(named(), "pwd pop mfa ");
}

} // namespace
} // namespace gatehouse::journey
