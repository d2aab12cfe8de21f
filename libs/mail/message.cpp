#include "libs/mail/message.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::mail {
namespace {

constexpr size_t kMaxAddressBytes = 254;
constexpr size_t kMaxSubjectCharacters = 200;
// In base64 with its frame and "Subject: " before it this fills a line of 76 characters. RFC 2047 §2.
constexpr size_t kWordBytes = 39;

bool is_printable_ascii(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; });
}

// attack-10's cousin: a CR or LF in a field starts another field, or the body.
Result<void> check_field(std::string_view what, std::string_view text)
{
    if (!is_utf8(text) || has_control_characters(text))
        return fail(Fault::Invalid, "e-mail: control characters or broken UTF-8 in " + std::string(what));
    return {};
}

bool is_address(std::string_view text)
{
    size_t const at = text.find('@');
    bool const one_at = at != std::string_view::npos && text.find('@', at + 1) == std::string_view::npos;
    return one_at && at > 0 && at + 1 < text.size() && text.size() <= kMaxAddressBytes && is_utf8(text)
        && !has_control_characters(text) && text.find_first_of(" <>()[],;:\\\"") == std::string_view::npos;
}

std::string written(Mailbox const& mailbox)
{
    if (mailbox.display.empty())
        return mailbox.address;
    std::string const name = is_printable_ascii(mailbox.display)
        ? "\"" + replace_all(replace_all(mailbox.display, "\\", "\\\\"), "\"", "\\\"") + "\""
        : encode_words(mailbox.display);
    return name + " <" + mailbox.address + ">";
}

} // namespace

Result<Mailbox> parse_mailbox(std::string_view text)
{
    Mailbox mailbox;
    std::string_view address = text;
    size_t const open = text.rfind('<');
    if (open != std::string_view::npos && text.ends_with('>')) {
        address = text.substr(open + 1, text.size() - open - 2);
        mailbox.display = trim(text.substr(0, open));
    }
    TRY(check_field("an address", text));
    if (!is_address(address))
        return fail(Fault::Invalid, "e-mail: an address is malformed");
    mailbox.address = address;
    return mailbox;
}

std::string encode_words(std::string_view text)
{
    // "=?" would read as the start of an encoded word.
    if (is_printable_ascii(text) && !text.contains("=?"))
        return std::string(text);
    std::string out;
    while (!text.empty()) {
        size_t size = std::min(text.size(), kWordBytes);
        // RFC 2047 §5: no character is split between two words.
        while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80)
            --size;
        out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64_encode(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return out;
}

Result<Head> make_head(std::string const& from, Email const& email, std::string const& date, std::string const& unique)
{
    TRY(check_field("the subject", email.subject));
    if (count_code_points(email.subject) > kMaxSubjectCharacters)
        return fail(Fault::Invalid, "e-mail: the subject is too long");
    Head head{ .from = TRY(parse_mailbox(from)), .to = TRY(parse_mailbox(email.to)), .fields = {} };
    std::string const domain = head.from.address.substr(head.from.address.find('@') + 1);
    // RFC 3834 §5: keeps "out of office" answers away.
    head.fields = { "Date: " + date, "From: " + written(head.from), "To: " + written(head.to),
        "Subject: " + encode_words(email.subject), "Message-ID: <" + unique + "@" + domain + ">",
        "Auto-Submitted: auto-generated" };
    return head;
}

} // namespace gatehouse::mail
