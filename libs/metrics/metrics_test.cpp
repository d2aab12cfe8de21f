#include "libs/metrics/metrics.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace gatehouse::metrics {
namespace {

TEST(Metrics, CountersHaveASeriesForEachValue)
{
    Counters counters("requests_total", "Requests.", { "endpoint", "status" });
    counters.add({ "token", "200" });
    counters.add({ "token", "200" }, 2);
    counters.add({ "a\"b\\\n", "400" });
    std::string out;
    counters.append(out);
    EXPECT_EQ(out,
        "# HELP requests_total Requests.\n# TYPE requests_total counter\n"
        "requests_total{endpoint=\"a\\\"b\\\\\\n\",status=\"400\"} 1\n"
        "requests_total{endpoint=\"token\",status=\"200\"} 3\n");
}

TEST(Metrics, DurationsAreCountedUpToEachBound)
{
    Durations durations("seconds", "Time.", {});
    for (double const seconds : { 0.001, 0.003, 99.0 })
        durations.add({}, seconds);
    std::string out;
    durations.append(out);
    EXPECT_NE(
        out.find("seconds_bucket{le=\"0.001\"} 1\nseconds_bucket{le=\"0.0025\"} 1\nseconds_bucket{le=\"0.005\"} 2\n"),
        std::string::npos)
        << out;
    EXPECT_NE(
        out.find("seconds_bucket{le=\"10\"} 2\nseconds_bucket{le=\"+Inf\"} 3\nseconds_sum 99.004\nseconds_count 3\n"),
        std::string::npos)
        << out;
}

TEST(Metrics, ATimelineForgetsWhatIsOlderThanADay)
{
    using namespace std::chrono_literals;
    Time const noon = from_unix_seconds(1'764'504'000);
    Timeline timeline;
    timeline.add({ "token" }, noon, 0.004);
    timeline.add({ "token" }, noon + 9min, 0.004);
    timeline.add({ "token" }, noon + 10min, 0.2);
    timeline.add({ "other" }, noon, 9);
    auto const counts = [&](Time now) {
        std::vector<std::pair<std::int64_t, std::uint64_t>> all;
        for (auto const& [from, times] : timeline.slots({ "token" }, now))
            all.emplace_back((from - noon) / 1min, times.count());
        return all;
    };
    using Counts = std::vector<std::pair<std::int64_t, std::uint64_t>>;
    EXPECT_EQ(counts(noon + 23h + 59min), (Counts{ { 0, 2 }, { 10, 1 } }));
    EXPECT_EQ(counts(noon + 24h), (Counts{ { 10, 1 } }));
    timeline.add({ "token" }, noon + 25h, 0.2);
    EXPECT_EQ(counts(noon + 1h), (Counts{ { 1500, 1 } })) << "what nobody asks for any more is not kept";
    EXPECT_TRUE(timeline.slots({ "nothing" }, noon).empty());
}

TEST(Metrics, AQuantileLiesWithinItsBucket)
{
    Histogram times;
    EXPECT_EQ(times.quantile(0.5), 0);
    for (int i = 0; i < 90; ++i)
        times.add(0.004);
    for (int i = 0; i < 10; ++i)
        times.add(0.2);
    EXPECT_GT(times.quantile(0.5), 0.0025);
    EXPECT_LE(times.quantile(0.5), 0.005);
    EXPECT_GT(times.quantile(0.95), 0.1);
    EXPECT_LE(times.quantile(0.95), 0.25);
    times.add(99);
    EXPECT_EQ(times.quantile(1), 10);
}

TEST(Metrics, StrangersCannotMakeSeriesWithoutEnd)
{
    Counters counters("c", "C.", { "x" });
    for (size_t i = 0; i < kMostSeries + 5; ++i)
        counters.add({ std::to_string(i) });
    std::string out;
    counters.append(out);
    EXPECT_NE(out.find("c{x=\"other\"} 5\n"), std::string::npos);
}

TEST(Metrics, AGaugeHasALineForEachSample)
{
    std::string out;
    append_gauge(out, { "g", "G." }, std::vector{ Sample{ {}, 2.5 } });
    EXPECT_EQ(out, "# HELP g G.\n# TYPE g gauge\ng 2.5\n");
    out.clear();
    append_gauge(out, { "k", "K.", { "a", "b" } },
        std::vector{ Sample{ { "1", "x" }, 1'764'000'000 }, Sample{ { "2", "y\"z" }, 0 } });
    EXPECT_EQ(out, "# HELP k K.\n# TYPE k gauge\nk{a=\"1\",b=\"x\"} 1764000000\nk{a=\"2\",b=\"y\\\"z\"} 0\n");
    out.clear();
    append_gauge(out, { "many", "M.", { "n" } }, std::vector(kMostSeries + 5, Sample{ { "n" }, 1 }));
    EXPECT_EQ(std::ranges::count(out, '\n'), static_cast<std::ptrdiff_t>(kMostSeries) + 2);
}

} // namespace
} // namespace gatehouse::metrics
