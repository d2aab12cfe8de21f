// What Microsoft Graph tells of a B2C tenant, beside its people. Facts: directory.md §1, §5.
#pragma once

#include "apps/gatehouse/directory_client.h"
#include "libs/json/json.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::app {

struct B2cFlow {
    json::Object fields;
    std::vector<json::Object> attributes; // userAttributeAssignments
    std::vector<json::Object> languages;
    std::vector<std::string> identity_providers; // ids
    // By "postFederationSignup" and "postAttributeCollection": the connector's id.
    std::map<std::string, std::string> connectors;
    // By language: its own texts, as LocalizedStrings.
    std::map<std::string, std::vector<json::Object>> texts;
};

struct B2cTenant {
    std::string id;
    std::string domain; // the initial one
    std::string display_name;
    std::vector<json::Object> applications;
    std::vector<json::Object> service_principals;
    std::vector<json::Object> grants; // oauth2PermissionGrants
    std::map<std::string, std::vector<json::Object>> role_assignments; // by the object id of a service principal
    std::vector<json::Object> attributes; // userFlowAttributes
    std::vector<json::Object> identity_providers;
    std::vector<json::Object> api_connectors;
    std::vector<B2cFlow> flows;
    std::vector<std::pair<std::string, std::string>> policies; // id and XML
    std::vector<json::Object> key_sets;
    std::vector<json::Object> extension_properties; // extensionProperties of the b2c-extensions-app
    // What could not be read, and why.
    std::vector<std::string> unreadable;
};

// `say` is told what is read next. Fails only when nothing at all can be read; parts that are refused are noted.
Result<B2cTenant> read_b2c_tenant(DirectoryClient& graph, std::function<void(std::string const&)> const& say);

// The app whose id stands in extension attributes; nothing when the tenant has none.
json::Object const* find_extensions_app(B2cTenant const& tenant);

} // namespace gatehouse::app
