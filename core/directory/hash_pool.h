// Argon2 on threads of its own: a bounded number at once, because each takes tens of megabytes (attack-69), and at
// lower priority, so that answers which only need reading stay fast while logins take all the processor.
#pragma once

#include "core/directory/password_hasher.h"
#include "libs/base/random.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace gatehouse {

class HashPool final : public PasswordHasher {
public:
    struct Options {
        unsigned threads = 0; // 0: one a core
        size_t queue = 16; // how many may wait for a thread
    };
    explicit HashPool(Options options);
    // Finishes what is queued.
    ~HashPool() override;
    HashPool(HashPool const&) = delete;
    HashPool& operator=(HashPool const&) = delete;

    // Both wait for the answer. The password stays in the caller's hands: nothing copies it.
    Result<std::string> hash(Password const& password, crypto::HashCost cost) override;
    Result<crypto::PasswordCheck> check(
        Password const& password, std::string const& stored, crypto::HashCost cost) override;

    // Runs any work on the pool and waits for it; Fault::Unavailable when the queue is full.
    Result<void> run(std::function<void()> work);
    // How many wait for a thread.
    size_t waiting() const;

private:
    void serve();

    SystemRandom random_;
    size_t bound_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::packaged_task<void()>> waiting_;
    size_t free_; // threads without work
    bool ending_ = false;
    std::vector<std::jthread> threads_;
};

} // namespace gatehouse
