// Sending: e-mail through SMTP, text messages through an HTTP gateway. Both block: call them from the sender thread.
#pragma once

#include "libs/base/result.h"
#include "libs/base/secret.h"
#include "libs/base/time.h"

#include <memory>
#include <string>

namespace gatehouse::mail {

struct Email {
    std::string to;
    std::string subject;
    std::string text; // plain text, UTF-8
    std::string html; // "" sends the text alone
};

struct SmtpSettings {
    std::string url; // "smtp://host:587" or "smtps://host:465"
    std::string from; // "no-reply@example.test" or "Example <no-reply@example.test>"
    std::string user; // "" signs in nowhere
    Secret<struct SmtpPasswordTag> password;
    // PEM file of extra authorities; "" is the system's. To loopback smtp:// goes without TLS; anywhere else STARTTLS
    // is required.
    std::string ca_file;
};

class EmailSender {
public:
    virtual ~EmailSender() = default;
    // Fault::Invalid: the receiver refused the mail for good, or a field has a line break, another control character or
    // no valid address. Fault::Unavailable: try again later.
    virtual Result<void> send(Email const& email) = 0;
};
std::unique_ptr<EmailSender> make_smtp_sender(SmtpSettings settings);

struct SmsSettings {
    // Receives POST {"to":"+49...","text":"..."}, with "kind":"call" for text that is to be spoken; a 2xx means
    // accepted.
    std::string url;
    // Sent as "Authorization: Bearer ..." when not empty.
    Secret<struct SmsTokenTag> token;
};

class SmsSender {
public:
    virtual ~SmsSender() = default;
    // `to` as "+49...", `text` of at most 1000 characters. Fault::Invalid: sending the same again will not help.
    // Fault::Unavailable: try again later.
    enum class Kind { Text, Call };
    virtual Result<void> send(std::string const& to, std::string const& text, Kind kind = Kind::Text) = 0;
};
std::unique_ptr<SmsSender> make_sms_gateway(SmsSettings settings);

} // namespace gatehouse::mail
