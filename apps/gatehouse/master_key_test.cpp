#include "apps/gatehouse/master_key.h"

#include "apps/gatehouse/wire.h"
#include "core/ports/ports.h"
#include "libs/testkit/fakes.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

namespace gatehouse::app {
namespace {

class MasterKeyTest : public testing::Test {
protected:
    MasterKeyTest()
    {
        std::string name = (std::filesystem::temp_directory_path() / "gatehouse-key-XXXXXX").string();
        check(::mkdtemp(name.data()) != nullptr, "a directory for the test");
        directory = name;
        data = directory / "data";
    }
    ~MasterKeyTest() override
    {
        ::unsetenv("GATEHOUSE_MASTER_KEY");
        ::unsetenv("GATEHOUSE_MASTER_KEY_FILE");
        std::filesystem::remove_all(directory);
    }
    std::string file(char const* name, std::string const& text)
    {
        std::ofstream(directory / name) << text;
        return directory / name;
    }
    bool has_made_one() const { return std::filesystem::exists(data / "master.key"); }
    Result<Directory> open(std::string const& key_file = {})
    {
        return open_directory({ .data = data, .master_key_file = key_file, .sync_full = false }, random);
    }

    std::filesystem::path directory;
    std::filesystem::path data;
    testkit::FakeRandom random;
};

std::string digits(char nibble)
{
    return std::string(64, nibble);
}

TEST_F(MasterKeyTest, WithoutAnyOtherItIsMadeOnceForItsOwner)
{
    auto const first = load_master_key(data);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->bytes.size(), 32U);
    EXPECT_EQ(load_master_key(data)->bytes, first->bytes);
    EXPECT_EQ(std::filesystem::status(data / "master.key").permissions(),
        std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(MasterKeyTest, AVerbThatLooksMakesNothingInAMistypedDirectory)
{
    auto const opened = open_existing_directory({ .data = data, .master_key_file = "", .sync_full = false }, random);
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().fault, Fault::Invalid);
    EXPECT_FALSE(std::filesystem::exists(data));
}

TEST_F(MasterKeyTest, ItComesFromAFileOrTheEnvironmentAndThenNoneIsMade)
{
    ::setenv("GATEHOUSE_MASTER_KEY_FILE", file("third", digits('3') + "\n").c_str(), 1);
    EXPECT_EQ(load_master_key(data)->bytes, std::string(32, '\x33'));
    ::setenv("GATEHOUSE_MASTER_KEY", digits('2').c_str(), 1);
    EXPECT_EQ(load_master_key(data)->bytes, std::string(32, '\x22'));
    EXPECT_EQ(load_master_key(data, file("first", digits('1')))->bytes, std::string(32, '\x11'));
    EXPECT_FALSE(has_made_one());
}

TEST_F(MasterKeyTest, WhatIsNoKeyIsAnErrorAndNotReplaced)
{
    for (std::string const& text : { std::string(), std::string("short"), digits('g'), digits('a') + "a" }) {
        EXPECT_EQ(load_master_key(data, file("key", text)).error().fault, Fault::Invalid) << text;
        EXPECT_EQ(read_master_key(directory / "key").error().detail,
            (directory / "key").string() + " does not hold 64 hexadecimal digits");
    }
    EXPECT_EQ(load_master_key(data, directory / "missing").error().fault, Fault::Invalid);
    ::setenv("GATEHOUSE_MASTER_KEY", "secret but wrong", 1);
    EXPECT_EQ(load_master_key(data).error().detail.find("secret"), std::string::npos) << "its text is in no message";
    EXPECT_FALSE(has_made_one());
}

TEST_F(MasterKeyTest, ALostKeyIsNotReplacedByANewOne)
{
    ASSERT_TRUE(open());
    std::filesystem::remove(data / "master.key");
    EXPECT_EQ(open().error().fault, Fault::Denied);
    EXPECT_FALSE(has_made_one());
}

TEST_F(MasterKeyTest, AWrongKeyOpensNothingAndChangesNothing)
{
    Tenant tenant;
    tenant.id = TenantId("11111111-1111-4111-8111-111111111111");
    tenant.domain = "acme.onmicrosoft.com";
    tenant.signing_algorithm = crypto::Algorithm::Es256;
    std::string const right = file("right", digits('1'));
    testkit::FakeClock const clock;
    auto const kid = [&] {
        auto const opened = open(right).value();
        KeyRings rings(*opened.store, clock);
        EXPECT_TRUE(rings.refresh(tenant));
        return rings.signing(tenant.id)->kid;
    };
    ASSERT_TRUE(open(right)->store->transact([&](Ports& ports) { return ports.tenants.save(tenant); }));
    std::string const before = kid();
    auto const refused = open(file("wrong", digits('2')));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().fault, Fault::Denied);
    EXPECT_NE(refused.error().detail.find("wrong"), std::string::npos) << "the message names the file";
    Config config;
    config.data = data;
    config.master_key_file = directory / "wrong";
    EXPECT_FALSE(World::make(std::move(config), clock, random));
    EXPECT_EQ(kid(), before);
}

} // namespace
} // namespace gatehouse::app
