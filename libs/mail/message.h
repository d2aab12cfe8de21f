// The header of an e-mail: addresses checked, words encoded. What a stranger typed must never become a header field.
#pragma once

#include "libs/base/result.h"
#include "libs/mail/mail.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::mail {

struct Mailbox {
    std::string display; // "" when there is none
    std::string address; // "ada@example.test"
};
// "a@b" or "Name <a@b>". Fault::Invalid for control characters, white space or brackets in the address, more or less
// than one "@", an empty side, or more than 254 bytes. RFC 5321 §4.5.3.1.
Result<Mailbox> parse_mailbox(std::string_view text);

// Printable ASCII as it is, everything else as encoded words folded at 76 characters. RFC 2047 §2.
std::string encode_words(std::string_view text);

// The fields, each without its CRLF. Fault::Invalid when `to`, `from` or the subject has a control character or is not
// UTF-8, or the subject is over 200 characters.
struct Head {
    Mailbox from;
    Mailbox to;
    std::vector<std::string> fields;
};
Result<Head> make_head(std::string const& from, Email const& email, std::string const& date, std::string const& unique);

} // namespace gatehouse::mail
