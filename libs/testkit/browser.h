// A browser in this process: keeps cookies, follows redirects of its own server, fills in the page's form and presses
// its buttons. It stops at the first address that belongs to somebody else and says where it stands.
#pragma once

#include "libs/http/router.h"
#include "libs/url/url.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::testkit {

// A form of a page as a browser without scripts sends it.
struct HtmlForm {
    std::string action;
    url::Form fields; // with the values the page gave them
    std::vector<std::pair<std::string, std::string>> buttons; // name and value
};

// Decoded value of an attribute in the text of one tag.
std::optional<std::string> attribute(std::string_view tag, std::string_view name);
// The page's first form; nothing when it has none.
std::optional<HtmlForm> first_form(std::string_view html);
// Decoded text of the element with this id, up to its first end tag and without inner tags; nothing when there is none.
std::optional<std::string> text_of(std::string_view html, std::string_view id);
// The text between both, or "".
std::string between(std::string_view text, std::string_view before, std::string_view after);

class Browser {
public:
    using Pairs = std::vector<std::pair<std::string, std::string>>;

    Browser(http::Router const& router, std::string origin)
        : router_(router)
        , origin_(std::move(origin))
    {
    }

    http::Response const& get(std::string const& address);
    http::Response const& post(std::string const& address, url::Form const& form);
    // Presses the button with this value ("continue", "send:email") after filling in the fields; "" presses none.
    http::Response const& press(std::string const& button, Pairs const& values = {});
    // Follows the link with this id.
    http::Response const& follow(std::string const& id);

    std::string_view html() const { return page.content(); }
    bool shows(std::string_view text) const { return html().find(text) != std::string_view::npos; }
    bool has_element(std::string_view id) const;
    // Value of a parameter of the address it left for, or of the form it was about to post there.
    std::string answer(std::string_view name) const;
    url::Form const& answers() const { return answer_; }
    bool is_away() const { return !away.empty(); }

    http::Response page;
    http::Response last; // before redirects were followed
    std::string away; // the address of somebody else where it stands, or ""
    std::map<std::string, std::string> cookies;
    http::Headers fields; // sent with every request, over what a browser sends by itself
    bool tls = false;
    std::string peer = "192.0.2.7";

private:
    http::Response const& open(http::Method method, std::string address, std::string body);
    http::Response send(http::Method method, std::string const& target, std::string const& body);
    void keep_cookies(http::Response const& response);

    http::Router const& router_;
    std::string origin_;
    url::Form answer_;
    int requests_ = 0;
};

} // namespace gatehouse::testkit
