// Bytes of one connection become requests. No sockets in here, so that tests and the fuzzer can feed it directly.
#pragma once

#include "libs/http/message.h"

#include <functional>
#include <memory>
#include <string_view>

namespace gatehouse::http {

struct ReaderLimits {
    size_t max_header = 16 * 1024;
    size_t max_body = 256 * 1024;
    std::function<size_t(Request const&)> max_body_of = {}; // by the header; empty: max_body
};

class RequestReader {
public:
    explicit RequestReader(ReaderLimits limits);
    ~RequestReader();

    enum class Progress {
        NeedMore, // give the bytes that were not consumed again, with more behind them
        Continue, // the client waits for "100 Continue" before it sends the body; feed again after it was answered
        Complete, // request() is whole; feed again for the next one, or stop
        Failed, // status() says why; the connection cannot go on
    };
    struct Fed {
        Progress progress = Progress::NeedMore;
        size_t consumed = 0;
    };
    // RFC 9112 §2 to §7. A header is only consumed whole.
    Fed feed(std::string_view bytes);

    // Complete. The receiver may move it away.
    Request& request();
    bool keep_alive() const;
    // HTTP/1.0 clients must be told that the connection stays.
    bool is_http_1_0() const;
    // Failed only: 400, 413, 417, 431, 501 or 505. With 413 request() has the header.
    int status() const;
    // The header is in, the body not yet.
    bool in_body() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace gatehouse::http
