// Writes down what one call of advance() does, with secrets masked. There is one only when somebody wants the trace:
// the engine asks `run.tracer` before it tells anything.
#pragma once

#include "core/journey/masks.h"
#include "core/journey/rest.h"
#include "core/journey/run.h"
#include "core/trace/trace.h"

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::journey {

class Tracer {
public:
    explicit Tracer(policy::Plan const& plan);

    // The first and the last call.
    void begin(Run const& run);
    trace::Leg end(Run const& run, Outcome const& outcome);
    // The request ended in a fault of ours, or of what we depend on.
    trace::Leg fail(Error const& error);

    // The next step of the journey; what the bag lost or got since the last one is told before.
    void step(Run const& run);
    void skipped(Run const& run, std::string_view name, std::string_view why);
    // Of the validation profile `name`, or of the step for "": as far as they are looked at.
    void preconditions(
        Run const& run, std::string_view name, std::vector<policy::Precondition> const& all, Bag const& bag);
    void session(Run const& run, policy::Profile const& profile);

    // Around a technical profile; between both, given() tells its input.
    void open(Run const& run, policy::Profile const& profile, Bag const& bag);
    void given(policy::Profile const& profile, Values const& inputs);
    void close(Bag const& bag, std::string const& error);

    // Before and after a transformation.
    void before_transform(Bag const& bag);
    void transform(policy::Transform const& transform, Bag const& bag, std::string const& error);

    void call(RestRequest const& request, RestResult const& reply);

private:
    struct Watch {
        Bag const* bag; // whose changes are told
        Bag seen; // as they were told last
        size_t event; // of the profile that changes it; kNone for the step
    };
    static constexpr size_t kNone = static_cast<size_t>(-1);

    // Where it stands in the events, or kNone when there is no room.
    size_t add(trace::Event event);
    void place(Run const& run);
    void settle(Bag const& bag);
    std::vector<trace::ClaimChange> changes(Bag const& before, Bag const& after) const;
    std::string described(policy::Precondition const& one, Bag const& bag) const;
    trace::Values shown(policy::Profile const& profile, Values const& values) const;
    void page(Run const& run, Page const& page);
    void finished(Finished const& finished);

    policy::Plan const& plan_;
    Masks masks_;
    trace::Leg leg_;
    std::vector<Watch> watches_;
    std::string journey_;
    int step_ = 0;
    size_t bytes_ = 0;
};

// What a trace calls a failure: the id of its message, its text, or its number.
std::string error_of(Failure const& failure);

// Around a profile, whichever way it ends.
class TracedProfile {
public:
    TracedProfile(Run& run, policy::Profile const& profile, Bag& bag);
    void done(Result<std::optional<Failure>> const& result);

private:
    Run& run_;
    Bag& bag_;
};

// Calls as before, and tells the tracer.
class RecordedCalls final : public RestCaller {
public:
    RecordedCalls(RestCaller& caller, Tracer& tracer)
        : caller_(caller)
        , tracer_(tracer)
    {
    }
    RestResult call(RestRequest const& request) override;

private:
    RestCaller& caller_;
    Tracer& tracer_;
};

} // namespace gatehouse::journey
