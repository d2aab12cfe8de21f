// Steps that wait for the browser. Each kind of page opens, is drawn again, and takes actions.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// The page of the present step for this profile, just entered.
Result<Outcome> open_page(Run& run, policy::Profile const& profile);
// The same page again.
Result<Outcome> draw_page(Run& run, policy::Profile const& profile);
// Submit, SendCode, VerifyCode or ChangeValue.
Result<Outcome> act_on_page(Run& run, policy::Profile const& profile);

// The step's work is done and waits for "confirmed".
Outcome accept(Run& run, policy::Profile const& profile);
// `message`: which of the policy's texts says why, for the audit.
Outcome end(Run& run, Refusal refusal, std::string const& message = {});

// Selection pages: what may be chosen here.
struct Offer {
    std::vector<PageChoice> providers;
    std::string sign_up_exchange;
    std::string forgot_password_exchange;
    bool may_choose(std::string_view exchange) const;
};
Offer offer_of(Run const& run, policy::Profile const* profile);
Outcome draw_selection(Run& run);

// The selection that an earlier step of this journey made with this exchange among its choices: its index. A page may
// offer the other choices again. Metadata "gatehouse.alternativesTo" names the exchange.
std::optional<std::uint32_t> selection_behind(Run const& run, policy::Profile const* profile);

// Where an exchange is run: in this step or a later one of the journey. Null when nowhere.
policy::Profile const* find_exchange(Run const& run, std::string_view exchange);

// Content definition, language, strings, and the tenant's own page around it.
void name_page(Run const& run, std::string const& content_definition, Page& page);

// Self-asserted forms, in profiles/self_asserted.cpp.
Result<Outcome> draw_self_asserted(Run& run, policy::Profile const& profile);
Result<Outcome> act_on_self_asserted(Run& run, policy::Profile const& profile);
// A form without a field is not shown: its validation profiles run at once. Nothing when it is done.
Result<std::optional<Failure>> run_self_asserted_silently(Run& run, policy::Profile const& profile);

// The second-factor phone page, in profiles/phone_factor.cpp.
Result<Outcome> open_phone(Run& run, policy::Profile const& profile);
Result<Outcome> draw_phone(Run& run, policy::Profile const& profile);
Result<Outcome> act_on_phone(Run& run, policy::Profile const& profile);

} // namespace gatehouse::journey
