#include "apps/insurance_web/sessions.h"

#include "libs/testkit/fakes.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/stat.h>
#include <thread>

namespace gatehouse::insurance_web {
namespace {

namespace fs = std::filesystem;

class SessionsTest : public testing::Test {
protected:
    SessionsTest()
    {
        std::string name = (fs::temp_directory_path() / "sessions_test-XXXXXX").string();
        folder = ::mkdtemp(name.data());
    }
    ~SessionsTest() override { fs::remove_all(folder); }
    std::unique_ptr<Sessions> open()
    {
        auto key = load_or_make_key((folder / "session.key").string(), random).value();
        return Sessions::open((folder / "sessions.db").string(), std::move(key), random, clock).value();
    }
    static SessionData ada()
    {
        SessionData data;
        data.oid = "ada";
        data.tokens = "a very secret refresh token";
        data.signed_in_at = { { .authority = "https://x", .id_token = "i" } };
        return data;
    }

    fs::path folder;
    testkit::FakeClock clock;
    testkit::FakeRandom random;
};

TEST_F(SessionsTest, Row13SessionsOutliveTheProgram)
{
    std::string id;
    {
        auto const first = open();
        id = first->create(ada()).value().id;
    }
    auto const second = open();
    auto const found = second->find(id).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->data.oid, "ada");
    EXPECT_EQ(found->data.signed_in_at.at(0).authority, "https://x");
}

TEST_F(SessionsTest, Row13TwoInstancesShareOneFile)
{
    auto const one = open();
    auto const two = open();
    std::string const id = one->create(ada()).value().id;
    ASSERT_TRUE(two->update(id, [](SessionData& data) { data.name = "Ada"; }));
    EXPECT_EQ(one->find(id).value()->data.name, "Ada");
    ASSERT_TRUE(two->remove(id));
    EXPECT_FALSE(one->find(id).value());
}

TEST_F(SessionsTest, NeitherIdNorTokensStandInTheFile)
{
    std::string id;
    {
        auto const sessions = open();
        id = sessions->create(ada()).value().id;
    }
    for (auto const& entry : fs::directory_iterator(folder)) {
        std::ifstream in(entry.path(), std::ios::binary);
        std::string const bytes{ std::istreambuf_iterator<char>(in), {} };
        EXPECT_EQ(bytes.find(id), std::string::npos) << entry.path();
        EXPECT_EQ(bytes.find("secret refresh token"), std::string::npos) << entry.path();
    }
    struct stat info{};
    ASSERT_EQ(::stat((folder / "session.key").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(SessionsTest, ASessionEndsWhenIdleOrOld)
{
    auto const sessions = open();
    std::string const idle = sessions->create(ada()).value().id;
    clock.advance(Sessions::kIdle);
    EXPECT_FALSE(sessions->find(idle).value());
    std::string const used = sessions->create(ada()).value().id;
    for (int i = 0; i < 23; ++i) {
        clock.advance(std::chrono::minutes(30));
        ASSERT_TRUE(sessions->find(used).value()) << i;
    }
    clock.advance(std::chrono::minutes(30));
    EXPECT_FALSE(sessions->find(used).value());
}

TEST_F(SessionsTest, AnUnknownIdIsNoSession)
{
    auto const sessions = open();
    EXPECT_FALSE(sessions->find("").value());
    EXPECT_FALSE(sessions->find("guess").value());
}

TEST_F(SessionsTest, Attack43AJourneyIsForItsBrowserAndOnce)
{
    auto const sessions = open();
    std::string const mine = sessions->create({}).value().id;
    std::string const theirs = sessions->create({}).value().id;
    Journey journey;
    journey.purpose = Purpose::StepUp;
    journey.beneficiary = "Byron";
    ASSERT_TRUE(sessions->keep(mine, "state", journey));
    EXPECT_FALSE(sessions->take(theirs, "state").value());
    auto const taken = sessions->take(mine, "state").value();
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->purpose, Purpose::StepUp);
    EXPECT_EQ(taken->beneficiary, "Byron");
    EXPECT_FALSE(sessions->take(mine, "state").value());
}

TEST_F(SessionsTest, SixteenThreadsTakeAJourneyAndOneWins)
{
    auto const sessions = open();
    std::string const id = sessions->create({}).value().id;
    ASSERT_TRUE(sessions->keep(id, "state", {}));
    std::atomic<int> winners = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back([&] { winners += sessions->take(id, "state").value() ? 1 : 0; });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(winners, 1);
}

TEST_F(SessionsTest, Attack71JourneysOfOneBrowserAreBounded)
{
    auto const sessions = open();
    std::string const id = sessions->create({}).value().id;
    for (int i = 0; i < 30; ++i) {
        clock.advance(std::chrono::seconds(1));
        ASSERT_TRUE(sessions->keep(id, "state " + std::to_string(i), {}));
    }
    EXPECT_FALSE(sessions->take(id, "state 0").value());
    EXPECT_TRUE(sessions->take(id, "state 10").value());
    EXPECT_TRUE(sessions->take(id, "state 29").value());
}

TEST_F(SessionsTest, RotationMovesJourneysAndEndsTheOldId)
{
    auto const sessions = open();
    Session const before = sessions->create({}).value();
    ASSERT_TRUE(sessions->keep(before.id, "state", {}));
    Session const after = sessions->rotate(before.id, ada()).value();
    EXPECT_NE(after.id, before.id);
    EXPECT_NE(after.data.csrf, before.data.csrf);
    EXPECT_FALSE(sessions->find(before.id).value());
    EXPECT_TRUE(sessions->take(after.id, "state").value());
}

TEST_F(SessionsTest, ADamagedKeyFileIsSaid)
{
    std::ofstream(folder / "session.key") << "short";
    EXPECT_FALSE(load_or_make_key((folder / "session.key").string(), random));
}

} // namespace
} // namespace gatehouse::insurance_web
