#include "core/plans/push.h"

#include "core/plans/plans.h"
#include "core/policies/key_sets.h"
#include "core/policies/secrets.h"
#include "core/policy/inspect.h"
#include "core/policy/language.h"
#include "libs/json/json.h"

#include <algorithm>
#include <set>

namespace gatehouse {
namespace {

struct File {
    policy::SourceFile source;
    policy::Inspection inspection;
};
using Files = CaseMap<File>; // by policy id

struct Stored {
    Tenant tenant;
    std::vector<StoredPolicy> policies;
};

std::string key_of(std::vector<StoredPolicy> const& policies)
{
    std::string key;
    for (StoredPolicy const& policy : policies)
        key += policy.id.text() + "@" + std::to_string(unix_micros(policy.updated)) + "\n";
    return key;
}

StoredPolicy const* find_stored(Stored const& stored, std::string const& id)
{
    auto const found = std::ranges::find_if(
        stored.policies, [&](StoredPolicy const& policy) { return equals_ignoring_case(policy.id.text(), id); });
    return found == stored.policies.end() ? nullptr : &*found;
}

// Every diagnostic once: files of a chain are read for each policy above them.
class Report {
public:
    void add(std::vector<policy::Diagnostic> const& diagnostics)
    {
        for (policy::Diagnostic const& item : diagnostics)
            if (told_.insert(policy::text(item)).second)
                diagnostics_.push_back(item);
    }
    std::vector<policy::Diagnostic> take() { return std::move(diagnostics_); }

private:
    std::set<std::string> told_;
    std::vector<policy::Diagnostic> diagnostics_;
};

Result<Files> sort_files(std::vector<policy::SourceFile> const& sources, Report& report)
{
    Files files;
    for (policy::SourceFile const& source : sources) {
        policy::Inspection inspection = policy::inspect(source);
        report.add(inspection.diagnostics);
        if (inspection.policy_id.empty())
            continue;
        std::string const id = inspection.policy_id;
        if (builtin_source(id))
            return fail(Fault::Invalid, source.name + ": " + id + " is a built-in file and cannot be replaced");
        auto const [place, is_new] = files.emplace(id, File{ source, std::move(inspection) });
        if (!is_new)
            return fail(
                Fault::Invalid, source.name + ": " + place->second.source.name + " has the same PolicyId " + id);
    }
    return files;
}

Result<Stored> find_tenant(Store& store, Files const& files)
{
    policy::Inspection const& first = files.begin()->second.inspection;
    for (auto const& [id, file] : files)
        if (!equals_ignoring_case(file.inspection.tenant, first.tenant))
            return fail(Fault::Invalid,
                file.source.name + " is of the tenant " + file.inspection.tenant + ", other files are of "
                    + first.tenant + ": push one tenant at a time");
    return read<Stored>(store, [&](Ports& ports) -> Result<Stored> {
        auto tenant = TRY(ports.tenants.find(to_lower(first.tenant)));
        if (!tenant)
            return fail(Fault::Invalid,
                "there is no tenant " + first.tenant
                    + " here: write the TenantId of yours into the files, or declare this one with `gatehouse apply`");
        auto policies = TRY(ports.policies.list(tenant->id));
        return Stored{ std::move(*tenant), std::move(policies) };
    });
}

Result<void> check_names(Files const& files, Stored const& stored)
{
    for (auto const& [id, file] : files)
        if (auto const* known = find_stored(stored, id); known && !known->user_flow.empty())
            return fail(Fault::Invalid,
                file.source.name + ": " + id + " is a user flow of the tenant's declaration: choose another PolicyId");
    return {};
}

// Compiles the pushed policies, and the stored ones that stand on a pushed file. Answers the plans of the former.
Result<std::vector<policy::SharedPlan>> compile_all(Files const& files, Stored const& stored, Report& report)
{
    std::vector<policy::SharedPlan> plans;
    bool pushed = false; // the present policy has a pushed file in its chain
    policy::FindSource const find = [&](std::string const& id) -> Result<std::optional<policy::SourceFile>> {
        if (auto const found = files.find(id); found != files.end()) {
            pushed = true;
            return found->second.source;
        }
        if (auto const* known = find_stored(stored, id))
            return policy::SourceFile{ known->id.text() + ".xml", known->xml };
        return builtin_source(id);
    };
    // A base alone says nothing that could be compiled, but it must have a chain.
    for (auto const& [id, file] : files) {
        if (!file.inspection.relying_party) {
            report.add(TRY(policy::effective(id, find)).diagnostics);
            continue;
        }
        policy::Compiled compiled = TRY(policy::compile(id, find));
        report.add(compiled.diagnostics);
        if (compiled.plan)
            plans.push_back(std::move(compiled.plan));
    }
    for (StoredPolicy const& policy : stored.policies) {
        if (files.contains(policy.id.text()) || policy.xml.find("<RelyingParty") == std::string::npos)
            continue;
        pushed = false;
        auto const compiled = TRY(policy::compile(policy.id.text(), find));
        if (pushed)
            report.add(compiled.diagnostics);
    }
    return plans;
}

// Only what is sent to somebody: the keys of tokens are ours, and pages name one without any effect.
bool uses_keys(policy::Profile const& profile)
{
    bool const calls = policy::is_provider(profile.handler) || profile.handler == policy::HandlerKind::Restful;
    return calls && profile.enabled.kind != policy::Enabled::Kind::Never;
}

std::string path_of_keys(policy::Profile const& profile)
{
    return "ClaimsProviders/TechnicalProfile[" + profile.id + "]/CryptographicKeys";
}

// Azure refuses a policy whose keys are not there. Here they may be declared after it, and so it is a warning.
Result<void> check_keys(
    Store& store, TenantId const& tenant, std::vector<policy::SharedPlan> const& plans, Report& report)
{
    return store.read([&](Ports& ports) -> Result<void> {
        for (policy::SharedPlan const& plan : plans)
            for (policy::Profile const& profile : plan->profiles) {
                if (!uses_keys(profile))
                    continue;
                for (auto const& [id, name] : profile.keys)
                    if (is_of_flow_part(name))
                        report.add({ { .severity = policy::Severity::Error,
                            .origin = profile.origin,
                            .path = path_of_keys(profile),
                            .message = "Technical profile \"" + profile.id + "\" uses \"" + name
                                + "\", a secret of an identity provider or an API connector of user flows.",
                            .hint = "give the policy a key of its own" } });
                    else if (!TRY(ports.policy_secrets.find(tenant, name)))
                        report.add({ { .severity = policy::Severity::Warning,
                            .origin = profile.origin,
                            .path = path_of_keys(profile),
                            .message = "Technical profile \"" + profile.id + "\" uses the policy key \"" + name
                                + "\", which the tenant does not have.",
                            .hint = "declare it as [policy_keys." + name + "] and apply" } });
            }
        return {};
    });
}

Result<void> record(Ports& ports, TenantId const& tenant, Acting const& acting, AuditKind kind, PolicyId const& policy)
{
    AuditEvent event = event_of(acting, kind);
    event.policy = policy;
    return ports.audit.append(tenant, event);
}

Result<std::vector<PolicyPush::Change>> save(
    Ports& ports, Files const& files, Stored const& stored, Acting const& acting)
{
    if (key_of(TRY(ports.policies.list(stored.tenant.id))) != key_of(stored.policies))
        return fail(Fault::Conflict, "somebody else stored policies meanwhile: push again");
    std::vector<PolicyPush::Change> changes;
    for (auto const& [id, file] : files) {
        auto const* known = find_stored(stored, id);
        bool const unchanged = known && known->xml == file.source.text;
        changes.push_back({ id, unchanged ? "unchanged" : known ? "replaced" : "created" });
        if (unchanged)
            continue;
        TRY(ports.policies.save(stored.tenant.id, { PolicyId(id), file.source.text, "", acting.now }));
        TRY(record(ports, stored.tenant.id, acting, AuditKind::PolicySaved, PolicyId(id)));
    }
    return changes;
}

struct Checked {
    PolicyPush push;
    Files files;
    Stored stored;
};

// Compiled outside of a transaction, which holds up everybody who writes.
Result<Checked> examine(Store& store, std::vector<policy::SourceFile> const& sources)
{
    Report report;
    Checked checked;
    checked.files = TRY(sort_files(sources, report));
    if (checked.files.empty()) {
        checked.push.diagnostics = report.take();
        return checked;
    }
    checked.stored = TRY(find_tenant(store, checked.files));
    checked.push.tenant = checked.stored.tenant.domain;
    TRY(check_names(checked.files, checked.stored));
    auto const plans = TRY(compile_all(checked.files, checked.stored, report));
    TRY(check_keys(store, checked.stored.tenant.id, plans, report));
    checked.push.diagnostics = report.take();
    return checked;
}

} // namespace

bool PolicyPush::refused() const
{
    return std::ranges::any_of(
        diagnostics, [](policy::Diagnostic const& item) { return item.severity == policy::Severity::Error; });
}

Result<PolicyPush> check_policies(Store& store, std::vector<policy::SourceFile> const& sources)
{
    return TRY(examine(store, sources)).push;
}

Result<PolicyPush> push_policies(Store& store, std::vector<policy::SourceFile> const& sources, Acting const& acting)
{
    Checked checked = TRY(examine(store, sources));
    if (!checked.files.empty() && !checked.push.refused())
        checked.push.changes = TRY(transact<std::vector<PolicyPush::Change>>(
            store, [&](Ports& ports) { return save(ports, checked.files, checked.stored, acting); }));
    return std::move(checked.push);
}

Result<void> remove_policy(Store& store, TenantId const& tenant, PolicyId const& id, Acting const& acting)
{
    return store.transact([&](Ports& ports) -> Result<void> {
        auto const found = TRY(ports.policies.find(tenant, id));
        if (!found)
            return fail(Fault::Invalid, "There is no policy " + id.text() + ".");
        if (!found->user_flow.empty())
            return fail(Fault::Invalid, id.text() + " is a user flow: remove it from the tenant's declaration.");
        for (StoredPolicy const& other : TRY(ports.policies.list(tenant)))
            if (equals_ignoring_case(policy::inspect({ other.id.text(), other.xml }).base, id.text()))
                return fail(Fault::Invalid, other.id.text() + " stands on " + id.text() + ": remove it first.");
        TRY(ports.policies.remove(tenant, id));
        return record(ports, tenant, acting, AuditKind::PolicyDeleted, found->id);
    });
}

} // namespace gatehouse
