#include "core/journey/state.h"

#include "libs/json/json.h"

#include <limits>

namespace gatehouse::journey {
namespace {

json::Object write_request(Request const& request)
{
    json::Array parameters;
    for (auto const& [name, value] : request.parameters.pairs())
        parameters.push_back(json::Array{ name, value });
    json::Object out{
        { "client", request.client.text() },
        { "redirect_uri", request.redirect_uri },
        { "response_type", request.response_type },
        { "response_mode", request.response_mode },
        { "scope", request.scope },
        { "state", request.state },
        { "nonce", request.nonce },
        { "code_challenge", request.code_challenge },
        { "dpop_key", request.dpop_key },
        { "prompt", request.prompt },
        { "login_hint", request.login_hint },
        { "hinted_user", request.hinted_user.text() },
        { "domain_hint", request.domain_hint },
        { "ui_locales", request.ui_locales },
        { "accept_language", request.accept_language },
        { "acr_values", request.acr_values },
        { "client_info", request.client_info },
        { "parameters", std::move(parameters) },
        { "address", request.address },
        { "host", request.host },
        { "issuer", request.issuer },
    };
    if (request.max_age)
        out.set("max_age", *request.max_age);
    return out;
}

json::Array write_challenges(std::vector<Challenge> const& challenges)
{
    json::Array out;
    for (Challenge const& challenge : challenges) {
        json::Object one{
            { "purpose", challenge.purpose },
            { "journey", static_cast<std::int64_t>(challenge.frame_journey) },
            { "step", static_cast<std::int64_t>(challenge.step) },
            { "subject", challenge.subject },
            { "digest", challenge.digest },
            { "expires", unix_micros(challenge.expires) },
            { "attempts", challenge.attempts },
            { "sent", challenge.sent },
        };
        if (!challenge.code.empty())
            one.set("code", challenge.code);
        out.push_back(std::move(one));
    }
    return out;
}

json::Array write_proofs(std::vector<Proof> const& proofs)
{
    json::Array out;
    for (Proof const& proof : proofs)
        out.push_back(json::Object{
            { "purpose", proof.purpose },
            { "journey", static_cast<std::int64_t>(proof.frame_journey) },
            { "step", static_cast<std::int64_t>(proof.step) },
            { "subject", proof.subject },
        });
    return out;
}

json::Object write_errand(Errand const& errand)
{
    json::Object out{ { "profile", errand.profile }, { "state", errand.state }, { "nonce", errand.nonce },
        { "code_verifier", errand.code_verifier }, { "issuer", errand.issuer },
        { "redirect_uri", errand.redirect_uri } };
    if (!errand.token.empty()) {
        out.set("token", errand.token);
        out.set("token_secret", errand.token_secret);
    }
    if (errand.chosen_at)
        out.set("chosen_at", static_cast<std::int64_t>(*errand.chosen_at));
    return out;
}

json::Object write_bag(Bag const& bag, policy::Plan const& plan)
{
    json::Object out;
    for (size_t slot = 0; slot < bag.size() && slot < plan.claims.size(); ++slot) {
        policy::ClaimType const& type = plan.claims[slot];
        // A password lives for one call only and is never at rest.
        if (ClaimValue const* value = bag.find(slot); value && type.input != InputKind::Password)
            out.set(type.id, to_json(*value));
    }
    return out;
}

// Reads members and remembers whether one was missing or of another type.
class Members {
public:
    explicit Members(json::Object const& object)
        : object_(object)
    {
    }
    std::string text(std::string_view name) { return required(object_.text(name)); }
    std::int64_t number(std::string_view name) { return required(object_.integer(name)); }
    bool flag(std::string_view name) { return required(object_.boolean(name)); }
    Time time(std::string_view name) { return from_unix_micros(number(name)); }
    int small(std::string_view name)
    {
        return static_cast<int>(in_range(number(name), std::numeric_limits<int>::max()));
    }
    std::uint32_t index(std::string_view name)
    {
        return static_cast<std::uint32_t>(in_range(number(name), std::numeric_limits<std::uint32_t>::max()));
    }
    json::Array const& array(std::string_view name)
    {
        static json::Array const kNone;
        json::Array const* found = object_.array(name);
        complete_ = complete_ && found;
        return found ? *found : kNone;
    }
    json::Object const& object(std::string_view name)
    {
        static json::Object const kNone;
        json::Object const* found = object_.object(name);
        complete_ = complete_ && found;
        return found ? *found : kNone;
    }
    bool complete() const { return complete_; }
    void spoil() { complete_ = false; }

private:
    template <class T>
    T required(std::optional<T> value)
    {
        complete_ = complete_ && value.has_value();
        return value ? std::move(*value) : T();
    }
    std::int64_t in_range(std::int64_t number, std::int64_t maximum)
    {
        bool const fits = number >= 0 && number <= maximum;
        complete_ = complete_ && fits;
        return fits ? number : 0;
    }

