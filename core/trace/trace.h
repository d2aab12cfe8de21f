// What a journey did, as data: one Leg for each request of the browser, one Event for each thing the engine did in it.
// Values are masked where they are recorded (core/journey/tracer.h): nothing here is a password or a code.
#pragma once

#include "core/model/ids.h"
#include "libs/base/result.h"
#include "libs/base/time.h"
#include "libs/json/json.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::trace {

// Stands for a value that is not to be seen.
inline constexpr std::string_view kMasked = "***";

using Values = std::vector<std::pair<std::string, std::string>>;

struct ClaimChange {
    std::string claim;
    std::optional<std::string> before; // nothing: there was none
    std::optional<std::string> after;
    bool operator==(ClaimChange const&) const = default;
};

// A call to an API of the tenant, and what came back.
struct ApiCall {
    std::string method; // "GET", "POST"
    std::string url;
    Values headers;
    std::string body;
    int status = 0; // 0: no answer
    std::string answer; // the body, or why there is none
    bool operator==(ApiCall const&) const = default;
};

enum class Kind {
    Step, // an orchestration step begins: name is its type
    Precondition, // of the step, or of the validation profile `name`; result: "skip" or "go on"
    Skipped, // the step, or the validation profile `name`; result says why
    Session, // the single sign-on session answered instead of the profile `name`
    Profile, // a technical profile ran; result: "" or the error
    Transformation, // result: "" or the error
    Claims, // the journey's bag changed otherwise: what a page yielded, or a session
    Api, // a call
    Message, // queued; name is the channel
    Page, // drawn: name is its content definition; result is the error it shows
    Accepted, // the form was right
    Finished, // values are the claims of the relying party
    Refused, // name is the code, result the sentence
};
std::string_view name(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

struct Event {
    Kind kind = Kind::Step;
    int depth = 0; // how far it is inside others
    // Of the step in which it happened: its journey, and the Order of the step there.
    std::string journey = {};
    int step = 0;
    std::string name = {};
    // Handler of a profile, method of a transformation, the profile of a page, what a precondition says.
    std::string detail = {};
    std::string result = {};
    int index = 0; // of a precondition, from 1
    Values values = {}; // what a profile or a transformation was given, by partner name
    std::vector<ClaimChange> changes = {};
    std::optional<ApiCall> call = {};
    bool operator==(Event const&) const = default;
};

// One request of the browser, or of a client that has none.
struct Leg {
    Time time;
    CorrelationId correlation;
    PolicyId policy;
    std::string tenant; // domain
    std::string action; // "begin", "submit", "send code", ...
    // An event after the last that is kept; docs/policy.md says how much that is.
    bool cut = false;
    std::vector<Event> events;
    bool operator==(Leg const&) const = default;
};

// A stored leg. The same leg gives the same text; read fails for what write did not make.
std::string write(Leg const& leg);
Result<Leg> read(std::string_view text);

} // namespace gatehouse::trace
