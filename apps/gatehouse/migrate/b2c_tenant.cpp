#include "apps/gatehouse/migrate/b2c_tenant.h"

#include "libs/base/text.h"
#include "libs/url/url.h"

#include <algorithm>

namespace gatehouse::app {
namespace {

class TenantReader {
public:
    TenantReader(DirectoryClient& graph, std::function<void(std::string const&)> const& say)
        : graph_(graph)
        , say_(say)
    {
    }

    Result<B2cTenant> read()
    {
        TRY(read_organization());
        tenant_.applications = list("app registrations", "/v1.0/applications?$top=999");
        tenant_.service_principals
            = list("service principals", "/v1.0/servicePrincipals?$select=id,appId,displayName,appRoles&$top=999");
        tenant_.grants = list("consent", "/v1.0/oauth2PermissionGrants?$top=999");
        read_role_assignments();
        tenant_.attributes = list("user attributes", "/beta/identity/userFlowAttributes");
        tenant_.identity_providers = list("identity providers", "/v1.0/identity/identityProviders");
        tenant_.api_connectors = list("API connectors", "/v1.0/identity/apiConnectors");
        read_flows();
        read_policies();
        tenant_.key_sets = list("policy keys", "/beta/trustFramework/keySets");
        if (auto const* app = find_extensions_app(tenant_))
            tenant_.extension_properties = list(
                "extension attributes", "/v1.0/applications/" + app->text("id").value_or("") + "/extensionProperties");
        return std::move(tenant_);
    }

private:
    std::vector<json::Object> list(std::string const& what, std::string const& target)
    {
        say_(what);
        std::vector<json::Object> all;
        auto const done = for_each_object(graph_, target, [&](json::Object const& one) {
            all.push_back(one);
            return true;
        });
        if (!done)
            tenant_.unreadable.push_back(what + ": " + done.error().detail);
        return all;
    }
    // Of a single object; nothing when there is none, or it is refused.
    std::optional<json::Object> find(std::string const& what, std::string const& target)
    {
        auto const answer = graph_.send(http::Method::Get, target, "");
        if (answer && answer->status == 404)
            return std::nullopt;
        auto object = expect_object(answer);
        if (object)
            return std::move(*object);
        tenant_.unreadable.push_back(what + ": " + object.error().detail);
        return std::nullopt;
    }

    Result<void> read_organization()
    {
        say_("the tenant");
        TRY(for_each_object(graph_, "/v1.0/organization", [&](json::Object const& one) {
            tenant_.id = one.text("id").value_or("");
            tenant_.display_name = one.text("displayName").value_or("");
            json::Array const* domains = one.array("verifiedDomains");
            for (json::Value const& domain : domains ? *domains : json::Array())
                if (auto const* fields = domain.as_object(); fields && fields->boolean("isInitial").value_or(false))
                    tenant_.domain = to_lower(fields->text("name").value_or(""));
            return false;
        }));
        if (tenant_.id.empty())
            return fail(Fault::Unavailable, "Graph tells of no organization");
        if (tenant_.domain.empty())
            tenant_.domain = graph_.domain();
        return {};
    }

    // Only of apps of the tenant: what apps of Microsoft may do is no business of ours.
    void read_role_assignments()
    {
        for (json::Object const& principal : tenant_.service_principals) {
            auto const client = principal.text("appId");
            bool const is_own = std::ranges::any_of(
                tenant_.applications, [&](json::Object const& app) { return app.text("appId") == client; });
            std::string const id = principal.text("id").value_or("");
            if (is_own)
                tenant_.role_assignments[id] = list("app roles of " + principal.text("displayName").value_or(id),
                    "/v1.0/servicePrincipals/" + url::encode(id) + "/appRoleAssignments");
        }
    }

    void read_flows()
    {
        for (json::Object& fields : list("user flows", "/beta/identity/b2cUserFlows?$expand=identityProviders")) {
            B2cFlow flow;
            std::string const id = fields.text("id").value_or("");
            std::string const base = "/beta/identity/b2cUserFlows/" + url::encode(id);
            flow.attributes = list(id + ": attributes", base + "/userAttributeAssignments?$expand=userAttribute");
            for (json::Object const& language : list(id + ": languages", base + "/languages")) {
                read_texts(flow, id, base, language);
                flow.languages.push_back(language);
            }
            if (json::Array const* providers = fields.array("identityProviders"))
                for (json::Value const& provider : *providers)
                    if (auto const* known = provider.as_object())
                        flow.identity_providers.push_back(known->text("id").value_or(""));
            if (auto const steps = find(id + ": API connectors",
                    base + "/apiConnectorConfiguration?$expand=postFederationSignup,postAttributeCollection"))
                for (char const* step : { "postFederationSignup", "postAttributeCollection" })
                    if (auto const* connector = steps->object(step))
                        flow.connectors[step] = connector->text("id").value_or("");
            flow.fields = std::move(fields);
            tenant_.flows.push_back(std::move(flow));
        }
    }

    void read_texts(B2cFlow& flow, std::string const& flow_id, std::string const& base, json::Object const& language)
    {
        std::string const code = language.text("id").value_or("");
        if (!language.boolean("isEnabled").value_or(false))
            return;
        std::string const pages = base + "/languages/" + url::encode(code) + "/overridesPages";
        std::string const what = flow_id + ": texts in " + code;
        for (json::Object const& page : list(what, pages)) {
            std::string const id = page.text("id").value_or("");
            auto const content = find(what + ", page " + id, pages + "/" + url::encode(id) + "/$value");
            json::Array const* strings = content ? content->array("LocalizedStrings") : nullptr;
            for (json::Value const& text : strings ? *strings : json::Array())
                if (auto const* fields = text.as_object(); fields && fields->boolean("Override").value_or(false))
                    flow.texts[to_lower(code)].push_back(*fields);
        }
    }

    void read_policies()
    {
        for (json::Object const& policy : list("custom policies", "/beta/trustFramework/policies")) {
            std::string const id = policy.text("id").value_or("");
            say_("policy " + id);
            auto const answer
                = graph_.send(http::Method::Get, "/beta/trustFramework/policies/" + url::encode(id) + "/$value", "");
            if (answer && answer->status == 200)
                tenant_.policies.emplace_back(id, answer->content());
            else
                tenant_.unreadable.push_back("policy " + id + ": "
                    + (answer ? "status " + std::to_string(answer->status) : answer.error().detail));
        }
    }

    DirectoryClient& graph_;
    std::function<void(std::string const&)> const& say_;
    B2cTenant tenant_;
};

} // namespace

Result<B2cTenant> read_b2c_tenant(DirectoryClient& graph, std::function<void(std::string const&)> const& say)
{
    return TenantReader(graph, say).read();
}

json::Object const* find_extensions_app(B2cTenant const& tenant)
{
    for (json::Object const& app : tenant.applications)
        if (app.text("displayName").value_or("").starts_with("b2c-extensions-app"))
            return &app;
    return nullptr;
}

} // namespace gatehouse::app
