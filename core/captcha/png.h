// A PNG file of sixteen greys. Private to core/captcha.
#pragma once

#include <string>

namespace gatehouse::captcha {

// `greys`: one byte a pixel, 0 to 15; an even width. ISO/IEC 15948.
std::string png(std::string const& greys, int width, int height);

} // namespace gatehouse::captcha
