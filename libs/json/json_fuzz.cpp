// What is read can be written, and reads the same again.
#include "libs/json/json.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    using namespace gatehouse;
    auto const value = json::parse({ reinterpret_cast<char const*>(data), size });
    if (!value)
        return 0;
    auto const again = json::parse(json::write(*value), { .bytes = SIZE_MAX });
    check(again.has_value(), "what was written does not read");
    auto const pretty = json::parse(json::write_pretty(*value), { .bytes = SIZE_MAX });
    check(pretty && *pretty == *again, "pretty and compact differ");
    return 0;
}
