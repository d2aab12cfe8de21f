// The frame around every page of the console: head, search, menu, the way back, what was done.
#pragma once

#include "edges/console/visit.h"
#include "libs/html/html.h"

#include <string>
#include <utility>
#include <vector>

namespace gatehouse::console {

struct View {
    std::string title;
    std::string_view area = {}; // the path of the area that the page belongs to
    // From the area down to the page above this one: address and text. The area itself comes by itself.
    std::vector<std::pair<std::string, std::string>> above = {};
    html::Safe content = {};
    int status = 200;
    bool leads_away = false; // its form ends at an address of somebody else's
};
http::Response draw(Visit const& visit, View const& view);

// A page before there is an administrator, or after.
struct PlainPage {
    int status = 200;
    std::string title;
    std::string text;
    std::string link = {};
    std::string link_text = {};
    html::Safe content = {};
};
http::Response plain_page(PlainPage const& page);

// For whoever is not signed in, and inside the frame.
http::Response trouble_page(http::Request const& request, Trouble const& trouble);
http::Response trouble_page(Visit const& visit, Trouble const& trouble);

} // namespace gatehouse::console
