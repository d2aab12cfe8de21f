// Azure's user journey recorder: policy_language.md §8.5.
#include "core/trace/views.h"

namespace gatehouse::trace {
namespace {

constexpr std::string_view kHandlers = "Web.TPEngine.StateMachineHandlers.";

json::Object entry(std::string_view kind, json::Value content)
{
    return { { "Kind", kind }, { "Content", std::move(content) } };
}

json::Object pair(std::string_view key, json::Value value)
{
    return { { "Key", key }, { "Value", std::move(value) } };
}

json::Object of(Values const& values)
{
    json::Object object;
    for (auto const& [name, value] : values)
        object.set(name, value);
    return object;
}

std::string_view handler_of(Kind kind)
{
    switch (kind) {
    case Kind::Step:
    case Kind::Precondition:
    case Kind::Skipped:
        return "ShouldOrchestrationStepBeInvokedHandler";
    case Kind::Session:
        return "SSOSessionHandler";
    case Kind::Page:
    case Kind::Accepted:
        return "SelfAssertedMessageValidationHandler";
    case Kind::Finished:
        return "SendRelyingPartyResponseHandler";
    case Kind::Refused:
        return "SendErrorHandler";
    default:
        return "ClaimsExchangeActionHandler";
    }
}

// Key and value of the record that tells the event.
json::Object record_of(Event const& event)
{
    switch (event.kind) {
    case Kind::Precondition:
        return pair("Preconditions", event.detail + ": " + event.result);
    case Kind::Skipped:
        return pair("SkippingStep", event.result);
    case Kind::Session:
        return pair("SSOSession", event.name);
    case Kind::Profile:
        return pair("InitiatingClaimsExchange",
            json::Object{ { "TechnicalProfileId", event.name }, { "ProtocolProviderType", event.detail },
                { "MappingToPartnerClaimType", of(event.values) } });
    case Kind::Transformation:
        return pair("ClaimsTransformation",
            json::Object{
                { "Id", event.name }, { "TransformationMethod", event.detail }, { "InputClaims", of(event.values) } });
    case Kind::Api:
        return pair("GettingClaims",
            json::Object{ { "Method", event.call->method }, { "Uri", event.call->url }, { "Request", event.call->body },
                { "Status", event.call->status }, { "Response", event.call->answer } });
    case Kind::Page:
        return pair("Validation",
            json::Object{ { "ContentDefinition", event.name }, { "TechnicalProfileId", event.detail },
                { "Error", event.result } });
    case Kind::Finished:
        return pair("JourneyCompleted", of(event.values));
    default:
        return pair(name(event.kind), event.result);
    }
}

class Recorder {
public:
    void leg(Leg const& leg)
    {
        std::string const instance = leg.action == "begin" ? "Event:AUTH"
            : leg.action.starts_with("submit")             ? "Event:SELFASSERTED"
            : leg.action == "confirm"                      ? "Event:ClaimsExchange"
                                                           : "Event:API";
        out_.emplace_back(entry("Headers",
            json::Object{ { "UserJourneyRecorderEndpoint", "urn:journeyrecorder:applicationinsights" },
                { "CorrelationId", leg.correlation.text() }, { "EventInstance", instance }, { "TenantId", leg.tenant },
                { "PolicyId", leg.policy.text() } }));
        out_.emplace_back(
            entry("Transition", json::Object{ { "EventName", instance.substr(6) }, { "StateName", "Initial" } }));
        for (Event const& one : leg.events)
            event(leg, one);
    }
    json::Array take() { return std::move(out_); }

private:
    // c: when, k: key, v: value, p: whether it lasts.
    void bag(json::Object& statebag, Leg const& leg, std::string_view key, json::Value value)
    {
        statebag.set(
            key, json::Object{ { "c", rfc3339(leg.time) }, { "k", key }, { "v", std::move(value) }, { "p", true } });
    }
    void event(Leg const& leg, Event const& event)
    {
        for (ClaimChange const& change : event.changes) {
            if (change.after)
                claims_.set(change.claim, *change.after);
            else
                claims_.erase(change.claim);
        }
        bool const decides = event.kind == Kind::Precondition || event.kind == Kind::Skipped;
        out_.emplace_back(
            entry(decides ? "Predicate" : "Action", std::string(kHandlers) + std::string(handler_of(event.kind))));
        json::Object statebag;
        bag(statebag, leg, "ORCH_CS", std::to_string(event.step));
        if (event.kind == Kind::Profile)
            bag(statebag, leg, "CTP", event.name + ":" + std::to_string(event.step));
        bag(statebag, leg, "TID", leg.tenant);
        bag(statebag, leg, "PID", leg.policy.text());
        statebag.set("Complex-CLMS", claims_);
        json::Object result{ { "Result", true },
            { "RecorderRecord", json::Object{ { "Values", json::Array{ json::Value(record_of(event)) } } } },
            { "Statebag", std::move(statebag) } };
        if (decides)
            result.set("PredicateResult", event.result == "go on" ? "True" : "False");
        bool const failed = event.kind == Kind::Refused
            || ((event.kind == Kind::Profile || event.kind == Kind::Transformation) && !event.result.empty());
        if (failed)
            result.set("Exception", json::Object{ { "Message", event.result } });
        out_.emplace_back(entry("HandlerResult", std::move(result)));
    }

    json::Array out_;
    json::Object claims_;
};

} // namespace

json::Array recorder(std::vector<Leg> const& legs)
{
    Recorder all;
    for (Leg const& leg : legs)
        all.leg(leg);
    return all.take();
}

} // namespace gatehouse::trace
