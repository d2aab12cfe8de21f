// Telling people from programs: the port, the puzzles that are made here, and those of others. B2C: CaptchaProvider.
// docs/decisions/2026-11-29-captcha.md.
#pragma once

#include "core/model/page.h"
#include "libs/base/random.h"
#include "libs/base/result.h"
#include "libs/base/secret.h"

#include <functional>
#include <string>
#include <string_view>

namespace gatehouse {

enum class CaptchaKind { Visual, Audio }; // B2C: challengeType

struct CaptchaPuzzle {
    std::string answer;
    std::string media; // a data: address
};

// How a provider asks its own host: one POST of a form through the guarded client, answered with the body.
using CaptchaPost = std::function<Result<std::string>(std::string const& url, std::string const& form)>;

// One of two sorts: either it makes puzzles, and whoever shows them compares the answer; or it has a widget, and
// decides itself.
class CaptchaProvider {
public:
    virtual ~CaptchaProvider() = default;
    // Null: puzzles are made here.
    virtual CaptchaWidget const* widget() const = 0;
    virtual CaptchaPuzzle make(CaptchaKind kind, Random& random) const = 0;
    // What the widget has put into the form; `address` of the peer. Without an answer of its host: an error, which is
    // no yes.
    virtual Result<bool> verify(std::string_view response, std::string_view address, CaptchaPost const& post) const = 0;
};

// Asks nobody. A picture of distorted characters, or groups of tones to be counted.
class BuiltInCaptcha final : public CaptchaProvider {
public:
    CaptchaWidget const* widget() const override { return nullptr; }
    CaptchaPuzzle make(CaptchaKind kind, Random& random) const override;
    Result<bool> verify(std::string_view response, std::string_view address, CaptchaPost const& post) const override;
};
// What of a typed answer counts: neither case nor spaces do.
std::string captcha_answer(std::string_view typed);

// hCaptcha, Turnstile and reCAPTCHA differ by names only: a script that puts a token into the form, and an address that
// takes secret and token and answers {"success":true}.
struct OutsideCaptchaSettings {
    CaptchaWidget widget;
    std::string verify_url;
    Secret<struct CaptchaSecretTag> secret;
};
// "hcaptcha", "turnstile" or "recaptcha", without keys. Nothing for another name.
std::optional<OutsideCaptchaSettings> find_outside_captcha(std::string_view name);

class OutsideCaptcha final : public CaptchaProvider {
public:
    explicit OutsideCaptcha(OutsideCaptchaSettings settings);
    CaptchaWidget const* widget() const override { return &settings_.widget; }
    CaptchaPuzzle make(CaptchaKind kind, Random& random) const override;
    Result<bool> verify(std::string_view response, std::string_view address, CaptchaPost const& post) const override;

private:
    OutsideCaptchaSettings settings_;
};

} // namespace gatehouse
