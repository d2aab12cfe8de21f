// Every sentence the portal says, in both languages. A member without a text does not compile.
#pragma once

#include <string_view>

namespace gatehouse::insurance_web {

enum class Language { English, German };
// "en", "de".
std::string_view tag(Language language);
// The first of ours in an Accept-Language field by weight; English when there is none. RFC 9110 §12.5.4.
Language choose_language(std::string_view accept_language);

struct Texts {
    std::string_view brand;
    std::string_view skip;
    std::string_view main_navigation;
    std::string_view language;
    std::string_view footer;
    std::string_view nav_home;
    std::string_view nav_account;
    std::string_view nav_claims;
    std::string_view nav_api;
    std::string_view nav_edit;
    std::string_view nav_logout;
    std::string_view nav_login;
    std::string_view login_title;
    std::string_view login_heading;
    std::string_view login_lead;
    std::string_view login_button;
    std::string_view login_reset;
    std::string_view home_title;
    std::string_view home_hello;
    std::string_view home_nameless;
    std::string_view home_lead;
    std::string_view home_account;
    std::string_view home_claims;
    std::string_view home_edit;
    std::string_view home_change;
    std::string_view home_api;
    std::string_view account_title;
    std::string_view account_lead;
    std::string_view account_email;
    std::string_view account_number;
    std::string_view account_beneficiary;
    std::string_view account_nobody;
    std::string_view account_change;
    std::string_view account_change_hint;
    std::string_view change_title;
    std::string_view change_lead;
    std::string_view change_now;
    std::string_view change_label;
    std::string_view change_hint;
    std::string_view change_save;
    std::string_view change_back;
    std::string_view change_mistake;
    std::string_view change_outdated;
    std::string_view claims_title;
    std::string_view claims_lead;
    std::string_view claims_raw;
    std::string_view api_title;
    std::string_view api_lead;
    std::string_view notice_cancelled;
    std::string_view notice_password;
    std::string_view notice_profile;
    std::string_view notice_beneficiary;
    std::string_view notice_signed_out;
    std::string_view error_title;
    std::string_view error_home;
    std::string_view error_again;
    std::string_view error_reference;
    std::string_view error_not_found;
    std::string_view error_not_found_next;
    std::string_view error_method;
    std::string_view error_stale;
    std::string_view error_stale_next;
    std::string_view error_form;
    std::string_view error_form_next;
    std::string_view error_identity;
    std::string_view error_identity_next;
    std::string_view error_refused;
    std::string_view error_refused_next;
    std::string_view error_other_person;
    std::string_view error_other_person_next;
    std::string_view error_step_up;
    std::string_view error_step_up_next;
    std::string_view error_api_down;
    std::string_view error_api_slow;
    std::string_view error_api_nonsense;
    std::string_view error_api_refused;
    std::string_view error_api_next;
    std::string_view error_api_refused_next;
    std::string_view error_logout;
    std::string_view error_logout_next;
    std::string_view error_internal;
    std::string_view error_internal_next;
};
Texts const& texts(Language language);

} // namespace gatehouse::insurance_web
