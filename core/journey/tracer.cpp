#include "core/journey/tracer.h"

#include "core/journey/claims.h"
#include "core/journey/steps.h"
#include "core/policy/compile.h"

#include <algorithm>

namespace gatehouse::journey {
namespace {

// A journey that goes round in circles must not fill the disk.
constexpr size_t kMostEvents = 1000;
constexpr size_t kMostBytes = 256 * 1024;
constexpr size_t kLongestValue = 500;
constexpr size_t kLongestBody = 8 * 1024;

// Not in the middle of a character of UTF-8.
std::string cut(std::string text, size_t longest)
{
    if (text.size() <= longest)
        return text;
    size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
        --end;
    return text.substr(0, end) + "... (" + std::to_string(text.size()) + " bytes)";
}

size_t size_of(trace::Event const& event)
{
    size_t bytes = 100 + event.name.size() + event.detail.size() + event.result.size();
    for (auto const& [name, value] : event.values)
        bytes += name.size() + value.size();
    for (trace::ClaimChange const& change : event.changes)
        bytes += change.claim.size() + change.before.value_or("").size() + change.after.value_or("").size();
    if (event.call)
        bytes += event.call->url.size() + event.call->body.size() + event.call->answer.size();
    return bytes;
}

std::string_view name(Action action)
{
    switch (action) {
    case Action::Begin:
        return "begin";
    case Action::Show:
        return "show";
    case Action::Submit:
        return "submit";
    case Action::SendCode:
        return "send code";
    case Action::VerifyCode:
        return "verify code";
    case Action::ChangeValue:
        return "change value";
    case Action::Confirm:
        return "confirm";
    case Action::Choose:
        return "choose";
    case Action::SignUp:
        return "sign up";
    case Action::ForgotPassword:
        return "forgot password";
    case Action::Cancel:
        return "cancel";
    case Action::Answer:
        return "answer of an identity provider";
    }
    return "";
}

// B2C: an error of the policy's own (OAuth2Error) has no number.
std::string number_of(Refusal const& refusal)
{
    return refusal.code == 0 ? refusal.error : "AADB2C" + std::to_string(refusal.code);
}

// What the person sees first of what went wrong.
std::string error_on(Page const& page)
{
    if (!page.error.empty())
        return page.error;
    for (PageField const& field : page.fields) {
        if (!field.error.empty())
            return field.id + ": " + field.error;
        if (field.verification && !field.verification->error.empty())
            return field.id + ": " + field.verification->error;
    }
    return {};
}

} // namespace

std::string error_of(Failure const& failure)
{
    if (failure.refusal)
        return number_of(*failure.refusal);
    std::string text = failure.message_id.empty() ? failure.text : failure.message_id;
    return text.empty() ? failure.code : text;
}

Tracer::Tracer(policy::Plan const& plan)
    : plan_(plan)
    , masks_(plan)
{
}

size_t Tracer::add(trace::Event event)
{
    event.journey = journey_;
    event.step = step_;
    event.name = cut(masks_.clean(std::move(event.name)), kLongestValue);
    event.detail = cut(masks_.clean(std::move(event.detail)), kLongestValue);
    event.result = cut(masks_.clean(std::move(event.result)), kLongestValue);
    event.depth += static_cast<int>(watches_.size());
    bytes_ += size_of(event);
    if (leg_.events.size() >= kMostEvents || bytes_ > kMostBytes) {
        leg_.cut = true;
        return kNone;
    }
    leg_.events.push_back(std::move(event));
    return leg_.events.size() - 1;
}

void Tracer::place(Run const& run)
{
    if (run.state.frames.empty())
        return;
    Frame const& top = run.state.frames.back();
    policy::Journey const& journey = plan_.journeys[top.journey];
    journey_ = journey.id;
    step_ = top.step < journey.steps.size() ? journey.steps[top.step].order : 0;
}

void Tracer::begin(Run const& run)
{
    leg_.time = run.now;
    leg_.correlation = run.state.correlation;
    leg_.policy = run.state.policy;
    leg_.tenant = run.tenant.domain;
    leg_.action = name(run.input.action);
    if (!run.input.target.empty())
        leg_.action += " " + cut(run.input.target, kLongestValue);
    masks_.learn(run.input.password);
    // What is typed and is no claim of the policy that may be shown is a code or a password.
    for (auto const& [field, value] : run.input.form.pairs()) {
        auto const slot = plan_.slot(field);
        if (slot ? masks_.is_secret(*slot) : is_secret_name(field))
            masks_.learn(value);
    }
    masks_.learn(run.state.bag);
    place(run);
    watches_.push_back({ &run.state.bag, run.state.bag, kNone });
}

std::vector<trace::ClaimChange> Tracer::changes(Bag const& before, Bag const& after) const
{
    std::vector<trace::ClaimChange> all;
    for (policy::Slot slot = 0; slot < plan_.claims.size(); ++slot) {
        ClaimValue const* const old_value = before.find(slot);
        ClaimValue const* const new_value = after.find(slot);
        if (old_value && new_value ? *old_value == *new_value : old_value == new_value)
            continue;
        auto const shown = [&](ClaimValue const* value) {
            return value ? std::optional(cut(masks_.show(slot, *value), kLongestValue)) : std::nullopt;
        };
        all.push_back({ plan_.claims[slot].id, shown(old_value), shown(new_value) });
    }
    return all;
}

void Tracer::settle(Bag const& bag)
{
    Watch& watch = watches_.back();
    if (watch.bag != &bag)
        return;
    masks_.learn(bag);
    auto changed = changes(watch.seen, bag);
    watch.seen = bag;
    if (changed.empty())
        return;
    if (watches_.size() > 1) {
        if (watch.event != kNone)
            std::ranges::move(changed, std::back_inserter(leg_.events[watch.event].changes));
        return;
    }
    add({ .kind = trace::Kind::Claims, .changes = std::move(changed) });
}

void Tracer::step(Run const& run)
{
    settle(run.state.bag);
    place(run);
    add({ .kind = trace::Kind::Step, .depth = -1, .name = std::string(policy::name(run.step().type)) });
    preconditions(run, {}, run.step().preconditions, run.state.bag);
}

void Tracer::skipped(Run const& run, std::string_view name, std::string_view why)
{
    settle(run.state.bag);
    add({ .kind = trace::Kind::Skipped, .name = std::string(name), .result = std::string(why) });
}

std::string Tracer::described(policy::Precondition const& one, Bag const& bag) const
{
    std::string text = one.kind == policy::Precondition::Kind::ClaimsExist ? "ClaimsExist" : "ClaimEquals";
    for (policy::Slot const slot : one.claims) {
        ClaimValue const* const value = bag.find(slot);
        text += " " + plan_.claims[slot].id + " (" + (value ? cut(masks_.show(slot, *value), 100) : "absent") + ")";
    }
    if (one.kind == policy::Precondition::Kind::ClaimEquals)
        text += " \"" + (one.claims.empty() || !masks_.is_secret(one.claims.front()) ? one.value : "***") + "\"";
    return text + (one.execute_if ? " is true" : " is false");
}

void Tracer::preconditions(
    Run const& run, std::string_view name, std::vector<policy::Precondition> const& all, Bag const& bag)
{
    settle(run.state.bag);
    int index = 0;
    for (policy::Precondition const& one : all) {
        bool const skips = acts(plan_, one, bag);
        add({ .kind = trace::Kind::Precondition,
            .name = std::string(name),
            .detail = described(one, bag),
            .result = skips ? "skip" : "go on",
            .index = ++index });
        if (skips)
            return;
    }
}

void Tracer::session(Run const& run, policy::Profile const& profile)
{
    settle(run.state.bag);
    add({ .kind = trace::Kind::Session, .name = profile.id });
}

void Tracer::open(Run const& run, policy::Profile const& profile, Bag const& bag)
{
    settle(run.state.bag);
    masks_.learn(bag);
    size_t const event = add(
        { .kind = trace::Kind::Profile, .name = profile.id, .detail = std::string(policy::name(profile.handler)) });
    watches_.push_back({ &bag, bag, event });
}

trace::Values Tracer::shown(policy::Profile const& profile, Values const& values) const
{
    trace::Values all;
    for (policy::ClaimUse const& use : profile.inputs)
        if (auto const found = values.find(use.partner); found != values.end())
            all.emplace_back(use.partner,
                is_secret_name(use.partner) ? std::string(trace::kMasked)
                                            : cut(masks_.show(use.claim, found->second), kLongestValue));
    return all;
}

void Tracer::given(policy::Profile const& profile, Values const& inputs)
{
    Watch& watch = watches_.back();
    settle(*watch.bag);
    // Defaults, which no bag holds.
    for (policy::ClaimUse const& use : profile.inputs)
        if (auto const found = inputs.find(use.partner); found != inputs.end() && masks_.is_secret(use.claim))
            masks_.learn(text_of(found->second));
    if (watch.event != kNone)
        leg_.events[watch.event].values = shown(profile, inputs);
}

void Tracer::close(Bag const& bag, std::string const& error)
{
    settle(bag);
    if (size_t const event = watches_.back().event; event != kNone)
        leg_.events[event].result = cut(masks_.clean(error), kLongestValue);
    watches_.pop_back();
    // Handled by the profile, and told there.
    if (watches_.back().bag == &bag)
        watches_.back().seen = bag;
}

void Tracer::before_transform(Bag const& bag)
{
    settle(bag);
}

void Tracer::transform(policy::Transform const& transform, Bag const& bag, std::string const& error)
{
    Watch& watch = watches_.back();
    masks_.learn(bag);
    trace::Event event{
        .kind = trace::Kind::Transformation, .name = transform.id, .detail = transform.method, .result = error
    };
    for (policy::TransformInput const& input : transform.inputs)
        if (ClaimValue const* value = watch.seen.find(input.claim); value && watch.bag == &bag)
            event.values.emplace_back(input.name, cut(masks_.show(input.claim, *value), kLongestValue));
    if (watch.bag == &bag) {
        event.changes = changes(watch.seen, bag);
        watch.seen = bag;
    }
    add(std::move(event));
}

void Tracer::call(RestRequest const& request, RestResult const& reply)
{
    trace::ApiCall call{ .method = request.method == RestRequest::Method::Get ? "GET" : "POST",
        .url = cut(masks_.clean_url(request.url), kLongestValue),
        .headers = {},
        .body = cut(masks_.clean_body(request.body), kLongestBody),
        .status = reply ? reply->status : 0,
        .answer = cut(reply ? masks_.clean_body(reply->body) : masks_.clean(reply.error().detail), kLongestBody) };
    // Most of the others carry keys.
    for (auto const& [name, value] : request.headers) {
        bool const plain = equals_ignoring_case(name, "Accept") || equals_ignoring_case(name, "Content-Type");
        call.headers.emplace_back(name, plain ? value : std::string(trace::kMasked));
    }
    add({ .kind = trace::Kind::Api, .name = call.url, .call = std::move(call) });
}

void Tracer::page(Run const& run, Page const& page)
{
    policy::Profile const* profile = profile_on_page(run);
    add({ .kind = trace::Kind::Page,
        .name = page.content_definition,
        .detail = profile ? profile->id : "",
        .result = error_on(page) });
}

void Tracer::finished(Finished const& finished)
{
    trace::Event event{ .kind = trace::Kind::Finished };
    for (json::Member const& member : finished.claims.members()) {
        std::string const text = member.value.as_text() ? *member.value.as_text() : json::write(member.value);
        event.values.emplace_back(member.name,
            is_secret_name(member.name) ? std::string(trace::kMasked) : cut(masks_.clean(text), kLongestValue));
    }
    add(std::move(event));
}

trace::Leg Tracer::end(Run const& run, Outcome const& outcome)
{
    settle(run.state.bag);
    for (Message const& message : run.writes.messages)
        add({ .kind = trace::Kind::Message, .name = std::string(gatehouse::name(message.channel)) });
    if (auto const* shown = std::get_if<ShowPage>(&outcome))
        page(run, shown->page);
    else if (auto const* done = std::get_if<Finished>(&outcome))
        finished(*done);
    else if (auto const* refused = std::get_if<Refused>(&outcome))
        add({ .kind = trace::Kind::Refused, .name = number_of(refused->refusal), .result = refused->refusal.text });
    else
        add({ .kind = trace::Kind::Accepted });
    return std::move(leg_);
}

trace::Leg Tracer::fail(Error const& error)
{
    add({ .kind = trace::Kind::Refused, .name = std::string(gatehouse::name(error.fault)), .result = error.detail });
    return std::move(leg_);
}

TracedProfile::TracedProfile(Run& run, policy::Profile const& profile, Bag& bag)
    : run_(run)
    , bag_(bag)
{
    run.tracer->open(run, profile, bag);
}

void TracedProfile::done(Result<std::optional<Failure>> const& result)
{
    run_.tracer->close(bag_, !result ? "it could not be run" : *result ? error_of(**result) : std::string());
}

RestResult RecordedCalls::call(RestRequest const& request)
{
    auto reply = caller_.call(request);
    tracer_.call(request, reply);
    return reply;
}

} // namespace gatehouse::journey
