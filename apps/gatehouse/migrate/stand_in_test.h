// Microsoft Graph on paper: answers in the shapes that Microsoft documents, of a tenant that is made up.
#pragma once

#include "apps/gatehouse/directory_client.h"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::app {

// Answers a GET by the longest beginning of its decoded target that is known; everything else is refused.
class StandIn final : public DirectoryClient {
public:
    Result<http::Response> send(http::Method method, std::string const& target, RequestBody const& body) override
    {
        asked.push_back(target);
        if (method == http::Method::Post)
            return http::json_response(200, batch(json::parse_object(body.text).value()));
        if (fails_at != 0 && static_cast<int>(asked.size()) == fails_at)
            return std::unexpected(Error{ Fault::Unavailable, "the line is down" });
        std::string const* best = nullptr;
        size_t longest = 0;
        for (auto const& [beginning, answer] : answers)
            if (target.starts_with(beginning) && beginning.size() >= longest) {
                best = &answer;
                longest = beginning.size();
            }
        if (!best)
            return http::json_response(403,
                R"({"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}})");
        return http::json_response(200, *best);
    }
    std::string const& domain() const override { return domain_; }

    std::map<std::string, std::string> answers;
    std::vector<std::string> asked;
    int fails_at = 0;
    // Answers in a batch, in turn, by what is asked there; then the usual one.
    std::map<std::string, std::deque<std::string>> in_batch;

private:
    std::string batch(json::Object const& requests)
    {
        json::Array responses;
        for (json::Value const& request : *requests.array("requests")) {
            json::Object const& fields = *request.as_object();
            std::string const url = fields.text("url").value_or("");
            if (auto const set = in_batch.find(url); set != in_batch.end() && !set->second.empty()) {
                json::Object response = json::parse_object(set->second.front()).value();
                set->second.pop_front();
                response.set("id", fields.text("id").value_or(""));
                responses.emplace_back(std::move(response));
                continue;
            }
            bool const phones = url.ends_with("phoneMethods");
            json::Array methods;
            if (phones)
                methods.emplace_back(json::Object{ { "id", "3179e48a-750b-4051-897c-87b9720928f7" },
                    { "phoneNumber", "+1 2065551234" }, { "phoneType", "mobile" } });
            responses.emplace_back(json::Object{ { "id", fields.text("id").value_or("") }, { "status", 200 },
                { "body", json::Object{ { "value", std::move(methods) } } } });
        }
        return json::write(json::Object{ { "responses", std::move(responses) } });
    }
    std::string domain_ = "contoso.onmicrosoft.com";
};

