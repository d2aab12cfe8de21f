// A journey as a stored value: everything about one run of a policy between two requests of the browser.
#pragma once

#include "core/model/claims.h"
#include "core/model/ids.h"
#include "core/policy/plan.h"
#include "libs/base/time.h"
#include "libs/url/url.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gatehouse::journey {

// What the client asked for; claim resolvers read it, the edge answers with it.
struct Request {
    ClientId client;
    std::string redirect_uri; // proven to be registered
    std::string response_type;
    std::string response_mode;
    std::string scope;
    std::string state;
    std::string nonce;
    std::string code_challenge;
    std::string dpop_key; // thumbprint of the key that the code is bound to, "" for none
    std::string prompt;
    std::string login_hint;
    UserId hinted_user; // of a proven id_token_hint
    std::string domain_hint;
    std::string ui_locales;
    std::string accept_language;
    std::string acr_values;
    std::optional<std::int64_t> max_age;
    bool client_info = false;
    // All parameters as sent: {OAUTH-KV:x}.
    url::Form parameters;
    std::string address; // of the peer
    std::string host; // configured public host, never the Host header
    std::string issuer; // `iss` of what the authorize endpoint answers with
};

// The step of a challenge that holds for the whole journey.
inline constexpr std::uint32_t kEveryStep = 0xffff'ffff;

// A code that was sent, bound to the step, purpose and address it was sent for (attack-14, attack-24, attack-31): it
// proves that address, for that step of this journey, and nothing else.
struct Challenge {
    std::string purpose; // profile or control id, and claim: "LocalAccountSignUp/email"
    std::uint32_t frame_journey = 0;
    std::uint32_t step = 0; // or kEveryStep
    std::string subject; // the address or user id
    // SHA-256 of journey, step, purpose, subject and code, base64url; "" when the code is used up, expired or dead.
    std::string digest;
    Time expires;
    int attempts = 0; // wrong codes for the present one
    int sent = 0; // generations in this journey
    std::string code = {}; // only where a policy wants it sent again (ReuseSameCode); stored sealed as all of a state
    bool live() const { return !digest.empty(); }
};

// An address that was proven in a step.
struct Proof {
    std::string purpose;
    std::uint32_t frame_journey = 0;
    std::uint32_t step = 0;
    std::string subject;
};

struct Frame {
    policy::JourneyIndex journey = 0;
    std::uint32_t step = 0; // index into Journey::steps
};

// How a journey was begun. Only a browser waits for pages; the others end in one call, and are never stored.
enum class Entrance {
    Browser,
    Refresh, // a refresh token
    UserInfo, // an access token at userinfo
    App, // client credentials: about nobody
};

// On the way to an identity provider and back: what the answer must fit. One answer is taken, and only for the step and
// profile that the browser was sent off by (attack-42, attack-43).
struct Errand {
    std::string profile; // id of the technical profile
    std::string state; // digest of the `state` that was sent
    std::string nonce; // OpenID Connect
    std::string code_verifier; // "": the provider takes none
    std::string issuer; // whose answer it must be; "": decided by the policy's prefixes, or OAuth2 says none
    std::string redirect_uri;
    std::string token = {}; // OAuth 1.0a: the temporary credentials
    std::string token_secret = {};
    // Index of the step on whose page it was chosen, in the same journey: there the person may turn back to.
    std::optional<std::uint32_t> chosen_at;
};

enum class Phase {
    Running, // between pages; only inside advance()
    OnPage, // waits for the browser
    Accepted, // the page's values were accepted; waits for "confirmed" (B2C: GET .../confirmed)
    Ended, // finished or refused: nothing more can happen
    Away, // the browser is at an identity provider
};

struct State {
    JourneyId id;
    std::int64_t version = 0;
    TenantId tenant;
    PolicyId policy;
    std::string plan_hash; // a running journey keeps the plan it began with
    CorrelationId correlation;
    // Digest of the cookie of the browser that began it: another browser cannot continue it (attack-43, attack-18).
    std::string browser;
    Time started;
    Time expires;
    Request request;
    std::string language; // chosen once

    std::vector<Frame> frames;
    Phase phase = Phase::Running;
    Bag bag;
    // Exchange chosen on a selection page, for the next step.
    std::string chosen_exchange;
    std::vector<Challenge> challenges;
    std::vector<Proof> proofs;
    std::optional<Errand> errand; // Phase::Away
    int retries = 0; // of the present page
    int factor_failures = 0; // wrong second-factor codes in this journey
    int failed_passwords = 0; // before the right one, in whatever journey
    std::string page_note; // private to the handler on the page (phone step, typed number): JSON

    // Single sign-on.
    std::string session; // digest text of the session in use, "" for none
    bool session_used = false; // something was restored from it
    bool interactive = false; // the person proved something in this journey
    Time auth_time;
    bool remember_me = false;
    // JSON by session profile: what to persist when the journey finishes.
    std::string session_records;
    // A password was set in this journey, or a phone number that signs in: nothing of an older session is kept.
    bool password_changed = false;
    // A phone number that signs in was proven in this journey: a first factor, as a password is.
    bool phone_signed_in = false;

    Entrance entrance = Entrance::Browser; // not stored
    // Refresh journeys only: what the refresh token says. RefreshTokenReadAndSetup hands it to the policy.
    UserId refresh_user;
    Time refresh_issued;
};

// Names the page a State waits on: "2.1" is step 1 of journey 2. A page carries it, so that a form of an earlier page
// is not taken for the present one (B2C: the OrchestrationStep in the CSRF cookie).
std::string page_of(State const& state);

// For Journeys::state. parse fails when the plan no longer fits.
std::string write(State const& state, policy::Plan const& plan);
Result<State> read(std::string const& text, policy::Plan const& plan);
// The hash of the plan that a written state needs; "" when the text is none of ours.
std::string plan_hash(std::string const& text);

} // namespace gatehouse::journey
