// The language of .NET in the words of PCRE2. The two agree on nearly everything; where the same text means something
// else, it is rewritten or refused, never taken silently.
#pragma once

#include "libs/base/result.h"

#include <string>
#include <string_view>

namespace gatehouse::regex {

// Fault::Invalid names the construct and its byte offset.
Result<std::string> to_pcre(std::string_view dotnet_pattern);

} // namespace gatehouse::regex