inline StandIn contoso()
{
    StandIn graph;
    graph.answers = {
        { "/v1.0/organization",
            R"({"value":[{"id":"4b43d8e9-68c2-4f4a-8ab3-1cbb7a4b0b8a","displayName":"Contoso \"B2C\"",
            "verifiedDomains":[{"name":"login.contoso.example","isInitial":false},{"name":"Contoso.onmicrosoft.com","isInitial":true}]}]})" },
        { "/v1.0/applications?", R"({"value":[
            {"id":"o-api","appId":"11111111-1111-4111-8111-111111111111","displayName":"Tasks API","identifierUris":["https://contoso.onmicrosoft.com/tasks"],
             "web":{"redirectUris":[]},"spa":{"redirectUris":[]},"publicClient":{"redirectUris":[]},
             "api":{"oauth2PermissionScopes":[{"id":"aaaaaaaa-0000-4000-8000-000000000001","value":"tasks.read","adminConsentDescription":"Read ${tasks}"}]},
             "appRoles":[{"id":"aaaaaaaa-0000-4000-8000-000000000002","value":"Tasks.All","description":"All"}],"requiredResourceAccess":[]},
            {"id":"o-web","appId":"22222222-2222-4222-8222-222222222222","displayName":"Web","identifierUris":[],
             "web":{"redirectUris":["https://web.contoso.example/cb"],"logoutUrl":"https://web.contoso.example/out","implicitGrantSettings":{"enableIdTokenIssuance":true}},
             "spa":{"redirectUris":["https://spa.contoso.example/"]},"publicClient":{"redirectUris":[]},
             "passwordCredentials":[{"displayName":"prod","hint":"6gy"}],
             "requiredResourceAccess":[
               {"resourceAppId":"11111111-1111-4111-8111-111111111111","resourceAccess":[{"id":"aaaaaaaa-0000-4000-8000-000000000001","type":"Scope"},{"id":"aaaaaaaa-0000-4000-8000-000000000002","type":"Role"}]},
               {"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"37f7f235-527c-4136-accd-4a02d197296e","type":"Scope"},{"id":"bbbbbbbb-0000-4000-8000-000000000001","type":"Role"},{"id":"bbbbbbbb-0000-4000-8000-000000000002","type":"Role"}]}]},
            {"id":"o-web2","appId":"33333333-3333-4333-8333-333333333333","displayName":"Web","web":{"redirectUris":["https://old.contoso.example/cb"]}},
            {"id":"o-ext","appId":"831374b3-bd50-41bf-aa54-263ec9e050fc","displayName":"b2c-extensions-app. Do not modify. Used by AADB2C for storing user data."}]})" },
        { "/v1.0/applications/o-ext/extensionProperties",
            R"({"value":[{"name":"extension_831374b3bd5041bfaa54263ec9e050fc_loyaltyNumber","dataType":"String"},
            {"name":"extension_831374b3bd5041bfaa54263ec9e050fc_visits","dataType":"Integer"}]})" },
        { "/v1.0/servicePrincipals?",
            R"({"value":[{"id":"sp-web","appId":"22222222-2222-4222-8222-222222222222"},{"id":"sp-api","appId":"11111111-1111-4111-8111-111111111111"},
            {"id":"sp-graph","appId":"00000003-0000-0000-c000-000000000000","appRoles":[{"id":"bbbbbbbb-0000-4000-8000-000000000001","value":"User.Read.All"},{"id":"bbbbbbbb-0000-4000-8000-000000000002","value":"Mail.Send"}]}]})" },
        { "/v1.0/oauth2PermissionGrants",
            R"({"value":[{"clientId":"sp-web","resourceId":"sp-api","consentType":"AllPrincipals","scope":"openid tasks.read"}]})" },
        { "/v1.0/servicePrincipals/sp-web/appRoleAssignments",
            R"({"value":[{"appRoleId":"bbbbbbbb-0000-4000-8000-000000000001","resourceId":"sp-graph"}]})" },
        { "/v1.0/servicePrincipals/sp-api/appRoleAssignments", R"({"value":[]})" },
        { "/beta/identity/userFlowAttributes", R"({"value":[{"id":"city","userFlowAttributeType":"builtIn"},
            {"id":"extension_831374b3bd5041bfaa54263ec9e050fc_loyaltyNumber","displayName":"Loyalty number","userFlowAttributeType":"custom","dataType":"string"}]})" },
        { "/v1.0/identity/identityProviders", R"({"value":[
            {"@odata.type":"#microsoft.graph.builtInIdentityProvider","id":"EmailSignUp","identityProviderType":"EmailSignUp"},
            {"@odata.type":"#microsoft.graph.socialIdentityProvider","id":"Google-OAUTH","displayName":"Google","identityProviderType":"Google","clientId":"g.apps","clientSecret":"******"},
            {"@odata.type":"#microsoft.graph.openIdConnectIdentityProvider","id":"OIDC-V1-Fabrikam-1","displayName":"Fabrikam AG","clientId":"f","metadataUrl":"https://login.fabrikam.example/.well-known/openid-configuration",
             "scope":"openid","responseType":"code","responseMode":"form_post","claimsMapping":{"userId":"sub","displayName":"name"}},
            {"@odata.type":"#microsoft.graph.appleManagedIdentityProvider","id":"Apple-Managed-OIDC","displayName":"Apple"}]})" },
        { "/v1.0/identity/apiConnectors",
            R"({"value":[{"id":"c1","displayName":"Check","targetUrl":"https://api.contoso.example/check",
            "authenticationConfiguration":{"@odata.type":"#microsoft.graph.basicAuthentication","username":"u","password":"******"}}]})" },
        { "/beta/identity/b2cUserFlows?",
            R"({"value":[{"id":"B2C_1_susi","userFlowType":"signUpOrSignIn","identityProviders":[{"id":"EmailSignUp"},{"id":"Google-OAUTH"}]}]})" },
        { "/beta/identity/b2cUserFlows/B2C_1_susi/userAttributeAssignments", R"({"value":[
            {"id":"displayName","isOptional":false,"userInputType":"TextBox","userAttribute":{"id":"displayName"}},
            {"id":"extension_831374b3bd5041bfaa54263ec9e050fc_loyaltyNumber","isOptional":true,"displayName":"Number","userInputType":"DropdownSingleSelect",
             "userAttributeValues":[{"name":"One","value":"1"}],"userAttribute":{"id":"extension_831374b3bd5041bfaa54263ec9e050fc_loyaltyNumber"}}]})" },
        { "/beta/identity/b2cUserFlows/B2C_1_susi/languages",
            R"({"value":[{"id":"fr","isEnabled":true},{"id":"es","isEnabled":false}]})" },
        { "/beta/identity/b2cUserFlows/B2C_1_susi/languages/fr/overridesPages",
            R"({"value":[{"id":"selfasserted"}]})" },
        { "/beta/identity/b2cUserFlows/B2C_1_susi/languages/fr/overridesPages/selfasserted/$value",
            R"({"LocalizedStrings":[{"ElementType":"UxElement","ElementId":null,"StringId":"button_continue","Override":true,"Value":"Suivant"},
               {"ElementType":"UxElement","ElementId":null,"StringId":"button_cancel","Override":false,"Value":"Annuler"}]})" },
        { "/beta/identity/b2cUserFlows/B2C_1_susi/apiConnectorConfiguration",
            R"({"postAttributeCollection":{"id":"c1"}})" },
        { "/beta/trustFramework/policies", R"({"value":[{"id":"B2C_1A_base"}]})" },
        { "/beta/trustFramework/policies/B2C_1A_base/$value", "<TrustFrameworkPolicy/>" },
        { "/beta/trustFramework/keySets", R"({"value":[{"id":"B2C_1A_RestKey"}]})" },
    };
    return graph;
}

} // namespace gatehouse::app
