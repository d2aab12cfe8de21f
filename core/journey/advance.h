// The only door into the engine: runs a Plan over a State until the browser is needed or the journey ends. Pure but for
// the reads through Services: what must be written comes back as Writes and is committed by the caller in one
// transaction together with the state. When that commit meets a conflict, the caller loads the state anew and calls
// advance again.
#pragma once

#include "core/audit/audit.h"
#include "core/captcha/captcha.h"
#include "core/directory/known_devices.h"
#include "core/directory/passkeys.h"
#include "core/directory/password_hasher.h"
#include "core/directory/users.h"
#include "core/journey/circuits.h"
#include "core/journey/providers.h"
#include "core/journey/rest.h"
#include "core/journey/state.h"
#include "core/messages/messages.h"
#include "core/model/page.h"
#include "core/model/refusal.h"
#include "core/policy/plan.h"
#include "core/ports/ports.h"
#include "core/risk/risk.h"
#include "core/sessions/sessions.h"
#include "core/tenants/tenants.h"
#include "core/throttle/limits.h"
#include "core/trace/trace.h"
#include "libs/base/random.h"
#include "libs/base/time.h"
#include "libs/json/json.h"
#include "libs/url/url.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace gatehouse::journey {

using gatehouse::PasswordHasher;

// What the engine may reach. Made once.
struct Services {
    Store& store;
    PasswordHasher& hasher;
    Clock const& clock;
    Random& random;
    // Null: every call to an API fails.
    RestCaller* rest = nullptr;
    // What clients and accounts have had.
    std::shared_ptr<Limits> limits = std::make_shared<Limits>();
    // How risky a sign-in is.
    std::shared_ptr<RiskSource> risk = std::make_shared<BuiltInRisk>();
    // How people are told from programs.
    std::shared_ptr<CaptchaProvider const> captcha = std::make_shared<BuiltInCaptcha>();
    // Whether anybody takes text messages.
    enum class TextMessages { Sent, Nowhere } text_messages = TextMessages::Sent;
    // What identity providers publish.
    std::shared_ptr<ProviderDocuments> providers = std::make_shared<ProviderDocuments>();
    // Which of the tenants' APIs are not asked for a while.
    std::shared_ptr<Circuits> circuits = std::make_shared<Circuits>();
    // Whether what happens in a journey is written down for its author: docs/policy.md.
    enum class Traces { Off, Kept } traces = Traces::Off;
};

enum class Action {
    Begin, // first call for a new State
    Show, // draw the present page again
    Submit, // the page's form
    SendCode, // verification widget or phone page; `target` names it
    VerifyCode,
    ChangeValue, // give up a verified or pending address; `target` names it
    Confirm, // go on after Accepted
    Choose, // an exchange of a selection page: `target` is its id, or the sign-up or forgot-password exchange
    SignUp, // the page's own link: B2C `local=signup`
    ForgotPassword, // the legacy link: ends with 90118
    Cancel,
    Answer, // an identity provider's answer, in `form`
};

struct Input {
    Action action = Action::Show;
    url::Form form; // values by claim id; anything the page did not show is ignored (attack-78)
    std::string target;
    std::string address; // of the peer, for the audit
    // page_of() of the page the form came from; when it is given and is not the present page, the present page is drawn
    // and nothing else happens. "" leaves that check to the caller.
    std::string page;
    // Of the password grant: {OIDC:Username} and {OIDC:Password}. Here and not in the Request, which is stored.
    std::string username = {};
    std::string password = {};
    std::string device = {}; // the browser's cookie of known devices
};

// A page to draw. `accepted` answers below differ for script clients: see b2c_wire.md §6.7.
struct ShowPage {
    Page page;
};
// The form was right and is stored; the browser goes to ".../confirmed".
struct FormAccepted { };
// The browser is to go to an identity provider, and comes back with Action::Answer.
struct SendTo {
    std::string url;
};
// Tokens may be issued.
struct Finished {
    json::Object claims; // the relying party's output claims by partner name, `sub` included
    UserId user;
    Time auth_time;
    policy::TokenSettings tokens;
};
struct Refused {
    Refusal refusal;
};
using Outcome = std::variant<ShowPage, FormAccepted, SendTo, Finished, Refused>;

// Users that a step created or changed; identities and versions are checked at commit.
struct UserWrite {
    enum class Kind { Insert, Update, Remove } kind = Kind::Update;
    User user;
};

