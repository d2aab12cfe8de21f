// A claim's value and the bag of a journey.
#pragma once

#include "libs/json/json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse {

// Dates, phone numbers and JSON-typed claims of the policy language are text here; the claim's DataType says which.
using ClaimValue = std::variant<std::string, bool, std::int64_t, std::vector<std::string>>;

// The text that preconditions and templates see: booleans as "True" and "False", collections joined by ",".
std::string text_of(ClaimValue const& value);
// For tokens and stored states.
json::Value to_json(ClaimValue const& value);
// Nothing for null, objects, doubles and arrays that hold anything but text.
std::optional<ClaimValue> claim_from_json(json::Value const& value);

// Claims of one journey by slot, the index that a Plan gave to each claim type.
class Bag {
public:
    explicit Bag(size_t slots = 0) : values_(slots) {}
    ClaimValue const* find(size_t slot) const { return values_[slot] ? &*values_[slot] : nullptr; }
    void set(size_t slot, ClaimValue value) { values_[slot] = std::move(value); }
    void erase(size_t slot) { values_[slot].reset(); }
    size_t size() const { return values_.size(); }

private:
    std::vector<std::optional<ClaimValue>> values_;
};

} // namespace gatehouse
