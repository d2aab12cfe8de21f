#include "libs/base/text.h"
#include "libs/http/client.h"
#include "libs/json/json.h"
#include "libs/mail/mail.h"

#include <algorithm>

namespace gatehouse::mail {
namespace {

constexpr size_t kMaxTextCharacters = 1000;

// ITU-T E.164: "+", a country code that does not start with 0, at most 15 digits.
bool is_phone_number(std::string_view text)
{
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0'
        && std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

class SmsGateway final : public SmsSender {
public:
    explicit SmsGateway(SmsSettings settings)
        : settings_(std::move(settings))
        , client_(http::make_client())
    {
    }

    Result<void> send(std::string const& to, std::string const& text, Kind kind) override
    {
        if (!is_phone_number(to))
            return fail(Fault::Invalid, "SMS: not a phone number in international form");
        if (text.empty() || !is_utf8(text) || count_code_points(text) > kMaxTextCharacters)
            return fail(Fault::Invalid, "SMS: the text is empty, not UTF-8 or too long");
        if (has_control_characters(settings_.token.reveal()))
            return fail(Fault::Invalid, "SMS: the token has control characters");
        json::Object body{ { "to", to }, { "text", text } };
        if (kind == Kind::Call)
            body.set("kind", "call");
        http::ClientRequest request{
            .method = http::Method::Post, .url = settings_.url, .headers = {}, .body = json::write(body)
        };
        request.headers.set("Content-Type", "application/json");
        if (!settings_.token.empty())
            request.headers.set("Authorization", "Bearer " + std::string(settings_.token.reveal()));
        http::Response const answer = TRY(client_->send(request));
        if (answer.status >= 200 && answer.status < 300)
            return {};
        // RFC 9110 §15.5.1, §15.5.21: the gateway understood and will refuse this message again. Any other status is
        // about us or about now.
        bool const for_good = answer.status == 400 || answer.status == 422;
        return fail(for_good ? Fault::Invalid : Fault::Unavailable,
            "SMS: the gateway answered " + std::to_string(answer.status));
    }

private:
    SmsSettings settings_;
    std::unique_ptr<http::Client> client_;
};

} // namespace

std::unique_ptr<SmsSender> make_sms_gateway(SmsSettings settings)
{
    return std::make_unique<SmsGateway>(std::move(settings));
}

} // namespace gatehouse::mail
