// A second factor when the sign-in is risky. docs/decisions/2026-11-25-conditional-second-factor.md.
#include "core/journey/world_test.h"
#include "core/policy/user_flow.h"
#include "core/sessions/end.h"

namespace gatehouse::journey {
namespace {

constexpr std::string_view kEmail = "ada@example.test";
constexpr std::string_view kPassword = "Correct-horse-1";

policy::UserFlow conditional()
{
    policy::UserFlow made;
    made.name = "B2C_1_test";
    made.collect = { "displayName" };
    made.claims = { "emails", "displayName", "objectId" };
    made.mfa = policy::Mfa::Conditional;
    made.mfa_methods = { policy::MfaMethod::Sms };
    return made;
}

struct ConditionalTest : testing::Test {
    ConditionalTest()
    {
        use(conditional());
        world.add_user(std::string(kEmail), std::string(kPassword));
        world.change_user(std::string(kEmail), [](User& user) {
            user.attributes.insert_or_assign("strongAuthenticationPhoneNumber", std::string("+491701234567"));
        });
    }
    void use(policy::UserFlow const& made)
    {
        world.plan = compile_leaf(policy::leaf_xml(made, "insurance.onmicrosoft.com"));
    }
    void sign_in(std::string const& email = std::string(kEmail), std::string const& password = std::string(kPassword))
    {
        world.session_digest.clear();
        world.start();
        world.sign_in(email, password);
    }
    bool asks() const { return world.page() && world.page()->phone; }
    void prove()
    {
        ASSERT_TRUE(asks());
        world.act(Action::SendCode, { { "id", "1" } });
        world.act(Action::VerifyCode, { { "verificationCode", world.code() } });
        ASSERT_TRUE(world.accepted());
        world.act(Action::Confirm);
        ASSERT_TRUE(world.finished());
    }
    std::string last_reasons()
    {
        auto const events = world.audited(AuditKind::RiskFound);
        return events.empty() ? "" : json::parse_object(events.front().detail).value().text("reasons").value_or("");
    }
    World world;
};

TEST_F(ConditionalTest, ANewDeviceNeedsTheSecondFactorAndIsKnownAfterIt)
{
    sign_in();
    EXPECT_EQ(last_reasons(), "new_device");
    prove();
    sign_in();
    EXPECT_TRUE(world.finished());
    // Another browser is new, however often this one was here.
    std::string const known = std::exchange(world.device_cookie, "");
    sign_in();
    EXPECT_TRUE(asks());
    // Ninety days later it is as good as new.
    world.device_cookie = known;
    world.clock.advance(std::chrono::hours(90 * 24));
    sign_in();
    EXPECT_TRUE(asks());
}

TEST_F(ConditionalTest, WithoutTheProofNoDeviceIsKnown)
{
    sign_in();
    ASSERT_TRUE(asks());
    EXPECT_EQ(world.device_cookie, "");
    world.act(Action::Confirm);
    EXPECT_TRUE(asks());
    EXPECT_EQ(world.device_cookie, "");
}

TEST_F(ConditionalTest, ManyWrongPasswordsNeedItOnAKnownDeviceToo)
{
    sign_in();
    prove();
    for (std::string const wrong : { "wrong-1", "wrong-2" })
        sign_in(std::string(kEmail), wrong);
    sign_in();
    EXPECT_TRUE(world.finished());
    for (std::string const wrong : { "wrong-1", "wrong-2", "wrong-3" })
        sign_in(std::string(kEmail), wrong);
    sign_in();
    EXPECT_EQ(last_reasons(), "failed_passwords");
    prove();
    sign_in();
    EXPECT_TRUE(world.finished());
}

TEST_F(ConditionalTest, TheRequestMayAskForItOnAKnownDevice)
{
    sign_in();
    prove();
    world.session_digest.clear();
    world.start(asked([](Request& request) { request.acr_values = "mfa"; }));
    world.sign_in(std::string(kEmail), std::string(kPassword));
    prove();
    EXPECT_EQ(world.finished()->tokens.acr, "mfa");
}

// A mailbox and a stolen laptop must not be enough for a new password.
TEST_F(ConditionalTest, Attack25AResetNeedsItOnAKnownDeviceToo)
{
    sign_in();
    prove();
    world.session_digest.clear();
    world.start();
    world.act(Action::ForgotPassword);
    verify_email(world, std::string(kEmail));
    world.send({ { "email", std::string(kEmail) } });
    EXPECT_TRUE(asks());
    EXPECT_EQ(last_reasons(), "recovery");
}

TEST_F(ConditionalTest, ANewPasswordForgetsEveryDevice)
{
    sign_in();
    prove();
    ASSERT_TRUE(world.store
            ->transact([&](Ports& ports) {
                return end_sessions_of(
                    ports, world.tenant.id, world.find_user(std::string(kEmail))->id, world.clock.now());
            })
            .has_value());
    sign_in();
    EXPECT_TRUE(asks());
}

// attack-18: a cookie that somebody planted does not become known with another's proof.
TEST_F(ConditionalTest, Attack18APlantedDeviceIsNotMadeKnownByTheProof)
{
    std::string const planted(43, 'p');
    world.device_cookie = planted;
    sign_in();
    prove();
    EXPECT_NE(world.device_cookie, planted);
    world.device_cookie = planted;
    sign_in();
    EXPECT_TRUE(asks());
}

TEST_F(ConditionalTest, TwoPeopleShareABrowser)
{
    world.add_user("bob@example.test", std::string(kPassword));
    world.change_user("bob@example.test", [](User& user) {
        user.attributes.insert_or_assign("strongAuthenticationPhoneNumber", std::string("+491709999999"));
    });
    sign_in();
    prove();
    // Ada's proof says nothing of Bob.
    sign_in("bob@example.test");
    prove();
    sign_in();
    EXPECT_TRUE(world.finished());
    sign_in("bob@example.test");
    EXPECT_TRUE(world.finished());
}

TEST_F(ConditionalTest, NobodyIsAskedInAFlowWithoutIt)
{
    policy::UserFlow made = conditional();
    made.mfa = policy::Mfa::OnRequest;
    use(made);
    sign_in();
    EXPECT_TRUE(world.finished());
    EXPECT_TRUE(world.audited(AuditKind::RiskFound).empty());
}

// --- another source -------------------------------------------------------------------------------------------------

class Fixed final : public RiskSource {
public:
    explicit Fixed(Result<Risk> answer)
        : answer_(std::move(answer))
    {
    }
    Result<Risk> rate(SignInFacts const& given) override
    {
        facts = given;
        return answer_;
    }
    SignInFacts facts;

private:
    Result<Risk> answer_;
};

TEST_F(ConditionalTest, AnotherSourceDecides)
{
    auto const low = std::make_shared<Fixed>(Risk{ RiskLevel::Low, {} });
    world.services.risk = low;
    sign_in();
    EXPECT_TRUE(world.finished());
    EXPECT_EQ(low->facts.user, world.find_user(std::string(kEmail))->id);
    EXPECT_EQ(low->facts.address, "192.0.2.7");
    EXPECT_FALSE(low->facts.known_device);
    // High ends the sign-in, and there is no way round the page that says so.
    world.services.risk = std::make_shared<Fixed>(Risk{ RiskLevel::High, { "stolen_password" } });
    sign_in();
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->content_definition, "api.blocked");
    ASSERT_TRUE(world.field("riskMessage"));
    EXPECT_NE(world.field("riskMessage")->value, "");
    world.send({});
    EXPECT_FALSE(world.finished());
    world.act(Action::Confirm);
    EXPECT_FALSE(world.finished());
}

TEST_F(ConditionalTest, WithoutAnAnswerTheSecondFactorIsAskedFor)
{
    sign_in();
    prove();
    world.services.risk = std::make_shared<Fixed>(fail(Fault::Unavailable, "no answer"));
    sign_in();
    EXPECT_TRUE(asks());
    EXPECT_EQ(last_reasons(), "no_answer");
}

// --- the profile in a policy of one's own
// -----------------------------------------------------------------------------

// B2C: somebody without a second factor is blocked instead of asked.
TEST_F(ConditionalTest, WhoIsSaidToHaveNoSecondFactorIsBlocked)
{
    world.use(with_providers(
        R"(<TechnicalProfile Id="ConditionalAccess-Evaluate"><InputClaims><InputClaim ClaimTypeReferenceId="mfaPassed" PartnerClaimType="IsMfaRegistered" DefaultValue="false" AlwaysUseDefaultValue="true" /></InputClaims><EnabledForUserJourneys>Always</EnabledForUserJourneys></TechnicalProfile>)"));
    sign_in();
    ASSERT_TRUE(world.page());
    EXPECT_EQ(world.page()->content_definition, "api.blocked");
}

} // namespace
} // namespace gatehouse::journey
