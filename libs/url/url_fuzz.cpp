#include "libs/base/result.h"
#include "libs/base/text.h"
#include "libs/url/url.h"

#include <cstdint>

// Whatever is accepted must survive being written and read again.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, size_t size)
{
    using namespace gatehouse;
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    if (auto const form = url::parse_form(text)) {
        auto const again = url::parse_form(url::build_form(*form));
        check(again.has_value() && again->pairs() == form->pairs(), "a form reads back as another one");
    }
    if (auto const url = url::parse(text)) {
        auto const again = url::parse(url->text());
        check(again.has_value() && again->text() == url->text(), "an address reads back as another one");
        check(url->host.find('@') == std::string::npos, "user info reached the host");
    }
    url::is_loopback_host(text);
    url::is_local_path(text);
    if (auto const decoded = url::decode(text))
        check(url::decode(url::encode(*decoded)) == *decoded, "an escape reads back as another text");
    return 0;
}
