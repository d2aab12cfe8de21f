#include "libs/qr/qr.h"

#include <qrencode.h>

#include <memory>

namespace gatehouse::qr {
namespace {

// ISO/IEC 18004 §6.3.8: four modules of white on each side.
constexpr int kQuietZone = 4;

struct Freeing {
    void operator()(QRcode* code) const { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, Freeing>;

// One path for all dark modules; a run of them in a row is one rectangle, so that no hairlines show between them.
std::string path_of(QRcode const& code)
{
    auto const is_dark = [&code](int x, int y) { return x < code.width && (code.data[y * code.width + x] & 1) != 0; };
    std::string path;
    for (int y = 0; y < code.width; ++y) {
        for (int x = 0; x < code.width; ++x) {
            int const begin = x;
            while (is_dark(x, y))
                ++x;
            if (x == begin)
                continue;
            std::string const length = std::to_string(x - begin);
            path += "M" + std::to_string(begin + kQuietZone) + " " + std::to_string(y + kQuietZone) + "h" + length
                + "v1h-" + length + "z";
        }
    }
    return path;
}

} // namespace

Result<std::string> svg(std::string_view text)
{
    if (text.empty() || text.contains('\0'))
        return fail(Fault::Invalid, "QR code: empty text or NUL");
    Code const code(QRcode_encodeString8bit(std::string(text).c_str(), 0, QR_ECLEVEL_M));
    if (!code)
        return fail(Fault::Invalid, "QR code: the text does not fit");
    std::string const size = std::to_string(code->width + 2 * kQuietZone);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + size + " " + size
        + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + size + "v" + size
        + "H0z\"/><path fill=\"#000\" d=\"" + path_of(*code) + "\"/></svg>";
}

} // namespace gatehouse::qr
