// Delivers the messages that steps have written: a thread that looks for due rows, sends them, and marks them.
#pragma once

#include "core/ports/ports.h"
#include "libs/base/time.h"
#include "libs/mail/mail.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace gatehouse::app {

// What becomes of a message for which no server is configured.
enum class WithoutServer {
    Keep, // the demo: it stays readable at /outbox
    Report, // it fails, with a log line, and is tried again later
};

class Sender {
public:
    Sender(Store& store, Clock const& clock, std::unique_ptr<mail::EmailSender> email,
        std::unique_ptr<mail::SmsSender> sms, WithoutServer without);
    ~Sender();
    Sender(Sender const&) = delete;
    Sender& operator=(Sender const&) = delete;

    // One round over what is due; answers how many were tried. The thread calls it, and so do tests.
    Result<int> deliver();

private:
    void run();
    Result<void> send(Message const& message);

    Store& store_;
    Clock const& clock_;
    std::unique_ptr<mail::EmailSender> email_;
    std::unique_ptr<mail::SmsSender> sms_;
    WithoutServer without_;
    std::mutex lock_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace gatehouse::app
