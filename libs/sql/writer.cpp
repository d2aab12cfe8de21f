#include "libs/sql/writer.h"

#include <exception>
#include <thread>

namespace gatehouse::sql {
namespace {

// Bounds how long the first of a batch waits for the last.
constexpr size_t kBatch = 256;

// Which writer the present thread is working for: waiting for it again would never end.
thread_local Writer const* working_for = nullptr;

class WorkingFor {
public:
    explicit WorkingFor(Writer const* writer)
        : before_(std::exchange(working_for, writer))
    {
    }
    ~WorkingFor() { working_for = before_; }
    WorkingFor(WorkingFor const&) = delete;
    WorkingFor& operator=(WorkingFor const&) = delete;

private:
    Writer const* before_;
};

// What a caller's function throws ends its own job, not the writer.
Result<void> call(Work const& work, Connection& connection)
{
    try {
        return work(connection);
    } catch (std::exception const& stray) {
        return fail(Fault::Internal, std::string("a transaction threw: ") + stray.what());
    } catch (...) {
        return fail(Fault::Internal, "a transaction threw");
    }
}

} // namespace

Writer::Writer(std::unique_ptr<SqliteConnection> connection)
    : connection_(std::move(connection))
{
}

void Writer::Seat::tell(News news)
{
    std::lock_guard const lock(mutex_);
    news_ = news;
    changed_.notify_one();
}

Writer::News Writer::Seat::wait()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return news_ != News::None; });
    return std::exchange(news_, News::None);
}

Result<void> Writer::transact(Work const& work)
{
    check(working_for != this, "a transaction was opened inside a transaction");
    Job job;
    job.work = &work;
    std::unique_lock lock(mutex_);
    waiting_.push_back(&job);
    if (std::exchange(busy_, true)) {
        lock.unlock();
        if (job.seat.wait() == News::Done)
            return std::move(*job.result);
        lock.lock();
    }
    return lead(std::move(lock), job);
}

// Writes for everybody who waits, its own job among them, and hands the connection to whoever came meanwhile.
Result<void> Writer::lead(std::unique_lock<std::mutex> lock, Job& own)
{
    // On a busy machine those who are about to write come first and share the commit; on an idle one this returns at
    // once.
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
    auto const batch = take_batch();
    lock.unlock();
    std::vector<Result<void>> results(batch.size());
    run_batch(batch, results);
    for (size_t i = 0; i < batch.size(); ++i) {
        batch[i]->result = std::move(results[i]);
        if (batch[i] != &own)
            batch[i]->seat.tell(News::Done);
    }
    lock.lock();
    busy_ = !waiting_.empty();
    Seat* const next = busy_ ? &waiting_.front()->seat : nullptr;
    lock.unlock();
    if (next)
        next->tell(News::Lead);
    return std::move(*own.result);
}

std::vector<Writer::Job*> Writer::take_batch()
{
    std::vector<Job*> batch;
    while (!waiting_.empty() && batch.size() < kBatch) {
        batch.push_back(waiting_.front());
        waiting_.pop_front();
    }
    return batch;
}

void Writer::roll_back()
{
    // SQLite may have rolled back by itself: full disk, broken disk, no memory.
    if (!connection_->in_transaction())
        return;
    auto const done = connection_->execute("rollback");
    check(done.has_value(), "a transaction cannot be rolled back");
}

Result<void> Writer::run_alone(Work const& work)
{
    TRY(connection_->execute("begin immediate"));
    auto result = call(work, *connection_);
    if (result && !connection_->in_transaction())
        result = fail(Fault::Unavailable, "the database gave up the transaction");
    if (result) {
        auto const committed = connection_->execute("commit");
        if (!committed)
            result = fail(Fault::Unavailable, "commit: " + committed.error().detail);
    }
    if (!result)
        roll_back();
    return result;
}

Result<void> Writer::run_in_savepoint(Work const& work)
{
    TRY(connection_->execute("savepoint job"));
    auto result = call(work, *connection_);
    if (!result && connection_->in_transaction())
        TRY(connection_->execute("rollback to job"));
    if (!connection_->in_transaction())
        return fail(Fault::Unavailable, "the database gave up the transaction");
    TRY(connection_->execute("release job"));
    return result;
}

// An error here is one of the whole batch; what a single job says is in `results`.
Result<void> Writer::run_jobs(std::vector<Job*> const& batch, std::vector<Result<void>>& results)
{
    TRY(connection_->execute("begin immediate"));
    for (size_t i = 0; i < batch.size(); ++i) {
        results[i] = run_in_savepoint(*batch[i]->work);
        if (!connection_->in_transaction())
            return fail(Fault::Unavailable, "the database gave up the transaction");
    }
    TRY(connection_->execute("commit"));
    return {};
}

void Writer::run_batch(std::vector<Job*> const& batch, std::vector<Result<void>>& results)
{
    WorkingFor const here(this);
    if (batch.size() == 1) {
        results.front() = run_alone(*batch.front()->work);
        return;
    }
    auto const done = run_jobs(batch, results);
    if (done)
        return;
    roll_back();
    for (Result<void>& result : results)
        if (result)
            result = fail(Fault::Unavailable, done.error().detail);
}

} // namespace gatehouse::sql
