#include "libs/sql/writer.h"

#include <exception>

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
    , thread_([this] { serve(); })
{
}

Writer::~Writer()
{
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

Result<void> Writer::transact(Work const& work)
{
    check(working_for != this, "a transaction was opened inside a transaction");
    std::unique_lock lock(mutex_);
    if (!busy_ && waiting_.empty()) {
        busy_ = true;
        lock.unlock();
        auto result = run_alone(work);
        release();
        return result;
    }
    Job job{ .work = &work, .done = {} };
    auto done = job.done.get_future();
    waiting_.push_back(&job);
    lock.unlock();
    changed_.notify_one();
    return done.get();
}

void Writer::release()
{
    bool somebody_waits = false;
    {
        std::lock_guard const lock(mutex_);
        busy_ = false;
        somebody_waits = !waiting_.empty();
    }
    if (somebody_waits)
        changed_.notify_one();
}

std::vector<Writer::Job*> Writer::take_batch()
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !busy_ && (ending_ || !waiting_.empty()); });
    std::vector<Job*> batch;
    while (!waiting_.empty() && batch.size() < kBatch) {
        batch.push_back(waiting_.front());
        waiting_.pop_front();
    }
    busy_ = !batch.empty();
    return batch;
}

void Writer::serve()
{
    for (auto batch = take_batch(); !batch.empty(); batch = take_batch()) {
        run_batch(batch);
        release();
    }
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
    WorkingFor const here(this);
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

void Writer::run_batch(std::vector<Job*> const& batch)
{
    WorkingFor const here(this);
    std::vector<Result<void>> results(batch.size());
    auto const done = run_jobs(batch, results);
    if (!done)
        roll_back();
    // The job lives on its caller's stack and is gone once its promise is kept.
    for (size_t i = 0; i < batch.size(); ++i) {
        std::promise<Result<void>> promise = std::move(batch[i]->done);
        if (!done && results[i])
            results[i] = fail(Fault::Unavailable, done.error().detail);
        promise.set_value(std::move(results[i]));
    }
}

} // namespace gatehouse::sql
