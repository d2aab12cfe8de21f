// What a program counts of itself, in the text format that Prometheus reads.
// Source: the Prometheus exposition format, version 0.0.4.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::metrics {

// Values of the family's labels, in its order.
using Values = std::vector<std::string>;

// Values may come from strangers, so a family has a bound: what comes past it is counted together as "other".
inline constexpr size_t kMostSeries = 1000;

// A number that grows, for each combination of label values. Safe to use from several threads.
class Counters {
public:
    Counters(std::string name, std::string help, std::vector<std::string> labels);
    void add(Values values, std::uint64_t by = 1);
    void append(std::string& out) const;

private:
    std::string name_;
    std::string help_;
    std::vector<std::string> labels_;
    mutable std::mutex lock_;
    std::map<Values, std::uint64_t> series_;
};

// How long something took, in seconds, by buckets from 1 ms to 10 s.
class Durations {
public:
    static constexpr std::array kBounds{ 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0 };

    Durations(std::string name, std::string help, std::vector<std::string> labels);
    void add(Values values, double seconds);
    void append(std::string& out) const;

    // The bound below which half and 95 of 100 lie, between the bounds of their bucket.
    struct Summary {
        Values values;
        std::uint64_t count = 0;
        double median = 0;
        double slow = 0;
    };
    std::vector<Summary> summaries() const;

private:
    struct Series {
        std::array<std::uint64_t, kBounds.size() + 1> counts{}; // each its own; the last is beyond all bounds
        double sum = 0;
    };
    std::string name_;
    std::string help_;
    std::vector<std::string> labels_;
    mutable std::mutex lock_;
    std::map<Values, Series> series_;
};

// A number of the moment, asked for when somebody reads.
void append_gauge(std::string& out, std::string_view name, std::string_view help, double value);

inline constexpr char const* kContentType = "text/plain; version=0.0.4; charset=utf-8";

} // namespace gatehouse::metrics
