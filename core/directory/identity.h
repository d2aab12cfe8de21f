// What people call themselves at the door, and when two names are the same.
#pragma once

#include "core/directory/users.h"

namespace gatehouse {

// The one form of a local sign-in name, whatever its type: ASCII letters lower case, white space at the ends dropped,
// a phone number without separators. The same function for all three types is what keeps a user name from being equal
// to somebody's e-mail address or phone (attack-35). Letters beyond ASCII stay as they are: folding them differs from
// place to place, and two look-alike mailboxes may belong to two people.
std::string sign_in_key(std::string_view value);

// "+49 (30) 1234-567" -> "+49301234567". Nothing when it is no number with country code. E.164.
std::optional<std::string> normalize_phone(std::string_view text);

// local@domain with at least two labels, no quotes and no white space. RFC 5321 §4.1.2 without quoted strings.
bool is_email_address(std::string_view text);
// B2C: starts with a letter or digit, then letters, digits, "-" and "_"; at most 64.
bool is_user_name(std::string_view text);

// Fault::Invalid when the value does not fit the type.
Result<void> check_identity(Identity const& identity);

} // namespace gatehouse
