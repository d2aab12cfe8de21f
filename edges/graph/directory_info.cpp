#include "edges/graph/directory_info.h"

#include "edges/graph/collection.h"
#include "edges/graph/small_list.h"
#include "edges/graph/work.h"
#include "libs/base/text.h"

#include <algorithm>
#include <array>

namespace gatehouse::graph {
namespace {

// B2C: 1.25 million objects, of people and apps.
constexpr std::string_view kSizeQuota = "directorySizeQuota";
constexpr std::int64_t kQuota = 1'250'000;
constexpr int kAuditPage = 1000;
constexpr std::string_view kEventPrefix = "B2C_";
// Events that one call reads at most while it looks for those that the filter wants.
constexpr int kMostLookedAt = 20'000;

constexpr char const* kB2c = "B2C";
constexpr char const* kDirectory = "Core Directory";

// How Azure names what happened. Facts: directory.md §1.10; where it is silent the name is ours.
struct Activity {
    AuditKind kind;
    char const* service;
    char const* category;
    char const* name;
    bool success = true;
};
constexpr auto kActivities = std::to_array<Activity>({
    { AuditKind::SignInSucceeded, kB2c, "Authentication", "Validate local account credentials" },
    { AuditKind::SignInFailed, kB2c, "Authentication", "Validate local account credentials", false },
    { AuditKind::AccountLocked, kB2c, "Authentication", "Lock account", false },
    { AuditKind::UserCreated, kDirectory, "UserManagement", "Add user" },
    { AuditKind::UserUpdated, kDirectory, "UserManagement", "Update user" },
    { AuditKind::UserDeleted, kDirectory, "UserManagement", "Delete user" },
    { AuditKind::UserRestored, kDirectory, "UserManagement", "Restore user" },
    { AuditKind::UserErased, kDirectory, "UserManagement", "Hard Delete user" },
    { AuditKind::PasswordChanged, kDirectory, "UserManagement", "Reset password" },
    { AuditKind::CodeSent, kB2c, "Authentication", "Send one-time code" },
    { AuditKind::CodeFailed, kB2c, "Authentication", "Verify one-time code", false },
    { AuditKind::FactorEnrolled, kB2c, "Authentication", "Register authentication method" },
    { AuditKind::FactorRemoved, kB2c, "Authentication", "Remove authentication method" },
    { AuditKind::FactorVerified, kB2c, "Authentication", "Verify authentication method" },
    { AuditKind::FactorFailed, kB2c, "Authentication", "Verify authentication method", false },
    { AuditKind::RiskFound, kB2c, "Authentication", "Evaluate conditional access policies" },
    { AuditKind::JourneyCancelled, kB2c, "Authentication", "Cancel user journey", false },
    { AuditKind::JourneyFailed, kB2c, "Authentication", "Fail user journey", false },
    { AuditKind::CodeRedeemed, kB2c, "Authentication", "Issue an id_token to the application" },
    { AuditKind::CodeReplayed, kB2c, "Authentication", "Issue an id_token to the application", false },
    { AuditKind::TokenRefreshed, kB2c, "Authentication", "Exchange token" },
    { AuditKind::TokenReplayed, kB2c, "Authentication", "Exchange token", false },
    { AuditKind::TokenRepeated, kB2c, "Authentication", "Exchange token" },
    { AuditKind::TokenRevoked, kB2c, "Authentication", "Revoke token" },
    { AuditKind::AppTokenIssued, kB2c, "Authentication", "Issue an access token to the application" },
    { AuditKind::RequestRefused, kB2c, "Authorization", "Refuse request", false },
    { AuditKind::SignedOut, kB2c, "Authentication", "Sign out" },
    { AuditKind::SessionsRevoked, kDirectory, "UserManagement", "Revoke sign in sessions" },
    { AuditKind::KeyRotated, kB2c, "Key", "Roll over key" },
    { AuditKind::TenantApplied, kB2c, "Resource", "Change configuration" },
    { AuditKind::AppCreated, kDirectory, "ApplicationManagement", "Add application" },
    { AuditKind::AppUpdated, kDirectory, "ApplicationManagement", "Update application" },
    { AuditKind::AppDeleted, kDirectory, "ApplicationManagement", "Delete application" },
    { AuditKind::AppRestored, kDirectory, "ApplicationManagement", "Restore application" },
    { AuditKind::AppErased, kDirectory, "ApplicationManagement", "Hard delete application" },
    { AuditKind::AppSecretAdded, kDirectory, "ApplicationManagement", "Add secret of application" },
    { AuditKind::AppSecretRemoved, kDirectory, "ApplicationManagement", "Remove secret of application" },
    { AuditKind::ConsentGranted, kDirectory, "ApplicationManagement", "Consent to application" },
    { AuditKind::ConsentRevoked, kDirectory, "ApplicationManagement", "Revoke consent to application" },
    { AuditKind::PolicySaved, kB2c, "Resource", "Update custom policy" },
    { AuditKind::PolicyDeleted, kB2c, "Resource", "Delete custom policy" },
    { AuditKind::FlowSaved, kB2c, "Resource", "Update user flow" },
    { AuditKind::FlowDeleted, kB2c, "Resource", "Delete user flow" },
    { AuditKind::FlowPartSaved, kB2c, "Resource", "Update user flow resource" },
    { AuditKind::FlowPartDeleted, kB2c, "Resource", "Delete user flow resource" },
    { AuditKind::PolicyKeySaved, kB2c, "Key", "Update policy key" },
    { AuditKind::PolicyKeyDeleted, kB2c, "Key", "Delete policy key" },
    { AuditKind::TenantChanged, kB2c, "Resource", "Change setting" },
    { AuditKind::AdministratorSignedIn, kDirectory, "RoleManagement", "Sign in to the console" },
    { AuditKind::AdministratorRefused, kDirectory, "RoleManagement", "Refuse administrator", false },
    { AuditKind::RolesChanged, kDirectory, "RoleManagement", "Change roles of administrator" },
    { AuditKind::PeopleImported, kDirectory, "UserManagement", "Import users" },
    { AuditKind::PeopleExported, kDirectory, "UserManagement", "Export users" },
    { AuditKind::PersonalDataRead, kDirectory, "UserManagement", "Read personal data" },
    { AuditKind::PersonalDataExported, kDirectory, "UserManagement", "Export personal data" },
});

Activity const& activity_of(AuditKind kind)
{
    auto const found = std::ranges::find(kActivities, kind, &Activity::kind);
    check(found != kActivities.end(), "an audit kind has no activity");
    return *found;
}

json::Object pair_of(char const* key, std::string const& value)
{
    return { { "key", key }, { "value", value } };
}

// Who administered, as core/audit/acting.h tells it; else the app of the event.
std::string initiating_app(AuditEvent const& event)
{
    auto const detail = json::parse_object(event.detail);
    if (detail && detail->text("administrator"))
        return "";
    return detail ? detail->text("app").value_or(event.client.text()) : event.client.text();
}

json::Object show_initiator(TenantId const& tenant, AuditEvent const& event)
{
    auto const detail = json::parse_object(event.detail);
    if (auto const person = detail ? detail->text("administrator") : std::nullopt)
        return { { "user", json::Object{ { "id", *person }, { "userPrincipalName", nullptr } } }, { "app", nullptr } };
    ClientId const client(initiating_app(event));
    if (client.empty())
        return { { "user", nullptr }, { "app", nullptr } };
    return { { "user", nullptr },
        { "app",
            json::Object{ { "appId", client.text() }, { "displayName", nullptr },
                { "servicePrincipalId", service_principal(tenant, client) }, { "servicePrincipalName", nullptr } } } };
}

bool is_about_app(AuditKind kind)
{
    return std::string_view(activity_of(kind).category) == "ApplicationManagement";
}

json::Array show_targets(TenantId const& tenant, AuditEvent const& event)
{
    auto const target = [](std::string id, char const* type) {
        return json::Array{ json::Object{
            { "id", std::move(id) }, { "type", type }, { "modifiedProperties", json::Array() } } };
    };
    if (is_about_app(event.kind))
        return target(object_id(tenant, event.client), "Application");
    return event.user.empty() ? json::Array() : target(event.user.text(), "User");
}

json::Object show(Caller const& caller, AuditEvent const& event)
{
    Activity const& activity = activity_of(event.kind);
    json::Array details{ pair_of("TenantId", caller.tenant.id.text()), pair_of("PolicyId", event.policy.text()),
        pair_of("ApplicationId", event.client.text()), pair_of("ClientIpAddress", event.address),
        pair_of("Detail", event.detail) };
    return { { "id", std::string(kEventPrefix) + std::to_string(event.number) }, { "category", activity.category },
        { "activityDisplayName", activity.name }, { "result", activity.success ? "success" : "failure" },
        { "resultReason", "N/A" }, { "correlationId", event.correlation.text() },
        { "activityDateTime", rfc3339(event.time) }, { "loggedByService", activity.service }, { "operationType", "" },
        { "initiatedBy", show_initiator(caller.tenant.id, event) },
        { "targetResources", show_targets(caller.tenant.id, event) }, { "additionalDetails", std::move(details) } };
}

// What a filter asks for: terms with "and" between, as the documentation's queries have them.
struct AuditTerms {
    Audit::Query query;
    std::optional<std::string> service;
    std::optional<std::string> category;
    std::optional<std::string> activity;
    std::optional<std::string> result;
    std::optional<std::string> app;
    bool contradictory = false; // no event can be what is asked for

