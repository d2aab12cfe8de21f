#include "libs/http/connection.h"

#include "libs/base/log.h"
#include "libs/http/correlation.h"
#include "libs/http/forwarded.h"
#include "libs/http/request_reader.h"
#include "libs/http/response_writer.h"
#include "libs/http/tls_context.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <exception>

namespace gatehouse::http {

namespace {

namespace asio = boost::asio;
using Code = boost::system::error_code;
using Executor = asio::io_context::executor_type;
template <class T>
using Task = asio::awaitable<T, Executor>;
using Plain = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Tls = asio::ssl::stream<Plain>;
constexpr asio::use_awaitable_t<Executor> kAwait;

constexpr size_t kFirstBuffer = 4096;
// Answers are gathered until this much waits to be sent.
constexpr size_t kSendAt = 64 * 1024;
// A content from here on is sent from where it lies instead of being copied behind its header.
constexpr size_t kLargeContent = 16 * 1024;
constexpr std::chrono::seconds kLinger{ 1 };

// Bytes that came in and were not consumed yet. Grows up to a limit and never shrinks.
class InBuffer {
public:
    explicit InBuffer(size_t limit)
        : limit_(limit)
        , bytes_(std::min(kFirstBuffer, limit), '\0')
    {
    }

    std::string_view pending() const { return std::string_view(bytes_).substr(begin_, end_ - begin_); }
    bool empty() const { return begin_ == end_; }
    void consume(size_t count)
    {
        begin_ += count;
        if (begin_ == end_)
            begin_ = end_ = 0;
    }
    // Room for at least one byte, unless the limit is reached.
    asio::mutable_buffer room()
    {
        if (end_ == bytes_.size() && begin_ > 0) {
            bytes_.erase(0, begin_);
            bytes_.resize(bytes_.size() + begin_);
            end_ -= begin_;
            begin_ = 0;
        } else if (end_ == bytes_.size()) {
            bytes_.resize(std::min(bytes_.size() * 2, limit_));
        }
        return asio::buffer(bytes_.data() + end_, bytes_.size() - end_);
    }
    void added(size_t count) { end_ += count; }

private:
    size_t limit_;
    std::string bytes_;
    size_t begin_ = 0;
    size_t end_ = 0;
};

Response call(Handler const& handler, Request const& request)
{
    std::string what = "not a std::exception";
    try {
        Response response = handler(request);
        if (is_sendable(response))
            return response;
        what = "a header name or value that must not be sent";
    } catch (std::exception const& problem) {
        what = problem.what();
    } catch (...) {
    }
    log::error("a handler failed",
        { { "correlation_id", request.correlation_id }, { "path", request.path }, { "detail", what } });
    return failure_response(request.correlation_id);
}

Response overloaded()
{
    Response response = text_response(503, "The server is busy. Try again in a moment.\n");
    response.headers.add("Retry-After", "1");
    return response;
}

template <class Stream>
class SocketConnection final : public Connection {
public:
    template <class... Context>
    SocketConnection(Loop& loop, std::string peer, Plain socket, Context&... context)
        : loop_(loop)
        , options_(loop.service().options)
        , stream_(std::move(socket), context...)
        , peer_(std::move(peer))
        , reader_({ options_.max_header, options_.max_body, options_.max_body_of })
        , in_(options_.max_header + kFirstBuffer)
    {
        loop_.add(*this);
    }
    ~SocketConnection() override
    {
        loop_.remove(*this);
        loop_.service().census.leave(peer_);
    }
    SocketConnection(SocketConnection const&) = delete;
    SocketConnection& operator=(SocketConnection const&) = delete;

    void check_deadline() override;
    void drain() override;
    void abort() override;
    Task<void> run();

private:
    // What the connection waits for; each has its own time limit and its own way to be cut off.
    enum class Phase { Handshake, Idle, Header, Body, Handler, Write, Linger };

    static constexpr bool kIsTls = std::is_same_v<Stream, Tls>;

    void enter(Phase phase, std::chrono::seconds limit)
    {
        phase_ = phase;
        deadline_ = loop_.deadline_in(limit);
    }
    void enter_reading();
    Task<bool> open();
    Task<void> serve();
    Task<bool> fill();
    Task<bool> flush();
    Task<void> answer();
    Task<void> run_on_workers(Handler const& handler);
    void write_answer();
    void refuse(int status);
    Task<void> finish();
    Task<void> linger();
    Plain& socket()
    {
        if constexpr (kIsTls)
            return stream_.next_layer();
        else
            return stream_;
    }

