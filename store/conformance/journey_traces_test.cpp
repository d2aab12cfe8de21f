#include "store/conformance/store_test.h"

namespace gatehouse::store {
namespace {

class JourneyTracesContract : public StoreTest {
protected:
    void append(char const* correlation, std::string const& text)
    {
        auto const done = write([&](Ports& ports) {
            return ports.journey_traces.append(
                tenant_, { .correlation = CorrelationId(correlation), .time = now(), .text = text });
        });
        ASSERT_TRUE(done) << done.error().detail;
    }
    static std::string texts(std::vector<StoredTrace> const& traces)
    {
        std::string all;
        for (StoredTrace const& trace : traces)
            all += trace.text + " ";
        return all;
    }
    std::string of(TenantId const& tenant, char const* correlation)
    {
        return texts(
            read([&](Ports& ports) { return ports.journey_traces.list(tenant, CorrelationId(correlation)); }).value());
    }
    std::string recent(int limit)
    {
        return texts(read([&](Ports& ports) { return ports.journey_traces.recent(tenant_, limit); }).value());
    }
};
ON_EVERY_DRIVER(JourneyTracesContract);

TEST_P(JourneyTracesContract, AJourneyIsToldInOrderAndToItsTenantOnly)
{
    append("j1", "one");
    append("j2", "other");
    append("j1", "two");
    EXPECT_EQ(of(tenant_, "j1"), "one two ");
    EXPECT_EQ(of(other_tenant_, "j1"), "");
    EXPECT_EQ(recent(2), "two other ");
}

TEST_P(JourneyTracesContract, ATraceIsKeptForADay)
{
    append("j1", "old");
    clock().advance(kTracesKept - std::chrono::hours(1));
    append("j1", "new");
    clock().advance(std::chrono::hours(1));
    ASSERT_TRUE(store().remove_expired(now()));
    EXPECT_EQ(of(tenant_, "j1"), "new ");
}

TEST_P(JourneyTracesContract, Attack71OnlySoManyTracesOfATenantAreKept)
{
    auto const done = write([&](Ports& ports) -> Result<void> {
        for (int i = 0; i <= kMostTraces; ++i)
            TRY(ports.journey_traces.append(
                tenant_, { .correlation = CorrelationId("j" + std::to_string(i)), .time = now(), .text = "t" }));
        return {};
    });
    ASSERT_TRUE(done);
    EXPECT_EQ(of(tenant_, "j0"), "");
    EXPECT_EQ(of(tenant_, "j1"), "t ");
}

} // namespace
} // namespace gatehouse::store
