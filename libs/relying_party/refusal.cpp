#include "libs/relying_party/refusal.h"

#include "libs/base/text.h"

namespace gatehouse::relying_party {
namespace {

// The rest of the line behind `label`, at the start of any line.
std::string line_after(std::string_view text, std::string_view label)
{
    for (std::string const& line : split(text, '\n')) {
        if (line.starts_with(label))
            return std::string(trim(std::string_view(line).substr(label.size())));
    }
    return "";
}

int code_in(std::string_view description)
{
    constexpr std::string_view kPrefix = "AADB2C";
    size_t const at = description.find(kPrefix);
    if (at == std::string_view::npos)
        return 0;
    std::string_view digits = description.substr(at + kPrefix.size());
    digits = digits.substr(0, std::min(digits.find_first_not_of("0123456789"), digits.size()));
    // B2C's codes have five digits; anything else is somebody's prose.
    if (digits.size() != 5)
        return 0;
    return static_cast<int>(*parse_integer(digits));
}

} // namespace

Refusal make_refusal(std::string error, std::string description)
{
    Refusal refusal;
    refusal.b2c_code = code_in(description);
    refusal.correlation_id = line_after(description, "Correlation ID:");
    refusal.login_hint = line_after(description, "login_hint:");
    refusal.error = std::move(error);
    refusal.description = std::move(description);
    return refusal;
}

Refusal refusal_in(json::Object const& document)
{
    return make_refusal(document.text("error").value_or(""), document.text("error_description").value_or(""));
}

} // namespace gatehouse::relying_party