    Loop& loop_;
    ServerOptions const& options_;
    Stream stream_;
    std::string peer_;
    RequestReader reader_;
    InBuffer in_;
    std::string out_;
    std::string_view content_; // of response_, when it is too large to be copied into out_
    Response response_;
    Phase phase_ = Phase::Handshake;
    Loop::Tick deadline_ = Loop::kNever;
    bool first_ = true;
    bool timed_out_ = false;
    bool broken_ = false; // the peer is gone or the socket was closed
    bool closing_ = false;
};

template <class Stream>
void SocketConnection<Stream>::check_deadline()
{
    if (!loop_.is_over(deadline_))
        return;
    deadline_ = Loop::kNever;
    if (phase_ != Phase::Header && phase_ != Phase::Body)
        return abort();
    // Half a request: the client is told before it is cut off.
    timed_out_ = true;
    Code ignored;
    socket().cancel(ignored);
}

template <class Stream>
void SocketConnection<Stream>::drain()
{
    bool const under_way = phase_ == Phase::Handler || phase_ == Phase::Write || phase_ == Phase::Body || !in_.empty();
    if (!under_way)
        abort();
}

template <class Stream>
void SocketConnection<Stream>::abort()
{
    Code ignored;
    socket().close(ignored);
}

template <class Stream>
Task<void> SocketConnection<Stream>::run()
{
    bool const is_open = co_await open();
    if (!is_open)
        co_return;
    co_await serve();
    if (!broken_)
        co_await finish();
}

template <class Stream>
Task<bool> SocketConnection<Stream>::open()
{
    if constexpr (kIsTls) {
        enter(Phase::Handshake, options_.header_timeout);
        Code error;
        co_await stream_.async_handshake(asio::ssl::stream_base::server, asio::redirect_error(kAwait, error));
        co_return !error;
    }
    co_return true;
}

template <class Stream>
Task<void> SocketConnection<Stream>::serve()
{
    while (!broken_ && !closing_) {
        RequestReader::Fed const fed = reader_.feed(in_.pending());
        in_.consume(fed.consumed);
        switch (fed.progress) {
        case RequestReader::Progress::NeedMore: {
            // Answers to pipelined requests leave together, when there is nothing left to answer.
            bool const more = co_await fill();
            if (!more && timed_out_)
                refuse(408);
            break;
        }
        case RequestReader::Progress::Continue:
            out_ += "HTTP/1.1 100 Continue\r\n\r\n";
            break;
        case RequestReader::Progress::Failed:
            refuse(reader_.status());
            break;
        case RequestReader::Progress::Complete:
            co_await answer();
            break;
        }
    }
}

template <class Stream>
void SocketConnection<Stream>::enter_reading()
{
    Phase const phase = reader_.in_body() ? Phase::Body : in_.empty() ? Phase::Idle : Phase::Header;
    if (phase == phase_)
        return; // the limit holds for the whole phase, so bytes that trickle in do not extend it
    if (phase == Phase::Idle)
        // Who connects and says nothing has less patience coming than who was served before.
        enter(phase, first_ ? options_.header_timeout : options_.idle_timeout);
    else
        enter(phase, phase == Phase::Body ? options_.body_timeout : options_.header_timeout);
}

template <class Stream>
Task<bool> SocketConnection<Stream>::fill()
{
    bool const sent = co_await flush();
    if (!sent)
        co_return false;
    enter_reading();
    if (phase_ == Phase::Idle && loop_.is_draining()) {
        closing_ = true;
        co_return false;
    }
    Code error;
    size_t const count = co_await stream_.async_read_some(in_.room(), asio::redirect_error(kAwait, error));
    in_.added(count);
    broken_ = error && !timed_out_;
    co_return !error && !timed_out_;
}

template <class Stream>
Task<bool> SocketConnection<Stream>::flush()
{
    std::array<std::string_view, 2> pieces = { out_, content_ };
    while (!broken_ && pieces[0].size() + pieces[1].size() > 0) {
        // Renewed with each piece that leaves: only a reader that stands still is cut off.
        enter(Phase::Write, options_.body_timeout);
        std::array<asio::const_buffer, 2> const buffers
            = { asio::buffer(pieces[0].data(), pieces[0].size()), asio::buffer(pieces[1].data(), pieces[1].size()) };
        Code error;
        size_t count = co_await stream_.async_write_some(buffers, asio::redirect_error(kAwait, error));
        broken_ = static_cast<bool>(error);
        for (std::string_view& piece : pieces) {
            size_t const part = std::min(count, piece.size());
            piece.remove_prefix(part);
            count -= part;
        }
    }
    out_.clear();
    content_ = {};
    co_return !broken_;
}

template <class Stream>
Task<void> SocketConnection<Stream>::answer()
{
    first_ = false;
    Request& request = reader_.request();
    request.peer = peer_;
    request.tls = kIsTls;
    apply_forwarded(request, loop_.service().options.trusted_proxies);
    request.correlation_id = new_correlation_id();
    Router::Match const match = loop_.service().router.match(request);
    phase_ = Phase::Handler;
    deadline_ = Loop::kNever;
    if (match.where == RunsOn::Workers) {
        // Earlier answers need not wait for a handler that blocks.
        co_await flush();
        phase_ = Phase::Handler;
        deadline_ = Loop::kNever;
        co_await run_on_workers(*match.handler);
    } else {
        response_ = call(*match.handler, request);
    }
    write_answer();
    if (!content_.empty() || out_.size() >= kSendAt)
        co_await flush();
}

template <class Stream>
Task<void> SocketConnection<Stream>::run_on_workers(Handler const& handler)
{
    auto initiate = [this, &handler](auto done) {
        loop_.service().workers.offer([this, &handler, done = std::move(done)](Workers::Turn turn) mutable {
            response_ = turn == Workers::Turn::Run ? call(handler, reader_.request()) : overloaded();
            // Back to the loop: `done` carries its executor.
            asio::post(std::move(done));
        });
    };
    co_await asio::async_initiate<asio::use_awaitable_t<Executor> const, void()>(initiate, kAwait);
}

template <class Stream>
void SocketConnection<Stream>::write_answer()
{
    Request const& request = reader_.request();
    closing_ = !reader_.keep_alive() || loop_.is_draining() || asks_to_close(response_);
    Framing framing;
    framing.method = request.method;
    framing.after = closing_ ? After::Close : reader_.is_http_1_0() ? After::KeepAliveSpokenOut : After::KeepAlive;
    framing.correlation_id = request.correlation_id;
    framing.date = loop_.date();
    if (!append_head(out_, response_, framing))
        return;
    if (response_.content().size() >= kLargeContent)
        content_ = response_.content();
    else
        out_ += response_.content();
}

// Answers what could not be read as a request; nothing behind it can be.
template <class Stream>
void SocketConnection<Stream>::refuse(int status)
{
    std::string const correlation_id = new_correlation_id();
    if (status == 413 && options_.too_large) {
        Request& request = reader_.request();
        request.peer = peer_;
        request.tls = kIsTls;
        apply_forwarded(request, options_.trusted_proxies);
        request.correlation_id = correlation_id;
        response_ = call(options_.too_large, request);
    } else {
        response_ = text_response(status, "The request was not accepted. Correlation ID: " + correlation_id + "\n");
    }
    Framing framing;
    framing.correlation_id = correlation_id;
    framing.date = loop_.date();
    append_head(out_, response_, framing);
    out_ += response_.content();
    closing_ = true;
}

template <class Stream>
Task<void> SocketConnection<Stream>::finish()
{
    bool const sent = co_await flush();
    if (!sent)
        co_return;
    Code error;
    enter(Phase::Linger, kLinger);
    if constexpr (kIsTls)
        co_await stream_.async_shutdown(asio::redirect_error(kAwait, error));
    if (reader_.status() != 0)
        co_await linger();
}

// Closing a socket while the client still sends resets the connection, and the client may lose the answer that says why
// it was refused (RFC 9112 §9.6).
template <class Stream>
Task<void> SocketConnection<Stream>::linger()
{
    Code error;
    socket().shutdown(asio::socket_base::shutdown_send, error);
    std::array<char, 4096> dropped;
    while (!error && !loop_.is_draining())
        co_await socket().async_read_some(asio::buffer(dropped), asio::redirect_error(kAwait, error));
}

template <class Stream>
Task<void> keep_running(std::unique_ptr<SocketConnection<Stream>> connection)
{
    co_await connection->run();
}

template <class Stream>
void spawn(Loop& loop, std::unique_ptr<SocketConnection<Stream>> connection)
{
    asio::co_spawn(loop.context(), keep_running(std::move(connection)), asio::detached);
}

} // namespace

void start_connection(Loop& loop, Accepted accepted, std::shared_ptr<TlsContext> tls)
{
    Plain socket(loop.context().get_executor());
    Code error;
    auto const protocol = accepted.family == Family::V6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
    socket.assign(protocol, accepted.socket.number(), error);
    if (error)
        return loop.service().census.leave(accepted.peer);
    accepted.socket.release();
    if (tls)
        spawn(loop,
            std::make_unique<SocketConnection<Tls>>(loop, std::move(accepted.peer), std::move(socket), tls->context));
    else
        spawn(loop, std::make_unique<SocketConnection<Plain>>(loop, std::move(accepted.peer), std::move(socket)));
}

} // namespace gatehouse::http
