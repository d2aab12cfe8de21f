// A value that many threads read and one replaces now and then. Each thread keeps the pointer it has seen, so a reader
// touches nothing shared but a counter: std::atomic<std::shared_ptr> spins while another thread copies the pointer, and
// when that thread is preempted it spins for its whole time slice.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace gatehouse {

template <class T>
class Snapshot {
public:
    explicit Snapshot(std::shared_ptr<T const> first)
        : value_(std::move(first))
    {
    }
    Snapshot(Snapshot const&) = delete;
    Snapshot& operator=(Snapshot const&) = delete;

    std::shared_ptr<T const> load() const
    {
        // One for each T and thread; it keeps the last value alive until the thread looks again.
        thread_local Seen seen;
        if (seen.instance == instance_ && seen.generation == generation())
            return seen.value;
        std::lock_guard const lock(mutex_);
        seen = { instance_, generation(), value_ };
        return seen.value;
    }
    void store(std::shared_ptr<T const> next)
    {
        std::lock_guard const lock(mutex_);
        value_ = std::move(next);
        generation_.fetch_add(1, std::memory_order_release);
    }
    // Moves with each store: for caches on hot paths.
    std::uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

private:
    struct Seen {
        std::uint64_t instance = 0;
        std::uint64_t generation = 0;
        std::shared_ptr<T const> value;
    };
    // Tells two of the same type apart, also when the second one stands where the first one stood.
    static std::uint64_t next_instance()
    {
        static std::atomic<std::uint64_t> last = 0;
        return ++last;
    }

    std::uint64_t const instance_ = next_instance();
    mutable std::mutex mutex_;
    std::shared_ptr<T const> value_;
    std::atomic<std::uint64_t> generation_ = 1;
};

} // namespace gatehouse
