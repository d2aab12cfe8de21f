// Whatever the text is: a plan or diagnostics, and an error always says why there is no plan.
#include "core/policy/compile.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    using namespace gatehouse;
    std::string const text(reinterpret_cast<char const*>(data), size);
    // Every base is the same text again: chains, circles and inclusions come out of one input.
    auto const compiled
        = policy::compile("B2C_1A_fuzz", [&](std::string const&) -> Result<std::optional<policy::SourceFile>> {
              return policy::SourceFile{ "fuzz.xml", text };
          });
    check(compiled.has_value(), "compile() may only fail when finding fails");
    check(compiled->plan != nullptr || !compiled->diagnostics.empty(), "no plan and no reason");
    if (compiled->plan)
        check(!policy::explain(*compiled->plan).empty(), "nothing to explain");
    return 0;
}
