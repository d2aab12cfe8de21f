// What a program counts of itself, in the text format that Prometheus reads.
// Source: the Prometheus exposition format, version 0.0.4.
#pragma once

#include "libs/base/time.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::metrics {

// Values of the family's labels, in its order.
using Values = std::vector<std::string>;
// The same as somebody counts by them: on the way of every request, so nothing is copied for a series that is there.
using ValueViews = std::initializer_list<std::string_view>;

struct ValuesLess {
    using is_transparent = void;
    template <class Left, class Right>
    bool operator()(Left const& left, Right const& right) const
    {
        return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
    }
};
template <class T>
using SeriesMap = std::map<Values, T, ValuesLess>;

// Values may come from strangers, so a family has a bound: what comes past it is counted together as "other".
inline constexpr size_t kMostSeries = 1000;

// A number that grows, for each combination of label values. Safe to use from several threads.
class Counters {
public:
    Counters(std::string name, std::string help, std::vector<std::string> labels);
    void add(ValueViews values, std::uint64_t by = 1);
    void append(std::string& out) const;

private:
    std::string name_;
    std::string help_;
    std::vector<std::string> labels_;
    mutable std::mutex lock_;
    SeriesMap<std::uint64_t> series_;
};

// Times in seconds, counted by buckets from 1 ms to 10 s.
class Histogram {
public:
    static constexpr std::array kBounds{ 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0 };

    void add(double seconds);
    std::uint64_t count() const;
    // Each bucket's own; the last is beyond all bounds.
    std::array<std::uint64_t, kBounds.size() + 1> const& counts() const { return counts_; }
    // The time below which this share lies, spread evenly over its bucket; what is beyond all bounds counts as the
    // last. 0 of nothing.
    double quantile(double share) const;

private:
    std::array<std::uint64_t, kBounds.size() + 1> counts_{};
};

// How long something took, since the program began.
class Durations {
public:
    Durations(std::string name, std::string help, std::vector<std::string> labels);
    void add(ValueViews values, double seconds);
    void append(std::string& out) const;

private:
    struct Series {
        Histogram times;
        double sum = 0;
    };
    std::string name_;
    std::string help_;
    std::vector<std::string> labels_;
    mutable std::mutex lock_;
    SeriesMap<Series> series_;
};

// How long something took lately: a histogram for each ten minutes of the last day. Series that nobody uses any more
// cost nothing.
class Timeline {
public:
    static constexpr std::chrono::minutes kSlot{ 10 };
    static constexpr int kSlots = 144;

    void add(ValueViews values, Time now, double seconds);
    // Those in which something happened, oldest first; each begins at a multiple of kSlot since 1970.
    std::map<Time, Histogram> slots(ValueViews values, Time now) const;

private:
    mutable std::mutex lock_;
    SeriesMap<std::map<Time, Histogram>> series_;
};

// Numbers of the moment, asked for when somebody reads; without labels there is one.
struct Sample {
    Values values;
    double number = 0;
};
struct Gauge {
    std::string name;
    std::string help;
    std::vector<std::string> labels = {};
};
// The first kMostSeries of them.
void append_gauge(std::string& out, Gauge const& gauge, std::span<Sample const> samples);

inline constexpr char const* kContentType = "text/plain; version=0.0.4; charset=utf-8";

} // namespace gatehouse::metrics
