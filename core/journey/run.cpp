#include "core/journey/run.h"

#include <algorithm>

namespace gatehouse::journey {

Refusal refuse(int code, std::string_view error, std::string_view text)
{
    return Refusal{ .code = code, .error = std::string(error), .text = std::string(text) };
}

Refusal internal_refusal()
{
    return refuse(
        90085, "server_error", "The service has encountered an internal error. Please reauthenticate and try again.");
}

bool has_prompt(Run const& run, std::string_view word)
{
    return std::ranges::any_of(
        split_words(run.state.request.prompt), [&](std::string const& one) { return one == word; });
}

bool is_silent(Run const& run)
{
    return has_prompt(run, "none") || run.state.entrance != Entrance::Browser;
}

Refusal interaction_required(Run const& run)
{
    // B2C: 90121. OIDC Core §3.1.2.6 calls it login_required.
    if (run.session_too_old)
        return refuse(90121, "login_required",
            "The session is older than the request's max_age allows, and its prompt parameter has a value of 'None'.");
    return refuse(90077, "interaction_required",
        "User does not have an existing session and request prompt parameter has a value of 'None'.");
}

bool wants_sign_up(Run const& run)
{
    return has_prompt(run, "create") || equals_ignoring_case(run.state.request.parameters.get("option"), "signup");
}

void prove(Run& run)
{
    run.proved = true;
    run.state.interactive = true;
    run.state.auth_time = run.now;
}

void prove_password(Run& run)
{
    prove(run);
    run.proved_password = true;
}

AuditEvent& audit(Run& run, AuditKind kind, json::Object detail)
{
    AuditEvent event;
    event.kind = kind;
    event.time = run.now;
    event.correlation = run.state.correlation;
    event.user = known_user(run, run.state.bag);
    event.client = run.state.request.client;
    event.policy = run.state.policy;
    event.address = run.input.address.empty() ? run.state.request.address : run.input.address;
    if (!detail.empty())
        event.detail = json::write(detail);
    run.writes.audit.push_back(std::move(event));
    return run.writes.audit.back();
}

UserId known_user(Run const& run, Bag const& bag)
{
    auto const slot = run.plan.slot("objectId");
    ClaimValue const* value = slot ? bag.find(*slot) : nullptr;
    return value ? UserId(text_of(*value)) : UserId();
}

} // namespace gatehouse::journey
