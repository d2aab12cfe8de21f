#include "bench/load.h"

#include "bench/processes.h"
#include "libs/base/text.h"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <mutex>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace gatehouse::bench {

using Clock = std::chrono::steady_clock;

std::string Answer::header(std::string_view name) const
{
    for (std::string const& line : split(head, '\n')) {
        size_t const colon = line.find(':');
        if (colon != std::string::npos && equals_ignoring_case(std::string_view(line).substr(0, colon), name))
            return std::string(trim(std::string_view(line).substr(colon + 1)));
    }
    return {};
}

Connection::Connection(int port)
{
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int const on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

Connection::~Connection()
{
    if (socket_ >= 0)
        ::close(socket_);
}

bool Connection::fill()
{
    char bytes[16 * 1024];
    ssize_t const got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0)
        return false;
    buffer_.append(bytes, static_cast<size_t>(got));
    return true;
}

Answer Connection::send(std::string_view request)
{
    Answer answer;
    if (socket_ < 0
        || ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
        return answer;
    size_t end = buffer_.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (!fill())
            return answer;
        end = buffer_.find("\r\n\r\n");
    }
    answer.head = buffer_.substr(0, end);
    size_t const length = static_cast<size_t>(parse_integer(answer.header("content-length")).value_or(0));
    while (buffer_.size() < end + 4 + length)
        if (!fill())
            return answer;
    answer.body = buffer_.substr(end + 4, length);
    buffer_.erase(0, end + 4 + length);
    answer.status = static_cast<int>(parse_integer(std::string_view(answer.head).substr(9, 3)).value_or(0));
    return answer;
}

std::string get(std::string_view target, std::string_view headers)
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
}

std::string post_form(std::string_view target, std::string_view form, std::string_view headers)
{
    return "POST " + std::string(target)
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        + std::to_string(form.size()) + "\r\n" + std::string(headers) + "\r\n" + std::string(form);
}

Load drive(int port, int connections, std::chrono::milliseconds time,
    std::function<bool(Connection&, int, std::uint64_t)> const& each)
{
    std::mutex lock;
    std::vector<double> latencies;
    std::atomic<std::uint64_t> failures = 0;
    auto const start = Clock::now();
    auto const end = start + time;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < connections; ++thread)
        threads.emplace_back([&, thread] {
            Connection connection(port);
            std::vector<double> own;
            for (std::uint64_t index = 0; Clock::now() < end; ++index) {
                auto const before = Clock::now();
                if (each(connection, thread, index))
                    own.push_back(std::chrono::duration<double, std::milli>(Clock::now() - before).count());
                else if (++failures > 1000)
                    break;
            }
            std::lock_guard const guard(lock);
            latencies.insert(latencies.end(), own.begin(), own.end());
        });
    threads.clear();
    double const elapsed = std::chrono::duration<double>(Clock::now() - start).count();
    Load load{
        .seconds = elapsed, .per_second = static_cast<double>(latencies.size()) / elapsed, .failures = failures
    };
    if (latencies.empty())
        return load;
    std::ranges::sort(latencies);
    load.p50_ms = latencies[latencies.size() / 2];
    load.p99_ms = latencies[std::min(latencies.size() - 1, latencies.size() * 99 / 100)];
    return load;
}

double rate(int core, std::chrono::milliseconds time, std::function<void()> const& work)
{
    std::uint64_t done = 0;
    auto const start = Clock::now();
    std::jthread([&] {
        keep_to_core(core);
        for (auto const end = start + time; Clock::now() < end; ++done)
            work();
    }).join();
    return static_cast<double>(done) / std::chrono::duration<double>(Clock::now() - start).count();
}

} // namespace gatehouse::bench
