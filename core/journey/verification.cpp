#include "core/journey/verification.h"

#include "core/directory/identity.h"
#include "core/journey/limits.h"
#include "core/journey/texts.h"
#include "libs/base/encoding.h"
#include "libs/base/secret.h"
#include "libs/crypto/digest.h"
#include "libs/html/html.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

constexpr std::chrono::hours kFloodWindow{ 1 };
constexpr int kFloodEmails = 20;
constexpr int kFloodTexts = 10; // text messages cost money

constexpr std::string_view kEmail = R"(<!DOCTYPE html>
<html lang="{{language}}"><body style="font-family:sans-serif;line-height:1.5">
<p>{{product}}</p>
<p>{{intro}}</p>
<p style="font-size:1.6em;letter-spacing:.15em"><strong>{{code}}</strong></p>
<p>{{outro}}</p>
</body></html>
)";

std::string folded(std::string_view address)
{
    return sign_in_key(address);
}

bool is_here(Run const& run, std::uint32_t journey, std::uint32_t step)
{
    return !run.state.frames.empty() && run.state.frames.back().journey == journey
        && run.state.frames.back().step == step;
}

// Lengths keep the parts apart: no purpose and subject can be shifted into another pair with the same digest.
std::string digest_of(Run const& run, Challenge const& challenge, std::string_view subject, std::string_view code)
{
    std::string bytes;
    std::string const step = challenge.step == kEveryStep ? std::string() : page_of(run.state);
    for (std::string_view const part : { std::string_view(run.state.id.text()), std::string_view(step),
             std::string_view(challenge.purpose), subject, code }) {
        bytes += std::to_string(part.size());
        bytes += ':';
        bytes += part;
    }
    return base64url_encode(crypto::sha256(bytes));
}

Challenge* find_here(Run& run, std::string_view purpose)
{
    return const_cast<Challenge*>(find_challenge(run, purpose));
}

Challenge& open_challenge(Run& run, std::string const& purpose, Reach reach = Reach::Step)
{
    if (Challenge* challenge = find_here(run, purpose))
        return *challenge;
    Challenge fresh;
    fresh.purpose = purpose;
    fresh.frame_journey = run.frame().journey;
    fresh.step = reach == Reach::Journey ? kEveryStep : run.frame().step;
    run.state.challenges.push_back(std::move(fresh));
    return run.state.challenges.back();
}

// Each character equally likely: what is left over of a byte is thrown away.
std::string random_code(Random& random, CodeRules const& rules)
{
    auto const length = static_cast<size_t>(rules.length);
    if (rules.characters.empty())
        return random_digits(random, length);
    size_t const usable = 256 - 256 % rules.characters.size();
    std::string code;
    while (code.size() < length) {
        unsigned char byte = 0;
        random.fill({ &byte, 1 });
        if (byte < usable)
            code += rules.characters[byte % rules.characters.size()];
    }
    return code;
}

void use_up(Challenge& challenge)
{
    challenge.digest.clear();
    challenge.code.clear();
}

bool is_good(Run const& run, Challenge const& challenge, std::string_view subject)
{
    return challenge.live() && !challenge.code.empty() && run.now < challenge.expires
        && folded(challenge.subject) == folded(trim(subject));
}

std::string spoken(std::string_view code)
{
    std::string text;
    for (char const c : code)
        text += (text.empty() ? "" : ", ") + std::string(1, c);
    return text;
}

} // namespace

NewCode make_code(Run& run, std::string const& purpose, std::string const& subject, CodeRules const& rules)
{
    Challenge* challenge = find_here(run, purpose);
    if (challenge && challenge->sent >= rules.generations)
        return { SendResult::TooMany, {} };
    if (rules.reuse && challenge && is_good(run, *challenge, subject)) {
        // Its end and the wrong tries stay: asking again gives nobody more of either.
        ++challenge->sent;
        return { SendResult::Made, challenge->code };
    }
    std::string code = random_code(run.services.random, rules);
    SendResult const result = keep_code(run, purpose, subject, code, rules);
    return { result, std::move(code) };
}

SendResult keep_code(
    Run& run, std::string const& purpose, std::string const& subject, std::string const& code, CodeRules const& rules)
{
    Challenge& challenge = open_challenge(run, purpose, rules.reach);
    if (challenge.sent >= rules.generations)
        return SendResult::TooMany;
    challenge.code = rules.reuse ? code : std::string();
    challenge.subject = trim(subject);
    challenge.digest = digest_of(run, challenge, folded(subject), code);
    challenge.expires = run.now + rules.lifetime;
    challenge.attempts = 0;
    ++challenge.sent;
    drop_proof(run, purpose);
    return SendResult::Made;
}

CodeCheck check_code(
    Run& run, std::string const& purpose, std::string const& subject, std::string_view code, CodeRules const& rules)
{
    Challenge* challenge = find_here(run, purpose);
    if (!challenge)
        return CodeCheck::None;
    if (!challenge->live())
        return challenge->attempts >= rules.wrong_codes ? CodeCheck::Dead : CodeCheck::None;
    if (run.now >= challenge->expires) {
        use_up(*challenge);
        return CodeCheck::Expired;
    }
    bool const right = constant_time_equal(digest_of(run, *challenge, folded(subject), trim(code)), challenge->digest);
    if (right) {
        use_up(*challenge);
        challenge->attempts = 0;
        return CodeCheck::Right;
    }
    if (++challenge->attempts < rules.wrong_codes)
        return CodeCheck::Wrong;
    use_up(*challenge);
    return CodeCheck::Dead;
}

