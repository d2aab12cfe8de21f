// HTTP/1.1 over TCP and TLS (1.2 and 1.3): one I/O loop a core, a bounded pool of workers for handlers that block.
#pragma once

#include "libs/base/result.h"
#include "libs/http/router.h"
#include "libs/url/network.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::http {

struct TlsFiles {
    std::string certificate_pem; // PEM text, chain included
    std::string key_pem;
};

struct Listen {
    std::string address = "127.0.0.1";
    int port = 0; // 0: any free one
    std::optional<TlsFiles> tls;
};

struct ServerOptions {
    std::vector<Listen> listen;
    // Proxies whose X-Forwarded fields are believed.
    std::vector<url::Network> trusted_proxies;
    unsigned loops = 0; // 0: one a core
    unsigned workers = 32;
    size_t max_queued = 512; // waiting for a worker; past it 503 with Retry-After
    size_t max_header = 16 * 1024; // 431
    size_t max_body = 256 * 1024; // 413, answered before the body is read
    // By a request's header: how long its body may be. Empty: max_body.
    std::function<size_t(Request const&)> max_body_of = {};
    // The answer to a longer one, on the loop. Empty: a text.
    Handler too_large = {};
    size_t max_connections = 4096;
    // 0: no limit. An IPv6 /64 counts as one address; connections of this machine are not counted.
    size_t max_connections_per_address = 256;
    std::chrono::seconds header_timeout{ 10 }; // slow clients are cut off
    std::chrono::seconds body_timeout{ 20 };
    std::chrono::seconds idle_timeout{ 75 };
    std::chrono::seconds drain{ 5 };
};

// A stray exception from a handler becomes a 500 with the correlation id. Every answer carries x-ms-request-id, Date
// and X-Content-Type-Options: nosniff. Duplicate Host or Content-Length, both Content-Length and Transfer-Encoding,
// and NUL bytes are a 400.
class Server {
public:
    // Binds at once: a port in use is Fault::Unavailable whose detail names address and port.
    static Result<Server> start(ServerOptions options, Router router);
    Server(Server&&) noexcept;
    Server& operator=(Server&&) noexcept;
    ~Server();

    // The port of listen[i], also when it was asked for as 0.
    int port(size_t index = 0) const;
    // New connections to listen[i] get this certificate; those under way keep theirs. On Fault::Invalid (see
    // make_tls_context) everything stays as it was.
    Result<void> replace_certificate(size_t index, TlsFiles const& files);
    // Stops accepting, finishes what is under way (at most `drain`), returns when all threads have ended.
    void stop();

private:
    struct State;
    explicit Server(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace gatehouse::http
