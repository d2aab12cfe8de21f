// The one connection that writes, and who may use it when. Internal to this folder.
#pragma once

#include "libs/sql/connection.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

namespace gatehouse::sql {

using Work = std::function<Result<void>(Connection&)>;

// A caller who finds the connection idle writes on its own thread and pays for one wait of the disk and no change of
// threads. Callers who find it busy queue up, and the writer thread puts all of them into the next commit.
class Writer {
public:
    explicit Writer(std::unique_ptr<SqliteConnection> connection);
    // Nobody may be inside transact.
    ~Writer();
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    Result<void> transact(Work const& work);

private:
    struct Job {
        Work const* work = nullptr;
        std::promise<Result<void>> done;
    };

    void serve();
    // The next jobs, once there are some and the connection is idle; none when the writer is to end.
    std::vector<Job*> take_batch();
    void release();
    Result<void> run_alone(Work const& work);
    void run_batch(std::vector<Job*> const& batch);
    Result<void> run_jobs(std::vector<Job*> const& batch, std::vector<Result<void>>& results);
    Result<void> run_in_savepoint(Work const& work);
    void roll_back();

    std::unique_ptr<SqliteConnection> connection_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job*> waiting_;
    bool busy_ = false;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace gatehouse::sql
