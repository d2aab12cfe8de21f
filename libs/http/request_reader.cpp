#include "libs/http/request_reader.h"

#include "libs/http/chunked_body.h"

#include <boost/beast/http/basic_parser.hpp>

#include <algorithm>

namespace gatehouse::http {
namespace {

namespace beast = boost::beast::http;

constexpr size_t kMaxFields = 100;
constexpr size_t kMaxChunkLine = 4096;

Method method_of(beast::verb verb)
{
    switch (verb) {
    case beast::verb::get:
        return Method::Get;
    case beast::verb::head:
        return Method::Head;
    case beast::verb::post:
        return Method::Post;
    case beast::verb::put:
        return Method::Put;
    case beast::verb::patch:
        return Method::Patch;
    case beast::verb::delete_:
        return Method::Delete;
    case beast::verb::options:
        return Method::Options;
    default:
        return Method::Other;
    }
}

std::string_view view(boost::beast::string_view text)
{
    return { text.data(), text.size() };
}

// The library reads request line and fields; which bytes are the body is decided by RequestReader alone.
class HeaderParser final : public beast::basic_parser<true> {
public:
    explicit HeaderParser(Request& request)
        : request_(request)
    {
        skip(true);
    }

    int status = 0; // set when something was refused
    bool http_1_0 = false;
    bool expects_continue = false;
    bool chunked = false;
    std::optional<std::uint64_t> length;

private:
    using Error = boost::beast::error_code;

    void refuse(int code, Error& error)
    {
        status = code;
        error = beast::error::bad_value;
    }

    void on_request_impl(
        beast::verb verb, boost::beast::string_view, boost::beast::string_view target, int version, Error&) override
    {
        request_.method = method_of(verb);
        request_.target = view(target);
        request_.headers.reserve(16);
        http_1_0 = version == 10;
    }

    void on_field_impl(
        beast::field field, boost::beast::string_view name, boost::beast::string_view value, Error& error) override
    {
        if (request_.headers.fields().size() == kMaxFields)
            return refuse(431, error);
        if (field == beast::field::content_length)
            read_length(view(value), error);
        else if (field == beast::field::transfer_encoding)
            read_transfer_encoding(view(value), error);
        else if (field == beast::field::host && request_.headers.find("host"))
            refuse(400, error);
        else if (field == beast::field::expect)
            read_expect(view(value), error);
        request_.headers.add(std::string(view(name)), std::string(view(value)));
    }

    // RFC 9110 §8.6. A list of equal numbers is refused as well: no client of ours sends one.
    void read_length(std::string_view value, Error& error)
    {
        bool const digits = std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
        std::optional<long long> const number = digits ? parse_integer(value) : std::nullopt;
        if (!number || length)
            return refuse(400, error);
        length = static_cast<std::uint64_t>(*number);
    }

    void read_transfer_encoding(std::string_view value, Error& error)
    {
        if (chunked || http_1_0)
            return refuse(400, error);
        if (!equals_ignoring_case(value, "chunked"))
            return refuse(501, error);
        chunked = true;
    }

    void read_expect(std::string_view value, Error& error)
    {
        // RFC 9110 §10.1.1: the answer to any other expectation is 417.
        if (!equals_ignoring_case(value, "100-continue"))
            return refuse(417, error);
        expects_continue = !http_1_0;
    }

    void on_header_impl(Error&) override { }
    void on_finish_impl(Error&) override { }
    void on_response_impl(int, boost::beast::string_view, int, Error&) override { }
    void on_body_init_impl(boost::optional<std::uint64_t> const&, Error&) override { }
    size_t on_body_impl(boost::beast::string_view, Error&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, Error&) override { }
    size_t on_chunk_body_impl(std::uint64_t, boost::beast::string_view, Error&) override { return 0; }

    Request& request_;
};

// RFC 9112 §5.2: a value continued on the next line. Readers disagree about it, so it is refused.
bool has_folded_line(std::string_view header)
{
    return header.find("\r\n ") != std::string_view::npos || header.find("\r\n\t") != std::string_view::npos;
}

// "GET / HTTP/2.0" is a request in another version; "GET /  HTTP/1.1" is none at all.
bool names_a_version(std::string_view line)
{
    if (line.size() < 9 || std::ranges::count(line, ' ') != 2)
        return false;
    std::string_view const version = line.substr(line.size() - 9);
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return version.starts_with(" HTTP/") && is_digit(version[6]) && version[7] == '.' && is_digit(version[8]);
}

// RFC 9112 §3.2: "/path?query", or "http://host/path?query" as a proxy would send it. False: neither.
bool split_target(Request& request)
{
    std::string_view rest = request.target;
    if (std::ranges::any_of(rest, [](char c) { return c == '#' || static_cast<unsigned char>(c) > 0x7e; }))
        return false;
    if (rest == "*" && request.method == Method::Options) {
        request.path = "*";
        return true;
    }
    if (!rest.starts_with('/')) {
        auto const absolute = url::parse(rest);
        if (!absolute || (absolute->scheme != "http" && absolute->scheme != "https"))
            return false;
        // RFC 9112 §3.2.2: the host in the target replaces the Host field.
        request.headers.set("Host", absolute->origin().substr(absolute->scheme.size() + 3));
        request.path = absolute->path;
        request.query_text = absolute->query.value_or("");
        return true;
    }
    size_t const mark = std::min(rest.find('?'), rest.size());
    request.path = rest.substr(0, mark);
    request.query_text = rest.substr(std::min(mark + 1, rest.size()));
    return true;
}

} // namespace

struct RequestReader::State {
    enum class Phase { Header, Body, Chunks };

    explicit State(ReaderLimits given)
        : limits(std::move(given))
    {
    }

