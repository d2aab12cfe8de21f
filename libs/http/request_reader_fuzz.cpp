#include "libs/base/result.h"
#include "libs/http/request_reader.h"
#include "libs/http/router.h"

#include <cstdint>

namespace {

using namespace gatehouse;

http::Router const& any_path()
{
    static http::Router const router = [] {
        http::Router made;
        made.get("/{tenant}/{policy}/x", [](http::Request const&) { return http::Response(); });
        made.get("/{all...}", [](http::Request const&) { return http::Response(); });
        return made;
    }();
    return router;
}

// Reads as a connection would, giving `step` further bytes at a time; returns what it saw.
std::string read_all(std::string_view bytes, size_t step)
{
    http::RequestReader reader({ 1024, 1024 });
    std::string seen;
    size_t begin = 0;
    size_t end = 0;
    while (true) {
        auto const fed = reader.feed(bytes.substr(begin, end - begin));
        begin += fed.consumed;
        check(begin <= end, "more was consumed than given");
        if (fed.progress == http::RequestReader::Progress::Failed)
            return seen + "failed";
        if (fed.progress == http::RequestReader::Progress::Complete) {
            http::Request& request = reader.request();
            check(request.body.size() <= 1024, "the body is past its limit");
            check(request.headers.count("host") <= 1, "two hosts");
            any_path().match(request);
            request.cookie("sid");
            seen += request.target + "\n" + request.body + "\n";
        } else if (fed.progress == http::RequestReader::Progress::NeedMore) {
            if (end == bytes.size() && fed.consumed == 0)
                return seen;
            end = std::min(bytes.size(), end + step);
        }
    }
}

} // namespace

// Where the network cuts the bytes must not change what is read.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    std::string_view const bytes(reinterpret_cast<char const*>(data), size);
    std::string const whole = read_all(bytes, bytes.size());
    std::string const pieces = read_all(bytes, 1);
    // A refusal may come earlier or later, but what was accepted before it is the same.
    check(whole == pieces, "cutting the bytes changed the requests");
    return 0;
}
