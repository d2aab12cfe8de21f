#include "libs/mail/mail.h"

#include "libs/base/random.h"
#include "libs/base/text.h"
#include "libs/mail/message.h"
#include "libs/url/url.h"

#include <curl/curl.h>

#include <array>
#include <mutex>

namespace gatehouse::mail {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kTotalSeconds = 20;

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* object) const
    {
        Free(object);
    }
};
using Easy = std::unique_ptr<CURL, Freeing<curl_easy_cleanup>>;
using Mime = std::unique_ptr<curl_mime, Freeing<curl_mime_free>>;

class List {
public:
    void add(std::string const& text)
    {
        curl_slist* longer = curl_slist_append(list_.get(), text.c_str());
        check(longer != nullptr, "no memory for a header");
        std::ignore = list_.release();
        list_.reset(longer);
    }
    curl_slist* get() const { return list_.get(); }

private:
    std::unique_ptr<curl_slist, Freeing<curl_slist_free_all>> list_;
};

// "Sun, 22 Nov 2026 19:36:43 +0000": the zone's name is obsolete in mail. RFC 5322 §4.3.
std::string mail_date(Time now)
{
    return replace_all(http_date(now), "GMT", "+0000");
}

// Lines end in CRLF on the wire, whatever the text has.
std::string wire_lines(std::string const& text)
{
    return replace_all(replace_all(text, "\r\n", "\n"), "\n", "\r\n");
}

void add_part(curl_mime* mime, char const* type, std::string const& text)
{
    std::string const body = wire_lines(text);
    curl_mimepart* part = curl_mime_addpart(mime);
    bool const added = part && curl_mime_data(part, body.data(), body.size()) == CURLE_OK
        && curl_mime_type(part, type) == CURLE_OK && curl_mime_encoder(part, "quoted-printable") == CURLE_OK;
    check(added, "no memory for an e-mail");
}

class SmtpSender final : public EmailSender {
public:
    explicit SmtpSender(SmtpSettings settings)
        : settings_(std::move(settings))
    {
        static bool const ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
        check(ready, "libcurl does not start");
        easy_.reset(curl_easy_init());
        check(easy_ != nullptr, "libcurl does not start");
    }

    Result<void> send(Email const& email) override
    {
        if (!is_utf8(email.text) || !is_utf8(email.html))
            return fail(Fault::Invalid, "e-mail: the text is not UTF-8");
        std::string const unique = random_token(random_, 16);
        Head const head = TRY(make_head(settings_.from, email, mail_date(clock_.now()), unique));
        std::lock_guard const lock(mutex_);
        // Keeps the connection for the next mail.
        curl_easy_reset(easy_.get());
        TRY(set_server());
        return deliver(head, email);
    }

private:
    template <class T>
    void set(CURLoption option, T value)
    {
        check(curl_easy_setopt(easy_.get(), option, value) == CURLE_OK, "libcurl lacks an option");
    }

    Result<void> set_server()
    {
        url::Url const server = TRY(url::parse(settings_.url));
        if ((server.scheme != "smtp" && server.scheme != "smtps") || server.host.empty())
            return fail(Fault::Invalid, "e-mail: the server's address is not smtp:// or smtps://");
        // A plain connection that leaves the machine would show codes and the password to the network, so a server
        // that offers no STARTTLS, or whose offer was stripped, gets nothing.
        bool const plain = server.scheme == "smtp" && url::is_loopback_host(server.host);
        set(CURLOPT_URL, settings_.url.c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_USE_SSL, static_cast<long>(plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
        set(CURLOPT_TIMEOUT, kTotalSeconds);
        if (!settings_.ca_file.empty())
            set(CURLOPT_CAINFO, settings_.ca_file.c_str());
        if (!settings_.user.empty()) {
            set(CURLOPT_USERNAME, settings_.user.c_str());
            std::string password(settings_.password.reveal());
            set(CURLOPT_PASSWORD, password.c_str());
            wipe(password);
        }
        return {};
    }

    Result<void> deliver(Head const& head, Email const& email)
    {
        List fields;
        for (std::string const& field : head.fields)
            fields.add(field);
        fields.add("Content-Type: multipart/alternative");
        List recipients;
        recipients.add(head.to.address);
        // RFC 2046 §5.1.4: the plainest first; a reader shows the last it understands.
        Mime const mime(curl_mime_init(easy_.get()));
        add_part(mime.get(), "text/plain; charset=utf-8", email.text);
        if (!email.html.empty())
            add_part(mime.get(), "text/html; charset=utf-8", email.html);
        std::array<char, CURL_ERROR_SIZE> reason{};
        set(CURLOPT_ERRORBUFFER, reason.data());
        set(CURLOPT_MAIL_FROM, head.from.address.c_str());
        set(CURLOPT_MAIL_RCPT, recipients.get());
        set(CURLOPT_HTTPHEADER, fields.get());
        set(CURLOPT_MIMEPOST, mime.get());
        CURLcode const status = curl_easy_perform(easy_.get());
        long code = 0;
        curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &code);
        // The handle must not remember what dies here.
        curl_easy_reset(easy_.get());
        return outcome(status, code, reason.data());
    }

    static Result<void> outcome(CURLcode status, long code, char const* reason)
    {
        if (status == CURLE_OK)
            return {};
        std::string const detail = std::string("e-mail: ") + (*reason ? reason : curl_easy_strerror(status));
        // RFC 5321 §4.2.3: mailbox unavailable, not local, over quota, name not allowed, transaction failed.
        bool const for_good
            = (status == CURLE_SEND_ERROR || status == CURLE_WEIRD_SERVER_REPLY) && code >= 550 && code <= 554;
        return fail(for_good ? Fault::Invalid : Fault::Unavailable, detail);
    }

    SmtpSettings settings_;
    SystemClock clock_;
    SystemRandom random_;
    std::mutex mutex_;
    Easy easy_;
};

} // namespace

std::unique_ptr<EmailSender> make_smtp_sender(SmtpSettings settings)
{
    return std::make_unique<SmtpSender>(std::move(settings));
}

} // namespace gatehouse::mail
