// What a trace must not show: passwords, codes, keys and tokens, by the role of a claim in the policy, by the name of a
// member, and by the value itself wherever it turns up.
#pragma once

#include "core/model/claims.h"
#include "core/policy/plan.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::journey {

// "newPassword", "otpToVerify", "client_secret", "code": what these names stand for is never shown.
bool is_secret_name(std::string_view name);

class Masks {
public:
    // Secret is a claim whose input type, name, partner or widget says so, and what a transformation makes of it.
    explicit Masks(policy::Plan const& plan);

    bool is_secret(policy::Slot slot) const { return secret_[slot]; }
    std::string show(policy::Slot slot, ClaimValue const& value) const;

    // From now on clean() hides this value. Too short to be one: nothing happens, or every other word would go.
    void learn(std::string const& value);
    void learn(Bag const& bag);
    // The text without the values that were learned, as they are and as they stand in addresses and in JSON.
    std::string clean(std::string text) const;
    // The address without user name and password, and without the values of secret parameters.
    std::string clean_url(std::string_view address) const;
    // A body of JSON or of a form, without what secret members hold; of anything else its size.
    std::string clean_body(std::string_view body) const;

private:
    std::vector<bool> secret_; // by slot
    std::vector<std::string> values_;
};

} // namespace gatehouse::journey
