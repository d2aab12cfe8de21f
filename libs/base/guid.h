// RFC 9562 §4: "f81d4fae-7dec-11d0-a765-00a0c91e6bf6".
#pragma once

#include <cstddef>
#include <string_view>

namespace gatehouse {

inline constexpr size_t kGuidLength = 36;

// In either case, without braces.
bool is_guid(std::string_view text);

} // namespace gatehouse
