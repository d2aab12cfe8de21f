#include "apps/gatehouse/sender.h"

#include "libs/base/log.h"

namespace gatehouse::app {
namespace {

constexpr std::chrono::milliseconds kPeriod{ 500 };
constexpr int kBatch = 20;

} // namespace

Sender::Sender(Store& store, Clock const& clock, std::unique_ptr<mail::EmailSender> email,
    std::unique_ptr<mail::SmsSender> sms, WithoutServer without)
    : store_(store)
    , clock_(clock)
    , email_(std::move(email))
    , sms_(std::move(sms))
    , without_(without)
    , thread_([this] { run(); })
{
}

Sender::~Sender()
{
    {
        std::lock_guard const lock(lock_);
        stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void Sender::run()
{
    std::unique_lock lock(lock_);
    while (!stopping_) {
        lock.unlock();
        if (auto const done = deliver(); !done)
            log::error("messages could not be delivered", { { "detail", done.error().detail } });
        lock.lock();
        wake_.wait_for(lock, kPeriod, [this] { return stopping_; });
    }
}

Result<void> Sender::send(Message const& message)
{
    if (message.channel == Channel::Email && email_)
        return email_->send({ message.to, message.subject, message.text, message.html });
    if (message.channel == Channel::Sms && sms_)
        return sms_->send(message.to, message.text);
    if (message.channel == Channel::Call && sms_)
        return sms_->send(message.to, message.text, mail::SmsSender::Kind::Call);
    if (without_ == WithoutServer::Keep)
        return {};
    return fail(Fault::Unavailable, std::string("no server is configured for ") + std::string(name(message.channel)));
}

Result<int> Sender::deliver()
{
    auto const due = TRY(
        read<std::vector<Message>>(store_, [&](Ports& ports) { return ports.messages.due(clock_.now(), kBatch); }));
    for (Message const& message : due) {
        auto const sent = send(message);
        if (!sent)
            log::warning("a message was not accepted",
                { { "id", message.id }, { "channel", name(message.channel) }, { "detail", sent.error().detail } });
        TRY(store_.transact([&](Ports& ports) -> Result<void> {
            if (sent)
                return ports.messages.mark_sent(message.id, clock_.now(), without_ == WithoutServer::Keep);
            return ports.messages.mark_failed(message.id, clock_.now(), sent.error().detail);
        }));
    }
    return static_cast<int>(due.size());
}

} // namespace gatehouse::app
