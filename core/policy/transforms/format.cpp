#include "core/policy/transforms/format.h"

#include "core/policy/transforms/family.h"

namespace gatehouse::policy {
namespace {

// B2C: the longest claim that a format may make.
constexpr size_t kLongest = 4000;

} // namespace

Result<std::string, TransformFailure> format_text(std::string_view format, std::vector<std::string> const& arguments)
{
    std::string out;
    while (!format.empty()) {
        if (format.starts_with("{{") || format.starts_with("}}")) {
            out += format.front();
            format.remove_prefix(2);
        } else if (format.front() == '{') {
            size_t const close = format.find('}');
            auto const index
                = close == std::string_view::npos ? std::nullopt : parse_integer(format.substr(1, close - 1));
            if (!index || *index < 0 || static_cast<size_t>(*index) >= arguments.size())
                return refuse("DefaultMessage", "The format of a claims transformation is not valid.");
            out += arguments[static_cast<size_t>(*index)];
            format.remove_prefix(close + 1);
        } else {
            out += format.front();
            format.remove_prefix(1);
        }
    }
    if (count_code_points(out) > kLongest)
        return refuse("DefaultMessage", "The formatted claim is too long.");
    return out;
}

} // namespace gatehouse::policy