// A passkey that a step enrolled, used or removed; the counter is compared at commit.
struct PasskeyWrite {
    enum class Kind { Insert, Use, Remove } kind = Kind::Use;
    Passkey passkey;
    std::int64_t sign_count_before = 0; // Use
};
// Recovery codes that a step gave out (all former ones are void) or used up.
struct RecoveryWrite {
    enum class Kind { Replace, Consume } kind = Kind::Consume;
    UserId user;
    std::vector<RecoveryDigest> digests;
};

struct Writes {
    Time time; // of the step
    std::vector<UserWrite> users;
    std::vector<PasskeyWrite> passkeys;
    std::vector<RecoveryWrite> recovery_codes;
    std::vector<AuditEvent> audit;
    std::vector<Message> messages;
    // Set when the journey finished and a session is to be kept; `digest` is that of `session_cookie`.
    std::optional<Session> session;
    std::optional<SessionDigest> replaced_session; // to be removed: the id changes when a person proves something new
    std::string session_cookie; // the value for the browser; "" leaves the cookie alone
    bool session_persistent = false; // B2C: KMSI. The cookie gets session->expires as its end
    // A second factor was proven in this browser; `device_cookie` is what it keeps until known_device->expires.
    std::optional<KnownDevice> known_device;
    std::string device_cookie;
    // Their password changed or they were removed: every session and refresh token of theirs ends.
    std::vector<UserId> revoked;
    // Their lock-out ends, because they set a new password.
    std::vector<UserId> unlocked;
    // Services::traces: what the step did.
    std::optional<trace::Leg> trace = {};
};

struct Step {
    State state;
    Outcome outcome;
    Writes writes;
};

// An Error is a fault of ours or of a service (Unavailable for a full hash queue), never the person's mistake. It
// changes nothing but the trace, where one is kept: that is written here, for there are no Writes.
Result<Step> advance(
    policy::SharedPlan const& plan, Tenant const& tenant, State state, Input const& input, Services& services);

// A State for a new journey. `session` is the browser's single sign-on session, if it has a valid one.
State begin(policy::Plan const& plan, Tenant const& tenant, Request request, std::optional<Session> const& session,
    Clock const& clock, Random& random);

// A State for a refresh, which has no browser: a page ends it with interaction_required. Nothing when the policy names
// no journey for it. B2C: Endpoint Id="Token".
struct RefreshedGrant {
    UserId user;
    Time issued; // of the refresh token
    Time auth_time; // of the grant
};
std::optional<State> begin_refresh(policy::Plan const& plan, Tenant const& tenant, Request request,
    RefreshedGrant const& grant, Clock const& clock, Random& random);

// A State for userinfo: its claims are what the policy's AuthorizationTechnicalProfile takes from the access token,
// which the caller has proven. Nothing when the policy names no journey for it. B2C: Endpoint Id="UserInfo".
std::optional<State> begin_user_info(policy::Plan const& plan, Tenant const& tenant, Request request,
    json::Object const& token, Clock const& clock, Random& random);
// Whether a proven access token is for the userinfo of this policy. B2C: the metadata item audience of the
// AuthorizationTechnicalProfile, one client id or a JSON array of some; without it every token of the tenant is.
bool is_for_user_info(policy::Plan const& plan, json::Object const& token);
// A State for an app that acts for itself. Nothing when the policy names no journey for it. B2C:
// ClientCredentialsUserJourneyId.
std::optional<State> begin_for_app(
    policy::Plan const& plan, Tenant const& tenant, Request request, Clock const& clock, Random& random);

// What a grant's tokens say after a refresh journey: what the journey sent, and of the rest of `before` what the
// journey cannot have changed. In a strict policy no claim is added: the scopes have selected once and for all.
json::Object refreshed_claims(policy::Plan const& plan, json::Object const& before, json::Object const& sent);

// The `state` that an identity provider's answer brings names its journey, so that the answer finds it; what proves
// anything is the rest of it, and the browser's own cookie. Nothing when the text is none of ours.
std::optional<JourneyId> journey_of_answer(url::Form const& answer);
// Whether this answers the errand that the journey is on. One that does not belongs to an earlier try, another journey
// or nobody, and must change nothing (attack-43): do not pass it to advance().
bool answers_errand(State const& state, url::Form const& answer);

// Writes all of it, with the state (insert when version is 0, else compare and swap). Call inside Store::transact.
Result<void> commit(Ports& ports, TenantId const& tenant, policy::Plan const& plan, Step const& step);
// The same for a run without a browser, which ends in one call: neither its state nor a session is kept.
Result<void> commit_without_browser(Ports& ports, TenantId const& tenant, Writes const& writes);

} // namespace gatehouse::journey
