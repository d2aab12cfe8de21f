#include "core/flows/flows.h"

#include "core/flows/parts.h"
#include "core/flows/rewrite.h"
#include "core/plans/plans.h"
#include "core/policy/inspect.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::flows {
namespace {

Result<policy::UserFlow> read_flow(StoredPolicy const& stored)
{
    auto const object = json::parse_object(stored.user_flow);
    if (!object)
        return fail(Fault::Internal, "the user flow " + stored.id.text() + " cannot be read: " + object.error().detail);
    return policy::user_flow_from_json(*object);
}

std::unexpected<Error> unknown_part(policy::UserFlow const& flow, std::string const& what, std::string const& name)
{
    return fail(
        Fault::Invalid, flow.name + " names the " + what + " \"" + name + "\", which the tenant does not have.");
}

// What is right in a flow stands in the tenant's parts, too.
Result<void> take_parts(Ports& ports, TenantId const& tenant, policy::UserFlow& flow)
{
    for (policy::IdentityProvider& provider : flow.identity_providers) {
        auto found = TRY(find_provider(ports, tenant, provider.name));
        if (!found)
            return unknown_part(flow, "identity provider", provider.name);
        provider = std::move(*found);
    }
    for (auto* connector : { &flow.after_federation, &flow.before_creating_user, &flow.before_token }) {
        if (!*connector)
            continue;
        auto found = TRY(find_connector(ports, tenant, (*connector)->name));
        if (!found)
            return unknown_part(flow, "API connector", (*connector)->name);
        *connector = std::move(found->connector);
    }
    for (auto* list : { &flow.collect, &flow.claims })
        for (std::string& name : *list) {
            if (!policy::is_custom_attribute(name))
                continue;
            auto const found = TRY(find_attribute(ports, tenant, name));
            if (!found)
                return unknown_part(flow, "attribute", name);
            name = found->id;
            auto const [settings, is_new] = flow.attributes.emplace(found->id, found->settings);
            settings->second.type = found->settings.type;
        }
    return {};
}

Result<void> check_steps(policy::UserFlow const& flow)
{
    if (flow.after_federation && flow.identity_providers.empty())
        return fail(Fault::Invalid,
            "The API connector after federation of " + flow.name
                + " is never asked, since the flow has no identity provider: add one, or leave the connector out.");
    for (auto const& [name, settings] : flow.attributes) {
        bool const named = std::ranges::find(flow.collect, name) != flow.collect.end()
            || std::ranges::find(flow.claims, name) != flow.claims.end();
        if (!named)
            return fail(
                Fault::Invalid, flow.name + " has settings for the attribute \"" + name + "\", which it does not use.");
    }
    return {};
}

Result<Saved> store(
    Ports& ports, Change const& change, policy::UserFlow& flow, std::optional<StoredPolicy> const& before)
{
    TRY(policy::check_providers(flow));
    TRY(check_steps(flow));
    StoredPolicy const wanted{ PolicyId(flow.name), policy::leaf_xml(flow, change.tenant.domain),
        json::write(policy::to_json(flow)), change.acting.now };
    if (before && before->xml == wanted.xml && before->user_flow == wanted.user_flow)
        return Saved::Unchanged;
    TRY(plan_of(ports, change.tenant, flow));
    TRY(ports.policies.save(change.tenant.id, wanted));
    TRY(record(ports, change, AuditKind::FlowSaved, { { "flow", flow.name }, { "new", !before.has_value() } }));
    return before ? Saved::Changed : Saved::Created;
}

} // namespace

Result<void> record(Ports& ports, Change const& change, AuditKind kind, json::Object const& what)
{
    AuditEvent event = event_of(change.acting, kind, what);
    event.policy = PolicyId(what.text("flow").value_or(""));
    return ports.audit.append(change.tenant.id, event);
}

Result<std::vector<policy::UserFlow>> list(Ports& ports, TenantId const& tenant)
{
    std::vector<policy::UserFlow> flows;
    for (StoredPolicy const& stored : TRY(ports.policies.list(tenant)))
        if (!stored.user_flow.empty())
            flows.push_back(TRY(read_flow(stored)));
    std::ranges::sort(flows, {}, [](policy::UserFlow const& flow) { return to_lower(flow.name); });
    return flows;
}

