#include "store/conformance/store_test.h"

namespace gatehouse::store {
namespace {

class KnownDevicesContract : public StoreTest {
protected:
    void remember(char const* user, std::string const& digest, Time expires)
    {
        auto const done = write([&](Ports& ports) {
            return ports.known_devices.remember(
                tenant_, { .user = UserId(user), .digest = DeviceDigest(digest), .expires = expires });
        });
        ASSERT_TRUE(done) << done.error().detail;
    }
    bool knows(char const* user, std::string const& digest) { return knows(tenant_, user, digest, now()); }
    bool knows(TenantId const& tenant, char const* user, std::string const& digest, Time time)
    {
        return read([&](Ports& ports) {
            return ports.known_devices.knows(tenant, UserId(user), DeviceDigest(digest), time);
        }).value();
    }
};

TEST_P(KnownDevicesContract, ADeviceIsKnownForItsPersonUntilItExpires)
{
    remember("ada", "phone", now() + std::chrono::hours(1));
    EXPECT_TRUE(knows("ada", "phone"));
    EXPECT_FALSE(knows("ada", "laptop"));
    EXPECT_FALSE(knows("eve", "phone"));
    EXPECT_FALSE(knows(other_tenant_, "ada", "phone", now()));
    EXPECT_FALSE(knows(tenant_, "ada", "phone", now() + std::chrono::hours(1)));
}

TEST_P(KnownDevicesContract, Attack71OnlySoManyDevicesOfAPersonAreKept)
{
    for (int i = 0; i <= kMostKnownDevices; ++i)
        remember("ada", "device " + std::to_string(i), now() + std::chrono::hours(1 + i));
    EXPECT_FALSE(knows("ada", "device 0"));
    EXPECT_TRUE(knows("ada", "device 1"));
    EXPECT_TRUE(knows("ada", "device " + std::to_string(kMostKnownDevices)));
}

TEST_P(KnownDevicesContract, DevicesAreForgottenWithTheirPersonAndWhenTheyHaveExpired)
{
    remember("ada", "phone", now() + std::chrono::hours(1));
    remember("eve", "phone", now() + std::chrono::hours(1));
    ASSERT_TRUE(write([&](Ports& ports) { return ports.known_devices.forget_user(tenant_, UserId("ada")); }));
    EXPECT_FALSE(knows("ada", "phone"));
    EXPECT_TRUE(knows("eve", "phone"));
    ASSERT_TRUE(store().remove_expired(now() + std::chrono::hours(2)));
    EXPECT_FALSE(knows("eve", "phone"));
}

ON_EVERY_DRIVER(KnownDevicesContract);

} // namespace
} // namespace gatehouse::store
