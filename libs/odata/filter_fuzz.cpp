// What is read as a filter can be written, and reads the same again; a query never brings the reader down.
#include "libs/odata/query.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    using namespace gatehouse;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto const form = url::parse_form(text))
        (void)odata::parse_query(*form).has_value();
    auto const filter = odata::parse_filter(text);
    if (!filter)
        return 0;
    // Parentheses that the canonical text adds make it longer and deeper.
    auto const again = odata::parse_filter(odata::text_of(*filter), { .bytes = SIZE_MAX, .depth = SIZE_MAX });
    check(again.has_value(), "what was written does not read");
    check(odata::text_of(*again) == odata::text_of(*filter), "what was written reads differently");
    return 0;
}
