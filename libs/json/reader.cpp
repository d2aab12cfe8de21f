#include "libs/json/json.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace gatehouse::json {
namespace {

using ErrorCode = boost::json::error_code;

// Few names are compared in place; many are sorted, so that 100,000 members cost no quadratic time (attack-72).
bool has_duplicate(std::vector<Member> const& members)
{
    if (members.size() <= 16) {
        for (size_t i = 1; i < members.size(); ++i) {
            for (size_t j = 0; j < i; ++j) {
                if (members[i].name == members[j].name)
                    return true;
            }
        }
        return false;
    }
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (Member const& member : members)
        names.push_back(member.name);
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
}

} // namespace

// Receives the events of Boost.JSON's parser and builds our values, so that no second tree is made and copied.
class Reader {
public:
    static constexpr size_t max_object_size = std::numeric_limits<size_t>::max();
    static constexpr size_t max_array_size = max_object_size;
    static constexpr size_t max_key_size = max_object_size;
    static constexpr size_t max_string_size = max_object_size;

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }

    bool on_object_begin(ErrorCode&)
    {
        Frame& frame = open_.emplace_back();
        frame.is_object = true;
        // Growing moves every member; most objects end with fewer than these.
        frame.members.reserve(8);
        return true;
    }
    bool on_object_end(size_t, ErrorCode& error)
    {
        Frame frame = close();
        if (has_duplicate(frame.members)) {
            problem_ = "a name stands twice in an object";
            error = boost::json::error::exception;
            return false;
        }
        Object object;
        object.members_ = std::move(frame.members);
        return add(Value(std::move(object)));
    }
    bool on_array_begin(ErrorCode&)
    {
        open_.emplace_back();
        return true;
    }
    bool on_array_end(size_t, ErrorCode&) { return add(Value(close().items)); }

    bool on_key_part(boost::json::string_view part, size_t, ErrorCode&) { return collect(part); }
    bool on_key(boost::json::string_view part, size_t, ErrorCode&)
    {
        collect(part);
        open_.back().members.push_back(Member{ std::exchange(text_, {}), Value() });
        return true;
    }
    bool on_string_part(boost::json::string_view part, size_t, ErrorCode&) { return collect(part); }
    bool on_string(boost::json::string_view part, size_t, ErrorCode&)
    {
        collect(part);
        return add(Value(std::exchange(text_, {})));
    }
    bool on_number_part(boost::json::string_view, ErrorCode&) { return true; }
    bool on_int64(std::int64_t number, boost::json::string_view, ErrorCode&) { return add(Value(number)); }
    bool on_uint64(std::uint64_t number, boost::json::string_view, ErrorCode&)
    {
        return add(Value(static_cast<double>(number)));
    }
    bool on_double(double, boost::json::string_view token, ErrorCode& error)
    {
        // Boost's own conversion is off by a bit now and then; this one rounds correctly.
        double number = 0;
        auto const read = std::from_chars(token.data(), token.data() + token.size(), number);
        bool const whole = read.ptr == token.data() + token.size();
        // from_chars calls a number too small for a double out of range as well; that one is refused with the large.
        if (read.ec != std::errc() || !whole || !std::isfinite(number)) {
            problem_ = "a number is out of range";
            error = boost::json::error::exception;
            return false;
        }
        return add(Value(number));
    }
    bool on_bool(bool truth, ErrorCode&) { return add(Value(truth)); }
    bool on_null(ErrorCode&) { return add(Value()); }
    bool on_comment_part(boost::json::string_view, ErrorCode&) { return true; }
    bool on_comment(boost::json::string_view, ErrorCode&) { return true; }

    Value take() { return std::move(top_); }
    std::string_view problem() const { return problem_; }

private:
    struct Frame {
        std::vector<Member> members;
        Array items;
        bool is_object = false;
    };

    Frame close()
    {
        Frame frame = std::move(open_.back());
        open_.pop_back();
        return frame;
    }
    bool collect(boost::json::string_view part)
    {
        text_.append(part.data(), part.size());
        return true;
    }
    bool add(Value value)
    {
        if (open_.empty())
            top_ = std::move(value);
        else if (open_.back().is_object)
            open_.back().members.back().value = std::move(value);
        else
            open_.back().items.push_back(std::move(value));
        return true;
    }

    std::vector<Frame> open_;
    std::string text_;
    Value top_;
    std::string_view problem_;
};

Result<Value> parse(std::string_view text, Limits limits)
{
    if (text.size() > limits.bytes)
        return fail(Fault::Invalid, "JSON is longer than " + std::to_string(limits.bytes) + " bytes");
    boost::json::parse_options options;
    options.max_depth = limits.depth;
    boost::json::basic_parser<Reader> parser(options);
    ErrorCode error;
    size_t const used = parser.write_some(false, text.data(), text.size(), error);
    if (error) {
        std::string_view const problem = parser.handler().problem();
        return fail(Fault::Invalid,
            "JSON: " + (problem.empty() ? error.message() : std::string(problem)) + " at byte " + std::to_string(used));
    }
    if (used < text.size())
        return fail(Fault::Invalid, "JSON: something follows the value at byte " + std::to_string(used));
    return parser.handler().take();
}

Result<Object> parse_object(std::string_view text, Limits limits)
{
    Value value = TRY(parse(text, limits));
    Object* object = value.as_object();
    if (!object)
        return fail(Fault::Invalid, "JSON: an object is expected");
    return std::move(*object);
}

} // namespace gatehouse::json
