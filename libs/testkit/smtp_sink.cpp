#include "libs/testkit/smtp_sink.h"

#include "libs/base/encoding.h"
#include "libs/base/result.h"
#include "libs/base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace gatehouse::testkit {
namespace {

// Reads lines of a connection; ends when the client leaves or the sink closes.
class Lines {
public:
    Lines(int socket, std::atomic<bool> const& ending)
        : socket_(socket)
        , ending_(ending)
    {
    }

    // Without CRLF; nothing at the end.
    std::optional<std::string> next()
    {
        size_t end = 0;
        while ((end = buffer_.find("\r\n")) == std::string::npos) {
            if (!receive())
                return std::nullopt;
        }
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return line;
    }

private:
    bool receive()
    {
        pollfd waiting{ .fd = socket_, .events = POLLIN, .revents = 0 };
        while (!ending_ && ::poll(&waiting, 1, 20) == 0) { }
        std::array<char, 4096> bytes;
        ssize_t const count = ending_ ? 0 : ::recv(socket_, bytes.data(), bytes.size(), 0);
        if (count <= 0)
            return false;
        buffer_.append(bytes.data(), static_cast<size_t>(count));
        return true;
    }

    int socket_;
    std::atomic<bool> const& ending_;
    std::string buffer_;
};

void reply(int socket, std::string const& text)
{
    std::string const line = text + "\r\n";
    std::ignore = ::send(socket, line.data(), line.size(), MSG_NOSIGNAL);
}

// "MAIL FROM:<a@b> SIZE=3" gives "a@b".
std::string address_in(std::string_view line)
{
    size_t const begin = line.find('<');
    size_t const end = line.find('>');
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin)
        return {};
    return std::string(line.substr(begin + 1, end - begin - 1));
}

// RFC 4616: authorisation identity, NUL, user, NUL, password.
std::string plain_credentials(std::string_view encoded)
{
    auto const bytes = base64_decode(encoded);
    auto const parts = split(bytes.value_or(""), '\0');
    return parts.size() == 3 ? parts[1] + ":" + parts[2] : std::string();
}

std::string read_data(Lines& lines)
{
    std::string data;
    while (auto line = lines.next()) {
        if (*line == ".")
            break;
        // RFC 5321 §4.5.2: a leading dot was doubled.
        data += (line->starts_with('.') ? line->substr(1) : *line) + "\r\n";
    }
    return data;
}

std::string decode_quoted_printable(std::string_view text)
{
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out.push_back(text[i]);
        } else if (text.substr(i + 1).starts_with("\r\n")) {
            i += 2; // a soft line break
        } else {
            out += hex_decode(text.substr(i + 1, 2)).value_or("");
            i += 2;
        }
    }
    return out;
}

// "=?UTF-8?B?R3LDvMOfZQ==?=" becomes text; white space between two such words goes. RFC 2047 §6.2.
std::string decode_words(std::string_view text)
{
    constexpr std::string_view kStart = "=?UTF-8?B?";
    std::string out;
    for (size_t begin = text.find(kStart); begin != std::string_view::npos; begin = text.find(kStart)) {
        std::string_view const before = text.substr(0, begin);
        if (out.empty() || !trim(before).empty())
            out += before;
        text.remove_prefix(begin + kStart.size());
        size_t const end = text.find("?=");
        out += base64_decode(text.substr(0, end)).value_or("");
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    }
    return out + std::string(text);
}

std::string_view head_of(std::string_view entity)
{
    return entity.substr(0, entity.find("\r\n\r\n"));
}
std::string_view body_of(std::string_view entity)
{
    size_t const end = entity.find("\r\n\r\n");
    return end == std::string_view::npos ? std::string_view() : entity.substr(end + 4);
}

std::string field_of(std::string_view entity, std::string_view name)
{
    std::string const head = replace_all(replace_all(std::string(head_of(entity)), "\r\n ", " "), "\r\n\t", " ");
    for (std::string const& line : split(head, '\n')) {
        size_t const colon = line.find(':');
        if (colon != std::string::npos && equals_ignoring_case(line.substr(0, colon), name))
            return std::string(trim(std::string_view(line).substr(colon + 1)));
    }
    return {};
}

