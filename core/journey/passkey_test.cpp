#include "core/journey/passkey_world_test.h"

#include <set>

namespace gatehouse::journey {
namespace {

TEST(Passkey, IsEnrolledAsASecondFactorAndThenVerified)
{
    PasskeyWorld world(with_passkey_factor());
    world.open_and_sign_in();
    ASSERT_TRUE(world.field("passkeyAnswer"));
    EXPECT_EQ(world.handle(), world.ada.text());
    world.enrol();
    ASSERT_TRUE(world.finished());
    ASSERT_EQ(world.passkeys(world.ada).size(), 1U);
    EXPECT_EQ(world.passkeys(world.ada)[0].id, world.device.credential_id());
    EXPECT_EQ(world.audited(AuditKind::FactorEnrolled).size(), 1U);

    world.session_digest.clear();
    world.open_and_sign_in();
    ASSERT_TRUE(world.options().array("allowCredentials"));
    ASSERT_EQ(world.options().array("allowCredentials")->size(), 1U);
    EXPECT_EQ(world.options().text("rpId"), "login.example.test");
    world.answer(world.device.get(world.challenge()));
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.finished()->user, world.ada);
    EXPECT_EQ(world.passkeys(world.ada)[0].sign_count, 1);
    EXPECT_TRUE(world.passkeys(world.ada)[0].last_used);
    // The session remembers it.
    world.open();
    EXPECT_TRUE(world.finished());
}

TEST(Passkey, ATamperedAnswerIsRefusedAndAudited)
{
    struct Case {
        PasskeyLies lies;
        std::string_view reason;
    };
    Case const cases[] = {
        { { .type = "webauthn.create" }, "ceremony" },
        { { .origin = "https://evil.example" }, "origin" },
        { { .rp_id = "evil.example" }, "relying_party" },
        { { .challenge = "b3RoZXI" }, "challenge" },
        { { .broken_signature = true }, "signature" },
        { { .flags = 0x04 }, "not_present" },
    };
    for (Case const& one : cases) {
        PasskeyWorld world(with_passkey_factor());
        world.set_up();
        world.open_and_sign_in();
        world.answer(world.device.get(world.challenge(), one.lies));
        ASSERT_TRUE(world.page()) << one.reason;
        EXPECT_FALSE(world.page()->error.empty());
        EXPECT_EQ(world.reason(), one.reason);
        // With an honest one it goes on.
        world.answer(world.device.get(world.challenge()));
        EXPECT_TRUE(world.finished()) << one.reason;
    }
}

TEST(Passkey, Attack14AChallengeIsForItsJourneyAndForOneTry)
{
    PasskeyWorld world(with_passkey_factor());
    world.set_up();
    world.open_and_sign_in();
    std::string const first = world.challenge();
    std::string const answer = world.device.get(first);
    // Another journey of the same person.
    world.open_and_sign_in();
    EXPECT_NE(world.challenge(), first);
    world.answer(answer);
    EXPECT_EQ(world.reason(), "challenge");
    // A challenge that was tried is gone, even for the right answer.
    std::string const second = world.challenge();
    world.answer(world.device.get(second, { .broken_signature = true }));
    EXPECT_EQ(world.reason(), "signature");
    world.answer(world.device.get(second));
    EXPECT_EQ(world.reason(), "challenge");
    EXPECT_FALSE(world.finished());
}

TEST(Passkey, Attack14AChallengeDiesWithTime)
{
    PasskeyWorld world(with_passkey_factor());
    world.set_up();
    world.open_and_sign_in();
    std::string const answer = world.device.get(world.challenge());
    world.clock.advance(std::chrono::minutes(5));
    world.answer(answer);
    EXPECT_EQ(world.reason(), "challenge");
}

TEST(Passkey, Attack25APasskeyOfAnotherPersonIsNoProof)
{
    PasskeyWorld world(with_passkey_factor());
    world.set_up();
    UserId const eve = world.add_user(kEve, kPassword);
    Authenticator const adas = world.device;
    world.device = Authenticator("login.example.test", std::string(kOrigin));
    world.open_and_sign_in(kEve);
    world.enrol();
    ASSERT_TRUE(world.finished());
    ASSERT_EQ(world.passkeys(eve).size(), 1U);
    // Eve knows Ada's password, and answers with her own passkey.
    world.session_digest.clear();
    world.open_and_sign_in();
    world.answer(world.device.get(world.challenge()));
    EXPECT_EQ(world.reason(), "unknown");
    EXPECT_FALSE(world.finished());
    // Nor can somebody without one take over Ada's credential id.
    UserId const mallory = world.add_user("mallory@example.test", kPassword);
    world.device = adas;
    world.session_digest.clear();
    world.open_and_sign_in("mallory@example.test");
    world.enrol();
    EXPECT_EQ(world.reason(), "known");
    EXPECT_FALSE(world.finished());
    EXPECT_TRUE(world.passkeys(mallory).empty());
}

TEST(Passkey, ACounterThatGoesBackwardsIsRefused)
{
    PasskeyWorld world(with_passkey_factor());
    world.set_up();
    world.device.sign_count = 7;
    world.open_and_sign_in();
    world.answer(world.device.get(world.challenge()));
    ASSERT_TRUE(world.finished());
    for (std::uint32_t const copied : { 7U, 3U }) {
        world.device.sign_count = copied;
        world.session_digest.clear();
        world.open_and_sign_in();
        --world.device.sign_count;
        world.answer(world.device.get(world.challenge()));
        EXPECT_EQ(world.reason(), "sign_count");
        EXPECT_FALSE(world.finished());
    }
}

TEST(Passkey, TheOriginIsTheOneThePersonIsOn)
{
    PasskeyWorld world(with_passkey_factor());
    world.set_up();
    world.open("https://login.contoso.test");
    world.sign_in(kAda, kPassword);
    EXPECT_EQ(world.options().text("rpId"), "login.contoso.test");
    world.answer(world.device.get(world.challenge()));
    EXPECT_EQ(world.reason(), "origin");
    // At an address without a name there is nothing to ask.
    world.open("http://127.0.0.1:8400");
    world.sign_in(kAda, kPassword);
    ASSERT_TRUE(world.field("passkeyAnswer"));
    EXPECT_EQ(world.field("passkeyAnswer")->value, "");
}

TEST(Passkey, TheOtherMethodsStayWithinReach)
{
    PasskeyWorld world(with_passkey_factor(enabled("Mfa-OfferEmail")));
    world.open_and_sign_in();
    world.act(Action::Choose, {}, "MfaPasskeyExchange");
    ASSERT_TRUE(world.field("passkeyAnswer"));
    ASSERT_EQ(world.page()->providers.size(), 1U);
    EXPECT_EQ(world.page()->providers[0].exchange, "MfaEmailExchange");
    // Not what the page does not offer.
    world.act(Action::Choose, {}, "MfaSmsExchange");
    ASSERT_TRUE(world.field("passkeyAnswer"));
    std::string const stale = world.challenge();
    world.act(Action::Choose, {}, "MfaEmailExchange");
    ASSERT_TRUE(world.field("readonlyEmail"));
    EXPECT_FALSE(world.field("passkeyAnswer"));
    world.answer(world.device.create(stale, world.ada.text()));
    EXPECT_FALSE(world.finished());
    EXPECT_TRUE(world.passkeys(world.ada).empty());
}

TEST(Passkey, APasswordAloneAddsNoFactorBesideTheOwners)
{
    PasskeyWorld world(with_passkey_factor(enabled("Mfa-OfferSms")));
    world.change_user(kAda, [](User& user) {
        user.attributes.insert_or_assign("strongAuthenticationPhoneNumber", std::string("+491701234567"));
    });
    world.open_and_sign_in();
    world.act(Action::Choose, {}, "MfaPasskeyExchange");
    ASSERT_TRUE(world.page() && world.page()->phone) << "the phone first";
    world.act(Action::SendCode, { { "id", "1" } });
    world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
    world.act(Action::Confirm);
    world.enrol();
    ASSERT_TRUE(world.finished());
    // And the other way round: a new phone beside the passkey.
    world.change_user(kAda, [](User& user) { user.attributes.erase("strongAuthenticationPhoneNumber"); });
    world.session_digest.clear();
    world.open_and_sign_in();
    world.act(Action::Choose, {}, "MfaSmsExchange");
    ASSERT_TRUE(world.field("passkeyAnswer")) << "the passkey first";
    world.answer(world.device.get(world.challenge()));
    EXPECT_TRUE(world.page() && world.page()->phone);
}

// --- first factor
// -----------------------------------------------------------------------------------------------------

TEST(PasskeySignIn, IsOfferedAfterThePasswordAndThenSignsIn)
{
    PasskeyWorld world(with_passkey_sign_in());
    world.open_and_sign_in();
    ASSERT_TRUE(world.field("passkeyAnswer"));
    EXPECT_EQ(world.page()->content_definition, "api.passkeyoffer");
    world.enrol();
    ASSERT_TRUE(world.finished());

    world.session_digest.clear();
    world.open();
    ASSERT_TRUE(world.field("signInName"));
    EXPECT_EQ(world.field("signInName")->autocomplete, "username webauthn");
    EXPECT_FALSE(world.options().find("allowCredentials"));
    world.answer(world.device.get(world.challenge()));
    ASSERT_TRUE(world.finished()) << world.reason(AuditKind::SignInFailed);
    EXPECT_EQ(world.finished()->user, world.ada);
    // Single sign-on goes on from it as from a password.
    world.open();
    EXPECT_TRUE(world.finished());
}

TEST(PasskeySignIn, MayBeDeclined)
{
    PasskeyWorld world(with_passkey_sign_in());
    world.open_and_sign_in();
    world.send({});
    ASSERT_TRUE(world.finished());
    EXPECT_TRUE(world.passkeys(world.ada).empty());
}

TEST(PasskeySignIn, CountsAsASecondFactor)
{
    PasskeyWorld world(with_passkey_sign_in());
    world.set_up();
    world.use(with_passkey_sign_in(second_factor("Sms")));
    world.open();
    world.answer(world.device.get(world.challenge()));
    ASSERT_TRUE(world.finished());
    world.open();
    EXPECT_TRUE(world.finished()) << "the session remembers both factors";
}

TEST(PasskeySignIn, WithoutPinOrBiometricsIsRefused)
{
    PasskeyWorld world(with_passkey_sign_in());
    world.set_up();
    world.open();
    world.answer(world.device.get(world.challenge(), { .flags = 0x01 }));
    EXPECT_EQ(world.reason(AuditKind::SignInFailed), "not_verified");
    EXPECT_TRUE(world.field("signInName"));
    world.answer(world.device.get(world.challenge(), { .user_handle = "somebody" }));
    EXPECT_EQ(world.reason(AuditKind::SignInFailed), "unknown");
    world.change_user(kAda, [](User& user) { user.enabled = false; });
    world.answer(world.device.get(world.challenge()));
    EXPECT_EQ(world.reason(AuditKind::SignInFailed), "disabled");
    EXPECT_FALSE(world.finished());
}

TEST(PasskeySignIn, IsNotOfferedOnAPasswordAloneBesideAnotherFactor)
{
    PasskeyWorld world(with_passkey_sign_in());
    world.change_user(kAda, [](User& user) { user.totp_secret = std::string(20, 's'); });
    world.open_and_sign_in();
    EXPECT_TRUE(world.finished());
}

TEST(PasskeySignIn, AFlowWithoutItTakesNone)
{
    PasskeyWorld world(with_passkey_sign_in());
    world.set_up();
    world.open();
    std::string const answer = world.device.get(world.challenge());
    world.use(Leaf{});
    world.open();
    EXPECT_FALSE(world.field("passkeyAnswer"));
    world.answer(answer);
    EXPECT_FALSE(world.finished());
}

// --- recovery codes
// ---------------------------------------------------------------------------------------------------

std::vector<std::string> codes_of(World& world)
{
    PageField const* shown = world.field("recoveryCodes");
    return shown ? split(shown->value, ',') : std::vector<std::string>();
}

TEST(RecoveryCode, TenAreShownOnceAndEachWorksOnce)
{
    PasskeyWorld world(with_passkey_factor(recovery_codes()));
    world.open_and_sign_in();
    world.enrol();
    std::vector<std::string> const codes = codes_of(world);
    ASSERT_EQ(codes.size(), 10U);
    EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
    world.act(Action::Show);
    EXPECT_EQ(codes_of(world), codes);
    world.send({});
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(world.stored_text().find(codes[0]), std::string::npos);

    auto const use = [&](std::string const& code) {
        world.session_digest.clear();
        world.open_and_sign_in();
        world.act(Action::Choose, {}, "MfaRecoveryCodeExchange");
        EXPECT_TRUE(world.field("recoveryCode"));
        world.send({ { "recoveryCode", code } });
        return world.finished() != nullptr;
    };
    EXPECT_TRUE(use(to_lower(replace_all(codes[3], "-", " "))));
    EXPECT_FALSE(use(codes[3])) << "used up";
    EXPECT_TRUE(use(codes[4]));
    auto const verified = world.audited(AuditKind::FactorVerified);
    ASSERT_FALSE(verified.empty());
    EXPECT_EQ(json::parse_object(verified.front().detail)->integer("left"), 8);
}

TEST(RecoveryCode, CodesThatWereNeverAcceptedDoNotCount)
{
    PasskeyWorld world(with_passkey_factor(recovery_codes()));
    world.open_and_sign_in();
    world.enrol();
    ASSERT_EQ(codes_of(world).size(), 10U);
    world.session_digest.clear();
    world.open_and_sign_in();
    EXPECT_TRUE(world.field("passkeyAnswer")) << "nothing to choose: there are no codes";
}

TEST(RecoveryCode, Attack24GuessingEndsTheJourney)
{
    PasskeyWorld world(with_passkey_factor(recovery_codes()));
    world.open_and_sign_in();
    world.enrol();
    world.send({});
    world.session_digest.clear();
    world.open_and_sign_in();
    world.act(Action::Choose, {}, "MfaRecoveryCodeExchange");
    for (int guess = 0; guess < 4; ++guess) {
        world.send({ { "recoveryCode", "AAAA-AAAA-AAAA-AAAA" } });
        ASSERT_TRUE(world.field("recoveryCode"));
    }
    world.send({ { "recoveryCode", "AAAA-AAAA-AAAA-AAAA" } });
    EXPECT_EQ(world.refused(), 90151);
}

} // namespace
} // namespace gatehouse::journey
