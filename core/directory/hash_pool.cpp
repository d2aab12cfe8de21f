#include "core/directory/hash_pool.h"

#include "libs/base/cores.h"

#include <optional>
#include <sys/resource.h>
#include <unistd.h>

namespace gatehouse {
namespace {

constexpr int kNiceness = 10;

} // namespace

HashPool::HashPool(Options options)
    : bound_(options.queue)
    , free_(options.threads > 0 ? options.threads : usable_cores())
{
    size_t const count = free_;
    for (size_t i = 0; i < count; ++i)
        threads_.emplace_back([this] { serve(); });
}

HashPool::~HashPool()
{
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    threads_.clear();
}

void HashPool::serve()
{
    // On Linux a thread has a niceness of its own. A refusal costs latency of others, nothing else.
    static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness));
    for (;;) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty())
            return;
        auto task = std::move(waiting_.front());
        waiting_.pop_front();
        --free_;
        lock.unlock();
        task();
        lock.lock();
        ++free_;
    }
}

Result<void> HashPool::run(std::function<void()> work)
{
    std::packaged_task<void()> task(std::move(work));
    auto done = task.get_future();
    {
        std::lock_guard const lock(mutex_);
        // Work that a free thread is about to take does not wait.
        if (waiting_.size() >= free_ + bound_)
            return fail(Fault::Unavailable, "too many passwords wait to be hashed");
        waiting_.push_back(std::move(task));
    }
    changed_.notify_one();
    done.wait();
    return {};
}

size_t HashPool::waiting() const
{
    std::lock_guard const lock(mutex_);
    return waiting_.size();
}

Result<std::string> HashPool::hash(Password const& password, crypto::HashCost cost)
{
    std::optional<Result<std::string>> answer;
    TRY(run([&] { answer = crypto::hash_password(password, cost, random_); }));
    if (!answer)
        return fail(Fault::Unavailable, "no memory for a password hash");
    return std::move(*answer);
}

Result<crypto::PasswordCheck> HashPool::check(
    Password const& password, std::string const& stored, crypto::HashCost cost)
{
    std::optional<Result<crypto::PasswordCheck>> answer;
    TRY(run([&] { answer = crypto::check_password(password, stored, cost); }));
    if (!answer)
        return fail(Fault::Unavailable, "no memory for a password hash");
    return std::move(*answer);
}

} // namespace gatehouse