    ReaderLimits limits;
    Phase phase = Phase::Header;
    Request request;
    std::uint64_t left = 0; // of a body with Content-Length
    std::optional<ChunkedBody> chunks;
    size_t searched = 0; // bytes of an unfinished header that hold no end
    bool keep_alive = false;
    bool http_1_0 = false;
    int status = 0;

    Fed failed(int code, size_t consumed)
    {
        status = code;
        keep_alive = false;
        return { Progress::Failed, consumed };
    }

    Fed unfinished_header(std::string_view bytes, size_t consumed);
    Fed feed_header(std::string_view bytes);
    Fed finish_header(HeaderParser const& parser, size_t consumed);
    Fed feed_body(std::string_view bytes);
};

RequestReader::Fed RequestReader::State::unfinished_header(std::string_view bytes, size_t consumed)
{
    // attack-72: the header is bounded while it arrives.
    if (bytes.size() >= limits.max_header)
        return failed(431, consumed);
    // Such a header would never end by our reading, and has ended by a lenient one's.
    if (bytes.find("\n\n") != std::string_view::npos || bytes.starts_with('\n'))
        return failed(400, consumed);
    searched = bytes.size() > 3 ? bytes.size() - 3 : 0;
    return { Progress::NeedMore, consumed };
}

RequestReader::Fed RequestReader::State::feed_header(std::string_view bytes)
{
    // RFC 9112 §2.2: empty lines before the request line are skipped.
    size_t skipped = 0;
    while (searched == 0 && bytes.substr(skipped).starts_with("\r\n"))
        skipped += 2;
    bytes.remove_prefix(skipped);
    size_t const end = bytes.find("\r\n\r\n", searched);
    if (end == std::string_view::npos)
        return unfinished_header(bytes, skipped);
    std::string_view const header = bytes.substr(0, end + 4);
    searched = 0;
    size_t const consumed = skipped + header.size();
    if (header.size() > limits.max_header)
        return failed(431, consumed);
    if (has_folded_line(header))
        return failed(400, consumed);
    request = Request();
    HeaderParser parser(request);
    parser.header_limit(static_cast<std::uint32_t>(header.size() + 1));
    parser.eager(true);
    boost::beast::error_code error;
    size_t const used = parser.put(boost::asio::const_buffer(header.data(), header.size()), error);
    if (parser.status != 0)
        return failed(parser.status, consumed);
    if (error == beast::error::bad_version && names_a_version(header.substr(0, header.find('\r'))))
        return failed(505, consumed);
    if (error || used != header.size() || !parser.is_done())
        return failed(400, consumed);
    return finish_header(parser, consumed);
}

RequestReader::Fed RequestReader::State::finish_header(HeaderParser const& parser, size_t consumed)
{
    http_1_0 = parser.http_1_0;
    keep_alive = parser.keep_alive();
    // RFC 9112 §3.2 and §6.3: no Host, or two ways to say how long the body is.
    if ((!http_1_0 && !request.headers.find("host")) || (parser.chunked && parser.length))
        return failed(400, consumed);
    if (!split_target(request))
        return failed(400, consumed);
    left = parser.length.value_or(0);
    if (!parser.chunked && left == 0)
        return { Progress::Complete, consumed };
    size_t const most = limits.max_body_of ? limits.max_body_of(request) : limits.max_body;
    if (left > most)
        return failed(413, consumed);
    phase = parser.chunked ? Phase::Chunks : Phase::Body;
    if (parser.chunked)
        chunks.emplace(most, kMaxChunkLine);
    else
        request.body.reserve(left);
    return { parser.expects_continue ? Progress::Continue : Progress::NeedMore, consumed };
}

RequestReader::Fed RequestReader::State::feed_body(std::string_view bytes)
{
    if (phase == Phase::Body) {
        size_t const count = std::min<std::uint64_t>(left, bytes.size());
        request.body += bytes.substr(0, count);
        left -= count;
        if (left > 0)
            return { Progress::NeedMore, count };
        phase = Phase::Header;
        return { Progress::Complete, count };
    }
    size_t consumed = 0;
    ChunkedBody::Progress const progress = chunks->feed(bytes, request.body, consumed);
    if (progress == ChunkedBody::Progress::Malformed)
        return failed(400, consumed);
    if (progress == ChunkedBody::Progress::TooLarge)
        return failed(413, consumed);
    if (progress == ChunkedBody::Progress::NeedMore)
        return { Progress::NeedMore, consumed };
    phase = Phase::Header;
    return { Progress::Complete, consumed };
}

RequestReader::RequestReader(ReaderLimits limits)
    : state_(std::make_unique<State>(std::move(limits)))
{
}
RequestReader::~RequestReader() = default;

RequestReader::Fed RequestReader::feed(std::string_view bytes)
{
    if (state_->status != 0)
        return { Progress::Failed, 0 };
    if (bytes.empty())
        return { Progress::NeedMore, 0 };
    if (state_->phase != State::Phase::Header)
        return state_->feed_body(bytes);
    Fed fed = state_->feed_header(bytes);
    // The body often arrives with the header: save the caller a round.
    if (fed.progress == Progress::NeedMore && in_body() && fed.consumed < bytes.size()) {
        size_t const header = fed.consumed;
        fed = state_->feed_body(bytes.substr(header));
        fed.consumed += header;
    }
    return fed;
}

Request& RequestReader::request()
{
    return state_->request;
}
bool RequestReader::keep_alive() const
{
    return state_->keep_alive;
}
bool RequestReader::is_http_1_0() const
{
    return state_->http_1_0;
}
int RequestReader::status() const
{
    return state_->status;
}
bool RequestReader::in_body() const
{
    return state_->phase != State::Phase::Header;
}

} // namespace gatehouse::http
