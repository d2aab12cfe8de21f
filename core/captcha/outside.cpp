#include "core/captcha/captcha.h"

#include "libs/json/json.h"
#include "libs/url/url.h"

namespace gatehouse {
namespace {

// A token of these providers has some thousand characters at most.
constexpr size_t kLongestResponse = 8 * 1024;

} // namespace

std::optional<OutsideCaptchaSettings> find_outside_captcha(std::string_view name)
{
    OutsideCaptchaSettings found;
    if (name == "hcaptcha") {
        found.widget = { .script = "https://js.hcaptcha.com/1/api.js",
            .css_class = "h-captcha",
            .site_key = {},
            .answer_field = "h-captcha-response",
            .sources = { "https://hcaptcha.com", "https://*.hcaptcha.com" } };
        found.verify_url = "https://api.hcaptcha.com/siteverify";
    } else if (name == "turnstile") {
        found.widget = { .script = "https://challenges.cloudflare.com/turnstile/v0/api.js",
            .css_class = "cf-turnstile",
            .site_key = {},
            .answer_field = "cf-turnstile-response",
            .sources = { "https://challenges.cloudflare.com" } };
        found.verify_url = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
    } else if (name == "recaptcha") {
        found.widget = { .script = "https://www.google.com/recaptcha/api.js",
            .css_class = "g-recaptcha",
            .site_key = {},
            .answer_field = "g-recaptcha-response",
            .sources = { "https://www.google.com/recaptcha/", "https://www.gstatic.com/recaptcha/" } };
        found.verify_url = "https://www.google.com/recaptcha/api/siteverify";
    } else {
        return std::nullopt;
    }
    return found;
}

OutsideCaptcha::OutsideCaptcha(OutsideCaptchaSettings settings)
    : settings_(std::move(settings))
{
}

CaptchaPuzzle OutsideCaptcha::make(CaptchaKind, Random&) const
{
    return {};
}

Result<bool> OutsideCaptcha::verify(std::string_view response, std::string_view address, CaptchaPost const& post) const
{
    if (response.empty() || response.size() > kLongestResponse)
        return false;
    url::Form form;
    form.add("secret", std::string(settings_.secret.reveal()));
    form.add("response", std::string(response));
    if (!address.empty())
        form.add("remoteip", std::string(address));
    auto const answer = json::parse_object(TRY(post(settings_.verify_url, url::build_form(form))));
    if (!answer)
        return fail(Fault::Unavailable, "the captcha's verifier did not answer with a JSON object");
    return answer->boolean("success").value_or(false);
}

} // namespace gatehouse