    template <class T>
    void want(std::optional<T>& place, T value)
    {
        contradictory = contradictory || (place && *place != value);
        place = std::move(value);
    }
    void since(Time time) { query.since = std::max(query.since.value_or(time), time); }
    void until(Time time) { query.until = std::min(query.until.value_or(time), time); }
};

GraphError unsupported(std::string const& property)
{
    return { 400, "Request_UnsupportedQuery",
        "Unsupported or invalid query filter clause specified for property '" + property
            + "' of resource 'DirectoryAudit'." };
}

Answer<void> take_time(odata::Filter const& term, AuditTerms& terms)
{
    auto const* bare = std::get_if<odata::Bare>(&term.literal);
    auto const time = bare ? parse_instant(bare->text) : std::nullopt;
    if (!time)
        return std::unexpected(bad_request("activityDateTime is compared with an instant like 2026-01-31T00:00:00Z."));
    // People see the second of an event, and compare with it; kept is the microsecond.
    Time const second = std::chrono::floor<seconds>(*time);
    Time const next = second + seconds(1);
    Time const whole = *time == second ? second : next;
    switch (term.relation) {
    case odata::Relation::Greater:
        terms.since(next);
        return {};
    case odata::Relation::GreaterOrEqual:
        terms.since(whole);
        return {};
    case odata::Relation::Less:
        terms.until(whole);
        return {};
    case odata::Relation::LessOrEqual:
        terms.until(next);
        return {};
    default:
        return std::unexpected(unsupported(term.path));
    }
}

Answer<void> take_term(odata::Filter const& term, AuditTerms& terms)
{
    if (term.kind == odata::Filter::Kind::Any && equals_ignoring_case(term.path, "targetResources")) {
        odata::Filter const& inner = term.parts.front();
        auto const* id = std::get_if<std::string>(&inner.literal);
        if (inner.kind != odata::Filter::Kind::Compare || !equals_ignoring_case(inner.path, term.variable + "/id")
            || inner.relation != odata::Relation::Equal || !id)
            return std::unexpected(unsupported(term.path));
        terms.want(terms.query.user, UserId(to_lower(*id)));
        return {};
    }
    if (term.kind != odata::Filter::Kind::Compare)
        return std::unexpected(unsupported(term.kind == odata::Filter::Kind::Not ? "not"
                : term.kind == odata::Filter::Kind::Or                           ? "or"
                : term.kind == odata::Filter::Kind::And                          ? "and"
                                                                                 : term.path));
    if (equals_ignoring_case(term.path, "activityDateTime"))
        return take_time(term, terms);
    auto const* text = std::get_if<std::string>(&term.literal);
    if (!text || term.relation != odata::Relation::Equal)
        return std::unexpected(unsupported(term.path));
    std::pair<std::string_view, std::optional<std::string>*> const places[] = { { "loggedByService", &terms.service },
        { "category", &terms.category }, { "activityDisplayName", &terms.activity }, { "result", &terms.result },
        { "initiatedBy/app/appId", &terms.app } };
    for (auto const& [name, place] : places)
        if (equals_ignoring_case(term.path, name)) {
            terms.want(*place, to_lower(*text));
            return {};
        }
    if (!equals_ignoring_case(term.path, "correlationId"))
        return std::unexpected(unsupported(term.path));
    terms.want(terms.query.correlation, CorrelationId(to_lower(*text)));
    return {};
}

Answer<AuditTerms> read_terms(std::optional<odata::Filter> const& filter)
{
    AuditTerms terms;
    if (!filter)
        return terms;
    if (filter->kind != odata::Filter::Kind::And) {
        TRY(take_term(*filter, terms));
        return terms;
    }
    for (odata::Filter const& term : filter->parts)
        TRY(take_term(term, terms));
    return terms;
}

bool fits(AuditEvent const& event, AuditTerms const& terms)
{
    Activity const& activity = activity_of(event.kind);
    auto const is = [](std::optional<std::string> const& wanted, std::string_view value) {
        return !wanted || equals_ignoring_case(*wanted, value);
    };
    return is(terms.service, activity.service) && is(terms.category, activity.category)
        && is(terms.activity, activity.name) && is(terms.result, activity.success ? "success" : "failure")
        && is(terms.app, initiating_app(event));
}

struct AuditPage {
    std::vector<AuditEvent> events;
    std::optional<std::pair<Time, std::int64_t>> next;
};

// Newest first. What the store cannot look for is sorted out here, some thousand events at a time.
Answer<AuditPage> find_events(Ports& ports, Caller const& caller, AuditTerms terms, size_t limit)
{
    AuditPage page;
    if (terms.contradictory)
        return page;
    terms.query.limit = kAuditPage;
    for (int looked_at = 0; looked_at < kMostLookedAt; looked_at += kAuditPage) {
        auto const events = TRY(ports.audit.list(caller.tenant.id, terms.query));
        for (AuditEvent const& event : events) {
            if (page.events.size() == limit)
                return page;
            page.next = { event.time, event.number };
            if (fits(event, terms))
                page.events.push_back(event);
        }
        terms.query.after = page.next;
        if (events.size() < kAuditPage) {
            page.next.reset();
            return page;
        }
    }
    return page;
}

Answer<json::Object> show_organization(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    json::Object all{ { "id", caller.tenant.id.text() }, { "displayName", caller.tenant.display_name },
        { "tenantType", "AAD B2C" },
        { "verifiedDomains",
            json::Array{ json::Object{ { "name", caller.tenant.domain }, { "isDefault", true }, { "isInitial", true },
                { "type", "Managed" } } } } };
    // Only when it is asked for: counting ten million people takes seconds.
    if (std::ranges::any_of(query.select, [](auto const& name) { return equals_ignoring_case(name, kSizeQuota); })) {
        auto const people = TRY(look<std::int64_t>(
            graph,
            [&](Ports& ports) -> Answer<std::int64_t> { return TRY(ports.user_search.count(caller.tenant.id, {})); },
            Patience::Endless));
        all.set(kSizeQuota, json::Object{ { "used", people }, { "total", kQuota } });
    }
    return all;
}

json::Object show_domain(Caller const& caller)
{
    return { { "id", caller.tenant.domain }, { "authenticationType", "Managed" }, { "isAdminManaged", true },
        { "isDefault", true }, { "isInitial", true }, { "isRoot", true }, { "isVerified", true },
        { "supportedServices", json::Array() } };
}

} // namespace

Answer<http::Response> list_organization(Graph& graph, Caller const& caller, http::Request const& request)
{
    json::Object const shown = TRY(show_organization(graph, caller, request));
    return answer_list(
        graph, caller, request, { .set = "organization", .type = "Organization", .items = { shown }, .texts = {} });
}

Answer<http::Response> get_organization(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const id = request.path_value("id");
    if (!equals_ignoring_case(id, caller.tenant.id.text()))
        return std::unexpected(not_found(id));
    json::Object const shown = TRY(show_organization(graph, caller, request));
    return answer_one(request, 200, "organization", shown);
}

Answer<http::Response> list_domains(Graph& graph, Caller const& caller, http::Request const& request)
{
    return answer_list(graph, caller, request,
        { .set = "domains",
            .type = "Domain",
            .items = { show_domain(caller) },
            .texts = { "id", "authenticationType" },
            .truths = { "isDefault", "isInitial", "isVerified" } });
}

Answer<http::Response> get_domain(Graph&, Caller const& caller, http::Request const& request)
{
    std::string const id = request.path_value("id");
    if (!equals_ignoring_case(id, caller.tenant.domain))
        return std::unexpected(not_found(id));
    return answer_one(request, 200, "domains", show_domain(caller));
}

Answer<http::Response> get_directory_audit(Graph& graph, Caller const& caller, http::Request const& request)
{
    std::string const id = request.path_value("id");
    Audit::Query query;
    query.number
        = starts_with_ignoring_case(id, kEventPrefix) ? parse_integer(id.substr(kEventPrefix.size())) : std::nullopt;
    if (!query.number)
        return std::unexpected(not_found(id));
    auto const events = TRY(look<std::vector<AuditEvent>>(graph, [&](Ports& ports) -> Answer<std::vector<AuditEvent>> {
        return TRY(ports.audit.list(caller.tenant.id, query));
    }));
    if (events.empty())
        return std::unexpected(not_found(id));
    return answer_one(request, 200, "auditLogs/directoryAudits", show(caller, events.front()));
}

Answer<http::Response> list_directory_audits(Graph& graph, Caller const& caller, http::Request const& request)
{
    odata::Query const query = TRY(read_query(request));
    bool const is_by_time = query.order.size() == 1 && query.order[0].descending
        && equals_ignoring_case(query.order[0].path, "activityDateTime");
    if (!query.order.empty() && !is_by_time)
        return std::unexpected(bad_request("Audit events come newest first: $orderby is activityDateTime desc."));
    AuditTerms terms = TRY(read_terms(query.filter));
    if (auto const position = TRY(read_position(graph, caller, request, query)))
        terms.query.after
            = { from_unix_micros(position->integer("t").value_or(0)), position->integer("n").value_or(0) };
    auto const limit = static_cast<size_t>(query.top.value_or(kAuditPage));
    AuditPage const page = TRY(look<AuditPage>(
        graph, [&](Ports& ports) -> Answer<AuditPage> { return find_events(ports, caller, terms, limit); }));
    json::Array value;
    for (AuditEvent const& event : page.events)
        value.emplace_back(
            query.select.empty() ? show(caller, event) : TRY(choose(show(caller, event), query.select, {})));
    json::Object body{ { "@odata.context", context(request, "auditLogs/directoryAudits") } };
    if (page.next)
        body.set("@odata.nextLink",
            next_link(
                graph, caller, request, query, { { "t", unix_micros(page.next->first) }, { "n", page.next->second } }));
    body.set("value", std::move(value));
    return json_response(200, body);
}

} // namespace gatehouse::graph
