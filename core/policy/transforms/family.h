// The families of transformations and what they share. Inside core/policy/transforms only.
#pragma once

#include "core/policy/transforms/table.h"

namespace gatehouse::policy {

using Outcome = Result<void, TransformFailure>;

// Each family's methods in order of name.
std::span<TransformCall const> age_transforms();
std::span<TransformCall const> boolean_transforms();
std::span<TransformCall const> collection_transforms();
std::span<TransformCall const> date_transforms();
std::span<TransformCall const> general_transforms();
std::span<TransformCall const> json_transforms();
std::span<TransformCall const> localized_transforms();
std::span<TransformCall const> otp_transforms();
std::span<TransformCall const> phone_transforms();
std::span<TransformCall const> social_transforms();
std::span<TransformCall const> string_transforms();

// Names that a method must be given.
template <size_t N>
struct Names {
    std::string_view names[N];
    constexpr operator std::span<std::string_view const>() const { return names; }
};
template <class... T>
Names(T...) -> Names<sizeof...(T)>;

// The text of an input; nothing when the claim is absent.
std::optional<std::string> text_input(TransformArguments const& arguments, std::string_view name);
// Booleans, and texts "true" and "false" in any case; nothing otherwise.
std::optional<bool> bool_of(ClaimValue const* value);
bool flag(TransformArguments const& arguments, std::string_view parameter, bool otherwise = false);
std::string parameter_or(TransformArguments const& arguments, std::string_view name, std::string_view otherwise = {});
// Instants are RFC 3339 text; a date alone is its midnight in UTC; a number is seconds since 1970.
std::optional<Time> time_of(ClaimValue const* value);
// B2C: ordinal or ordinalIgnoreCase.
bool same_text(std::string_view left, std::string_view right, bool ignore_case);

void put(TransformArguments& arguments, std::string_view name, std::optional<ClaimValue> value);
std::unexpected<TransformFailure> refuse(std::string_view message_id, std::string_view text);
// An input that the method cannot do without.
std::unexpected<TransformFailure> missing(std::string_view method, std::string_view input);

} // namespace gatehouse::policy
