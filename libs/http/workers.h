// A fixed number of threads and a queue with a bound: past it work is refused at once instead of waiting for ever.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace gatehouse::http {

class Workers {
public:
    enum class Turn { Run, Refused };
    // Called exactly once: with Run on a worker, or with Refused on the thread that offered or stopped it.
    using Job = std::move_only_function<void(Turn)>;

    Workers(unsigned threads, size_t max_queued);
    ~Workers();
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;

    // Refused when every thread is busy and the queue is full, or after stop().
    void offer(Job job);
    // Refuses what waits, finishes what runs, ends the threads.
    void stop();

private:
    void work();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Job> queue_;
    size_t max_queued_;
    size_t idle_ = 0;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace gatehouse::http