Result<std::optional<policy::UserFlow>> find(Ports& ports, TenantId const& tenant, std::string const& name)
{
    auto const stored = TRY(ports.policies.find(tenant, PolicyId(name)));
    if (!stored || stored->user_flow.empty())
        return std::optional<policy::UserFlow>();
    return std::optional(TRY(read_flow(*stored)));
}

Result<std::string> full_name(std::string const& given)
{
    std::string name = starts_with_ignoring_case(given, "B2C_1_") ? given : "B2C_1_" + given;
    if (given.empty() || !policy::user_flow_from_json({ { "name", name } }))
        return fail(Fault::Invalid, "The name of a flow is letters, digits and \"_\".");
    return name;
}

policy::UserFlow fresh_flow(std::string name, policy::FlowType type)
{
    policy::UserFlow flow;
    flow.name = std::move(name);
    flow.type = type;
    flow.claims = { "displayName", "emails", "identityProvider", "objectId" };
    if (policy::collects(type))
        flow.collect = { "displayName" };
    return flow;
}

Result<policy::SharedPlan> plan_of(Ports& ports, Tenant const& tenant, policy::UserFlow const& flow)
{
    std::string const xml = policy::leaf_xml(flow, tenant.domain);
    policy::FindSource const stored = find_source(ports, tenant.id);
    auto compiled
        = TRY(policy::compile(flow.name, [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
              if (equals_ignoring_case(id, flow.name))
                  return policy::SourceFile{ flow.name, xml };
              return stored(id);
          }));
    if (compiled.plan)
        return std::move(compiled.plan);
    auto const error = std::ranges::find(compiled.diagnostics, policy::Severity::Error, &policy::Diagnostic::severity);
    return fail(Fault::Invalid,
        flow.name + " cannot be used like this: " + error->message
            + (error->hint.empty() ? "" : " (" + error->hint + ")"));
}

Result<Saved> save(Ports& ports, Change const& change, policy::UserFlow flow)
{
    auto const before = TRY(ports.policies.find(change.tenant.id, PolicyId(flow.name)));
    if (before && before->user_flow.empty())
        return fail(Fault::Conflict, before->id.text() + " is a custom policy already: choose another name.");
    // A name keeps the spelling that it was made with.
    if (before)
        flow.name = before->id.text();
    TRY(take_parts(ports, change.tenant.id, flow));
    return store(ports, change, flow, before);
}

Result<void> create(Ports& ports, Change const& change, policy::UserFlow const& flow)
{
    if (TRY(ports.policies.find(change.tenant.id, PolicyId(flow.name))))
        return fail(Fault::Conflict, "There is a policy " + flow.name + " already: choose another name.");
    TRY(save(ports, change, flow));
    return {};
}

Result<bool> remove(Ports& ports, Change const& change, std::string const& name)
{
    auto const stored = TRY(ports.policies.find(change.tenant.id, PolicyId(name)));
    if (!stored || stored->user_flow.empty())
        return false;
    for (StoredPolicy const& other : TRY(ports.policies.list(change.tenant.id)))
        if (equals_ignoring_case(policy::inspect({ other.id.text(), other.xml }).base, name))
            return fail(Fault::Conflict, other.id.text() + " stands on " + stored->id.text() + ": remove it first.");
    TRY(ports.policies.remove(change.tenant.id, stored->id));
    TRY(record(ports, change, AuditKind::FlowDeleted, { { "flow", stored->id.text() } }));
    return true;
}

Result<std::string> users_of(Ports& ports, TenantId const& tenant, Uses const& uses)
{
    std::vector<std::string> names;
    for (policy::UserFlow const& flow : TRY(list(ports, tenant)))
        if (uses(flow))
            names.push_back(flow.name);
    return join(names, ", ");
}

Result<void> rewrite(
    Ports& ports, Change const& change, Uses const& uses, std::function<void(policy::UserFlow&)> const& put)
{
    for (policy::UserFlow& flow : TRY(list(ports, change.tenant.id))) {
        if (!uses(flow))
            continue;
        put(flow);
        auto const before = TRY(ports.policies.find(change.tenant.id, PolicyId(flow.name)));
        TRY(store(ports, change, flow, before));
    }
    return {};
}

} // namespace gatehouse::flows
