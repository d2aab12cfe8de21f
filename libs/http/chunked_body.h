// The chunked transfer coding of RFC 9112 §7.1, read strictly: what two readers could take for different lengths is
// refused, because that is how a second request is smuggled past the first reader.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace gatehouse::http {

class ChunkedBody {
public:
    // Bodies past `max_body` bytes and framing lines past `max_line` bytes are refused.
    ChunkedBody(size_t max_body, size_t max_line)
        : max_body_(max_body)
        , max_line_(max_line)
    {
    }

    enum class Progress { NeedMore, Complete, Malformed, TooLarge };
    // Appends what is decoded to `body`; `consumed` bytes need not be given again.
    Progress feed(std::string_view bytes, std::string& body, size_t& consumed);

private:
    enum class Phase { Size, Data, DataEnd, Trailer };
    Progress size_line(std::string_view line);

    size_t max_body_;
    size_t max_line_;
    Phase phase_ = Phase::Size;
    std::uint64_t left_ = 0; // of the current chunk
    std::uint64_t total_ = 0;
    size_t trailer_ = 0;
};

} // namespace gatehouse::http
