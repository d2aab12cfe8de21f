// Whether a person is there: what a page shows and takes when its policy asks. Nothing that counts is done before: no
// password is looked at and nobody is sent a code. B2C: CaptchaControl, setting.enableCaptchaChallenge.
#pragma once

#include "core/journey/run.h"
#include "core/journey/texts.h"

namespace gatehouse::journey {

// What a verification of the language's own leaves in the step (attack-14): without it the action's success is none.
inline constexpr std::string_view kCaptchaSolved = "Captcha/solved";

// The captcha of the profile's page, null when it has none.
policy::DisplayControl const* captcha_of(Run const& run, policy::Profile const& profile);

// Its place on the page, to be filled by show_captcha().
PageField captcha_field(Run const& run, policy::DisplayControl const& control, Texts const& texts);
// Asks something new, unless it is solved: what was asked before is void. Does nothing on a page without its field.
Result<std::optional<Refusal>> show_captcha(
    Run& run, policy::Profile const& profile, Page& page, std::string const& error);

// What is to become of an action on a page, as far as its captcha is concerned.
struct CaptchaGate {
    enum class Next { GoOn, Draw, End } next = Next::GoOn;
    std::string error = {}; // to draw
    std::optional<Refusal> refusal = {}; // to end with
};
enum class CaptchaNeed { Action, None }; // whether the action may be taken by a person only
// Another picture or an answer alone, which name the control, are done with here.
Result<CaptchaGate> pass_captcha(Run& run, policy::Profile const& profile, CaptchaNeed need);
// A try at a password or the like is over: the next one costs another captcha.
void spend_captcha(Run& run, policy::Profile const& profile);

} // namespace gatehouse::journey
