// Pieces that the pages of a journey share. Private to edges/pages.
#pragma once

#include "core/model/page.h"
#include "edges/pages/pages.h"
#include "libs/html/html.h"

#include <string>
#include <string_view>

namespace gatehouse::pages {

struct Drawing {
    Page const& page;
    PageContext const& context;

    // The page's text, else plain English: the catalogue has every id, but a page need not come from it.
    std::string text(std::string_view string_id, std::string_view otherwise) const
    {
        std::string found = page.text(string_id);
        return found.empty() ? std::string(otherwise) : found;
    }
};

// "<form id=... class=... method=post action=.../SelfAsserted?tx=..&p=..>" with the anti-forgery token, around
// `inside`.
html::Safe form(Drawing const& drawing, std::string_view id, std::string_view css_class, html::Safe const& inside);
// "{prefix}/api/{api}/{action}?...&csrf_token=..&tx=..&p=.." as a link; `extra` comes first.
std::string link(Drawing const& drawing, std::string_view api, std::string_view action, url::Form extra = {});

enum class Look { Primary, Secondary, Quiet };
// A submit button: name "request", value "send:email".
html::Safe button(std::string_view id, std::string_view request, std::string_view text, Look look);
// What Enter does. The first submit button of a form is the one that Enter presses, so this one stands first, unseen.
html::Safe enter_button(std::string_view request);
html::Safe cancel_button(Drawing const& drawing);

// "<h1>" and the sentence below it.
html::Safe intro(Drawing const& drawing, std::string_view heading, std::string_view sentence);
// The message for the whole page, with links to the fields that are wrong. `id` is B2C's name of the element.
html::Safe page_error(std::string_view id, std::string const& text, Page const& page);
html::Safe page_notice(std::string const& text);
html::Safe item_error(std::string const& field, std::string const& text);
html::Safe busy(Drawing const& drawing);

// A label with its input, and what belongs to it.
html::Safe field(Drawing const& drawing, PageField const& field);
// The input alone.
html::Safe input(Drawing const& drawing, PageField const& field);
// Send code, enter code, verified: the classic one of a claim, or a VerificationControl.
html::Safe widget(Drawing const& drawing, PageField const& field);
// A button that asks the authenticator, with the hidden input for its answer.
html::Safe passkey(Drawing const& drawing, PageField const& field);
// Recovery codes, to be copied and printed.
html::Safe code_list(Drawing const& drawing, PageField const& field);
bool needs_passkey_script(Page const& page);
// Picture, sound or widget, with its label; and that it was solved.
html::Safe captcha(Drawing const& drawing, PageField const& field);
PageField const* find_captcha(Page const& page);
// The page's choices as links.
html::Safe choice_links(Drawing const& drawing, std::string_view css_class);
// The input that has the focus at first: the code that is asked for, what is wrong, what is empty; "" for none.
std::string focus_target(Page const& page);
// True when the address above a widget may not be edited now.
bool is_settled(PageField const& field);

// The pages, as the content of <main>.
html::Safe sign_in(Drawing const& drawing);
html::Safe self_asserted(Drawing const& drawing);
html::Safe phone_factor(Drawing const& drawing);
html::Safe provider_selection(Drawing const& drawing);

// "var SETTINGS = {...}; var SA_FIELDS = ...": what robots read. b2c_wire.md §6.6.
std::string page_data(Drawing const& drawing);
// "CombinedSigninAndSignup", "SelfAsserted", "Phonefactor", "ProviderSelection".
std::string_view api_name(PageKind kind);

} // namespace gatehouse::pages
