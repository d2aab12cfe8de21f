#include "core/journey/controls.h"

namespace gatehouse::journey {
namespace {

// By control id.
json::Object control_note(Run const& run)
{
    auto parsed = json::parse_object(run.state.page_note.empty() ? "{}" : run.state.page_note);
    return parsed.has_value() ? std::move(*parsed) : json::Object();
}

} // namespace

void drop_control_outputs(Run& run, policy::DisplayControl const& control)
{
    json::Object note = control_note(run);
    note.erase(control.id);
    run.state.page_note = json::write(note);
}

void keep_control_outputs(Run& run, policy::DisplayControl const& control, Bag const& values)
{
    json::Object claims;
    for (policy::ClaimUse const& use : control.outputs) {
        ClaimValue const* value = values.find(use.claim);
        if (value && run.plan.claims[use.claim].input != InputKind::Password)
            claims.set(run.plan.claims[use.claim].id, to_json(*value));
    }
    json::Object note = control_note(run);
    note.set(control.id, std::move(claims));
    run.state.page_note = json::write(note);
}

void take_control_outputs(Run& run, std::vector<FormField> const& fields, Bag& values)
{
    json::Object const note = control_note(run);
    for (FormField const& field : fields) {
        json::Object const* claims = field.control ? note.object(field.control->id) : nullptr;
        if (!claims)
            continue;
        for (policy::ClaimUse const& use : field.control->outputs)
            if (json::Value const* stored = claims->find(run.plan.claims[use.claim].id))
                if (auto value = claim_from_json(*stored))
                    values.set(use.claim, std::move(*value));
    }
}

} // namespace gatehouse::journey
