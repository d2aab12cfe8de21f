#include "libs/mail/mail.h"

#include "libs/http/server.h"
#include "libs/json/json.h"
#include "libs/mail/message.h"
#include "libs/testkit/smtp_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

namespace gatehouse::mail {
namespace {

using testkit::ReceivedMail;
using testkit::SmtpSink;

SmtpSettings settings_for(std::string url, std::string user = "")
{
    return { .url = std::move(url),
        .from = "Gatehouse <no-reply@login.test>",
        .user = std::move(user),
        .password = Secret<SmtpPasswordTag>("p w\xc3\xa4"),
        .ca_file = {} };
}

Email email()
{
    return { .to = "ada@example.test", .subject = "Your code", .text = "Code: 123456\n.\nBye =)\n", .html = "" };
}

TEST(Smtp, ATextArrivesAsWritten)
{
    SmtpSink sink;
    auto const sent = make_smtp_sender(settings_for(sink.url()))->send(email());
    ASSERT_TRUE(sent) << sent.error().detail;
    ReceivedMail const mail = sink.wait_for(1).value();
    EXPECT_EQ(mail.from, "no-reply@login.test");
    EXPECT_EQ(mail.to, std::vector<std::string>{ "ada@example.test" });
    EXPECT_EQ(mail.header("Subject"), "Your code");
    EXPECT_EQ(mail.header("From"), "\"Gatehouse\" <no-reply@login.test>");
    EXPECT_EQ(mail.header("To"), "ada@example.test");
    EXPECT_EQ(mail.header("Auto-Submitted"), "auto-generated");
    EXPECT_TRUE(mail.header("Message-ID").ends_with("@login.test>"));
    EXPECT_TRUE(mail.header("Date").ends_with(" +0000"));
    EXPECT_EQ(mail.part("text/plain"), "Code: 123456\n.\nBye =)\n");
    EXPECT_EQ(mail.part("text/html"), "");
    EXPECT_EQ(mail.credentials, "");
}

TEST(Smtp, HtmlIsAnAlternativeToTheText)
{
    SmtpSink sink;
    Email mail = email();
    mail.html = "<p>Grüße \xf0\x9f\x91\x8b " + std::string(200, 'x') + "</p>";
    ASSERT_TRUE(make_smtp_sender(settings_for(sink.url()))->send(mail));
    ReceivedMail const received = sink.wait_for(1).value();
    EXPECT_TRUE(received.header("Content-Type").starts_with("multipart/alternative; boundary="));
    EXPECT_EQ(received.part("text/plain"), mail.text);
    EXPECT_EQ(received.part("text/html"), mail.html);
    EXPECT_LT(received.data.find("text/plain"), received.data.find("text/html"));
}

TEST(Smtp, ASubjectBeyondAsciiIsEncoded)
{
    SmtpSink sink;
    Email mail = email();
    mail.subject = "Ihr Bestätigungscode für das Konto von Jörg Müßiggänger: 👋👋👋 =?x?=";
    ASSERT_TRUE(make_smtp_sender(settings_for(sink.url()))->send(mail));
    ReceivedMail const received = sink.wait_for(1).value();
    EXPECT_EQ(received.header("Subject"), mail.subject);
    size_t const begin = received.data.find("Subject: ");
    for (std::string const& line :
        split(received.data.substr(begin, received.data.find("\r\nMessage-ID") - begin), '\n'))
        EXPECT_LE(line.size(), 77U) << line;
    EXPECT_TRUE(std::ranges::all_of(received.data, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST(Smtp, OneSenderSendsManyAndSignsIn)
{
    SmtpSink sink;
    auto const sender = make_smtp_sender(settings_for(sink.url(), "mailer"));
    for (int i = 0; i < 3; ++i) {
        Email mail = email();
        mail.text = std::to_string(i);
        auto const sent = sender->send(mail);
        ASSERT_TRUE(sent) << sent.error().detail;
    }
    auto const mails = sink.mails();
    ASSERT_EQ(mails.size(), 3U);
    EXPECT_EQ(mails[0].credentials, "mailer:p w\xc3\xa4");
    EXPECT_TRUE(mails[2].part("text/plain").starts_with("2"));
}

TEST(Smtp, LineBreaksInAFieldAreRefused)
{
    SmtpSink sink;
    auto const sender = make_smtp_sender(settings_for(sink.url()));
    for (std::string const& injected : { std::string("x\r\nBcc: eve@evil.test"), std::string("x\nBcc: eve@evil.test"),
             std::string("x\ry"), std::string("x\0y", 3), std::string("\xff") }) {
        Email mail = email();
        mail.subject = injected;
        EXPECT_EQ(sender->send(mail).error().fault, Fault::Invalid);
        mail = email();
        mail.to = "ada@example.test" + injected;
        EXPECT_EQ(sender->send(mail).error().fault, Fault::Invalid);
        auto settings = settings_for(sink.url());
        settings.from = injected + " <a@b.test>";
        EXPECT_EQ(make_smtp_sender(std::move(settings))->send(email()).error().fault, Fault::Invalid);
    }
    Email mail = email();
    mail.html = "\xff";
    EXPECT_EQ(sender->send(mail).error().fault, Fault::Invalid);
    EXPECT_TRUE(sink.mails().empty());
}

TEST(Smtp, AnAddressTheServerRefusesForGoodIsInvalid)
{
    SmtpSink sink;
    auto const sender = make_smtp_sender(settings_for(sink.url()));
    sink.answer_recipients_with(550);
    EXPECT_EQ(sender->send(email()).error().fault, Fault::Invalid);
    sink.answer_recipients_with(451);
    EXPECT_EQ(sender->send(email()).error().fault, Fault::Unavailable);
    sink.answer_recipients_with(250);
    EXPECT_TRUE(sender->send(email()));
    EXPECT_EQ(sink.mails().size(), 1U);
}

TEST(Smtp, NoServerIsUnavailable)
{
    int port = 0;
    {
        SmtpSink const closed;
        port = closed.port();
    }
    auto const sender = make_smtp_sender(settings_for("smtp://127.0.0.1:" + std::to_string(port)));
    EXPECT_EQ(sender->send(email()).error().fault, Fault::Unavailable);
}

// 0.0.0.0 reaches this machine without being a loopback address by name.
TEST(Smtp, WithoutTlsNothingLeavesTheMachine)
{
    SmtpSink sink;
    std::string const port = std::to_string(sink.port());
    EXPECT_EQ(make_smtp_sender(settings_for("smtp://0.0.0.0:" + port, "mailer"))->send(email()).error().fault,
        Fault::Unavailable);
    EXPECT_EQ(
        make_smtp_sender(settings_for("smtps://127.0.0.1:" + port))->send(email()).error().fault, Fault::Unavailable);
    EXPECT_TRUE(sink.mails().empty());
}

TEST(Smtp, OnlySmtpAddressesAreServers)
{
    for (char const* url :
        { "", "http://127.0.0.1/", "file:///etc/passwd", "smtp://", "smtp://user:pw@127.0.0.1", "127.0.0.1:25" })
        EXPECT_EQ(make_smtp_sender(settings_for(url))->send(email()).error().fault, Fault::Invalid) << url;
}

TEST(Mailbox, AddressesAreChecked)
{
    EXPECT_EQ(parse_mailbox("Ada L. <ada@x.test>")->display, "Ada L.");
    EXPECT_EQ(parse_mailbox("<ada@x.test>")->address, "ada@x.test");
    EXPECT_TRUE(parse_mailbox("j\xc3\xb6rg@x.test"));
    for (std::string const& text : { std::string(""), std::string("ada"), std::string("@x"), std::string("ada@"),
             std::string("a@b@c"), std::string("a b@x"), std::string("a@x,b@y"), std::string("a@x>"),
             std::string("<a@x> <b@y"), std::string("a@x;"), std::string(250, 'a') + "@x.test" })
        EXPECT_EQ(parse_mailbox(text).error().fault, Fault::Invalid) << text;
}

struct Gateway {
    int status = 202;
    std::promise<http::Request> asked;
    http::Server server = http::Server::start(
        { .listen = { http::Listen{} }, .trusted_proxies = {}, .loops = 1, .workers = 1 }, routes())
                              .value();

    http::Router routes()
    {
        http::Router router;
        router.post("/send", [this](http::Request const& request) {
            asked.set_value(request);
            return http::text_response(status, "");
        });
        return router;
    }
    Result<void> send(std::string const& to, std::string const& text, SmsSender::Kind kind = SmsSender::Kind::Text)
    {
        asked = {};
        return make_sms_gateway({ .url = "http://127.0.0.1:" + std::to_string(server.port()) + "/send",
                                    .token = Secret<SmsTokenTag>("token") })
            ->send(to, text, kind);
    }
};

TEST(Sms, TheGatewayReceivesNumberAndText)
{
    Gateway gateway;
    auto const sent = gateway.send("+4915112345678", "Grüße \"123456\"\nBye");
    ASSERT_TRUE(sent) << sent.error().detail;
    http::Request const request = gateway.asked.get_future().get();
    EXPECT_EQ(request.headers.get("Authorization"), "Bearer token");
    EXPECT_EQ(request.headers.get("Content-Type"), "application/json");
    EXPECT_EQ(json::parse_object(request.body).value(),
        (json::Object{ { "to", "+4915112345678" }, { "text", "Grüße \"123456\"\nBye" } }));
}

TEST(Sms, ACallIsMarkedAsOne)
{
    Gateway gateway;
    ASSERT_TRUE(gateway.send("+4915112345678", "1, 2", SmsSender::Kind::Call));
    EXPECT_EQ(json::parse_object(gateway.asked.get_future().get().body).value(),
        (json::Object{ { "to", "+4915112345678" }, { "text", "1, 2" }, { "kind", "call" } }));
}

TEST(Sms, TheStatusTellsWhetherToTryAgain)
{
    Gateway gateway;
    for (auto const& [status, fault] : { std::pair{ 400, Fault::Invalid }, std::pair{ 422, Fault::Invalid },
             std::pair{ 401, Fault::Unavailable }, std::pair{ 429, Fault::Unavailable },
             std::pair{ 302, Fault::Unavailable }, std::pair{ 503, Fault::Unavailable } }) {
        gateway.status = status;
        EXPECT_EQ(gateway.send("+4915112345678", "x").error().fault, fault) << status;
    }
}

TEST(Sms, WhatIsNoPhoneNumberIsRefused)
{
    auto const sender = make_sms_gateway({ .url = "http://127.0.0.1:1/", .token = {} });
    for (char const* to : { "", "+", "4915112345678", "+0915112345678", "+49151123456789012", "+49 151 1234567",
             "+4915112345678\r\nX: y", "+123456" })
        EXPECT_EQ(sender->send(to, "x").error().fault, Fault::Invalid) << to;
    EXPECT_EQ(sender->send("+4915112345678", "").error().fault, Fault::Invalid);
    EXPECT_EQ(sender->send("+4915112345678", std::string(1001, 'x')).error().fault, Fault::Invalid);
    EXPECT_EQ(sender->send("+4915112345678", "x").error().fault, Fault::Unavailable);
}

} // namespace
} // namespace gatehouse::mail
