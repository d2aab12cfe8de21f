// A document of the identity server, kept: fetched once for all who wait, used while it is fresh, used on while the
// server does not answer, and asked for again out of turn at a bounded rate only.
#pragma once

#include "client/src/common.h"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace gatehouse::auth {

struct RemoteTiming {
    std::chrono::seconds fresh{ 3600 };
    std::chrono::seconds usable{ 24 * 3600 };
    // Between two fetches out of turn, and between two tries while the server does not answer.
    std::chrono::seconds interval{ 5 };
};

template <class T>
class Remote {
public:
    using Fetch = std::function<Result<T>()>;
    using Shared = std::shared_ptr<T const>;

    Remote(RemoteTiming timing, Fetch fetch)
        : timing_(timing)
        , fetch_(std::move(fetch))
    {
    }

    Result<Shared> get(Time now)
    {
        std::shared_ptr<Entry const> const entry = entry_.load(std::memory_order_acquire);
        if (entry && now < entry->fetched_at + timing_.fresh) [[likely]]
            return Shared(entry, &entry->value);
        if (!entry) {
            std::lock_guard const lock(mutex_);
            return get_locked(now);
        }
        // Somebody else is asking already: what we have is good enough meanwhile.
        std::unique_lock const lock(mutex_, std::try_to_lock);
        if (!lock.owns_lock() && now < entry->fetched_at + timing_.usable)
            return Shared(entry, &entry->value);
        if (!lock.owns_lock()) {
            std::lock_guard const wait(mutex_);
            return get_locked(now);
        }
        return get_locked(now);
    }

    // One that was fetched after `seen`, unless we asked a moment ago. An error when the server does not answer now.
    Result<Shared> get_newer(Shared const& seen, Time now)
    {
        std::lock_guard const lock(mutex_);
        std::shared_ptr<Entry const> const entry = entry_.load(std::memory_order_acquire);
        if (entry && &entry->value != seen.get())
            return Shared(entry, &entry->value);
        if (!may_ask(now)) {
            if (last_error_)
                return std::unexpected(*last_error_);
            return seen;
        }
        return ask(now);
    }

private:
    struct Entry {
        T value;
        Time fetched_at;
    };

    bool may_ask(Time now) const { return !last_asked_ || now >= *last_asked_ + timing_.interval; }

    Result<Shared> get_locked(Time now)
    {
        std::shared_ptr<Entry const> const entry = entry_.load(std::memory_order_acquire);
        if (entry && now < entry->fetched_at + timing_.fresh)
            return Shared(entry, &entry->value);
        if (!may_ask(now) && !entry && last_error_)
            return std::unexpected(*last_error_);
        if (may_ask(now) || !entry) {
            if (auto asked = ask(now))
                return asked;
        }
        if (entry && now < entry->fetched_at + timing_.usable)
            return Shared(entry, &entry->value);
        return std::unexpected(*last_error_);
    }

    Result<Shared> ask(Time now)
    {
        last_asked_ = now;
        auto fetched = fetch_();
        if (!fetched) {
            last_error_ = fetched.error();
            return std::unexpected(std::move(fetched).error());
        }
        last_error_.reset();
        auto entry = std::make_shared<Entry const>(std::move(*fetched), now);
        entry_.store(entry, std::memory_order_release);
        return Shared(entry, &entry->value);
    }

    RemoteTiming timing_;
    Fetch fetch_;
    std::atomic<std::shared_ptr<Entry const>> entry_;
    std::mutex mutex_;
    std::optional<Time> last_asked_;
    std::optional<AuthError> last_error_;
};

} // namespace gatehouse::auth
