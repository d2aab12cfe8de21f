#include "libs/http/request_reader.h"

#include <gtest/gtest.h>

namespace gatehouse::http {
namespace {

using Progress = RequestReader::Progress;

// 200 for a whole request, the refusal's status, 0 when more is needed.
int status_of_reading(std::string_view bytes, ReaderLimits limits = {})
{
    RequestReader reader(limits);
    while (true) {
        RequestReader::Fed const fed = reader.feed(bytes);
        bytes.remove_prefix(fed.consumed);
        if (fed.progress == Progress::Complete)
            return 200;
        if (fed.progress == Progress::Failed)
            return reader.status();
        if (fed.progress == Progress::NeedMore && (bytes.empty() || fed.consumed == 0))
            return 0;
    }
}

int status_of_header(std::string const& fields)
{
    return status_of_reading("POST /x HTTP/1.1\r\n" + fields + "\r\n");
}

int status_of_chunks(std::string const& chunks)
{
    return status_of_reading(
        "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, { 1000, 20 });
}

TEST(RequestReader, TakesARequestApart)
{
    RequestReader reader({});
    std::string const bytes
        = "PATCH /a%20b/c?x=1?2 HTTP/1.1\r\nHost: h\r\nX-A:  spaced \r\nContent-Length: 3\r\n\r\nabcGET ";
    RequestReader::Fed const fed = reader.feed(bytes);
    ASSERT_EQ(fed.progress, Progress::Complete);
    EXPECT_EQ(fed.consumed, bytes.size() - 4);
    Request const& request = reader.request();
    EXPECT_EQ(request.method, Method::Patch);
    EXPECT_EQ(request.target, "/a%20b/c?x=1?2");
    EXPECT_EQ(request.path, "/a%20b/c");
    EXPECT_EQ(request.query_text, "x=1?2");
    EXPECT_EQ(request.headers.get("x-a"), "spaced");
    EXPECT_EQ(request.body, "abc");
    EXPECT_TRUE(reader.keep_alive());
}

TEST(RequestReader, OddEndsAreRefused)
{
    EXPECT_EQ(status_of_reading("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
    EXPECT_EQ(status_of_reading("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
    EXPECT_EQ(status_of_reading("GET / HTTP/1.1\nHost: x\n\n"), 400);
    EXPECT_EQ(status_of_reading("GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n"), 400);
    EXPECT_EQ(status_of_reading("GET / HTTP/1.1\r\nHost: x\r\nX: a\nY: b\r\n\r\n"), 400);
    EXPECT_EQ(status_of_reading("\nGET / HTTP/1.1\r\n"), 400);
}

TEST(RequestReader, OnlyHttp10And11AreSpoken)
{
    EXPECT_EQ(status_of_reading("GET / HTTP/1.0\r\n\r\n"), 200);
    for (char const* version : { "HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "HTTP/3.1" })
        EXPECT_EQ(status_of_reading("GET / " + std::string(version) + "\r\nHost: x\r\n\r\n"), 505) << version;
    EXPECT_EQ(status_of_reading("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
}

TEST(RequestReader, MalformedRequestLinesAreRefused)
{
    for (char const* line : { "GET /  HTTP/1.1", "GET  / HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ",
             "GET x HTTP/1.1", "GET /a#b HTTP/1.1", "GET /\xff HTTP/1.1", "GET * HTTP/1.1", "GET / http/1.1",
             "GET / HTTX/1.1", "GET /", "G@T / HTTP/1.1", "CONNECT host:1 HTTP/1.1", "GET ftp://a.example/ HTTP/1.1",
             "GET http://user@a.example/ HTTP/1.1", "GET http://a\\b/ HTTP/1.1" })
        EXPECT_EQ(status_of_reading(std::string(line) + "\r\nHost: x\r\n\r\n"), 400) << line;
    EXPECT_EQ(status_of_reading("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
    EXPECT_EQ(status_of_reading("BREW / HTTP/1.1\r\nHost: x\r\n\r\n"), 200);
}

TEST(RequestReader, MalformedFieldsAreRefused)
{
    for (char const* field : { "X : a", "X", ": a", "X\t: a", "X Y: a", "X: a\x01", "X: a\x7f" })
        EXPECT_EQ(status_of_header("Host: x\r\n" + std::string(field) + "\r\n"), 400) << field;
    EXPECT_EQ(status_of_header(std::string("Host: x\r\nX: a\0b\r\n", 17)), 400);
    EXPECT_EQ(status_of_header("Host: x\r\nX: a\r\n folded\r\n"), 400);
    EXPECT_EQ(status_of_header("Host: x\r\nX: a\r\n\tfolded\r\n"), 400);
    EXPECT_EQ(status_of_header(" Host: x\r\n"), 400);
}

TEST(RequestReader, HostStandsExactlyOnce)
{
    EXPECT_EQ(status_of_header("Host: x\r\n"), 200);
    EXPECT_EQ(status_of_header(""), 400);
    EXPECT_EQ(status_of_header("Host: x\r\nhost: x\r\n"), 400);
}

TEST(RequestReader, LengthOfTheBodyIsNeverAmbiguous)
{
    for (char const* fields : { "Content-Length: 3\r\nContent-Length: 3\r\n",
             "Content-Length: 3\r\nContent-Length: 4\r\n", "Content-Length: 3, 3\r\n", "Content-Length: +3\r\n",
             "Content-Length: -3\r\n", "Content-Length: 0x3\r\n", "Content-Length: 3 3\r\n", "Content-Length:\r\n",
             "Content-Length: 99999999999999999999\r\n", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
             "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n" })
        EXPECT_EQ(status_of_header("Host: x\r\n" + std::string(fields)), 400) << fields;
    EXPECT_EQ(status_of_reading("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST(RequestReader, OnlyPlainChunkedCodingIsKnown)
{
    for (char const* coding :
        { "gzip", "gzip, chunked", "chunked, gzip", "identity", "xchunked", "chunked;q=1", "\"chunked\"" })
        EXPECT_EQ(status_of_header("Host: x\r\nTransfer-Encoding: " + std::string(coding) + "\r\n"), 501) << coding;
    EXPECT_EQ(status_of_reading("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: CHUNKED\r\n\r\n0\r\n\r\n"), 200);
}

TEST(RequestReader, UnknownExpectationIsRefused)
{
    EXPECT_EQ(status_of_header("Host: x\r\nExpect: tea\r\n"), 417);
}

TEST(RequestReader, ChunksAreReadStrictly)
{
    EXPECT_EQ(status_of_chunks("3\r\nabc\r\n0\r\n\r\n"), 200);
    EXPECT_EQ(status_of_chunks("00003;a=\"b\"\r\nabc\r\n000\r\nX: y\r\nZ: w\r\n\r\n"), 200);
    for (char const* chunks : { "3\nabc\r\n0\r\n\r\n", "3\r\nabcd\r\n0\r\n\r\n", "3\r\nab\r\n0\r\n\r\n", "\r\n",
             "x\r\n", "-1\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
             "3;\x01\r\nabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n", "0\r\n\n", "+3\r\nabc\r\n0\r\n\r\n" })
        EXPECT_EQ(status_of_chunks(chunks), 400) << chunks;
}

TEST(RequestReader, ChunkedBodyIsLimitedAsAWhole)
{
    EXPECT_EQ(status_of_chunks("15\r\n"), 413);
    EXPECT_EQ(status_of_chunks("ffffffffffffffff\r\n"), 413);
    EXPECT_EQ(status_of_chunks("fffffffffffffffff\r\n"), 413);
    EXPECT_EQ(status_of_chunks("a\r\n0123456789\r\na\r\n0123456789\r\n1\r\n"), 413);
    EXPECT_EQ(status_of_chunks("a\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"), 200);
}

TEST(RequestReader, ChunkLinesAndTrailersAreLimited)
{
    EXPECT_EQ(status_of_chunks("1;" + std::string(5000, 'x')), 400);
    EXPECT_EQ(status_of_chunks("0\r\n" + std::string(5000, 'x')), 400);
    std::string trailers = "0\r\n";
    for (int i = 0; i < 100; ++i)
        trailers += "X: " + std::string(100, 'y') + "\r\n";
    EXPECT_EQ(status_of_chunks(trailers), 400);
}

TEST(RequestReader, TrailersAreNotHeaders)
{
    RequestReader reader({});
    std::string_view bytes
        = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: y\r\n\r\n";
    RequestReader::Fed const fed = reader.feed(bytes);
    EXPECT_EQ(fed.progress, Progress::Complete);
    EXPECT_FALSE(reader.request().headers.find("authorization"));
}

TEST(RequestReader, BodyLimitHoldsBeforeTheBodyArrives)
{
    EXPECT_EQ(status_of_reading("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 21\r\n\r\n", { 1000, 20 }), 413);
    EXPECT_EQ(status_of_reading("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20\r\n\r\n", { 1000, 20 }), 0);
    ReaderLimits const by_path{ 1000, 20, [](Request const& request) { return request.path == "/long" ? 30U : 20U; } };
    for (std::string const length : { "Content-Length: 30\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1e\r\n" }) {
        EXPECT_EQ(status_of_reading("POST /long HTTP/1.1\r\nHost: x\r\n" + length, by_path), 0);
        EXPECT_EQ(status_of_reading("POST /other HTTP/1.1\r\nHost: x\r\n" + length, by_path), 413);
    }
    EXPECT_EQ(status_of_reading("POST /long HTTP/1.1\r\nHost: x\r\nContent-Length: 31\r\n\r\n", by_path), 413);
}

TEST(RequestReader, HeaderLimitHoldsToTheByte)
{
    std::string const before = "GET / HTTP/1.1\r\nHost: x\r\nX: ";
    std::string const fits = before + std::string(100 - before.size() - 4, 'y') + "\r\n\r\n";
    EXPECT_EQ(status_of_reading(fits, { 100, 0 }), 200);
    EXPECT_EQ(status_of_reading(before + std::string(100 - before.size() - 3, 'y') + "\r\n\r\n", { 100, 0 }), 431);
    EXPECT_EQ(status_of_reading(std::string(100, 'x'), { 100, 0 }), 431);
    std::string many = "Host: x\r\n";
    for (int i = 0; i < 200; ++i)
        many += "X: y\r\n";
    EXPECT_EQ(status_of_header(many), 431);
}

TEST(RequestReader, CutAnywhereTheResultIsTheSame)
{
    std::string const bytes = "\r\nPOST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
                              "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n";
    for (size_t cut = 0; cut <= bytes.size(); ++cut) {
        RequestReader reader({});
        RequestReader::Fed fed = reader.feed(bytes.substr(0, cut));
        while (fed.progress != Progress::Complete && fed.consumed < cut) {
            RequestReader::Fed const more = reader.feed(bytes.substr(fed.consumed, cut - fed.consumed));
            if (more.consumed == 0)
                break;
            fed = { more.progress, fed.consumed + more.consumed };
        }
        if (fed.progress != Progress::Complete)
            fed = reader.feed(bytes.substr(fed.consumed));
        EXPECT_EQ(fed.progress, Progress::Complete) << cut;
        EXPECT_EQ(reader.request().body, "abcde") << cut;
    }
}

} // namespace
} // namespace gatehouse::http
