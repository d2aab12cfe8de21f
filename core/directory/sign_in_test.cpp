#include "core/directory/sign_in.h"

#include "core/directory/hash_pool.h"
#include "libs/testkit/fakes.h"
#include "store/open.h"

#include <atomic>
#include <barrier>
#include <gtest/gtest.h>

namespace gatehouse {
namespace {

using Kind = SignInOutcome::Kind;

// The real pool; counts what it is asked, and can be told to be full.
class CountingHasher final : public PasswordHasher {
public:
    Result<std::string> hash(Password const& password, crypto::HashCost cost) override
    {
        return pool_.hash(password, cost);
    }
    Result<crypto::PasswordCheck> check(
        Password const& password, std::string const& stored, crypto::HashCost cost) override
    {
        if (full)
            return fail(Fault::Unavailable, "full");
        ++checks;
        return pool_.check(password, stored, cost);
    }
    Result<bool> check_elsewhere(Tenant const&, User const& user, Password const& password) override
    {
        ++asked;
        if (full)
            return fail(Fault::Unavailable, "no answer");
        return user.id == UserId("ada") && password.equals("correct");
    }
    std::atomic<int> checks = 0;
    int asked = 0; // the old directory
    bool full = false;

private:
    HashPool pool_{ { .threads = 2, .queue = 64 } };
};

class SignInTest : public testing::Test {
protected:
    SignInTest()
    {
        tenant_.id = TenantId("tenant");
        tenant_.hash_cost = { .memory_kib = 8, .passes = 1 };
        ada_.id = UserId("ada");
        ada_.identities = { { SignInType::EmailAddress, "insurance.test", "ada@example.test" } };
        ada_.password_hash = hasher_.hash(Password("correct"), tenant_.hash_cost).value();
        EXPECT_TRUE(store_->transact([&](Ports& ports) { return ports.users.insert(tenant_.id, ada_); }));
    }
    SignInOutcome try_password(std::string password, char const* name = "ada@example.test")
    {
        return sign_in(*store_, hasher_, tenant_, name, Password(std::move(password)), clock_.now()).value();
    }
    void change(std::function<void(User&)> const& edit)
    {
        EXPECT_TRUE(store_->transact([&](Ports& ports) -> Result<void> {
            User user = TRY(ports.users.find(tenant_.id, ada_.id)).value();
            edit(user);
            return ports.users.update(tenant_.id, user);
        }));
    }
    int failures()
    {
        return read<Attempts>(*store_, [&](Ports& ports) { return ports.attempts.load(tenant_.id, ada_.id); })
            .value()
            .failures;
    }
    void guess(int count)
    {
        for (int i = 0; i < count; ++i)
            EXPECT_EQ(try_password("guess " + std::to_string(guesses_++)).kind, Kind::WrongPassword);
    }

