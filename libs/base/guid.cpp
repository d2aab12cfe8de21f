#include "libs/base/guid.h"

#include <algorithm>

namespace gatehouse {

bool is_guid(std::string_view text)
{
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return std::ranges::equal(text, kForm, [](char c, char form) {
        bool const is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        return form == 'x' ? is_hex : c == '-';
    });
}

} // namespace gatehouse
