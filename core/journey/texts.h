// Words for people, in the journey's language.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// The first of `ui_locales`, then of Accept-Language, that the policy supports, else its default. "de-AT" falls back to
// "de". Source: OIDC Core §3.1.2.1, RFC 9110 §12.5.4.
std::string choose_language(
    policy::Localization const& localization, std::string_view ui_locales, std::string_view accept_language);

class Texts {
public:
    Texts(policy::Plan const& plan, std::string content_definition, std::string language)
        : plan_(plan)
        , content_definition_(std::move(content_definition))
        , language_(std::move(language))
    {
    }
    // `otherwise` when neither the policy nor the catalogue has it.
    std::string find(
        std::string_view element, std::string_view id, std::string_view string_id, std::string_view otherwise) const;
    std::string page(std::string_view string_id, std::string_view otherwise) const
    {
        return find("UxElement", "", string_id, otherwise);
    }
    // Every UxElement string of the page.
    CaseMap<std::string> page_strings() const;
    // The options of an enumeration, localised when the policy has them so.
    std::vector<PageOption> options(policy::ClaimType const& claim) const;

private:
    policy::Plan const& plan_;
    std::string content_definition_;
    std::string language_;
};

// B2C: metadata of the page's profile, then of the profile that failed, then localization, then the default.
std::string message(
    Texts const& texts, policy::Profile const* page, policy::Profile const* failed, Failure const& failure);

} // namespace gatehouse::journey
