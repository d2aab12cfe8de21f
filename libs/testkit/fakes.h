// The only fakes of the house: clock and chance. Everything else in a test is the real part.
#pragma once

#include "libs/base/random.h"
#include "libs/base/time.h"

#include <atomic>
#include <cstdint>

namespace gatehouse::testkit {

// Stands still until a test moves it. Safe to read from several threads.
class FakeClock final : public Clock {
public:
    Time now() const override { return Time(std::chrono::microseconds(micros_.load())); }
    void advance(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    // 2026-11-22 12:00:00 UTC.
    std::atomic<std::int64_t> micros_ = 1'795'348'800'000'000;
};

// Repeatable: the same calls give the same bytes.
class FakeRandom final : public Random {
public:
    explicit FakeRandom(std::uint64_t seed = 1) : state_(seed) {}
    void fill(std::span<unsigned char> out) override;

private:
    std::atomic<std::uint64_t> state_;
};

} // namespace gatehouse::testkit