std::string make_challenge(Run& run, std::string const& purpose, std::string const& subject, seconds lifetime)
{
    std::string challenge = random_token(run.services.random);
    Challenge& made = open_challenge(run, purpose);
    made.subject = subject;
    made.digest = digest_of(run, made, subject, challenge);
    made.expires = run.now + lifetime;
    return challenge;
}

bool take_challenge(Run& run, std::string const& purpose, std::string const& subject, std::string_view challenge)
{
    Challenge* made = find_here(run, purpose);
    if (!made || !made->live())
        return false;
    bool const right
        = run.now < made->expires && constant_time_equal(digest_of(run, *made, subject, challenge), made->digest);
    made->digest.clear();
    return right;
}

Challenge const* find_challenge(Run const& run, std::string_view purpose)
{
    auto const found = std::ranges::find_if(run.state.challenges, [&](Challenge const& one) {
        return one.purpose == purpose && (one.step == kEveryStep || is_here(run, one.frame_journey, one.step));
    });
    return found == run.state.challenges.end() ? nullptr : &*found;
}

void note_code_sent(Run& run, std::string const& purpose, std::string const& subject)
{
    Challenge& challenge = open_challenge(run, purpose);
    challenge.subject = trim(subject);
    // No digest looks like this.
    challenge.digest = "sent";
    challenge.expires = run.now + CodeRules{}.lifetime;
    ++challenge.sent;
}

void drop_challenge(Run& run, std::string_view purpose)
{
    // The count of generations stays, so that giving up an address buys no new ones.
    if (Challenge* challenge = find_here(run, purpose)) {
        use_up(*challenge);
        challenge->attempts = 0;
        challenge->subject.clear();
    }
}

void add_proof(Run& run, std::string const& purpose, std::string const& subject)
{
    drop_proof(run, purpose);
    run.state.proofs.push_back(Proof{
        .purpose = purpose, .frame_journey = run.frame().journey, .step = run.frame().step, .subject = subject });
}

Proof const* find_proof(Run const& run, std::string_view purpose)
{
    auto const found = std::ranges::find_if(run.state.proofs,
        [&](Proof const& one) { return one.purpose == purpose && is_here(run, one.frame_journey, one.step); });
    return found == run.state.proofs.end() ? nullptr : &*found;
}

void drop_proof(Run& run, std::string_view purpose)
{
    std::erase_if(run.state.proofs,
        [&](Proof const& one) { return one.purpose == purpose && is_here(run, one.frame_journey, one.step); });
}

void drop_proofs_of_step(Run& run)
{
    std::erase_if(run.state.proofs, [&](Proof const& one) { return is_here(run, one.frame_journey, one.step); });
    for (Challenge& challenge : run.state.challenges)
        if (is_here(run, challenge.frame_journey, challenge.step))
            use_up(challenge);
}

bool same_address(std::string_view left, std::string_view right)
{
    return folded(left) == folded(right);
}

Result<bool> is_flooded(Run& run, Channel channel, std::string const& to)
{
    int const sent = TRY(read<int>(run.services.store,
        [&](Ports& ports) { return ports.messages.count_since(run.tenant.id, to, run.now - kFloodWindow); }));
    if (sent >= (channel == Channel::Email ? kFloodEmails : kFloodTexts))
        return true;
    return !may_send(run, channel);
}

void queue_code(
    Run& run, Channel channel, std::string const& to, std::string const& code, std::string const& content_definition)
{
    Texts const texts(run.plan, content_definition, run.state.language);
    std::string const product = run.tenant.display_name.empty() ? run.tenant.domain : run.tenant.display_name;
    auto const filled = [&](std::string_view string_id, std::string_view otherwise) {
        std::string const text = replace_all(texts.page(string_id, otherwise), "{tenant}", product);
        return replace_all(text, "{code}", code);
    };
    Message message;
    message.id = random_guid(run.services.random);
    message.channel = channel;
    message.to = to;
    message.created = run.now;
    if (channel == Channel::Email) {
        std::string const intro = filled("message_email_intro", "Use this code to confirm your email address:");
        std::string const outro = filled("message_email_outro",
            "It is valid for ten minutes. If you did not ask for it, you can ignore this message.");
        message.subject = filled("message_email_subject", "{tenant}: your verification code");
        message.text = intro + "\n\n    " + code + "\n\n" + outro + "\n";
        message.html = html::fill(kEmail,
            { { "language", run.state.language }, { "product", product }, { "intro", intro }, { "code", code },
                { "outro", outro } })
                           .take();
    } else if (channel == Channel::Call) {
        // Digit by digit, and twice: nobody can look at a call again.
        std::string const text = texts.page("message_call_text", "Your code for {tenant} is {code}. Again: {code}.");
        message.text = replace_all(replace_all(text, "{tenant}", product), "{code}", spoken(code));
    } else {
        message.text = filled("message_sms_text", "{code} is your verification code for {tenant}.");
    }
    run.writes.messages.push_back(std::move(message));
    // Neither the code nor the address goes to the audit.
    audit(run, AuditKind::CodeSent, json::Object{ { "channel", name(channel) } });
}

} // namespace gatehouse::journey
