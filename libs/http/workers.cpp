#include "libs/http/workers.h"

#include <utility>

namespace gatehouse::http {

Workers::Workers(unsigned threads, size_t max_queued)
    : max_queued_(max_queued)
    , idle_(threads)
{
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

Workers::~Workers()
{
    stop();
}

void Workers::offer(Job job)
{
    bool taken = false;
    {
        std::lock_guard const lock(mutex_);
        // A job for which a thread is free does not count as waiting.
        if (!stopping_ && queue_.size() < idle_ + max_queued_) {
            queue_.push_back(std::move(job));
            taken = true;
        }
    }
    // Outside the lock, which the woken thread needs first of all.
    if (taken)
        wake_.notify_one();
    else
        job(Turn::Refused);
}

void Workers::stop()
{
    std::deque<Job> refused;
    {
        std::lock_guard const lock(mutex_);
        stopping_ = true;
        refused.swap(queue_);
    }
    wake_.notify_all();
    for (Job& job : refused)
        job(Turn::Refused);
    for (std::thread& thread : threads_)
        thread.join();
    threads_.clear();
}

void Workers::work()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty())
            return;
        Job job = std::move(queue_.front());
        queue_.pop_front();
        --idle_;
        lock.unlock();
        job(Turn::Run);
        job = nullptr;
        lock.lock();
        ++idle_;
    }
}

} // namespace gatehouse::http
