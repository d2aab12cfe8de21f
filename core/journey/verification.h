// One-time codes: made, sent, tried. What a code proves is bound to journey, step, purpose and address.
#pragma once

#include "core/journey/run.h"

namespace gatehouse::journey {

// How far a code goes. One that a page sends for itself opens nothing at another step. Profiles that send and verify
// may stand at two steps, as the pages of a sign-in by phone do: their codes go as far as the journey.
enum class Reach { Step, Journey };

struct CodeRules {
    seconds lifetime{ 600 };
    int length = 6;
    std::string characters = {}; // that a code is made of, each once; "" for digits
    int wrong_codes = 5; // then the code is dead
    int generations = 10; // per journey
    Reach reach = Reach::Step;
    bool reuse = false; // B2C: ReuseSameCode. While a code is good, asking again gives the same one
};

enum class SendResult {
    Made,
    TooMany, // generations of this journey are used up
    Throttled, // too many messages to this address
};

struct NewCode {
    SendResult result = SendResult::Made;
    std::string code;
};
// A fresh code replaces the former one for the same purpose.
NewCode make_code(Run& run, std::string const& purpose, std::string const& subject, CodeRules const& rules);

// The same for a code that somebody else has made.
SendResult keep_code(
    Run& run, std::string const& purpose, std::string const& subject, std::string const& code, CodeRules const& rules);

enum class CodeCheck { Right, Wrong, Dead, Expired, None };
// Counts a wrong try; Dead from the last allowed one on. Right uses the code up.
CodeCheck check_code(
    Run& run, std::string const& purpose, std::string const& subject, std::string_view code, CodeRules const& rules);

// A random challenge for an authenticator, bound as a code is. It replaces the former one for the same purpose.
std::string make_challenge(Run& run, std::string const& purpose, std::string const& subject, seconds lifetime);
// Uses the challenge up, whether this is it or not: an answer is tried once (attack-14).
bool take_challenge(Run& run, std::string const& purpose, std::string const& subject, std::string_view challenge);

// The live code or the remains of the last one for this purpose at the present step.
Challenge const* find_challenge(Run const& run, std::string_view purpose);
// A display control's action sent something: for drawing only, no code opens it.
void note_code_sent(Run& run, std::string const& purpose, std::string const& subject);
void drop_challenge(Run& run, std::string_view purpose);

void add_proof(Run& run, std::string const& purpose, std::string const& subject);
// A proof of this step of this journey only (attack-14).
Proof const* find_proof(Run const& run, std::string_view purpose);
void drop_proof(Run& run, std::string_view purpose);
// At the end of a step: nothing that was proven in it serves another.
void drop_proofs_of_step(Run& run);

// Addresses compare folded.
bool same_address(std::string_view left, std::string_view right);

// True when this address got too many messages within the hour (a stranger must not flood it through us), or this
// client, account or tenant has sent too many.
Result<bool> is_flooded(Run& run, Channel channel, std::string const& to);
// Queues the message with a code; the code appears nowhere else.
void queue_code(
    Run& run, Channel channel, std::string const& to, std::string const& code, std::string const& content_definition);

} // namespace gatehouse::journey
