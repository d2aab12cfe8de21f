// The frame around every page: document, brand, security headers. Private to edges/pages.
#pragma once

#include "core/model/page.h"
#include "libs/html/html.h"
#include "libs/http/message.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::pages {

struct Layout {
    int status = 200;
    std::string language = "en";
    std::string title = {};
    std::string brand = {}; // the tenant's name; "" for ours
    std::string brand_style = {}; // address of a style sheet after ours; "" for none
    std::string brand_logo = {}; // address of a picture in the place of mark and name; "" for none
    std::string brand_logo_text = {}; // what it says; "" the brand
    html::Safe content = {};
    std::string script = {}; // JavaScript made of JSON by json::write and of constants; "" for none
    std::string script_nonce = {}; // "" for a page without scripts
    std::vector<std::string> frames = {}; // addresses that the page may load in frames
    std::vector<std::string> framed_by = {}; // origins that may hold the page in a frame; none: nobody may
    std::string goes_to = {}; // where a browser without scripts goes after some seconds; "" for nowhere
    enum class Width { Card, Wide } width = Width::Card;
    enum class Enhancement { None, PagesScript, PagesAndPasskeys } enhancement = Enhancement::None;
    PageCaptcha const* captcha = nullptr; // what it shows must be let in
    // Which pages get to know where the browser came from.
    std::string_view referrer_policy = "same-origin";
};
http::Response document(Layout const& layout);

// The page's own script elements.
html::Safe scripts(Layout const& layout);
// " data:" for pictures and sounds that stand in the page itself.
std::string_view inline_media(Layout const& layout);
// " https://..." for what an outside captcha loads: nothing unless one is configured and asked for.
std::string captcha_sources(Layout const& layout);
// The directive frame-ancestors.
std::string frame_ancestors(Layout const& layout);
void add_security_headers(http::Response& response, Layout const& layout, std::string const& content_security_policy);

// The first language of the text that we speak: "en" or "de". Takes "de", "de-AT" or an Accept-Language header.
std::string spoken_language(std::string_view wishes);

} // namespace gatehouse::pages