    testkit::FakeClock clock_;
    testkit::FakeRandom random_;
    CountingHasher hasher_;
    std::unique_ptr<Store> store_
        = open_store({ .path = ":memory:", .master_key = crypto::SealingKey(std::string(32, 'k')) }, random_).value();
    Tenant tenant_;
    User ada_;
    int guesses_ = 0;
};

TEST_F(SignInTest, TheRightPasswordIsOkAndForgetsFailures)
{
    guess(9);
    auto const outcome = try_password("correct", " ADA@example.test");
    EXPECT_EQ(outcome.kind, Kind::Ok);
    EXPECT_EQ(outcome.user.value().id, UserId("ada"));
    EXPECT_FALSE(outcome.rehash);
    EXPECT_EQ(failures(), 0);
}

TEST_F(SignInTest, AnotherCostAsksForANewHash)
{
    tenant_.hash_cost.passes = 2;
    EXPECT_TRUE(try_password("correct").rehash);
}

TEST_F(SignInTest, APasswordThatIsElsewhereIsAskedForThereAndThenHashed)
{
    change([](User& user) { user.password_hash = kElsewhere; });
    EXPECT_EQ(try_password("wrong").kind, Kind::WrongPassword);
    EXPECT_EQ(failures(), 1);
    auto const outcome = try_password("correct");
    EXPECT_EQ(outcome.kind, Kind::Ok);
    EXPECT_TRUE(outcome.rehash);
    EXPECT_EQ(failures(), 0);
    EXPECT_EQ(hasher_.asked, 2);
    EXPECT_EQ(hasher_.checks, 0);
}

// The lock-out here comes first: nobody guesses at the old directory through this server.
TEST_F(SignInTest, Attack26TheOldDirectoryIsNotAskedAboutALockedAccount)
{
    change([](User& user) { user.password_hash = kElsewhere; });
    guess(9);
    EXPECT_TRUE(try_password("the tenth").locked_now);
    EXPECT_EQ(try_password("correct").kind, Kind::Locked);
    EXPECT_EQ(hasher_.asked, 10);
}

TEST_F(SignInTest, AnOldDirectoryWithoutAnAnswerIsNoWrongPassword)
{
    change([](User& user) { user.password_hash = kElsewhere; });
    hasher_.full = true;
    auto const outcome = sign_in(*store_, hasher_, tenant_, "ada@example.test", Password("correct"), clock_.now());
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().fault, Fault::Unavailable);
    EXPECT_EQ(failures(), 0);
}

TEST_F(SignInTest, Attack26TheTenthWrongPasswordLocksTheRightOneOut)
{
    guess(9);
    auto const tenth = try_password("the tenth");
    EXPECT_TRUE(tenth.locked_now);
    EXPECT_EQ(tenth.locked_until, clock_.now() + std::chrono::minutes(1));
    int const before = hasher_.checks;
    auto const locked = try_password("correct");
    EXPECT_EQ(locked.kind, Kind::Locked);
    EXPECT_EQ(locked.locked_until, clock_.now() + std::chrono::minutes(1));
    EXPECT_EQ(hasher_.checks, before) << "a locked account's password is not looked at";
    clock_.advance(std::chrono::minutes(1));
    EXPECT_EQ(try_password("correct").kind, Kind::Ok);
}

TEST_F(SignInTest, Attack24ParallelGuessesAreNeverCheckedPastTheThreshold)
{
    constexpr int kThreads = 32;
    std::barrier start(kThreads);
    std::atomic<int> locked = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([&, thread] {
                start.arrive_and_wait();
                locked += try_password("parallel " + std::to_string(thread)).kind == Kind::Locked;
            });
    }
    EXPECT_EQ(hasher_.checks, tenant_.lockout.threshold);
    EXPECT_EQ(locked, kThreads - tenant_.lockout.threshold);
}

TEST_F(SignInTest, TheSameWrongPasswordAgainIsNotCounted)
{
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(try_password("typing error").kind, Kind::WrongPassword);
    EXPECT_EQ(failures(), 1);
    EXPECT_EQ(try_password("correct").kind, Kind::Ok);
}

TEST_F(SignInTest, Attack29AnUnknownNameCostsAHashAndNeverLocks)
{
    for (int i = 0; i < 25; ++i) {
        auto const outcome = try_password("guess " + std::to_string(i), "nobody@example.test");
        EXPECT_EQ(outcome.kind, Kind::UnknownUser);
        EXPECT_FALSE(outcome.user);
    }
    EXPECT_EQ(hasher_.checks, 25);
}

TEST_F(SignInTest, APersonWithoutPasswordIsNotSignedIn)
{
    change([](User& user) { user.password_hash.clear(); });
    EXPECT_EQ(try_password("").kind, Kind::UnknownUser);
    EXPECT_EQ(try_password("correct").kind, Kind::UnknownUser);
    EXPECT_EQ(hasher_.checks, 2);
}

TEST_F(SignInTest, OnlyTheRightPasswordTellsThatTheAccountIsDisabled)
{
    change([](User& user) { user.enabled = false; });
    EXPECT_EQ(try_password("wrong").kind, Kind::WrongPassword);
    EXPECT_EQ(try_password("correct").kind, Kind::Disabled);
}

TEST_F(SignInTest, APasswordThatMustChangeIsNotOk)
{
    change([](User& user) { user.must_change_password = true; });
    EXPECT_EQ(try_password("correct").kind, Kind::MustChangePassword);
}

TEST_F(SignInTest, Attack69AFullHasherIsUnavailableAndCountsNothing)
{
    guess(9);
    hasher_.full = true;
    auto const refused = sign_in(*store_, hasher_, tenant_, "ada@example.test", Password("correct"), clock_.now());
    EXPECT_EQ(refused.error().fault, Fault::Unavailable);
    EXPECT_EQ(failures(), 9);
    hasher_.full = false;
    EXPECT_EQ(try_password("correct").kind, Kind::Ok);
}

} // namespace
} // namespace gatehouse
