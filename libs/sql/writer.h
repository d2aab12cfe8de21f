// The one connection that writes, and who may use it when. Internal to this folder.
#pragma once

#include "libs/sql/connection.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace gatehouse::sql {

using Work = std::function<Result<void>(Connection&)>;

// Nobody writes but callers. One who finds the connection idle writes on its own thread; those who come meanwhile wait,
// and the first of them then writes for all: one commit, one wait of the disk, and no thread in between.
class Writer {
public:
    explicit Writer(std::unique_ptr<SqliteConnection> connection);
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    Result<void> transact(Work const& work);

private:
    enum class News { None, Lead, Done };
    // Where a caller waits, so that nobody who wakes finds the writer's lock taken.
    class Seat {
    public:
        // The last touch: the caller goes on, and the seat with it, once the seat's own lock is free.
        void tell(News news);
        News wait();

    private:
        std::mutex mutex_;
        std::condition_variable changed_;
        News news_ = News::None;
    };
    struct Job {
        Work const* work = nullptr;
        std::optional<Result<void>> result;
        Seat seat;
    };

    Result<void> lead(std::unique_lock<std::mutex> lock, Job& own);
    std::vector<Job*> take_batch();
    Result<void> run_alone(Work const& work);
    void run_batch(std::vector<Job*> const& batch, std::vector<Result<void>>& results);
    Result<void> run_jobs(std::vector<Job*> const& batch, std::vector<Result<void>>& results);
    Result<void> run_in_savepoint(Work const& work);
    void roll_back();

    std::unique_ptr<SqliteConnection> connection_;
    std::mutex mutex_;
    std::deque<Job*> waiting_;
    bool busy_ = false;
};

} // namespace gatehouse::sql
