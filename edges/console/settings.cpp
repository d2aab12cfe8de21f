// What holds for the tenant as a whole.
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

namespace gatehouse::console {
namespace {

using std::chrono::duration_cast;

// A setting that is a number: how it is shown, its bounds, and where it is kept.
struct Number {
    std::string_view name;
    std::string_view label;
    std::string_view help;
    long long least;
    long long most;
    long long (*get)(Tenant const&);
    void (*set)(Tenant&, long long);
};
constexpr Number kNumbers[] = {
    { "lockout_threshold", "Wrong passwords before an account is locked", "", 1, 50,
        [](Tenant const& tenant) -> long long { return tenant.lockout.threshold; },
        [](Tenant& tenant, long long value) { tenant.lockout.threshold = static_cast<int>(value); } },
    { "first_lock", "Seconds of the first lock", "Each ten further failures double it, up to five hours.", 5, 18'000,
        [](Tenant const& tenant) -> long long { return tenant.lockout.first_lock.count(); },
        [](Tenant& tenant, long long value) { tenant.lockout.first_lock = std::chrono::seconds(value); } },
    { "texts_per_hour", "Text messages within an hour", "What a fraud can cost at most; 0 is no limit.", 0, 1'000'000,
        [](Tenant const& tenant) -> long long { return tenant.texts_per_hour; },
        [](Tenant& tenant, long long value) { tenant.texts_per_hour = static_cast<int>(value); } },
    { "refresh_grace", "Seconds in which a used refresh token may be sent again",
        "For clients that never saw the answer; 0 is never.", 0, 300,
        [](Tenant const& tenant) -> long long { return tenant.refresh_grace.count(); },
        [](Tenant& tenant, long long value) { tenant.refresh_grace = std::chrono::seconds(value); } },
    { "audit_days", "Days for which audit events are kept", "", 1, 3650,
        [](Tenant const& tenant) -> long long { return tenant.audit_kept.count() / 24; },
        [](Tenant& tenant, long long value) { tenant.audit_kept = std::chrono::hours(24 * value); } },
};

html::Safe fixed(Tenant const& tenant)
{
    Facts all{ { "Id", code(tenant.id.text()) }, { "Domain", code(tenant.domain) },
        { "Origins of its own", text(tenant.origins.empty() ? "none" : join(tenant.origins, ", ")) },
        { "Tokens are signed with", text(crypto::name(tenant.signing_algorithm)) },
        { "A key signs for",
            text(std::to_string(duration_cast<std::chrono::days>(tenant.key_lifetime).count()) + " days") },
        { "A password costs",
            text(std::to_string(tenant.hash_cost.memory_kib / 1024) + " MiB, " + std::to_string(tenant.hash_cost.passes)
                + " passes") } };
    return section("fixed", "Set in the tenant's file", facts(all));
}

http::Response page(Visit const& visit, Tenant const& tenant, std::map<std::string, std::string> const& errors)
{
    bool const may = visit.may_write("settings");
    html::Safe fields = text_field({ .name = "display_name",
        .label = "Display name",
        .value = visit.entered("display_name").value_or(tenant.display_name),
        .help = "At the head of every page.",
        .max_length = 128 });
    Facts shown{ { "Display name", text(tenant.display_name) } };
    for (Number const& one : kNumbers) {
        std::string const key(one.name);
        std::string const value = std::to_string(one.get(tenant));
        auto const error = errors.find(key);
        fields += text_field({ .name = key,
            .label = std::string(one.label),
            .value = visit.entered(key).value_or(value),
            .help = std::string(one.help),
            .error = error == errors.end() ? "" : error->second,
            .type = "number",
            .required = true,
            .max_length = 9 });
        shown.emplace_back(std::string(one.label), text(value));
    }
    html::Safe content = may
        ? form(visit, visit.path("settings"),
              fields
                  + check_box(
                      "iss_in_answers", "Answers of the authorize endpoint carry iss (RFC 9207)", tenant.iss_in_answers)
                  + check_box(
                      "dpop_nonces", "Proofs of keys hold a nonce of the server's (RFC 9449)", tenant.dpop_nonces)
                  + buttons(button(Look::Primary, "Save")))
        : facts(shown);
    if (may)
        content += paragraph("Applying the tenant's file again sets what it says there.");
    return draw(visit,
        { .title = "Settings",
            .area = "settings",
            .content = std::move(content) + fixed(tenant),
            .status = errors.empty() ? 200 : 400 });
}

Response show_settings(Visit const& visit)
{
    return page(visit, visit.tenant(), {});
}

Response save_settings(Visit const& visit)
{
    std::map<std::string, std::string> errors;
    Tenant tenant = TRY(look<Tenant>(visit.console, [&](Ports& ports) -> Answer<Tenant> {
        auto found = TRY(ports.tenants.find(visit.tenant().id.text()));
        if (!found)
            return trouble(404, "The tenant was removed meanwhile.");
        return std::move(*found);
    }));
    Tenant const before = tenant;
    tenant.display_name = visit.value("display_name");
    if (count_code_points(tenant.display_name) > 128 || has_control_characters(tenant.display_name))
        errors["display_name"] = "At most 128 characters on one line.";
    for (Number const& one : kNumbers) {
        auto const value = parse_integer(visit.value(one.name));
        if (value && *value >= one.least && *value <= one.most)
            one.set(tenant, *value);
        else
            errors[std::string(one.name)]
                = "A whole number from " + std::to_string(one.least) + " to " + std::to_string(one.most) + ".";
    }
    tenant.iss_in_answers = visit.form.has("iss_in_answers");
    tenant.dpop_nonces = visit.form.has("dpop_nonces");
    if (!errors.empty())
        return page(visit, tenant, errors);
    json::Array names;
    for (Number const& one : kNumbers)
        if (one.get(before) != one.get(tenant))
            names.emplace_back(std::string(one.name));
    TRY(write<void>(visit.console, [&](Ports& ports) -> Answer<void> {
        TRY(ports.tenants.save(tenant));
        TRY(record(ports, visit, { .kind = AuditKind::TenantChanged, .detail = { { "settings", std::move(names) } } }));
        return {};
    }));
    return done(visit, visit.path("settings"), "Saved. Servers follow within a second or two.");
}

} // namespace

std::vector<Route> settings_routes()
{
    return { { http::Method::Get, "", show_settings }, { http::Method::Post, "", save_settings } };
}

} // namespace gatehouse::console
