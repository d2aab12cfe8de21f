// Outbound HTTP through libcurl. Blocking: call it from a worker.
#pragma once

#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/http/guard.h"
#include "libs/http/message.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse::http {

using ClientKeyPem = Secret<struct ClientKeyPemTag>;

// What this side shows when the server asks who calls.
struct ClientCertificate {
    std::string certificate_pem;
    ClientKeyPem key_pem;
};

struct ClientRequest {
    Method method = Method::Get;
    std::string url;
    Headers headers;
    std::string body;
    std::optional<ClientCertificate> certificate = {};
};

struct ClientOptions {
    std::chrono::milliseconds connect_timeout{ 3000 };
    std::chrono::milliseconds total_timeout{ 5000 };
    size_t max_body = 1 << 20;
    // PEM file of extra authorities; "" is the system's.
    std::string ca_file;
    // Plain http is refused except to loopback. Redirects are never followed, proxies never used.
    bool allow_plain_http_loopback = true;
    // For addresses that somebody else names; nothing: every address may be called.
    std::optional<Guard> guard = {};
    // "NAME:PORT:ADDRESS": names that are not looked up.
    std::vector<std::string> known_names = {};
};

// Why there is no answer, as far as callers treat it differently.
enum class NoAnswer { Other, UnknownHost, TimedOut };

struct SendError : Error {
    // Implicit: a request that is wrong in itself fails as everything does.
    SendError(Error error, NoAnswer reason = NoAnswer::Other)
        : Error(std::move(error))
        , why(reason)
    {
    }
    NoAnswer why;
};

class Client {
public:
    virtual ~Client() = default;
    // Any HTTP status is an answer. Fault::Unavailable: no connection, time out, too large, TLS not trusted; the detail
    // says which. Fault::Invalid: the address is not acceptable. Fault::Denied: the guard refuses where it leads.
    virtual Result<Response, SendError> send(ClientRequest const& request) = 0;
};

// Keeps connections alive; safe to use from several threads.
std::unique_ptr<Client> make_client(ClientOptions options = {});

} // namespace gatehouse::http
