// The languages of a user flow's pages, and their texts.
#pragma once

#include "core/flows/texts.h"
#include "edges/console/flow_pages.h"
#include "edges/console/flows.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::console {

// "French (fr)".
std::string language_title(std::string_view code);

// In the place of a page's id: the texts that all pages have.
inline constexpr std::string_view kAllPages = "all";

// A page of a flow in a language, as the path has it.
struct FlowPageText {
    policy::UserFlow flow;
    std::string language; // "fr"
    FlowPageName page;
    std::string previewed; // the id of the page, and of the first one for the texts of all
};
Answer<FlowPageText> look_at_page_text(Visit const& visit);
// ".../languages/fr/api.signuporsignin" and what is below.
std::string text_path(Visit const& visit, FlowPageText const& text, std::string_view below = "");

// What the page says without its own texts, by full key: English where the language has no text, as people read it.
CaseMap<std::string> built_in_texts(policy::Plan const& plan, FlowPageText const& text);
// The own texts of the page by full key.
CaseMap<std::string> own_texts(FlowPageText const& text);
// The same with what the form says of them: an empty field takes the page's own text back.
CaseMap<std::string> typed_texts(Visit const& visit, FlowPageText const& text);
policy::FlowLanguage::Strings strings_of(CaseMap<std::string> const& texts);
void set_own_texts(policy::UserFlow& flow, FlowPageText const& text, policy::FlowLanguage::Strings strings);
// The same of the flow as it is now.
FlowPageText of_flow(FlowPageText text, policy::UserFlow const& flow);

// The page as the flow draws it, with these texts.
Answer<Page> preview_page(Visit const& visit, FlowPageText const& text, CaseMap<std::string> const& own);
http::Response draw_preview(Visit const& visit, Page page);

std::vector<Route> flow_text_routes();
std::vector<Route> flow_text_file_routes();
std::vector<Route> flow_preview_routes();

} // namespace gatehouse::console
