// The portal's pages. Plain values in, HTML out; no decisions.
#pragma once

#include "apps/insurance_web/contract_api.h"
#include "apps/insurance_web/sessions.h"
#include "apps/insurance_web/texts.h"
#include "libs/html/html.h"

#include <gatehouse/claims.h>

#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::insurance_web {

// What frames every page.
struct Frame {
    Language language = Language::English;
    // Signed in or not decides the navigation.
    bool signed_in = false;
    // The page's own path, for the navigation's mark and the language links.
    std::string path;
    Notice notice = Notice::None;
};

enum class Trouble { None, Mistake, Outdated };

struct ChangeForm {
    std::string csrf;
    std::string today;
    std::string entered;
    std::string tag;
    Trouble trouble = Trouble::None;
};

struct ErrorPage {
    std::string_view what;
    std::string_view next;
    std::string correlation_id;
    // A path of ours, or "" for no such link.
    std::string again;
};

std::string login_page(Frame const& frame);
std::string home_page(Frame const& frame, std::string_view name);
std::string account_page(Frame const& frame, Contract const& contract);
std::string change_page(Frame const& frame, ChangeForm const& form);
std::string claims_page(Frame const& frame, std::string_view claims_json);
std::string api_page(Frame const& frame, std::string_view answer);
std::string error_page(Frame const& frame, ErrorPage const& error);

} // namespace gatehouse::insurance_web
