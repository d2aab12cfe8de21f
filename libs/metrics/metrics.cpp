#include "libs/metrics/metrics.h"

#include "libs/base/text.h"

#include <algorithm>
#include <cstdio>
#include <numeric>
#include <span>
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

template <class Map>
auto& at(Map& series, Values values)
{
    auto const found = series.find(values);
    if (found != series.end())
        return found->second;
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

void Counters::add(Values values, std::uint64_t by)
{
    std::lock_guard const lock(lock_);
    at(series_, std::move(values)) += by;
}

void Counters::append(std::string& out) const
{
    append_head(out, name_, help_, "counter");
    std::lock_guard const lock(lock_);
    for (auto const& [values, count] : series_)
        out += name_ + written(labels_, values) + " " + std::to_string(count) + "\n";
}

Durations::Durations(std::string name, std::string help, std::vector<std::string> labels)
    : name_(std::move(name))
    , help_(std::move(help))
    , labels_(std::move(labels))
{
}

void Durations::add(Values values, double seconds)
{
    auto const bucket = static_cast<size_t>(std::ranges::lower_bound(kBounds, seconds) - kBounds.begin());
    std::lock_guard const lock(lock_);
    Series& series = at(series_, std::move(values));
    ++series.counts[bucket];
    series.sum += seconds;
}

void Durations::append(std::string& out) const
{
    append_head(out, name_, help_, "histogram");
    std::lock_guard const lock(lock_);
    for (auto const& [values, series] : series_) {
        std::uint64_t count = 0;
        for (size_t i = 0; i < series.counts.size(); ++i) {
            count += series.counts[i];
            std::string const bound = i < kBounds.size() ? number(kBounds[i]) : "+Inf";
            out += name_ + "_bucket" + written(labels_, values, "le=\"" + bound + "\"") + " " + std::to_string(count)
                + "\n";
        }
        out += name_ + "_sum" + written(labels_, values) + " " + number(series.sum) + "\n";
        out += name_ + "_count" + written(labels_, values) + " " + std::to_string(count) + "\n";
    }
}

namespace {

// Spread evenly over its bucket; what is beyond all bounds counts as the last of them.
double quantile(std::span<std::uint64_t const> counts, std::uint64_t all, double share)
{
    double const wanted = static_cast<double>(all) * share;
    double before = 0;
    double low = 0;
    for (size_t i = 0; i < Durations::kBounds.size(); ++i) {
        auto const here = static_cast<double>(counts[i]);
        if (here > 0 && before + here >= wanted)
            return low + (Durations::kBounds[i] - low) * (wanted - before) / here;
        before += here;
        low = Durations::kBounds[i];
    }
    return low;
}

} // namespace

std::vector<Durations::Summary> Durations::summaries() const
{
    std::vector<Summary> all;
    std::lock_guard const lock(lock_);
    for (auto const& [values, series] : series_) {
        std::uint64_t const count = std::accumulate(series.counts.begin(), series.counts.end(), std::uint64_t{ 0 });
        all.push_back({ values, count, quantile(series.counts, count, 0.5), quantile(series.counts, count, 0.95) });
    }
    return all;
}

void append_gauge(std::string& out, std::string_view name, std::string_view help, double value)
{
    append_head(out, name, help, "gauge");
    out += std::string(name) + " " + number(value) + "\n";
}

} // namespace gatehouse::metrics
