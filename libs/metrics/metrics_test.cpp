#include "libs/metrics/metrics.h"

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

TEST(Metrics, StrangersCannotMakeSeriesWithoutEnd)
{
    Counters counters("c", "C.", { "x" });
    for (size_t i = 0; i < kMostSeries + 5; ++i)
        counters.add({ std::to_string(i) });
    std::string out;
    counters.append(out);
    EXPECT_NE(out.find("c{x=\"other\"} 5\n"), std::string::npos);
    out.clear();
    append_gauge(out, "g", "G.", 2.5);
    EXPECT_EQ(out, "# HELP g G.\n# TYPE g gauge\ng 2.5\n");
}

} // namespace
} // namespace gatehouse::metrics
