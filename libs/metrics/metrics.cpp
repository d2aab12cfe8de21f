#include "libs/metrics/metrics.h"

#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <utility>

namespace gatehouse::metrics {
namespace {

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.10g", value);
    return text;
}

std::string escaped(std::string text)
{
    text = replace_all(std::move(text), "\\", "\\\\");
    text = replace_all(std::move(text), "\"", "\\\"");
    return replace_all(std::move(text), "\n", "\\n");
}

void append_head(std::string& out, std::string_view name, std::string_view help, std::string_view type)
{
    out += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " "
        + std::string(type) + "\n";
}

// {a="1",b="2"}, with one more label where it is needed.
std::string written(std::vector<std::string> const& labels, Values const& values, std::string const& more = "")
{
    std::vector<std::string> pairs;
    for (size_t i = 0; i < labels.size(); ++i)
        pairs.push_back(labels[i] + "=\"" + escaped(values[i]) + "\"");
    if (!more.empty())
        pairs.push_back(more);
    return pairs.empty() ? "" : "{" + join(pairs, ",") + "}";
}

Time slot_of(Time time)
{
    return Time(time.time_since_epoch() / Timeline::kSlot * Timeline::kSlot);
}

template <class Map>
auto& at(Map& series, ValueViews views)
{
    auto const found = series.find(views);
    if (found != series.end())
        return found->second;
    Values values(views.begin(), views.end());
    if (series.size() >= kMostSeries)
        values.assign(values.size(), "other");
    return series[std::move(values)];
}

} // namespace

Counters::Counters(std::string name, std::string help, std::vector<std::string> labels)
    : name_(std::move(name))
    , help_(std::move(help))
    , labels_(std::move(labels))
{
}

void Counters::add(ValueViews values, std::uint64_t by)
{
    std::lock_guard const lock(lock_);
    at(series_, values) += by;
}

void Counters::append(std::string& out) const
{
    append_head(out, name_, help_, "counter");
    std::lock_guard const lock(lock_);
    for (auto const& [values, count] : series_)
        out += name_ + written(labels_, values) + " " + std::to_string(count) + "\n";
}

void Histogram::add(double seconds)
{
    ++counts_[static_cast<size_t>(std::ranges::lower_bound(kBounds, seconds) - kBounds.begin())];
}

std::uint64_t Histogram::count() const
{
    return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{ 0 });
}

double Histogram::quantile(double share) const
{
    if (count() == 0)
        return 0;
    double const wanted = static_cast<double>(count()) * share;
    double before = 0;
    double low = 0;
    for (size_t i = 0; i < kBounds.size(); ++i) {
        auto const here = static_cast<double>(counts_[i]);
        if (here > 0 && before + here >= wanted)
            return low + (kBounds[i] - low) * (wanted - before) / here;
        before += here;
        low = kBounds[i];
    }
    return low;
}

Durations::Durations(std::string name, std::string help, std::vector<std::string> labels)
    : name_(std::move(name))
    , help_(std::move(help))
    , labels_(std::move(labels))
{
}

void Durations::add(ValueViews values, double seconds)
{
    std::lock_guard const lock(lock_);
    Series& series = at(series_, values);
    series.times.add(seconds);
    series.sum += seconds;
}

void Durations::append(std::string& out) const
{
    append_head(out, name_, help_, "histogram");
    std::lock_guard const lock(lock_);
    for (auto const& [values, series] : series_) {
        std::uint64_t count = 0;
        for (size_t i = 0; i < series.times.counts().size(); ++i) {
            count += series.times.counts()[i];
            std::string const bound = i < Histogram::kBounds.size() ? number(Histogram::kBounds[i]) : "+Inf";
            out += name_ + "_bucket" + written(labels_, values, "le=\"" + bound + "\"") + " " + std::to_string(count)
                + "\n";
        }
        out += name_ + "_sum" + written(labels_, values) + " " + number(series.sum) + "\n";
        out += name_ + "_count" + written(labels_, values) + " " + std::to_string(count) + "\n";
    }
}

void Timeline::add(ValueViews values, Time now, double seconds)
{
    std::lock_guard const lock(lock_);
    Time const slot = slot_of(now);
    auto& slots = at(series_, values);
    if (!slots.contains(slot))
        slots.erase(slots.begin(), slots.upper_bound(slot - kSlots * kSlot));
    slots[slot].add(seconds);
}

std::map<Time, Histogram> Timeline::slots(ValueViews values, Time now) const
{
    std::lock_guard const lock(lock_);
    auto const found = series_.find(values);
    if (found == series_.end())
        return {};
    return { found->second.upper_bound(slot_of(now) - kSlots * kSlot), found->second.end() };
}

void append_gauge(std::string& out, Gauge const& gauge, std::span<Sample const> samples)
{
    append_head(out, gauge.name, gauge.help, "gauge");
    for (Sample const& sample : samples.first(std::min(samples.size(), kMostSeries)))
        out += gauge.name + written(gauge.labels, sample.values) + " " + number(sample.number) + "\n";
}

} // namespace gatehouse::metrics
