// Whatever comes: an answer with a place inside the text, or a tree within the limits.
#include "libs/xml/xml.h"

#include <cstddef>
#include <cstdint>

namespace {

size_t depth(gatehouse::xml::Node const& node)
{
    size_t deepest = 0;
    for (auto const& child : node.children)
        deepest = std::max(deepest, depth(child));
    gatehouse::check(node.line >= 1 && node.column >= 1, "an element without a place");
    return deepest + 1;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    using namespace gatehouse;
    auto const root = xml::parse({ reinterpret_cast<char const*>(data), size });
    if (root)
        check(depth(*root) <= 100, "deeper than allowed");
    else
        check(root.error().line >= 1 && root.error().column >= 1, "a problem without a place");
    return 0;
}
