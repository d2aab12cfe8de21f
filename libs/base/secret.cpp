#include "libs/base/secret.h"

#include <cstring>

namespace gatehouse {

void wipe(std::string& text)
{
    // Beyond size(): a moved-from or shortened string still holds bytes up to its capacity.
    if (text.capacity() > 0) {
        text.resize(text.capacity());
        ::explicit_bzero(text.data(), text.size());
    }
    text.clear();
}

bool constant_time_equal(std::string_view left, std::string_view right)
{
    if (left.size() != right.size())
        return false;
    unsigned char volatile difference = 0;
    for (size_t i = 0; i < left.size(); ++i)
        difference = static_cast<unsigned char>(difference | (left[i] ^ right[i]));
    return difference == 0;
}

} // namespace gatehouse