    json::Object const& object_;
    bool complete_ = true;
};

bool read_request(json::Object const& object, Request& request)
{
    Members in(object);
    request.client = ClientId(in.text("client"));
    request.redirect_uri = in.text("redirect_uri");
    request.response_type = in.text("response_type");
    request.response_mode = in.text("response_mode");
    request.scope = in.text("scope");
    request.state = in.text("state");
    request.nonce = in.text("nonce");
    request.code_challenge = in.text("code_challenge");
    request.dpop_key = object.text("dpop_key").value_or("");
    request.prompt = in.text("prompt");
    request.login_hint = in.text("login_hint");
    request.hinted_user = UserId(object.text("hinted_user").value_or(""));
    request.domain_hint = in.text("domain_hint");
    request.ui_locales = in.text("ui_locales");
    request.accept_language = in.text("accept_language");
    request.acr_values = in.text("acr_values");
    request.client_info = in.flag("client_info");
    request.address = in.text("address");
    request.host = in.text("host");
    request.issuer = object.text("issuer").value_or("");
    request.max_age = object.integer("max_age");
    for (json::Value const& entry : in.array("parameters")) {
        json::Array const* pair = entry.as_array();
        if (!pair || pair->size() != 2 || !(*pair)[0].as_text() || !(*pair)[1].as_text())
            return false;
        request.parameters.add(*(*pair)[0].as_text(), *(*pair)[1].as_text());
    }
    return in.complete();
}

bool read_challenges(json::Array const& array, std::vector<Challenge>& out)
{
    for (json::Value const& entry : array) {
        if (!entry.as_object())
            return false;
        Members in(*entry.as_object());
        out.push_back(Challenge{ .purpose = in.text("purpose"),
            .frame_journey = in.index("journey"),
            .step = in.index("step"),
            .subject = in.text("subject"),
            .digest = in.text("digest"),
            .expires = in.time("expires"),
            .attempts = in.small("attempts"),
            .sent = in.small("sent"),
            .code = entry.as_object()->text("code").value_or("") });
        if (!in.complete())
            return false;
    }
    return true;
}

bool read_proofs(json::Array const& array, std::vector<Proof>& out)
{
    for (json::Value const& entry : array) {
        if (!entry.as_object())
            return false;
        Members in(*entry.as_object());
        out.push_back(Proof{ .purpose = in.text("purpose"),
            .frame_journey = in.index("journey"),
            .step = in.index("step"),
            .subject = in.text("subject") });
        if (!in.complete())
            return false;
    }
    return true;
}

bool read_errand(json::Object const& object, Errand& errand)
{
    Members in(object);
    errand = { .profile = in.text("profile"),
        .state = in.text("state"),
        .nonce = in.text("nonce"),
        .code_verifier = in.text("code_verifier"),
        .issuer = in.text("issuer"),
        .redirect_uri = in.text("redirect_uri"),
        .token = object.text("token").value_or(""),
        .token_secret = object.text("token_secret").value_or(""),
        .chosen_at = {} };
    if (object.find("chosen_at"))
        errand.chosen_at = in.index("chosen_at");
    return in.complete();
}

// Every frame must lie inside the plan, so that the engine need not ask again.
bool read_frames(json::Array const& array, policy::Plan const& plan, std::vector<Frame>& out)
{
    for (json::Value const& entry : array) {
        if (!entry.as_object())
            return false;
        Members in(*entry.as_object());
        Frame const frame{ .journey = in.index("journey"), .step = in.index("step") };
        if (!in.complete() || frame.journey >= plan.journeys.size()
            || frame.step > plan.journeys[frame.journey].steps.size())
            return false;
        out.push_back(frame);
    }
    return true;
}

bool read_bag(json::Object const& object, policy::Plan const& plan, Bag& bag)
{
    for (json::Member const& member : object.members()) {
        auto const slot = plan.slot(member.name);
        auto value = claim_from_json(member.value);
        if (!slot || !value)
            return false;
        bag.set(*slot, std::move(*value));
    }
    return true;
}

} // namespace

std::string page_of(State const& state)
{
    if (state.frames.empty())
        return {};
    Frame const& frame = state.frames.back();
    return std::to_string(frame.journey) + '.' + std::to_string(frame.step);
}

std::string write(State const& state, policy::Plan const& plan)
{
    json::Array frames;
    for (Frame const& frame : state.frames)
        frames.push_back(json::Object{ { "journey", static_cast<std::int64_t>(frame.journey) },
            { "step", static_cast<std::int64_t>(frame.step) } });
    json::Object out{
        { "id", state.id.text() },
        { "tenant", state.tenant.text() },
        { "policy", state.policy.text() },
        { "plan_hash", state.plan_hash },
        { "correlation", state.correlation.text() },
        { "browser", state.browser },
        { "started", unix_micros(state.started) },
        { "expires", unix_micros(state.expires) },
        { "request", write_request(state.request) },
        { "language", state.language },
        { "frames", std::move(frames) },
        { "phase", static_cast<int>(state.phase) },
        { "bag", write_bag(state.bag, plan) },
        { "chosen_exchange", state.chosen_exchange },
        { "challenges", write_challenges(state.challenges) },
        { "proofs", write_proofs(state.proofs) },
        { "retries", state.retries },
        { "factor_failures", state.factor_failures },
        { "failed_passwords", state.failed_passwords },
        { "page_note", state.page_note },
        { "session", state.session },
        { "session_used", state.session_used },
        { "interactive", state.interactive },
        { "auth_time", unix_micros(state.auth_time) },
        { "remember_me", state.remember_me },
        { "session_records", state.session_records },
        { "password_changed", state.password_changed },
        { "phone_signed_in", state.phone_signed_in },
        { "refresh_user", state.refresh_user.text() },
        { "refresh_issued", unix_micros(state.refresh_issued) },
    };
    if (state.errand)
        out.set("errand", write_errand(*state.errand));
    return json::write(out);
}

Result<State> read(std::string const& text, policy::Plan const& plan)
{
    json::Object const object = TRY(json::parse_object(text));
    Members in(object);
    State state;
    state.plan_hash = in.text("plan_hash");
    // Slots and indices mean something in the plan they were made with only.
    if (state.plan_hash != plan.hash)
        return fail(Fault::Conflict, "the journey was begun with another version of the policy");
    state.id = JourneyId(in.text("id"));
    state.tenant = TenantId(in.text("tenant"));
    state.policy = PolicyId(in.text("policy"));
    state.correlation = CorrelationId(in.text("correlation"));
    state.browser = in.text("browser");
    state.started = in.time("started");
    state.expires = in.time("expires");
    state.language = in.text("language");
    state.bag = Bag(plan.claims.size());
    state.chosen_exchange = in.text("chosen_exchange");
    state.retries = in.small("retries");
    state.factor_failures = in.small("factor_failures");
    state.failed_passwords = static_cast<int>(object.integer("failed_passwords").value_or(0));
    state.page_note = in.text("page_note");
    state.session = in.text("session");
    state.session_used = in.flag("session_used");
    state.interactive = in.flag("interactive");
    state.auth_time = in.time("auth_time");
    state.remember_me = in.flag("remember_me");
    state.session_records = in.text("session_records");
    state.password_changed = in.flag("password_changed");
    state.phone_signed_in = object.boolean("phone_signed_in").value_or(false);
    state.refresh_user = UserId(in.text("refresh_user"));
    state.refresh_issued = in.time("refresh_issued");
    int const phase = in.small("phase");
    if (json::Object const* errand = object.object("errand"); errand && !read_errand(*errand, state.errand.emplace()))
        in.spoil();
    if (phase > static_cast<int>(Phase::Away) || (phase == static_cast<int>(Phase::Away) && !state.errand)
        || !read_request(in.object("request"), state.request) || !read_frames(in.array("frames"), plan, state.frames)
        || !read_bag(in.object("bag"), plan, state.bag) || !read_challenges(in.array("challenges"), state.challenges)
        || !read_proofs(in.array("proofs"), state.proofs))
        in.spoil();
    if (!in.complete())
        return fail(Fault::Internal, "a stored journey is incomplete or does not fit its policy");
    state.phase = static_cast<Phase>(phase);
    return state;
}

std::string plan_hash(std::string const& text)
{
    auto const object = json::parse_object(text);
    return object ? object->text("plan_hash").value_or("") : "";
}

} // namespace gatehouse::journey
