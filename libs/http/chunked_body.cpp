#include "libs/http/chunked_body.h"

#include <algorithm>
#include <charconv>

namespace gatehouse::http {

// chunk-size [ chunk-ext ]. Extensions are skipped; control characters in them are refused.
ChunkedBody::Progress ChunkedBody::size_line(std::string_view line)
{
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    auto const [end, problem] = std::from_chars(line.data(), line.data() + line.size(), left_, 16);
    std::string_view const rest(end, line.data() + line.size());
    if (problem == std::errc::result_out_of_range)
        return Progress::TooLarge;
    if (problem != std::errc() || (!rest.empty() && rest[0] != ';') || std::ranges::any_of(rest, is_control))
        return Progress::Malformed;
    if (left_ > max_body_ || total_ + left_ > max_body_)
        return Progress::TooLarge;
    total_ += left_;
    phase_ = left_ == 0 ? Phase::Trailer : Phase::Data;
    return Progress::NeedMore;
}

ChunkedBody::Progress ChunkedBody::feed(std::string_view bytes, std::string& body, size_t& consumed)
{
    consumed = 0;
    while (consumed < bytes.size()) {
        std::string_view const rest = bytes.substr(consumed);
        if (phase_ == Phase::Data) {
            size_t const count = std::min<std::uint64_t>(left_, rest.size());
            body += rest.substr(0, count);
            consumed += count;
            left_ -= count;
            if (left_ == 0)
                phase_ = Phase::DataEnd;
            continue;
        }
        size_t const end = rest.find('\n');
        if (end == std::string_view::npos)
            return rest.size() > max_line_ ? Progress::Malformed : Progress::NeedMore;
        if (end == 0 || rest[end - 1] != '\r' || end > max_line_)
            return Progress::Malformed;
        std::string_view const line = rest.substr(0, end - 1);
        consumed += end + 1;
        if (phase_ == Phase::DataEnd) {
            if (!line.empty())
                return Progress::Malformed;
            phase_ = Phase::Size;
        } else if (phase_ == Phase::Size) {
            if (Progress const progress = size_line(line); progress != Progress::NeedMore)
                return progress;
        } else {
            // Trailer fields are read and forgotten: nothing a handler trusts may arrive behind the body.
            if (line.empty())
                return Progress::Complete;
            trailer_ += line.size();
            if (trailer_ > max_line_)
                return Progress::Malformed;
        }
    }
    return Progress::NeedMore;
}

} // namespace gatehouse::http
