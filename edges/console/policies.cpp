// Custom policies: the files of the identity experience framework.
#include "core/plans/push.h"
#include "core/policy/inspect.h"
#include "core/policy/user_flow.h"
#include "edges/console/flow_run.h"
#include "edges/console/frame.h"
#include "edges/console/parts.h"
#include "edges/console/routes.h"
#include "libs/base/text.h"

#include <algorithm>

namespace gatehouse::console {
namespace {

std::string path_of(Visit const& visit, PolicyId const& id, std::string_view below = "")
{
    return visit.path("policies/" + url::encode(id.text()) + std::string(below));
}

Answer<std::vector<StoredPolicy>> custom_policies(Visit const& visit)
{
    auto all = TRY(read<std::vector<StoredPolicy>>(
        visit.console.store, [&](Ports& ports) { return ports.policies.list(visit.tenant().id); }));
    std::erase_if(all, [](StoredPolicy const& one) { return !one.user_flow.empty(); });
    return all;
}

Answer<StoredPolicy> named_policy(Visit const& visit)
{
    PolicyId const id(visit.request.path_value("id"));
    auto found = TRY(read<std::optional<StoredPolicy>>(
        visit.console.store, [&](Ports& ports) { return ports.policies.find(visit.tenant().id, id); }));
    if (!found || !found->user_flow.empty())
        return trouble(404, "There is no custom policy " + id.text() + " here.");
    return std::move(*found);
}

bool is_broken(Visit const& visit, PolicyId const& id)
{
    return visit.site->broken.contains(id.text());
}

html::Safe state_of(Visit const& visit, StoredPolicy const& policy, bool relying_party)
{
    if (is_broken(visit, policy.id))
        return badge(Tone::Bad, "Does not compile");
    return relying_party ? badge(Tone::Good, "Can be asked for") : badge(Tone::Plain, "Base of others");
}

Response list_policies(Visit const& visit)
{
    Table all{ .caption = "Custom policies", .columns = { "Policy", "Stands on", "State", "Changed" } };
    all.empty = "No policy file was uploaded. User flows are policies, too; they have pages of their own.";
    for (StoredPolicy const& one : TRY(custom_policies(visit))) {
        policy::Inspection const look = policy::inspect({ one.id.text(), one.xml });
        all.rows.push_back({ link(path_of(visit, one.id), one.id.text()), text(look.base),
            state_of(visit, one, look.relying_party), moment(one.updated) });
    }
    html::Safe content;
    if (visit.may_write("policies"))
        content += html::fill("<div class=\"actions\">{{link}}</div>\n",
            { { "link", link_button(Look::Primary, visit.path("policies/upload"), "Upload or check a policy") } });
    return draw(visit, { .title = "Policies", .area = "policies", .content = std::move(content) + table(all) });
}

// Only one that answers apps.
Answer<Runnable> named_runnable(Visit const& visit)
{
    StoredPolicy const policy = TRY(named_policy(visit));
    if (!policy::inspect({ policy.id.text(), policy.xml }).relying_party)
        return trouble(409, policy.id.text() + " answers no app: it has no RelyingParty and is the base of others.");
    auto const languages = policy::page_languages();
    return Runnable{ .policy = policy.id.text(),
        .page = path_of(visit, policy.id, "/run"),
        .languages = { languages.begin(), languages.end() } };
}

Response run_page(Visit const& visit)
{
    Runnable const what = TRY(named_runnable(visit));
    return draw(visit,
        { .title = "Run now",
            .area = "policies",
            .above = { { path_of(visit, PolicyId(what.policy)), what.policy } },
            .content = TRY(run_content(visit, what)),
            .leads_away = visit.may_write("flows") });
}

html::Safe diagnostics_table(std::vector<policy::Diagnostic> const& all)
{
    Table list{ .caption = "Findings", .columns = { "Where", "What", "What to do" } };
    list.empty = "Nothing was found.";
    for (policy::Diagnostic const& one : all)
        list.rows.push_back({ code(one.origin.file + ":" + std::to_string(one.origin.line)),
            badge(one.severity == policy::Severity::Error ? Tone::Bad : Tone::Plain,
                one.severity == policy::Severity::Error ? "Error" : "Warning")
                + text(" " + one.message),
            text(one.hint) });
    return table(list);
}

http::Response upload_page(Visit const& visit, std::string const& xml, html::Safe const& findings, int status = 200)
{
    html::Safe const area = html::fill(R"(<div class="field wide"><label for="xml">Policy file</label>
<textarea class="textInput" id="xml" name="xml" rows="18" spellcheck="false" required data-file="Choose a file">
{{xml}}</textarea></div>
)",
        { { "xml", xml } });
    html::Safe const actions = html::trusted(
        "<button class=\"button primary\" type=\"submit\" name=\"action\" value=\"upload\">Upload</button>\n"
        "<button class=\"button secondary\" type=\"submit\" name=\"action\" value=\"check\">Only check</button>\n");
    return draw(visit,
        { .title = "Upload a policy",
            .area = "policies",
            .content = findings + form(visit, visit.path("policies/upload"), area + buttons(actions)),
            .status = status });
}

// Why the file is none of this tenant's; "" when it is.
std::string foreign(Visit const& visit, policy::Inspection const& file)
{
    std::string const tenant = to_lower(file.tenant);
    if (file.policy_id.empty() || tenant == visit.tenant().domain || tenant == visit.tenant().id.text())
        return "";
    return "TenantId in the policy xml '" + file.tenant + "' is not this tenant, '" + visit.tenant().domain + "'.";
}

Response upload(Visit const& visit)
{
    std::string const xml(visit.form.get("xml"));
    policy::SourceFile file{ "policy.xml", xml };
    policy::Inspection const inspection = policy::inspect(file);
    if (std::string const why = foreign(visit, inspection); !why.empty())
        return upload_page(visit, xml, message(Tone::Bad, why), 400);
    if (inspection.policy_id.empty())
        return upload_page(visit, xml,
            message(Tone::Bad, "This is no policy file; nothing was stored.")
                + diagnostics_table(inspection.diagnostics),
            400);
    file.name = inspection.policy_id + ".xml";
    bool const only_check = visit.value("action") == "check";
    auto const pushed = only_check ? check_policies(visit.console.store, { file })
                                   : push_policies(visit.console.store, { file }, acting(visit));
    // Its detail was written for whoever pushes.
    if (!pushed && (pushed.error().fault == Fault::Invalid || pushed.error().fault == Fault::Conflict))
        return upload_page(visit, xml, message(Tone::Bad, pushed.error().detail), 400);
    if (!pushed)
        return std::unexpected(Trouble(pushed.error()));
    if (pushed->refused())
        return upload_page(visit, xml,
            message(Tone::Bad, "The file has errors; nothing was stored.") + diagnostics_table(pushed->diagnostics),
            400);
    if (only_check)
        return upload_page(visit, xml,
            message(Tone::Good, "The file can be uploaded. Nothing was stored.")
                + diagnostics_table(pushed->diagnostics));
    return done(
        visit, path_of(visit, PolicyId(inspection.policy_id)), "Stored. Servers follow within a second or two.");
}

Response show_policy(Visit const& visit)
{
    StoredPolicy const policy = TRY(named_policy(visit));
    policy::Inspection const look = policy::inspect({ policy.id.text(), policy.xml });
    html::Safe actions;
    if (look.relying_party)
        actions += link_button(Look::Primary, path_of(visit, policy.id, "/run"), "Run now");
    actions += link_button(Look::Secondary, path_of(visit, policy.id, "/effective"), "Effective policy");
    if (visit.may_read("audit"))
        actions
            += link_button(Look::Secondary, visit.path("audit") + "?policy=" + url::encode(policy.id.text()), "Events");
    if (visit.may_write("policies"))
        actions += link_button(Look::Danger, path_of(visit, policy.id, "/delete"), "Delete");
    html::Safe content = html::fill("<div class=\"actions\">{{actions}}</div>\n", { { "actions", actions } });
    content += facts({ { "State", state_of(visit, policy, look.relying_party) },
        { "Stands on", look.base.empty() ? text("nothing") : text(look.base) },
        { "Changed", moment(policy.updated) } });
    if (auto const broken = visit.site->broken.find(policy.id.text()); broken != visit.site->broken.end())
        content += section("findings", "Findings", diagnostics_table(broken->second));
    content += section("file", "File", verbatim("Policy file", policy.xml));
    return draw(visit, { .title = policy.id.text(), .area = "policies", .content = std::move(content) });
}

Response show_effective(Visit const& visit)
{
    StoredPolicy const policy = TRY(named_policy(visit));
    policy::Effective effective;
    TRY(visit.console.store.read([&](Ports& ports) -> Result<void> {
        effective = TRY(policy::effective(policy.id.text(), find_source(ports, visit.tenant().id)));
        return {};
    }));
    html::Safe content
        = paragraph("The whole chain as one file. A comment behind each element says where it was written.");
    if (!effective.diagnostics.empty())
        content += diagnostics_table(effective.diagnostics);
    content += verbatim("Effective policy", effective.xml);
    return draw(visit,
        { .title = "Effective policy",
            .area = "policies",
            .above = { { path_of(visit, policy.id), policy.id.text() } },
            .content = std::move(content) });
}

Response ask_delete(Visit const& visit)
{
    StoredPolicy const policy = TRY(named_policy(visit));
    return draw(visit,
        { .title = "Delete " + policy.id.text(),
            .area = "policies",
            .above = { { path_of(visit, policy.id), policy.id.text() } },
            .content = question(visit,
                { .text
                    = "Applications that ask for this policy get an error from now on. Sign-ins under way end well.",
                    .action = visit.request.path,
                    .button = "Delete",
                    .back = path_of(visit, policy.id) }) });
}

Response delete_policy(Visit const& visit)
{
    StoredPolicy const policy = TRY(named_policy(visit));
    auto const removed = remove_policy(visit.console.store, visit.tenant().id, policy.id, acting(visit));
    if (!removed && removed.error().fault == Fault::Invalid)
        return trouble(409, removed.error().detail);
    if (!removed)
        return std::unexpected(Trouble(removed.error()));
    return done(visit, visit.path("policies"), policy.id.text() + " was deleted.");
}

} // namespace

std::vector<Route> policy_routes()
{
    return {
        { http::Method::Get, "", list_policies },
        { http::Method::Get, "/upload", [](Visit const& visit) -> Response { return upload_page(visit, "", {}); } },
        { http::Method::Post, "/upload", upload },
        { http::Method::Get, "/{id}", show_policy },
        { http::Method::Get, "/{id}/effective", show_effective },
        { http::Method::Get, "/{id}/run", run_page },
        { http::Method::Post, "/{id}/run",
            [](Visit const& visit) -> Response { return begin_trial(visit, TRY(named_runnable(visit))); } },
        { http::Method::Get, "/{id}/delete", ask_delete },
        { http::Method::Post, "/{id}/delete", delete_policy },
    };
}

} // namespace gatehouse::console
