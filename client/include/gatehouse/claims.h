// The claims of a token whose signature and fitness were checked. Cheap to copy.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::auth {

class Claims {
public:
    Claims();
    // Nothing when the claim is absent or of another type.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    std::optional<bool> boolean(std::string_view name) const;
    // A text as a list of one; an array without its members that are no text.
    std::vector<std::string> texts(std::string_view name) const;
    // In the token's order.
    std::vector<std::string> names() const;
    bool empty() const;

    // `oid`, or `sub` where a policy sends no oid: the stable key of a person. Never an e-mail address.
    std::string object_id() const;
    // `emails`, else `email`. A contact, not an identity.
    std::vector<std::string> emails() const;
    // `tfp`, else `acr`, else "": the policy that issued the token.
    std::string policy() const;
    std::string to_json() const;
    // Two spaces a level, for a page that shows a person what is known.
    std::string to_pretty_json() const;

private:
    friend struct ClaimsAccess;
    struct State;
    std::shared_ptr<State const> state_;
};

} // namespace gatehouse::auth
