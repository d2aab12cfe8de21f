#include "core/captcha/captcha.h"
#include "core/captcha/puzzles.h"

#include "libs/base/encoding.h"
#include "libs/base/text.h"

namespace gatehouse {

using namespace captcha;

CaptchaPuzzle BuiltInCaptcha::make(CaptchaKind kind, Random& random) const
{
    Dice dice(random);
    CaptchaPuzzle puzzle;
    if (kind == CaptchaKind::Audio) {
        puzzle.answer = dice.text(kCounts, kLength);
        puzzle.media = "data:audio/wav;base64," + base64_encode(play_counts(puzzle.answer, dice));
    } else {
        puzzle.answer = dice.text(kLetters, kLength);
        puzzle.media = "data:image/png;base64," + base64_encode(draw_letters(puzzle.answer, dice));
    }
    return puzzle;
}

Result<bool> BuiltInCaptcha::verify(std::string_view, std::string_view, CaptchaPost const&) const
{
    return fail(Fault::Internal, "the built-in captcha has no widget");
}

std::string captcha_answer(std::string_view typed)
{
    return to_upper(replace_all(std::string(typed), " ", ""));
}

} // namespace gatehouse
