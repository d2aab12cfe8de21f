// The languages of a flow's pages and their texts, as the directory API and the console show and change them. Errors
// are as with flows.
#pragma once

#include "core/flows/change.h"
#include "core/policy/plan.h"
#include "core/policy/user_flow.h"

#include <string>
#include <string_view>

namespace gatehouse::flows {

// "es-ES" is "es" here, "pt-BR" itself; "" for a language that no page speaks.
std::string known_language(std::string_view asked);
// Every page speaks these without being told to: English and German.
bool is_built_in_language(std::string_view code);
bool speaks(policy::UserFlow const& flow, std::string_view code);
// Null when the flow says nothing of its own in it.
policy::FlowLanguage const* find_language(policy::UserFlow const& flow, std::string_view code);

// Fault::Conflict for those that always stay: the built-in ones and the default.
Result<void> add_language(policy::UserFlow& flow, std::string const& code);
Result<void> remove_language(policy::UserFlow& flow, std::string const& code);

// The flow's own texts of a page; empty ones take the page's own back.
void set_texts(policy::UserFlow& flow, std::string const& language, std::string const& page,
    policy::FlowLanguage::Strings strings);
// The same of all pages; a page's own go before them.
void set_common_texts(policy::UserFlow& flow, std::string const& language, policy::FlowLanguage::Strings strings);

// "button_signin" is "UxElement//button_signin": a text goes by "ElementType/ElementId/StringId".
std::string full_key(std::string const& key);

// The flow's plan without its own texts.
Result<policy::SharedPlan> plan_without_texts(Ports& ports, Tenant const& tenant, policy::UserFlow flow);
// What a plan says on a page by full key, in this language alone: of every page, and over it the page's own.
CaseMap<std::string> common_texts(policy::Plan const& plan, std::string const& language);
CaseMap<std::string> page_texts(policy::Plan const& plan, std::string const& page, std::string const& language);

enum class Override { No, Yes };
// B2C's file of texts: {"LocalizedStrings": [{"ElementType", "ElementId", "StringId", "Override", "Value"}]}.
json::Object text_for_file(std::string const& key, std::string const& value, Override is_override);
// What the file overrides; the rest of a file that was downloaded is passed over.
Result<policy::FlowLanguage::Strings> texts_of_file(json::Object const& file);

} // namespace gatehouse::flows