std::string decoded_body(std::string_view entity)
{
    std::string const encoding = to_lower(field_of(entity, "Content-Transfer-Encoding"));
    std::string body(body_of(entity));
    if (encoding == "quoted-printable")
        body = decode_quoted_printable(body);
    else if (encoding == "base64")
        body = base64_decode(replace_all(body, "\r\n", "")).value_or("");
    return replace_all(body, "\r\n", "\n");
}

std::string find_part(std::string_view entity, std::string_view content_type)
{
    std::string const type = field_of(entity, "Content-Type");
    size_t const at = type.find("boundary=");
    if (at == std::string::npos)
        return type.starts_with(content_type) ? decoded_body(entity) : std::string();
    std::string const boundary = "--" + replace_all(type.substr(at + 9, type.find(';', at) - at - 9), "\"", "");
    std::string_view rest = body_of(entity);
    for (size_t begin = rest.find(boundary); begin != std::string_view::npos; begin = rest.find(boundary)) {
        rest.remove_prefix(std::min(begin + boundary.size() + 2, rest.size()));
        std::string const found = find_part(rest.substr(0, rest.find("\r\n" + boundary)), content_type);
        if (!found.empty())
            return found;
    }
    return {};
}

} // namespace

std::string ReceivedMail::header(std::string_view name) const
{
    return decode_words(field_of(data, name));
}
std::string ReceivedMail::part(std::string_view content_type) const
{
    return find_part(data, content_type);
}

SmtpSink::SmtpSink()
    : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    check(listener_ >= 0 && ::bind(listener_, raw, size) == 0 && ::listen(listener_, 16) == 0
            && ::getsockname(listener_, raw, &size) == 0,
        "the mail sink cannot listen");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { accept_clients(); });
}

SmtpSink::~SmtpSink()
{
    ending_ = true;
    thread_.join();
    ::close(listener_);
}

std::string SmtpSink::url() const
{
    return "smtp://127.0.0.1:" + std::to_string(port_);
}

std::vector<ReceivedMail> SmtpSink::mails() const
{
    std::lock_guard const lock(mutex_);
    return mails_;
}

std::optional<ReceivedMail> SmtpSink::wait_for(size_t count) const
{
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, std::chrono::seconds(10), [&] { return mails_.size() >= count; }) || count == 0)
        return std::nullopt;
    return mails_[count - 1];
}

void SmtpSink::accept_clients()
{
    std::vector<std::jthread> clients;
    pollfd waiting{ .fd = listener_, .events = POLLIN, .revents = 0 };
    while (!ending_) {
        if (::poll(&waiting, 1, 20) <= 0)
            continue;
        int const client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client >= 0)
            clients.emplace_back([this, client] { serve(client); });
    }
}

void SmtpSink::serve(int client)
{
    Lines lines(client, ending_);
    ReceivedMail mail;
    reply(client, "220 sink.test ESMTP");
    while (auto line = lines.next()) {
        std::string const verb = to_upper(line->substr(0, 4));
        if (verb == "EHLO") {
            reply(client, "250-sink.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN");
        } else if (verb == "AUTH") {
            auto const words = split_words(*line);
            if (words.size() < 3)
                reply(client, "334 ");
            mail.credentials = plain_credentials(words.size() < 3 ? lines.next().value_or("") : words[2]);
            reply(client, mail.credentials.empty() ? "535 5.7.8 no" : "235 2.7.0 yes");
        } else if (verb == "MAIL") {
            mail.from = address_in(*line);
            reply(client, "250 2.1.0 ok");
        } else if (verb == "RCPT") {
            mail.to.push_back(address_in(*line));
            reply(client, std::to_string(recipient_code_) + " as told");
        } else if (verb == "DATA") {
            reply(client, "354 go on");
            mail.data = read_data(lines);
            {
                std::lock_guard const lock(mutex_);
                mails_.push_back(mail);
            }
            arrived_.notify_all();
            mail = ReceivedMail{ .from = {}, .to = {}, .credentials = mail.credentials, .data = {} };
            reply(client, "250 2.0.0 kept");
        } else if (verb == "QUIT") {
            reply(client, "221 2.0.0 bye");
            break;
        } else {
            reply(client, verb == "RSET" || verb == "NOOP" ? "250 2.0.0 ok" : "502 5.5.1 unknown");
        }
    }
    ::close(client);
}

} // namespace gatehouse::testkit
