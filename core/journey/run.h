// What one call of advance() works with. Private to core/journey.
#pragma once

#include "core/journey/advance.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::journey {

// Values by partner name, as technical profiles exchange them.
using Values = CaseMap<ClaimValue>;

// Steps, profiles and transformations that one call may run: a policy is semi-trusted, and a loop in it must end.
constexpr int kBudget = 1000;

class Tracer;

struct Run {
    policy::Plan const& plan;
    Tenant const& tenant;
    State state;
    Input const& input;
    Services& services;
    Time now;
    Writes writes = {};
    int budget = kBudget;
    // What the person proved in this call: any factor, and a password (typed right, or set).
    bool proved = false;
    bool proved_password = false;
    // What an identity provider's token endpoint gave in this call: {oauth2:access_token} and its kin.
    CaseMap<std::string> provider_tokens = {};
    // A session would have answered a step if max_age did not rule it out.
    bool session_too_old = false;
    // Null: nobody wants to know what happens.
    Tracer* tracer = nullptr;

    Frame& frame() { return state.frames.back(); }
    policy::Step const& step() const
    {
        Frame const& top = state.frames.back();
        return plan.journeys[top.journey].steps[top.step];
    }
};

// Why a technical profile did not do its work, and what the person is told.
struct Failure {
    std::string message_id; // "UserMessageIfInvalidPassword": looked up in metadata and localization
    std::string text; // English, when nothing else is found
    std::string code; // "AADB2C90053" or ""
    // The journey ends with it; nothing: a page shows the message, elsewhere the journey ends with 90085.
    std::optional<Refusal> refusal;
    // How the journey ends when there is no page for the message; nothing: with 90085.
    std::optional<Refusal> without_page = {};
    // For "{0}", "{1}" in the words of a policy's author.
    std::vector<std::string> arguments = {};
};

// OIDC Core §3.1.2.1: prompt is a list of words.
bool has_prompt(Run const& run, std::string_view word);
// No page may be drawn: prompt=none, or a journey without a browser, which has nobody to show it to.
bool is_silent(Run const& run);
// How such a journey ends when it needs one.
Refusal interaction_required(Run const& run);
// The client wants the sign-up page at once: prompt=create (OpenID Connect "Initiating User Registration"),
// option=signup.
bool wants_sign_up(Run const& run);

// Ends a journey with B2C's number and sentence.
Refusal refuse(int code, std::string_view error, std::string_view text);
Refusal internal_refusal();

// The person proved who they are just now.
void prove(Run& run);
void prove_password(Run& run);

AuditEvent& audit(Run& run, AuditKind kind, json::Object detail = {});
// The value of the claim `objectId`, if there is one: whom the journey is about.
UserId known_user(Run const& run, Bag const& bag);

} // namespace gatehouse::journey
