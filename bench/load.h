// A small load driver: blocking keep-alive connections, one a thread, bounded in time. Loopback only.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::bench {

struct Answer {
    int status = 0; // 0: the connection broke
    std::string head;
    std::string body;

    // The value of a header, "" when it is absent; `name` in lower case.
    std::string header(std::string_view name) const;
};

class Connection {
public:
    explicit Connection(int port);
    ~Connection();
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;

    Answer send(std::string_view request);

private:
    bool fill();
    int socket_ = -1;
    std::string buffer_;
};

std::string get(std::string_view target, std::string_view headers = {});
std::string post_form(std::string_view target, std::string_view form, std::string_view headers = {});

struct Load {
    double seconds = 0; // how long it took
    double per_second = 0;
    double p50_ms = 0;
    double p99_ms = 0;
    std::uint64_t failures = 0;
};

// `each` does one unit of work on its thread's connection and says whether it went well.
Load drive(int port, int connections, std::chrono::milliseconds time,
    std::function<bool(Connection&, int thread, std::uint64_t index)> const& each);

// How often `work` runs in a second on one core.
double rate(int core, std::chrono::milliseconds time, std::function<void()> const& work);

} // namespace gatehouse::bench
