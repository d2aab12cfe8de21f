// A small mail server on loopback that keeps what it receives. Plain SMTP with AUTH PLAIN; no TLS.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace gatehouse::testkit {

struct ReceivedMail {
    std::string from; // of the envelope
    std::vector<std::string> to; // of the envelope
    std::string credentials; // "user:password" of AUTH PLAIN, or ""
    std::string data; // header and body as sent, lines end in CRLF, dots unstuffed

    // The unfolded field with encoded words decoded, or "". RFC 5322 §2.2.3, RFC 2047.
    std::string header(std::string_view name) const;
    // The decoded part of that content type ("text/plain"), lines ending in LF, or "".
    std::string part(std::string_view content_type) const;
};

class SmtpSink {
public:
    SmtpSink();
    ~SmtpSink();
    SmtpSink(SmtpSink const&) = delete;
    SmtpSink& operator=(SmtpSink const&) = delete;

    int port() const { return port_; }
    // "smtp://127.0.0.1:12345".
    std::string url() const;
    std::vector<ReceivedMail> mails() const;
    // Waits until `count` mails are there and answers the last of them; nothing after ten seconds.
    std::optional<ReceivedMail> wait_for(size_t count) const;
    // Each RCPT is answered with this code from now on, e.g. 550 or 451.
    void answer_recipients_with(int code) { recipient_code_ = code; }

private:
    void accept_clients();
    void serve(int client);

    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> recipient_code_ = 250;
    std::atomic<bool> ending_ = false;
    mutable std::mutex mutex_;
    mutable std::condition_variable arrived_;
    std::vector<ReceivedMail> mails_;
    std::thread thread_;
};

} // namespace gatehouse::testkit
