// Outbound HTTP through libcurl. Blocking: call it from a worker.
#pragma once

#include "libs/base/result.h"
#include "libs/http/message.h"

#include <chrono>
#include <memory>
#include <string>

namespace gatehouse::http {

struct ClientRequest {
    Method method = Method::Get;
    std::string url;
    Headers headers;
    std::string body;
};

struct ClientOptions {
    std::chrono::milliseconds connect_timeout{ 3000 };
    std::chrono::milliseconds total_timeout{ 5000 };
    size_t max_body = 1 << 20;
    // PEM file of extra authorities; "" is the system's.
    std::string ca_file;
    // Plain http is refused except to loopback. Redirects are never followed, proxies never used.
    bool allow_plain_http_loopback = true;
};

class Client {
public:
    virtual ~Client() = default;
    // Any HTTP status is an answer. Fault::Unavailable: no connection, time out, too large, TLS not trusted; the detail
    // says which. Fault::Invalid: the address is not acceptable.
    virtual Result<Response> send(ClientRequest const& request) = 0;
};

// Keeps connections alive; safe to use from several threads.
std::unique_ptr<Client> make_client(ClientOptions options = {});

} // namespace gatehouse::http
