// QR codes as SVG, to enrol an authenticator app. Source: ISO/IEC 18004.
#pragma once

#include "libs/base/result.h"

#include <string>
#include <string_view>

namespace gatehouse::qr {

// An <svg> element for inlining in a page: error correction M, one unit a module with four units of quiet zone around,
// always black on white, because readers fail on inverted codes in dark mode. It carries no size and no text: the page
// sets the width and gives it a name. Fault::Invalid when the text is empty, holds NUL or does not fit (2,331
// bytes).
Result<std::string> svg(std::string_view text);

} // namespace gatehouse::qr
