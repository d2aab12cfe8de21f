#include "core/directory/totp.h"
#include "core/journey/world_test.h"
#include "libs/base/encoding.h"

namespace gatehouse::journey {
namespace {

Leaf with_factor(std::string const& method)
{
    Leaf leaf;
    leaf.providers = second_factor(method);
    return leaf;
}

constexpr std::string_view kEmail = "ada@example.test";

void sign_in(World& world)
{
    world.start();
    world.sign_in(std::string(kEmail), "Correct-horse-1");
}

void set_phone(World& world)
{
    world.change_user(std::string(kEmail), [](User& user) {
        user.attributes.insert_or_assign("strongAuthenticationPhoneNumber", std::string("+491701234567"));
    });
}

std::string totp(std::string const& secret, Time now)
{
    return totp_code(secret, unix_seconds(now) / 30);
}

std::string other(std::string const& code)
{
    return code == "000000" ? "111111" : "000000";
}

// --- phone ----------------------------------------------------------------------------------------------------------

TEST(Phone, NumberIsEnrolledAndThenVerified)
{
    World world(with_factor("Sms"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    sign_in(world);
    ASSERT_TRUE(world.page() && world.page()->phone);
    EXPECT_EQ(world.page()->phone->phase, PhoneStep::Phase::EnterNumber);
    EXPECT_FALSE(world.page()->phone->countries.empty());
    world.act(Action::SendCode, { { "countryCode", "+49" }, { "number", "0170 1234567" } });
    ASSERT_TRUE(world.page() && world.page()->phone);
    EXPECT_EQ(world.page()->phone->phase, PhoneStep::Phase::EnterCode);
    world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
    ASSERT_TRUE(world.accepted());
    world.act(Action::Confirm);
    ASSERT_TRUE(world.finished());
    EXPECT_EQ(text_of(world.find_user(std::string(kEmail))->attributes.at("strongAuthenticationPhoneNumber")),
        "+491701234567");
    EXPECT_EQ(world.audited(AuditKind::FactorEnrolled).size(), 1u);

    world.session_digest.clear();
    sign_in(world);
    ASSERT_TRUE(world.page() && world.page()->phone);
    EXPECT_EQ(world.page()->phone->phase, PhoneStep::Phase::ChooseNumber);
    EXPECT_EQ(world.page()->phone->numbers.front().text, "XXX-XXX-4567");
}

TEST(Phone, Attack25TypedNumberDoesNotReplaceTheOneOnRecord)
{
    World world(with_factor("Sms"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    set_phone(world);
    sign_in(world);
    world.act(Action::SendCode, { { "countryCode", "+49" }, { "number", "1709999999" } });
    auto const messages
        = read<std::vector<Message>>(*world.store, [&](Ports& ports) { return ports.messages.list(1); }).value();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages.front().to, "+491701234567");
}

TEST(Phone, NonsenseIsNoNumber)
{
    World world(with_factor("Sms"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    sign_in(world);
    for (std::string const& number : { std::string("12"), std::string("abc"), std::string(40, '1'), std::string() }) {
        world.act(Action::SendCode, { { "countryCode", "+49" }, { "number", number } });
        ASSERT_TRUE(world.page());
        EXPECT_FALSE(world.page()->error.empty());
    }
    EXPECT_EQ(world.messages_sent(), 0u);
}

TEST(Phone, Attack24FiveWrongCodesEndTheJourney)
{
    World world(with_factor("Sms"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    set_phone(world);
    sign_in(world);
    world.act(Action::SendCode, { { "id", "1" } });
    std::string const wrong = other(world.code());
    for (int tries = 0; tries < 5; ++tries)
        world.act(Action::VerifyCode, { { "verificationCode", wrong } });
    EXPECT_EQ(world.refused(), 90151);
}

TEST(Phone, Attack25ConfirmDoesNotSkipTheFactor)
{
    World world(with_factor("Sms"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    set_phone(world);
    sign_in(world);
    world.act(Action::Confirm);
    ASSERT_TRUE(world.page());
    world.act(Action::Submit);
    world.act(Action::Confirm);
    ASSERT_TRUE(world.page());
    EXPECT_FALSE(world.finished());
}

// --- authenticator app ----------------------------------------------------------------------------------------------

std::string enrol(World& world)
{
    sign_in(world);
    PageField const* secret_field = nullptr;
    EXPECT_TRUE(world.page());
    for (PageField const& field : world.page()->fields)
        if (field.input == InputKind::AuthenticatorInfo)
            secret_field = &field;
    EXPECT_TRUE(secret_field);
    std::string const secret = base32_decode(secret_field->value).value_or("");
    world.send({ { "otpCode", totp(secret, world.clock.now()) } });
    EXPECT_TRUE(world.finished());
    world.session_digest.clear();
    world.clock.advance(std::chrono::seconds(30));
    return secret;
}

TEST(AuthenticatorApp, EnrolsWithQrCodeAndThenVerifies)
{
    World world(with_factor("App"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    sign_in(world);
    ASSERT_TRUE(world.page());
    bool qr = false;
    for (PageField const& field : world.page()->fields)
        qr = qr || (field.input == InputKind::QrCode && field.value.starts_with("otpauth://totp/"));
    EXPECT_TRUE(qr);
    std::string const secret = enrol(world);
    EXPECT_EQ(world.find_user(std::string(kEmail))->totp_secret, secret);
    sign_in(world);
    ASSERT_TRUE(world.field("otpCode"));
    EXPECT_EQ(world.page()->fields.size(), 1u);
    world.send({ { "otpCode", totp(secret, world.clock.now()) } });
    EXPECT_TRUE(world.finished());
    EXPECT_FALSE(world.audited(AuditKind::FactorVerified).empty());
}

TEST(AuthenticatorApp, CodeWorksOnce)
{
    World world(with_factor("App"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    std::string const secret = enrol(world);
    sign_in(world);
    std::string const code = totp(secret, world.clock.now());
    world.send({ { "otpCode", code } });
    ASSERT_TRUE(world.finished());
    world.session_digest.clear();
    sign_in(world);
    world.send({ { "otpCode", code } });
    EXPECT_TRUE(world.page());
}

TEST(AuthenticatorApp, Attack78SecretCannotBePosted)
{
    World world(with_factor("App"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    sign_in(world);
    std::string const mine(20, 'm');
    world.send({ { "secretKey", base32_encode(mine) }, { "otpCode", totp(mine, world.clock.now()) } });
    EXPECT_FALSE(world.finished());
    EXPECT_TRUE(world.find_user(std::string(kEmail))->totp_secret.empty());
}

TEST(AuthenticatorApp, Attack24GuessesCountAcrossJourneys)
{
    World world(with_factor("App"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    std::string const secret = enrol(world);
    size_t looked_at = 0;
    for (int journey = 0; journey < 4; ++journey) {
        sign_in(world);
        for (int tries = 0; tries < 6 && world.page(); ++tries)
            world.send({ { "otpCode", other(totp(secret, world.clock.now())) } });
        EXPECT_EQ(world.refused(), 90151);
        looked_at = world.audited(AuditKind::FactorFailed).size();
    }
    EXPECT_EQ(looked_at, 10u);
    // The right password in between has forgiven nothing: even the right code is not looked at.
    sign_in(world);
    world.send({ { "otpCode", totp(secret, world.clock.now()) } });
    EXPECT_EQ(world.refused(), 90151);
    // Time has.
    world.clock.advance(std::chrono::hours(6));
    sign_in(world);
    world.send({ { "otpCode", totp(secret, world.clock.now()) } });
    EXPECT_TRUE(world.finished());
}

// --- e-mail ---------------------------------------------------------------------------------------------------------

TEST(EmailFactor, Attack25AddressIsThatOfTheAccount)
{
    World world(with_factor("Email"));
    world.add_user(std::string(kEmail), "Correct-horse-1");
    sign_in(world);
    ASSERT_TRUE(world.field("readonlyEmail"));
    EXPECT_EQ(world.field("readonlyEmail")->value, kEmail);
    ASSERT_TRUE(world.field("readonlyEmail")->verification);
    // A posted address changes nothing.
    world.act(Action::SendCode, { { "readonlyEmail", "mallory@example.test" } }, "emailVerificationControl");
    auto const messages
        = read<std::vector<Message>>(*world.store, [&](Ports& ports) { return ports.messages.list(1); }).value();
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages.front().to, kEmail);
    world.send({});
    ASSERT_TRUE(world.page());
    world.act(Action::VerifyCode, { { "emailCode", world.code() } }, "emailVerificationControl");
    world.send({});
    EXPECT_TRUE(world.finished());
}

} // namespace
} // namespace gatehouse::journey
