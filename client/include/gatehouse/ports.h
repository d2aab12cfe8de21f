// What the library needs from the world. Each has a default; a program may bring its own.
#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::auth {

using Time = std::chrono::system_clock::time_point;

struct HttpRequest {
    std::string method; // "GET" or "POST"
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

struct HttpResponse {
    int status = 0;
    std::string body;
};

// Must not follow redirects, must check certificates, must be safe to use from several threads.
class HttpTransport {
public:
    virtual ~HttpTransport() = default;
    // Any HTTP status is an answer; the error is a sentence for the log.
    virtual std::expected<HttpResponse, std::string> send(HttpRequest const& request) = 0;
};

struct HttpTransportOptions {
    std::chrono::milliseconds connect_timeout{ 3000 };
    std::chrono::milliseconds total_timeout{ 5000 };
    std::string ca_file; // PEM of extra authorities; "" takes the system's
};
// libcurl; keeps connections alive. Plain http works to loopback hosts only.
std::shared_ptr<HttpTransport> make_http_transport(HttpTransportOptions const& options = {});

class Clock {
public:
    virtual ~Clock() = default;
    virtual Time now() const = 0;
};
std::shared_ptr<Clock const> make_system_clock();

class Random {
public:
    virtual ~Random() = default;
    // Unpredictable bytes; safe to call from several threads.
    virtual void fill(std::span<unsigned char> out) = 0;
};
std::shared_ptr<Random> make_system_random();

// A null member means the default.
struct Ports {
    std::shared_ptr<HttpTransport> transport;
    std::shared_ptr<Clock const> clock;
    std::shared_ptr<Random> random;
};

} // namespace gatehouse::auth
