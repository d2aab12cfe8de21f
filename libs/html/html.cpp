#include "libs/html/html.h"

#include "libs/base/result.h"

#include <algorithm>

namespace gatehouse::html {

Safe escape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out.push_back(c);
        }
    }
    return Safe(std::move(out));
}

Safe trusted(std::string_view constant) { return Safe(std::string(constant)); }

Safe fill(std::string_view markup, std::initializer_list<Slot> slots)
{
    std::string out;
    size_t used = 0;
    std::vector<bool> seen(slots.size());
    size_t at = 0;
    for (size_t open = markup.find("{{"); open != std::string_view::npos; open = markup.find("{{", at)) {
        size_t const close = markup.find("}}", open);
        check(close != std::string_view::npos, "template slot is not closed");
        std::string_view const slot_name = markup.substr(open + 2, close - open - 2);
        auto const slot = std::ranges::find(slots, slot_name, &Slot::name);
        check(slot != slots.end(), "template names a slot that was not given");
        auto const index = static_cast<size_t>(slot - slots.begin());
        if (!seen[index])
            ++used;
        seen[index] = true;
        out += markup.substr(at, open - at);
        if (auto const* text = std::get_if<std::string_view>(&slot->value))
            out += escape(*text).text();
        else
            out += std::get<Safe>(slot->value).text();
        at = close + 2;
    }
    check(used == slots.size(), "template does not use a slot that was given");
    out += markup.substr(at);
    return Safe(std::move(out));
}

} // namespace gatehouse::html
